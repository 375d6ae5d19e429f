"""Agreement of two passes over the same documents.

**Conventions.** Neither pass is gold: A is scored against B, and what has a direction (a speaker or an argument is
right if it resolves in the other pass to the other pass's entity) is counted both ways and the mean is reported.
Quotes pair one to one by character F1 alone, events by equal trigger span (equal types first). All is counted per
document in rows ``(p_num, pred, r_num, gold)``, and intervals resample stories as scores do.

**Measures**, the rows of the guidelines' table: exact span and type F1 of named mentions; coreference (CoNLL) over
the mentions equal in span and type; exact, relaxed and overlap F1 of quote content; Cohen's kappa of the quote type;
exact F1 of the cue; accuracy of the speaker, with overt speakers and with pro-drop and context apart; F1 of triggers
by span and by span and type; kappa of realis and polarity over paired triggers; entity-level F1 of arguments given
paired triggers. The kappa of a constant is null: where both passes used one label only, there is no chance-corrected
figure.

**References.** Cohen 1960; Artstein and Poesio 2008; Hripcsak and Rothschild 2005 (F1 where the units are not given).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eidisi.model import Document, Event, Quote, Span
from eidisi.ontology import POLARITY, QUOTE_TYPES, REALIS
from eidisi.scoring.coreference import MEASURES as COREFERENCE
from eidisi.scoring.events import GoldEvents
from eidisi.scoring.quotes import close, pair, speaker_right
from eidisi.scoring.spans import Resolver, clip, length

if TYPE_CHECKING:
    from eidisi.scoring.significance import Array

Row = tuple[float, float, float, float]

LABELS: Final = {"type": QUOTE_TYPES, "realis": REALIS, "polarity": POLARITY}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: what is measured, how, the figure to reach, the rows that it is computed from."""

    layer: str
    measure: str
    target: float
    rows: tuple[str, ...]
    how: str  # f1, accuracy, mean_f1 or kappa


def _cells(name: str) -> tuple[str, ...]:
    return tuple(f"{name}[{a}|{b}]" for a in LABELS[name] for b in LABELS[name])


LINES: Final = (
    Line("named entities", "exact span + type F1", 0.96, ("names",), "f1"),
    Line("entity ids", "CoNLL coreference F1", 0.93, tuple(COREFERENCE), "mean_f1"),
    Line("quote content", "exact F1", 0.92, ("content.exact",), "f1"),
    Line("quote content", "relaxed F1", 0.94, ("content.relaxed",), "f1"),
    Line("quote content", "overlap F1", 0.97, ("content.overlap",), "f1"),
    Line("quote type", "kappa on paired quotes", 0.95, _cells("type"), "kappa"),
    Line("cue", "exact F1 on paired quotes", 0.95, ("cue",), "f1"),
    Line("speaker entity, overt", "accuracy on paired quotes", 0.97, ("speaker.overt",), "accuracy"),
    Line("speaker entity, pro-drop and context", "accuracy on paired quotes", 0.93, ("speaker.implicit",), "accuracy"),
    Line("triggers", "span F1", 0.90, ("triggers.span",), "f1"),
    Line("triggers", "span + type F1", 0.88, ("triggers.type",), "f1"),
    Line("realis", "kappa on paired triggers", 0.85, _cells("realis"), "kappa"),
    Line("polarity", "kappa on paired triggers", 0.90, _cells("polarity"), "kappa"),
    Line("arguments", "entity-level F1, paired triggers", 0.85, ("arguments.a", "arguments.b"), "mean_f1"),
)  # fmt: skip
ROWS: Final = tuple(dict.fromkeys(name for line in LINES for name in line.rows))


def _exact(a: set[Any], b: set[Any]) -> Row:
    both = len(a & b)
    return (both, len(a), both, len(b))


def _clusters(document: Document, shared: set[tuple[int, int, str]]) -> list[frozenset[Any]]:
    found: dict[str, set[Any]] = {}
    for m in document.mentions:
        key = (m.start, m.end, m.type)
        if m.entity is not None and key in shared:
            found.setdefault(m.entity, set()).add(key)
    return [frozenset(cluster) for cluster in found.values()]


def _speaker(one: Quote, other: Quote, mine: Document, resolver: Resolver) -> bool:
    """Is the speaker of ``one``, in the pass ``mine``, right in the pass of ``other``? A speaker given as an entity alone
    is any of its mentions."""
    said = one.speaker
    spans = [m.span for m in mine.mentions if m.id in said.mentions] or [
        m.span for m in mine.mentions if m.entity in said.entities
    ]
    if not spans:
        return speaker_right(other.speaker.entities, None, resolver)
    return any(speaker_right(other.speaker.entities, span, resolver) for span in spans)


def _quotes(a: Document, b: Document, rows: dict[str, Row]) -> None:
    left, right = ([clip(q.spans, d.lines) for q in d.quotes] for d in (a, b))
    rows["content.exact"] = _exact(set(left), set(right))
    pairs = pair(left, right)
    p = sum(shared / length(left[i]) for i, _, shared in pairs)
    r = sum(shared / length(right[j]) for _, j, shared in pairs)
    rows["content.overlap"] = (p, len(left), r, len(right))
    near = sum(close(left[i], right[j]) for i, j, _ in pairs)
    rows["content.relaxed"] = (near, len(left), near, len(right))
    resolvers = [Resolver(d.mentions) for d in (a, b)]
    cue = [0, 0, 0]
    speakers = {"overt": [0, 0], "implicit": [0, 0]}
    for i, j, _ in pairs:
        one, other = a.quotes[i], b.quotes[j]
        _cell(rows, "type", one.type, other.type)
        cue[0] += one.cue is not None and one.cue == other.cue
        cue[1] += one.cue is not None
        cue[2] += other.cue is not None
        for mine, theirs, side in ((one, other, 0), (other, one, 1)):
            implicit = theirs.speaker.realisation in ("prodrop", "context")
            tally = speakers["implicit" if implicit else "overt"]
            tally[0] += _speaker(mine, theirs, (a, b)[side], resolvers[1 - side])
            tally[1] += 1
    rows["cue"] = (cue[0], cue[1], cue[0], cue[2])
    for kind, (hit, total) in speakers.items():
        rows[f"speaker.{kind}"] = (hit, total, 0, 0)


def _paired_events(a: Document, b: Document) -> list[tuple[Event, Event]]:
    left: dict[Span, list[Event]] = {}
    right: dict[Span, list[Event]] = {}
    for events, found in ((a.events, left), (b.events, right)):
        for e in events:
            found.setdefault(e.trigger, []).append(e)
    pairs = []
    for span, ours in left.items():
        theirs = list(right.get(span, ()))
        for same in (True, False):
            for e in list(ours):
                match = next((o for o in theirs if not same or o.type == e.type), None)
                if match is not None:
                    pairs.append((e, match))
                    ours.remove(e)
                    theirs.remove(match)
    return pairs


def _events(a: Document, b: Document, rows: dict[str, Row]) -> None:
    rows["triggers.span"] = _exact({e.trigger for e in a.events}, {e.trigger for e in b.events})
    rows["triggers.type"] = _exact(
        {(e.trigger, e.type) for e in a.events}, {(e.trigger, e.type) for e in b.events}
    )
    pairs = _paired_events(a, b)
    gold = [GoldEvents(d) for d in (a, b)]
    keys: list[list[set[Any]]] = [[set(), set()], [set(), set()]]
    for n, (one, other) in enumerate(pairs):
        _cell(rows, "realis", one.realis, other.realis)
        _cell(rows, "polarity", one.polarity, other.polarity)
        for side, mine, theirs in ((0, one, other), (1, other, one)):
            reference = gold[1 - side]
            keys[side][0] |= {(n, x.role, reference.filler(x.role, x.start, x.end)) for x in mine.arguments}
            keys[side][1] |= {(n, x.role, x.span if x.entity is None else x.entity) for x in theirs.arguments}
    rows["arguments.a"], rows["arguments.b"] = (_exact(*keys[side]) for side in (0, 1))


def _cell(rows: dict[str, Row], name: str, a: str, b: str) -> None:
    key = f"{name}[{a}|{b}]"
    rows[key] = (rows.get(key, (0, 0, 0, 0))[0] + 1, 0, 0, 0)


def count(a: Document, b: Document) -> list[float]:
    """One document's rows in the order of ``ROWS``, four numbers each."""
    rows: dict[str, Row] = {}
    names = [{(m.start, m.end, m.type) for m in d.mentions if m.level == "named"} for d in (a, b)]
    rows["names"] = _exact(*names)
    shared = set.intersection(*({(m.start, m.end, m.type) for m in d.mentions} for d in (a, b)))
    for name, measure in COREFERENCE.items():
        rows[name] = measure(_clusters(b, shared), _clusters(a, shared))
    _quotes(a, b, rows)
    _events(a, b, rows)
    return [float(x) for name in ROWS for x in rows.get(name, (0, 0, 0, 0))]


def kappa_of(confusion: Array) -> Array:
    """Cohen's kappa of many confusion matrices (R, K, K), for the replicates; NaN where it is not defined (one label only, or no item)."""
    import numpy as np

    total = confusion.sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = np.trace(confusion, axis1=1, axis2=2) / total
        expected = (confusion.sum(axis=2) * confusion.sum(axis=1)).sum(axis=1) / total**2
        kappa: Array = (observed - expected) / (1 - expected)
    kappa[~np.isfinite(kappa)] = np.nan
    return kappa


def _statistic(line: Line) -> Callable[[Array], Array]:
    import numpy as np

    from eidisi.scoring.significance import f1_scores

    where = [ROWS.index(name) for name in line.rows]

    def score(sums: Array) -> Array:
        chosen = sums[:, where, :]
        if line.how == "kappa":
            size = round(len(where) ** 0.5)
            return kappa_of(chosen[..., 0].reshape(-1, size, size))
        if line.how == "accuracy":
            with np.errstate(invalid="ignore", divide="ignore"):
                found: Array = chosen[:, 0, 0] / chosen[:, 0, 1]
            return found
        scores = f1_scores(chosen)
        defined = ~np.isnan(scores)
        n = defined.sum(axis=1)
        mean: Array = np.where(n > 0, np.where(defined, scores, 0).sum(axis=1) / np.maximum(n, 1), np.nan)
        return mean

    return score


@dataclass(frozen=True, slots=True)
class Agreement:
    """One figure: ``n`` is the mean number of items of the two sides that it rests on."""

    line: Line
    value: float | None
    ci: tuple[float, float] | None
    n: float

    @property
    def alarm(self) -> bool:
        return self.value is not None and self.value < self.line.target


def agreement(pairs: Iterable[tuple[Document, Document]], *, ci: bool = True) -> list[Agreement]:
    """Every row of the table for two passes over the same documents; intervals over stories."""
    import numpy as np

    from eidisi.scoring.significance import bootstrap_interval, group_sums

    counts: dict[str, list[list[float]]] = {}
    groups: dict[str, list[str]] = {}
    for a, b in sorted(pairs, key=lambda two: two[0].id):
        if a.id != b.id:
            raise ValueError(f"two passes over different documents: {a.id} and {b.id}")
        counts.setdefault(a.collection, []).append(count(a, b))
        groups.setdefault(a.collection, []).append(a.group)
    if not counts:
        raise ValueError("no document has both passes")
    strata = [
        group_sums(np.asarray(rows).reshape(len(rows), len(ROWS), 4), groups[name])
        for name, rows in sorted(counts.items())
    ]
    sums = np.sum([s.sum(axis=0) for s in strata], axis=0)
    found = []
    for line in LINES:
        statistic = _statistic(line)
        value = _kappa(line, sums) if line.how == "kappa" else float(statistic(sums[None])[0])
        low_high = bootstrap_interval(strata, _pooled(statistic)) if ci else None
        found.append(
            Agreement(
                line,
                None if np.isnan(value) else value,
                (low_high.low, low_high.high) if low_high and not np.isnan(value) else None,
                _items(line, sums),
            )
        )
    return found


def _pooled(statistic: Callable[[Array], Array]) -> Callable[[Sequence[Array]], Array]:
    """The statistic of the summed counts of all strata."""
    return lambda drawn: statistic(sum(drawn[1:], drawn[0]))


def _kappa(line: Line, sums: Array) -> float:
    """Cohen's kappa by scikit-learn; NaN for a constant."""
    from sklearn.metrics import cohen_kappa_score

    cells = [(*name.partition("[")[2][:-1].split("|"), sums[ROWS.index(name), 0]) for name in line.rows]
    cells = [cell for cell in cells if cell[2]]
    if len({label for a, b, _ in cells for label in (a, b)}) < 2:
        return float("nan")
    a, b, weights = zip(*cells, strict=True)
    return float(cohen_kappa_score(a, b, sample_weight=weights))


def _items(line: Line, sums: Array) -> float:
    where = [ROWS.index(name) for name in line.rows]
    if line.how == "kappa":
        return float(sums[where, 0].sum())
    if line.how == "accuracy":
        return float(sums[where, 1].sum()) / 2
    return float((sums[where, 1] + sums[where, 3]).max()) / 2

"""Who said it: a logistic model ranks the mentions around a quote's cue, the last speaker among them (pro-drop)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eidisi import Document
from eidisi_baselines.candidates import Candidate, before, gold_candidates, name_key, with_people
from eidisi_baselines.linear import Linear, flags
from eidisi_baselines.view import Span, View

BACK, AHEAD = 4, 1
"""How many sentences before and after the cue a speaker is looked for."""


@dataclass(frozen=True)
class Said:
    """A quote without its speaker, in tokens."""

    spans: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None

    @property
    def anchor(self) -> int:
        """The token from which distance is counted: the cue, else the quote's first."""
        return self.cue[0] if self.cue else self.spans[0][0]

    def holds(self, c: Candidate) -> bool:
        return any(first <= c.first and c.last <= last for first, last in self.spans)


def near(view: View, said: Said, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates outside the content, a few sentences around."""
    home = view.sentence_of[said.anchor]
    for c in candidates:
        if c.speaks and not said.holds(c) and -BACK <= view.sentence_of[c.first] - home <= AHEAD:
            yield c


def _bucket(n: int) -> str:
    size = abs(n)
    return ("-" if n < 0 else "+") + (
        "0" if size < 1 else "1" if size < 2 else "3" if size < 4 else "8" if size < 9 else "9"
    )


def features(view: View, said: Said, c: Candidate, last_speaker: str | None, rank: int) -> dict[str, float]:
    """What speaks for ``c``. ``rank`` counts the candidates of its sentence that stand nearer to the cue."""
    anchor = said.anchor
    sentences = view.sentence_of[c.first] - view.sentence_of[anchor]
    distance = c.first - anchor if c.first > anchor else c.last - anchor
    case, word = before(view, c.first)
    same = sentences == 0
    between = [view.tokens[k].text for k in range(min(c.last, anchor), max(c.first, anchor))] if same else []
    cue = view.fold(anchor) if said.cue else "none"
    last = view.fold(c.last - 1)
    repeated = last_speaker is not None and name_key(view, c.first, c.last) == last_speaker
    side = "after" if c.first > anchor else "before"
    rows = [
        "bias", f"level={c.level}", f"type={c.type}", f"sentences={sentences}", f"case={case}", f"word={word}",
        f"{side}", f"end={last[-2:]}", f"repeated={repeated}", f"cue={cue[:6]}",
        f"repeated|sentences={repeated}|{sentences}", f"level|type={c.level}|{c.type}",
    ]  # fmt: skip
    if same:
        rows += [
            f"distance={_bucket(distance)}", f"{side}|case={case}", f"{side}|end={last[-2:]}|{case}",
            f"comma={',' in between}", f"{side}|rank={min(rank, 3)}", f"cue|{side}|case={cue[:6]}|{case}",
            f"start={c.first - view.sentences[view.sentence_of[c.first]].start < 3}",
        ]  # fmt: skip
        if word in ("συμφωνα", "κατα") or cue.startswith("συμφων"):
            rows.append(f"according|{side}|{_bucket(distance)}")
    verb_plural = cue.endswith(("ν", "νε")) and not cue.endswith(("ειν",))
    rows.append(f"plural={verb_plural}|{case}|{last[-2:]}")
    if repeated:
        rows.append(f"repeated|overt={any(True for _ in between)}")
    return flags(*rows)


def _ranked(view: View, said: Said, candidates: Sequence[Candidate]) -> list[tuple[Candidate, int]]:
    pool = sorted(near(view, said, candidates), key=lambda c: abs(c.first - said.anchor))
    seen: dict[int, int] = {}
    found = []
    for c in pool:
        sentence = view.sentence_of[c.first]
        found.append((c, seen.get(sentence, 0)))
        seen[sentence] = seen.get(sentence, 0) + 1
    return found


def train(documents: Iterable[tuple[View, Document]], *, seed: int) -> Linear:
    """Binary model on gold quotes: is this mention (of) the speaker?"""
    rows: list[dict[str, float]] = []
    labels: list[str] = []
    for view, document in documents:
        candidates = with_people(view, gold_candidates(view, document))
        last: str | None = None
        for said, entities in gold_quotes(view, document):
            right = None
            for c, rank in _ranked(view, said, candidates):
                rows.append(features(view, said, c, last, rank))
                labels.append("yes" if c.entity in entities else "no")
                if c.entity in entities and right is None:
                    right = name_key(view, c.first, c.last)
            last = right or last
    return Linear.fit(rows, labels, seed=seed)


def gold_quotes(view: View, document: Document) -> Iterator[tuple[Said, tuple[str, ...]]]:
    """The annotated quotes in text order with their speaker entities."""
    for q in sorted(document.quotes, key=lambda q: q.spans):
        spans = tuple((r.start, r.stop) for r in (view.range(s) for s in q.spans))
        cue = view.range(q.cue) if q.cue else None
        yield Said(spans, (cue.start, cue.stop) if cue else None), q.speaker.entities


def choose(
    view: View, quotes: Sequence[Said], candidates: Sequence[Candidate], model: Linear, threshold: float = 0.1
) -> list[Span | None]:
    """The speaker's span of every quote (in text order), null where nobody reaches ``threshold``."""
    found: list[Span | None] = []
    last: str | None = None
    candidates = with_people(view, candidates)
    for said in quotes:
        scored = [
            (model.probabilities(features(view, said, c, last, rank)).get("yes", 0.0), -rank, c)
            for c, rank in _ranked(view, said, candidates)
        ]
        best = max(scored, key=lambda s: (s[0], s[1], -s[2].first), default=None)
        if best is None or best[0] < threshold:
            found.append(None)
            continue
        chosen = best[2]
        last = name_key(view, chosen.first, chosen.last)
        found.append(chosen.span)
    return found

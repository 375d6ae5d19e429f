"""The scorecard: the scores of one system, computed from its counts and from nothing else.

Figures are given for *scopes*: each collection; ``real``, the unweighted mean of ``gdt`` and ``ntrex`` (of P, of R and
of F1), only where both are complete; and ``pooled``, the counts of all collections added. ``seed`` is in neither.

A measure of an optional field (a cue, a quote's type, a speaker, realis, polarity) is null where no item of the file
had the field; a file without any quote (event) counts as having them all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from eidisi.model import TRACKS
from eidisi.scoring.counts import CountTable
from eidisi.scoring.figures import OVERALL, Figure, Scope, figures_of, is_per_type, type_of
from eidisi.scoring.signature import Signature
from eidisi.scoring.significance import group_sums

if TYPE_CHECKING:
    from eidisi.scoring.significance import Array

REAL: Final = ("gdt", "ntrex")

# optional field -> (the row that tells whether the file has any such item, the measures that need the field)
OPTIONAL: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "speaker": ("quotes.strict", ("quotes.attribution", "quotes.joint", "quotes.speaker_accuracy")),
    "cue": ("quotes.strict", ("quotes.cue",)),
    "type": ("quotes.strict", ("quotes.type_accuracy",)),
    "realis": ("events.TI", ("events.realis_accuracy",)),
    "polarity": ("events.TI", ("events.polarity_accuracy",)),
}

_FIRST: Final = ("original", *REAL)
_NEVER_POOLED: Final = frozenset({"seed"})
_NAMELESS: Final = "gold"


@dataclass(eq=False)
class Scorecard:
    """Scores of the system ``name``. ``fields`` are the optional fields its file has; ``complete`` the collections
    whose test documents are all there (only then is there a ``real``); ``excluded`` counts predicted items that
    were dropped inside excluded regions. Number of replicates and seed stand in the signature."""

    name: str
    table: CountTable
    signature: Signature
    fields: Collection[str] = field(default_factory=lambda: frozenset(OPTIONAL))
    complete: Collection[str] = frozenset()
    excluded: int = 0

    def __post_init__(self) -> None:
        taken = {"real", "pooled"} & set(self.table.collections)
        if taken:
            raise ValueError(f"a collection cannot be called {' or '.join(sorted(taken))}")
        unknown = sorted(set(self.fields) - set(OPTIONAL))
        if unknown:
            raise ValueError(f"no such optional field: {', '.join(unknown)}")

    @property
    def tracks(self) -> tuple[str, ...]:
        """The submitted tracks."""
        return tuple(t for t in TRACKS if any(name.startswith(f"{t}.") for name in self.table.measures))

    @property
    def collections(self) -> list[str]:
        """The collection of each document, in the table's order; a gold file's may have no name."""
        return [name or _NAMELESS for name in self.table.collections]

    @cached_property
    def absent(self) -> frozenset[str]:
        """The measures that are null because no item of the file has their field."""
        measures, counts = self.table.measures, self.table.array()
        return frozenset(
            name
            for key, (row, names) in OPTIONAL.items()
            if key not in self.fields and row in measures and counts[:, measures.index(row), 1].any()
            for name in names
        )

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """Collections, then ``real`` if it is complete, then ``pooled``."""
        collections = self.collections
        sizes = {name: collections.count(name) for name in set(collections)}
        order = [name for name in _FIRST if name in sizes] + sorted(set(sizes) - set(_FIRST))
        scopes = {name: Scope(name, (name,), sizes[name]) for name in order}
        if all(name in sizes and name in self.complete for name in REAL):
            scopes["real"] = Scope("real", REAL, sum(sizes[name] for name in REAL), mean=True)
        pool = tuple(sorted(set(sizes) - _NEVER_POOLED))
        if pool:
            scopes["pooled"] = Scope("pooled", pool, sum(sizes[name] for name in pool))
        return scopes

    @cached_property
    def _strata(self) -> dict[str, Array]:
        """Collection -> counts per story ``(G, M, 4)``; documents are added in the order of their ids."""
        rows: dict[str, list[int]] = {}
        collections, counts = self.collections, self.table.array()
        for i in sorted(range(len(collections)), key=lambda i: self.table.documents[i]):
            rows.setdefault(collections[i], []).append(i)
        return {name: group_sums(counts[r], [self.table.groups[i] for i in r]) for name, r in rows.items()}

    def strata(self, scope: str) -> list[Array]:
        """The counts per story ``(G, M, 4)`` of the scope's collections, in the order in which they are drawn."""
        return [self._strata[name] for name in self.scopes[scope].collections]

    @cached_property
    def figures(self) -> dict[str, dict[str, Figure]]:
        """Scope -> measure -> figure, measures in their order."""
        measures, drawn = self.table.measures, (self.signature.replicates, self.signature.seed)
        found: dict[str, dict[str, Figure]] = {}
        for name, scope in self.scopes.items():
            if scope.repeats:
                found[name] = found[scope.collections[0]]
            else:
                found[name] = figures_of(scope, self.strata(name), measures, self.absent, *drawn)
        return found

    def to_dict(self) -> dict[str, Any]:
        """The document of ``score --json``: JSON-safe, null where there is no figure."""
        scores: dict[str, Any] = dict.fromkeys((*self.scopes, "real", "pooled"))
        scores |= {name: self._scope_dict(found) for name, found in self.figures.items()}
        head = {"system": self.name, "signature": str(self.signature), "excluded": self.excluded}
        return {**head, "scores": scores}

    def _scope_dict(self, figures: Mapping[str, Figure]) -> dict[str, Any]:
        found: dict[str, Any] = {track: {} for track in self.tracks}
        for name, figure in figures.items():
            track, _, short = name.partition(".")
            if name == OVERALL:
                found |= {OVERALL: figure.value, f"{OVERALL}_ci": list(figure.ci) if figure.ci else None}
            elif is_per_type(name):
                found[track].setdefault("by_type", {})[type_of(name)] = figure.to_dict()
            else:
                found[track][short] = figure.to_dict()
        return found

    def document_counts(self, measures: Collection[str] | None = None) -> dict[str, dict[str, list[float]]]:
        """Document id -> measure -> ``[p_num, pred, r_num, gold]``, sorted by id; whole numbers as integers."""
        kept = [(i, m) for i, m in enumerate(self.table.measures) if measures is None or m in measures]
        rows = dict(zip(self.table.documents, self.table.array().tolist(), strict=True))
        return {
            document: {name: [int(x) if x.is_integer() else x for x in rows[document][i]] for i, name in kept}
            for document in sorted(rows)
        }

    def __str__(self) -> str:
        lines, few = [self.name], False
        for scope, found in self.figures.items():
            if self.scopes[scope].repeats:
                continue
            documents = self.scopes[scope].documents
            lines += ["", f"{scope} ({documents} document{'' if documents == 1 else 's'})"]
            for name, figure in found.items():
                if not is_per_type(name):
                    few |= figure.few and figure.value is not None
                    score = "-" if figure.value is None else f"{figure.value:.3f}{'*' if figure.few else ''}"
                    ci = f"[{figure.ci[0]:.3f}, {figure.ci[1]:.3f}]" if figure.ci else ""
                    lines.append(f"  {name:<26} {score:<7} {ci}".rstrip())
        return "\n".join([*lines, "", *(["* fewer than 20 items"] if few else []), str(self.signature)])


def complete_collections(table: CountTable, expected: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The collections of which all expected documents (collection -> ids) were scored."""
    scored = set(table.documents)
    return frozenset(name for name, ids in expected.items() if ids and scored.issuperset(ids))

"""Comparison of systems on the ranked measures: differences, their intervals, paired tests, and a plain sentence.

For every scope and ranked measure (``entities.strict``, ``quotes.attribution``, ``events.AC+e``, and ``eidisi`` where
all three tracks are there) each pair of systems gets the difference *second minus first*, its bootstrap interval
(both systems on the same draws), the p of the paired randomisation test, and that p adjusted after Holm over all
pairs of the same scope and measure. A system's letters name the systems it beats at an adjusted p under .05.
The sentence says about how many documents would tell the two apart (``significance.documents_needed``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from eidisi.scoring.figures import OVERALL, RANKED_MEASURES, Scope
from eidisi.scoring.scorecard import Scorecard
from eidisi.scoring.significance import (
    REPLICATES,
    SEED,
    TRIALS,
    bootstrap_sums,
    documents_needed,
    holm,
    interval,
    p_value,
    swapped_differences,
)

if TYPE_CHECKING:
    from eidisi.scoring.significance import Array

LEVEL: Final = 0.05
MOST_DOCUMENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems (positions in the comparison) on one measure and scope; ``difference`` is second minus first.
    ``documents_needed`` is None beyond 10,000, and where there is nothing to tell apart."""

    scope: str
    measure: str
    first: int
    second: int
    difference: float | None
    ci: tuple[float, float] | None
    p: float | None
    p_holm: float | None
    documents: int
    documents_needed: int | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Systems side by side. ``scores[scope][measure]`` has one score a system, None where it has none."""

    names: tuple[str, ...]
    signatures: tuple[str, ...]
    scores: dict[str, dict[str, list[float | None]]]
    pairs: tuple[Pair, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """a, b, ... z, aa, ab, ...: the systems' letters."""
        return tuple(letter(i) for i in range(len(self.names)))

    def pairs_of(self, scope: str, measure: str) -> list[Pair]:
        return [pair for pair in self.pairs if (pair.scope, pair.measure) == (scope, measure)]

    def beats(self, scope: str, measure: str) -> list[str]:
        """For each system the letters of those it is significantly better than, comma-separated."""
        beaten: list[list[int]] = [[] for _ in self.names]
        for pair in self.pairs_of(scope, measure):
            if pair.p_holm is not None and pair.p_holm < LEVEL and pair.difference:
                better = (pair.second, pair.first) if pair.difference > 0 else (pair.first, pair.second)
                beaten[better[0]].append(better[1])
        return [",".join(letter(i) for i in sorted(found)) for found in beaten]

    def to_dict(self) -> dict[str, Any]:
        """The document of ``compare --json``; systems are given by their letters, as names may repeat."""
        systems = [
            {"letter": mark, "name": name, "signature": signature}
            for mark, name, signature in zip(self.letters, self.names, self.signatures, strict=True)
        ]
        found: dict[str, Any] = {}
        for scope, measures in self.scores.items():
            for measure, scores in measures.items():
                rows = zip(self.letters, scores, self.beats(scope, measure), strict=True)
                found.setdefault(scope, {})[measure] = {
                    "systems": [{"letter": m, "score": s, "better_than": b} for m, s, b in rows],
                    "pairs": [self._pair_dict(pair) for pair in self.pairs_of(scope, measure)],
                }
        return {"systems": systems, "comparisons": found}

    def _pair_dict(self, pair: Pair) -> dict[str, Any]:
        return {
            "first": letter(pair.first),
            "second": letter(pair.second),
            "difference": pair.difference,
            "ci": list(pair.ci) if pair.ci else None,
            "p": pair.p,
            "p_holm": pair.p_holm,
            "documents": pair.documents,
            "documents_needed": pair.documents_needed,
            "sentence": pair.sentence,
        }


def letter(index: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa."""
    head, tail = divmod(index, 26)
    return (letter(head - 1) if head else "") + chr(ord("a") + tail)


def compare(scorecards: Sequence[Scorecard], trials: int = TRIALS) -> Comparison:
    """Compare systems that were scored on the same documents, pairwise; ValueError if they were not."""
    _check(scorecards)
    measures = [m for m in RANKED_MEASURES if sum(m in card.table.measures for card in scorecards) > 1]
    measures += [OVERALL] if set(measures) == set(RANKED_MEASURES) else []
    scores: dict[str, dict[str, list[float | None]]] = {}
    pairs: list[Pair] = []
    for name, scope in scorecards[0].scopes.items():
        if scope.repeats or not all(name in card.scopes for card in scorecards):
            continue
        systems = [_System.of(card, scope) for card in scorecards]
        scores[name] = {measure: [system.score(measure) for system in systems] for measure in measures}
        tests = {
            (i, j): _tests(systems[i], systems[j], trials) for i, j in combinations(range(len(systems)), 2)
        }
        for measure in measures:
            adjusted = holm([found.get(measure) for found in tests.values()])
            for (i, j), p_holm in zip(tests, adjusted, strict=True):
                labels = (scorecards[i].name, scorecards[j].name)
                pairs.append(_pair(systems, (i, j), labels, measure, tests[i, j].get(measure), p_holm))
    names, signatures = (card.name for card in scorecards), (str(card.signature) for card in scorecards)
    return Comparison(tuple(names), tuple(signatures), scores, tuple(pairs))


def _check(scorecards: Sequence[Scorecard]) -> None:
    if len(scorecards) < 2:
        raise ValueError("a comparison needs two systems or more")
    first, keys = scorecards[0], _keys(scorecards[0])
    for card in scorecards[1:]:
        other = sorted(doc for doc, *_ in keys ^ _keys(card))
        if other:
            raise ValueError(
                f"{first.name} and {card.name} were not scored on the same documents (first of them: {other[0]})"
            )
        for what in ("data", "labels"):
            if getattr(first.signature, what) != getattr(card.signature, what):
                raise ValueError(
                    f"{first.name} and {card.name} were not scored alike ({what}): "
                    f"{first.signature} and {card.signature}"
                )


def _keys(card: Scorecard) -> set[tuple[str, str, str]]:
    return set(zip(card.table.documents, card.collections, card.table.groups, strict=True))


@dataclass(frozen=True, slots=True)
class _System:
    """One system on one scope: its ranked rows, their counts per story, its scores and their replicates."""

    scope: Scope
    rows: list[str]
    absent: frozenset[str]
    strata: list[Array]
    points: dict[str, Array]
    drawn: dict[str, Array]

    @classmethod
    def of(cls, card: Scorecard, scope: Scope) -> _System:
        rows = [measure for measure in RANKED_MEASURES if measure in card.table.measures]
        columns = [card.table.measures.index(measure) for measure in rows]
        strata = [stratum[:, columns] for stratum in card.strata(scope.name)]
        points = scope.evaluate([stratum.sum(axis=0)[None] for stratum in strata], rows, card.absent)
        sums = bootstrap_sums(strata, card.signature.replicates or REPLICATES, card.signature.seed or SEED)
        return cls(scope, rows, card.absent, strata, points, scope.evaluate(sums, rows, card.absent))

    def score(self, measure: str) -> float | None:
        value = float(self.points[measure][0]) if measure in self.points else math.nan
        return None if math.isnan(value) else value


def _tests(first: _System, second: _System, trials: int) -> dict[str, float | None]:
    """measure -> p of the paired test, for the measures that both systems have."""
    import numpy as np

    shared = [row for row in first.rows if row in second.rows]
    if not shared:
        return {}
    strata = [
        [s[:, [system.rows.index(row) for row in shared]] for s in system.strata]
        for system in (first, second)
    ]
    absent = first.absent | second.absent
    keys = list(first.scope.evaluate([s[:1] for s in strata[0]], shared, absent))

    def statistic(sums: Sequence[Array]) -> Array:
        return np.stack(list(first.scope.evaluate(sums, shared, absent).values()), axis=1)

    observed, found = swapped_differences(strata[0], strata[1], statistic, trials)
    return {key: p_value(float(observed[k]), found[:, k]) for k, key in enumerate(keys)}


def _pair(
    systems: Sequence[_System],
    at: tuple[int, int],
    names: tuple[str, str],
    measure: str,
    p: float | None,
    p_holm: float | None,
) -> Pair:
    first, second = (systems[i] for i in at)
    scope, scores = first.scope, (first.score(measure), second.score(measure))
    if scores[0] is None or scores[1] is None:
        return Pair(scope.name, measure, *at, None, None, None, None, scope.documents, None, None)
    difference = scores[1] - scores[0]
    bounds = interval(second.drawn[measure] - first.drawn[measure])
    needed = documents_needed(scope.documents, difference, bounds.sd if bounds else 0.0)
    ci = (bounds.low, bounds.high) if bounds else None
    known = math.ceil(needed) if needed is not None and needed <= MOST_DOCUMENTS else None
    sentence = None if needed is None else _sentence(scope, measure, names, difference, p, needed)
    return Pair(scope.name, measure, *at, difference, ci, p, p_holm, scope.documents, known, sentence)


def _sentence(
    scope: Scope, measure: str, names: tuple[str, str], difference: float, p: float | None, needed: float
) -> str:
    """What the difference means, and about how many documents it would take to see it."""
    where = f"{measure} on {scope.name}"
    if needed > MOST_DOCUMENTS:
        amount = f"more than {MOST_DOCUMENTS:,} documents"
    else:
        digits = 10 ** max(0, len(str(math.ceil(needed))) - 2)
        rounded = math.ceil(needed / digits) * digits
        amount = f"about {rounded:,} document{'' if rounded == 1 else 's'}"
    if not difference:
        return f"{where}: {names[0]} and {names[1]} score the same; to tell them apart would take {amount}."
    side = "above" if difference > 0 else "below"
    p_text = "" if p is None else " (p < 0.001)" if p < 0.001 else f" (p = {p:.3f})"
    return (
        f"{where}: {names[1]} is {abs(difference):.3f} {side} {names[0]}{p_text}; to tell a difference of this size "
        f"apart takes {amount} (80 % power at 5 %), {scope.documents:,} were scored."
    )

"""Figures: one measure on one scope, computed from summed counts.

``entities.strict_macro`` is the mean of F1 over the types that have gold, ``eidisi`` the mean of the three ranked
measures, null if one of them is. Figures on fewer than 20 items (gold items, or pairs for an accuracy) are marked
``few``, and stay in every mean; a mean over collections is marked if it is few in one of them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eidisi.model import TRACKS
from eidisi.scoring.counts import ACCURACIES, RANKED, precision, recall
from eidisi.scoring.significance import bootstrap_sums, f1_scores, interval

if TYPE_CHECKING:
    from eidisi.scoring.significance import Array

FEW: Final = 20
STRICT: Final = "entities.strict"
MACRO: Final = "entities.strict_macro"
OVERALL: Final = "eidisi"
RANKED_MEASURES: Final = tuple(f"{track}.{RANKED[track]}" for track in TRACKS)


def is_accuracy(measure: str) -> bool:
    return measure.partition(".")[2] in ACCURACIES


def is_per_type(measure: str) -> bool:
    """Whether it is one of the rows ``entities.strict[TYPE]``."""
    return measure.startswith(f"{STRICT}[")


def type_of(measure: str) -> str:
    """TYPE of ``entities.strict[TYPE]``."""
    return measure[len(STRICT) + 1 : -1]


def evaluate(sums: Array, measures: Sequence[str], absent: Collection[str] = ()) -> dict[str, Array]:
    """Scores of summed counts ``(R, M, 4)``: measure -> ``(R,)``, NaN for null; the macro mean and ``eidisi``
    where their parts are among the measures. ``absent`` measures are null."""
    import numpy as np

    f1 = f1_scores(sums)
    found: dict[str, Array] = {}
    for i, name in enumerate(measures):
        if name in absent:
            found[name] = np.full(len(sums), np.nan)
        elif is_accuracy(name):
            right, total = sums[:, i, 0], sums[:, i, 1]
            found[name] = np.divide(right, total, out=np.full(len(sums), np.nan), where=total > 0)
        else:
            found[name] = f1[:, i]
    types = [i for i, name in enumerate(measures) if is_per_type(name)]
    if types:
        has_gold = sums[:, types, 3] > 0
        total, n = np.where(has_gold, f1[:, types], 0.0).sum(axis=1), has_gold.sum(axis=1)
        found[MACRO] = np.divide(total, n, out=np.full(len(sums), np.nan), where=n > 0)
    if all(name in found for name in RANKED_MEASURES):
        found[OVERALL] = sum((found[name] for name in RANKED_MEASURES), np.zeros(len(sums))) / 3
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of documents that gets figures; ``mean`` says that its collections are averaged, not added."""

    name: str
    collections: tuple[str, ...]
    documents: int
    mean: bool = False

    @property
    def repeats(self) -> bool:
        """Whether it only says again what its one collection says."""
        return self.name == "pooled" and len(self.collections) == 1

    def evaluate(
        self, strata: Sequence[Array], measures: Sequence[str], absent: Collection[str] = ()
    ) -> dict[str, Array]:
        """Scores from the summed counts ``(R, M, 4)`` of each collection: measure -> ``(R,)``."""
        if not self.mean:
            return evaluate(sum(strata[1:], strata[0]), measures, absent)
        parts = [evaluate(sums, measures, absent) for sums in strata]
        return {
            name: sum((part[name] for part in parts[1:]), parts[0][name]) / len(parts) for name in parts[0]
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure on one scope. ``value`` is the F1, the accuracy or the mean; ``n`` the number of types (macro
    mean) or of pairs (accuracy). ``nulls`` replicates had no score and are not in ``ci``."""

    measure: str
    value: float | None
    ci: tuple[float, float] | None = None
    nulls: int = 0
    p: float | None = None
    r: float | None = None
    p_num: float | None = None
    r_num: float | None = None
    gold: int | None = None
    pred: int | None = None
    n: int | None = None
    few: bool = False

    def to_dict(self) -> dict[str, Any]:
        if is_accuracy(self.measure):
            return {"value": self.value, "n": self.n}
        if self.measure == MACRO:
            return {"f1": self.value, "n": self.n}
        ci = list(self.ci) if self.ci else None
        found: dict[str, Any] = {"p": self.p, "r": self.r, "f1": self.value, "ci": ci}
        found |= {"p_num": self.p_num, "r_num": self.r_num, "gold": self.gold, "pred": self.pred}
        return found | ({"ci_nulls": self.nulls} if self.nulls else {})


def figures_of(
    scope: Scope,
    strata: Sequence[Array],
    measures: Sequence[str],
    absent: Collection[str] = (),
    replicates: int = 0,
    seed: int = 0,
) -> dict[str, Figure]:
    """Measure -> figure, in the order of ``measures``, from counts per story ``(G, M, 4)`` of each collection; the
    macro mean stands after ``entities.strict``, ``eidisi`` last. Intervals where there are ``replicates``."""
    totals = [stratum.sum(axis=0) for stratum in strata]  # (M, 4) each
    values = scope.evaluate([total[None] for total in totals], measures, absent)
    drawn: dict[str, Array] = {}
    if replicates:
        drawn = scope.evaluate(bootstrap_sums(strata, replicates, seed), measures, absent)
    found: dict[str, Figure] = {}
    for i, name in enumerate(measures):
        parts = [[float(x) for x in total[i]] for total in totals]
        detail = _detail(name, parts, mean=scope.mean, absent=name in absent)
        found[name] = _figure(name, values, drawn, detail)
        if name == STRICT and MACRO in values:
            types = [j for j, label in enumerate(measures) if is_per_type(label)]
            n = sum(any(total[j, 3] > 0 for total in totals) for j in types)
            few = any(bool(total[types, 3].sum() < FEW) for total in totals)
            found[MACRO] = _figure(MACRO, values, drawn, {"n": n, "few": few})
    if OVERALL in values:
        few = any(found[name].few for name in RANKED_MEASURES)
        found[OVERALL] = _figure(OVERALL, values, drawn, {"few": few})
    return found


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known and len(known) == len(values) else None


def _detail(name: str, parts: Sequence[Sequence[float]], *, mean: bool, absent: bool) -> dict[str, Any]:
    """What a figure holds beside its score, from the four counts of each of its collections."""
    p_num, pred, r_num, gold = (math.fsum(part[i] for part in parts) for i in range(4))
    judged = parts if mean else [[p_num, pred, r_num, gold]]
    if is_accuracy(name):
        return {"n": 0 if absent else int(pred), "few": any(part[1] < FEW for part in judged)}
    found: dict[str, Any] = {"gold": int(gold), "pred": int(pred), "few": any(p[3] < FEW for p in judged)}
    if not absent:
        found["p"] = _mean([precision(part[0], part[1]) for part in judged])
        found["r"] = _mean([recall(part[2], part[3]) for part in judged])
        if not mean:
            found |= {"p_num": p_num, "r_num": r_num}
    return found


def _figure(
    name: str, values: Mapping[str, Array], drawn: Mapping[str, Array], detail: Mapping[str, Any]
) -> Figure:
    value = float(values[name][0])
    if math.isnan(value):
        return Figure(name, None, **detail)
    bounds = interval(drawn[name]) if name in drawn else None
    ci = (bounds.low, bounds.high) if bounds else None
    return Figure(name, value, ci, bounds.nulls if bounds else 0, **detail)

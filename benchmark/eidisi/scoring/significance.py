"""Significance: how far a score, or a difference between two systems, may be luck of the articles.

Articles about one story rise and fall together, so the unit that is drawn or swapped is the **story** (a document
without one is its own). Everything here works on counts that were summed per story first:

* a *stratum* is the float64 array ``(G, M, 4)`` of one collection: G stories sorted by id, M measures, and the four
  counts ``(p_num, pred, r_num, gold)`` of ``eidisi.scoring.counts``;
* a *figure over several collections* is a list of strata. Stories are drawn, or swapped, within each stratum.

**Interval.** Percentile bootstrap (Efron 1979): 1,000 replicates from ``numpy.random.default_rng(12345)``; in every
replicate each stratum in turn draws ``integers(G, size=G)``, so a figure over one collection uses exactly the draws
``integers(n, size=n)``, and collections are drawn independently of each other. All measures share the draws.
Percentiles 2.5 and 97.5, linear. A replicate whose score is null (NaN here) is dropped and counted.

**Paired test.** Approximate randomisation (Noreen 1989; Yeh 2000), two-sided, 10,000 trials: in each trial every
story's two outputs are swapped with probability one half (``integers(2, size=(trials, stories))``, the strata side by
side); ``p = (c + 1) / (n + 1)`` where c counts the trials whose absolute difference is at least the observed one. It is ``>=``
with a slack of 1e-12, so identical systems give p = 1. Many tests on one figure are adjusted after Holm (1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    # summed counts of each stratum, (R, M, 4) each -> the scores, (R,) or (R, K), NaN for null
    Statistic = Callable[[Sequence[Array]], Array]

REPLICATES: Final = 1_000
TRIALS: Final = 10_000
SEED: Final = 12_345
SLACK: Final = 1e-12

_POWER: Final = 1.96 + 0.84  # 5 % two-sided, found in 80 % of all test sets
_BLOCK: Final = 4_000_000  # numbers held at once while swapping
_AT_ONCE: Final = 50  # replicates drawn together


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; ``nulls`` replicates had no score and were dropped. ``sd`` is that of the rest."""

    low: float
    high: float
    nulls: int = 0
    sd: float = 0.0


def group_sums(counts: Array, groups: Sequence[str]) -> Array:
    """Counts of documents ``(D, M, 4)`` summed per group: a stratum ``(G, M, 4)``, groups sorted by id."""
    import numpy as np

    index = {group: i for i, group in enumerate(sorted(set(groups)))}
    sums: Array = np.zeros((len(index), *counts.shape[1:]), dtype=np.float64)
    np.add.at(sums, [index[group] for group in groups], counts)
    return sums


def f1_scores(sums: Array) -> Array:
    """F1 of summed counts ``(..., 4)`` -> ``(...)``: the arithmetic of ``counts.f1``, NaN where that is None."""
    import numpy as np

    p_num, pred, r_num, gold = (sums[..., i] for i in range(4))
    p = np.divide(p_num, pred, out=np.zeros_like(pred), where=pred > 0)
    r = np.divide(r_num, gold, out=np.zeros_like(gold), where=gold > 0)
    score: Array = np.divide(2 * p * r, p + r, out=np.zeros_like(p), where=p + r > 0)
    score[(pred == 0) & (gold == 0)] = np.nan
    return score


def bootstrap_sums(strata: Sequence[Array], replicates: int = REPLICATES, seed: int = SEED) -> list[Array]:
    """Summed counts of every replicate: for each stratum ``(G, M, 4)`` one array ``(replicates, M, 4)``.

    A replicate is one product of story weights and counts. Whole numbers and halves add up exactly in any order, so
    many replicates are one matrix product; columns with other fractions are added one replicate at a time and always
    alike, so that the result is the same to the last bit on every machine.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    flat = [stratum.reshape(len(stratum), -1) for stratum in strata]
    fractions = [np.flatnonzero((counts * 2 % 1 != 0).any(axis=0)) for counts in flat]
    pieces = [counts[:, columns] for counts, columns in zip(flat, fractions, strict=True)]
    sums = [np.empty((replicates, counts.shape[1]), dtype=np.float64) for counts in flat]
    for first in range(0, replicates, _AT_ONCE):
        block = min(_AT_ONCE, replicates - first)
        drawn = [np.empty((block, len(counts)), dtype=np.float64) for counts in flat]
        for k in range(block):
            for weights in drawn:
                size = weights.shape[1]
                weights[k] = np.bincount(rng.integers(size, size=size), minlength=size)
        for weights, counts, columns, piece, out in zip(drawn, flat, fractions, pieces, sums, strict=True):
            out[first : first + block] = weights @ counts
            if columns.size:
                for k, row in enumerate(weights, start=first):
                    out[k, columns] = (row[:, None] * piece).sum(axis=0)
    return [out.reshape(replicates, *stratum.shape[1:]) for out, stratum in zip(sums, strata, strict=True)]


def interval(scores: Array) -> Interval | None:
    """The percentile interval of replicate scores ``(R,)``, NaN dropped; None if none is left."""
    import numpy as np

    kept = scores[~np.isnan(scores)]
    if not kept.size:
        return None
    low, high = np.percentile(kept, [2.5, 97.5], method="linear")
    sd = float(kept.std(ddof=1)) if kept.size > 1 else 0.0
    return Interval(float(low), float(high), int(scores.size - kept.size), sd)


def bootstrap_interval(
    strata: Sequence[Array], statistic: Statistic, replicates: int = REPLICATES, seed: int = SEED
) -> Interval | None:
    """The interval of one score: ``statistic`` maps summed counts of all strata to scores ``(R,)``."""
    return interval(statistic(bootstrap_sums(strata, replicates, seed)))


def difference_interval(
    first: Sequence[Array],
    second: Sequence[Array],
    statistic: Statistic,
    replicates: int = REPLICATES,
    seed: int = SEED,
) -> Interval | None:
    """The interval of ``second - first``, both systems on the same draws."""
    drawn = [statistic(bootstrap_sums(strata, replicates, seed)) for strata in (first, second)]
    return interval(drawn[1] - drawn[0])


def swapped_differences(
    first: Sequence[Array],
    second: Sequence[Array],
    statistic: Statistic,
    trials: int = TRIALS,
    seed: int = SEED,
) -> tuple[Array, Array]:
    """The observed difference ``second - first`` of shape ``(K,)`` and those of the trials, ``(trials, K)``."""
    import numpy as np

    def scores(sums: list[Array]) -> Array:
        found = statistic(sums)
        return found[:, None] if found.ndim == 1 else found

    sizes = [len(stratum) for stratum in first]
    if sizes != [len(stratum) for stratum in second]:
        raise ValueError("a paired test needs the same stories on both sides")
    totals = [[s.sum(axis=0) for s in system] for system in (first, second)]
    observed = scores([t[None] for t in totals[1]]) - scores([t[None] for t in totals[0]])
    gaps = [(b - a).reshape(len(a), -1) for a, b in zip(first, second, strict=True)]

    rng = np.random.default_rng(seed)
    block = max(1, _BLOCK // max(1, sum(sizes)))
    found = []
    for start in range(0, trials, block):
        swaps = rng.integers(2, size=(min(block, trials - start), sum(sizes))).astype(np.float64)
        parts = np.split(swaps, np.cumsum(sizes)[:-1], axis=1)
        moved = [
            (part @ gap).reshape(-1, *total.shape)
            for part, gap, total in zip(parts, gaps, totals[0], strict=True)
        ]
        first_sums = [total + shift for total, shift in zip(totals[0], moved, strict=True)]
        second_sums = [total - shift for total, shift in zip(totals[1], moved, strict=True)]
        found.append(scores(second_sums) - scores(first_sums))
    return observed[0], np.concatenate(found)


def p_value(observed: float, differences: Array) -> float | None:
    """Two-sided p of an observed difference among those of the trials ``(T,)``; NaN trials are dropped."""
    import numpy as np

    if np.isnan(observed):
        return None
    kept = differences[~np.isnan(differences)]
    reached = int((np.abs(kept) >= abs(observed) - SLACK).sum())
    return (reached + 1) / (kept.size + 1)


def randomisation_test(
    first: Sequence[Array],
    second: Sequence[Array],
    statistic: Statistic,
    trials: int = TRIALS,
    seed: int = SEED,
) -> float | None:
    """p of the paired test of one score; None where the score of one system is null."""
    observed, differences = swapped_differences(first, second, statistic, trials, seed)
    return p_value(float(observed[0]), differences[:, 0])


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Holm's step-down adjustment, in the order given; a None is no test and stays None."""
    tests = sorted((p, i) for i, p in enumerate(values) if p is not None)
    adjusted: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (p, i) in enumerate(tests):
        highest = max(highest, min(1.0, p * (len(tests) - rank)))
        adjusted[i] = highest
    return adjusted


def documents_needed(documents: int, difference: float, sd: float) -> float | None:
    """How many documents like these would tell a difference apart: found significant at 5 % in 80 % of all test sets
    of that size. ``sd`` is its bootstrap standard deviation on ``documents``. Infinite for no difference, None where
    the systems never differ or nothing is known about the spread."""
    if sd <= SLACK:
        return None
    return documents * (_POWER * sd / difference) ** 2 if difference else math.inf

"""Bootstrap, randomisation and Holm against naive re-implementations and numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from eidisi.scoring.counts import f1
from eidisi.scoring.significance import (
    bootstrap_interval,
    bootstrap_sums,
    difference_interval,
    documents_needed,
    f1_scores,
    group_sums,
    holm,
    interval,
    p_value,
    randomisation_test,
)


def stratum(stories: int, seed: int, measures: int = 1) -> np.ndarray:
    """Invented whole counts, (G, M, 4)."""
    rng = np.random.default_rng(seed)
    gold = rng.integers(5, 20, size=(stories, measures))
    right = rng.binomial(gold, 0.7)
    pred = right + rng.integers(0, 5, size=gold.shape)
    return np.stack([right, pred, right, gold], axis=-1).astype(float)


def first_f1(sums):
    return f1_scores(sum(sums[1:], sums[0])[:, 0])


def mean_f1(sums):
    return sum(f1_scores(s[:, 0]) for s in sums) / len(sums)


def test_group_sums_are_sorted_by_id():
    counts = np.arange(12, dtype=float).reshape(3, 1, 4)
    found = group_sums(counts, ["b", "a", "b"])
    assert found.tolist() == [[[4, 5, 6, 7]], [[8, 10, 12, 14]]]


@pytest.mark.parametrize(
    "row", [(3, 4, 3, 5), (0, 0, 0, 0), (0, 3, 0, 0), (0, 0, 0, 3), (0, 2, 0, 2), (1.5, 2, 1.25, 3)]
)
def test_f1_scores_is_counts_f1(row):
    expected = f1(*row)
    found = float(f1_scores(np.array([row], dtype=float))[0])
    assert np.isnan(found) if expected is None else found == expected


def test_bootstrap_is_the_specified_one_to_the_bit():
    counts = stratum(23, 1)
    rng = np.random.default_rng(12345)
    scores = []
    for _ in range(1000):
        drawn = rng.integers(23, size=23)
        total = [sum(int(counts[i, 0, k]) for i in drawn) for k in range(4)]
        scores.append(f1(*total))
    low, high = np.percentile(scores, [2.5, 97.5], method="linear")
    found = bootstrap_interval([counts], first_f1)
    assert (found.low, found.high, found.nulls) == (low, high, 0)


@pytest.mark.parametrize("statistic", [first_f1, mean_f1])
def test_several_collections_are_drawn_within_each(statistic):
    strata = [stratum(7, 1), stratum(11, 2)]
    rng = np.random.default_rng(12345)
    scores = []
    for _ in range(1000):
        totals = []
        for counts in strata:
            drawn = rng.integers(len(counts), size=len(counts))
            totals.append([sum(int(counts[i, 0, k]) for i in drawn) for k in range(4)])
        if statistic is mean_f1:
            scores.append((f1(*totals[0]) + f1(*totals[1])) / 2)
        else:
            scores.append(f1(*(a + b for a, b in zip(*totals, strict=True))))
    found = bootstrap_interval(strata, statistic)
    assert (found.low, found.high) == tuple(np.percentile(scores, [2.5, 97.5], method="linear"))


def test_all_measures_share_the_draws_and_fractions_add_up():
    counts = stratum(9, 3, measures=3)
    counts[:, 2] = counts[:, 0] / 3
    (sums,) = bootstrap_sums([counts], 50)
    (alone,) = bootstrap_sums([counts[:, 1:2]], 50)
    assert (sums[:, 1:2] == alone).all()
    assert np.allclose(sums[:, 2], sums[:, 0] / 3, rtol=0, atol=1e-12)


def test_null_replicates_are_dropped_and_counted():
    counts = np.array([[[1, 1, 1, 1]], [[0, 0, 0, 0]]], dtype=float)
    (sums,) = bootstrap_sums([counts])
    found = bootstrap_interval([counts], first_f1)
    assert found.nulls == int((sums[:, 0, 3] == 0).sum()) > 200
    assert (found.low, found.high, found.sd) == (1.0, 1.0, 0.0)
    assert interval(np.array([np.nan, np.nan])) is None


def test_difference_uses_the_same_draws():
    a, b = stratum(15, 1), stratum(15, 2)
    found = difference_interval([a], [b], first_f1)
    gaps = [first_f1(bootstrap_sums([s])) for s in (a, b)]
    assert (found.low, found.high) == tuple(np.percentile(gaps[1] - gaps[0], [2.5, 97.5]))
    same = difference_interval([a], [a.copy()], first_f1)
    assert (same.low, same.high, same.sd) == (0.0, 0.0, 0.0)


def test_identical_systems_have_p_one():
    a = stratum(30, 4)
    a[:, 0, 0] /= 3
    assert randomisation_test([a], [a.copy()], first_f1) == 1.0
    assert randomisation_test([a, a], [a, a], mean_f1) == 1.0


def test_randomisation_is_the_naive_one():
    first, second = [stratum(6, 1), stratum(5, 2)], [stratum(6, 3), stratum(5, 4)]
    swaps = np.random.default_rng(12345).integers(2, size=(500, 11))

    def score(system):
        return sum(f1(*(sum(row[k] for row in part) for k in range(4))) for part in system) / 2

    plain = [[[tuple(row[0]) for row in part] for part in system] for system in (first, second)]
    observed, reached = score(plain[1]) - score(plain[0]), 0
    for trial in swaps:
        masks = [trial[:6], trial[6:]]
        sides = [
            [[plain[side ^ int(s)][c][i] for i, s in enumerate(mask)] for c, mask in enumerate(masks)]
            for side in (0, 1)
        ]
        reached += abs(score(sides[1]) - score(sides[0])) >= abs(observed) - 1e-12
    found = randomisation_test(first, second, mean_f1, trials=500)
    assert found == (reached + 1) / 501
    # symmetric, and the blocks in which trials are made do not show
    assert randomisation_test(second, first, mean_f1, trials=500) == found


def test_blocks_do_not_show(monkeypatch):
    first, second = [stratum(12, 1)], [stratum(12, 2)]
    whole = randomisation_test(first, second, first_f1)
    monkeypatch.setattr("eidisi.scoring.significance._BLOCK", 100)
    assert randomisation_test(first, second, first_f1) == whole


def test_a_clear_difference_has_the_smallest_p():
    gold = np.full((40, 1), 10.0)
    good, bad = (np.stack([gold * x, gold, gold * x, gold], axis=-1) for x in (0.9, 0.2))
    assert randomisation_test([good], [bad], first_f1) == 1 / 10_001


def test_p_value_by_hand():
    assert p_value(0.5, np.array([0.5, -0.5, 0.4, 0.5 - 1e-13])) == 4 / 5
    assert p_value(0.5, np.array([np.nan, 0.1])) == 1 / 2
    assert p_value(float("nan"), np.array([0.1])) is None


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([None, 0.02, 0.9]) == [None, 0.04, 0.9]
    assert holm([1.0, 1.0]) == [1.0, 1.0]
    assert holm([]) == []


def test_unequal_stories_are_refused():
    with pytest.raises(ValueError, match="same stories"):
        randomisation_test([stratum(3, 1)], [stratum(4, 1)], first_f1)


def test_documents_needed_by_hand():
    assert documents_needed(100, 0.028, 0.01) == pytest.approx(100)
    assert documents_needed(100, -0.014, 0.01) == pytest.approx(400)
    assert documents_needed(100, 0.0, 0.01) == float("inf")
    assert documents_needed(100, 0.0, 0.0) is None

"""The two matchings against brute force, and the search for what meets."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from generated import often, one_span
from hypothesis import given
from hypothesis import strategies as st

from eidisi.model import Span, Spans
from eidisi.scoring import spans
from eidisi.scoring.quotes import pair

Edges = set[tuple[int, int]]
small_edges = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9)


def matchings(edges: Edges) -> list[tuple[tuple[int, int], ...]]:
    found = []
    for size in range(min(len(edges), 5) + 1):
        for chosen in combinations(sorted(edges), size):
            if len({i for i, _ in chosen}) == len({j for _, j in chosen}) == size:
                found.append(chosen)
    return found


@often
@given(small_edges, st.randoms(use_true_random=False))
def test_largest_matching(edges: Edges, rng: random.Random) -> None:
    order = sorted(edges)
    rng.shuffle(order)
    assert spans.largest_matching(order) == max(map(len, matchings(edges)))


@often
@given(small_edges, st.lists(st.integers(1, 4), min_size=25, max_size=25), st.sampled_from([4096, 6, 0]))
def test_best_pairing(edges: Edges, values: list[int], limit: int) -> None:
    """The optimum, whichever way it is found; searched from the left, the first of equals."""

    def weight(i: int, j: int) -> Fraction:
        return Fraction(1, values[5 * i + j])

    def worth(chosen: tuple[tuple[int, int], ...]) -> Fraction:
        return sum((weight(i, j) for i, j in chosen), Fraction(0))

    every = matchings(edges)
    best = max(map(worth, every))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spans, "SEARCHED", limit)
        found = tuple(spans.best_pairing(edges, weight))
    assert found in every
    assert worth(found) == best
    if limit == 4096:
        ties = [chosen for chosen in every if worth(chosen) == best]
        # Earliest: item by item of the left, the lowest partner, and a partner before none.
        assert found == min(ties, key=lambda chosen: [dict(chosen).get(i, 9) for i in range(5)])


def test_a_difference_below_float_noise_decides() -> None:
    """1e-20 is invisible beside 1 in doubles; the search sees it."""
    tiny = Fraction(1, 10**20)
    for better in ((0, 0), (0, 1)):
        found = spans.best_pairing(
            [(0, 0), (0, 1)], lambda i, j, it=better: 1 + (tiny if (i, j) == it else 0)
        )
        assert found == [better]


@pytest.mark.parametrize("turn", [False, True])
def test_many_items_on_one_are_searched_without_scipy(turn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """One prediction over forty quotes has 2**40 choices from one side, 41 from the other."""
    monkeypatch.delattr(spans, "_assign")
    edges = [(0, n) if turn else (n, 0) for n in range(40)]
    found = spans.best_pairing(edges, lambda i, j: Fraction(1, 1 + abs(i + j - 17)))
    assert found == [(0, 17) if turn else (17, 0)]


def test_a_large_ambiguous_group_is_assigned() -> None:
    size = 30
    edges = [(i, j) for i in range(size) for j in range(size)]
    found = spans.best_pairing(edges, lambda i, j: Fraction(1, 1 + (i + j - size + 1) ** 2))
    assert found == [(i, size - 1 - i) for i in range(size)]
    # A chain: every other edge is missing from the table, and nothing is paired without one.
    chain = sorted({(i, j) for i in range(size) for j in (i - 1, i) if 0 <= j < size - 1})
    kept = spans.best_pairing(chain, lambda i, j: Fraction(1, 2 + i - j))
    assert kept == [(i, i) for i in range(size - 1)]


@often
@given(st.lists(one_span, max_size=8), st.lists(one_span, max_size=8))
def test_meetings(left: list[Span], right: list[Span]) -> None:
    right = sorted(right)
    expected = [
        (i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a[0] < b[1] and b[0] < a[1]
    ]
    assert spans.meetings(left, right) == expected


def test_pairing_is_best_in_sum_not_greedy() -> None:
    """The largest F1 first, (0, 0) with .9, would leave .2 for the others; the best sum is 2/3 + 2/3."""
    left: list[Spans] = [((0, 100),), ((60, 110),)]
    right: list[Spans] = [((10, 110),), ((20, 70),)]
    assert pair(left, right) == [(0, 1, 50), (1, 0, 50)]


def test_pair_keeps_the_positions_as_given() -> None:
    left: list[Spans] = [((50, 60),), ((0, 10),)]
    right: list[Spans] = [((2, 10),), ((100, 110),), ((50, 58),)]
    assert pair(left, right) == [(1, 0, 8), (0, 2, 8)]
    assert pair([], right) == pair(left, []) == []

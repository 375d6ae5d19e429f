"""The published worked examples of the three measures."""

from __future__ import annotations

import pytest

from eidisi.scoring.coreference import MEASURES, b_cubed, ceaf_e, conll, muc
from eidisi.scoring.counts import f1


def clusters(*words: str) -> list[frozenset[str]]:
    return [frozenset(w) for w in words]


# The example of Bagga and Baldwin 1998: 12 mentions, three entities, two responses.
KEY = clusters("12345", "67", "89ABC")
ONE = clusters("12345", "6789ABC")
TWO = clusters("1234589ABC", "67")


def test_bagga_and_baldwin() -> None:
    for response, muc_p, b3_p in ((ONE, 9 / 10, 0.762), (TWO, 9 / 10, 0.583)):
        p, pd, r, rd = muc(KEY, response)
        assert p / pd == pytest.approx(muc_p) and r / rd == 1
        p, pd, r, rd = b_cubed(KEY, response)
        assert p / pd == pytest.approx(b3_p, abs=1e-3) and r / rd == 1


def test_ceaf_pairs_one_to_one() -> None:
    p, pd, r, rd = ceaf_e(KEY, ONE)
    # {12345} with itself = 1, {89ABC} with {6789ABC} = 10/12
    assert p == r == pytest.approx(1 + 10 / 12)
    assert (pd, rd) == (2, 3)


def test_itself_is_one_and_sides_swap() -> None:
    for measure in MEASURES.values():
        assert f1(*measure(KEY, KEY)) == pytest.approx(1)
        p, pd, r, rd = measure(KEY, ONE)
        assert measure(ONE, KEY) == pytest.approx((r, rd, p, pd))
    assert conll({n: m(KEY, KEY) for n, m in MEASURES.items()}) == pytest.approx(1)


def test_singletons_only() -> None:
    alone = clusters("1", "2")
    assert conll({n: m(alone, alone) for n, m in MEASURES.items()}) == 1
    assert f1(*muc(alone, clusters("12"))) == 0

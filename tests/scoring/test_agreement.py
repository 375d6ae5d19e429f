"""Agreement: itself is 1, each row moves only with its own layer, kappa is scikit-learn's."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from eidisi.model import Document
from eidisi.scoring.agreement import LINES, agreement, kappa_of
from invented import harbour


def figures(a: Document, b: Document) -> dict[str, float | None]:
    return {f"{x.line.layer}: {x.line.measure}": x.value for x in agreement([(a, b)], ci=False)}


def test_itself_is_one() -> None:
    found = agreement([(harbour(), harbour())])
    assert [x.line for x in found] == list(LINES)
    assert all(x.value == pytest.approx(1) and x.ci == pytest.approx((1, 1)) for x in found)


def test_sides_do_not_matter() -> None:
    a = harbour()
    b = msgspec.structs.replace(a, mentions=a.mentions[1:], quotes=a.quotes[1:], events=a.events[2:])
    assert figures(a, b) == pytest.approx(figures(b, a))


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        (lambda d: {"quotes": (msgspec.structs.replace(d.quotes[0], type="mixed"), *d.quotes[1:])}, {"quote type"}),
        (lambda d: {"quotes": (msgspec.structs.replace(d.quotes[0], cue=(0, 3)), *d.quotes[1:])}, {"cue"}),
        (
            lambda d: {"events": (msgspec.structs.replace(d.events[0], realis="generic"), *d.events[1:])},
            {"realis"},
        ),
        (
            lambda d: {"events": (msgspec.structs.replace(d.events[0], arguments=()), *d.events[1:])},
            {"arguments"},
        ),
        (
            lambda d: {"events": (msgspec.structs.replace(d.events[0], type="Life.Injure"), *d.events[1:])},
            {"triggers"},
        ),
        (
            lambda d: {"mentions": tuple(msgspec.structs.replace(m, entity="e1") if m.entity == "e2" else m for m in d.mentions)},
            {"entity ids", "speaker entity, overt", "speaker entity, pro-drop and context", "arguments"},
        ),
    ],
)  # fmt: skip
def test_a_row_moves_only_with_its_layer(change, moved) -> None:  # type: ignore[no-untyped-def]
    a = harbour()
    found = agreement([(a, msgspec.structs.replace(a, **change(a)))], ci=False)
    lower = {x.line.layer for x in found if x.value is not None and x.value < 1 - 1e-9}
    assert lower and lower <= moved


def test_kappa_of_a_constant_is_null_and_else_scikit_learns() -> None:
    assert np.isnan(kappa_of(np.array([[[5.0, 0], [0, 0]]]))[0])
    first, second = ["x", "x", "y", "y", "y", "x"], ["x", "y", "y", "y", "x", "x"]
    cells = [[sum((a, b) == (p, q) for p, q in zip(first, second, strict=True)) for b in "xy"] for a in "xy"]
    assert kappa_of(np.array([cells], dtype=float))[0] == pytest.approx(cohen_kappa_score(first, second))


def test_different_documents_are_refused() -> None:
    with pytest.raises(ValueError, match="different documents"):
        agreement([(harbour(), msgspec.structs.replace(harbour(), id="test/other"))])

"""Counts: the only currency of scoring.

Every measure of a document is one row ``(p_num, pred, r_num, gold)``: P = p_num / pred, R = r_num / gold. For an
exact measure p_num and r_num are both the number of true positives; an accuracy is ``(right, total, 0, 0)``. Rows
of documents add up, so the score of any union of documents, a bootstrap replicate and a permutation are all
arithmetic on one array of shape (documents, measures, 4).

P is None without predictions, R without gold; F1 is None only when both sides are empty, else 0 where P or R is
missing or both are 0.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from eidisi.ontology import MENTION_TYPES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENTITY_MEASURES: Final = ("strict", "span", "type_overlap", "partial")
QUOTE_MEASURES: Final = (
    "strict", "overlap", "relaxed", "attribution", "joint", "cue", "speaker_accuracy", "type_accuracy",
)  # fmt: skip
EVENT_MEASURES: Final = (
    "TI", "TC", "AI", "AC", "AI+", "AC+", "AC+e", "realis_accuracy", "polarity_accuracy",
)  # fmt: skip
ACCURACIES: Final = frozenset({"speaker_accuracy", "type_accuracy", "realis_accuracy", "polarity_accuracy"})
RANKED: Final = {"entities": "strict", "quotes": "attribution", "events": "AC+e"}

WIDTH: Final = 4


def measures_of(track: str, types: Sequence[str] = MENTION_TYPES) -> tuple[str, ...]:
    """The full names of a track's rows, in order. Entities end with one ``entities.strict[TYPE]`` per type, from
    which ``entities.strict_macro`` is computed."""
    if track == "entities":
        per_type = tuple(f"entities.strict[{label}]" for label in types)
        return tuple(f"entities.{name}" for name in ENTITY_MEASURES) + per_type
    names = QUOTE_MEASURES if track == "quotes" else EVENT_MEASURES
    return tuple(f"{track}.{name}" for name in names)


def precision(p_num: float, pred: float) -> float | None:
    return p_num / pred if pred else None


def recall(r_num: float, gold: float) -> float | None:
    return r_num / gold if gold else None


def f1(p_num: float, pred: float, r_num: float, gold: float) -> float | None:
    """Harmonic mean of P and R; None only when both sides are empty."""
    if not pred and not gold:
        return None
    p, r = p_num / pred if pred else 0.0, r_num / gold if gold else 0.0
    return 2 * p * r / (p + r) if p + r else 0.0


@dataclass
class CountTable:
    """Counts of one system on many documents: parallel lists, and on demand one array (D, M, 4) of float64."""

    measures: tuple[str, ...]
    documents: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    _flat: array[float] = field(default_factory=lambda: array("d"), repr=False)

    def add(self, document: str, collection: str, group: str, rows: Iterable[float]) -> None:
        """Append one document: ``rows`` are len(measures) x 4 numbers in the order of ``measures``."""
        self.documents.append(document)
        self.collections.append(collection)
        self.groups.append(group)
        self._flat.extend(rows)

    def array(self) -> NDArray[np.float64]:
        import numpy as np

        return np.array(self._flat, dtype=np.float64).reshape(len(self.documents), len(self.measures), WIDTH)

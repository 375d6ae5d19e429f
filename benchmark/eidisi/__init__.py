"""Eidisi: gold entities, quotes with speakers, and events in Greek news, and the scorer for them.

>>> import eidisi
>>> eidisi.score("predictions.jsonl", gold="original/test")  # doctest: +SKIP
>>> eidisi.load("original", split="train")                   # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from eidisi.api import (
        compare,
        compute_metrics,
        errors,
        findings,
        score,
        score_by,
    )
    from eidisi.data import document, documents, load, predictions_from
    from eidisi.model import DATA_VERSION, Document, Prediction
    from eidisi.problems import InvalidInput
    from eidisi.scoring.scorecard import Scorecard

__all__ = [
    "DATA_VERSION",
    "Document",
    "InvalidInput",
    "Prediction",
    "Scorecard",
    "__version__",
    "compare",
    "compute_metrics",
    "document",
    "documents",
    "errors",
    "findings",
    "load",
    "predictions_from",
    "score",
    "score_by",
]

_WHERE = {
    "document": "eidisi.data",
    "documents": "eidisi.data",
    "load": "eidisi.data",
    "predictions_from": "eidisi.data",
    "DATA_VERSION": "eidisi.model",
    "Document": "eidisi.model",
    "InvalidInput": "eidisi.problems",
    "Prediction": "eidisi.model",
    "Scorecard": "eidisi.scoring.scorecard",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import eidisi`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'eidisi' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE.get(name, "eidisi.api")), name)


def __dir__() -> list[str]:
    return sorted(__all__)

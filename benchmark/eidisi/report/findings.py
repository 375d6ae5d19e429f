"""What a report page shows of one system, gathered in a single scoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from eidisi.scoring.errors import Errors, ErrorWatch
from eidisi.scoring.slices import Slicer, Slices

if TYPE_CHECKING:
    from eidisi.model import Document
    from eidisi.scoring.answers import Answer
    from eidisi.scoring.scorecard import Scorecard

SLICED: Final = ("type", "quote-type", "realisation", "realis", "in-quote", "seen", "section", "length")


@dataclass(frozen=True)
class Findings:
    """A scorecard, the slices that its tracks have, its errors, and the documents with what was answered."""

    card: Scorecard
    slices: list[Slices]
    errors: Errors
    documents: dict[str, tuple[Document, Answer]]


class ReportWatch:
    """Watches a scoring (``eidisi.score(..., watch=watch)``), then gives the ``findings`` of its card."""

    def __init__(self, labels: Any = None) -> None:
        self._errors = ErrorWatch(labels)
        self._slicers = [Slicer(by, labels) for by in SLICED]
        self._documents: dict[str, tuple[Document, Answer]] = {}

    def __call__(self, document: Document, answer: Answer) -> None:
        self._documents[document.id] = (document, answer)
        self._errors(document, answer)
        if document.seen is UNSET:  # somebody's own gold need not say what was seen in training
            self._slicers = [slicer for slicer in self._slicers if slicer.by != "seen"]
        for slicer in self._slicers:
            slicer(document, answer)

    def findings(self, card: Scorecard) -> Findings:
        slices = []
        for slicer in self._slicers:
            try:
                slices.append(slicer.slices(card))
            except ValueError:  # a slice of a track that was not submitted
                continue
        return Findings(card, slices, self._errors.errors(card), self._documents)

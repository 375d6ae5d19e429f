"""Answers: a prediction that has been checked against its document and put into the form that is counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from eidisi.model import Span, Spans


class AnswerQuote(msgspec.Struct, frozen=True, gc=False):
    """Spans are clipped to the document's lines and sorted; they may be empty. Absent optional fields are None."""

    spans: Spans
    type: str | None = None
    cue: Span | None = None
    speaker: Span | None = None


class AnswerArgument(msgspec.Struct, frozen=True, gc=False):
    role: str
    start: int
    end: int


class AnswerEvent(msgspec.Struct, frozen=True, gc=False):
    trigger: Span
    type: str
    realis: str | None = None
    polarity: str | None = None
    arguments: tuple[AnswerArgument, ...] = ()


@dataclass(slots=True)
class Answer:
    """One document's checked predictions; a layer that was not submitted is None.

    ``invalid_*`` count items that --drop-invalid dropped: each is a false positive. ``excluded`` counts items that
    were dropped without penalty because they lie in an excluded region.
    """

    entities: list[tuple[int, int, str]] | None = None
    quotes: list[AnswerQuote] | None = None
    events: list[AnswerEvent] | None = None
    invalid_entities: int = 0
    invalid_quotes: int = 0
    invalid_events: int = 0
    invalid_arguments: int = 0
    excluded: int = 0


@dataclass(slots=True)
class FieldsSeen:
    """Which optional fields any item of the file had: a measure of a field that none had is null."""

    names: set[str] = field(default_factory=set)

"""Answers: a prediction that has been checked against its document and put into the form that is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from eidisi.labels import LabelMap
from eidisi.model import Document, Prediction, Span, Spans
from eidisi.problems import Problems


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
    were dropped without penalty because they lie in an excluded region, ``ignored`` entities with a label that the
    label map ignores.
    """

    entities: list[tuple[int, int, str]] | None = None
    quotes: list[AnswerQuote] | None = None
    events: list[AnswerEvent] | None = None
    invalid_entities: int = 0
    invalid_quotes: int = 0
    invalid_events: int = 0
    invalid_arguments: int = 0
    excluded: int = 0
    ignored: int = 0


@dataclass(slots=True)
class FieldsSeen:
    """Which optional fields any item of the file had: a measure of a field that none had is null.

    The names are ``type``, ``cue`` and ``speaker`` (of quotes), ``realis`` and ``polarity`` (of events). A field
    that is given as null counts as there.
    """

    names: set[str] = field(default_factory=set)


def check(
    prediction: Prediction,
    document: Document,
    line: int | None,
    problems: Problems,
    *,
    labels: LabelMap | None = None,
    drop_invalid: bool = False,
    fields: FieldsSeen | None = None,
    dropped: Counter[str] | None = None,
) -> Answer:
    """The prediction's answer. Whatever is wrong with it is added to ``problems``; then the answer is not to be used.

    With ``drop_invalid``, an item with an unknown type or role or an impossible span (``span_check.DROPPABLE``) is no
    problem: it is left out, counted in ``invalid_*`` and, by code, in ``dropped``; an event goes with its arguments,
    a bad cue or speaker becomes null. All else stays an error: duplicates, unknown values, strings that do not match,
    and whatever is no span at all.
    """
    from eidisi.scoring.item_check import ItemCheck

    found = ItemCheck(prediction, document, line, problems, labels, drop_invalid, dropped)
    return found.answer(fields if fields is not None else FieldsSeen())

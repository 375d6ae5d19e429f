"""What a document is: its text, its gold labels, and what a system may predict for it.

All spans are ``(start, end)`` in Unicode code points of the document's text, end-exclusive. Gold structures decode
from and encode to the record of DESIGN section 3, predictions to that of section 4.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

Span = tuple[int, int]
Spans = tuple[Span, ...]

DATA_VERSION = "0.4.0"


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A name, a nominal or a pronoun that refers to an entity, or a DATE, MONEY or QUANTITY (entity None)."""

    id: str
    start: int
    end: int
    type: str
    level: str = "named"
    entity: str | None = None

    @property
    def span(self) -> Span:
        return (self.start, self.end)


class Speaker(msgspec.Struct, frozen=True, gc=False):
    """Who says it: entity ids (or UNKNOWN, AUTHOR), the mentions pointed at, and how it is expressed."""

    entities: tuple[str, ...]
    mentions: tuple[str, ...] = ()
    realisation: str = "none"


class Quote(msgspec.Struct, frozen=True, gc=False):
    """One attribution: content spans, type, at most one cue, the speaker."""

    id: str
    spans: Spans
    type: str
    speaker: Speaker
    cue: Span | None = None
    cue_id: str | None = None


class Argument(msgspec.Struct, frozen=True, gc=False):
    """A role's filler: the mention or value ``ref`` on (start, end); ``entity`` is None for a value."""

    role: str
    start: int
    end: int
    entity: str | None = None
    ref: str | None = None

    @property
    def span(self) -> Span:
        return (self.start, self.end)


class Event(msgspec.Struct, frozen=True, gc=False):
    """A trigger of one type with its realis, polarity and arguments."""

    id: str
    trigger: Span
    type: str
    realis: str = "actual"
    polarity: str = "positive"
    arguments: tuple[Argument, ...] = ()
    trigger_id: str | None = None


class Document(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An article with its gold labels. ``text`` and ``title`` are None where the text is stand-off.

    ``lines`` are the non-empty lines without surrounding white space, ``title_end`` the end of the title (0 if
    there is none), ``seen`` the ids of named mentions whose type and folded surface occur in a train split.
    """

    id: str
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    collection: str = ""
    split: str = ""
    story: str | None = None
    date: str | None = None
    section: str | None = None
    language: str = "el"
    fiction: bool = False
    verified_by_human: bool = False
    title: str | None = None
    text: str | None = None
    text_sha256: str | None = None
    length: int | None = None
    title_end: int = 0
    lines: Spans | None = None
    sentences: Spans = ()
    excluded: Spans = ()
    excluded_ids: tuple[str, ...] = ()
    canary: str | None = None
    tokens: Spans | UnsetType = UNSET
    seen: tuple[str, ...] | UnsetType = UNSET

    @property
    def group(self) -> str:
        """The unit that is resampled: the story, or the document itself where it has none."""
        return self.story or self.id


class PredictedEntity(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    start: int
    end: int
    type: str
    text: str | UnsetType = UNSET


# A bare span may be [start, end] or [start, end, "text"]; its inside is checked after decoding.
BareSpan = list[int | str]


class PredictedQuote(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    spans: list[BareSpan]
    type: str | UnsetType = UNSET
    cue: BareSpan | UnsetType | None = UNSET
    speaker: BareSpan | UnsetType | None = UNSET
    text: str | UnsetType = UNSET


class PredictedArgument(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    role: str
    start: int
    end: int
    text: str | UnsetType = UNSET


class PredictedEvent(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    trigger: BareSpan
    type: str
    arguments: list[PredictedArgument] = []
    realis: str | UnsetType = UNSET
    polarity: str | UnsetType = UNSET
    text: str | UnsetType = UNSET


class Prediction(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One line of a predictions file. A layer that is UNSET is not submitted."""

    id: str
    entities: list[PredictedEntity] | UnsetType = UNSET
    quotes: list[PredictedQuote] | UnsetType = UNSET
    events: list[PredictedEvent] | UnsetType = UNSET
    meta: Any | UnsetType = UNSET


TRACKS = ("entities", "quotes", "events")

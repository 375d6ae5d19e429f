"""Where a string stands in a text, exactly or after normalising; the rules are in ``surface``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from eidisi.model import Span


class Ref(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A string and, where it stands more than once, which one is meant."""

    text: str
    occurrence: int | UnsetType = UNSET
    within_word: bool = False


class SurfaceEntity(Ref):
    type: str


class SurfaceArgument(Ref):
    role: str


class SurfaceQuote(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    text: str | Ref | UnsetType = UNSET
    texts: list[str | Ref] | UnsetType = UNSET
    type: str | UnsetType = UNSET
    cue: str | Ref | UnsetType | None = UNSET
    speaker: str | Ref | UnsetType | None = UNSET
    occurrence: int | UnsetType = UNSET

    @property
    def numbered(self) -> bool:
        return any(ref.occurrence is not UNSET for ref in self.refs())

    def refs(self) -> list[Ref]:
        if isinstance(self.texts, list):
            return [_ref(text) for text in self.texts]
        return [] if self.text is UNSET else [_ref(self.text, self.occurrence)]


class SurfaceEvent(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    trigger: str | Ref
    type: str
    realis: str | UnsetType = UNSET
    polarity: str | UnsetType = UNSET
    arguments: list[SurfaceArgument] = []
    occurrence: int | UnsetType = UNSET


class SurfacePrediction(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a file of surface strings."""

    id: str
    entities: list[SurfaceEntity] | UnsetType = UNSET
    quotes: list[SurfaceQuote] | UnsetType = UNSET
    events: list[SurfaceEvent] | UnsetType = UNSET
    meta: Any | UnsetType = UNSET


def _ref(given: str | Ref, occurrence: int | UnsetType = UNSET) -> Ref:
    return given if isinstance(given, Ref) else Ref(text=given, occurrence=occurrence)


# -------------------------------------------------------------------------------------------- finding a string


_INVISIBLE: Final = "\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff"
_CLUSTER: Final = re.compile(
    rf"\.{{3,}}|…+|\s[\s{_INVISIBLE}]*|.[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\ufe0f]*", re.DOTALL
)
_SAME: Final = (
    dict.fromkeys(map(ord, "«»“”„‟\"‹›‘’‚‛'ʼ᾽´`"), '"')
    | dict.fromkeys(map(ord, "–—―−‐‑‒-"), "-")
    | dict.fromkeys(map(ord, _INVISIBLE + "\ufe0f"), "")
)


class Places:
    """A text in which strings are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded, self._spans = _normalised(text)

    def of(self, ref: Ref) -> list[Span]:
        """Every place of a string, in text order; its number plays no part."""
        needle = ref.text.strip()
        exact = [(at, at + len(needle)) for at in _occurrences(needle, self.text)]
        if ref.within_word:
            return exact
        if found := [span for span in exact if not self._cuts(span)]:
            return found
        needle = _normalised(needle)[0].strip()
        near = [
            (self._spans[at][0], self._spans[at + len(needle) - 1][1])
            for at in _occurrences(needle, self._folded)
        ]
        return [span for span in dict.fromkeys(near) if not self._cuts(span)]

    def name(self, span: Span) -> Ref:
        """The way to write a span so that it is found again."""
        ref = Ref(text=self.text[span[0] : span[1]])
        if ref.text != ref.text.strip() or not ref.text:
            raise ValueError(f"{span} is empty or begins or ends with white space: no string for it")
        ref.within_word = self._cuts(span)
        places = self.of(ref)
        if len(places) > 1:
            ref.occurrence = places.index(span) + 1
        return ref

    def _cuts(self, span: Span) -> bool:
        return any(0 < at < len(self.text) and _in_word(self.text[at - 1 : at + 1]) for at in span)


def _in_word(characters: str) -> bool:
    return all(c.isalnum() or c == "_" or unicodedata.combining(c) for c in characters)


def _occurrences(needle: str, text: str) -> Iterable[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _normalised(text: str) -> tuple[str, list[Span]]:
    """The text as it is compared, and for each of its characters the span that it came from."""
    out: list[str] = []
    spans: list[Span] = []
    for match in _CLUSTER.finditer(text):
        raw = match.group()
        same = " " if raw[0].isspace() else "…" if raw[:3] == "..." or raw[0] == "…" else None
        same = unicodedata.normalize("NFC", raw).translate(_SAME) if same is None else same
        out.append(same)
        spans.extend([match.span()] * len(same))
    return "".join(out), spans


# ------------------------------------------------------------------------------------- choosing among its places


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def gap(a: Span, spans: Sequence[Span]) -> int:
    return min(max(start - a[1], a[0] - end, 0) for start, end in spans)


def outside(places: list[Span], spans: Sequence[Span]) -> list[Span]:
    return [p for p in places if not any(overlap(p, span) for span in spans)] or places


def free(places: list[Span], taken: list[tuple[Span, object]], key: object) -> Span | None:
    spans = {span for span, _ in taken}
    ranked = (
        [p for p in places if not any(overlap(p, span) for span in spans)],
        [p for p in places if p not in spans],
        [p for p in places if (p, key) not in taken],
    )
    return next((group[0] for group in ranked if group), None)

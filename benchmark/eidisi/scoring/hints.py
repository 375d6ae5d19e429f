"""Hints: the likely cause of a wrong span or label, where it can be recognised. They are never used to mend anything.

Offsets go wrong in few ways. Units other than code points (UTF-16, UTF-8 bytes), another form of the text (NFD, CRLF)
and another origin (no title, a byte order mark, inclusive ends) each say where a span would have to stand; a cause is
named if it explains every string that does not match or, where no strings are given, if it puts the spans on the
edges of words.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from eidisi.labels import LABEL_MAPS
from eidisi.model import Document, Span
from eidisi.ontology import EVENT_TYPES, MENTION_TYPES

Claim = tuple[int, int, str | None]
"""A span as it was predicted, and the string given with it."""

_UNITS: Final[dict[str, Callable[[str], int]]] = {
    "the offsets count UTF-16 units (as Java and JavaScript do); count code points": lambda c: (
        1 + (c > "\uffff")
    ),
    "the offsets count UTF-8 bytes; count code points": lambda c: len(c.encode("utf-8", "surrogatepass")),
    "the offsets were taken from a text with CRLF line ends; the text has LF": lambda c: 1 + (c == "\n"),
    "the offsets were taken from the text in NFD; normalise it to NFC first": lambda c: len(
        unicodedata.normalize("NFD", c)
    ),
}
_ENOUGH: Final = 3  # spans without strings, before their edges prove anything
_ALIASES: Final = MappingProxyType(
    {
        "PER": "PERSON", "PERS": "PERSON", "ORGANIZATION": "ORG", "ORGANISATION": "ORG", "LOCATION": "LOC",
        "FACILITY": "FAC", "TIME": "DATE", "PERCENT": "QUANTITY", "CARDINAL": "QUANTITY", "WORK": "WORK_OF_ART",
    }
)  # fmt: skip
_TAG = re.compile(r"[BIOESLU]-(.+)")


def offset_hint(document: Document, claims: Sequence[Claim]) -> str | None:
    """The one cause that explains all the wrong spans of a prediction; None if there is no such cause."""
    text = document.text
    if text is None:
        return _by_length([c for c in claims if c[2]])
    wrong = [(s, e, given) for s, e, given in claims if given and text[max(s, 0) : max(e, 0)] != given]
    for cause, width in _UNITS.items():
        place = _places(text, width)
        if place is not None and _explains(text, place, wrong, claims):
            return cause
    return _shifted(document, text, wrong) if wrong else None


def string_hint(text: str, start: int, end: int, given: str) -> str | None:
    """Why one string is not what stands at its span."""
    here = text[start:end]
    if unicodedata.normalize("NFC", given) == here:
        return "the string given is not in NFC; normalise it"
    if here.strip() == given.strip():
        return "they differ by surrounding white space"
    if here.split() == given.split():
        return "they differ in white space"
    found = _nearest(text, given, start)
    return None if found is None else f"the string stands at [{found}, {found + len(given)}]"


def _places(text: str, width: Callable[[str], int]) -> dict[int, int] | None:
    """Foreign offset -> code point; None if the two never differ in this text."""
    ends = list(accumulate((width(c) for c in text), initial=0))
    return {foreign: own for own, foreign in enumerate(ends)} if ends[-1] > len(text) else None


def _explains(text: str, place: dict[int, int], wrong: Sequence[Claim], claims: Sequence[Claim]) -> bool:
    def moved(start: int, end: int) -> Span | None:
        first, last = place.get(start), place.get(end)
        return None if first is None or last is None or first >= last else (first, last)

    if wrong:
        for start, end, given in wrong:
            span = moved(start, end)
            if span is None or text[span[0] : span[1]] != _normal(given or ""):
                return False
        return True
    if all(end <= len(text) for _, end, _ in claims):
        return False
    spans = [moved(start, end) for start, end, _ in claims if start < end]
    return len(spans) >= _ENOUGH and all(span is not None and _on_edges(text, span) for span in spans)


def _on_edges(text: str, span: Span) -> bool:
    padded = f" {text} "
    return not any(padded[at].isalnum() and padded[at + 1].isalnum() for at in span)


def _shifted(document: Document, text: str, wrong: Sequence[Claim]) -> str | None:
    """Ends and origins that are off by the same number everywhere."""
    if all(text[max(s, 0) : e + 1] == given for s, e, given in wrong):
        return "the ends are inclusive; an end is the offset after the last character"
    if all(text[max(s, 0) : e - 1] == given for s, e, given in wrong):
        return "the ends are one too large; an end is the offset after the last character"
    if all(s > 0 and text[s - 1 : e] == given for s, e, given in wrong):
        return "the offsets count from 1 with inclusive ends; count from 0, ends exclusive"
    start, _, given = wrong[0]
    body = next((low for low, _ in document.lines or () if low >= document.title_end > 0), None)
    for shift in sorted({at - start for at in _occurrences(text, given or "")}, key=abs):
        if all(s + shift >= 0 and text[s + shift : e + shift] == string for s, e, string in wrong):
            if shift == body:
                return "the offsets count from the body: the title and the blank line after it are missing"
            if shift == -1:
                return "all offsets are one too large: is a byte order mark counted, or do they begin at 1?"
            if len(wrong) > 1:
                return f"all offsets are {abs(shift)} too {'large' if shift < 0 else 'small'}"
    return None


def _by_length(claims: Sequence[Claim]) -> str | None:
    """Without the text: strings whose lengths tell the unit."""
    lengths = [(end - start, given or "") for start, end, given in claims]
    if not lengths or all(n == len(given) for n, given in lengths):
        return None
    if all(n == len(given) - 1 for n, given in lengths):
        return "the ends are inclusive; an end is the offset after the last character"
    return next(
        (cause for cause, width in _UNITS.items() if all(n == sum(map(width, g)) for n, g in lengths)), None
    )


def _normal(given: str) -> str:
    return unicodedata.normalize("NFC", given.replace("\r\n", "\n"))


def _occurrences(text: str, given: str) -> Iterable[int]:
    at = text.find(given) if given else -1
    while at >= 0:
        yield at
        at = text.find(given, at + 1)


def _nearest(text: str, given: str, start: int) -> int | None:
    return min(_occurrences(text, given), key=lambda at: abs(at - start), default=None)


# ------------------------------------------------------------------------------------------------ labels


@lru_cache(maxsize=4096)
def near(label: str, known: tuple[str, ...]) -> str | None:
    """The known label that was probably meant: other case or separators, else the most similar."""
    folded = {_fold(name): name for name in known}
    found = folded.get(_fold(label))
    if found is None:
        close = difflib.get_close_matches(_fold(label), folded, n=1, cutoff=0.75)
        found = folded[close[0]] if close else None
    return None if found is None else f"did you mean {found}?"


@lru_cache(maxsize=4096)
def entity_hint(label: str, known: tuple[str, ...]) -> str | None:
    """An unknown entity type: a tag, a label of another tag set, or a near miss."""
    tag = _TAG.fullmatch(label)
    if tag and tag[1] not in ("", label):
        return f"{label} is a tag; the type is {tag[1]} (`eidisi import conll` reads tag files)"
    alias = _ALIASES.get(label.upper())
    hint = f"did you mean {alias}?" if alias in known else near(label, known)
    if known != MENTION_TYPES:
        return hint
    maps = [
        name
        for name, found in LABEL_MAPS.items()
        if label in found.inventory | found.merged.keys() | found.ignored
    ]
    if maps:
        names = " or ".join(f"`--labels {name}`" for name in maps)
        hint = " ".join(part for part in (hint, f"{names} reads such labels") if part)
    return hint


@lru_cache(maxsize=4096)
def event_hint(label: str) -> str | None:
    """An unknown event type: underscore or colon for the dot, the second half alone, or a near miss."""
    halves = [name for name in EVENT_TYPES if _fold(name.partition(".")[2]) == _fold(label)]
    return f"did you mean {halves[0]}?" if halves else near(label, EVENT_TYPES)


@lru_cache(maxsize=4096)
def role_hint(role: str, known: tuple[str, ...]) -> str | None:
    """An unknown role: a number at its end, other case, or a near miss."""
    bare = role.rstrip("0123456789")
    if bare in known:
        return f"a role has no number: several fillers all have the role {bare}"
    return near(role, known)


def _fold(label: str) -> str:
    return re.sub(r"[\W_]+", ".", label).casefold()

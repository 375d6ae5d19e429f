"""Surface strings, as language models give them, to character offsets and back.

JSON Lines, one document a line; of ``entities``, ``quotes`` and ``events`` the layers that are submitted::

    {"id": "original/x-001",
     "entities": [{"text": "Βρεττός", "type": "PERSON", "occurrence": 2}],
     "quotes": [{"texts": ["«Δεν πουλάμε»", "«ούτε νοικιάζουμε»"], "type": "direct", "cue": "είπε", "speaker": "Βρεττός"}],
     "events": [{"trigger": "υπογραφεί", "type": "Government.Agreement", "realis": "other", "polarity": "positive",
                 "arguments": [{"role": "Time", "text": "Μάιο"}]}]}

Optional: ``occurrence``; of a quote ``type``, ``cue``, ``speaker`` (null: nobody is named), with ``text`` for ``texts``
if it is one; of an event ``realis``, ``polarity``, ``arguments``. Any string of a quote, and a trigger, may also be an
object: ``{"text": "Βρεττός", "occurrence": 2}``.

**Where a string stands**: wherever it stands exactly and cuts no word (no end lies between two letters or digits).
Only if it does so nowhere, both sides are compared after normalising: NFC, one mark for all of « » “ ” „ " ‘ ’ ', one
dash, ``...`` as ``…``, any run of white space (non-breaking too) as one blank, invisible characters dropped; case and
accents stay. Offsets lead back to the text as it is. Occurrences are numbered in text order, overlapping ones too.
``"occurrence": k`` takes the k-th, from 1; ``"within_word": true`` counts exact places inside words too. Without a number:

- *entity, trigger, quote*: numbered items first, then the others in their order; each takes the first occurrence that
  shares no character with one taken in its layer, else the first not taken, else the first not taken with its type.
  So «Βρεττός» after «Ηλίας Βρεττός» is the next mention, and one trigger may open two events;
- *entity with* ``all_occurrences``: all, but for those that share a character with one of a longer item (all of them
  if no others are left);
- *texts of one quote*: the longest (a numbered one before it) is placed first as above, then outward the nearest
  occurrence on the right side of its neighbour, else the nearest to it;
- *cue*: nearest to a span of the quote, outside it if possible, the later of two equally near;
- *speaker*: outside the quote if possible, the last before its first span, else the first after;
- *argument*: nearest to the trigger, outside it if possible, the earlier of two equally near, never twice in one role.

**What fails** is a ``surface-not-found`` with document, path and string, and only that: an entity, an argument, a text
of a quote is left out, a cue or speaker becomes null, a quote without any text and an event without trigger go whole.
``strict`` adds ``surface-ambiguous`` for each string that stands in several places and has no number; the choice is
made all the same. The caller decides what predictions with problems are worth.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from eidisi.model import (
    BareSpan,
    Document,
    PredictedArgument,
    PredictedEntity,
    PredictedEvent,
    PredictedQuote,
    Prediction,
    Span,
)
from eidisi.problems import Problems
from eidisi.text.normalise import fold


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
    cue: str | Ref | None | UnsetType = UNSET
    speaker: str | Ref | None | UnsetType = UNSET
    occurrence: int | UnsetType = UNSET

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


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _gap(a: Span, spans: Sequence[Span]) -> int:
    return min(max(start - a[1], a[0] - end, 0) for start, end in spans)


def _outside(places: list[Span], spans: Sequence[Span]) -> list[Span]:
    return [p for p in places if not any(_overlap(p, span) for span in spans)] or places


def _free(places: list[Span], taken: list[tuple[Span, object]], key: object) -> Span | None:
    spans = {span for span, _ in taken}
    ranked = (
        [p for p in places if not any(_overlap(p, span) for span in spans)],
        [p for p in places if p not in spans],
        [p for p in places if (p, key) not in taken],
    )
    return next((group[0] for group in ranked if group), None)


class _Aligner:
    """One document's strings to spans; what is not found goes to ``problems``."""

    def __init__(self, document: str, text: str, problems: Problems, strict: bool) -> None:
        self.document, self.problems, self.strict = document, problems, strict
        self.places = Places(text)

    def report(self, code: str, path: str, message: str, hint: str | None = None) -> None:
        self.problems.add(code, message, document=self.document, path=path, hint=hint)

    def find(self, ref: Ref, path: str, strict: bool = True) -> list[Span]:
        """The places that are open to a string: one if it is numbered, none after a problem."""
        found = self.places.of(ref)
        if not found:
            near = fold(ref.text) and fold(ref.text) in fold(self.places.text)
            hint = "it does with other case, accents or word ends" if near else None
            self.report("surface-not-found", path, f"{ref.text!r} does not stand in the text", hint)
        elif isinstance(ref.occurrence, int):
            if 1 <= ref.occurrence <= len(found):
                return [found[ref.occurrence - 1]]
            message = f"{ref.text!r} stands there {len(found)} times, there is no occurrence {ref.occurrence}"
            self.report("surface-not-found", path, message)
            return []
        elif strict and self.strict and len(found) > 1:
            message = f"{ref.text!r} stands there {len(found)} times and has no number"
            self.report("surface-ambiguous", path, message)
        return found

    def claim(
        self, ref: Ref, places: list[Span], taken: list[tuple[Span, object]], key: object, path: str
    ) -> Span | None:
        """The first free place; a numbered string has no choice."""
        span = places[0] if isinstance(ref.occurrence, int) else _free(places, taken, key)
        if span is None:
            message = f"{ref.text!r} stands there {len(places)} times, all taken by items before"
            self.report("surface-not-found", path, message)
        else:
            taken.append((span, key))
        return span

    def entities(self, items: list[SurfaceEntity], everywhere: bool) -> list[PredictedEntity]:
        paths = [f"entities[{i}].text" for i in range(len(items))]
        found = [self.find(item, path, not everywhere) for item, path in zip(items, paths, strict=True)]
        if everywhere:
            chosen: dict[tuple[int, int, str], None] = {}
            for item, places in zip(items, found, strict=True):
                longer = [
                    q for other, qs in zip(items, found, strict=True) if len(other.text) > len(item.text) for q in qs
                ]
                chosen.update(dict.fromkeys((*p, item.type) for p in _outside(places, longer)))
            return [PredictedEntity(*key) for key in chosen]
        taken: list[tuple[Span, object]] = []
        spans: dict[int, Span | None] = {}
        for i in sorted(range(len(items)), key=lambda i: items[i].occurrence is UNSET):
            if found[i]:
                spans[i] = self.claim(items[i], found[i], taken, items[i].type, paths[i])
        return [PredictedEntity(*span, items[i].type) for i, span in sorted(spans.items()) if span]

    def quotes(self, items: list[SurfaceQuote]) -> list[PredictedQuote]:
        taken: list[tuple[Span, object]] = []
        made: dict[int, PredictedQuote] = {}
        refs = [item.refs() for item in items]
        for i in sorted(range(len(items)), key=lambda i: all(r.occurrence is UNSET for r in refs[i])):
            if bool(items[i].text) == (items[i].texts is not UNSET):
                pass
            spans = self.parts(refs[i], taken, f"quotes[{i}]", isinstance(items[i].texts, list))
            if spans:
                made[i] = PredictedQuote(
                    [list(span) for span in spans],
                    items[i].type,
                    self.beside(items[i].cue, spans, f"quotes[{i}].cue", speaker=False),
                    self.beside(items[i].speaker, spans, f"quotes[{i}].speaker", speaker=True),
                )
        return [made[i] for i in sorted(made)]

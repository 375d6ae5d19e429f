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

import dataclasses
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
            hint = "it does with other case or accents" if near else None
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
                size = len(item.text)
                others = zip(items, found, strict=True)
                longer = [p for other, theirs in others if len(other.text) > size for p in theirs]
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
        for i in sorted(range(len(items)), key=lambda i: not items[i].numbered):
            item, path = items[i], f"quotes[{i}]"
            many = isinstance(item.texts, list)
            if many == isinstance(item.text, str | Ref) or (many and item.occurrence is not UNSET):
                message = "a quote has either text (and occurrence) or texts (each with its own)"
                self.report("bad-structure", path, message)
                continue
            paths = [f"{path}.texts[{k}]" if many else f"{path}.text" for k in range(len(item.refs()))]
            spans = self.parts(item.refs(), paths, taken)
            if spans:
                cue, speaker = item.cue, item.speaker
                made[i] = PredictedQuote(
                    [list(span) for span in spans],
                    item.type,
                    cue if not isinstance(cue, str | Ref) else self.cue(_ref(cue), spans, f"{path}.cue"),
                    speaker
                    if not isinstance(speaker, str | Ref)
                    else self.speaker(_ref(speaker), spans, f"{path}.speaker"),
                )
        return [made[i] for i in sorted(made)]

    def parts(self, refs: list[Ref], paths: list[str], taken: list[tuple[Span, object]]) -> list[Span]:
        """The spans of one quote: one of its texts as an anchor, the others outward from it."""
        found = [self.find(ref, path) for ref, path in zip(refs, paths, strict=True)]
        known = [k for k, places in enumerate(found) if places]
        if not known:
            return []
        anchor = max(known, key=lambda k: (refs[k].occurrence is not UNSET, len(refs[k].text)))
        key = tuple((ref.text, ref.occurrence, ref.within_word) for ref in refs)
        first = self.claim(refs[anchor], found[anchor], taken, key, paths[anchor])
        if first is None:
            return []
        spans = {anchor: first}
        for k in [k for k in known if k > anchor] + [k for k in reversed(known) if k < anchor]:
            beside = spans[max(spans)] if k > anchor else spans[min(spans)]
            side = [p for p in found[k] if (p[0] >= beside[1] if k > anchor else p[1] <= beside[0])]
            options = side or _outside(found[k], list(spans.values()))
            spans[k] = min(options, key=lambda p: _gap(p, [beside]))
            taken.append((spans[k], key))
        return [spans[k] for k in sorted(spans)]

    def cue(self, ref: Ref, spans: list[Span], path: str) -> BareSpan | None:
        places = _outside(self.find(ref, path), spans)
        if not places:
            return None
        start, end = min(places, key=lambda p: (_gap(p, spans), -p[0]))
        return [start, end]

    def speaker(self, ref: Ref, spans: list[Span], path: str) -> BareSpan | None:
        places = _outside(self.find(ref, path), spans)
        before = [p for p in places if p[1] <= min(spans)[0]]
        return list(before[-1] if before else places[0]) if places else None

    def events(self, items: list[SurfaceEvent]) -> list[PredictedEvent]:
        taken: list[tuple[Span, object]] = []
        made: dict[int, PredictedEvent] = {}
        refs = [_ref(item.trigger, item.occurrence) for item in items]
        for i in sorted(range(len(items)), key=lambda i: refs[i].occurrence is UNSET):
            item, path = items[i], f"events[{i}].trigger"
            places = self.find(refs[i], path)
            trigger = self.claim(refs[i], places, taken, item.type, path) if places else None
            if trigger is not None:
                arguments = self.arguments(item.arguments, trigger, f"events[{i}]")
                made[i] = PredictedEvent(list(trigger), item.type, arguments, item.realis, item.polarity)
        return [made[i] for i in sorted(made)]

    def arguments(self, items: list[SurfaceArgument], trigger: Span, path: str) -> list[PredictedArgument]:
        made: dict[int, PredictedArgument] = {}
        used: set[tuple[str, Span]] = set()
        for k in sorted(range(len(items)), key=lambda k: items[k].occurrence is UNSET):
            item, here = items[k], f"{path}.arguments[{k}].text"
            places = self.find(item, here)
            left = [p for p in places if item.occurrence is not UNSET or (item.role, p) not in used]
            if left:
                span = min(_outside(left, [trigger]), key=lambda p: (_gap(p, [trigger]), p[0]))
                used.add((item.role, span))
                made[k] = PredictedArgument(item.role, *span)
            elif places:
                message = f"{item.text!r} stands there {len(places)} times, all in this role already"
                self.report("surface-not-found", here, message)
        return [made[k] for k in sorted(made)]


# ---------------------------------------------------------------------------------------------- reading, writing


def align(
    given: SurfacePrediction,
    text: str,
    problems: Problems,
    *,
    all_occurrences: bool = False,
    strict: bool = False,
) -> Prediction:
    """One document's strings as offsets into its text; a layer that is not given is not in the prediction either."""
    aligner = _Aligner(given.id, text, problems, strict)
    return Prediction(
        given.id,
        UNSET if given.entities is UNSET else aligner.entities(given.entities, all_occurrences),
        UNSET if given.quotes is UNSET else aligner.quotes(given.quotes),
        UNSET if given.events is UNSET else aligner.events(given.events),
        given.meta,
    )


def read_surface(
    data: bytes | str,
    documents: Mapping[str, Document],
    *,
    all_occurrences: bool = False,
    strict: bool = False,
    file: str | None = None,
) -> tuple[list[Prediction], Problems]:
    """Predictions in file order and everything that is wrong; ``documents`` by id, with their text."""
    problems = Problems(file)
    predictions: list[Prediction] = []
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    seen: set[str] = set()
    for line, row in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        given = _decoded(row, line, problems) if row.strip() else None
        if given is None:
            continue
        document = documents.get(given.id)
        if document is None:
            problems.add("unknown-document", "no document has this id", line=line, document=given.id)
        elif given.id in seen:
            problems.add("duplicate-document", "this id came before", line=line, document=given.id)
        elif document.text is None:
            message = "strings cannot be aligned: the text of this document is not at hand"
            problems.add(
                "surface-not-found", message, line=line, document=given.id, hint="fetch the text first"
            )
        else:
            mine = Problems(file)
            predictions.append(
                align(given, document.text, mine, all_occurrences=all_occurrences, strict=strict)
            )
            problems.extend(dataclasses.replace(problem, line=line) for problem in mine)
        seen.add(given.id)
    if not seen and not problems:
        problems.add("empty-file", "no line holds a document")
    return predictions, problems


def _decoded(row: bytes, line: int, problems: Problems) -> SurfacePrediction | None:
    try:
        row.decode("utf-8")
        return msgspec.json.decode(row, type=SurfacePrediction)
    except UnicodeDecodeError as error:
        problems.add("not-utf8", f"byte {error.start} of the line is not UTF-8", line=line)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        problems.add("bad-structure", message, line=line, path=path.strip(".`") or None)
    except msgspec.DecodeError as error:
        problems.add("bad-json", str(error), line=line)
    return None


def to_surface(document: Document) -> SurfacePrediction:
    """A document's labels as strings that ``align`` brings back to the same offsets: named mentions, quotes with
    the first mention of their speaker, events. Raises ValueError without text."""
    if document.text is None:
        raise ValueError(f"{document.id} has no text: surface strings need it")
    name = Places(document.text).name
    spans = {m.id: m.span for m in document.mentions}

    def short(span: Span | None) -> str | Ref | None:
        ref = None if span is None else name(span)
        plain = ref is not None and ref.occurrence is UNSET and not ref.within_word
        return ref.text if ref is not None and plain else ref

    def keys(span: Span) -> dict[str, Any]:
        return msgspec.structs.asdict(name(span))

    return SurfacePrediction(
        document.id,
        [SurfaceEntity(type=m.type, **keys(m.span)) for m in document.mentions if m.level == "named"],
        [
            SurfaceQuote(
                texts=[short(span) or "" for span in q.spans],
                type=q.type,
                cue=short(q.cue),
                speaker=short(spans[q.speaker.mentions[0]] if q.speaker.mentions else None),
            )
            for q in document.quotes
        ],
        [
            SurfaceEvent(
                short(e.trigger) or "",
                e.type,
                e.realis,
                e.polarity,
                [SurfaceArgument(role=a.role, **keys(a.span)) for a in e.arguments],
            )
            for e in document.events
        ],
    )


def write_surface(documents: Iterable[Document]) -> str:
    """Documents as JSON Lines of surface strings. Raises ValueError for one without text."""
    return "".join(msgspec.json.encode(to_surface(document)).decode() + "\n" for document in documents)

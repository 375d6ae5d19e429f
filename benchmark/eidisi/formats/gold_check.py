"""The structure of a gold record: ids, offsets, inventories and links. The rules of the guidelines are elsewhere.

Whoever scores against a gold file of their own needs no more than id, mentions, quotes, events, and text or (length
and lines): ``complete`` derives the rest.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Final

import msgspec

from eidisi.formats.jsonl import Source, read_documents
from eidisi.model import Argument, Document, Event, Mention, Quote, Span, Spans
from eidisi.ontology import (
    EVENT_ROLES,
    LEVELS,
    MENTION_TYPES,
    POLARITY,
    QUOTE_TYPES,
    REALIS,
    REALISATIONS,
    SPECIAL_SPEAKERS,
)
from eidisi.problems import Problem, Problems
from eidisi.text.normalise import line_spans

_SPECIAL: Final = frozenset(SPECIAL_SPEAKERS)


def read_gold(source: Source, problems: Problems) -> list[Document]:
    """The documents of a gold file, checked and completed; those with a fault of structure are left out."""
    found: dict[str, Document] = {}
    lines: dict[str, int] = {}
    before = len(problems)
    for line, document in read_documents(source, problems):
        if document.id in lines:
            message = f"line {lines[document.id]} has the same id"
            problems.add("duplicate-document", message, line=line, document=document.id, path="id")
            continue
        lines[document.id] = line
        if check_document(document, problems, line):
            found[document.id] = complete(document)
    if not lines and len(problems) == before:
        problems.add("empty-file", "the file holds no document")
    return list(found.values())


def complete(document: Document) -> Document:
    """The document with length and lines, derived from its text where they are absent."""
    if document.text is None or (document.length is not None and document.lines is not None):
        return document
    lines = document.lines if document.lines is not None else line_spans(document.text)
    return msgspec.structs.replace(document, length=len(document.text), lines=lines)


def check_document(
    document: Document, problems: Problems, line: int | None = None, file: str | None = None
) -> bool:
    """Add everything that is wrong in the structure of a gold record; true if nothing is."""
    check = _Check(document, line, file or problems.file)
    problems.extend(check.found)
    return not check.found


class _Check:
    def __init__(self, document: Document, line: int | None, file: str | None) -> None:
        self.document, self.line, self.file = document, line, file
        self.found: list[Problem] = []
        self.mentions: dict[str, Mention] = {m.id: m for m in document.mentions}
        self.entities = {m.entity for m in document.mentions if m.entity is not None}
        self.length = document.length if document.length is not None else len(document.text or "")
        self.text()
        self.ids()
        for index, mention in enumerate(document.mentions):
            self.mention(mention, f"mentions[{index}]")
        for index, quote in enumerate(document.quotes):
            self.quote(quote, f"quotes[{index}]")
        for index, event in enumerate(document.events):
            self.event(event, f"events[{index}]")
        self.distinct(((m.start, m.end, m.type) for m in document.mentions), "mentions[{}]")
        self.distinct((self.clipped(q.spans) for q in document.quotes), "quotes[{}]")
        self.distinct(((e.trigger, e.type) for e in document.events), "events[{}]")

    def add(self, code: str, path: str | None, message: str) -> None:
        self.found.append(Problem(code, message, self.file, self.line, self.document.id, path))

    def text(self) -> None:
        """Text, length and lines are there and fit each other."""
        document = self.document
        lines = document.lines
        if document.text is None and (document.length is None or lines is None):
            self.add("no-text-no-lines", None, "expected text, or length and lines")
            self.length = 2**62  # nothing can be said about its offsets
        if document.text is not None:
            self.length = len(document.text)
            if document.length not in (None, self.length):
                self.add("length-mismatch", "length", f"{document.length}, but the text has {self.length}")
            if lines is not None and lines != line_spans(document.text):
                self.add("length-mismatch", "lines", "not the non-empty lines of the text")
        else:
            previous = 0
            for index, (start, end) in enumerate(lines or ()):
                if not previous <= start < end <= self.length:
                    message = f"{[start, end]} is empty, out of order or beyond length {self.length}"
                    self.add("length-mismatch", f"lines[{index}]", message)
                previous = end
        if not 0 <= document.title_end <= self.length:
            self.add("length-mismatch", "title_end", f"{document.title_end} is not within the text")
        for name, spans in (("sentences", document.sentences), ("excluded", document.excluded)):
            for index, span in enumerate(spans):
                self.span(span, f"{name}[{index}]", label=False)

    def ids(self) -> None:
        """All ids of a document are different, whatever they name; an argument's ``ref`` is no id of its own."""
        document, seen = self.document, dict[str, str]()
        named: list[tuple[str | None, str]] = [
            *((m.id, f"mentions[{i}].id") for i, m in enumerate(document.mentions)),
            *((q.id, f"quotes[{i}].id") for i, q in enumerate(document.quotes)),
            *((q.cue_id, f"quotes[{i}].cue_id") for i, q in enumerate(document.quotes)),
            *((e.id, f"events[{i}].id") for i, e in enumerate(document.events)),
            *((e.trigger_id, f"events[{i}].trigger_id") for i, e in enumerate(document.events)),
            *((name, f"excluded_ids[{i}]") for i, name in enumerate(document.excluded_ids)),
        ]
        for name, path in named:
            if name is None:
                continue
            if name in seen:
                self.add("duplicate-id", path, f"{name} is also {seen[name]}")
            seen.setdefault(name, path)
        self.taken = seen

    def span(self, span: Span, path: str, *, label: bool = True) -> None:
        start, end = span
        if not 0 <= start < end:
            self.add("empty-span", path, f"{[start, end]}: expected 0 <= start < end")
        elif end > self.length:
            self.add("span-outside-text", path, f"{[start, end]}, but the text has {self.length} characters")
        elif label and self.inside(span):
            self.add("inside-excluded", path, f"{[start, end]} lies in an excluded region")

    def inside(self, span: Span) -> bool:
        return any(low <= span[0] and span[1] <= high for low, high in self.document.excluded)

    def clipped(self, spans: Spans) -> Hashable:
        """The spans as scoring compares them: within the lines; the spans themselves if nothing is left."""
        lines = self.document.lines
        if lines is None:
            lines = line_spans(self.document.text or "")
        pieces = (
            (max(s, low), min(e, high)) for s, e in spans for low, high in lines if s < high and low < e
        )
        return tuple(sorted(pieces)) or ("empty", tuple(sorted(spans)))

    def distinct(self, keys: Iterable[Hashable], path: str) -> None:
        seen: dict[Hashable, int] = {}
        for index, key in enumerate(keys):
            if key in seen:
                message = f"the same item as {path.format(seen[key])}"
                self.add("duplicate-item", path.format(index), message)
            seen.setdefault(key, index)

    def one_of(self, value: str, known: Iterable[str], path: str, code: str) -> None:
        if value not in known:
            self.add(code, path, f"{value!r}: expected one of {', '.join(known)}")

    def mention(self, mention: Mention, path: str) -> None:
        self.span(mention.span, path)
        self.one_of(mention.type, MENTION_TYPES, f"{path}.type", "unknown-type")
        self.one_of(mention.level, LEVELS, f"{path}.level", "unknown-value")

    def quote(self, quote: Quote, path: str) -> None:
        self.one_of(quote.type, QUOTE_TYPES, f"{path}.type", "unknown-type")
        if not quote.spans:
            self.add("no-spans", f"{path}.spans", "a quote has at least one span")
        for index, span in enumerate(quote.spans):
            self.span(span, f"{path}.spans[{index}]", label=False)
        if quote.spans and all(self.inside(span) for span in quote.spans):
            self.add("inside-excluded", path, "all its spans lie in excluded regions")
        ordered = sorted(quote.spans)
        for (_, end), (start, other) in pairwise(ordered):
            if start < end:
                self.add("overlapping-spans", f"{path}.spans", f"{[start, other]} begins before {end}")
        if quote.cue is not None:
            self.span(quote.cue, f"{path}.cue")
        elif quote.cue_id is not None:
            self.add("broken-link", f"{path}.cue_id", f"{quote.cue_id} without a cue")
        for fault in self.speaker(quote):
            self.add("broken-link", f"{path}.speaker", fault)
        self.one_of(quote.speaker.realisation, REALISATIONS, f"{path}.speaker.realisation", "unknown-value")

    def speaker(self, quote: Quote) -> Iterator[str]:
        speaker = quote.speaker
        if not speaker.entities:
            yield f"no entity: write {' or '.join(SPECIAL_SPEAKERS)} where none speaks"
        for entity in speaker.entities:
            if entity not in self.entities and entity not in _SPECIAL:
                yield f"no mention has the entity {entity}"
        for name in speaker.mentions:
            mention = self.mentions.get(name)
            if mention is None:
                yield f"there is no mention {name}"
            elif mention.entity not in speaker.entities:
                yield f"mention {name} has the entity {mention.entity}, which is not among the speakers"

    def event(self, event: Event, path: str) -> None:
        self.span(event.trigger, f"{path}.trigger")
        self.one_of(event.type, EVENT_ROLES, f"{path}.type", "unknown-type")
        self.one_of(event.realis, REALIS, f"{path}.realis", "unknown-value")
        self.one_of(event.polarity, POLARITY, f"{path}.polarity", "unknown-value")
        roles = EVENT_ROLES.get(event.type)
        for index, argument in enumerate(event.arguments):
            place = f"{path}.arguments[{index}]"
            self.span(argument.span, place)
            if roles is not None:
                self.one_of(argument.role, roles, f"{place}.role", "unknown-role")
            fault = self.filler(argument)
            if fault:
                self.add("broken-link", place, fault)
        self.distinct(((a.role, a.start, a.end) for a in event.arguments), f"{path}.arguments[{{}}]")

    def filler(self, argument: Argument) -> str | None:
        """What is wrong with the mention or value that an argument points at."""
        mention = self.mentions.get(argument.ref or "")
        if mention is not None:
            if mention.span != argument.span:
                return f"{mention.id} stands at {list(mention.span)}, not at {list(argument.span)}"
            if mention.entity != argument.entity:
                return f"{mention.id} has the entity {mention.entity}, not {argument.entity}"
        elif argument.ref in self.taken:
            return f"{argument.ref} is {self.taken[argument.ref]}, neither a mention nor a value"
        elif argument.entity is not None:
            if argument.ref is not None:
                return f"there is no mention {argument.ref}"
            if argument.entity not in self.entities:
                return f"no mention has the entity {argument.entity}"
        return None

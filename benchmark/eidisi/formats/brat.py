"""brat standoff: the only reader and writer of the gold files. The profile is DESIGN section 3 and docs/formats.md.

Ids of attributes, relations and normalisations are derived from the text-bound they belong to, so that a corrected
label is a one-line diff and nothing is ever renumbered. For a text-bound ``Tn``: ``A(10n+1)`` Level, ``A(10n+2)``
QuoteType, ``A(10n+3)`` Realisation, ``A(10n+4)`` Source; for an event whose trigger is ``Tn``: ``A(10n+5)`` Realis,
``A(10n+6)`` Polarity; for a quote ``Tn``: ``R(100n)`` CueOf, ``R(100n+k)`` its k-th Speaker; ``Nn`` the entity of
mention ``Tn``. T lines stand in text order, all others by number. A reader takes any ids, the writer these.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from eidisi.model import Argument, Document, Event, Mention, Quote, Span, Spans, Speaker
from eidisi.ontology import BRAT_EVENT, ENTITY_TYPES, EVENT_OF_BRAT, MENTION_TYPES
from eidisi.problems import Problems

_MENTIONS: Final = frozenset(MENTION_TYPES)
_ENTITY: Final = frozenset(ENTITY_TYPES)
_PLAIN: Final = frozenset({"Quote", "Cue", "Value", "Excluded"})
_NUMBER = re.compile(r"\d+")
_ROLE_NUMBER = re.compile(r"\d+$")


def number(identifier: str) -> int:
    """The number of an id: 12 for T12; 0 where there is none."""
    match = _NUMBER.search(identifier)
    return int(match.group()) if match else 0


def surface(text: str | None, spans: Spans) -> str:
    """The surface column: `_` without text; the fragments joined by one space."""
    return "_" if text is None else " ".join(text[start:end] for start, end in spans)


# ------------------------------------------------------------------------------------------------ writing


def write_ann(document: Document) -> str:
    """The canonical .ann of a document; the surface column is `_` where ``document.text`` is None."""
    bound: list[tuple[Spans, str, str]] = []
    rows: list[tuple[str, int, str]] = []
    for m in document.mentions:
        bound.append(((m.span,), m.id, m.type))
        if m.type in _ENTITY:
            rows.append(("A", number(m.id) * 10 + 1, f"Level {m.id} {m.level}"))
            rows.append(("N", number(m.id), f"Reference {m.id} entity:{m.entity}\t{m.entity}"))
    for q in document.quotes:
        n = number(q.id)
        bound.append((q.spans, q.id, "Quote"))
        rows.append(("A", n * 10 + 2, f"QuoteType {q.id} {q.type}"))
        rows.append(("A", n * 10 + 3, f"Realisation {q.id} {q.speaker.realisation}"))
        if not q.speaker.mentions:
            rows.append(("A", n * 10 + 4, f"Source {q.id} {q.speaker.entities[0]}"))
        if q.cue is not None and q.cue_id is not None:
            bound.append(((q.cue,), q.cue_id, "Cue"))
            rows.append(("R", n * 100, f"CueOf Arg1:{q.cue_id} Arg2:{q.id}"))
        for k, target in enumerate(q.speaker.mentions, start=1):
            rows.append(("R", n * 100 + k, f"Speaker Arg1:{q.id} Arg2:{target}"))
    known = {m.id for m in document.mentions}
    for e in document.events:
        n = number(e.trigger_id or "")
        bound.append(((e.trigger,), e.trigger_id or "", BRAT_EVENT[e.type]))
        rows.append(("A", n * 10 + 5, f"Realis {e.id} {e.realis}"))
        rows.append(("A", n * 10 + 6, f"Polarity {e.id} {e.polarity}"))
        used: dict[str, int] = {}
        parts = [f"{BRAT_EVENT[e.type]}:{e.trigger_id}"]
        for a in e.arguments:
            used[a.role] = k = used.get(a.role, 0) + 1
            parts.append(f"{a.role}{k if k > 1 else ''}:{a.ref}")
            if a.ref is not None and a.ref not in known:
                known.add(a.ref)
                bound.append(((a.span,), a.ref, "Value"))
        rows.append(("E", number(e.id), " ".join(parts)))
    for span, identifier in zip(document.excluded, document.excluded_ids, strict=True):
        bound.append(((span,), identifier, "Excluded"))
    lines = [
        f"{identifier}\t{label} {';'.join(f'{s} {e}' for s, e in spans)}\t{surface(document.text, spans)}"
        for spans, identifier, label in sorted(bound, key=lambda b: (b[0][0][0], b[0][-1][1], number(b[1])))
    ]
    order = {"E": 0, "A": 1, "R": 2, "N": 3}
    lines += [f"{kind}{n}\t{body}" for kind, n, body in sorted(rows, key=lambda r: (order[r[0]], r[1]))]
    return "".join(line + "\n" for line in lines)


# ------------------------------------------------------------------------------------------------ reading


class _Bound(msgspec.Struct, gc=False):
    line: int
    label: str
    spans: Spans


class _Sheet:
    """The lines of one .ann by kind, before they are joined."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.bound: dict[str, _Bound] = {}
        self.events: dict[str, tuple[int, list[str]]] = {}
        self.attributes: dict[tuple[str, str], tuple[int, str]] = {}
        self.speakers: dict[str, list[str]] = {}
        self.cue_of: dict[str, str] = {}
        self.entity: dict[str, str] = {}

    def attribute(self, target: str, name: str, line: int, default: str) -> str:
        found = self.attributes.get((target, name))
        if found is None:
            self.problems.add("bad-brat-line", f"{target} has no {name}", line=line)
            return default
        return found[1]

    def span_of(self, identifier: str, line: int) -> Span:
        found = self.bound.get(identifier)
        if found is None:
            self.problems.add("broken-link", f"{identifier} does not exist", line=line)
            return (0, 0)
        return found.spans[0]

    def read_bound(self, line: int, identifier: str, rest: list[str], text: str | None) -> None:
        label, _, ranges = rest[0].partition(" ")
        try:
            spans: Spans = tuple((int(a), int(b)) for a, b in (part.split(" ") for part in ranges.split(";")))
        except ValueError:
            self.problems.add("bad-brat-line", f"bad offsets {ranges!r}", line=line)
            return
        if label not in _MENTIONS and label not in _PLAIN and label not in EVENT_OF_BRAT:
            self.problems.add("unknown-type", f"type {label!r} is not in the profile", line=line)
            return
        if len(spans) > 1 and label != "Quote":
            self.problems.add("bad-brat-line", f"only a Quote may be discontinuous, not {label}", line=line)
        if identifier in self.bound:
            self.problems.add("duplicate-id", f"{identifier} stands twice", line=line)
        given = rest[1] if len(rest) > 1 else "_"
        if given != "_" and text is not None and given != surface(text, spans):
            message = f"{identifier} says {given!r}, the text {surface(text, spans)!r}"
            self.problems.add("surface-mismatch", message, line=line)
        self.bound[identifier] = _Bound(line, label, spans)

    def read_line(self, line: int, row: str, text: str | None) -> None:
        add = self.problems.add
        identifier, *rest = row.split("\t")
        kind = identifier[:1]
        words = rest[0].split(" ") if rest else []
        if kind == "T" and rest:
            self.read_bound(line, identifier, rest, text)
        elif kind == "E" and words:
            if identifier in self.events:
                add("duplicate-id", f"{identifier} stands twice", line=line)
            self.events[identifier] = (line, words)
        elif kind in ("A", "M") and len(words) == 3:
            if (words[1], words[0]) in self.attributes:
                add("bad-brat-line", f"{words[0]} of {words[1]} stands twice", line=line)
            self.attributes[words[1], words[0]] = (line, words[2])
        elif (
            kind == "R" and len(words) == 3 and words[1].startswith("Arg1:") and words[2].startswith("Arg2:")
        ):
            first, second = words[1][5:], words[2][5:]
            if words[0] == "Speaker":
                self.speakers.setdefault(first, []).append(second)
            elif words[0] == "CueOf":
                if second in self.cue_of:
                    add("bad-brat-line", f"{second} has two cues", line=line)
                self.cue_of[second] = first
            else:
                add("bad-brat-line", f"relation {words[0]!r} is not in the profile", line=line)
        elif kind == "N" and len(words) == 3 and words[2].startswith("entity:"):
            self.entity[words[1]] = words[2].removeprefix("entity:")
        elif kind != "#":
            add("bad-brat-line", f"not a line of the profile: {row[:60]!r}", line=line)

    def mentions(self) -> list[Mention]:
        found = []
        for identifier, bound in self.bound.items():
            if bound.label not in _MENTIONS:
                continue
            start, end = bound.spans[0]
            if bound.label not in _ENTITY:
                found.append(Mention(identifier, start, end, bound.label))
                continue
            entity = self.entity.get(identifier)
            if entity is None:
                self.problems.add("no-entity", f"{identifier} has no entity id", line=bound.line)
            level = self.attribute(identifier, "Level", bound.line, "named")
            found.append(Mention(identifier, start, end, bound.label, level, entity))
        return sorted(found, key=lambda m: (m.start, m.end, number(m.id)))

    def quotes(self, mentions: dict[str, Mention]) -> list[Quote]:
        found = []
        for identifier, bound in self.bound.items():
            if bound.label != "Quote":
                continue
            targets = []
            for target in self.speakers.get(identifier, []):
                if target in mentions:
                    targets.append(target)
                else:
                    self.problems.add("broken-link", f"speaker {target} is no mention", line=bound.line)
            targets.sort(key=lambda t: mentions[t].span)
            if targets:
                entities = tuple(dict.fromkeys(mentions[t].entity or "" for t in targets))
            else:
                entities = (self.attribute(identifier, "Source", bound.line, "UNKNOWN"),)
            cue = self.cue_of.get(identifier)
            realisation = self.attribute(identifier, "Realisation", bound.line, "none")
            found.append(
                Quote(
                    id=identifier,
                    spans=bound.spans,
                    type=self.attribute(identifier, "QuoteType", bound.line, "direct"),
                    speaker=Speaker(entities, tuple(targets), realisation),
                    cue=self.span_of(cue, bound.line) if cue else None,
                    cue_id=cue,
                )
            )
        return sorted(found, key=lambda q: (q.spans, number(q.id)))

    def read_events(self, mentions: dict[str, Mention]) -> list[Event]:
        found = []
        for identifier, (line, words) in self.events.items():
            label, _, trigger = words[0].partition(":")
            if label not in EVENT_OF_BRAT:
                self.problems.add("unknown-type", f"event type {label!r}", line=line)
                continue
            arguments = []
            for word in words[1:]:
                role, _, ref = word.partition(":")
                start, end = self.span_of(ref, line)
                target = mentions.get(ref)
                entity = target.entity if target else None
                arguments.append(Argument(_ROLE_NUMBER.sub("", role), start, end, entity, ref))
            found.append(
                Event(
                    id=identifier,
                    trigger=self.span_of(trigger, line),
                    type=EVENT_OF_BRAT[label],
                    realis=self.attribute(identifier, "Realis", line, "actual"),
                    polarity=self.attribute(identifier, "Polarity", line, "positive"),
                    arguments=tuple(sorted(arguments, key=argument_order)),
                    trigger_id=trigger,
                )
            )
        return sorted(found, key=lambda e: (e.trigger, number(e.id)))

    def unused(self, events: list[Event]) -> None:
        used = set(self.cue_of.values())
        used |= {e.trigger_id for e in events if e.trigger_id}
        used |= {a.ref for e in events for a in e.arguments if a.ref}
        for identifier, bound in self.bound.items():
            if identifier in used or bound.label in _MENTIONS or bound.label in ("Quote", "Excluded"):
                continue
            code = {"Cue": "idle-cue", "Value": "idle-value"}.get(bound.label, "broken-link")
            self.problems.add(code, f"{identifier} ({bound.label}) belongs to nothing", line=bound.line)
        for target, name in self.attributes:
            if target not in self.bound and target not in self.events:
                self.problems.add("broken-link", f"{name} of {target}, which does not exist")


def argument_order(argument: Argument) -> tuple[int, int, str, int]:
    """Text order, the order of an event's arguments everywhere."""
    return (argument.start, argument.end, argument.role, number(argument.ref or ""))


def read_ann(ann: str, base: Document, problems: Problems) -> Document:
    """The labels of an .ann put on ``base`` (a document's metadata and, where there is one, its text).

    Every mistake of form becomes a problem; the document returned is only to be used if there is none.
    """
    if "\r" in ann:
        line = ann[: ann.index("\r")].count("\n") + 1
        problems.add(
            "crlf", "CR line ends", line=line, hint="save with LF; in git: `git config core.autocrlf false`"
        )
        ann = ann.replace("\r\n", "\n").replace("\r", "\n")
    sheet = _Sheet(problems)
    for line, row in enumerate(ann.split("\n"), start=1):
        if row:
            sheet.read_line(line, row, base.text)
    mentions = sheet.mentions()
    by_id = {m.id: m for m in mentions}
    events = sheet.read_events(by_id)
    sheet.unused(events)
    excluded = sorted((b.spans[0], i) for i, b in sheet.bound.items() if b.label == "Excluded")
    return msgspec.structs.replace(
        base,
        mentions=tuple(mentions),
        quotes=tuple(sheet.quotes(by_id)),
        events=tuple(events),
        excluded=tuple(span for span, _ in excluded),
        excluded_ids=tuple(identifier for _, identifier in excluded),
    )

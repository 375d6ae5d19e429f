"""From statements of the notation to gold structures: which mention a speaker or an argument points at.

A key that was not declared, a role that its type does not have, a speaker without a mention is a problem with its
line. ``corpus.checks`` checks the result against the rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import msgspec

from eidisi.formats.notation import LEVEL_VERBS, Finder, Statement
from eidisi.model import Argument, Document, Event, Mention, Quote, Span, Spans, Speaker
from eidisi.ontology import (
    ENTITY_TYPES,
    EVENT_ROLES,
    OVERT,
    QUOTE_TYPES,
    REALISATIONS,
    SPECIAL_SPEAKERS,
    TIME_TYPES,
    VALUE_TYPES,
)
from eidisi.problems import Problems

_KEY = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
_KEY_AT = re.compile(r"(?P<key>[A-Za-z][\w-]*)(?:@(?P<sentence>\d+)(?:#(?P<nth>\d+))?)?\Z", re.ASCII)


@dataclass
class _Draft:
    """What has been compiled so far."""

    types: dict[str, str] = field(default_factory=dict)
    mentions: list[tuple[str, Mention]] = field(default_factory=list)  # key ('' for a value), mention
    quotes: list[tuple[Statement, Quote]] = field(default_factory=list)
    events: list[tuple[Statement, Event]] = field(default_factory=list)
    excluded: list[Span] = field(default_factory=list)


class Compiler(Finder):
    """Compiles one article. ``numbered`` are the sentences as printed; key k of the dict is the printed number."""

    def __init__(self, base: Document, numbered: dict[int, Span], problems: Problems) -> None:
        super().__init__(base, numbered, problems)
        self.draft = _Draft()

    # ---------------------------------------------------------------------------------------- mentions

    def mention(self, statement: Statement) -> None:
        head, _, surface = statement.rest.partition(" ")
        if statement.verb == "val":
            key, mtype, level, entity = "", head, "named", None
            if mtype not in VALUE_TYPES:
                self.fail(statement, "unknown-type", f"{mtype!r} is not one of {', '.join(VALUE_TYPES)}")
                return
        else:
            key, _, mtype = head.partition("/")
            if key not in self.draft.types:
                self.fail(
                    statement, "undeclared", f"{key!r} is not declared", "add a line `entity KEY TYPE` before"
                )
                return
            mtype, level, entity = mtype or self.draft.types[key], LEVEL_VERBS[statement.verb], key
            if mtype not in ENTITY_TYPES:
                self.fail(statement, "unknown-type", f"{mtype!r} is not an entity type")
                return
        span = self.find(statement, surface)
        if span is None:
            return
        for _, other in self.draft.mentions:
            if other.span == span:
                self.fail(statement, "same-span", f"{self.text[span[0] : span[1]]!r} is already a mention")
                return
        self.draft.mentions.append((key, Mention("", *span, mtype, level, entity)))

    def near(
        self, statement: Statement, written: str, anchor: int, level: str | None, same: Span
    ) -> Mention | None:
        """The mention a key points at; see NOTATION.md, 'Which mention'."""
        match = _KEY_AT.match(written)
        if not match or match["key"] not in self.draft.types:
            self.fail(statement, "undeclared", f"{written!r} is no declared key", "values are written in [ ]")
            return None
        own = sorted((m for k, m in self.draft.mentions if k == match["key"]), key=lambda m: m.span)
        if match["sentence"]:
            start, end = self.numbered.get(int(match["sentence"]), (0, 0))
            own = [m for m in own if start <= m.start and m.end <= end]
            own = own[int(match["nth"] or 1) - 1 :][:1]
        if not own:
            self.fail(statement, "no-mention", f"{written!r} has no mention there")
            return None
        here = [m for m in own if same[0] <= m.start and m.end <= same[1] and level in (None, m.level)]
        if here:
            return min(here, key=lambda m: (max(m.start - anchor, anchor - m.end, 0), m.start))
        if level is not None:
            self.fail(
                statement, "no-mention", f"{written!r} has no {level} mention in the sentence of its cue",
                "write KEY@N for a mention elsewhere, or another realisation",
            )  # fmt: skip
            return None
        earlier = [m for m in own if m.end <= anchor]
        return earlier[-1] if earlier else own[0]

    def sentence_at(self, offset: int) -> Span:
        for span in self.numbered.values():
            if span[0] <= offset < span[1]:
                return span
        return (offset, offset)

    # ---------------------------------------------------------------------------------------- quotes, events

    def quote(self, statement: Statement) -> None:
        qtype, *fields = (part.strip() for part in statement.rest.split(" | "))
        if qtype not in QUOTE_TYPES or not fields:
            self.fail(
                statement,
                "bad-notation",
                f"a quote is `quote TYPE | SPAN | cue X | speaker KEY HOW`: {qtype!r}",
            )
            return
        spans = [self.find(statement, piece) for piece in fields[0].split(" ++ ")]
        cue, who = None, None
        for extra in fields[1:]:
            word, _, rest = extra.partition(" ")
            if word == "cue":
                cue = self.find(statement, rest)
                if cue is None:
                    return
            elif word == "speaker":
                who = rest.split()
            else:
                self.fail(statement, "bad-notation", f"{word!r} is no field of a quote")
        if any(span is None for span in spans):
            return
        content: Spans = tuple(sorted(span for span in spans if span is not None))
        speaker = self._speaker(statement, who, cue or content[0])
        if speaker is not None:
            self.draft.quotes.append((statement, Quote("", content, qtype, speaker, cue)))

    def _speaker(self, statement: Statement, who: list[str] | None, anchor: Span) -> Speaker | None:
        if who and who[0] in SPECIAL_SPEAKERS:
            return Speaker((who[0],), (), "none")
        if not who or len(who) != 2 or who[1] not in REALISATIONS or who[1] == "none":
            self.fail(
                statement, "bad-notation", "a quote needs `speaker KEY name|nominal|pronoun|prodrop|context`"
            )
            return None
        overt = {"name": "named"}.get(who[1], who[1]) if who[1] in OVERT else None
        sentence = self.sentence_at(anchor[0])
        found: list[tuple[str, Mention]] = []
        for key in who[0].split(","):
            elsewhere = "@" in key
            # The realisation is the first speaker's (Q23e); the others may be of any level.
            if found:
                overt = None
            mention = self.near(
                statement,
                key,
                anchor[0],
                None if elsewhere else overt,
                sentence if overt else (anchor[0], anchor[0]),
            )
            if mention is None:
                return None
            if elsewhere and overt and mention.level != overt:
                self.fail(statement, "speaker-realisation", f"{key!r} is {mention.level}, not {who[1]}")
                return None
            found.append((key.partition("@")[0], mention))
        found.sort(key=lambda pair: pair[1].span)
        marks = tuple(f"{m.start}:{m.end}" for _, m in found)
        return Speaker(tuple(dict.fromkeys(k for k, _ in found)), marks, who[1])

    def event(self, statement: Statement) -> None:
        etype, *fields = (part.strip() for part in statement.rest.split(" | "))
        if etype not in EVENT_ROLES or not fields:
            self.fail(statement, "unknown-type", f"{etype!r} is not an event type")
            return
        trigger = self.find(statement, fields[0])
        if trigger is None:
            return
        realis, polarity, arguments = "actual", "positive", []
        for extra in fields[1:]:
            if extra in ("actual", "other", "generic", "neg"):
                realis = "other" if extra == "neg" else extra
                polarity = "negative" if extra == "neg" else "positive"
                continue
            role, _, filler = extra.partition(" ")
            if role not in EVENT_ROLES[etype]:
                legal = ", ".join(EVENT_ROLES[etype])
                self.fail(statement, "unknown-role", f"{etype} has no role {role!r}", f"it has {legal}")
                continue
            argument = self._argument(statement, etype, role, filler.strip(), trigger)
            if argument is not None:
                arguments.append(argument)
        arguments.sort(key=lambda a: (a.start, a.end, a.role))
        self.draft.events.append((statement, Event("", trigger, etype, realis, polarity, tuple(arguments))))

    def _argument(
        self, statement: Statement, etype: str, role: str, filler: str, trigger: Span
    ) -> Argument | None:
        classes = EVENT_ROLES[etype][role]
        if not (filler.startswith("[") and filler.endswith("]")):
            mention = self.near(statement, filler, trigger[0], None, self.sentence_at(trigger[0]))
            if mention is None:
                return None
            if "M" not in classes and not (role == "Time" and mention.type in TIME_TYPES):
                self.fail(statement, "filler-class", f"{role} takes a value: write [words], not a key")
                return None
            return Argument(role, mention.start, mention.end, mention.entity, "mention")
        span = self.find(statement, filler[1:-1])
        if span is None:
            return None
        mention = next((m for _, m in self.draft.mentions if m.span == span), None)
        if mention is not None and (mention.type in VALUE_TYPES or "M" in classes):
            return Argument(role, *span, mention.entity, "mention")
        if role == "Time":
            self.fail(
                statement,
                "filler-class",
                "Time needs a DATE mention on exactly this span",
                "add `val DATE ...`",
            )
            return None
        if "V" not in classes:
            self.fail(statement, "filler-class", f"{role} takes an entity: write its key, not [words]")
            return None
        return Argument(role, *span, None, "value")

    # ---------------------------------------------------------------------------------------- together

    def run(self, statements: list[Statement]) -> Document:
        """Compile in the order declarations, mentions, then what points at them."""
        for s in statements:
            if s.verb == "entity":
                key, _, etype = s.rest.partition(" ")
                if not _KEY.match(key) or etype.strip() not in ENTITY_TYPES:
                    self.fail(
                        s,
                        "bad-notation",
                        f"`entity KEY TYPE`: {s.rest!r}",
                        f"types: {', '.join(ENTITY_TYPES)}",
                    )
                elif key in self.draft.types:
                    self.fail(s, "bad-notation", f"{key!r} is declared twice")
                else:
                    self.draft.types[key] = etype.strip()
        for s in statements:
            if s.verb in LEVEL_VERBS or s.verb == "val":
                self.mention(s)
            elif s.verb == "excl" and (span := self.find(s, s.rest)):
                self.draft.excluded.append(span)
        for s in statements:
            if s.verb == "quote":
                self.quote(s)
            elif s.verb == "event":
                self.event(s)
        return number_ids(self.base, self.draft)


def number_ids(base: Document, draft: _Draft) -> Document:
    """Give ids in text order: T for spans, E for events, e for entities by their first mention."""
    mentions = sorted(draft.mentions, key=lambda pair: (pair[1].span, pair[1].type))
    entity = {k: f"e{n}" for n, k in enumerate(dict.fromkeys(k for k, _ in mentions if k), start=1)}
    counter = 0

    def next_id() -> str:
        nonlocal counter
        counter += 1
        return f"T{counter}"

    placed = [msgspec.structs.replace(m, id=next_id(), entity=entity.get(k)) for k, m in mentions]
    at = {f"{m.start}:{m.end}": m.id for m in placed}
    quotes = []
    for _, q in sorted(draft.quotes, key=lambda pair: pair[1].spans):
        speaker = msgspec.structs.replace(
            q.speaker,
            entities=tuple(entity.get(k, k) for k in q.speaker.entities),
            mentions=tuple(at[mark] for mark in q.speaker.mentions),
        )
        cue_id = next_id() if q.cue else None
        quotes.append(msgspec.structs.replace(q, id=next_id(), speaker=speaker, cue_id=cue_id))
    values: dict[Span, str] = {}
    events = []
    for n, (_, e) in enumerate(
        sorted(draft.events, key=lambda pair: (pair[1].trigger, pair[1].type)), start=1
    ):
        trigger_id = next_id()
        arguments = []
        for a in e.arguments:
            if a.ref == "mention":
                ref = at[f"{a.start}:{a.end}"]
            else:
                ref = values.get(a.span) or values.setdefault(a.span, next_id())
            arguments.append(msgspec.structs.replace(a, entity=entity.get(a.entity or ""), ref=ref))
        events.append(
            msgspec.structs.replace(e, id=f"E{n}", trigger_id=trigger_id, arguments=tuple(arguments))
        )
    excluded = sorted(draft.excluded)
    return msgspec.structs.replace(
        base,
        mentions=tuple(placed),
        quotes=tuple(quotes),
        events=tuple(events),
        excluded=tuple(excluded),
        excluded_ids=tuple(next_id() for _ in excluded),
    )

"""Small invented gold documents and answers for the tests of scoring, and their rows by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eidisi.model import Argument, Document, Event, Mention, Quote, Span, Speaker
from eidisi.ontology import MENTION_TYPES
from eidisi.scoring import entities, events, quotes
from eidisi.scoring.answers import Answer, AnswerArgument, AnswerEvent, AnswerQuote
from eidisi.scoring.counts import f1, measures_of, precision, recall

Rows = dict[str, tuple[float, float, float, float]]


def mention(
    start: int, end: int, kind: str = "PERSON", entity: str | None = None, level: str = "named"
) -> Mention:
    return Mention(f"T{start}-{end}-{kind}", start, end, kind, level, entity)


def quote(
    *spans: Span, by: Sequence[str] = ("UNKNOWN",), kind: str = "direct", cue: Span | None = None
) -> Quote:
    return Quote(f"Q{spans}", spans, kind, Speaker(tuple(by)), cue)


def said(
    *spans: Span, by: Span | None = None, kind: str | None = "direct", cue: Span | None = None
) -> AnswerQuote:
    return AnswerQuote(tuple(sorted(spans)), kind, cue, by)


def argument(role: str, start: int, end: int, entity: str | None = None) -> Argument:
    return Argument(role, start, end, entity)


def event(
    start: int, end: int, kind: str, *arguments: Argument, realis: str = "actual", polarity: str = "positive"
) -> Event:
    return Event(f"E{start}-{end}-{kind}", (start, end), kind, realis, polarity, arguments)


def happened(
    start: int,
    end: int,
    kind: str,
    *arguments: tuple[str, int, int],
    realis: str | None = "actual",
    polarity: str | None = "positive",
) -> AnswerEvent:
    return AnswerEvent((start, end), kind, realis, polarity, tuple(AnswerArgument(*a) for a in arguments))


def document(
    mentions: Sequence[Mention] = (),
    quotes: Sequence[Quote] = (),
    events: Sequence[Event] = (),
    lines: Sequence[Span] = ((0, 1000),),
    name: str = "invented",
) -> Document:
    return Document(
        id=name, mentions=tuple(mentions), quotes=tuple(quotes), events=tuple(events), lines=tuple(lines),
        length=max(end for _, end in lines),
    )  # fmt: skip


def perfect(gold: Document) -> Answer:
    """The answer that says what the gold says; a speaker is named by a mention of the first entity."""
    where = {m.entity: m.span for m in gold.mentions if m.entity}
    return Answer(
        entities=[(m.start, m.end, m.type) for m in gold.mentions if m.level == "named"],
        quotes=[AnswerQuote(q.spans, q.type, q.cue, where.get(q.speaker.entities[0])) for q in gold.quotes],
        events=[
            AnswerEvent(
                e.trigger,
                e.type,
                e.realis,
                e.polarity,
                tuple(AnswerArgument(a.role, a.start, a.end) for a in e.arguments),
            )
            for e in gold.events
        ],
    )


def rows(
    gold: Document,
    answer: Answer,
    types: Sequence[str] = MENTION_TYPES,
    gold_map: Mapping[str, str | None] | None = None,
) -> Rows:
    """Every row of the document by its full name."""
    named: Rows = {}
    for track, flat in (
        ("entities", entities.count(gold, answer, types, gold_map)),
        ("quotes", quotes.count(gold, answer)),
        ("events", events.count(gold, answer)),
    ):
        names = measures_of(track, types)
        assert len(flat) == 4 * len(names)
        for n, name in enumerate(names):
            a, b, c, d = flat[4 * n : 4 * n + 4]
            named[name] = (a, b, c, d)
    return named


def prf(row: tuple[float, float, float, float]) -> tuple[float | None, float | None, float | None]:
    return precision(row[0], row[1]), recall(row[2], row[3]), f1(*row)

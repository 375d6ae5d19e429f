"""Generated gold documents and answers, and what the properties do to them: turn, move."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from making import argument, document, event, happened, mention, perfect, quote

from eidisi.model import Argument, Document, Event, Mention, Quote, Span
from eidisi.scoring.answers import Answer, AnswerArgument, AnswerEvent, AnswerQuote

END = 60  # short, so that items meet
KINDS = ("PERSON", "GPE", "DATE")
EVENT_KINDS = ("Life.Die", "Contact.Meet")
ROLES = ("Agent", "Place")
often = settings(max_examples=100, deadline=None)

one_span = st.tuples(st.integers(0, END - 1), st.integers(1, 12)).map(lambda x: (x[0], min(END, x[0] + x[1])))
cue = st.none() | st.sampled_from([(0, 4), (10, 14)])
quote_kind = st.sampled_from(["direct", "indirect", "mixed"])
argument_key = st.tuples(st.sampled_from(ROLES), one_span)


def disjoint(found: list[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in sorted(found):
        if not kept or kept[-1][1] <= span[0]:
            kept.append(span)
    return tuple(kept)


quote_spans = st.lists(one_span, min_size=1, max_size=3).map(disjoint)


@st.composite
def golds(draw: st.DrawFn) -> Document:
    """Mentions on distinct spans that may nest; quotes and events that may overlap."""
    mentions: list[Mention] = []
    for span in draw(st.lists(one_span, max_size=6, unique=True)):
        kind = draw(st.sampled_from(KINDS))
        entity = None if kind == "DATE" else f"e{draw(st.integers(0, 2))}"
        level = "named" if kind == "DATE" else draw(st.sampled_from(["named", "named", "nominal"]))
        mentions.append(mention(*span, kind, entity, level))
    known = sorted({m.entity for m in mentions if m.entity})
    speakers = st.sampled_from([*known, "UNKNOWN"])
    said_by = [
        quote(*where, by=[draw(speakers)], kind=draw(quote_kind), cue=draw(cue))
        for where in draw(st.lists(quote_spans, max_size=4, unique=True))
    ]
    fillers = [argument("", *m.span, m.entity) for m in mentions]
    happenings = []
    for (start, end), kind in draw(
        st.lists(st.tuples(one_span, st.sampled_from(EVENT_KINDS)), max_size=3, unique=True)
    ):
        chosen = (
            draw(st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(fillers)), max_size=3))
            if fillers
            else []
        )
        found = {(role, a.start, a.end): argument(role, a.start, a.end, a.entity) for role, a in chosen}
        happenings.append(
            event(start, end, kind, *found.values(), realis=draw(st.sampled_from(["actual", "other"])))
        )
    return document(mentions, said_by, happenings, lines=((0, END),))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    items = draw(st.lists(st.tuples(one_span, st.sampled_from(KINDS)), max_size=6, unique=True))
    return Answer(
        entities=[(*span, kind) for span, kind in items],
        quotes=[
            AnswerQuote(where, draw(st.none() | quote_kind), draw(cue), draw(st.none() | one_span))
            for where in draw(st.lists(quote_spans, max_size=4, unique=True))
        ],
        events=[
            happened(
                *trigger,
                kind,
                *((role, *span) for role, span in draw(st.lists(argument_key, max_size=3, unique=True))),
            )
            for trigger, kind in draw(
                st.lists(st.tuples(one_span, st.sampled_from(EVENT_KINDS)), max_size=3, unique=True)
            )
        ],
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Document, Answer]:
    """Half of the answers keep some of the gold, so that much is right and much is near."""
    gold, answer = draw(golds()), draw(answers())
    if draw(st.booleans()):
        whole = perfect(gold)
        answer = Answer(
            entities=sorted({*(answer.entities or [])[:2], *(whole.entities or [])}),
            quotes=list({q.spans: q for q in [*(answer.quotes or [])[:2], *(whole.quotes or [])]}.values()),
            events=list(
                {(e.trigger, e.type): e for e in [*(answer.events or [])[:2], *(whole.events or [])]}.values()
            ),
        )
    return gold, answer


def turned(gold: Document, answer: Answer) -> tuple[Document, Answer]:
    """The answer as gold, the gold as answer; values only, since a prediction has no entities."""
    return (
        document(
            [mention(*item) for item in answer.entities or []],
            [Quote("", q.spans, q.type or "direct", quote().speaker, q.cue) for q in answer.quotes or []],
            [
                event(*e.trigger, e.type, *(argument(a.role, a.start, a.end) for a in e.arguments))
                for e in answer.events or []
            ],
            lines=((0, END),),
        ),
        perfect(gold),
    )


def moved(gold: Document, by: int) -> Document:
    def to(span: Span) -> Span:
        return (span[0] + by, span[1] + by)

    return document(
        [mention(*to(m.span), m.type, m.entity and f"{m.entity}+{by}", m.level) for m in gold.mentions],
        [
            quote(
                *map(to, q.spans),
                by=[e if e == "UNKNOWN" else f"{e}+{by}" for e in q.speaker.entities],
                kind=q.type,
                cue=q.cue and to(q.cue),
            )
            for q in gold.quotes
        ],
        [
            Event("", to(e.trigger), e.type, e.realis, e.polarity, tuple(_moved(a, by) for a in e.arguments))
            for e in gold.events
        ],
        lines=[to((0, END))],
    )


def _moved(a: Argument, by: int) -> Argument:
    return argument(a.role, a.start + by, a.end + by, a.entity and f"{a.entity}+{by}")


def moved_answer(answer: Answer, by: int) -> Answer:
    def to(span: Span) -> Span:
        return (span[0] + by, span[1] + by)

    return Answer(
        entities=[(*to((s, e)), kind) for s, e, kind in answer.entities or []],
        quotes=[
            AnswerQuote(tuple(map(to, q.spans)), q.type, q.cue and to(q.cue), q.speaker and to(q.speaker))
            for q in answer.quotes or []
        ],
        events=[
            AnswerEvent(
                to(e.trigger), e.type, e.realis, e.polarity,
                tuple(AnswerArgument(a.role, a.start + by, a.end + by) for a in e.arguments),
            )
            for e in answer.events or []
        ],
    )  # fmt: skip

"""What must hold for any gold and any answer, over generated documents; the matchings against brute force."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Rows, argument, document, event, happened, mention, perfect, prf, quote, rows, said

from eidisi.model import Argument, Document, Event, Mention, Quote, Span, Spans
from eidisi.scoring import entities, events, quotes, spans
from eidisi.scoring.answers import Answer, AnswerArgument, AnswerEvent, AnswerQuote
from eidisi.scoring.counts import ACCURACIES

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


def is_accuracy(name: str) -> bool:
    return name.split(".")[1] in ACCURACIES


@often
@given(golds())
def test_gold_against_gold_is_one(gold: Document) -> None:
    for name, row in rows(gold, perfect(gold)).items():
        if is_accuracy(name):
            assert row[0] == row[1], name
        else:
            assert row[0] == pytest.approx(row[1]), name
            assert row[2] == pytest.approx(row[3]), name
            assert row[1] == row[3], name


@often
@given(cases())
def test_every_row_is_bounded(case: tuple[Document, Answer]) -> None:
    for name, (p_num, pred, r_num, gold) in rows(*case).items():
        assert 0 <= p_num <= pred, name
        assert 0 <= r_num <= (pred if is_accuracy(name) else gold), name


@often
@given(cases(), st.integers(0, 999))
def test_order_never_matters(case: tuple[Document, Answer], seed: int) -> None:
    gold, answer = case
    rng = random.Random(seed)

    def mixed(items: object) -> list:  # type: ignore[type-arg]
        found = list(items)  # type: ignore[call-overload]
        rng.shuffle(found)
        return found

    happenings = [
        Event(e.id, e.trigger, e.type, e.realis, e.polarity, tuple(mixed(e.arguments)))
        for e in mixed(gold.events)
    ]
    other = document(mixed(gold.mentions), mixed(gold.quotes), happenings, lines=((0, END),))
    shuffled = Answer(
        entities=mixed(answer.entities),
        quotes=mixed(answer.quotes),
        events=[
            AnswerEvent(e.trigger, e.type, e.realis, e.polarity, tuple(mixed(e.arguments)))
            for e in mixed(answer.events)
        ],
    )
    assert rows(other, shuffled) == rows(gold, answer)


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


@often
@given(cases())
def test_swapping_sides_swaps_precision_and_recall(case: tuple[Document, Answer]) -> None:
    ours, theirs = rows(*case), rows(*turned(*case))
    exact = ["quotes.strict", *(f"events.{name}" for name in ("TI", "TC", "AI", "AC", "AI+", "AC+"))]
    for name in [*(name for name in ours if name.startswith("entities.")), *exact]:
        p_num, pred, r_num, gold = ours[name]
        assert theirs[name] == (r_num, gold, p_num, pred), name


@often
@given(cases())
def test_swapping_sides_keeps_the_number_of_pairs_and_their_sum(case: tuple[Document, Answer]) -> None:
    gold, answer = case
    left, right = [q.spans for q in gold.quotes], [q.spans for q in answer.quotes or []]

    def worth(pairs: list[tuple[int, int, int]], a: list[Spans], b: list[Spans]) -> Fraction:
        return sum(
            (Fraction(2 * s, spans.length(a[i]) + spans.length(b[j])) for i, j, s in pairs), Fraction(0)
        )

    assert worth(quotes.pair(left, right), left, right) == worth(quotes.pair(right, left), right, left)


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


@often
@given(cases(), cases())
def test_documents_add_up(first: tuple[Document, Answer], second: tuple[Document, Answer]) -> None:
    """Two documents one behind the other in one text count as the sum of the two."""
    gold, answer = moved(first[0], 0), first[1]
    other, reply = moved(second[0], 1000), moved_answer(second[1], 1000)
    both = document(
        [*gold.mentions, *other.mentions],
        [*gold.quotes, *other.quotes],
        [*gold.events, *other.events],
        lines=((0, END), (1000, 1000 + END)),
    )
    joined = Answer(
        entities=[*(answer.entities or []), *(reply.entities or [])],
        quotes=[*(answer.quotes or []), *(reply.quotes or [])],
        events=[*(answer.events or []), *(reply.events or [])],
    )
    one, two = rows(gold, answer), rows(other, reply)
    for name, row in rows(both, joined).items():
        assert row == pytest.approx([a + b for a, b in zip(one[name], two[name], strict=True)]), name


@often
@given(cases(), st.booleans())
def test_an_item_that_shares_nothing_never_raises_precision(
    case: tuple[Document, Answer], speaks: bool
) -> None:
    gold, answer = case
    before = rows(gold, answer)
    far = (END + 10, END + 20)
    longer = document(gold.mentions, gold.quotes, gold.events, lines=((0, END), (END + 10, END + 20)))
    worse = Answer(
        entities=[*(answer.entities or []), (*far, "PERSON")],
        quotes=[*(answer.quotes or []), said(far, by=(0, 5) if speaks else None, cue=(0, 4))],
        events=[*(answer.events or []), happened(*far, "Life.Die", ("Agent", *far))],
    )
    for name, row in rows(longer, worse).items():
        old, new = prf(before[name])[0], prf(row)[0]
        if is_accuracy(name):
            assert row == before[name], name
        elif not name.startswith("entities.strict[") or name == "entities.strict[PERSON]":
            assert row[1] == before[name][1] + 1, name
            assert row[0] == pytest.approx(before[name][0]) and row[2:] == pytest.approx(before[name][2:]), (
                name
            )
            assert old is None or (new is not None and new <= old + 1e-12), name


def right(found: Rows, name: str) -> float:
    return found[name][0]


@often
@given(cases())
def test_wider_measures_are_not_lower(case: tuple[Document, Answer]) -> None:
    found = rows(*case)
    assert right(found, "entities.partial") >= right(found, "entities.strict")
    assert right(found, "entities.type_overlap") >= right(found, "entities.strict")
    assert sum(row[0] for name, row in found.items() if "strict[" in name) == right(found, "entities.strict")
    assert right(found, "quotes.strict") >= right(found, "quotes.joint")
    for part in (0, 2):
        assert found["quotes.overlap"][part] >= found["quotes.attribution"][part]
    # The harmonic mean is below the mean, and the strict pairs are one of the pairings (the small terms: 1e-4).
    middle = (found["quotes.overlap"][0] + found["quotes.overlap"][2]) / 2
    assert middle >= right(found, "quotes.strict") - 1e-4
    if right(found, "events.AC+"):
        assert all(right(found, f"events.{name}") for name in ("TI", "TC", "AI", "AC", "AI+"))
    assert found["events.TC"][0] == found["events.realis_accuracy"][1]


@often
@given(cases())
def test_prepared_gold_counts_the_same(case: tuple[Document, Answer]) -> None:
    gold, answer = case
    assert entities.count(entities.GoldEntities(gold), answer) == entities.count(gold, answer)
    resolver = spans.Resolver(gold.mentions)
    assert quotes.count(quotes.GoldQuotes(gold, resolver), answer) == quotes.count(gold, answer)
    assert events.count(events.GoldEvents(gold, resolver), answer) == events.count(gold, answer)


# Matchings against brute force

Edges = set[tuple[int, int]]
small_edges = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9)


def matchings(edges: Edges) -> list[tuple[tuple[int, int], ...]]:
    found = []
    for size in range(min(len(edges), 5) + 1):
        for chosen in combinations(sorted(edges), size):
            if len({i for i, _ in chosen}) == len({j for _, j in chosen}) == size:
                found.append(chosen)
    return found


@often
@given(small_edges, st.randoms(use_true_random=False))
def test_largest_matching(edges: Edges, rng: random.Random) -> None:
    order = sorted(edges)
    rng.shuffle(order)
    assert spans.largest_matching(order) == max(map(len, matchings(edges)))


@often
@given(small_edges, st.lists(st.integers(1, 4), min_size=25, max_size=25), st.sampled_from([4096, 6, 0]))
def test_best_pairing(edges: Edges, values: list[int], limit: int) -> None:
    """The optimum, whichever way it is found; searched from the left, the first of equals."""

    def weight(i: int, j: int) -> Fraction:
        return Fraction(1, values[5 * i + j])

    def worth(chosen: tuple[tuple[int, int], ...]) -> Fraction:
        return sum((weight(i, j) for i, j in chosen), Fraction(0))

    every = matchings(edges)
    best = max(map(worth, every))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spans, "SEARCHED", limit)
        found = tuple(spans.best_pairing(edges, weight))
    assert found in every
    assert worth(found) == best
    if limit == 4096:
        ties = [chosen for chosen in every if worth(chosen) == best]
        # Earliest: item by item of the left, the lowest partner, and a partner before none.
        assert found == min(ties, key=lambda chosen: [dict(chosen).get(i, 9) for i in range(5)])


def test_a_difference_below_float_noise_decides() -> None:
    """1e-20 is invisible beside 1 in doubles; the search sees it."""
    tiny = Fraction(1, 10**20)
    for better in ((0, 0), (0, 1)):
        found = spans.best_pairing(
            [(0, 0), (0, 1)], lambda i, j, it=better: 1 + (tiny if (i, j) == it else 0)
        )
        assert found == [better]


@pytest.mark.parametrize("turn", [False, True])
def test_many_items_on_one_are_searched_without_scipy(turn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """One prediction over forty quotes has 2**40 choices from one side, 41 from the other."""
    monkeypatch.delattr(spans, "_assign")
    edges = [(0, n) if turn else (n, 0) for n in range(40)]
    found = spans.best_pairing(edges, lambda i, j: Fraction(1, 1 + abs(i + j - 17)))
    assert found == [(0, 17) if turn else (17, 0)]


def test_a_large_ambiguous_group_is_assigned() -> None:
    size = 30
    edges = [(i, j) for i in range(size) for j in range(size)]
    found = spans.best_pairing(edges, lambda i, j: Fraction(1, 1 + (i + j - size + 1) ** 2))
    assert found == [(i, size - 1 - i) for i in range(size)]
    # A chain: every other edge is missing from the table, and nothing is paired without one.
    chain = sorted({(i, j) for i in range(size) for j in (i - 1, i) if 0 <= j < size - 1})
    kept = spans.best_pairing(chain, lambda i, j: Fraction(1, 2 + i - j))
    assert kept == [(i, i) for i in range(size - 1)]


@often
@given(st.lists(one_span, max_size=8), st.lists(one_span, max_size=8))
def test_meetings(left: list[Span], right: list[Span]) -> None:
    right = sorted(right)
    expected = [
        (i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a[0] < b[1] and b[0] < a[1]
    ]
    assert spans.meetings(left, right) == expected

"""What must hold for any gold and any answer, over generated documents."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from generated import END, cases, golds, moved, moved_answer, often, turned
from hypothesis import given
from hypothesis import strategies as st
from making import Rows, document, happened, perfect, prf, rows, said

from eidisi.model import Document, Event, Spans
from eidisi.scoring import entities, events, quotes, spans
from eidisi.scoring.answers import Answer, AnswerEvent
from eidisi.scoring.counts import ACCURACIES


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

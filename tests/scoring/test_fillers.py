"""AC+e: what an argument stands for, clause by clause, and what a span resolves to."""

from __future__ import annotations

import pytest
from making import argument, document, event, happened, mention, rows

from eidisi.model import Document, Span
from eidisi.ontology import ENTITY_TYPES, VALUE_TYPES
from eidisi.scoring import events
from eidisi.scoring.answers import Answer
from eidisi.scoring.spans import Resolver, inside, iou

MAYOR = [
    mention(0, 12, "PERSON", "mayor"),
    mention(100, 107, "PERSON", "mayor", level="nominal"),
    mention(200, 205, "PERSON", "mayor", level="pronoun"),
    mention(30, 36, "GPE", "town"),
    mention(40, 45, "DATE"),
]
MEETING = event(60, 67, "Contact.Meet", argument("Entity", 0, 12, "mayor"), argument("Time", 40, 45))
GOLD = document(MAYOR, events=[MEETING])


def filled(gold: Document, *arguments: tuple[str, int, int]) -> tuple[float, float, float, float]:
    return rows(gold, Answer(events=[happened(60, 67, "Contact.Meet", *arguments)]))["events.AC+e"]


@pytest.mark.parametrize("span", [(0, 12), (100, 107), (200, 205), (2, 12), (95, 110)])
def test_any_mention_of_the_entity_fills_the_role(span: Span) -> None:
    assert filled(GOLD, ("Entity", *span)) == (1, 1, 1, 2)


@pytest.mark.parametrize("span", [(30, 36), (12, 20), (300, 305), (40, 45)])
def test_another_entity_or_none_does_not(span: Span) -> None:
    assert filled(GOLD, ("Entity", *span)) == (0, 1, 0, 2)


def test_the_role_must_be_right() -> None:
    assert filled(GOLD, ("Place", 100, 107)) == (0, 1, 0, 2)


def test_two_mentions_of_one_entity_are_one_item_on_both_sides() -> None:
    assert filled(GOLD, ("Entity", 0, 12), ("Entity", 100, 107), ("Entity", 1, 12)) == (1, 1, 1, 2)
    twice = document(
        MAYOR,
        events=[
            event(
                60,
                67,
                "Contact.Meet",
                argument("Entity", 0, 12, "mayor"),
                argument("Entity", 100, 107, "mayor"),
            )
        ],
    )
    assert filled(twice, ("Entity", 200, 205)) == (1, 1, 1, 1)


def test_a_value_must_be_met_exactly() -> None:
    assert filled(GOLD, ("Time", 40, 45)) == (1, 1, 1, 2)
    assert filled(GOLD, ("Time", 40, 46)) == (0, 1, 0, 2)


def valued() -> Document:
    """A value on a nominal mention's own words, and the mention in another role."""
    return document(
        [mention(80, 88, "PERSON", "judge", level="nominal"), mention(0, 12, "PERSON", "judge")],
        events=[
            event(60, 67, "Contact.Meet", argument("Position", 80, 88), argument("Person", 80, 88, "judge")),
        ],
    )


def test_a_gold_value_of_the_role_wins_over_the_mention_under_it() -> None:
    assert filled(valued(), ("Position", 80, 88)) == (1, 1, 1, 2)
    # In a role without such a value the same span is the entity.
    assert filled(valued(), ("Person", 80, 88)) == (1, 1, 1, 2)
    assert filled(valued(), ("Person", 0, 12)) == (1, 1, 1, 2)
    # Not the exact span of the value: it resolves, and an entity is not the value.
    assert filled(valued(), ("Position", 80, 87)) == (0, 1, 0, 2)


def test_the_gold_value_may_belong_to_any_event_of_the_document() -> None:
    """The value's role is in another event: the span stays a span, so the entity of this event is not met."""
    gold = document(
        [mention(80, 88, "PERSON", "judge", level="nominal")],
        events=[
            event(60, 67, "Contact.Meet", argument("Entity", 80, 88, "judge")),
            event(70, 77, "Life.Die", argument("Entity", 80, 88)),
        ],
    )
    assert filled(gold, ("Entity", 80, 88)) == (0, 1, 0, 2)
    assert events.GoldEvents(gold).filler("Entity", 80, 88) == (80, 88)
    assert events.GoldEvents(gold).filler("Agent", 80, 88) == "judge"


def test_gold_entity_stands_for_the_argument_even_where_its_span_is_no_mention() -> None:
    gold = document(
        [mention(0, 12, "PERSON", "mayor")],
        events=[event(60, 67, "Contact.Meet", argument("Entity", 20, 25, "mayor"))],
    )
    assert filled(gold, ("Entity", 0, 12)) == (1, 1, 1, 1)
    assert filled(gold, ("Entity", 20, 25)) == (0, 1, 0, 1)


def test_a_span_that_resolves_to_nothing_stays_a_span() -> None:
    assert events.GoldEvents(GOLD).filler("Entity", 300, 305) == (300, 305)


def test_highest_iou_wins_not_most_characters() -> None:
    resolver = Resolver([mention(0, 100, "ORG", "long"), mention(10, 20, "GPE", "short")])
    # (9, 22): 13 of 100 characters of the long one, 10 of 13 of the short one.
    assert resolver.entity((9, 22)) == "short"
    assert resolver.entity((0, 60)) == "long"
    assert iou((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert iou((0, 10), (10, 15)) == 0.0


def test_ties_go_to_the_earlier_start_then_to_the_shorter() -> None:
    earlier = [mention(0, 10, "ORG", "first"), mention(20, 30, "ORG", "second")]
    for order in (earlier, earlier[::-1]):
        assert Resolver(order).entity((5, 25)) == "first"
    # Both have an IoU of 1/2 with (10, 16): 3 of 6, and 6 of 12.
    nested = [mention(10, 13, "ORG", "short"), mention(10, 22, "ORG", "long")]
    for order in (nested, nested[::-1]):
        assert Resolver(order).entity((10, 16)) == "short"


@pytest.mark.parametrize("kind", VALUE_TYPES)
def test_values_neither_resolve_nor_block(kind: str) -> None:
    resolver = Resolver([mention(0, 10, kind), mention(8, 20, "PERSON", "mayor")])
    assert resolver.entity((0, 10)) == "mayor"
    assert resolver.speaker((0, 10)) == "mayor"
    assert resolver.entity((0, 8)) is None
    assert resolver.speaker((0, 8)) is None


@pytest.mark.parametrize("kind", ENTITY_TYPES)
@pytest.mark.parametrize("level", ["named", "nominal", "pronoun"])
def test_every_entity_type_resolves_at_any_level(kind: str, level: str) -> None:
    assert Resolver([mention(0, 10, kind, "it", level=level)]).entity((9, 30)) == "it"


def test_touching_is_not_sharing() -> None:
    assert Resolver([mention(0, 10, "PERSON", "mayor")]).entity((10, 20)) is None
    assert Resolver([]).entity((0, 5)) is None


def test_a_long_mention_is_found_behind_short_ones() -> None:
    many = [mention(0, 400, "ORG", "long"), *(mention(n, n + 2, "GPE", f"e{n}") for n in range(10, 300, 10))]
    assert Resolver(many).entity((350, 360)) == "long"


def test_an_argument_has_no_length_limit() -> None:
    assert Resolver([mention(0, 10, "PERSON", "mayor")]).entity((0, 500)) == "mayor"


def test_inside() -> None:
    assert inside((5, 8), [(0, 3), (5, 8)])
    assert not inside((4, 8), [(5, 8)])
    assert not inside((5, 9), [(5, 8)])
    assert not inside((5, 8), [])

"""Events against TextEE's six definitions, written out here once more from its formulas, and the accuracies."""

from __future__ import annotations

import random
from collections.abc import Hashable

import pytest
from making import argument, document, event, happened, perfect, rows

from eidisi.model import Document
from eidisi.scoring.answers import Answer, AnswerEvent

TYPES = ("Contact.Meet", "Life.Die", "Conflict.Attack")
ROLES = ("Entity", "Agent", "Place")
Keys = dict[str, set[tuple[Hashable, ...]]]


def keys(events: list[tuple[tuple[int, int], str, list[tuple[str, int, int]]]]) -> Keys:
    """The sets that TextEE's end-to-end scorer compares, without the window."""
    found: Keys = {name: set() for name in ("TI", "TC", "AI", "AC", "AI+", "AC+")}
    for trigger, kind, arguments in events:
        found["TI"].add(trigger)
        found["TC"].add((*trigger, kind))
        for role, start, end in arguments:
            found["AI"].add((kind, start, end))
            found["AC"].add((kind, start, end, role))
            found["AI+"].add((*trigger, kind, start, end))
            found["AC+"].add((*trigger, kind, start, end, role))
    return found


def textee(gold: Document, predicted: list[AnswerEvent]) -> dict[str, tuple[int, int, int, int]]:
    ours = keys([(e.trigger, e.type, [(a.role, a.start, a.end) for a in e.arguments]) for e in gold.events])
    theirs = keys([(e.trigger, e.type, [(a.role, a.start, a.end) for a in e.arguments]) for e in predicted])
    found = {}
    for name, gold_keys in ours.items():
        right = len(gold_keys & theirs[name])
        found[name] = (right, len(theirs[name]), right, len(gold_keys))
    return found


def check(gold: Document, predicted: list[AnswerEvent]) -> dict[str, tuple[float, float, float, float]]:
    found = rows(gold, Answer(events=predicted))
    for name, row in textee(gold, predicted).items():
        assert found[f"events.{name}"] == row, name
    return {name.removeprefix("events."): row for name, row in found.items() if name.startswith("events.")}


MEETINGS = document(
    events=[
        event(10, 15, "Contact.Meet", argument("Entity", 0, 5), argument("Place", 20, 25)),
        event(50, 55, "Contact.Meet", argument("Entity", 60, 65)),
    ]
)


def test_a_detached_argument_shows_only_in_the_attached_measures() -> None:
    """The argument of the second meeting is given to the first: AI and AC do not see it."""
    found = check(
        MEETINGS,
        [
            happened(10, 15, "Contact.Meet", ("Entity", 0, 5), ("Place", 20, 25), ("Entity", 60, 65)),
            happened(50, 55, "Contact.Meet"),
        ],
    )
    assert found["AI"] == found["AC"] == (3, 3, 3, 3)
    assert found["AI+"] == found["AC+"] == (2, 3, 2, 3)


def test_a_wrong_role() -> None:
    found = check(MEETINGS, [happened(10, 15, "Contact.Meet", ("Place", 0, 5))])
    assert found["AI"] == (1, 1, 1, 3)
    assert found["AC"] == (0, 1, 0, 3)
    assert found["AI+"] == (1, 1, 1, 3)
    assert found["AC+"] == (0, 1, 0, 3)


def test_one_span_in_two_roles_is_one_item_of_ai() -> None:
    gold = document(
        events=[
            event(
                10,
                15,
                "Contact.Meet",
                argument("Entity", 0, 5),
                argument("Place", 0, 5),
                argument("Place", 7, 9),
            )
        ]
    )
    found = check(gold, perfect(gold).events or [])
    assert found["AI"] == (2, 2, 2, 2)
    assert found["AC"] == (3, 3, 3, 3)


def test_a_wrong_type_keeps_the_trigger_only() -> None:
    found = check(MEETINGS, [happened(50, 55, "Life.Die", ("Entity", 60, 65))])
    assert found["TI"] == (1, 1, 1, 2)
    assert found["TC"] == (0, 1, 0, 2)
    assert found["AI"] == found["AI+"] == (0, 1, 0, 3)


def test_two_types_on_one_trigger_are_one_item_of_ti() -> None:
    gold = document(events=[event(10, 15, "Life.Die"), event(10, 15, "Conflict.Attack")])
    found = check(gold, [happened(10, 15, "Life.Die")])
    assert found["TI"] == (1, 1, 1, 1)
    assert found["TC"] == (1, 1, 1, 2)


@pytest.mark.parametrize("gold", [document(), MEETINGS])
def test_nothing_predicted(gold: Document) -> None:
    assert all(row[:2] == (0, 0) for row in check(gold, []).values())


@pytest.mark.parametrize("seed", range(40))
def test_random_documents(seed: int) -> None:
    rng = random.Random(seed)

    def some() -> dict[tuple[int, str], list[tuple[str, int, int]]]:
        events: dict[tuple[int, str], list[tuple[str, int, int]]] = {}
        for _ in range(rng.randint(0, 6)):
            spans = {(rng.choice(ROLES), 10 * rng.randint(0, 4)) for _ in range(rng.randint(0, 4))}
            events[10 * rng.randint(0, 3), rng.choice(TYPES)] = [
                (role, at, at + 5) for role, at in sorted(spans)
            ]
        return events

    gold = document(
        events=[
            event(at, at + 5, kind, *(argument(*a) for a in found)) for (at, kind), found in some().items()
        ]
    )
    predicted = [happened(at, at + 5, kind, *found) for (at, kind), found in some().items()]
    rng.shuffle(predicted)
    found = check(gold, predicted)
    # No mention is there to resolve to and all gold arguments are values: fillers are spans.
    assert found["AC+e"] == found["AC+"]


def test_accuracies_are_over_events_that_match_in_trigger_and_type() -> None:
    gold = document(
        events=[
            event(0, 5, "Life.Die", realis="other"),
            event(10, 15, "Life.Die", polarity="negative"),
            event(20, 25, "Life.Die"),
            event(30, 35, "Life.Die"),
            event(50, 55, "Life.Die", polarity="negative"),
        ]
    )
    found = rows(
        gold,
        Answer(
            events=[
                happened(0, 5, "Life.Die", realis="other"),
                happened(10, 15, "Life.Die", realis=None, polarity="positive"),
                happened(20, 25, "Life.Die", realis="generic", polarity=None),
                happened(30, 35, "Contact.Meet"),  # another type: no match
                happened(40, 45, "Life.Die"),
                happened(50, 55, "Life.Die", realis="generic", polarity="negative"),
            ]
        ),
    )
    assert found["events.realis_accuracy"] == (1, 4, 0, 0)
    assert found["events.polarity_accuracy"] == (2, 4, 0, 0)


def test_invalid_events_and_arguments_are_false_positives() -> None:
    answer = perfect(MEETINGS)
    answer.invalid_events, answer.invalid_arguments = 2, 5
    found = rows(MEETINGS, answer)
    assert found["events.TI"] == found["events.TC"] == (2, 4, 2, 2)
    for name in ("AI", "AC", "AI+", "AC+", "AC+e"):
        assert found[f"events.{name}"] == (3, 10, 3, 3)
    assert found["events.realis_accuracy"] == found["events.polarity_accuracy"] == (2, 2, 0, 0)

"""Speakers: what a predicted speaker resolves to, when it is right, and what it does to the pairing."""

from __future__ import annotations

import pytest
from making import document, mention, quote, rows, said

from eidisi.model import Document, Span
from eidisi.scoring.answers import Answer
from eidisi.scoring.quotes import speaker_right
from eidisi.scoring.spans import Resolver

MENTIONS = [
    mention(0, 12, "PERSON", "mayor"),
    mention(100, 107, "PERSON", "mayor", level="nominal"),
    mention(20, 30, "PERSON", "minister"),
    mention(40, 60, "ORG", "party"),
    mention(45, 50, "GPE", "town"),
]
RESOLVER = Resolver(MENTIONS)


def right(entities: tuple[str, ...], speaker: Span | None) -> bool:
    return speaker_right(entities, speaker, RESOLVER)


@pytest.mark.parametrize("special", ["UNKNOWN", "AUTHOR"])
def test_none_is_right_exactly_for_unknown_and_author(special: str) -> None:
    assert right((special,), None)
    assert not right(("mayor",), None)
    assert not right(("mayor", special), None)


@pytest.mark.parametrize("span", [(0, 12), (300, 310), (0, 150)])
def test_a_speaker_for_unknown_is_wrong_whatever_it_resolves_to(span: Span) -> None:
    assert not right(("UNKNOWN",), span)


@pytest.mark.parametrize(
    ("span", "expected"), [((0, 12), True), ((100, 107), True), ((3, 8), True), ((20, 30), False)]
)
def test_any_mention_of_the_entity_is_right(span: Span, expected: bool) -> None:
    assert right(("mayor",), span) is expected


def test_any_one_of_joint_speakers_is_right() -> None:
    assert right(("mayor", "minister"), (20, 30))
    assert right(("mayor", "minister"), (0, 12))
    assert not right(("mayor", "minister"), (40, 60))


def test_a_span_that_resolves_to_nothing_is_wrong() -> None:
    assert not right(("mayor",), (300, 310))
    assert not right(("mayor",), (12, 20))


def test_over_100_characters_is_nothing() -> None:
    assert RESOLVER.speaker((0, 100)) is not None
    assert RESOLVER.speaker((0, 101)) is None
    long = Resolver([mention(0, 101, "ORG", "long"), mention(200, 300, "ORG", "hundred")])
    assert long.speaker((0, 101)) is None  # exactly a mention, and too long all the same
    assert long.speaker((200, 300)) == "hundred"


def test_exactly_a_mention_comes_before_a_person_inside_it() -> None:
    resolver = Resolver([mention(0, 30, "ORG", "party"), mention(5, 15, "PERSON", "leader")])
    assert resolver.speaker((0, 30)) == "party"
    assert resolver.speaker((0, 29)) == "leader"


def test_a_person_inside_comes_before_a_higher_iou() -> None:
    """«ο υπουργός Εξωτερικών Νίκος Αλεξίου»: the office fills more of the span than the name."""
    resolver = Resolver([mention(0, 22, "ORG", "ministry"), mention(23, 30, "PERSON", "minister")])
    assert resolver.speaker((0, 31)) == "minister"
    assert resolver.entity((0, 31)) == "ministry"  # an argument goes by IoU alone


def test_a_person_partly_inside_has_no_such_right() -> None:
    resolver = Resolver([mention(0, 22, "ORG", "ministry"), mention(23, 30, "PERSON", "minister")])
    assert resolver.speaker((0, 29)) == "ministry"
    assert resolver.speaker((1, 30)) == "minister"
    starts_before = Resolver([mention(0, 7, "PERSON", "minister"), mention(8, 30, "ORG", "ministry")])
    assert starts_before.speaker((1, 31)) == "ministry"


def test_of_persons_inside_the_highest_iou_then_the_earlier() -> None:
    resolver = Resolver([mention(0, 5, "PERSON", "short"), mention(6, 18, "PERSON", "long")])
    assert resolver.speaker((0, 19)) == "long"
    equal = [mention(0, 5, "PERSON", "one"), mention(6, 11, "PERSON", "two")]
    for order in (equal, equal[::-1]):
        assert Resolver(order).speaker((0, 12)) == "one"


def test_without_a_person_inside_it_goes_by_iou() -> None:
    assert RESOLVER.speaker((44, 51)) == "town"
    assert RESOLVER.speaker((39, 61)) == "party"
    assert RESOLVER.speaker((5, 10)) == "mayor"


def test_a_mention_without_entity_is_nobody() -> None:
    resolver = Resolver([mention(0, 12, "PERSON", None), mention(10, 20, "PERSON", "mayor")])
    assert resolver.speaker((0, 12)) is None
    assert resolver.speaker((1, 12)) is None


def one(*by: str) -> Document:
    return document(MENTIONS, [quote((200, 240), by=by)])


def test_attribution_and_joint_want_the_speaker() -> None:
    for speaker, good in (((0, 12), 1), ((20, 30), 0), (None, 0)):
        found = rows(one("mayor"), Answer(quotes=[said((200, 240), by=speaker)]))
        assert found["quotes.strict"] == (1, 1, 1, 1)
        assert found["quotes.joint"] == (good, 1, good, 1)
        assert found["quotes.attribution"] == (good, 1, good, 1)
        assert found["quotes.speaker_accuracy"] == (good, 1, 0, 0)


def test_joint_wants_strict_spans() -> None:
    found = rows(one("mayor"), Answer(quotes=[said((200, 239), by=(0, 12))]))
    assert found["quotes.joint"] == (0, 1, 0, 1)
    assert found["quotes.attribution"] == pytest.approx((1, 1, 39 / 40, 1))
    assert found["quotes.relaxed"] == (1, 1, 1, 1)


def test_attribution_is_overlap_over_the_pairs_with_the_right_speaker() -> None:
    gold = document(MENTIONS, [quote((200, 240), by=["mayor"]), quote((300, 310), by=["UNKNOWN"])])
    found = rows(gold, Answer(quotes=[said((200, 220), by=(20, 30)), said((295, 315))]))
    assert found["quotes.overlap"] == (1.5, 2, 1.5, 2)
    assert found["quotes.attribution"] == (0.5, 2, 1, 2)
    assert found["quotes.speaker_accuracy"] == (1, 2, 0, 0)


def test_the_right_speaker_settles_a_tie_of_character_f1() -> None:
    """Two halves of one quote: equal character F1, so the speaker decides, then the type, then the cue."""
    gold = document(MENTIONS, [quote((200, 220), by=["mayor"], cue=(230, 235))])
    halves: list[Span] = [(200, 210), (210, 220)]
    for first, second in (halves, halves[::-1]):
        by = rows(
            gold, Answer(quotes=[said(first, by=(0, 12), kind="indirect"), said(second, cue=(230, 235))])
        )
        assert by["quotes.attribution"] == (1, 2, 0.5, 1)
        assert by["quotes.type_accuracy"] == (0, 1, 0, 0)
        assert by["quotes.cue"] == (0, 1, 0, 1)
        kind = rows(gold, Answer(quotes=[said(first), said(second, kind="mixed", cue=(230, 235))]))
        assert kind["quotes.type_accuracy"] == (1, 1, 0, 0)
        assert kind["quotes.cue"] == (0, 1, 0, 1)
        cue = rows(gold, Answer(quotes=[said(first, cue=(230, 235)), said(second, cue=(231, 235))]))
        assert cue["quotes.cue"] == (1, 2, 1, 1)


def test_the_speaker_does_not_outweigh_the_characters() -> None:
    gold = document(MENTIONS, [quote((200, 300), by=["mayor"])])
    found = rows(gold, Answer(quotes=[said((200, 249), by=(0, 12)), said((249, 300))]))
    assert found["quotes.attribution"] == (0, 2, 0, 1)


def test_shared_characters_settle_last() -> None:
    """(0, 10) against (0, 5) and (0, 20): both F1 2/3, and 5 against 10 shared characters."""
    found = rows(document(quotes=[quote((0, 10))]), Answer(quotes=[said((0, 5)), said((0, 20))]))
    assert found["quotes.overlap"] == (0.5, 2, 1, 1)


def test_a_full_tie_goes_to_the_earlier_spans() -> None:
    """Both share 15 of 20 characters; the pairing takes the one whose spans sort first, however they are given."""
    gold = document(quotes=[quote((10, 30))])
    cut, shifted = said((10, 25), (40, 45)), said((15, 35))
    for order in ([cut, shifted], [shifted, cut]):
        assert rows(gold, Answer(quotes=order))["quotes.relaxed"] == (0, 2, 0, 1)  # cut has two spans


def test_absent_type_and_cue_are_wrong() -> None:
    gold = document(MENTIONS, [quote((200, 240), cue=(250, 255)), quote((300, 340))])
    found = rows(gold, Answer(quotes=[said((200, 240), kind=None), said((300, 340), kind=None)]))
    assert found["quotes.type_accuracy"] == (0, 2, 0, 0)
    assert found["quotes.cue"] == (0, 0, 0, 1)  # two absent cues are no match

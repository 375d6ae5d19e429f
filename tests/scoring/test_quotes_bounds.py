"""Quotes where older scorers break: each case shows their formula failing and ours bounded and right.

Then the clauses of "Quote spans": clipping to lines, empty quotes, the pairing, the tolerance, cues.
"""

from __future__ import annotations

import pytest
from making import Rows, document, mention, prf, quote, rows, said

from eidisi.model import Document, Span, Spans
from eidisi.scoring.answers import Answer, AnswerQuote
from eidisi.scoring.spans import clip

F1_MEASURES = ("strict", "overlap", "relaxed", "attribution", "joint", "cue")


def shared(left: Span, right: Span) -> int:
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def pareti_partial(gold: list[Span], predicted: list[Span]) -> tuple[float, float]:
    """QSample's partial P and R: every overlapping pair adds, nothing is one to one."""
    p = sum(shared(g, h) / (h[1] - h[0]) for h in predicted for g in gold) / len(predicted)
    r = sum(shared(g, h) / (g[1] - g[0]) for h in predicted for g in gold) / len(gold)
    return p, r


def citron_recall(gold: list[Span], predicted: list[Span]) -> float:
    """Citron's overlap recall: shared characters of all pairs over gold characters."""
    return sum(shared(g, h) for g in gold for h in predicted) / sum(e - s for s, e in gold)


def gender_gap_matched(gold: list[Span], predicted: list[Span]) -> int:
    """Gender Gap Tracker: a gold quote is found if more than .3 of it is covered."""
    return sum(any(shared(g, h) / (g[1] - g[0]) > 0.3 for h in predicted) for g in gold)


def score(gold: list[Span], predicted: list[Span]) -> Rows:
    found = rows(document(quotes=[quote(s) for s in gold]), Answer(quotes=[said(s) for s in predicted]))
    for name in F1_MEASURES:
        p_num, pred, r_num, all_gold = found[f"quotes.{name}"]
        assert 0 <= p_num <= pred
        assert 0 <= r_num <= all_gold
    return found


def test_overlapping_predictions_cannot_pass_one() -> None:
    gold, predicted = [(0, 100)], [(0, 90), (5, 100), (0, 95)]
    assert pareti_partial(gold, predicted)[1] > 2.5
    found = score(gold, predicted)
    assert found["quotes.overlap"] == (1, 3, 0.95, 1)
    p, r, f = prf(found["quotes.overlap"])
    assert p is not None and r is not None and f is not None
    assert max(p, r, f) <= 1


def test_predictions_over_two_quotes_cannot_pass_one() -> None:
    gold, predicted = [(0, 50), (40, 100)], [(0, 100), (10, 95)]
    p, r = pareti_partial(gold, predicted)
    assert p > 1 and r > 1
    assert score(gold, predicted)["quotes.overlap"][1::2] == (2, 2)


def test_a_quote_cut_in_three_is_not_perfect() -> None:
    gold, predicted = [(0, 90)], [(0, 30), (30, 60), (60, 90)]
    assert pareti_partial(gold, predicted) == pytest.approx((1, 1))
    found = score(gold, predicted)
    assert found["quotes.overlap"] == pytest.approx((1, 3, 1 / 3, 1))
    assert found["quotes.strict"] == (0, 3, 0, 1)


def test_two_quotes_predicted_as_one_are_not_perfect() -> None:
    found = score([(0, 30), (31, 90)], [(0, 90)])
    assert found["quotes.overlap"] == pytest.approx((59 / 90, 1, 1, 2))


def test_near_duplicates_gain_nothing() -> None:
    gold, predicted = [(0, 100)], [(0, 100), (0, 99), (1, 100)]
    assert citron_recall(gold, predicted) == pytest.approx(2.98)
    once, more = score(gold, [(0, 100)]), score(gold, predicted)
    assert once["quotes.overlap"] == (1, 1, 1, 1)
    assert more["quotes.overlap"] == (1, 3, 1, 1)
    assert more["quotes.strict"] == (1, 3, 1, 1)
    assert more["quotes.relaxed"] == (1, 3, 1, 1)


def test_one_prediction_over_the_whole_text() -> None:
    gold = [(100, 200), (300, 400), (500, 600), (700, 800)]
    assert gender_gap_matched(gold, [(0, 1000)]) == len(gold)
    found = score(gold, [(0, 1000)])
    assert found["quotes.overlap"] == pytest.approx((0.1, 1, 1, 4))
    assert found["quotes.strict"][0] == found["quotes.relaxed"][0] == 0
    assert (prf(found["quotes.overlap"])[2] or 0) < 0.2


def test_the_whole_text_as_speaker_earns_nothing() -> None:
    gold = document([mention(0, 12, "PERSON", "mayor")], [quote((100, 200), by=["mayor"])])
    found = rows(gold, Answer(quotes=[said((100, 200), by=(0, 1000))]))
    assert found["quotes.attribution"] == (0, 1, 0, 1)


def test_a_quote_that_shares_no_character_earns_no_speaker() -> None:
    """SpkAtt's alignment keeps pairs of zero overlap, and then credits their speaker."""
    gold = document([mention(0, 12, "PERSON", "mayor")], [quote((100, 200), by=["mayor"])])
    found = rows(gold, Answer(quotes=[said((200, 300), by=(0, 12))]))
    for name in F1_MEASURES[:5]:
        assert found[f"quotes.{name}"] == (0, 1, 0, 1)
    assert found["quotes.speaker_accuracy"] == found["quotes.type_accuracy"] == (0, 0, 0, 0)


@pytest.mark.parametrize("layer", [None, []])
def test_an_empty_submission_is_counted_not_dropped(layer: list[AnswerQuote] | None) -> None:
    gold = document([mention(0, 12, "PERSON", "mayor")], [quote((100, 200), by=["mayor"], cue=(210, 215))])
    found = rows(gold, Answer(quotes=layer))
    for name in F1_MEASURES:
        assert found[f"quotes.{name}"] == (0, 0, 0, 1)
        assert prf(found[f"quotes.{name}"]) == (None, 0, 0)


def test_nothing_on_both_sides_is_undefined() -> None:
    for name in F1_MEASURES:
        assert prf(rows(document(), Answer(quotes=[]))[f"quotes.{name}"]) == (None, None, None)


def test_predictions_without_gold_are_false_positives() -> None:
    assert prf(rows(document(), Answer(quotes=[said((0, 5))]))["quotes.overlap"]) == (0, None, 0)


def test_invalid_quotes_are_false_positives() -> None:
    gold = document(quotes=[quote((100, 200), cue=(210, 215))])
    found = rows(gold, Answer(quotes=[said((100, 200), cue=(210, 215))], invalid_quotes=3))
    for name in F1_MEASURES:
        assert found[f"quotes.{name}"] == (1, 4, 1, 1)
    assert found["quotes.speaker_accuracy"] == found["quotes.type_accuracy"] == (1, 1, 0, 0)


# Quote spans

LINES = ((0, 40), (42, 80), (82, 100))


@pytest.mark.parametrize(
    ("spans", "clipped"),
    [
        ([(10, 20)], ((10, 20),)),
        ([(30, 50)], ((30, 40), (42, 50))),
        ([(0, 100)], LINES),
        ([(38, 42)], ((38, 40),)),
        ([(40, 42)], ()),
        ([(100, 120)], ()),
        ([], ()),
        ([(50, 60), (10, 20)], ((10, 20), (50, 60))),
        ([(10, 20), (20, 30)], ((10, 20), (20, 30))),
        ([(39, 43), (20, 39)], ((20, 39), (39, 40), (42, 43))),
        ([(41, 81)], ((42, 80),)),
        ([(0, 40)], ((0, 40),)),
    ],
)
def test_clip(spans: list[Span], clipped: Spans) -> None:
    assert clip(spans, LINES) == clipped


def test_pieces_of_one_span_that_touch_are_one_again_and_two_spans_stay_two() -> None:
    touching = ((0, 10), (10, 20), (20, 30))
    assert clip([(5, 25)], touching) == ((5, 25),)
    assert clip([(5, 15), (15, 25)], touching) == ((5, 15), (15, 25))


def test_without_lines_spans_are_only_sorted() -> None:
    assert clip([(50, 60), (10, 20)], None) == ((10, 20), (50, 60))
    assert clip([(5, 8)], ()) == ()


def test_gold_that_crosses_a_line_end_is_clipped_too() -> None:
    gold = document(quotes=[quote((30, 50))], lines=LINES)
    found = rows(gold, Answer(quotes=[said((30, 40), (42, 50))]))
    assert found["quotes.strict"] == found["quotes.overlap"] == found["quotes.relaxed"] == (1, 1, 1, 1)


def test_a_quote_left_empty_still_counts_and_matches_nothing() -> None:
    gold = document(quotes=[quote((40, 42)), quote((50, 60))], lines=LINES)
    found = rows(gold, Answer(quotes=[said(), said((50, 60))]))
    for name in ("strict", "overlap", "relaxed", "joint"):
        assert found[f"quotes.{name}"] == (1, 2, 1, 2)


def test_strict_compares_sets_of_spans() -> None:
    gold = document(quotes=[quote((60, 70), (10, 20))])
    assert rows(gold, Answer(quotes=[said((10, 20), (60, 70))]))["quotes.strict"] == (1, 1, 1, 1)
    assert rows(gold, Answer(quotes=[said((10, 20))]))["quotes.strict"] == (0, 1, 0, 1)
    assert rows(gold, Answer(quotes=[said((10, 70))]))["quotes.strict"] == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("spans", "right"),
    [
        ([(100, 200), (210, 300)], 1),
        ([(95, 205), (215, 295)], 1),
        ([(94, 200), (210, 300)], 0),
        ([(100, 200), (210, 306)], 0),
        ([(100, 300)], 0),
        ([(100, 150), (150, 200), (210, 300)], 0),
    ],
)
def test_relaxed_takes_five_characters_at_every_boundary(spans: list[Span], right: int) -> None:
    gold = document(quotes=[quote((100, 200), (210, 300))])
    assert rows(gold, Answer(quotes=[said(*spans)]))["quotes.relaxed"] == (right, 1, right, 1)


def test_shares_count_over_all_spans_of_a_quote() -> None:
    gold = document(quotes=[quote((100, 120), (140, 180))])
    found = rows(gold, Answer(quotes=[said((110, 150), (160, 200))]))
    assert found["quotes.overlap"] == pytest.approx((40 / 80, 1, 40 / 60, 1))  # 10 + 10 + 20 shared


def test_cues_count_over_the_quotes_that_have_one() -> None:
    gold = document(quotes=[quote((0, 10), cue=(11, 15)), quote((20, 30)), quote((40, 50), cue=(51, 55))])
    answer = Answer(
        quotes=[
            said((0, 10), cue=(11, 15)),
            said((20, 30), cue=(31, 35)),
            said((40, 50), cue=(51, 56)),
            said((60, 70), cue=(51, 55)),  # the gold cue of another quote
            said((80, 90)),
        ]
    )
    assert rows(gold, answer)["quotes.cue"] == (1, 4, 1, 2)


def test_strict_and_joint_are_blind_to_the_pairing() -> None:
    """The pairing leaves out the equal pair (1 < 2/3 + 2/3); strict and joint count it all the same."""
    gold: Document = document(quotes=[quote((0, 100)), quote((50, 100))])
    found = rows(gold, Answer(quotes=[said((0, 100)), said((0, 50))]))
    assert found["quotes.overlap"] == (1.5, 2, 1.5, 2)
    assert found["quotes.strict"] == found["quotes.joint"] == (1, 2, 1, 2)
    assert found["quotes.relaxed"] == (0, 2, 0, 2)

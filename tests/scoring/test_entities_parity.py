"""Entities against the scorers that the field uses: equal where they are sound, and where not, by how much."""

from __future__ import annotations

import random

import pytest
from making import document, mention, prf, rows
from nervaluate import Evaluator
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from eidisi.labels import LABEL_MAPS
from eidisi.model import Document
from eidisi.scoring import entities
from eidisi.scoring.answers import Answer

TYPES = ("PERSON", "ORG", "GPE", "DATE")
Item = tuple[int, int, str]
WIDTH = 3  # characters of a token, in these tests


def flat(rng: random.Random, tokens: int) -> list[Item]:
    """Spans in tokens that share none; dense, so that two sides often meet."""
    found, at = [], 0
    while at < tokens:
        size = rng.randint(1, 4)
        if rng.random() < 0.6 and at + size <= tokens:
            found.append((at, at + size, rng.choice(TYPES)))
        at += size
    return found


def noisy(rng: random.Random, items: list[Item], tokens: int) -> list[Item]:
    """The items with some moved, retyped, dropped or invented; flat still."""
    found: list[Item] = []
    for start, end, kind in items:
        draw = rng.random()
        if draw < 0.15:
            continue
        if draw < 0.4:
            start, end = start + rng.choice((0, 1)), end + rng.choice((-1, 0, 1))
        if draw > 0.8:
            kind = rng.choice(TYPES)
        if (not found or found[-1][1] <= start) and start < end <= tokens:
            found.append((start, end, kind))
    return found


def cases(count: int, seed: int) -> list[tuple[list[Item], list[Item], int]]:
    rng = random.Random(seed)
    made = []
    for n in range(count):
        tokens = rng.randint(1, 40)
        gold = flat(rng, tokens)
        made.append((gold, flat(rng, tokens) if n % 3 == 0 else noisy(rng, gold, tokens), tokens))
    return made


def of(items: list[Item]) -> Document:
    return document([mention(WIDTH * s, WIDTH * e, kind) for s, e, kind in items])


def answer(items: list[Item]) -> Answer:
    return Answer(entities=[(WIDTH * s, WIDTH * e, kind) for s, e, kind in items])


def tags(items: list[Item], tokens: int) -> list[str]:
    row = ["O"] * tokens
    for start, end, kind in items:
        row[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return row


def total(made: list[tuple[list[Item], list[Item], int]], name: str) -> tuple[float, float, float, float]:
    found = [rows(of(gold), answer(predicted), TYPES)[f"entities.{name}"] for gold, predicted, _ in made]
    a, b, c, d = (sum(column) for column in zip(*found, strict=True))
    return a, b, c, d


def nervaluate(made: list[tuple[list[Item], list[Item], int]], mode: str) -> tuple[float, float, float]:
    def side(items: list[Item]) -> list[dict[str, object]]:
        return [{"label": kind, "start": s, "end": e - 1} for s, e, kind in items]

    evaluator = Evaluator(
        [side(g) for g, _, _ in made], [side(p) for _, p, _ in made], list(TYPES), loader="dict"
    )
    found = evaluator.evaluate()["overall"][mode]
    return found.precision, found.recall, found.f1


@pytest.mark.parametrize("seed", range(4))
def test_strict_is_seqeval_strict_iob2(seed: int) -> None:
    made = cases(150, seed)
    true = [tags(gold, tokens) for gold, _, tokens in made]
    guess = [tags(predicted, tokens) for _, predicted, tokens in made]
    theirs = [
        score(true, guess, mode="strict", scheme=IOB2) for score in (precision_score, recall_score, f1_score)
    ]
    assert prf(total(made, "strict")) == pytest.approx(tuple(theirs), abs=1e-12)
    assert 0.2 < theirs[2] < 0.9  # the cases are neither trivial nor hopeless


@pytest.mark.parametrize("seed", range(2))
def test_macro_rows_are_seqeval_by_type(seed: int) -> None:
    made = cases(150, seed)
    true = [tags(gold, tokens) for gold, _, tokens in made]
    guess = [tags(predicted, tokens) for _, predicted, tokens in made]
    theirs = f1_score(true, guess, mode="strict", scheme=IOB2, average="macro")
    ours = [prf(total(made, f"strict[{kind}]"))[2] or 0.0 for kind in TYPES]
    assert sum(ours) / len(TYPES) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("strict", "strict"), ("span", "exact"), ("partial", "partial")]
)
@pytest.mark.parametrize("seed", range(4))
def test_nervaluate_on_flat_data(ours: str, theirs: str, seed: int) -> None:
    made = cases(150, 100 + seed)
    assert prf(total(made, ours)) == pytest.approx(nervaluate(made, theirs), abs=1e-12)


def crowded(gold: list[Item], predicted: list[Item]) -> bool:
    """Does an item of either side share characters with two of the other?"""
    pairs = [(g, p) for g in gold for p in predicted if g[0] < p[1] and p[0] < g[1]]
    return len({g for g, _ in pairs}) < len(pairs) or len({p for _, p in pairs}) < len(pairs)


def test_nervaluate_ent_type_where_no_item_meets_two() -> None:
    made = [case for case in cases(600, 7) if not crowded(case[0], case[1])]
    assert len(made) > 150
    assert prf(total(made, "type_overlap")) == pytest.approx(nervaluate(made, "ent_type"), abs=1e-12)
    assert prf(total(made, "type_overlap"))[2] != prf(total(made, "strict"))[2]


def test_known_difference_from_nervaluate_ent_type() -> None:
    """A prediction of another type, read first, uses up the gold item there; here the right one finds it."""
    made = [([(0, 5, "PERSON")], [(1, 2, "ORG"), (4, 8, "PERSON")], 10)]
    assert total(made, "type_overlap") == (1, 2, 1, 1)
    assert nervaluate(made, "ent_type")[:2] == (0, 0)


def test_order_that_breaks_nervaluate_leaves_ours() -> None:
    """Predictions that overlap: there the first one read uses up the gold item, even in strict."""
    gold, short, long = [(0, 5, "PERSON")], (0, 3, "PERSON"), (0, 5, "PERSON")
    theirs = [nervaluate([(gold, order, 5)], "strict")[2] for order in ([short, long], [long, short])]
    assert theirs == pytest.approx([0.0, 2 / 3])
    for order in ([short, long], [long, short]):
        found = rows(of(gold), answer(order), TYPES)
        assert found["entities.strict"] == (1, 2, 1, 1)
        assert found["entities.partial"] == (1, 2, 1, 1)


def test_partial_counts_both_types_on_one_span() -> None:
    gold = document([mention(0, 5, "GPE"), mention(0, 5, "ORG"), mention(10, 15, "GPE")])
    both = rows(gold, Answer(entities=[(0, 5, "ORG"), (0, 5, "LOC"), (11, 15, "GPE")]))
    assert both["entities.partial"] == (2.5, 3, 2.5, 3)
    assert both["entities.span"] == (1, 2, 1, 2)
    assert rows(gold, Answer(entities=[(0, 5, "ORG")]))["entities.partial"] == (1, 1, 1, 3)
    assert rows(gold, Answer(entities=[(0, 5, "ORG"), (0, 4, "GPE")]))["entities.partial"] == (1.5, 2, 1.5, 3)


def test_two_predicted_types_on_one_span_may_both_pair() -> None:
    gold = document([mention(0, 5), mention(0, 3)])
    found = rows(gold, Answer(entities=[(0, 5, "PERSON"), (0, 5, "ORG")]))
    assert found["entities.partial"] == (1.5, 2, 1.5, 2)


def test_only_named_mentions_and_values_are_gold() -> None:
    gold = document(
        [
            mention(0, 5),
            mention(6, 9, level="nominal"),
            mention(10, 12, level="pronoun"),
            mention(20, 25, "DATE"),
        ]
    )
    found = rows(gold, Answer(entities=[(0, 5, "PERSON"), (6, 9, "PERSON"), (20, 25, "DATE")]))
    assert found["entities.strict"] == (2, 3, 2, 2)
    assert found["entities.strict[DATE]"] == (1, 1, 1, 1)
    assert found["entities.strict[PERSON]"] == (1, 2, 1, 1)


def test_nested_gold_is_matched_as_a_whole() -> None:
    """Taking the equal pair out first would leave one pair; there are two."""
    gold = document([mention(0, 10), mention(0, 2)])
    found = rows(gold, Answer(entities=[(0, 10, "PERSON"), (8, 10, "PERSON")]))
    assert found["entities.type_overlap"] == (2, 2, 2, 2)
    assert found["entities.partial"] == (1, 2, 1, 2)  # equal spans come first here, by definition


def test_invalid_items_are_false_positives_of_the_micro_measures() -> None:
    gold = document([mention(0, 5)])
    found = rows(gold, Answer(entities=[(0, 5, "PERSON")], invalid_entities=2))
    for name in ("strict", "span", "type_overlap", "partial"):
        assert found[f"entities.{name}"] == (1, 3, 1, 1)
    assert found["entities.strict[PERSON]"] == (1, 1, 1, 1)


def test_label_map_projects_the_gold() -> None:
    gold = document([mention(0, 5), mention(6, 9, "GPE"), mention(10, 14, "FAC"), mention(20, 25, "DATE")])
    conll = LABEL_MAPS["conll"].gold
    given = Answer(entities=[(0, 5, "PER"), (6, 9, "LOC"), (10, 14, "LOC")])
    found = rows(gold, given, ("PER", "LOC", "ORG", "MISC"), conll)
    assert found["entities.strict"] == (3, 3, 3, 3)
    assert found["entities.strict[LOC]"] == (2, 2, 2, 2)
    prepared = entities.GoldEntities(gold, conll)
    assert entities.count(prepared, given, ("PER",)) == entities.count(gold, given, ("PER",), conll)

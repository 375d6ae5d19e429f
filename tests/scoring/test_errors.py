"""Errors of invented documents, by hand and against the counts."""

from __future__ import annotations

import json
import random
from collections import Counter

import msgspec
import pytest
from making import document, mention

import eidisi
from eidisi.report.errors import render_errors
from eidisi.scoring.entities import GoldEntities
from eidisi.scoring.errors import CATEGORIES, cases
from invented import HARBOUR, harbour


def found(gold, predicted):
    made = document([mention(*item) for item in gold])
    return [(c.category, c.gold, c.predicted) for c in cases(GoldEntities(made), set(predicted))]


@pytest.mark.parametrize(
    ("gold", "predicted", "category"),
    [
        ((0, 5, "PERSON"), (0, 5, "PERSON"), "correct"),
        ((0, 5, "PERSON"), (0, 5, "ORG"), "wrong type"),
        ((0, 5, "PERSON"), (0, 6, "PERSON"), "wrong boundary"),
        ((0, 5, "PERSON"), (4, 6, "ORG"), "both"),
    ],
)
def test_pairs(gold, predicted, category):
    assert found([gold], [predicted]) == [(category, gold, predicted)]


def test_without_a_partner():
    gold, predicted = (0, 5, "PERSON"), (5, 9, "PERSON")
    assert found([gold], [predicted]) == [("missed", gold, None), ("spurious", None, predicted)]
    assert found([], []) == []


def test_order_of_the_stages():
    # an equal item takes its partner from one that only overlaps
    assert found([(0, 5, "ORG")], [(0, 5, "ORG"), (0, 4, "ORG")]) == [
        ("correct", (0, 5, "ORG"), (0, 5, "ORG")),
        ("spurious", None, (0, 4, "ORG")),
    ]
    # the same span goes before the same type
    assert found([(0, 5, "ORG")], [(0, 5, "GPE"), (0, 4, "ORG")]) == [
        ("wrong type", (0, 5, "ORG"), (0, 5, "GPE")),
        ("spurious", None, (0, 4, "ORG")),
    ]
    # the same type before the greater overlap
    assert found([(0, 9, "ORG")], [(0, 8, "GPE"), (7, 9, "ORG")]) == [
        ("wrong boundary", (0, 9, "ORG"), (7, 9, "ORG")),
        ("spurious", None, (0, 8, "GPE")),
    ]
    # among equals, overlap
    assert found([(0, 9, "ORG")], [(0, 3, "ORG"), (3, 9, "ORG")])[0][2] == (3, 9, "ORG")


def noisy(gold, seed):
    rng = random.Random(seed)
    for m in gold.mentions:
        if m.level == "named" and rng.random() < 0.85:
            end = m.end + rng.choice((0, 0, 1))
            yield {"start": m.start, "end": end, "type": rng.choice((m.type, m.type, "ORG"))}
    yield {"start": 200 + seed, "end": 205 + seed, "type": "LAW"}


GOLD = [msgspec.structs.replace(harbour(), id=f"test/{k}") for k in range(12)]
PREDICTED = [{"id": d.id, "entities": list(noisy(d, k)), "quotes": []} for k, d in enumerate(GOLD)]


def test_categories_agree_with_the_counts():
    errors = eidisi.errors(PREDICTED, GOLD)
    strict = eidisi.score(PREDICTED, GOLD, ci=False).figures["pooled"]["entities.strict"]
    total = errors.totals
    assert set(total) == set(CATEGORIES)
    pairs = sum(total[c] for c in CATEGORIES[:4])
    assert total["correct"] == strict.r_num
    assert (pairs + total["missed"], pairs + total["spurious"]) == (strict.gold, strict.pred)
    assert sum(errors.confusion.values()) == sum(total.values())
    diagonal = Counter({a: n for (a, b), n in errors.confusion.items() if a == b})
    assert diagonal == Counter(
        {t: row["correct"] + row["wrong boundary"] for t, row in errors.categories.items() if t in diagonal}
    )


def test_a_dropped_item_is_spurious():
    row = {**PREDICTED[0], "entities": [{"start": 0, "end": 6, "type": "COLOUR"}]}
    errors = eidisi.errors([row], GOLD[:1], drop_invalid=True)
    assert errors.categories["INVALID"] == {"spurious": 1} and errors.confusion["-", "INVALID"] == 1
    assert "INVALID" in render_errors(errors)


def test_the_worst_documents():
    errors = eidisi.errors(PREDICTED, GOLD)
    assert list(errors.worst) == ["entities.strict", "quotes.attribution"]
    ranked = errors.worst["entities.strict"]
    assert len(ranked) == 10 and ranked == sorted(ranked, key=lambda w: w.f1)
    # all are 0 alike: by id
    assert [w.document for w in errors.worst["quotes.attribution"]] == sorted(d.id for d in GOLD)[:10]
    one = eidisi.score(PREDICTED[-1:], GOLD[-1:], ci=False).figures["pooled"]["entities.strict"].value
    everyone = {w.document: w.f1 for w in ranked}
    assert everyone.get(GOLD[-1].id, one) == one


def test_examples_show_every_category_first():
    errors = eidisi.errors(PREDICTED, GOLD)
    kinds = {c for c in CATEGORIES[1:] if errors.totals[c]}
    shown = errors.examples(len(kinds))
    assert {case.category for case, _ in shown} == kinds
    for case, context in shown:
        assert f"[{HARBOUR[slice(*case.span)]}]" in context
    assert errors.examples(0) == []
    assert (
        len(errors.examples(10**6))
        == len(errors.wrong)
        == sum(errors.totals.values()) - errors.totals["correct"]
    )
    without = [msgspec.structs.replace(d, text=None, title=None) for d in GOLD]
    assert eidisi.errors(PREDICTED, without).examples(5) == []


def test_forms():
    errors = eidisi.errors(PREDICTED, GOLD, name="invented")
    record = json.loads(json.dumps(errors.to_dict(3), allow_nan=False))
    assert record["entities"]["categories"]["correct"] == errors.totals["correct"]
    assert len(record["examples"]) == 3 and len(record["worst"]["entities.strict"]) == 10
    for format in ("table", "markdown", "latex"):
        text = render_errors(errors, format, examples=2)
        assert "wrong boundary" in text and "test/" in text
    assert (
        render_errors(errors, "csv").splitlines()[0]
        == "type,correct,wrong type,wrong boundary,both,missed,spurious"
    )


def test_without_entities():
    rows = [{"id": d.id, "quotes": []} for d in GOLD]
    errors = eidisi.errors(rows, GOLD)
    assert errors.categories is None and errors.to_dict()["entities"] is None and errors.examples(3) == []
    assert "worst documents, quotes.attribution" in render_errors(errors, examples=1)
    with pytest.raises(ValueError, match="csv"):
        render_errors(errors, "csv")

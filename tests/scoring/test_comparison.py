"""Comparisons of invented systems."""

from __future__ import annotations

import json

import numpy as np
import pytest

from eidisi.scoring.comparison import compare, letter
from eidisi.scoring.counts import CountTable, measures_of
from eidisi.scoring.scorecard import Scorecard
from eidisi.scoring.signature import DataLabel, Signature
from eidisi.scoring.significance import holm

ENTITIES = measures_of("entities", ("PERSON", "ORG"))
ALL = ENTITIES + measures_of("quotes") + measures_of("events")
DATA = (DataLabel("gdt", "test", "1"), DataLabel("ntrex", "test", "2"))


def system(name, quality, seed=0, measures=ALL, stories=25, labels="native", data=DATA, **more):
    """Invented counts: the same gold for all, a share ``quality`` of it found."""
    gold_rng, rng = np.random.default_rng(99), np.random.default_rng(seed)
    table = CountTable(measures)
    for collection in ("gdt", "ntrex"):
        for i in range(stories):
            gold = gold_rng.integers(2, 12, size=len(ALL))[: len(measures)]
            right = rng.binomial(gold, quality)
            rows = np.stack([right, right + 1, right, gold], axis=1)
            table.add(f"{collection}/{i}", collection, f"{collection}/{i}", rows.ravel().tolist())
    signature = Signature(("entities",), data, 2 * stories, labels=labels)
    return Scorecard(name, table, signature, complete={"gdt", "ntrex"}, **more)


def test_identical_systems():
    found = compare([system("a", 0.7), system("b", 0.7)])
    assert {pair.p for pair in found.pairs} == {1.0} == {pair.p_holm for pair in found.pairs}
    for pair in found.pairs:
        assert (pair.difference, pair.ci, pair.documents_needed, pair.sentence) == (
            0.0,
            (0.0, 0.0),
            None,
            None,
        )
    assert found.beats("real", "eidisi") == ["", ""]


def test_two_systems_far_apart():
    found = compare([system("weak", 0.3, 1), system("strong", 0.9, 2)])
    assert list(found.scores) == ["gdt", "ntrex", "real", "pooled"]
    assert list(found.scores["real"]) == ["entities.strict", "quotes.attribution", "events.AC+e", "eidisi"]
    for measure in found.scores["real"]:
        (pair,) = found.pairs_of("real", measure)
        assert pair.difference == found.scores["real"][measure][1] - found.scores["real"][measure][0] > 0.2
        assert pair.ci[0] < pair.difference < pair.ci[1]
        assert pair.p == 1 / 10_001 and pair.documents == 50 and pair.documents_needed < 50
        assert (
            pair.sentence.startswith(f"{measure} on real: strong is 0.")
            and "50 were scored." in pair.sentence
        )
        assert found.beats("real", measure) == ["", "a"]


def test_a_small_difference_needs_many_documents():
    found = compare([system("a", 0.7, 1), system("b", 0.7, 2)])
    (pair,) = found.pairs_of("real", "entities.strict")
    assert pair.p > 0.05
    assert "80 % power" in pair.sentence
    assert (pair.documents_needed is None) == ("more than 10,000 documents" in pair.sentence)
    assert found.beats("real", "entities.strict") == ["", ""]


def test_more_than_ten_thousand_documents():
    a, b = system("a", 0.7, 1), system("b", 0.7, 1)
    # the same counts, two documents of one collection exchanged: equal scores, different answers
    width, flat = 4 * len(ALL), b.table._flat
    gold = np.array(flat).reshape(-1, len(ALL), 4)[:, :, 3]
    assert (gold > 0).all()
    flat[:width], flat[width : 2 * width] = flat[width : 2 * width], flat[:width]
    (pair,) = compare([a, b]).pairs_of("gdt", "entities.strict")
    assert pair.difference == 0 and pair.p == 1.0 and pair.documents_needed is None
    assert "score the same" in pair.sentence and "more than 10,000 documents" in pair.sentence


def test_holm_over_the_pairs_of_one_measure():
    found = compare([system("a", 0.6, 1), system("b", 0.65, 2), system("c", 0.9, 3)], trials=500)
    pairs = found.pairs_of("real", "entities.strict")
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1), (0, 2), (1, 2)]
    assert [pair.p_holm for pair in pairs] == holm([pair.p for pair in pairs])
    assert found.beats("real", "entities.strict")[2] == "a,b"


def test_tracks_that_only_some_have():
    cards = [system("a", 0.6, 1), system("b", 0.65, 2, measures=ENTITIES)]
    found = compare(cards, trials=50)
    assert list(found.scores["real"]) == ["entities.strict"]
    cards.append(system("c", 0.65, 3))
    found = compare(cards, trials=50)
    assert found.scores["real"]["eidisi"][1] is None
    pairs = found.pairs_of("real", "eidisi")
    assert [pair.p is None for pair in pairs] == [True, False, True]
    assert pairs[0].difference is None and pairs[1].p_holm == pairs[1].p


def test_a_null_measure_has_no_test():
    found = compare([system("a", 0.6, 1), system("b", 0.7, 2, fields={"cue"})], trials=50)
    (pair,) = found.pairs_of("real", "quotes.attribution")
    assert (pair.difference, pair.p, pair.p_holm, pair.sentence) == (None, None, None, None)
    assert found.pairs_of("real", "entities.strict")[0].p is not None


def test_interval_of_a_comparison_is_independent_of_the_order_of_documents():
    a, b = system("a", 0.6, 1), system("b", 0.7, 2)
    table = CountTable(ALL)
    for i in reversed(range(len(b.table.documents))):
        rows = b.table.array()[i].ravel().tolist()
        table.add(b.table.documents[i], b.table.collections[i], b.table.groups[i], rows)
    reverse = Scorecard("b", table, b.signature, complete={"gdt", "ntrex"})
    assert compare([a, b], trials=50).pairs == compare([a, reverse], trials=50).pairs


def test_json_document():
    found = compare([system("a", 0.6, 1), system("a", 0.7, 2)], trials=50).to_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert [entry["letter"] for entry in found["systems"]] == ["a", "b"]
    real = found["comparisons"]["real"]["entities.strict"]
    assert set(real) == {"systems", "pairs"}
    assert real["pairs"][0]["first"] == "a" and real["pairs"][0]["second"] == "b"


def test_refusals():
    with pytest.raises(ValueError, match="two systems"):
        compare([system("a", 0.6)])
    with pytest.raises(ValueError, match="same documents"):
        compare([system("a", 0.6), system("b", 0.6, stories=24)])
    with pytest.raises(ValueError, match=r"alike \(labels"):
        compare([system("a", 0.6), system("b", 0.6, labels="conll")])
    with pytest.raises(ValueError, match=r"alike \(data"):
        compare([system("a", 0.6), system("b", 0.6, data=DATA[:1])])


def test_letters():
    assert [letter(i) for i in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]

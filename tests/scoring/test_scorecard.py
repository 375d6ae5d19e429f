"""Scorecards of invented counts, worked out by hand."""

from __future__ import annotations

import json
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from eidisi.model import Document, Mention
from eidisi.scoring.counts import CountTable, f1, measures_of
from eidisi.scoring.scorecard import Scorecard, complete_collections
from eidisi.scoring.signature import DataLabel, Signature, gold_hash

TYPES = ("PERSON", "ORG", "DATE")
ENTITIES = measures_of("entities", TYPES)
ALL = ENTITIES + measures_of("quotes") + measures_of("events")


def signature(tracks=("entities",), replicates=100, **more):
    data = (DataLabel("gdt", "test", "12345678"), DataLabel("ntrex", "test", "9abcdef0"))
    return Signature(tracks, data, 2, replicates=replicates, **more)


def row(measures, **given):
    """Counts of one document; a measure not given is (0, 0, 0, 0)."""
    named = {key.replace("__", "."): value for key, value in given.items()}
    assert set(named) <= set(measures)
    return [x for name in measures for x in named.get(name, (0, 0, 0, 0))]


def strict(*counts):
    """An entity row: strict counts of PERSON, ORG, DATE."""
    total = [sum(c[k] for c in counts) for k in range(4)]
    named = dict(zip([f"entities.strict[{t}]" for t in TYPES], counts, strict=True))
    return row(ENTITIES, **named, **{"entities.strict": total, "entities.span": total})


def card_of(*documents, measures=ENTITIES, **more):
    table = CountTable(measures)
    for identifier, collection, rows in documents:
        table.add(identifier, collection, identifier.rpartition("+")[0] or identifier, rows)
    more = {"complete": {"gdt", "ntrex"}, "signature": signature(), **more}
    return Scorecard("invented", table, **more)


def test_by_hand():
    card = card_of(
        ("gdt/1", "gdt", strict((20, 25, 20, 40), (0, 1, 0, 0), (0, 0, 0, 2))),
        ("ntrex/1", "ntrex", strict((10, 20, 10, 10), (0, 0, 0, 0), (0, 0, 0, 0))),
    )
    gdt, ntrex, real, pooled = (card.figures[s] for s in ("gdt", "ntrex", "real", "pooled"))
    assert list(card.figures) == ["gdt", "ntrex", "real", "pooled"]
    found = gdt["entities.strict"]
    assert (found.p, found.r, found.gold, found.pred, found.few) == (20 / 26, 20 / 42, 42, 26, False)
    assert found.value == f1(20, 26, 20, 42)
    # a type without gold is not in the mean, one with gold and no hit is
    assert gdt["entities.strict_macro"].value == f1(20, 25, 20, 40) / 2
    assert gdt["entities.strict_macro"].n == 2
    assert ntrex["entities.strict"].few and ntrex["entities.strict_macro"].n == 1
    assert pooled["entities.strict"].value == f1(30, 46, 30, 52)
    mean = real["entities.strict"]
    assert mean.p == (20 / 26 + 0.5) / 2 and mean.r == (20 / 42 + 1) / 2
    assert mean.value == (f1(20, 26, 20, 42) + f1(10, 20, 10, 10)) / 2
    assert (mean.gold, mean.pred, mean.few, mean.p_num) == (52, 46, True, None)
    # nothing on either side: null
    assert gdt["entities.partial"].value is None and gdt["entities.partial"].ci is None


def test_shape_of_the_json_document():
    card = card_of(("gdt/1", "gdt", strict((20, 25, 20, 40), (0, 0, 0, 0), (0, 0, 0, 0))))
    found = card.to_dict()
    assert found["scores"]["real"] is None
    entities = found["scores"]["gdt"]["entities"]
    value = f1(20, 25, 20, 40)
    assert entities["strict"] == {
        "p": 0.8, "r": 0.5, "f1": value, "ci": [value, value], "p_num": 20.0, "r_num": 20.0, "gold": 40, "pred": 25,
    }  # fmt: skip
    assert entities["strict_macro"] == {"f1": value, "n": 1}
    assert list(entities["by_type"]) == list(TYPES)
    assert entities["by_type"]["PERSON"] == entities["strict"]
    assert entities["by_type"]["ORG"]["f1"] is None
    assert set(found["scores"]["gdt"]) == {"entities"}
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert all(type(x) in (int, float) for x in entities["strict"].values() if not isinstance(x, list))


def test_real_only_when_both_are_complete():
    both = [(f"{c}/1", c, strict((1, 1, 1, 1), (0, 0, 0, 0), (0, 0, 0, 0))) for c in ("gdt", "ntrex")]
    assert "real" in card_of(*both).scopes
    assert "real" not in card_of(*both, complete={"gdt"}).scopes
    assert card_of(*both, complete={"gdt"}).to_dict()["scores"]["real"] is None
    table = card_of(*both).table
    expected = {"gdt": ["gdt/1"], "ntrex": ["ntrex/1", "ntrex/2"], "seed": []}
    assert complete_collections(table, expected) == {"gdt"}


def test_seed_is_in_neither_mean():
    card = card_of(("seed/1", "seed", strict((1, 1, 1, 1), (0, 0, 0, 0), (0, 0, 0, 0))))
    assert list(card.scopes) == ["seed"]
    assert card.to_dict()["scores"]["pooled"] is None


def random_documents(measures, collections, n=8, seed=5):
    rng = np.random.default_rng(seed)
    for collection in collections:
        for i in range(n):
            gold = rng.integers(1, 9, size=len(measures))
            right = rng.binomial(gold, 0.6)
            pred = right + rng.integers(0, 4, size=len(measures))
            yield (
                f"{collection}/{i // 2}+{i}",
                collection,
                np.stack([right, pred, right, gold], 1).ravel().tolist(),
            )


def test_documents_add_up_in_any_order():
    documents = list(random_documents(ENTITIES, ["original", "gdt", "ntrex"]))
    card, reverse = card_of(*documents), card_of(*documents[::-1])
    assert card.to_dict() == reverse.to_dict()
    per_document = card.document_counts()
    assert list(per_document) == sorted(per_document)
    pooled = card.figures["pooled"]["entities.strict"]
    total = [sum(counts["entities.strict"][k] for counts in per_document.values()) for k in range(4)]
    assert [pooled.p_num, pooled.pred, pooled.r_num, pooled.gold] == total
    assert list(card.document_counts(["entities.strict"])["gdt/0+0"]) == ["entities.strict"]
    assert all(type(x) is int for x in per_document["gdt/0+0"]["entities.strict"])


def test_intervals_are_over_stories_to_the_bit():
    documents = list(random_documents(ENTITIES, ["gdt", "ntrex"]))
    card = card_of(*documents, signature=signature(replicates=1000))
    counts = card.document_counts(["entities.strict"])
    strata = []
    for name in ("gdt", "ntrex"):
        groups = {}
        for identifier, measures in counts.items():
            if identifier.startswith(name):
                groups.setdefault(identifier.rpartition("+")[0], []).append(measures["entities.strict"])
        strata.append([[sum(c[k] for c in groups[g]) for k in range(4)] for g in sorted(groups)])
    assert [len(s) for s in strata] == [4, 4]
    for scope, used in (("gdt", strata[:1]), ("real", strata), ("pooled", strata)):
        rng, scores = np.random.default_rng(12345), []
        for _ in range(1000):
            totals = []
            for stories in used:
                drawn = rng.integers(len(stories), size=len(stories))
                totals.append([sum(stories[i][k] for i in drawn) for k in range(4)])
            if scope == "pooled":
                totals = [[sum(t[k] for t in totals) for k in range(4)]]
            scores.append(sum(f1(*t) for t in totals) / len(totals))
        expected = tuple(np.percentile(scores, [2.5, 97.5], method="linear"))
        assert card.figures[scope]["entities.strict"].ci == expected


def test_no_intervals():
    documents = list(random_documents(ALL, ["gdt"]))
    card = card_of(*documents, measures=ALL, signature=signature(replicates=0))
    assert all(figure.ci is None for figure in card.figures["gdt"].values())
    assert "bs:none|seed:none" in str(card.signature)


def test_eidisi_is_the_mean_of_the_three():
    card = card_of(*random_documents(ALL, ["gdt", "ntrex"]), measures=ALL)
    scores = card.to_dict()["scores"]
    for scope in ("gdt", "real", "pooled"):
        ranked = [
            scores[scope][t][m]["f1"]
            for t, m in (("entities", "strict"), ("quotes", "attribution"), ("events", "AC+e"))
        ]
        assert scores[scope]["eidisi"] == pytest.approx(sum(ranked) / 3)
        assert scores[scope]["eidisi_ci"][0] < scores[scope]["eidisi"] < scores[scope]["eidisi_ci"][1]


def test_measures_of_absent_fields_are_null():
    card = card_of(*random_documents(ALL, ["gdt"]), measures=ALL, fields={"type", "polarity"})
    found = card.to_dict()["scores"]["gdt"]
    assert found["eidisi"] is None and found["eidisi_ci"] is None
    for name in ("attribution", "joint", "cue"):
        measure = found["quotes"][name]
        assert [measure[k] for k in ("p", "r", "f1", "ci", "p_num", "r_num")] == [None] * 6
        assert measure["gold"] > 0
    assert found["quotes"]["speaker_accuracy"] == {"value": None, "n": 0}
    assert found["quotes"]["type_accuracy"]["value"] is not None
    assert found["events"]["realis_accuracy"]["value"] is None
    assert found["events"]["polarity_accuracy"]["value"] is not None
    assert found["quotes"]["strict"]["f1"] is not None
    json.dumps(found, allow_nan=False)


def test_a_file_without_quotes_has_all_fields():
    gold = {"quotes.strict": (0, 0, 0, 9), "quotes.attribution": (0, 0, 0, 9)}
    card = card_of(("gdt/1", "gdt", row(ALL, **gold)), measures=ALL, fields=set())
    found = card.figures["gdt"]["quotes.attribution"]
    assert (found.value, found.p, found.r) == (0.0, None, 0.0)
    assert card.figures["gdt"]["quotes.speaker_accuracy"].value is None


def test_accuracy_is_right_over_paired():
    given = {"quotes.type_accuracy": (18, 24, 0, 0), "quotes.strict": (1, 30, 1, 30)}
    card = card_of(("gdt/1", "gdt", row(ALL, **given)), measures=ALL)
    assert card.to_dict()["scores"]["gdt"]["quotes"]["type_accuracy"] == {"value": 0.75, "n": 24}
    assert not card.figures["gdt"]["quotes.type_accuracy"].few


def test_null_replicates_are_counted():
    empty = strict((0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    card = card_of(
        ("gdt/1", "gdt", strict((1, 1, 1, 1), (0, 0, 0, 0), (0, 0, 0, 0))), ("gdt/2", "gdt", empty)
    )
    found = card.to_dict()["scores"]["gdt"]["entities"]["strict"]
    assert found["ci"] == [1.0, 1.0] and 0 < found["ci_nulls"] < 100


def test_text_form_and_refusals():
    card = card_of(*random_documents(ENTITIES, ["gdt", "ntrex"]))
    text = str(card)
    places = [
        text.index(part)
        for part in ("invented", "gdt (8 documents)", "entities.strict", "real (16", "eidisi|task:")
    ]
    assert all(a < b for a, b in pairwise(places))
    with pytest.raises(ValueError, match="cannot be called real"):
        card_of(("x", "real", strict(*[(0, 0, 0, 0)] * 3)))
    with pytest.raises(ValueError, match="no such optional field: colour"):
        card_of(("x", "gdt", strict(*[(0, 0, 0, 0)] * 3)), fields={"colour"})


def test_signature_as_in_the_contract():
    one = DataLabel("original", "test", "1a2b3c4d", "0.1.0")
    assert str(Signature(("entities",), (one,), 60, version="0.1.0")) == (
        "eidisi|task:entities|match:strict|data:original@0.1.0/test#1a2b3c4d|docs:60|missing:0|dropped:0"
        "|labels:native|repair:none|bs:1000/stories|seed:12345|v:0.1.0"
    )
    two = Signature(
        ("events", "entities"), (one, DataLabel("a|b c", sha="x", version="")), 61, labels="my map"
    )
    assert (
        "|task:entities,events|match:strict,AC+e|data:a_b_c#x,original@0.1.0/test#1a2b3c4d|docs:61|"
        in str(two)
    )
    assert "|labels:my_map|" in str(two)


def test_gold_hash_sees_labels_and_nothing_else():
    mention = Mention("T1", 0, 4, "PERSON", entity="e1")
    base = Document(id="b", mentions=(mention,), quotes=(), events=(), length=9, lines=((0, 9),))
    other = msgspec.structs.replace(base, id="a")
    same = msgspec.structs.replace(
        base, text="Άννα είπε", title="Άννα", tokens=((0, 4),), seen=("T1",), verified_by_human=True
    )
    assert gold_hash([base, other]) == gold_hash([other, same])
    assert len(gold_hash([base])) == 8
    changed = msgspec.structs.replace(base, mentions=(msgspec.structs.replace(mention, type="ORG"),))
    assert gold_hash([changed]) != gold_hash([base])
    # the definition, once more, with the standard library
    import hashlib

    record = msgspec.to_builtins(base)
    del record["verified_by_human"]
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert gold_hash([base]) == hashlib.sha256(text.encode()).hexdigest()[:8]

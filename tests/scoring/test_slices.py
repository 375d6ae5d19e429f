"""Slices of invented documents: they add up to the whole, and a few worked out by hand."""

from __future__ import annotations

import json
import random
from math import fsum

import msgspec
import pytest
from making import argument, document, event, mention, quote

import eidisi
from eidisi.labels import LABEL_MAPS
from eidisi.model import Document, Speaker
from eidisi.ontology import POLARITY, QUOTE_TYPES, REALIS, REALISATIONS
from eidisi.report.slices import render_slices
from eidisi.scoring.parts import ATTRIBUTES, terciles
from eidisi.scoring.slices import SLICES

TYPES = ("PERSON", "ORG", "GPE", "DATE")
EVENTS = ("Life.Die", "Conflict.Attack", "Contact.Meet")
COLLECTIONS = ("original", "gdt", "seed")


def invented(seed: int) -> tuple[Document, dict]:
    """A document of random labels, and a prediction that is right about two times in three."""
    rng = random.Random(seed)
    spot = lambda: (s := rng.randrange(0, 380), s + rng.randrange(2, 15))  # noqa: E731
    mentions = {}
    for _ in range(14):
        span, kind = spot(), rng.choice(TYPES)
        entity = None if kind == "DATE" else f"e{rng.randrange(5)}"
        level = "named" if kind == "DATE" else rng.choice(("named", "named", "nominal"))
        mentions[span, kind] = mention(*span, kind, entity, level)
    found = list(mentions.values())
    quotes = []
    for k in range(6):
        start = 60 * k
        spans = ((start, start + 25), (start + 30, start + 45))[: rng.choice((1, 2))]
        who = rng.choice(["UNKNOWN", *sorted({m.entity for m in found if m.entity})])
        made = quote(*spans, by=(who,), kind=rng.choice(QUOTE_TYPES))
        quotes.append(
            msgspec.structs.replace(
                made, id=f"Q{k}", speaker=Speaker((who,), realisation=rng.choice(REALISATIONS))
            )
        )
    events = {}
    for _ in range(8):
        span, kind = rng.choice([(40, 45), (100, 108), spot(), spot()]), rng.choice(EVENTS)
        chosen = rng.sample(found, 2)
        events[span, kind] = event(
            *span, kind, *(argument("Place", m.start, m.end, m.entity) for m in chosen),
            realis=rng.choice(REALIS), polarity=rng.choice(POLARITY),
        )  # fmt: skip
    gold = msgspec.structs.replace(
        document(found, quotes, list(events.values()), [(0, 400)], f"doc/{seed}"),
        collection=COLLECTIONS[seed % 3], section=rng.choice((None, "politics", "sport")),
        length=400 + seed % 7, seen=tuple(m.id for m in found if m.level == "named" and rng.random() < 0.5),
    )  # fmt: skip

    def shaken(span):
        return [span[0], span[1] + rng.choice((0, 0, 3))]

    entities = {(*shaken(m.span), rng.choice((m.type, m.type, "ORG"))) for m in found if rng.random() < 0.8}
    spoken = []
    for q in quotes:
        if rng.random() < 0.8:
            who = rng.choice([m for m in found if m.type != "DATE"])
            spoken.append(
                {
                    "spans": [list(s) for s in (q.spans if rng.random() < 0.7 else q.spans[:1])],
                    "speaker": rng.choice((None, list(who.span))),
                }
            )
    happened = {}
    for e in events.values():
        if rng.random() < 0.8:
            kind = rng.choice((e.type, e.type, "Life.Die"))
            arguments = {a.span: {"role": "Place", "start": a.start, "end": a.end} for a in e.arguments}
            row = {"trigger": list(e.trigger), "type": kind, "arguments": list(arguments.values())[:2]}
            happened[e.trigger, kind] = row
    prediction = {
        "id": gold.id,
        "entities": [{"start": s, "end": e, "type": t} for s, e, t in sorted(entities)],
        "quotes": spoken,
        "events": list(happened.values()),
    }
    return gold, prediction


GOLD, PREDICTED = (list(side) for side in zip(*map(invented, range(24)), strict=True))


def whole(**options):
    return eidisi.score(PREDICTED, GOLD, ci=False, **options).figures["pooled"]


@pytest.mark.parametrize("by", ATTRIBUTES)
def test_an_attribute_adds_up(by):
    found, total = eidisi.score_by(PREDICTED, GOLD, by=by), whole()
    assert found.recall_only and len(found.figures) > 1
    measures = {m for part in found.figures.values() for m in part}
    assert len(measures) == {"entities": 1, "quotes": 4, "events": 3}[ATTRIBUTES[by][0]]
    for measure in measures:
        parts = [part[measure] for part in found.figures.values() if measure in part]
        assert fsum(part.r_num for part in parts) == pytest.approx(total[measure].r_num, rel=1e-12)
        assert sum(part.gold for part in parts) == total[measure].gold
        assert all(part.p is None and part.value is None and part.pred is None for part in parts)
        assert 0 < total[measure].r < 1, "the invented predictions are too good or too bad to test anything"


@pytest.mark.parametrize("by", ["collection", "section", "length"])
def test_documents_add_up(by):
    found, total = eidisi.score_by(PREDICTED, GOLD, by=by), whole()
    parts = {value: part for value, part in found.figures.items() if value != "seed"}
    assert len(parts) > 1
    for measure, figure in total.items():
        if figure.r_num is None:
            continue
        for key in ("p_num", "pred", "r_num", "gold"):
            added = fsum(getattr(part[measure], key) for part in parts.values())
            assert added == pytest.approx(getattr(figure, key), rel=1e-12), (measure, key)
    assert sum(n for value, n in found.documents.items() if value != "seed") == 16


def test_types_add_up_where_the_type_is_part_of_the_key():
    found, total = eidisi.score_by(PREDICTED, GOLD, by="type"), whole()
    assert list(found.figures) == [
        "PERSON",
        "ORG",
        "GPE",
        "DATE",
        "Conflict.Attack",
        "Life.Die",
        "Contact.Meet",
    ]
    for measure in (
        "entities.strict",
        "events.TC",
        "events.AI",
        "events.AC",
        "events.AI+",
        "events.AC+",
        "events.AC+e",
    ):
        for key in ("p_num", "pred", "r_num", "gold"):
            parts = [part[measure] for part in found.figures.values() if measure in part]
            assert sum(getattr(part, key) for part in parts) == getattr(total[measure], key), (measure, key)
    for label in TYPES:
        mine, same = found.figures[label]["entities.strict"], total[f"entities.strict[{label}]"]
        assert (mine.p, mine.r, mine.value) == (same.p, same.r, same.value)
        assert set(found.figures[label]) == {
            f"entities.{m}" for m in ("strict", "span", "type_overlap", "partial")
        }


def test_types_of_a_label_map():
    rows = [{"id": p["id"], "entities": [{"start": 0, "end": 2, "type": "PER"}]} for p in PREDICTED]
    found = eidisi.score_by(rows, GOLD, by="type", labels="conll")
    assert set(found.figures) <= LABEL_MAPS["conll"].inventory and "PER" in found.figures
    n = sum(found.figures[label]["entities.strict"].gold for label in found.figures)
    assert n == eidisi.score(rows, GOLD, labels="conll", ci=False).figures["pooled"]["entities.strict"].gold


def test_by_hand():
    gold = document(
        [mention(0, 4, "PERSON", "anna"), mention(50, 54, "PERSON", "petros")],
        [
            msgspec.structs.replace(quote((10, 30), by=("anna",)), speaker=Speaker(("anna",), realisation="nominal")),
            msgspec.structs.replace(
                quote((60, 80), by=("petros",), kind="indirect"), speaker=Speaker(("petros",), realisation="prodrop")
            ),
        ],
        [event(12, 15, "Life.Die"), event(12, 15, "Conflict.Attack", realis="other"), event(90, 95, "Life.Die")],
    )  # fmt: skip
    row = {
        "id": "invented",
        "quotes": [{"spans": [[10, 30]], "speaker": [0, 4]}, {"spans": [[60, 70]], "speaker": [0, 4]}],
        "events": [{"trigger": [12, 15], "type": "Life.Die"}],
    }

    def of(by, measure):
        figures = eidisi.score_by([row], [gold], by=by).figures
        return {value: (part[measure].r, part[measure].gold) for value, part in figures.items()}

    assert of("realisation", "quotes.strict") == {"overt": (1, 1), "prodrop": (0, 1)}
    assert of("realisation", "quotes.overlap") == {"overt": (1, 1), "prodrop": (0.5, 1)}
    assert of("quote-type", "quotes.attribution") == {"direct": (1, 1), "indirect": (0, 1)}
    assert of("in-quote", "events.TC") == {"inside": (0.5, 2), "outside": (0, 1)}
    # one trigger of two events counts once, with Conflict.Attack, the first by type
    assert of("realis", "events.TI") == {"actual": (0, 1), "other": (1, 1)}
    assert of("realis", "events.TC") == {"actual": (0.5, 2), "other": (0, 1)}


def test_refusals():
    with pytest.raises(ValueError, match=r"no slice 'colour'; there are type, .*, seen"):
        eidisi.score_by(PREDICTED, GOLD, by="colour")
    with pytest.raises(ValueError, match=r"--by realis needs events"):
        eidisi.score_by(PREDICTED, GOLD, by="realis", tracks=["quotes"])
    with pytest.raises(ValueError, match=r"--by type needs entities or events"):
        eidisi.score_by([{"id": p["id"], "quotes": []} for p in PREDICTED], GOLD, by="type")
    foreign = [msgspec.structs.replace(d, seen=msgspec.UNSET) for d in GOLD]
    with pytest.raises(ValueError, match=r'doc/0: this gold has no "seen"'):
        eidisi.score_by(PREDICTED, foreign, by="seen")


def test_a_measure_without_its_field_is_null():
    rows = [{"id": p["id"], "quotes": [{"spans": q["spans"]} for q in p["quotes"]]} for p in PREDICTED]
    part = eidisi.score_by(rows, GOLD, by="quote-type").figures["direct"]
    assert part["quotes.attribution"].r is None and part["quotes.strict"].r is not None


def test_terciles_keep_equal_lengths_together():
    found, bounds = terciles({"a": 1, "b": 2, "c": 2, "d": 2, "e": 3, "f": 9})
    assert found == {"a": "short", "b": "short", "c": "short", "d": "short", "e": "long", "f": "long"}
    assert bounds == {"short": (1, 2), "long": (3, 9)}
    assert terciles({"a": 5}) == ({"a": "short"}, {"short": (5, 5)})


@pytest.mark.parametrize("by", SLICES)
def test_every_form(by):
    found = eidisi.score_by(PREDICTED, GOLD, by=by, name="a_b")
    record = found.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["by"] == by and record["signature"].startswith("eidisi|")
    for format in ("table", "markdown", "csv", "latex"):
        text = render_slices([found, found], format)
        assert "a_b" in text or "a\\_b" in text
        for value in found.figures:
            assert value in text or value.replace("_", "\\_") in text
    marked = any(figure.few for part in found.figures.values() for figure in part.values())
    assert ("* fewer than 20 items" in render_slices([found])) == marked


def test_few_items_are_marked():
    found = eidisi.score_by(PREDICTED[:1], GOLD[:1], by="quote-type")
    assert all(figure.few for part in found.figures.values() for figure in part.values())
    lines = render_slices([found]).splitlines()
    assert all("*" in line for line in lines if line.startswith("quotes."))

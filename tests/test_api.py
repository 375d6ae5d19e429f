"""The Python API: the same scores from objects, dicts, a Dataset and a path; metrics for a Trainer; loading."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import eidisi
from eidisi.formats.jsonl import write_documents, write_predictions
from eidisi.formats.predicted import as_prediction
from eidisi.formats.rows.documents import COUNTS
from eidisi.model import PredictedEntity, Prediction
from invented import harbour

TAGS = ["O", "B-PERSON", "I-PERSON", "B-GPE", "I-GPE", "B-ORG", "I-ORG"]


def prediction() -> Prediction:
    """Nearly the gold: two entities, a quote, an event and an argument are wrong."""
    found = as_prediction(harbour())
    assert (
        isinstance(found.entities, list) and isinstance(found.quotes, list) and isinstance(found.events, list)
    )
    found.entities[0] = PredictedEntity(found.entities[0].start, found.entities[0].end, "ORG")
    del found.entities[1], found.quotes[1], found.events[2]
    found.quotes[0].speaker = None
    del found.events[0].arguments[0]
    return found


def test_objects_dicts_dataset_and_path_score_the_same(tmp_path: Path) -> None:
    from datasets import Dataset

    gold, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    write_documents([harbour()], gold)
    write_predictions([prediction()], pred)
    row = msgspec.to_builtins(prediction())
    inputs: dict[str, Any] = {
        "path": pred, "string": str(pred), "objects": [prediction()], "dicts": [row],
        "generator": (r for r in [row]), "Dataset": Dataset.from_list([row]),
    }  # fmt: skip
    cards = {name: eidisi.score(given, gold, name="x") for name, given in inputs.items()}
    expected = cards["path"].to_dict()
    assert 0 < expected["scores"]["pooled"]["eidisi"] < 1
    for name, card in cards.items():
        assert card.to_dict() == expected, name
    assert eidisi.score([prediction()], [harbour()], name="x").to_dict() == expected


def test_options_and_mistakes(tmp_path: Path) -> None:
    gold = [harbour()]
    card = eidisi.score([prediction()], gold, tracks=["quotes"], ci=False)
    assert card.tracks == ("quotes",)
    with pytest.raises(ValueError, match="no task"):
        eidisi.score([prediction()], gold, tracks=["names"])
    with pytest.raises(FileNotFoundError):
        eidisi.score(tmp_path / "absent.jsonl", gold)
    with pytest.raises(eidisi.InvalidInput) as caught:
        eidisi.score([{"id": "test/harbour", "entities": [{"start": 5, "end": 5, "type": "PERSON"}]}], gold)
    assert [p.code for p in caught.value.problems] == ["empty-span"]
    with pytest.raises(eidisi.InvalidInput) as caught:
        eidisi.score([{"id": "test/other", "entities": []}], gold)
    assert {p.code for p in caught.value.problems} == {"unknown-document", "missing-document"}


def test_compare_is_zero_against_itself() -> None:
    found = eidisi.compare([[prediction()], [prediction()]], [harbour()], names=["a", "b"]).to_dict()
    assert found


def well_formed(rng: random.Random, size: int) -> list[int]:
    row: list[int] = []
    while len(row) < size:
        label = rng.choice([0, 0, 1, 3, 5])
        row += [label, *([label + 1] * rng.randrange(3) if label else [])]
    return row[:size]


@pytest.mark.parametrize("logits", [False, True])
def test_compute_metrics_equals_seqeval(logits: bool) -> None:
    from seqeval.metrics import accuracy_score, f1_score, precision_score, recall_score
    from seqeval.scheme import IOB2

    rng = random.Random(7)
    truth = np.array([well_formed(rng, 30) for _ in range(20)])
    guess = np.array([well_formed(rng, 30) for _ in range(20)])
    same = np.array([[rng.random() < 0.7] * 30 for _ in range(20)])
    guess = np.where(same, truth, guess)
    labels = truth.copy()
    for row in labels:
        row[-rng.randrange(1, 6) :] = -100  # padding
    kept = [(g[t != -100], t[t != -100]) for g, t in zip(guess, labels, strict=True)]
    y_pred = [[TAGS[i] for i in g] for g, _ in kept]
    y_true = [[TAGS[i] for i in t] for _, t in kept]
    given = np.eye(len(TAGS))[guess] if logits else guess
    found = eidisi.compute_metrics(TAGS)((given, labels))
    strict = {"mode": "strict", "scheme": IOB2}
    assert found["precision"] == pytest.approx(precision_score(y_true, y_pred, **strict), abs=1e-12)
    assert found["recall"] == pytest.approx(recall_score(y_true, y_pred, **strict), abs=1e-12)
    assert found["f1"] == pytest.approx(f1_score(y_true, y_pred, **strict), abs=1e-12)
    assert found["accuracy"] == pytest.approx(accuracy_score(y_true, y_pred), abs=1e-12)
    assert all(type(value) is float for value in found.values())


def test_load_rows_equal_the_gold() -> None:
    try:
        gold = {d.id: d for d in eidisi.documents("original")}
    except ValueError:
        pytest.skip("no gold yet")
    from eidisi.formats.jsonl import record

    loaded = eidisi.load("original")
    rows = {row["id"]: row for split in loaded.values() for row in split}
    assert rows.keys() == gold.keys()
    for identifier, row in rows.items():
        expected = msgspec.to_builtins(record(gold[identifier]))
        assert [row.pop(name) for name in COUNTS] == [
            sum(m.level == "named" for m in gold[identifier].mentions),
            len(gold[identifier].quotes),
            len(gold[identifier].events),
        ]
        for name, value in row.items():
            assert msgspec.json.encode(value) == msgspec.json.encode(expected.get(name)) or (
                value == expected.get(name)
            ), (identifier, name)
    split = gold[next(iter(gold))].split
    assert len(eidisi.load("original", split)) == sum(d.split == split for d in gold.values())
    with pytest.raises(ValueError, match="no collection"):
        eidisi.load("nothing")

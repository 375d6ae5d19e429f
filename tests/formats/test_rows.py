"""The configs: rows and back without a lost character, and what is said of rows that cannot be read."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

import eidisi
from eidisi.corpus.hub import as_dataset
from eidisi.formats.predicted import as_prediction
from eidisi.formats.rows import CONFIGS, entities
from eidisi.model import Document
from invented import harbour

LAYERS = ("entities", "quotes", "events")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [harbour(), *eidisi.documents("original")]


def plain(predictions: list[Any]) -> list[Any]:
    """Predictions as sorted plain objects: the order of items in a document means nothing."""
    found = msgspec.to_builtins(predictions)
    for p in found:
        for layer in LAYERS:
            p[layer] = sorted(p[layer], key=repr)
            for e in p[layer]:
                if "arguments" in e:
                    e["arguments"] = sorted(e["arguments"], key=repr)
    return sorted(found, key=lambda p: str(p["id"]))


def rows_of(documents: list[Document], shuffle: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {layer: list(as_dataset(documents, layer)) for layer in LAYERS}
    if shuffle is not None:
        for rows in found.values():
            random.Random(shuffle).shuffle(rows)
    return found


@pytest.mark.parametrize("shuffle", [None, 1, 2])
def test_every_layer_comes_back(documents: list[Document], shuffle: int | None) -> None:
    back = eidisi.predictions_from(**rows_of(documents, shuffle), on=[d.id for d in documents])
    assert plain(back) == plain([as_prediction(d) for d in documents])


def test_documents_come_back(documents: list[Document]) -> None:
    back = eidisi.predictions_from(documents=as_dataset(documents, "documents"))
    assert plain(back) == plain([as_prediction(d) for d in documents])


def test_offsets_and_windows(documents: list[Document]) -> None:
    texts = {d.id: d.text or "" for d in documents}
    rows = rows_of(documents)
    for row in rows["entities"] + rows["events"]:
        pieces = [texts[row["id"]][a:b] for a, b in zip(row["starts"], row["ends"], strict=True)]
        assert pieces == row["tokens"] and all(pieces)
    for row in rows["quotes"]:
        assert row["content"] == [texts[row["id"]][a:b] for a, b in row["spans"]]
        at = row["context_start"]
        assert row["context"] == texts[row["id"]][at : at + len(row["context"])]
        assert all(
            row["context"][a - at : b - at] == c
            for (a, b), c in zip(row["spans"], row["content"], strict=True)
        )
        if row["speaker"] is not None:
            spoken = {(c["start"], c["end"]): c for c in row["candidates"]}[tuple(row["speaker"])]
            assert spoken["entity"] in row["speaker_entities"] and spoken["text"] == row["speaker_text"]
    for row in rows["events"]:
        ids = {m["id"] for m in row["entity_mentions"]}
        for e in row["event_mentions"]:
            for place in (e["trigger"], *e["arguments"]):
                assert place["text"] in "".join(texts[row["id"]][place["start_char"] : place["end_char"]])
                assert 0 <= place["start"] < place["end"] <= len(row["tokens"])
            assert {a["entity_id"] for a in e["arguments"]} <= ids


def test_arguments_outside_the_sentence_are_kept() -> None:
    rows = rows_of([harbour()])["events"]
    outside = [a for row in rows for a in row["arguments_outside"]]
    inside = [a for row in rows for e in row["event_mentions"] for a in e["arguments"]]
    assert len(outside) + len(inside) == sum(len(e.arguments) for e in harbour().events)


def test_tags_are_the_class_labels(documents: list[Document]) -> None:
    data = as_dataset(documents, "entities")
    assert tuple(data.features["ner_tags"].feature.names) == entities.NER_TAGS
    named = sum(m.level == "named" for d in documents for m in d.mentions)
    begins = {n for n, name in enumerate(entities.NER_TAGS) if name.startswith("B-")}
    assert sum(tag in begins for row in data for tag in row["ner_tags"]) == named
    strings = [{**row, "ner_tags": [entities.NER_TAGS[t] for t in row["ner_tags"]]} for row in data]
    assert eidisi.predictions_from(entities=strings) == eidisi.predictions_from(entities=data)


def test_tokens_or_characters_of_an_event() -> None:
    rows = rows_of([harbour()])["events"]
    whole = eidisi.predictions_from(events=rows)
    for row in rows:
        for e in row["event_mentions"]:
            for place in (e["trigger"], *e["arguments"]):
                del place["start_char"], place["end_char"]
    assert eidisi.predictions_from(events=rows) == whole


def test_a_document_without_rows_is_there(documents: list[Document]) -> None:
    found = eidisi.predictions_from(quotes=[], on="original/train")
    assert [p.id for p in found] == sorted(
        d.id for d in documents if d.split == "train" and d.collection == "original"
    )
    assert all(p.quotes == [] for p in found)


def broken() -> list[tuple[str, dict[str, Any], str]]:
    tags = rows_of([harbour()])["entities"][0]
    event = next(r for r in rows_of([harbour()])["events"] if r["event_mentions"])
    wrong = msgspec.convert(event, dict[str, Any])
    first = wrong["event_mentions"][0]
    return [
        ("entities", {**tags, "ner_tags": tags["ner_tags"][1:]}, "bad-tag"),
        ("entities", {**tags, "ner_tags": [99] * len(tags["ner_tags"])}, "bad-tag"),
        ("entities", {**tags, "ner_tags": ["I-PERSON"] + ["O"] * (len(tags["ner_tags"]) - 1)}, "bad-tag"),
        ("entities", {"tokens": []}, "bad-structure"),
        ("entities", {"id": "test/harbour", "tokens": []}, "bad-structure"),
        ("quotes", {"id": "test/harbour", "spans": []}, "no-spans"),
        ("quotes", {"id": "test/harbour", "spans": [[1, 2, 3]]}, "bad-structure"),
        ("events", {**event, "event_mentions": [{**first, "trigger": {"start": 0, "end": 999}}]}, "bad-span"),
        ("events", {**event, "event_mentions": [{**first, "trigger": {"text": "x"}}]}, "bad-span"),
        ("events", {**event, "event_mentions": [{**first, "trigger": {**first["trigger"], "start_char": 0, "end_char": 1}}]}, "bad-span"),
        ("events", {**event, "arguments_outside": [{"event": "e", "role": "Place", "start_char": 0, "end_char": 1}]}, "broken-link"),
    ]  # fmt: skip


@pytest.mark.parametrize("layer, row, code", broken())
def test_what_is_wrong_is_named(layer: str, row: dict[str, Any], code: str) -> None:
    rows: dict[str, Any] = {layer: [row]}
    with pytest.raises(eidisi.InvalidInput) as caught:
        eidisi.predictions_from(**rows)
    assert {p.code for p in caught.value.problems} == {code}
    assert all(p.line == 1 and p.file == f"{layer} rows" for p in caught.value.problems)


def test_mistakes_in_the_call() -> None:
    with pytest.raises(ValueError, match="give rows"):
        eidisi.predictions_from()
    with pytest.raises(ValueError, match="give rows"):
        eidisi.predictions_from(documents=[], quotes=[])
    with pytest.raises(ValueError, match="no config"):
        eidisi.load("original", "train", "tokens")
    row = rows_of([harbour()])["entities"][0]
    with pytest.raises(eidisi.InvalidInput, match="came before"):
        eidisi.predictions_from(entities=[row, row])
    with pytest.raises(eidisi.InvalidInput, match="DatasetDict"):
        eidisi.predictions_from(entities={"train": [row]})  # type: ignore[arg-type]


def test_repair_of_tags() -> None:
    row = rows_of([harbour()])["entities"][0]
    tags = ["I-PERSON"] + ["O"] * (len(row["tokens"]) - 1)
    mended = eidisi.predictions_from(entities=[{**row, "ner_tags": tags}], repair="conlleval")[0].entities
    dropped = eidisi.predictions_from(entities=[{**row, "ner_tags": tags}], repair="discard")[0].entities
    assert isinstance(mended, list) and [e.type for e in mended] == ["PERSON"] and dropped == []


@pytest.mark.parametrize("config", CONFIGS)
def test_load_gives_every_config(config: str) -> None:
    found = eidisi.load("original", config=config)
    assert set(found) <= {"train", "validation", "test"} and found["train"].num_rows > 0
    assert {"id", "collection", "split"} <= set(found["train"].column_names)


def test_text_is_asked_for() -> None:
    bare = msgspec.structs.replace(harbour(), text=None, title=None)
    with pytest.raises(ValueError, match="eidisi fetch"):
        as_dataset([bare], "quotes")
    assert as_dataset([bare], "documents").num_rows == 1

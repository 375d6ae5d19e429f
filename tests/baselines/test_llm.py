"""The llm baseline against a local endpoint that misbehaves as endpoints do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import eidisi
from baselines.endpoint import Endpoint, running_endpoint
from eidisi_baselines import llm, system
from eidisi_baselines.llm_client import EndpointError
from eidisi_baselines.llm_prompt import example_answer, schema
from invented import harbour

GOLD = harbour()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with running_endpoint(lambda request: example_answer(GOLD)) as found:
        yield found


def model(endpoint: Endpoint, folder: Path, **options: str) -> llm.Llm:
    system.train("llm", [GOLD], folder, trained_on="test", endpoint=endpoint.url, model="m", **options)
    found = llm.load(folder)
    found.client.sleep = lambda seconds: waits.append(seconds)
    waits.clear()
    return found


waits: list[float] = []


def test_gold_as_an_answer_scores_well(endpoint: Endpoint, tmp_path: Path) -> None:
    found = model(endpoint, tmp_path / "m").predict(GOLD)
    scores = eidisi.score([found], [GOLD], ci=False).to_dict()["scores"]["pooled"]
    assert scores["entities"]["strict"]["f1"] == 1
    assert scores["quotes"]["attribution"]["f1"] > 0.8
    assert scores["events"]["TC"]["f1"] == 1
    request = endpoint.requests[0]
    assert (
        request["path"] == "/v1/chat/completions" and request["model"] == "m" and request["temperature"] == 0
    )
    assert request["response_format"]["json_schema"]["strict"] is True
    assert request["messages"][-1] == {"role": "user", "content": GOLD.text}


def test_answers_are_cached(endpoint: Endpoint, tmp_path: Path) -> None:
    first = model(endpoint, tmp_path / "m")
    assert first.predict(GOLD) == first.predict(GOLD) == llm.load(tmp_path / "m").predict(GOLD)
    assert len(endpoint.requests) == 1


def test_busy_then_cut_then_good(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.script = [429, 503, "cut", "html", None]
    found = model(endpoint, tmp_path / "m").predict(GOLD)
    assert found.meta == {"failures": {}, "answered": True} and len(endpoint.requests) == 5
    assert waits[:2] == [7.0, 7.0] and waits[2:] == [4.0, 8.0]


def test_never_good(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.script = [500] * 6
    with pytest.raises(EndpointError, match=r"6 tries.*HTTP 500"):
        model(endpoint, tmp_path / "m").predict(GOLD)
    assert not list((tmp_path / "m").glob("cache/*"))


def test_refused_at_once(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.script = [401]
    with pytest.raises(EndpointError, match="HTTP 401"):
        model(endpoint, tmp_path / "m").predict(GOLD)
    assert len(endpoint.requests) == 1 and not waits


def test_no_json_is_asked_for_again_with_more_room(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.script = [('{"entities": [{"text": "Ηλ', "length"), None]
    predictor = model(endpoint, tmp_path / "m")
    assert predictor.predict(GOLD).meta == {"failures": {}, "answered": True}
    assert predictor.failures == Counter({"cut": 1})
    assert [r["max_tokens"] for r in endpoint.requests] == [16000, 32000]


def test_never_json_gives_an_empty_document(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.script = [("Λυπάμαι, δεν μπορώ.",), ("[1, 2]",)]
    predictor = model(endpoint, tmp_path / "m")
    found = predictor.predict(GOLD)
    assert (found.entities, found.quotes, found.events) == ([], [], []) and found.meta["answered"] is False
    assert predictor.failures == Counter({"not-json": 2, "no-answer": 1})


def test_hallucinations_are_counted_and_left_out(endpoint: Endpoint, tmp_path: Path) -> None:
    answer: dict[str, Any] = {
        "entities": [
            {"text": "Ηλίας Βρεττός", "type": "PERSON"}, {"text": "Πέτρος Ανύπαρκτος", "type": "PERSON"},
            {"text": "Καβάλα", "type": "CITY"}, {"text": "", "type": "GPE"}, {"text": "Ηλίας Βρεττός", "type": "PERSON", "occurrence": 1},
        ],
        "quotes": [{"texts": ["Αυτό δεν το είπε κανείς"], "type": "direct", "cue": None, "speaker": None}],
        "events": [
            {"trigger": "συναντήθηκαν", "type": "Contact.Meet", "realis": "actual", "polarity": "positive",
             "arguments": [{"role": "Entity", "text": "Άννα Σκούρα"}, {"role": "Victim", "text": "Άννα Σκούρα"}]},
        ],
    }  # fmt: skip
    endpoint.script = [("```json\n" + json.dumps(answer, ensure_ascii=False) + "\n```",)]
    predictor = model(endpoint, tmp_path / "m")
    found = predictor.predict(GOLD)
    assert isinstance(found.entities, list) and isinstance(found.events, list)
    assert [e.type for e in found.entities] == ["PERSON"] and found.quotes == []
    assert [a.role for a in found.events[0].arguments] == ["Entity"]
    assert predictor.failures == Counter(
        {"surface-not-found": 3, "unknown-type": 1, "empty": 1, "unknown-role": 1}
    )
    assert eidisi.score([found], [GOLD], ci=False)


def test_few_shot_and_key_and_rate(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "secret")
    predictor = model(endpoint, tmp_path / "m", shots="1", key_env="MY_KEY", rate="30", structured="no")
    clock = iter([0.0, 0.0, 0.5, 2.0])
    predictor.client.clock = lambda: next(clock)
    predictor.predict(GOLD)
    predictor.predict(eidisi.document("Τίτλος\n\nΆλλο άρθρο."))
    roles = [m["role"] for m in endpoint.requests[0]["messages"]]
    assert roles == ["system", "user", "assistant", "user"] and "response_format" not in endpoint.requests[0]
    assert endpoint.keys == ["Bearer secret"] * 2 and waits == [1.5]
    assert not any("secret" in p.read_text(encoding="utf-8") for p in (tmp_path / "m").rglob("*.json"))


def test_estimate(endpoint: Endpoint, tmp_path: Path) -> None:
    said = model(endpoint, tmp_path / "m", price_in="1", price_out="10").estimate([GOLD] * 10)
    assert said.startswith("10 requests, about ") and "prices given" in said and not endpoint.requests


@pytest.mark.parametrize(
    "options, message", [({}, "endpoint"), ({"endpoint": "x"}, "model"), ({"colour": "red"}, "no option")]
)
def test_options(options: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        system.train("llm", [GOLD], tmp_path / "m", trained_on="test", **options)


def test_schema_is_strict() -> None:
    def check(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["required"] == list(node["properties"]) and node["additionalProperties"] is False
            for value in node.values():
                check(value)

    check(schema())

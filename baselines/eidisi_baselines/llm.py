"""A language model behind any OpenAI-compatible endpoint, asked for strings that are then aligned to offsets.

``train`` writes the configuration and picks the examples for few-shot prompts; nothing is learned. Options:

=============  ============================================================================================
endpoint       base address up to ``/v1``
model          the model's name there
shots          examples in the prompt (0): the documents of the training set nearest to the median length
key_env        the environment variable with the key (EIDISI_LLM_KEY); the key itself is never saved
rate           requests a minute (0: no limit)
max_tokens     of an answer (16000)
temperature    (0)
price_in       price of a million prompt tokens, for the estimate
price_out      price of a million answer tokens
structured     yes: ask for structured output (JSON schema); no: for endpoints that have none
=============  ============================================================================================

Answers are cached in the model's folder, so that a run can go on where it stopped. An answer that is cut, or no JSON, is asked
for once more; after that the document has no items. What could not be aligned is counted: ``failures`` of the predictor,
and ``meta`` of every prediction.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from eidisi import Document, Prediction
from eidisi.formats.places import SurfacePrediction
from eidisi.formats.surface import align
from eidisi.ontology import EVENT_ROLES
from eidisi.problems import Problems
from eidisi_baselines.llm_client import Client
from eidisi_baselines.llm_prompt import example_answer, messages, schema
from eidisi_baselines.system import Progress, read_json, text_of, write_json

CONFIG: Final = "llm.json"
DEFAULTS: Final = {
    "endpoint": "", "model": "", "shots": "0", "key_env": "EIDISI_LLM_KEY", "rate": "0", "max_tokens": "16000",
    "temperature": "0", "price_in": "0", "price_out": "0", "structured": "yes",
}  # fmt: skip
CHARACTERS_A_TOKEN: Final = 2.0
"""Greek in the tokenisers of today, roughly; for the estimate alone."""
ANSWER_SHARE: Final = 1.6
"""Characters of an answer for each character of an article, as in the pilot's gold."""


def train(
    documents: Sequence[Document], folder: Path, *, seed: int, progress: Progress, **options: str
) -> None:
    """Save the configuration and the examples. Raises ValueError for an unknown or missing option."""
    unknown = set(options) - set(DEFAULTS)
    if unknown:
        raise ValueError(f"llm takes no option {sorted(unknown)[0]!r}; there are {', '.join(DEFAULTS)}")
    config = {**DEFAULTS, **options}
    for name in ("endpoint", "model"):
        if not config[name]:
            raise ValueError(f"llm needs --option {name}=...")
    middle = sorted(len(text_of(d)) for d in documents)[len(documents) // 2]
    nearest = sorted(documents, key=lambda d: (abs(len(text_of(d)) - middle), d.id))[: int(config["shots"])]
    shots = [{"id": d.id, "text": text_of(d), "answer": example_answer(d)} for d in nearest]
    write_json(folder / CONFIG, {"options": config, "shots": shots})
    progress("train", 1, 1)


def load(folder: Path) -> Llm:
    return Llm(folder)


class Llm:
    """``failures``: what went wrong so far, by kind; ``client`` may be replaced in tests."""

    def __init__(self, folder: Path) -> None:
        config = read_json(folder / CONFIG)
        self.options: dict[str, str] = config["options"]
        self.shots = [(s["text"], s["answer"]) for s in config["shots"]]
        key = os.environ.get(self.options["key_env"])
        self.client = Client(
            self.options["endpoint"], key, folder / "cache", rate=float(self.options["rate"])
        )
        self.failures: Counter[str] = Counter()

    def estimate(self, documents: Sequence[Document]) -> str:
        """What a run would take, in a sentence."""
        fixed = sum(len(m["content"]) for m in messages("", self.shots))
        article = sum(len(text_of(d)) for d in documents)
        asked = (fixed * len(documents) + article) / CHARACTERS_A_TOKEN
        answered = article * ANSWER_SHARE / CHARACTERS_A_TOKEN
        price = (asked * float(self.options["price_in"]) + answered * float(self.options["price_out"])) / 1e6
        cost = (
            f", about {price:.2f} at the prices given"
            if price
            else " (give price_in and price_out for its cost)"
        )
        return (
            f"{len(documents)} requests, about {asked:,.0f} tokens asked and {answered:,.0f} answered{cost}"
        )

    def predict(self, document: Document) -> Prediction:
        """Raises EndpointError if the endpoint does not answer."""
        text = text_of(document)
        given = self._answer(text)
        problems = Problems()
        if given is None:
            found = Prediction(document.id, entities=[], quotes=[], events=[])
        else:
            found = align(msgspec.convert({"id": document.id, **given}, SurfacePrediction), text, problems)
        self.failures.update(p.code for p in problems)
        found.meta = {"failures": dict(Counter(p.code for p in problems)), "answered": given is not None}
        return _distinct(found)

    def _answer(self, text: str) -> dict[str, Any] | None:
        """The answer as surface strings, asked for twice if need be; None where it cannot be read."""
        for attempt in range(2):
            request = self._request(text, attempt)
            reply = self.client.complete(request)
            choice = reply["choices"][0]
            content = (choice.get("message") or {}).get("content") or ""
            kind = "cut" if choice.get("finish_reason") == "length" else "not-json"
            try:
                return clean(json.loads(_unfenced(content)), self.failures)
            except (ValueError, TypeError, AttributeError):
                self.failures[kind] += 1
                self.client.forget(request)
        self.failures["no-answer"] += 1
        return None

    def _request(self, text: str, attempt: int) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.options["model"],
            "messages": messages(text, self.shots),
            "temperature": float(self.options["temperature"]),
            "max_tokens": int(self.options["max_tokens"]) * (attempt + 1),
        }
        if self.options["structured"] == "yes":
            wanted = {"name": "eidisi", "strict": True, "schema": schema()}
            request["response_format"] = {"type": "json_schema", "json_schema": wanted}
        return request


def _unfenced(content: str) -> str:
    """JSON without the fence that models like to put around it."""
    body = content.strip()
    if body.startswith("```"):
        body = body.split("\n", 1)[-1].rsplit("```", 1)[0]
    return body


def clean(answer: dict[str, Any], failures: Counter[str]) -> dict[str, Any]:
    """An answer in the shape of surface strings: nulls out, items without a string, unknown types and roles left out and
    counted. Raises TypeError, ValueError or AttributeError if it is of another shape altogether."""
    found: dict[str, Any] = {"entities": [], "quotes": [], "events": []}
    allowed = schema()["properties"]
    for layer in found:
        keys = allowed[layer]["items"]["properties"]
        for item in answer.get(layer) or []:
            kept = {k: v for k, v in item.items() if k in keys and v is not None}
            if layer == "quotes":
                kept["texts"] = [t for t in kept.get("texts") or [] if isinstance(t, str) and t.strip()]
                kept.setdefault("cue", None)
                kept.setdefault("speaker", None)
            string = (
                kept.get("texts")
                if layer == "quotes"
                else kept.get("text" if layer == "entities" else "trigger")
            )
            if not string or kept.get("type") not in keys["type"]["enum"]:
                failures["unknown-type" if string else "empty"] += 1
                continue
            if layer == "events":
                arguments = kept.get("arguments") or []
                roles = EVENT_ROLES[kept["type"]]
                kept["arguments"] = [a for a in arguments if a.get("role") in roles and a.get("text")]
                failures["unknown-role"] += len(arguments) - len(kept["arguments"])
            found[layer].append(kept)
    msgspec.convert({"id": "x", **found}, SurfacePrediction)
    return found


def _distinct(found: Prediction) -> Prediction:
    """A model may say a thing twice; a predictions file may not."""

    def once(items: Any, key: Any) -> list[Any]:
        return list({key(i): i for i in reversed(items or [])}.values())[::-1]

    found.entities = once(found.entities, lambda e: (e.start, e.end, e.type))
    found.quotes = once(found.quotes, lambda q: tuple(sorted(map(tuple, q.spans))))
    found.events = once(found.events, lambda e: (tuple(e.trigger), e.type))
    for event in found.events:
        event.arguments = once(event.arguments, lambda a: (a.role, a.start, a.end))
    return found

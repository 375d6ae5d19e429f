"""Data for the benchmark: gold documents repeated under new ids, and predictions with seeded noise."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from eidisi import documents
from eidisi.formats.jsonl import record
from eidisi.formats.predicted import as_prediction
from eidisi.model import Document
from eidisi.ontology import EVENT_TYPES, MENTION_TYPES
from eidisi.text.tokens import token_spans
from invented import harbour

NOISE = 0.1
SEED = 12345
_encode = msgspec.json.Encoder().encode


def templates() -> tuple[list[Document], str]:
    """The documents that are repeated, and what they are in words."""
    try:
        found = [d for d in documents("all") if d.text is not None]
    except ValueError:
        found = []
    if found:
        return found, f"the {len(found)} gold documents at hand"
    return [_joined(harbour(), 4, quotes=8, events=10)], "an invented article"


def _joined(document: Document, copies: int, quotes: int, events: int) -> Document:
    """A document as long as a news article: copies one after the other, with so many quotes and events."""
    text = document.text or ""
    step = len(text) + 2
    parts = [_moved(record(document), k * step, f"c{k}") for k in range(copies)]
    whole = "\n\n".join([text] * copies)
    joined = {
        "id": document.id, "collection": "test", "split": "test", "title": document.title, "text": whole,
        "title_end": document.title_end, "length": len(whole),
        "mentions": [m for part in parts for m in part["mentions"]],
        "quotes": [q for part in parts for q in part["quotes"]][:quotes],
        "events": [e for part in parts for e in part["events"]][:events],
        "lines": [span for part in parts for span in part["lines"]],
        "sentences": [span for part in parts for span in part["sentences"]],
    }  # fmt: skip
    return msgspec.convert(joined, Document)


def _moved(value: Any, by: int, tag: str, key: str = "") -> Any:
    """A record with every offset moved and every id made its own; entities stay the same across copies."""
    if isinstance(value, dict):
        return {k: _moved(v, by, tag, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(v, by, tag, key) for v in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return value + by
    if isinstance(value, str) and key in {"id", "cue_id", "trigger_id", "ref", "mentions"}:
        return f"{tag}{value}"
    return value


class Repeated:
    """One gold document, ready to be written any number of times, with predictions that are nearly right."""

    def __init__(self, document: Document) -> None:
        plain = msgspec.structs.replace(document, id="ID", collection="bench", split="test", story=None)
        self.gold = _encode(record(plain))
        self.length = document.length or len(document.text or "")
        self.tokens = token_spans(document.text or "")
        starts = {start: k for k, (start, _) in enumerate(self.tokens)}
        ends = {end: k + 1 for k, (_, end) in enumerate(self.tokens)}
        given = msgspec.to_builtins(as_prediction(document))
        self.entities = [(starts[e["start"]], ends[e["end"]], e["type"]) for e in given["entities"]]
        self.taken = {k for first, end, _ in self.entities for k in range(first, end)}
        for low, high in document.excluded:  # nothing counts there, which tags cannot say
            self.taken |= {k for k, (start, end) in enumerate(self.tokens) if low <= start and end <= high}
        self.quotes: list[dict[str, Any]] = given["quotes"]
        self.events: list[dict[str, Any]] = given["events"]
        self.tags = self._tags(self.entities)

    def _tags(self, entities: list[tuple[int, int, str]]) -> list[str]:
        found = ["O"] * len(self.tokens)
        for first, end, label in entities:
            found[first:end] = [f"B-{label}", *[f"I-{label}"] * (end - first - 1)]
        return found

    def noisy(self, rng: random.Random) -> tuple[dict[str, Any], list[str]]:
        """A prediction's layers, and its entities as tags."""
        entities = self._noisy_entities(rng)
        given = [
            {"start": self.tokens[first][0], "end": self.tokens[end - 1][1], "type": label}
            for first, end, label in entities
        ]
        layers = {"entities": given, "quotes": self._noisy_quotes(rng), "events": self._noisy_events(rng)}
        return layers, self._tags(entities)

    def _noisy_entities(self, rng: random.Random) -> list[tuple[int, int, str]]:
        found, used = [], set(self.taken)
        for first, end, label in self.entities:
            if rng.random() >= NOISE:
                found.append((first, end, label))
                continue
            what = rng.randrange(4)
            if what == 0:
                continue
            if what == 1 and end < len(self.tokens) and end not in used:
                used.add(end)
                found.append((first, end + 1, label))
                continue
            if what == 2:
                found.append((first, end, rng.choice(MENTION_TYPES)))
                continue
            found.append((first, end, label))
            extra = rng.randrange(len(self.tokens))
            if extra not in used:
                used.add(extra)
                found.append((extra, extra + 1, rng.choice(MENTION_TYPES)))
        return found

    def _noisy_quotes(self, rng: random.Random) -> list[dict[str, Any]]:
        found = []
        for quote in self.quotes:
            if rng.random() >= NOISE:
                found.append(quote)
                continue
            what = rng.randrange(4)
            if what == 1:
                *rest, (start, end) = quote["spans"]
                found.append({**quote, "spans": [*rest, [start, max(start + 1, end - rng.randrange(1, 9))]]})
            elif what == 2:
                first, end, _ = rng.choice(self.entities)
                found.append({**quote, "speaker": [self.tokens[first][0], self.tokens[end - 1][1]]})
            elif what == 3:
                start = rng.randrange(self.length - 60)
                found += [
                    quote,
                    {"spans": [[start, start + 60]], "type": "indirect", "cue": None, "speaker": None},
                ]
        return list({str(sorted(q["spans"])): q for q in found}.values())

    def _noisy_events(self, rng: random.Random) -> list[dict[str, Any]]:
        found = []
        for event in self.events:
            if rng.random() >= NOISE:
                found.append(event)
                continue
            what = rng.randrange(4)
            if what == 1:
                found.append({**event, "trigger": list(rng.choice(self.tokens))})
            elif what == 2:
                found.append({**event, "type": rng.choice(EVENT_TYPES), "arguments": []})
            elif what == 3:
                fresh = {"trigger": list(rng.choice(self.tokens)), "type": rng.choice(EVENT_TYPES)}
                found += [event, {**fresh, "realis": "actual", "polarity": "positive", "arguments": []}]
        return list({(*e["trigger"], e["type"]): e for e in found}.values())


def write(folder: Path, number: int) -> dict[str, float]:
    """gold.jsonl, pred.jsonl, empty.jsonl, gold.tags.jsonl, pred.tags.jsonl; the mean size of a document."""
    sources = [Repeated(d) for d in templates()[0]]
    rng = random.Random(SEED)
    names = ("gold", "pred", "empty", "gold.tags", "pred.tags")
    streams = {name: (folder / f"{name}.jsonl").open("wb") for name in names}
    for k in range(number):
        source, identifier = sources[k % len(sources)], f"bench/{k:06}"
        layers, tags = source.noisy(rng)
        rows = {
            "pred": {"id": identifier, **layers},
            "empty": {"id": identifier, "entities": [], "quotes": [], "events": []},
            "gold.tags": {"id": identifier, "tags": source.tags},
            "pred.tags": {"id": identifier, "tags": tags},
        }
        streams["gold"].write(source.gold.replace(b'"ID"', _encode(identifier), 1) + b"\n")
        for name, row in rows.items():
            streams[name].write(_encode(row) + b"\n")
    for stream in streams.values():
        stream.close()
    return dict(_sizes(sources))


def _sizes(sources: list[Repeated]) -> Iterator[tuple[str, float]]:
    for name in ("tokens", "entities", "quotes", "events"):
        yield name, sum(len(getattr(source, name)) for source in sources) / len(sources)

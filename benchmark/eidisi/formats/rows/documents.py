"""Config ``documents``: the gold record (docs/formats.md), one document a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from eidisi.formats.jsonl import record
from eidisi.formats.predicted import as_prediction
from eidisi.model import Document, Prediction

if TYPE_CHECKING:
    from datasets import Features

COUNTS: Final = ("n_entities", "n_quotes", "n_events")
"""Scalar columns to filter by in a viewer: named mentions, quotes, events."""


def features() -> Features:
    """Label strings, never ClassLabel, in nested spans; ``List``, never ``Sequence``."""
    from datasets import Features, List, Value

    text, number, flag = Value("string"), Value("int32"), Value("bool")
    span = List(number)
    mention = {"id": text, "start": number, "end": number, "type": text, "level": text, "entity": text}
    speaker = {"entities": List(text), "mentions": List(text), "realisation": text}
    quote = {"id": text, "spans": List(span), "type": text, "cue": span, "cue_id": text, "speaker": speaker}
    argument = {"role": text, "start": number, "end": number, "entity": text, "ref": text}
    event = {
        "id": text, "trigger": span, "trigger_id": text, "type": text, "realis": text, "polarity": text,
        "arguments": List(argument),
    }  # fmt: skip
    return Features(
        {
            "id": text, "collection": text, "split": text, "story": text, "date": text, "section": text,
            "language": text, "fiction": flag, "verified_by_human": flag, **dict.fromkeys(COUNTS, number),
            "title": text, "text": text,
            "text_sha256": text, "length": number, "title_end": number, "lines": List(span),
            "sentences": List(span), "excluded": List(span), "excluded_ids": List(text), "canary": text,
            "mentions": List(mention), "quotes": List(quote), "events": List(event),
        }
    )  # fmt: skip


def rows(document: Document) -> Iterator[dict[str, Any]]:
    """One row, with exactly the keys of ``features``; ``text`` and ``title`` are None where the text is not at hand."""
    found: dict[str, Any] = msgspec.to_builtins(record(document))
    named = sum(m.level == "named" for m in document.mentions)
    counts = dict(zip(COUNTS, (named, len(document.quotes), len(document.events)), strict=True))
    yield {name: counts[name] if name in counts else found.get(name) for name in features()}


def predicted(row: Mapping[str, Any]) -> Prediction:
    """All three layers of one row, whose labels a system has replaced by its own."""
    given = {key: value for key, value in row.items() if value is not None and key not in COUNTS}
    return as_prediction(msgspec.convert(given, Document))

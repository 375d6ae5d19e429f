"""Config ``quotes``: one quote a row, with the sentences around it, its cue, its speaker and who else could speak.

``context`` is the text from the sentence ``WINDOW`` before the quote to the one ``WINDOW`` after it; every span stays an
offset of the document, so ``context[start - context_start : end - context_start]``. ``candidates`` are the mentions of
persons and bodies of the whole article, the gold speaker's among them; ``speaker`` is the one the annotation points at
(null for UNKNOWN and AUTHOR), ``speaker_entities`` who it is.

On the way back a row needs ``id`` and ``spans``; ``type``, ``cue`` and ``speaker`` count where the row has the key.
Several rows with the same spans are one quote, predicted twice: an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from eidisi.formats.rows.sentences import cut, text_of
from eidisi.model import Document, Mention, PredictedQuote, Span
from eidisi.problems import Problems

if TYPE_CHECKING:
    from datasets import Features

WINDOW: Final = 2
SPEAKING_TYPES: Final = ("PERSON", "ORG", "NORP", "GPE")
"""The entity types that speak in news; a gold speaker of another type is a candidate too."""


def features() -> Features:
    from datasets import Features, List, Value

    text, number = Value("string"), Value("int32")
    mention = {
        "start": number, "end": number, "text": text, "type": text, "level": text, "entity": text,
    }  # fmt: skip
    return Features(
        {
            "id": text, "quote": text, "collection": text, "split": text, "section": text,
            "context": text, "context_start": number, "content": List(text), "spans": List(List(number)),
            "type": text, "cue_text": text, "cue": List(number), "candidates": List(mention),
            "speaker_text": text, "speaker": List(number), "speaker_entities": List(text), "realisation": text,
        }
    )  # fmt: skip


def rows(document: Document) -> Iterator[dict[str, Any]]:
    """Raises ValueError where the text is not at hand."""
    text = text_of(document)
    sentences = cut(document)
    by_id = {m.id: m for m in document.mentions}
    for q in document.quotes:
        touched = [k for k, s in enumerate(sentences) for a, b in q.spans if a < s.span[1] and s.span[0] < b]
        first, last = max(0, min(touched) - WINDOW), min(len(sentences) - 1, max(touched) + WINDOW)
        start, end = sentences[first].span[0], sentences[last].span[1]
        spoken = by_id[q.speaker.mentions[0]] if q.speaker.mentions else None
        speaks = {m.entity for m in document.mentions if m.id in q.speaker.mentions}
        yield {
            "id": document.id,
            "quote": q.id,
            "collection": document.collection,
            "split": document.split,
            "section": document.section,
            "context": text[start:end],
            "context_start": start,
            "content": [text[a:b] for a, b in q.spans],
            "spans": [list(span) for span in q.spans],
            "type": q.type,
            "cue_text": text[slice(*q.cue)] if q.cue else None,
            "cue": list(q.cue) if q.cue else None,
            "candidates": [
                _candidate(m, text)
                for m in document.mentions
                if m.type in SPEAKING_TYPES or (m.entity in speaks and m.entity)
            ],
            "speaker_text": text[spoken.start : spoken.end] if spoken else None,
            "speaker": list(spoken.span) if spoken else None,
            "speaker_entities": list(q.speaker.entities),
            "realisation": q.speaker.realisation,
        }


def _candidate(m: Mention, text: str) -> dict[str, Any]:
    return {
        "start": m.start, "end": m.end, "text": text[m.start : m.end], "type": m.type, "level": m.level,
        "entity": m.entity,
    }  # fmt: skip


def predicted(row: Mapping[str, Any], problems: Problems, number: int) -> list[PredictedQuote]:
    """The quote of one row."""

    def bare(value: Any) -> list[int | str] | None:
        return None if value is None else [int(v) for v in value]

    spans: list[Span] = [(int(a), int(b)) for a, b in row["spans"]]
    if not spans:
        problems.add("no-spans", "a quote without spans", line=number, document=str(row["id"]), path="spans")
        return []
    return [
        PredictedQuote(
            spans=[list(span) for span in spans],
            type=str(row["type"]) if row.get("type") is not None else UNSET,
            cue=bare(row["cue"]) if "cue" in row else UNSET,
            speaker=bare(row["speaker"]) if "speaker" in row else UNSET,
        )
    ]

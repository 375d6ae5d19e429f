"""Config ``entities``: one sentence a row, named mentions (values too) as IOB2 tags.

``tokens`` and ``ner_tags`` are named as transformers' run_ner.py expects them; ``starts`` and ``ends`` give each token's
place in the document. On the way back a row needs ``id``, ``ner_tags`` (numbers or names) and ``starts``, ``ends``;
neighbouring tags need not be well-formed if a repair is named (see ``formats.tags``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eidisi.formats.rows.sentences import cut, text_of
from eidisi.formats.tags import decode_tags, encode_tags
from eidisi.model import Document, PredictedEntity
from eidisi.ontology import MENTION_TYPES
from eidisi.problems import InvalidInput, Problems

if TYPE_CHECKING:
    from datasets import Features

NER_TAGS: Final = ("O", *(f"{prefix}-{etype}" for etype in MENTION_TYPES for prefix in "BI"))
"""The tag names by number."""


def features() -> Features:
    from datasets import ClassLabel, Features, List, Value

    text, number = Value("string"), Value("int32")
    return Features(
        {
            "id": text, "sentence": number, "collection": text, "split": text, "section": text,
            "tokens": List(text), "ner_tags": List(ClassLabel(names=list(NER_TAGS))),
            "starts": List(number), "ends": List(number),
        }
    )  # fmt: skip


def rows(document: Document) -> Iterator[dict[str, Any]]:
    """Raises InvalidInput if a name cuts a token or crosses a sentence, ValueError without text."""
    text, problems = text_of(document), Problems()
    number = {name: n for n, name in enumerate(NER_TAGS)}
    named = [m for m in document.mentions if m.level == "named"]
    placed = 0
    for sentence in cut(document):
        starts, ends = [s for s, _ in sentence.tokens], [e for _, e in sentence.tokens]
        spans = []
        for m in named:
            if m.start in starts and m.end in ends:
                spans.append((starts.index(m.start), ends.index(m.end) + 1, m.type))
        placed += len(spans)
        yield {
            "id": document.id,
            "sentence": sentence.number,
            "collection": document.collection,
            "split": document.split,
            "section": document.section,
            "tokens": [text[a:b] for a, b in sentence.tokens],
            "ner_tags": [number[tag] for tag in encode_tags(spans, len(starts))],
            "starts": starts,
            "ends": ends,
        }
    if placed != len(named):
        message = f"{len(named) - placed} names cut a token or cross a sentence"
        problems.add("name-crosses-sentence", message, document=document.id)
        raise InvalidInput(problems)


def predicted(
    row: Mapping[str, Any],
    problems: Problems,
    number: int,
    *,
    names: Sequence[str] = NER_TAGS,
    repair: str = "none",
) -> list[PredictedEntity]:
    """The entities of one row; what is wrong with it goes into ``problems``, with the row's number."""
    tags, starts, ends = (list(row[key]) for key in ("ner_tags", "starts", "ends"))
    if not len(tags) == len(starts) == len(ends):
        message = f"{len(tags)} tags for {len(starts)} tokens; a tag for every token, none for special tokens or word pieces"
        problems.add("bad-tag", message, line=number, document=str(row["id"]))
        return []
    given = []
    for tag in tags:
        if isinstance(tag, str):
            given.append(tag)
        elif 0 <= int(tag) < len(names):
            given.append(names[int(tag)])
        else:
            message = f"tag number {tag}; there are 0 to {len(names) - 1}"
            problems.add("bad-tag", message, line=number, document=str(row["id"]))
            return []
    found = decode_tags(
        given, problems, repair=repair, lines=[number] * len(given), document=str(row["id"]),
        hint="predictions_from(..., repair='conlleval') mends ill-formed tags, and the result says so",
    )  # fmt: skip
    return [PredictedEntity(int(starts[a]), int(ends[b - 1]), etype) for a, b, etype in found]

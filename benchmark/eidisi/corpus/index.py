"""index.jsonl: per document, everything beside the labels that a measure, a slice or a check needs.

It is computed once from the text and versioned as data, so that scoring needs no text. One line a document, sorted
by id. ``story``, ``split``, ``section`` and ``date`` are set by people; the rest is derived by ``entry``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from eidisi.model import Document, Spans
from eidisi.text.normalise import fold, line_spans, normalise, text_sha256
from eidisi.text.sentences import sentence_spans
from eidisi.text.tokens import token_spans


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One line of index.jsonl. Spans are code points of the text."""

    id: str
    split: str
    story: str | None
    section: str | None
    date: str | None
    fiction: bool
    verified_by_human: bool = False
    form: str | None = None
    text_sha256: str
    length: int
    title_end: int
    lines: Spans
    sentences: Spans
    tokens: Spans
    seen: tuple[str, ...] = ()


def entry(
    identifier: str,
    text: str,
    title_end: int,
    *,
    split: str,
    story: str | None,
    section: str | None,
    date: str | None,
    fiction: bool,
    form: str | None = None,
    verified_by_human: bool = False,
) -> Entry:
    """Derive a document's entry from its text (which must already be normalised)."""
    if text != normalise(text):
        raise ValueError(f"{identifier}: the text is not NFC with LF line ends")
    return Entry(
        id=identifier,
        split=split,
        story=story,
        section=section,
        date=date,
        fiction=fiction,
        verified_by_human=verified_by_human,
        form=form,
        text_sha256=text_sha256(text),
        length=len(text),
        title_end=title_end,
        lines=line_spans(text),
        sentences=sentence_spans(text),
        tokens=token_spans(text),
    )


def read_index(path: Path) -> list[Entry]:
    """The entries of a collection, in file order. Raises ValueError naming the line."""
    decoder = msgspec.json.Decoder(Entry)
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            found.append(decoder.decode(line))
        except msgspec.MsgspecError as error:
            raise ValueError(f"{path}:{number}: {error}") from error
    return found


def write_index(path: Path, entries: Iterable[Entry]) -> None:
    """Write the entries sorted by id, one line each."""
    encoder = msgspec.json.Encoder()
    rows = sorted(entries, key=lambda e: e.id)
    path.write_bytes(b"".join(encoder.encode(row) + b"\n" for row in rows))


def document_of(found: Entry, collection: str, text: str | None, canary: str | None) -> Document:
    """A document without labels, from its entry and, where it is at hand, its text."""
    return Document(
        id=found.id,
        mentions=(),
        quotes=(),
        events=(),
        collection=collection,
        split=found.split,
        story=found.story,
        date=found.date,
        section=found.section,
        fiction=found.fiction,
        verified_by_human=found.verified_by_human,
        title=None if text is None or not found.title_end else text[: found.title_end],
        text=text,
        text_sha256=found.text_sha256,
        length=found.length,
        title_end=found.title_end,
        lines=found.lines,
        sentences=found.sentences,
        canary=canary if found.split == "test" else None,
        tokens=found.tokens,
        seen=found.seen,
    )


def train_surfaces(train: Iterable[Document]) -> set[tuple[str, str]]:
    """(type, folded surface) of every named mention in train documents, which must have their text."""
    found = set()
    for document in train:
        if document.text is None:
            raise ValueError(f"{document.id}: its text is needed to say what was seen in train")
        found |= {
            (m.type, fold(document.text[m.start : m.end])) for m in document.mentions if m.level == "named"
        }
    return found


def seen_ids(document: Document, known: set[tuple[str, str]]) -> tuple[str, ...]:
    """The ids of the document's named mentions whose type and folded surface are in ``known``."""
    if document.text is None:
        raise ValueError(f"{document.id}: its text is needed to say what was seen in train")
    return tuple(
        m.id
        for m in document.mentions
        if m.level == "named" and (m.type, fold(document.text[m.start : m.end])) in known
    )

"""The data from a program: documents, the configs as datasets, and rows back to predictions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from eidisi.corpus.gold import gold_set
from eidisi.model import Document, Prediction

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

    from eidisi.formats.rows.back import Rows


def documents(name: str | os.PathLike[str], *, labels: bool = True) -> list[Document]:
    """The gold documents of a SET or of a gold file, as objects, with text where it is at hand.

    ``labels=False`` leaves the labels out: what a system may see of them.
    """
    from eidisi.corpus.collections import bare_document, expand

    if not labels and not Path(name).is_file():
        return [bare_document(i) for i in expand(os.fspath(name))]
    found = list(gold_set(name).documents.values())
    return found if labels else [structs.replace(d, mentions=(), quotes=(), events=()) for d in found]


def document(text: str, id: str = "article") -> Document:
    """A document without labels from plain text (title, blank line, body), for a system to predict on.

    The text is brought to NFC with LF line ends, and offsets count in that; sentences and tokens are cut.
    """
    from eidisi.corpus.index import document_of, entry
    from eidisi.text.normalise import line_spans, normalise

    clean = normalise(text)
    lines = line_spans(clean)
    titled = len(lines) > 1 and clean[lines[0][1] : lines[1][0]].count("\n") > 1
    found = entry(
        id, clean, lines[0][1] if titled else 0, split="", story=None, section=None, date=None, fiction=False
    )
    return document_of(found, "", clean, None)


def load(
    collection: str = "original", split: str | None = None, config: str = "documents"
) -> Dataset | DatasetDict:
    """A collection as a ``datasets.Dataset`` (with ``split``) or ``DatasetDict`` (without).

    ``config`` is ``documents`` (one record a document, all layers), ``entities`` (a sentence a row, ``tokens`` and
    ``ner_tags``), ``quotes`` (a quote a row) or ``events`` (a sentence a row, TextEE's format); all but the first need
    the text (``eidisi fetch``). Never goes through ``load_dataset``, whose cache does not notice changed files.
    """
    from eidisi.corpus.hub import load_rows

    return load_rows(collection, split, config)


def predictions_from(
    *,
    documents: Rows | None = None,
    entities: Rows | None = None,
    quotes: Rows | None = None,
    events: Rows | None = None,
    on: str | Iterable[str] | None = None,
    tag_names: Sequence[str] | None = None,
    repair: str = "none",
) -> list[Prediction]:
    """Rows of any config, with a system's labels in place of the gold ones, as predictions to score.

    Give ``documents`` alone, or any of the others together. ``on`` is the SET (or the ids) the system was run on, so
    that a document it found nothing in is there with an empty list; without it, the documents of the rows. ``ner_tags``
    may be names, or numbers into ``tag_names`` (the dataset's own unless given); ``repair`` is what ``score --repair``
    takes. Raises InvalidInput with every row that cannot be read, ValueError for options that do not go together.
    """
    from eidisi.corpus.collections import expand
    from eidisi.formats.rows import back
    from eidisi.formats.rows import entities as tagged

    layers = {"entities": entities, "quotes": quotes, "events": events}
    given = {name: rows for name, rows in layers.items() if rows is not None}
    if (documents is None) == (not given):
        raise ValueError("give rows of documents, or of entities, quotes, events")
    if documents is not None:
        return back.document_predictions(documents)
    ids = expand(on) if isinstance(on, str) else on or ()
    return back.predictions(given, on=ids, tag_names=tag_names or tagged.NER_TAGS, repair=repair)

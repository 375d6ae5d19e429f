"""Gold as `datasets` objects. Features are written out, so that no type is guessed from the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eidisi.corpus.collections import COLLECTIONS, SPLITS, expand, index, load_document
from eidisi.formats.jsonl import record
from eidisi.model import Document

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, Features


def features() -> Features:
    """The features of a gold record: label strings, never ClassLabel, in nested spans; ``List``, never ``Sequence``."""
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
            "language": text, "fiction": flag, "verified_by_human": flag, "title": text, "text": text,
            "text_sha256": text, "length": number, "title_end": number, "lines": List(span),
            "sentences": List(span), "excluded": List(span), "excluded_ids": List(text), "canary": text,
            "mentions": List(mention), "quotes": List(quote), "events": List(event),
        }
    )  # fmt: skip


def row(document: Document) -> dict[str, Any]:
    """A document as a row with exactly the keys of ``features``."""
    found: dict[str, Any] = msgspec.to_builtins(record(document))
    return {name: found.get(name) for name in features()}


def load_rows(collection: str, split: str | None, config: str) -> Dataset | DatasetDict:
    """See ``eidisi.load``. Raises ValueError for a name that is none, or where nothing is annotated."""
    from datasets import Dataset, DatasetDict

    if config != "documents":
        raise ValueError(f"no config {config!r}; there is documents")
    if collection not in (*COLLECTIONS, "all"):
        raise ValueError(f"no collection {collection!r}; there are {', '.join(COLLECTIONS)}, all")
    if split is not None:
        return Dataset.from_list(
            [row(load_document(i)) for i in expand(f"{collection}/{split}")], features=features()
        )
    by_split: dict[str, list[Document]] = {}
    for identifier in expand(collection):
        own = index(identifier.partition("/")[0])[identifier].split
        by_split.setdefault(own, []).append(load_document(identifier))
    return DatasetDict(
        {
            s: Dataset.from_list([row(d) for d in by_split[s]], features=features())
            for s in SPLITS
            if s in by_split
        }
    )

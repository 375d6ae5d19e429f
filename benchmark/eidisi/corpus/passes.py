"""The two independent passes of a document, as they were made, before any adjudication."""

from __future__ import annotations

from eidisi.corpus.collections import ann_path, expand, load_document
from eidisi.model import Document


def pass_pairs(name: str) -> list[tuple[Document, Document]]:
    """Pass a and pass b of the documents of a SET that have both, sorted by id."""
    ids = [
        i
        for i in expand(name, layers=("passes/a",))
        if all(ann_path(i, f"passes/{p}").is_file() for p in "ab")
    ]
    return [
        (
            load_document(i, layer="passes/a", with_text=False),
            load_document(i, layer="passes/b", with_text=False),
        )
        for i in ids
    ]

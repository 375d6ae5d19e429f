"""The unranked row: the annotation's agreement with itself, in the board's own measures.

Pass a is scored as a prediction against pass b and the other way round, and the mean of both directions is given. It is
self-consistency of one kind of reader under one manual, not a human ceiling.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from eidisi.corpus.collections import ann_path, index, load_document
from eidisi.formats.predicted import as_prediction
from eidisi.model import DATA_VERSION
from eidisi.scoring.figures import OVERALL, RANKED_MEASURES

FILE: Final = "self-consistency.json"
COLLECTIONS: Final = ("gdt", "ntrex", "original")


class SelfConsistency(msgspec.Struct, kw_only=True):
    """``scores``: scope (a collection, or ``real``) -> measure -> mean of both directions; ``documents`` per collection."""

    data_version: str
    documents: dict[str, int]
    complete: list[str]
    scores: dict[str, dict[str, float]]


def self_consistency() -> SelfConsistency | None:
    """From the passes of all test documents that have both; None if there is none."""
    from eidisi.api import score

    scores: dict[str, dict[str, float]] = {}
    documents: dict[str, int] = {}
    complete = []
    for collection in COLLECTIONS:
        test = [e.id for e in index(collection).values() if e.split == "test"]
        ids = [i for i in test if all(ann_path(i, f"passes/{p}").is_file() for p in "ab")]
        if not ids:
            continue
        a, b = ([load_document(i, layer=f"passes/{p}", with_text=False) for i in ids] for p in "ab")
        figures = [
            score([as_prediction(d) for d in pred], gold, ci=False).figures[collection]
            for pred, gold in ((a, b), (b, a))
        ]
        documents[collection] = len(ids)
        complete += [collection] if len(ids) == len(test) else []
        scores[collection] = {
            measure: sum(found[measure].value or 0.0 for found in figures) / 2
            for measure in (*RANKED_MEASURES, OVERALL)
        }
    if not scores:
        return None
    if {"gdt", "ntrex"} <= set(complete):
        scores["real"] = {m: (scores["gdt"][m] + scores["ntrex"][m]) / 2 for m in (*RANKED_MEASURES, OVERALL)}
    return SelfConsistency(data_version=DATA_VERSION, documents=documents, complete=complete, scores=scores)


def encode(found: SelfConsistency) -> bytes:
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def read(submissions: Path) -> SelfConsistency | None:
    """The stored row, None where there is none. Raises ValueError naming the file if it cannot be read."""
    path = submissions / FILE
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=SelfConsistency)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from error

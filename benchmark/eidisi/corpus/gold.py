"""Gold sets: what predictions are scored against, by name, from a file, or given as objects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eidisi.corpus.collections import COLLECTIONS, ann_path, expand, index, load_document, splits
from eidisi.formats.gold_check import read_gold
from eidisi.formats.jsonl import Source
from eidisi.model import DATA_VERSION, Document
from eidisi.problems import InvalidInput, Problems

_ID = re.compile(rb'"id"\s*:\s*"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class GoldSet:
    """Gold documents by id; ``splits`` says of every known id where it belongs; ``expected`` what completes a
    collection; ``version`` is the data version, empty for a file of somebody's own."""

    documents: Mapping[str, Document]
    splits: Mapping[str, str]
    expected: Mapping[str, frozenset[str]]
    version: str


def _by_collection(documents: Iterable[Document]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for d in documents:
        found.setdefault(d.collection or "gold", set()).add(d.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def test_set(ids: Iterable[str]) -> GoldSet:
    """The test split of every collection that the ids touch (``seed``: its one document)."""
    touched = {i.partition("/")[0] for i in ids}
    documents: dict[str, Document] = {}
    expected: dict[str, frozenset[str]] = {}
    for name in COLLECTIONS:
        if name not in touched:
            continue
        split = "demo" if name == "seed" else "test"
        mine = [e.id for e in index(name).values() if e.split == split and ann_path(e.id).is_file()]
        documents |= {i: load_document(i) for i in mine}
        # Complete means the whole split, annotated or not.
        expected[name] = frozenset(e.id for e in index(name).values() if e.split == split)
    return GoldSet(documents, splits(), expected, DATA_VERSION)


def named_set(name: str) -> GoldSet:
    """A SET of the benchmark. Only a whole test split can complete a collection."""
    documents = {i: load_document(i) for i in expand(name)}
    expected = {
        c: frozenset(e.id for e in index(c).values() if e.split == "test")
        for c in {d.collection for d in documents.values()}
    }
    return GoldSet(documents, splits(), expected, DATA_VERSION)


def file_set(path: str | os.PathLike[str]) -> GoldSet:
    """A gold file: structure checked, lines and length completed. Raises InvalidInput with everything wrong."""
    return _own_set(path, Problems(os.fspath(path)))


def object_set(documents: Iterable[Document]) -> GoldSet:
    """Documents given as objects, checked like a file."""
    return _own_set(documents, Problems("gold"))


def _own_set(source: Source, problems: Problems) -> GoldSet:
    found = {d.id: d for d in read_gold(source, problems)}
    if problems:
        raise InvalidInput(problems)
    known = {d.id: f"{d.collection or 'gold'}/{d.split}" for d in found.values()}
    return GoldSet(found, known, _by_collection(found.values()), "")


def gold_set(spec: str | os.PathLike[str] | Iterable[Document]) -> GoldSet:
    """A SET's name, the path of a gold file, or documents. Raises ValueError if it is none of them."""
    if isinstance(spec, (str, os.PathLike)):
        if Path(spec).is_file():
            return file_set(spec)
        return named_set(os.fspath(spec))
    return object_set(spec)


def ids_in(path: str | os.PathLike[str]) -> Iterator[str]:
    """The document ids of a predictions file, read line by line without decoding it."""
    with Path(path).open("rb") as stream:
        for line in stream:
            match = _ID.search(line)
            if match:
                yield match.group(1).decode("utf-8", "replace")

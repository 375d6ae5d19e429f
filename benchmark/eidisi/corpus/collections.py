"""The collections: which documents there are, and their gold, text and splits.

A SET is named ``original``, ``original/test``, ``all``, ``all/test``, a document id, or several with commas.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from eidisi.corpus.home import annotations_dir
from eidisi.corpus.index import Entry, document_of, read_index
from eidisi.formats.brat import read_ann
from eidisi.model import Document
from eidisi.problems import InvalidInput, Problems
from eidisi.text.normalise import text_sha256

COLLECTIONS: Final = ("original", "gdt", "ntrex", "seed")
STANDOFF: Final = ("gdt", "ntrex", "seed")
REAL: Final = ("gdt", "ntrex")
SPLITS: Final = ("train", "validation", "test", "demo")


def folder(collection: str) -> Path:
    """The folder of one collection under annotations/."""
    if collection not in COLLECTIONS:
        raise ValueError(f"no collection {collection!r}; there are {', '.join(COLLECTIONS)}")
    return annotations_dir() / collection


@cache
def index(collection: str) -> dict[str, Entry]:
    """id -> entry of one collection, sorted by id."""
    path = folder(collection) / "index.jsonl"
    return {e.id: e for e in read_index(path)} if path.is_file() else {}


@cache
def splits() -> dict[str, str]:
    """id -> "collection/split" of every document there is."""
    return {e.id: f"{name}/{e.split}" for name in COLLECTIONS for e in index(name).values()}


@cache
def canary() -> str | None:
    """The GUID that stands in every test document's record."""
    path = annotations_dir() / "CANARY"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def file_stem(document_id: str) -> str:
    """The file name of a document without its ending: its id without the collection."""
    return document_id.partition("/")[2]


def text_of(document_id: str) -> str | None:
    """The text of a document, verified against the index; None where stand-off text was not fetched.

    Raises ValueError if there is a text and it is not the annotated one.
    """
    collection = document_id.partition("/")[0]
    if collection == "original":
        path = folder(collection) / "gold" / f"{file_stem(document_id)}.txt"
        text = path.read_text(encoding="utf-8") if path.is_file() else None
    else:
        from eidisi.corpus.sources import text_of as cached

        text = cached(document_id)
    known = index(collection).get(document_id)
    if text is not None and known is not None and text_sha256(text) != known.text_sha256:
        raise ValueError(
            f"{document_id}: the text at hand is not the one that was annotated "
            f"(SHA-256 {text_sha256(text)[:12]}…, expected {known.text_sha256[:12]}…); run `eidisi fetch` again"
        )
    return text


def bare_document(document_id: str, *, with_text: bool = True) -> Document:
    """A document without labels. Raises KeyError if there is none of this id."""
    collection = document_id.partition("/")[0]
    if collection not in COLLECTIONS or document_id not in index(collection):
        raise KeyError(f"no document {document_id!r}: an id is like original/diplomacy-001")
    text = text_of(document_id) if with_text else None
    return document_of(index(collection)[document_id], collection, text, canary())


def read_layer(path: Path, base: Document, problems: Problems) -> Document:
    """The labels of one .ann file; problems carry the file's name."""
    mine = Problems(str(path))
    found = read_ann(path.read_bytes().decode("utf-8"), base, mine)
    problems.extend(mine)
    return found


def ann_path(document_id: str, layer: str = "gold") -> Path:
    """Where the labels of a document are: ``gold``, or ``passes/a``, ``passes/b``."""
    return folder(document_id.partition("/")[0]) / layer / f"{file_stem(document_id)}.ann"


def load_document(document_id: str, *, layer: str = "gold", with_text: bool = True) -> Document:
    """A document with its labels. Raises InvalidInput naming everything wrong in its file."""
    problems = Problems()
    base = bare_document(document_id, with_text=with_text)
    path = ann_path(document_id, layer)
    if not path.is_file():
        raise KeyError(f"{document_id} has no {layer} annotation")
    found = read_layer(path, base, problems)
    if problems:
        raise InvalidInput(problems)
    return found


def expand(name: str, *, layers: tuple[str, ...] = ("gold",)) -> list[str]:
    """The ids of a SET that have one of these layers, sorted. Raises ValueError if there is no such set or document."""
    found: list[str] = []
    for part in name.split(","):
        collection, _, split = part.strip().partition("/")
        chosen = COLLECTIONS if collection == "all" else (collection,)
        if any(c not in COLLECTIONS for c in chosen):
            raise ValueError(f"no set and no file {part!r}: collections are {', '.join(COLLECTIONS)}, or all")
        if split and split not in SPLITS:
            if f"{collection}/{split}" not in index(collection):
                raise ValueError(f"no set {part!r}: splits are {', '.join(SPLITS)}, or give a document id")
            found.append(f"{collection}/{split}")
            continue
        found += [e.id for c in chosen for e in index(c).values() if not split or e.split == split]
    annotated = sorted({i for i in found if any(ann_path(i, layer).is_file() for layer in layers)})
    if not annotated:
        raise ValueError(f"set {name!r} holds no annotated document")
    return annotated


def load_set(name: str, *, layer: str = "gold", with_text: bool = True) -> Iterator[Document]:
    """The documents of a SET with their labels, sorted by id."""
    for identifier in expand(name, layers=(layer,)):
        yield load_document(identifier, layer=layer, with_text=with_text)

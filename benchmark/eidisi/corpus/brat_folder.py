"""A folder that brat opens: <collection>/<id>.txt and .ann, with the two .conf files; and the way back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from eidisi.corpus.home import annotations_dir
from eidisi.formats.brat import read_ann, write_ann
from eidisi.model import Document
from eidisi.problems import Problems


def write_folder(documents: Iterable[Document], folder: Path) -> None:
    """Write every document with its text. Raises ValueError naming the first document whose text is not here."""
    rows = list(documents)
    for document in rows:
        if document.text is None:
            raise ValueError(f"{document.id}: its text is not here; brat needs it: run `eidisi fetch`")
    for name in ("annotation.conf", "visual.conf"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(annotations_dir() / name, folder / name)
    for document in rows:
        stem = folder / document.id
        stem.parent.mkdir(parents=True, exist_ok=True)
        stem.with_name(stem.name + ".txt").write_text(document.text or "", encoding="utf-8", newline="\n")
        stem.with_name(stem.name + ".ann").write_text(write_ann(document), encoding="utf-8", newline="\n")


def read_folder(folder: Path, about: Mapping[str, Document], problems: Problems) -> list[Document]:
    """Every .ann under ``folder`` that belongs to a document of ``about`` (by ``<collection>/<id>.ann``, or by the
    file's name alone where that is unambiguous); all else is a problem."""
    by_name = {identifier.rpartition("/")[2]: identifier for identifier in about}
    found = []
    for path in sorted(folder.rglob("*.ann")):
        full = path.relative_to(folder).as_posix().removesuffix(".ann")
        identifier = full if full in about else by_name.get(path.name.removesuffix(".ann"))
        mine = Problems(str(path))
        if identifier is None:
            mine.add("unknown-document", f"no document {full!r}", document=full)
        else:
            blank = msgspec.structs.replace(
                about[identifier], mentions=(), quotes=(), events=(), excluded=(), excluded_ids=()
            )
            try:
                found.append(read_ann(path.read_bytes().decode("utf-8"), blank, mine))
            except UnicodeDecodeError as error:
                mine.add("not-utf8", f"byte {error.start} is not UTF-8", document=identifier)
        problems.extend(mine)
    if not found and not problems:
        problems.add("empty-file", "no .ann file in this folder")
    return found

"""Verification by people: a packet of documents that brat opens, and the way back as a diff against the gold.

``done.txt`` in the packet lists the documents; a verifier writes ``x`` in front of each one that was read to the end. Only
those are compared, and only those become ``verified_by_human``, whether or not anything in them was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from eidisi.corpus.adjudication import Difference, differences
from eidisi.corpus.brat_folder import read_folder, write_folder
from eidisi.corpus.checks import check_rules
from eidisi.corpus.collections import STANDOFF, ann_path, folder, index, load_document
from eidisi.corpus.index import write_index
from eidisi.formats.brat import write_ann
from eidisi.model import Document
from eidisi.problems import InvalidInput, Problems

DONE: Final = "done.txt"
_LINE: Final = re.compile(r"\s*(\[[ xX]\]|[xX])?\s*(\S+/\S+)\s*")


@dataclass(frozen=True)
class Verified:
    """A document that somebody has read, and how it differs from the gold."""

    gold: Document
    read: Document
    differences: list[Difference]


def write_packet(documents: Iterable[Document], out: Path) -> int:
    """Write the packet; how many documents. Raises FileExistsError if the folder holds anything, ValueError where a
    text is not at hand."""
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    rows = list(documents)
    write_folder(rows, out)
    lines = "".join(f"[ ] {d.id}\n" for d in rows)
    (out / DONE).write_text(lines, encoding="utf-8", newline="\n")
    return len(rows)


def read_packet(packet: Path) -> list[Verified]:
    """The documents that are marked as read, with their differences. Raises InvalidInput with everything wrong."""
    problems = Problems(str(packet / DONE))
    about: dict[str, Document] = {}
    if not (packet / DONE).is_file():
        problems.add("missing-file", f"there is no {DONE}", hint="eidisi verify packet writes it")
        raise InvalidInput(problems)
    for number, line in enumerate((packet / DONE).read_text(encoding="utf-8").splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if not line.strip():
            continue
        if match is None:
            problems.add("bad-structure", f"not `[x] ID`: {line!r}", line=number)
        elif "x" in (match[1] or "").lower():
            try:
                about[match[2]] = load_document(match[2])
            except KeyError:
                problems.add(
                    "unknown-document", "no annotated document has this id", line=number, document=match[2]
                )
    read = {
        d.id: d
        for d in read_folder(packet, {d.id: d for d in _all(packet, about)}, problems)
        if d.id in about
    }
    for identifier in sorted(set(about) - set(read)):
        problems.add(
            "missing-document", "it is marked as read, and its .ann is not here", document=identifier
        )
    for document in read.values():
        mine = Problems(str(packet / f"{document.id}.ann"))
        check_rules(document, mine)
        problems.extend(mine)
    if problems:
        raise InvalidInput(problems)
    return [Verified(about[i], read[i], differences(about[i], read[i])) for i in sorted(read)]


def _all(packet: Path, about: dict[str, Document]) -> list[Document]:
    """Every document of the packet, so that an unfinished one is no unknown one."""
    found = dict(about)
    for path in packet.rglob("*.ann"):
        identifier = path.relative_to(packet).as_posix().removesuffix(".ann")
        if identifier not in found:
            found[identifier] = load_document(identifier)
    return list(found.values())


def apply(verified: Iterable[Verified]) -> list[Path]:
    """Write the read labels as gold and set ``verified_by_human``; the files that were written."""
    written = []
    ids: dict[str, set[str]] = {}
    for one in verified:
        standoff = one.read.collection in STANDOFF
        document = msgspec.structs.replace(one.read, text=None) if standoff else one.read
        if one.differences:
            ann_path(document.id).write_text(write_ann(document), encoding="utf-8", newline="\n")
            written.append(ann_path(document.id))
        ids.setdefault(document.collection, set()).add(document.id)
    for collection, mine in ids.items():
        path = folder(collection) / "index.jsonl"
        entries = [
            msgspec.structs.replace(e, verified_by_human=True) if e.id in mine else e
            for e in index(collection).values()
        ]
        write_index(path, entries)
        written.append(path)
    return written

"""The text of stand-off documents, rebuilt from the upstream files. Nothing but text is read from them.

A document is its title, one blank line, and its body: the remaining lines joined by one space; NFC, LF line ends,
no newline at the end. ``root`` is laid out like the upstream repositories side by side (``UD_Greek-GDT/``,
``NTREX/``, ``seed/``). Ids keep the upstream id after the collection's name. Documents come in upstream order.

* ``gdt``: only the lines ``# newdoc id =`` and ``# text =`` of the treebank, and of its documents those whose id
  contains ``elwikinews`` or ``voa``: 80 documents, 12,765 words (words = pieces between white space). The first
  text line is the title, with its full stop where it has one. 42 Wikinews documents have a second line that is
  nothing but a date (``2012-03-09``): it becomes the date and is no part of the text. The others take the date
  from their id. The line holds where the two differ (gdt-20120305-elwikinews-5018: 6 March;
  gdt-20120311-elwikinews-5172: 13 March). A date line anywhere else would be text; there is none.
* ``ntrex``: line n of DOCUMENT_IDS.tsv names the document of line n of the Greek file (which has CRLF line
  ends): 123 documents, 46,206 words. The first line is the title. The documents have no date of their own.
* ``seed``: the file from «Την ώρα που» on, paragraphs kept; no title (``title_end`` 0). What stands before it is
  a label with the month, which becomes the date: 1 document, 302 words.

Text is never repaired, since offsets are into what upstream published: bbc.381646 has one double space and
nytimes.184822 stray marks, and they stay. Every file is NFC already and has neither control characters nor
white space other than the space, nor lines with white space at an end, nor empty ones. Upstream files that broke
the format (a text outside a document, an empty line, an id twice, files of different length) raise ValueError
with the file and line. A document without body, of which there is none, would be its title alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from eidisi.text.normalise import normalise

GDT_FILES: Final = tuple(f"UD_Greek-GDT/el_gdt-ud-{part}.conllu" for part in ("train", "dev", "test"))
NTREX_IDS: Final = "NTREX/DOCUMENT_IDS.tsv"
NTREX_TEXT: Final = "NTREX/NTREX-128/newstest2019-ref.ell.txt"
SEED_FILE: Final = "seed/000_d3a4fc174fde5289.txt"

_NEWDOC: Final = "# newdoc id = "
_TEXT: Final = "# text = "
_DATE_LINE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_IN_ID = re.compile(r"gdt-(\d{4})(\d{2})(\d{2})-")
_SEED_START: Final = "Την ώρα που"
_SEED_DATE = re.compile(r"\bdate (\d{4}-\d{2})\b")


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A rebuilt text and where it came from: ``lines`` are the 1-based numbers of its lines in ``file``."""

    id: str
    text: str
    title_end: int
    date: str | None
    file: str
    lines: tuple[int, ...]


_Lines = list[tuple[int, str]]


def rebuild(collection: str, root: Path) -> Iterator[SourceDocument]:
    """The documents of ``gdt``, ``ntrex`` or ``seed`` from the upstream files under ``root``.

    Raises OSError if a file is missing, ValueError naming file and line if it is not what it should be.
    """
    builders = {"gdt": _gdt, "ntrex": _ntrex, "seed": _seed}
    if collection not in builders:
        raise ValueError(f"no stand-off collection {collection!r}; there are {', '.join(builders)}")
    return builders[collection](root)


def _read_lines(root: Path, file: str) -> list[str]:
    """The lines of a file, normalised. Only LF, CRLF and CR end a line."""
    try:
        text = (root / file).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: not UTF-8 (byte {error.start})") from error
    lines = normalise(text).split("\n")
    return lines[:-1] if not lines[-1] else lines


def _document(identifier: str, file: str, lines: _Lines, day: str | None) -> SourceDocument:
    """Title, blank line, body joined by one space."""
    for number, line in lines:
        if not line.strip():
            raise ValueError(f"{file}:{number}: an empty line in {identifier}")
    title, *body = (line for _, line in lines)
    text = f"{title}\n\n{' '.join(body)}" if body else title
    return SourceDocument(identifier, text, len(title), day, file, tuple(number for number, _ in lines))


def _gdt(root: Path) -> Iterator[SourceDocument]:
    seen: set[str] = set()
    for file in GDT_FILES:
        for name, lines in _gdt_file(file, _read_lines(root, file)):
            if name in seen:
                raise ValueError(f"{file}: {name} stands there twice")
            seen.add(name)
            if "elwikinews" not in name and "voa" not in name:
                continue
            if not lines:
                raise ValueError(f"{file}: {name} has no text")
            day = _gdt_date(file, name, lines)
            yield _document(f"gdt/{name}", file, lines, day)


def _gdt_date(file: str, name: str, lines: _Lines) -> str:
    """The date of a treebank document; a date line is taken out of ``lines``."""
    if len(lines) > 1 and _DATE_LINE.fullmatch(lines[1][1]):
        day = lines.pop(1)[1]
    elif found := _DATE_IN_ID.match(name):
        day = "-".join(found.groups())
    else:
        raise ValueError(f"{file}: {name} has no date")
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise ValueError(f"{file}: the date of {name} is {day!r}: {error}") from error


def _gdt_file(file: str, lines: list[str]) -> Iterator[tuple[str, _Lines]]:
    """(upstream id, numbered text lines) of every document of one treebank file."""
    name: str | None = None
    found: _Lines = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("# newdoc"):
            if name is not None:
                yield name, found
            name, found = line.removeprefix(_NEWDOC), []
            if name == line or not name:
                raise ValueError(f"{file}:{number}: expected `{_NEWDOC}...`")
        elif line.startswith(_TEXT):
            if name is None:
                raise ValueError(f"{file}:{number}: a text before the first document")
            found.append((number, line.removeprefix(_TEXT)))
    if name is not None:
        yield name, found


def _ntrex(root: Path) -> Iterator[SourceDocument]:
    ids, lines = _read_lines(root, NTREX_IDS), _read_lines(root, NTREX_TEXT)
    if len(ids) != len(lines):
        raise ValueError(
            f"{NTREX_IDS} has {len(ids)} lines and {NTREX_TEXT} {len(lines)}; they must be as many"
        )
    documents: dict[str, _Lines] = {}
    last = ""
    for number, (name, line) in enumerate(zip(ids, lines, strict=True), start=1):
        if not name or (name != last and name in documents):
            raise ValueError(f"{NTREX_IDS}:{number}: the lines of {name!r} do not stand together")
        documents.setdefault(name, []).append((number, line))
        last = name
    for name, numbered in documents.items():
        yield _document(f"ntrex/{name}", NTREX_TEXT, numbered, None)


def _seed(root: Path) -> Iterator[SourceDocument]:
    whole = "\n".join(_read_lines(root, SEED_FILE))
    before, start, after = whole.partition(_SEED_START)
    if not start:
        raise ValueError(f"{SEED_FILE}: «{_SEED_START}» is not in it")
    text = (start + after).rstrip("\n")
    first = before.count("\n") + 1
    day = _SEED_DATE.search(before)
    numbers = tuple(range(first, first + text.count("\n") + 1))
    yield SourceDocument("seed/article", text, 0, day.group(1) if day else None, SEED_FILE, numbers)

"""JSON Lines: gold records and predictions, one document a line, in and out.

Reading streams: no more than one line is held. A line is decoded once, with types; only where that fails is it decoded
again without types, so that every fault of the line is named (``structure.faults``). What is read past: blank lines,
CRLF line ends, a byte order mark at the start. What is not: gzip, UTF-16, and a line of more than 256 MiB.

A file that is not there raises OSError, as ``open`` does; everything that is wrong in a file is a problem, and a line
with a problem is not yielded.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import msgspec

from eidisi.formats import structure
from eidisi.formats.structure import Fault
from eidisi.model import Document, Prediction
from eidisi.problems import Problems

Source = str | os.PathLike[str] | Iterable[Any]
"""A path, ``-`` for standard input, or an iterable of objects or dicts."""

LONGEST_LINE = 256 * 2**20
_CHUNK: Final = 2**20

_Record = TypeVar("_Record", Document, Prediction)
_DOCUMENTS: Final = msgspec.json.Decoder(Document)
_PREDICTIONS: Final = msgspec.json.Decoder(Prediction)
_ENCODER: Final = msgspec.json.Encoder()

# written by the encoder, though a file may omit them
_OPTIONAL_KEYS: Final = (b'"arguments"', b'"excluded_ids"')
_COLUMNS: Final = re.compile(rb"# *(?:newdoc )?id *=|-DOCSTART-|[^\t{\[]+\t(?:.*\t)?(?:O|[A-Z]-\S+)$")
_BINARY: Final = (
    (b"\x1f\x8b", "this is a gzip file: unpack it first"),
    (b"PK\x03\x04", "this is a zip file: unpack it first"),
    (b"\xff\xfe", "this is UTF-16: save it as UTF-8"),
    (b"\xfe\xff", "this is UTF-16: save it as UTF-8"),
)
_NOT_A_NUMBER: Final = "NaN and Infinity are not JSON: write null"
_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,200})"')


def read_documents(source: Source, problems: Problems) -> Iterator[tuple[int, Document]]:
    """Gold records with their line numbers: structure only, see ``gold_check``. Keys that are unknown are ignored."""
    return _records(source, problems, Document, _DOCUMENTS)


def iter_predictions(source: Source, problems: Problems) -> Iterator[tuple[int, Prediction]]:
    """Predictions with their line numbers (from 1; in an iterable, the position of the item)."""
    return _records(source, problems, Prediction, _PREDICTIONS)


def write_documents(
    documents: Iterable[Document], path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write gold records sorted by id, the same bytes for the same documents. FileExistsError unless ``overwrite``."""
    rows = (record(document) for document in sorted(documents, key=lambda d: d.id))
    _write(rows, path, overwrite)


def write_predictions(
    predictions: Iterable[Prediction], path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write predictions in the order given, as they come. FileExistsError unless ``overwrite``."""
    _write(predictions, path, overwrite)


def record(document: Document) -> dict[str, Any]:
    """The gold record of a document: every key, in the order of docs/formats.md."""
    rest = msgspec.to_builtins(document)
    if not rest["excluded_ids"]:
        del rest["excluded_ids"]
    layers = {
        "mentions": rest.pop("mentions"),
        "quotes": [_ordered(q, "id spans type cue cue_id speaker") for q in rest.pop("quotes")],
        "events": [
            _ordered(e, "id trigger trigger_id type realis polarity arguments") for e in rest.pop("events")
        ],
    }
    tail = {name: rest.pop(name) for name in ("tokens", "seen") if name in rest}
    return {**rest, **layers, **tail}


def _ordered(item: dict[str, Any], names: str) -> dict[str, Any]:
    return {name: item[name] for name in names.split()}


def _write(rows: Iterable[Any], path: str | os.PathLike[str], overwrite: bool) -> None:
    if os.fspath(path) == "-":
        sys.stdout.buffer.writelines(_ENCODER.encode(row) + b"\n" for row in rows)
        return
    with Path(path).open("wb" if overwrite else "xb") as stream:
        stream.writelines(_ENCODER.encode(row) + b"\n" for row in rows)


# ------------------------------------------------------------------------------------------------ reading


def _records(
    source: Source, problems: Problems, model: type[_Record], decoder: msgspec.json.Decoder[_Record]
) -> Iterator[tuple[int, _Record]]:
    if not isinstance(source, str | os.PathLike):
        if isinstance(source, dict | bytes | msgspec.Struct):
            raise TypeError("expected a path or an iterable of predictions or documents, not one of them")
        for number, item in enumerate(source, start=1):
            found = _from_object(item, number, problems, model)
            if found is not None:
                yield number, found
        return
    name = os.fspath(source)
    if problems.file is None:
        problems.file = "<stdin>" if name == "-" else name
    with _opened(name) as stream:
        for number, line in _lines(stream, problems):
            found = _from_line(line, number, problems, model, decoder)
            if found is not None:
                yield number, found


def _opened(name: str) -> AbstractContextManager[IO[bytes]]:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    return Path(name).open("rb")


def _lines(stream: IO[bytes], problems: Problems) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers; stops where no line of the file can be read."""
    number, first = 0, True
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            problems.add("line-too-long", f"the line is longer than {LONGEST_LINE} bytes", line=number)
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            continue
        if number == 1:
            for start, hint in _BINARY:
                if line.startswith(start):
                    problems.add("not-utf8", "the file is not UTF-8 text", line=1, hint=hint)
                    return
            line = line.removeprefix(b"\xef\xbb\xbf")
        line = line.strip()
        if not line:
            continue
        if first and line in (b"[", b"{"):
            hint = "the file is one indented JSON value: write one document a line (`jq -c`)"
            problems.add("bad-json", f"a line with nothing but {line.decode()}", line=number, hint=hint)
            return
        if first and _COLUMNS.match(line):
            hint = "these look like CoNLL columns: give the file the ending .conll"
            problems.add("bad-json", "the line is not JSON", line=number, hint=hint)
            return
        first = False
        yield number, line


def _from_line(
    line: bytes, number: int, problems: Problems, model: type[_Record], decoder: msgspec.json.Decoder[_Record]
) -> _Record | None:
    """One line decoded; None, and the reasons in ``problems``, if it has any fault."""
    found: _Record | None = None
    error: Exception | None = None
    try:
        found = decoder.decode(line)
        if _same_keys(line, _ENCODER.encode(found)):
            return found
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as caught:
        error = caught
    # Wrong, or (every JSON decoder drops a repeated key without a word) perhaps a key that is given twice.
    document, faults = _diagnose(line, model)
    if error is not None and not faults:
        kind = "bad-json" if not isinstance(error, msgspec.ValidationError) else "bad-structure"
        faults = [Fault(kind, None, str(error), _NOT_A_NUMBER if re.search(rb"NaN|Infinity", line) else None)]
    _report(faults, number, document, problems)
    return None if faults else found


def _same_keys(line: bytes, encoded: bytes) -> bool:
    """False where a key may have been lost in decoding: the number of quotation marks tells, and costs little."""
    marks = line.count(b'"') - encoded.count(b'"')
    for key in _OPTIONAL_KEYS:
        more = line.count(key) - encoded.count(key)
        if more > 0:
            return False
        marks -= 2 * more
    return marks == 0


def _diagnose(line: bytes, model: type[msgspec.Struct]) -> tuple[str | None, list[Fault]]:
    """The document's id, where it can be told, and every fault of a line."""
    match = _ID.search(line)
    document = match[1].decode("utf-8", "replace") if match else None
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} of the line, 0x{line[error.start]:02x}, is not UTF-8"
        return document, [Fault("not-utf8", None, message, _encoding_hint(line))]
    try:
        value = structure.loads(text)
    except RecursionError:
        return document, [Fault("bad-json", None, "the value is nested too deeply")]
    except ValueError as error:
        return document, [Fault("bad-json", None, str(error), _json_hint(text))]
    return _id_of(value), structure.faults(value, model)


def _from_object(item: object, number: int, problems: Problems, model: type[_Record]) -> _Record | None:
    """A dict or an object as if it had stood on a line; numpy's numbers and arrays are taken for Python's."""
    value: object = item
    try:
        value = msgspec.to_builtins(item, enc_hook=lambda unknown: unknown.tolist())
        return msgspec.convert(value, model)
    except (TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
        faults = structure.faults(value, model)
        _report(faults or [Fault("bad-structure", None, str(error))], number, _id_of(value), problems)
        return None


def _report(faults: list[Fault], number: int, document: str | None, problems: Problems) -> None:
    for code, path, message, hint in faults:
        problems.add(code, message, line=number, document=document, path=path, hint=hint)


def _id_of(value: object) -> str | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) and found.isprintable() else None


def _encoding_hint(line: bytes) -> str | None:
    try:
        text = line.decode("cp1253")
    except UnicodeDecodeError:
        return None
    high = [c for c in text if c > "\x7f"]
    greek = sum("\u0370" <= c <= "\u03ff" for c in high)
    return "this looks like Windows-1253 (Greek): save it as UTF-8" if greek > 0.9 * len(high) else None


def _json_hint(text: str) -> str | None:
    if text.startswith("{'"):
        return "this is a Python dict: write it with json.dumps(..., ensure_ascii=False)"
    if text.endswith(","):
        return "one document stands on one line, without a comma after it"
    return None

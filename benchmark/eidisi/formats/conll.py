"""CoNLL columns: one token a line, the tag in the last column.

Read: columns are separated by tabs, or, in a line without a tab, by spaces; the first is the token, the last the tag,
what stands between is ignored, and all rows have the same number of columns. A blank line ends a sentence. A document
begins with ``# newdoc id = ID`` or ``# id = ID``, or with a ``-DOCSTART-`` row that such a comment precedes or follows;
repeating the id of the current document changes nothing. A line that begins with ``#`` is a comment when it reads
``# key = value``, or has no tab and does not end in a tag; a token that begins with ``#`` is safe in a file with tabs.

The tokens give offsets in one of two ways:

- they are the document's own tokens (``Document.tokens``): the same number, each as long as its span, and, where the
  text is at hand, equal to it. This needs no text. A file whose token column is ``_`` throughout is taken so too;
- else, with the text, they are laid over it from left to right, character by character without white space, after
  NFC. Any tokenisation fits that drops and alters nothing.

Where neither works, ``token-mismatch`` names the first token that differs, its line and document, or what is left over
at the end, and the document gets no entities. ``# offset = N`` in front of a sentence is checked against the result.

Write: all named mentions (values too), sentences of the document, comments ``# newdoc id``, ``# sent_id``, ``# offset``.
Reading that file back gives the same entities. Without text the token column is ``_``.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from eidisi.formats.structure import Fault
from eidisi.formats.tags import (
    TokenSpan,
    decode_tags,
    encode_tags,
    fitting_schemes,
    known_repair,
    known_scheme,
)
from eidisi.model import Document, PredictedEntity, Prediction, Spans
from eidisi.problems import InvalidInput, Problems
from eidisi.text.sentences import sentence_spans
from eidisi.text.tokens import token_spans

_COMMENT = re.compile(r"# *([A-Za-z_][\w.:-]*(?: id)?) *=[ \t]*(.*)")
_ID_KEYS = frozenset({"id", "newdoc id"})
_TAG_LIKE = re.compile(r"O|[A-Z]-\S+")
_MASK = "_"
_Fault = tuple[str, int, str | None]
"""A message, its line, a hint."""


@dataclass(slots=True)
class _Sentence:
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    offset: tuple[int, int] | None = None  # the number given, and its line


@dataclass(slots=True)
class _Part:
    """The rows of one document. ``id`` is None until a comment gives it; ``broken``: a row could not be read."""

    id: str | None
    line: int
    sentences: list[_Sentence] = field(default_factory=lambda: [_Sentence()])
    broken: bool = False

    @property
    def empty(self) -> bool:
        return not any(sentence.tokens for sentence in self.sentences)


def read_conll(
    data: bytes | str,
    documents: Mapping[str, Document],
    problems: Problems,
    *,
    scheme: str = "IOB2",
    repair: str = "none",
    fault: Callable[[str], Fault | None] | None = None,
) -> list[Prediction]:
    """Entity predictions in file order, one per document that could be read; all else is in ``problems``.

    ``documents`` are those the file may be about, by id; labels are not looked at. ``fault`` says what is wrong with a
    type, if anything is; without it types are checked where the predictions are. Raises ValueError for an unknown scheme or repair.
    """
    scheme, repair = known_scheme(scheme), known_repair(repair)
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.add("not-utf8", f"byte {error.start} is not UTF-8", line=line)
        return []
    parts = _parts(text.removeprefix("\ufeff"), problems)
    if not parts:
        problems.add("empty-file", "no row with a token and a tag")
    fits = fitting_schemes(s.tags for part in parts for s in part.sentences)
    hint = f"the whole file is well-formed {fits[0]}: name that scheme" if fits else None
    predictions: list[Prediction] = []
    seen: set[str] = set()
    for part in parts:
        found: list[TokenSpan] = []
        first = 0
        for s in part.sentences:
            decoded = decode_tags(
                s.tags, problems, scheme=scheme, repair=repair, lines=s.lines, document=part.id, hint=hint
            )
            found.extend((first + start, first + end, etype) for start, end, etype in decoded)
            for start, _, etype in decoded:
                if fault is not None and (wrong := fault(etype)) is not None:
                    at = s.lines[start]
                    problems.add(wrong.code, wrong.message, line=at, document=part.id, hint=wrong.hint)
            first += len(s.tokens)
        if part.id is None:
            problems.add("unknown-document", "tokens before any '# newdoc id = ...' comment", line=part.line)
        elif part.id not in documents:
            problems.add("unknown-document", "no document has this id", line=part.line, document=part.id)
        elif part.id in seen:
            problems.add("duplicate-document", "this id came before", line=part.line, document=part.id)
        elif not part.broken and (spans := _align(part, documents[part.id], problems)) is not None:
            entities = [PredictedEntity(spans[a][0], spans[b - 1][1], etype) for a, b, etype in found]
            predictions.append(Prediction(part.id, entities=entities))
        if part.id is not None:
            seen.add(part.id)
    return predictions


def _parts(text: str, problems: Problems) -> list[_Part]:
    """The file as documents and sentences; nothing is decoded yet."""
    parts = [_Part(None, 1)]
    columns = 0
    for line, raw in enumerate(text.split("\n"), start=1):
        row = raw.removesuffix("\r")
        part = parts[-1]
        if not row.strip():
            if part.sentences[-1].tokens:
                part.sentences.append(_Sentence())
            continue
        cells = row.split("\t") if "\t" in row else row.split(" ")
        cells = [cell.strip(" \t") for cell in cells if "\t" in row or cell]
        comment = _COMMENT.fullmatch(row.rstrip())
        if comment is not None:
            key, value = re.sub(" +", " ", comment[1]), comment[2].strip()
            if key in _ID_KEYS and part.id is None and part.empty:
                part.id, part.line = value, line
            elif key in _ID_KEYS and part.id != value:
                parts.append(_Part(value, line))
            elif key == "offset" and value.isdecimal() and not part.sentences[-1].tokens:
                part.sentences[-1].offset = (int(value), line)
        elif (
            row.startswith("#")
            and "\t" not in row
            and not (len(cells) > 1 and _TAG_LIKE.fullmatch(cells[-1]))
        ):
            continue
        elif cells[0] == "-DOCSTART-":
            if not part.empty:
                parts.append(_Part(None, line))
        else:
            columns = columns or len(cells)
            if len(cells) < 2 or len(cells) != columns or not cells[0].strip() or not cells[-1]:
                wanted = f", in {columns} columns as before" if len(cells) != columns else ""
                message = f"{row!r} is not a token and a tag{wanted}"
                problems.add("bad-column", message, line=line, document=part.id)
                part.broken = True
                continue
            sentence = part.sentences[-1]
            sentence.tokens.append(unicodedata.normalize("NFC", cells[0]))
            sentence.tags.append(cells[-1])
            sentence.lines.append(line)
    return [part for part in parts if part.id is not None or not part.empty]


def document_tokens(document: Document) -> Spans | None:
    """The document's own tokens: from the index, else cut from its text; None if it has neither."""
    if isinstance(document.tokens, tuple):
        return document.tokens
    return token_spans(document.text) if document.text is not None else None


def _align(part: _Part, document: Document, problems: Problems) -> Spans | None:
    """The span of each token, or None after a ``token-mismatch``."""
    rows = [row for s in part.sentences for row in zip(s.tokens, s.lines, strict=True)]
    own, text = document_tokens(document), document.text
    masked = bool(rows) and all(token == _MASK for token, _ in rows)
    spans: Spans | None = None
    fault: _Fault = ("neither its tokens nor its text are at hand", part.line, "fetch the text first")
    if own is not None:
        differs = _different(rows, own, text, masked)
        if differs is None:
            spans = own
        elif text is None or masked:
            fault = (differs[0], differs[1] or part.line, "with its text, any tokenisation is aligned")
    if spans is None and text is not None and not masked:
        spans, fault = _overlay(rows, text, part.line)
    if spans is None:
        problems.add("token-mismatch", fault[0], line=fault[1], document=document.id, hint=fault[2])
        return None
    first = 0
    for s in part.sentences:
        if s.offset is not None and s.tokens and spans[first][0] != s.offset[0]:
            message = f"'# offset = {s.offset[0]}', but {s.tokens[0]!r} stands at {spans[first][0]}"
            problems.add("token-mismatch", message, line=s.offset[1], document=document.id)
            return None
        first += len(s.tokens)
    return spans


def _different(
    rows: list[tuple[str, int]], own: Spans, text: str | None, masked: bool
) -> tuple[str, int] | None:
    """How the rows differ from the document's tokens, and on which line; without text by their lengths."""
    for number, ((token, line), (start, end)) in enumerate(zip(rows, own, strict=False), start=1):
        same = len(token) == end - start if text is None else token == text[start:end]
        if not same and not masked:
            there = f"the document has one of {end - start} characters at {start}"
            return f"{len(rows)} tokens for {len(own)}; token {number} is {token!r}, {there}", line
    if len(rows) == len(own):
        return None
    at = rows[min(len(own), len(rows) - 1)][1] if rows else 0
    return f"{len(rows)} tokens, the document has {len(own)}", at


def _overlay(rows: list[tuple[str, int]], text: str, line: int) -> tuple[Spans | None, _Fault]:
    """Tokens laid over the text, white space apart: the spans, or None and the first thing that does not fit."""
    places = [index for index, character in enumerate(text) if not character.isspace()]
    bare = "".join(text[index] for index in places)
    found: list[tuple[int, int]] = []
    position = 0
    for number, (token, at) in enumerate(rows, start=1):
        given = "".join(token.split())
        there = bare[position : position + len(given)]
        if given != there:
            if position == len(places):
                return None, (f"token {number}, {token!r}, comes after the end of the text", at, None)
            here = places[position]
            shown = text[here : here + max(12, len(token) + 4)]
            message = f"token {number} is {token!r}, the text has {shown!r} at character {here}"
            return None, (message, at, _cause(given, there, number))
        end = position + len(given)
        found.append((places[position], places[end - 1] + 1))
        position, line = end, at
    if position < len(places):
        here = places[position]
        message = f"the tokens end at character {here}, the text goes on with {text[here : here + 20]!r}"
        return None, (message, line, "a model may have cut the document at its maximum length")
    return tuple(found), ("", line, None)


def _cause(given: str, there: str, number: int) -> str | None:
    """A hint where the cause of a mismatch is recognisable."""
    if given.casefold() == there.casefold():
        return "the tokens differ from the text in case"
    if given.startswith(("##", "▁", "Ġ")) or given in ("[CLS]", "[UNK]", "<s>", "<unk>"):
        return "these are a model's word pieces: write whole words, one tag each"
    return "the tokens must cover the whole text, title first" if number == 1 else None


def write_conll(documents: Iterable[Document], scheme: str = "IOB2") -> str:
    """The named mentions of documents as CoNLL columns.

    Raises InvalidInput if a name cuts a token, crosses a sentence or overlaps another, ValueError if a document has
    neither tokens nor text.
    """
    scheme = known_scheme(scheme)
    problems = Problems()
    rows: list[str] = []
    for document in documents:
        rows.extend(_written(document, scheme, problems))
    if problems:
        raise InvalidInput(problems)
    return "".join(row + "\n" for row in rows)


def _written(document: Document, scheme: str, problems: Problems) -> Iterator[str]:
    text, tokens = document.text, document_tokens(document)
    if tokens is None:
        raise ValueError(f"{document.id} has neither tokens nor text: CoNLL columns need one of them")
    sentences = document.sentences or (sentence_spans(text) if text is not None else tokens[:1])
    begins = [start for start, _ in sentences]
    home = [max(0, bisect_right(begins, start) - 1) for start, _ in tokens]
    starts = {start: k for k, (start, _) in enumerate(tokens)}
    ends = {end: k + 1 for k, (_, end) in enumerate(tokens)}
    names: dict[int, list[TokenSpan]] = {}
    reach = 0
    for m in sorted((m for m in document.mentions if m.level == "named"), key=lambda m: m.span):
        a, b, path = starts.get(m.start), ends.get(m.end), f"mentions[{m.id}]"
        if a is None or b is None or home[a] != home[b - 1]:
            message = f"{m.span} cuts a token or crosses a sentence"
            problems.add("name-crosses-sentence", message, document=document.id, path=path)
        elif m.start < reach:
            message = f"{m.span} overlaps the name before it"
            problems.add("overlapping-names", message, document=document.id, path=path)
        else:
            names.setdefault(home[a], []).append((a, b, m.type))
            reach = m.end
    yield f"# newdoc id = {document.id}"
    first = 0
    for number, (sentence, length) in enumerate(Counter(home).items(), start=1):
        spans = [(a - first, b - first, etype) for a, b, etype in names.get(sentence, [])]
        yield f"# sent_id = {document.id}-{number}"
        yield f"# offset = {tokens[first][0]}"
        for (start, end), tag in zip(tokens[first:], encode_tags(spans, length, scheme), strict=False):
            yield f"{text[start:end] if text is not None else _MASK}\t{tag}"
        yield ""
        first += length

"""The text rule: NFC, LF line ends, code-point offsets; and the facts about a text that measures need."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from eidisi.model import Spans

_LINE = re.compile(r"[^\n]+")


def normalise(text: str) -> str:
    """NFC, with CRLF and CR turned into LF. Applied once, before annotation, and never after."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_sha256(text: str) -> str:
    """Hex digest of the UTF-8 bytes of the text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def line_spans(text: str) -> Spans:
    """The non-empty lines, without surrounding white space."""
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start < end:
            found.append((start, end))
    return tuple(found)


def fold(surface: str) -> str:
    """Lower case without accents or diaeresis and with final sigma as sigma: the key of 'seen in train'."""
    bare = "".join(c for c in unicodedata.normalize("NFD", surface) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("ς", "σ").split())

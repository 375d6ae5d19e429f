"""Sentences of Greek news, as spans; a sentence never crosses a line, and title and body lines are their own.

A sentence ends at ``.`` ``!`` ``;`` (the Greek question mark; U+037E becomes it under NFC) or ``…``, with the
closing marks and brackets after it, when white space and then a capital, a digit, an opening mark or a dash
follows. A stop that belongs to an abbreviation, an initial or a number ends nothing; after «εκατ.», «π.μ.», «Ε.Ε.»
it does only before a word that usually opens a sentence. Text inside marks is cut like any other: offsets of quotes
belong to the document, never to a sentence.
"""

from __future__ import annotations

import re
from typing import Final

from eidisi.model import Span, Spans
from eidisi.text.normalise import line_spans
from eidisi.text.tokens import TITLES, token_spans

_STOPS: Final = frozenset({".", "!", ";", "…", "?"})
_CLOSING: Final = frozenset("»”\"’')]")
_OPENING: Final = "«“„‘\"'([–—-•#@"
_OPENERS: Final = frozenset(
    [
        "ο",
        "η",
        "το",
        "οι",
        "τα",
        "τον",
        "την",
        "τους",
        "τις",
        "ένας",
        "μια",
        "μία",
        "ένα",
        "σε",
        "στο",
        "στη",
        "στην",
        "στον",
        "στα",
        "στις",
        "στους",
        "με",
        "για",
        "από",
        "αν",
        "όταν",
        "όπως",
        "ωστόσο",
        "αλλά",
        "και",
        "κι",
        "δεν",
        "θα",
        "να",
        "όμως",
        "επίσης",
        "ακόμη",
        "ακόμα",
        "πάντως",
        "μάλιστα",
        "σύμφωνα",
        "κατά",
        "μετά",
        "πριν",
        "τα",
        "αυτό",
        "αυτή",
        "αυτός",
        "εκεί",
        "παράλληλα",
        "επιπλέον",
        "σήμερα",
        "χθες",
        "αύριο",
        "πρόκειται",
        "υπενθυμίζεται",
    ]
)


_STOP_CHARACTERS: Final = frozenset(".!;…?")


def _opens(text: str, position: int) -> bool:
    """Whether what stands at ``position`` can open a sentence."""
    while position < len(text) and text[position] in _OPENING:
        if text[position] in "–—-•":
            return True
        position += 1
    return position < len(text) and (
        text[position].isupper() or text[position].isdigit() or not text[position].isalnum()
    )


def _first_word(text: str, position: int) -> str:
    match = re.compile(r"[^\W\d_]+").match(text, position)
    return match.group().casefold() if match else ""


def _is_stop(word: str) -> str | None:
    """'hard' for a plain stop, 'soft' for the stop of an abbreviation that may end a sentence, else None."""
    if word in _STOPS or set(word) == {"."}:
        return "hard"
    if (
        word.endswith(".")
        and word[:-1].casefold() not in TITLES
        and not (len(word) == 2 and word[0].isupper())
    ):
        return "soft"
    return None


def _split_line(text: str, line: Span, tokens: list[Span]) -> list[Span]:
    found: list[Span] = []
    begin, index = line[0], 0
    while index < len(tokens):
        kind = _is_stop(text[tokens[index][0] : tokens[index][1]])
        index += 1
        if kind is None:
            continue
        end = tokens[index - 1][1]
        while index < len(tokens) and tokens[index][0] == end and text[end] in _CLOSING | _STOP_CHARACTERS:
            # A straight mark right after the stop closes unless a word follows it directly.
            end = tokens[index][1]
            index += 1
        if index == len(tokens) or tokens[index][0] == end:
            continue
        follows = tokens[index][0]
        if not _opens(text, follows) or (kind == "soft" and _first_word(text, follows) not in _OPENERS):
            continue
        found.append((begin, end))
        begin = follows
    if begin < line[1]:
        found.append((begin, line[1]))
    return found


def sentence_spans(text: str) -> Spans:
    """The sentences of a text in order, white space outside."""
    tokens = token_spans(text)
    found: list[Span] = []
    position = 0
    for line in line_spans(text):
        inside: list[Span] = []
        while position < len(tokens) and tokens[position][1] <= line[1]:
            if tokens[position][0] >= line[0]:
                inside.append(tokens[position])
            position += 1
        found.extend(_split_line(text, line, inside))
    return tuple(found)

"""Offset-preserving tokens for Greek news.

Tokens are cut finely so that a name never ends inside one: hyphens, marks and symbols stand alone; decimals, times,
dotted acronyms («Π.Σ.»), abbreviations («κ.», «εκατ.»), elisions («απ'»), URLs and @handles stay whole.
"""

from __future__ import annotations

import re
from typing import Final

from eidisi.model import Span, Spans

# Never end a sentence: something always follows them.
TITLES: Final = frozenset(
    [
        "κ",
        "κα",
        "κκ",
        "κος",
        "κας",
        "δις",
        "δρ",
        "καθ",
        "αρ",
        "άρθ",
        "αριθ",
        "βλ",
        "πρβλ",
        "σελ",
        "τηλ",
        "υπ",
        "αντ",
        "αναπλ",
        "γεν",
        "στρ",
        "σμ",
        "αγ",
        "οσ",
        "παν",
        "αρχ",
        "μητρ",
        "ν",
        "οδ",
        "λεωφ",
        "πλ",
        "τεύχ",
        "τόμ",
        "εκδ",
        "επιμ",
        "μτφρ",
        "φεκ",
        "π.χ",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "no",
        "vs",
        "gen",
        "sen",
        "rep",
        "gov",
        "jr",
    ]
)
# May end a sentence: only what follows tells.
UNITS: Final = frozenset(
    [
        "εκατ",
        "εκατομ",
        "δισ",
        "δισεκ",
        "δις",
        "τρισ",
        "χιλ",
        "ευρ",
        "δολ",
        "χλμ",
        "χλμ",
        "τ.μ",
        "τ.χλμ",
        "κ.λπ",
        "κ.λ.π",
        "κλπ",
        "κ.ά",
        "κ.α",
        "κ.ο.κ",
        "κοκ",
        "π.μ",
        "μ.μ",
        "π.χ.",
        "μ.χ",
        "δηλ",
        "περ",
        "λεπτ",
        "ιαν",
        "φεβ",
        "μαρ",
        "απρ",
        "ιουν",
        "ιουλ",
        "αυγ",
        "σεπ",
        "σεπτ",
        "οκτ",
        "νοε",
        "νοεμ",
        "δεκ",
        "inc",
        "ltd",
        "co",
        "corp",
        "sa",
    ]
)
ABBREVIATIONS: Final = TITLES | UNITS
_ELIDED = "απ|σ|τ|μ|γι|αλλ|ν|θ|ούτ|παρ|κατ|μετ|εφ|αφ|υπ|καθ|επ|δι|μεθ|κ|σ τ|ποτ|τίποτ|όλ|μέσ|πάν|φέρ"

_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"""
      (?:https?://|www\.|pic\.twitter\.com/|t\.co/)[^\s<>«»"]*[^\s<>«»".,;:!?)…]     # address
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                                   # e-mail
    | @\w+                                                                           # handle
    | \d+(?:[.,:]\d+)+(?![^\W_])                                                     # 3,5  18:30  2.000
    | (?:{_LETTER}{{1,3}}\.){{2,}}                                                   # Π.Σ.  Α.Ε.Π.  κ.λπ.
    | (?:{_ELIDED})['’ʼ᾽](?=\s?[^\W_])                                               # απ'  σ'
    | {_LETTER}[\w\u0300-\u036f]*|\d[\w\u0300-\u036f]*|_[\w]*                        # words, numbers, 45χρονος
    | \.\.+                                                                          # ...
    | \S
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_abbreviation(word: str) -> bool:
    """Whether a full stop after this word belongs to it: a listed abbreviation or a single capital letter."""
    return word.casefold() in ABBREVIATIONS or (len(word) == 1 and word.isupper())


def token_spans(text: str) -> Spans:
    """The tokens as spans, in order; their union is every character that is not white space."""
    found: list[Span] = []
    position = 0
    while match := _TOKEN.search(text, position):
        start, end = match.span()
        word = match.group()
        dotted = "." in word and word[0].isalpha() and word.endswith(".")
        if (
            not dotted
            and text[end : end + 1] == "."
            and is_abbreviation(word)
            and text[end + 1 : end + 2] != "."
        ):
            end += 1
        found.append((start, end))
        position = end
    return tuple(found)

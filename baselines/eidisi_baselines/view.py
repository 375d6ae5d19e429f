"""A document as the systems look at it: tokens with their folded forms, sentences, lines, and what lies in marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from eidisi import Document
from eidisi.text.normalise import fold
from eidisi.text.sentences import sentence_spans
from eidisi.text.tokens import token_spans
from eidisi_baselines.system import text_of

Span = tuple[int, int]
OPENING = "«“"
CLOSING = "»”"
STRAIGHT = frozenset({'"', "''", "``"})


@dataclass(frozen=True)
class Token:
    """``fold`` is lower case without accents; ``marks`` says how many marks are open around it (its own included);
    ``opens`` and ``closes`` say what a mark does: a straight one closes what a straight one opened, and a closing one
    at the start of a paragraph opens it again."""

    start: int
    end: int
    text: str
    fold: str
    marks: int
    opens: bool = False
    closes: bool = False

    @property
    def span(self) -> Span:
        return (self.start, self.end)


def _tokens(text: str, spans: Sequence[Span], line_starts: set[int]) -> list[Token]:
    found: list[Token] = []
    depth, straight = 0, False
    for start, end in spans:
        piece = text[start:end]
        if start in line_starts:
            depth, straight = 0, False
        opens = (
            piece in OPENING
            or (piece in STRAIGHT and not straight)
            or (piece in CLOSING and start in line_starts)
        )
        closes = not opens and (piece in CLOSING or piece in STRAIGHT)
        if piece in STRAIGHT:
            straight = not straight
        depth += opens
        found.append(Token(start, end, piece, fold(piece), depth, opens, closes))
        depth = max(0, depth - closes)
    return found


class View:
    """Tokens by index; ``sentences`` and ``lines`` are ranges of token indices. Labels are not looked at."""

    def __init__(self, document: Document) -> None:
        self.id = document.id
        self.text = text_of(document)
        self.title_end = document.title_end
        self.document = document
        spans = document.tokens if isinstance(document.tokens, tuple) else token_spans(self.text)
        self.tokens = _tokens(self.text, spans, {start for start, _ in document.lines or ()})
        self.starts = [t.start for t in self.tokens]
        self.ends = [t.end for t in self.tokens]
        self.sentences = [self.range(s) for s in document.sentences or sentence_spans(self.text)]
        self.lines = [self.range(s) for s in document.lines or ((0, len(self.text)),)]

    def range(self, span: Span) -> range:
        """The tokens that share a character with a span."""
        return range(bisect_right(self.ends, span[0]), bisect_left(self.starts, span[1]))

    def span(self, first: int, last: int) -> Span:
        """The characters from token ``first`` to the one before ``last``."""
        return (self.tokens[first].start, self.tokens[last - 1].end)

    @cached_property
    def sentence_of(self) -> list[int]:
        """The sentence's number of every token."""
        found = [0] * len(self.tokens)
        for number, tokens in enumerate(self.sentences):
            for k in tokens:
                found[k] = number
        return found

    def fold(self, index: int) -> str:
        """The folded form of a token, empty outside the document."""
        return self.tokens[index].fold if 0 <= index < len(self.tokens) else ""

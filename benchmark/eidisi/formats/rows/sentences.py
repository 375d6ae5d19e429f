"""Documents as sentences with their tokens, which the sentence-wise configs share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from eidisi.formats.conll import document_tokens
from eidisi.formats.sheet import numbered_sentences
from eidisi.model import Document, Span, Spans


@dataclass(frozen=True)
class Sentence:
    """``number`` as printed for annotation (0 is the title); ``span`` and ``tokens`` in code points of the document."""

    number: int
    span: Span
    tokens: Spans

    def holds(self, span: Span) -> bool:
        return self.span[0] <= span[0] and span[1] <= self.span[1]

    def token_range(self, span: Span) -> Span:
        """First token and token after the last that share a character with ``span``."""
        first = bisect_right([end for _, end in self.tokens], span[0])
        last = bisect_left([start for start, _ in self.tokens], span[1])
        return first, max(last, first + 1)


def text_of(document: Document) -> str:
    """The document's text. Raises ValueError where it is not at hand."""
    if document.text is None:
        raise ValueError(
            f"{document.id}: its text is not here, and these rows need it; run `eidisi fetch` "
            f"(the config `documents` loads without text)"
        )
    return document.text


def cut(document: Document) -> list[Sentence]:
    """The sentences of a document. Raises ValueError if it has neither tokens nor text."""
    tokens = document_tokens(document)
    if tokens is None:
        raise ValueError(f"{document.id} has neither tokens nor text")
    starts = [start for start, _ in tokens]
    return [
        Sentence(number, span, tokens[bisect_left(starts, span[0]) : bisect_left(starts, span[1])])
        for number, span in numbered_sentences(document).items()
    ]

"""spaCy's DocBin, what ``spacy train`` reads: named mentions as ``ents``, quotes, cues and triggers as span groups.

Tokens and sentences are Eidisi's; white space between tokens is kept, so ``doc.text`` is the document's text with its line
ends as single spaces. Span groups: ``quotes`` (by type), ``cues``, ``triggers`` (by event type). A span that cuts a token is
widened to whole tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from eidisi.formats.rows.sentences import Sentence, cut, text_of
from eidisi.model import Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab


def to_docbin(documents: Iterable[Document]) -> DocBin:
    """Raises ImportError without spaCy, ValueError where a text is not at hand."""
    try:
        import spacy
        from spacy.tokens import DocBin
    except ModuleNotFoundError as error:
        raise ImportError("export docbin needs spaCy: pip install 'eidisi[spacy]'") from error
    vocab = spacy.blank("el").vocab
    found = DocBin(store_user_data=True)
    for document in documents:
        found.add(to_doc(document, vocab))
    return found


def to_doc(document: Document, vocab: Vocab) -> Doc:
    """One document; ``doc.user_data["id"]`` is its id."""
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

    text = text_of(document)
    sentences = cut(document)
    tokens = [t for s in sentences for t in s.tokens]
    firsts = {s.tokens[0] for s in sentences if s.tokens}
    follows = [*tokens[1:], (len(text), len(text))]
    doc = Doc(
        vocab,
        words=[text[a:b] for a, b in tokens],
        spaces=[after[0] > token[1] for token, after in zip(tokens, follows, strict=True)],
        sent_starts=[t in firsts for t in tokens],
        user_data={"id": document.id},
    )
    whole = Sentence(0, (0, len(text)), tuple(tokens))

    def span(place: Span, label: str) -> SpacySpan:
        return SpacySpan(doc, *whole.token_range(place), label=label)

    doc.set_ents([span(m.span, m.type) for m in document.mentions if m.level == "named"])
    doc.spans["quotes"] = [span(s, q.type) for q in document.quotes for s in q.spans]
    doc.spans["cues"] = [span(q.cue, "CUE") for q in document.quotes if q.cue]
    doc.spans["triggers"] = [span(e.trigger, e.type) for e in document.events]
    return doc

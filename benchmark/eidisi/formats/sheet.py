"""The sheet an annotator reads: an article printed with numbered sentences, and its labels read back."""

from __future__ import annotations

from collections.abc import Iterator

from eidisi.model import Document, Span


def numbered_sentences(document: Document) -> dict[int, Span]:
    """Sentence numbers as printed: @0 is the title where there is one, the body counts from 1."""
    first = 0 if document.title_end else 1
    return dict(enumerate(document.sentences, start=first))


def print_sheet(document: Document) -> str:
    """The article for annotation; ¶ opens a paragraph."""
    if document.text is None:
        raise ValueError(f"{document.id}: its text is not here; run `eidisi fetch`")
    opens = {start for start, _ in document.lines or ()}
    rows = [f"doc {document.id}", f"# date: {document.date or 'not known'}"]
    for number, (start, end) in numbered_sentences(document).items():
        mark = " ¶" if start in opens and number else ""
        rows.append(f"@{number}{mark} {document.text[start:end]}")
    return "\n".join(rows) + "\n"


def read_back(document: Document, width: int = 24) -> Iterator[str]:
    """Every decision with the characters around it, in text order of its layer."""
    text = document.text or ""

    def around(span: Span) -> str:
        left = text[max(0, span[0] - width) : span[0]].replace("\n", "⏎")
        right = text[span[1] : span[1] + width].replace("\n", "⏎")
        return f"{left}[{text[span[0] : span[1]]}]{right}"

    def short(span: Span) -> str:
        piece = text[span[0] : span[1]]
        return piece if len(piece) <= 60 else f"{piece[:28]} … {piece[-28:]}"

    by_id = {m.id: m for m in document.mentions}
    for m in document.mentions:
        yield f"{m.level:8}{m.type:12}{m.entity or '':5}{around(m.span)}"
    for q in document.quotes:
        who = ", ".join(f"{by_id[t].entity} {short(by_id[t].span)!r}" for t in q.speaker.mentions)
        cue = short(q.cue) if q.cue else "-"
        spans = " ++ ".join(f"[{short(s)}]" for s in q.spans)
        yield f"quote   {q.type:9}{spans} cue={cue!r} speaker={who or q.speaker.entities[0]} ({q.speaker.realisation})"
    for e in document.events:
        yield f"event   {e.type} {e.realis}{' NEGATIVE' if e.polarity == 'negative' else ''} {around(e.trigger)}"
        for a in e.arguments:
            yield f"            {a.role}: {short(a.span)!r}{f' ({a.entity})' if a.entity else ''}"

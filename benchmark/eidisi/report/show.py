"""One article in the terminal: names, quotes, cues and triggers in colour, and a legend of who says what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eidisi.model import Document, Span

if TYPE_CHECKING:
    from rich.text import Text

_STYLES: Final = {
    "PERSON": "bold cyan", "ORG": "bold magenta", "GPE": "bold green", "LOC": "green", "FAC": "green",
    "NORP": "cyan", "EVENT": "yellow", "PRODUCT": "yellow", "WORK_OF_ART": "yellow", "LAW": "yellow",
    "DATE": "blue", "MONEY": "blue", "QUANTITY": "blue",
}  # fmt: skip
_QUOTE: Final = "black on #fff1b8"  # dark on light, whatever the terminal
_CUE: Final = "underline"
_TRIGGER: Final = "bold red"


def show(document: Document, *, colour: bool = True) -> Text:
    """The article as rich text; without colour the names stand in brackets with their types. Raises ValueError without text."""
    from rich.text import Text

    if document.text is None:
        raise ValueError(f"{document.id}: its text is not here; run `eidisi fetch`")
    head = f"{document.id}  {document.date or ''}  {document.section or ''}\n\n"
    if not colour:
        return Text.assemble(head, _bracketed(document), "\n\n", legend(document, colour=False))
    body = Text(document.text)
    for q in document.quotes:
        for start, end in q.spans:
            body.stylize(_QUOTE, start, end)
        if q.cue:
            body.stylize(_CUE, *q.cue)
    for m in document.mentions:
        body.stylize(_STYLES[m.type] if m.level == "named" else "italic", m.start, m.end)
    for e in document.events:
        body.stylize(_TRIGGER, *e.trigger)
    return Text.assemble((head, "dim"), body, "\n\n", legend(document))


def _bracketed(document: Document) -> str:
    """The text with every name in brackets and its type: ``[Αθήνα GPE]``."""
    text, parts, done = document.text or "", [], 0
    for m in sorted((m for m in document.mentions if m.level == "named"), key=lambda m: m.start):
        parts += [text[done : m.start], f"[{text[m.start : m.end]} {m.type}]"]
        done = m.end
    return "".join([*parts, text[done:]])


def legend(document: Document, *, colour: bool = True) -> Text:
    """What the colours mean; quotes with their speakers, events with their arguments, one a line."""
    from rich.text import Text

    text = document.text or ""
    names: dict[str, str] = {}
    for m in sorted(document.mentions, key=lambda m: (m.level != "named", m.start)):
        if m.entity:
            names.setdefault(m.entity, text[m.start : m.end])

    def short(span: Span, room: int = 60) -> str:
        piece = text[span[0] : span[1]].replace("\n", " ")
        return piece if len(piece) <= room else piece[: room - 1] + "…"

    types = [piece for name, style in _STYLES.items() for piece in ((name, style), " ")]
    marks = (
        ("quote", _QUOTE),
        "  ",
        ("cue", _CUE),
        "  ",
        ("trigger", _TRIGGER),
        "  ",
        ("nominal, pronoun", "italic"),
    )
    keys = [Text.assemble("Types: ", *types), Text.assemble("Marks: ", *marks), Text("")]
    rows = keys if colour else []
    for q in document.quotes:
        who = ", ".join(names.get(e, e) for e in q.speaker.entities)
        cue = f" ← {short(q.cue)}" if q.cue else ""
        rows.append(Text(f"  {who} ({q.speaker.realisation}), {q.type}{cue}: {short(q.spans[0])}"))
    for e in document.events:
        roles = ", ".join(f"{a.role}={names.get(a.entity or '', short(a.span, 40))}" for a in e.arguments)
        sign = " not" if e.polarity == "negative" else ""
        rows.append(Text(f"  {e.type} [{e.realis}{sign}] {short(e.trigger)}: {roles}"))
    return Text("\n").join(rows)

"""A document as HTML, gold and prediction together: what was found, missed, invented, or half right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from eidisi.model import Document, Span
from eidisi.scoring.entities import GoldEntities
from eidisi.scoring.errors import cases

if TYPE_CHECKING:
    from eidisi.scoring.answers import Answer

Mark = tuple[Span, str, str]
"""Span, CSS class, what a pointer over it says."""


def entity_html(document: Document, answer: Answer) -> str:
    """Names in the text: correct, missed, spurious, wrong type, wrong boundary."""
    found: list[Mark] = []
    for case in cases(GoldEntities(document), set(answer.entities or ()), document.id):
        gold = f"gold {case.gold[2]}" if case.gold else "nothing in gold"
        ours = f"predicted {case.predicted[2]}" if case.predicted else "not predicted"
        found.append((case.span, case.category.replace(" ", "-"), f"{case.category}: {gold}, {ours}"))
    return _marked(document.text or "", found)


def quote_html(document: Document, answer: Answer) -> str:
    """Gold quotes and predicted ones as two lists, with speakers; the text is too long to show both ways at once."""
    text = document.text or ""
    names = {m.id: text[m.start : m.end] for m in document.mentions}
    gold = [
        (
            q.spans,
            q.type,
            " / ".join(names[i] for i in q.speaker.mentions) or ", ".join(q.speaker.entities),
            q.speaker.realisation,
        )
        for q in sorted(document.quotes, key=lambda q: q.spans)
    ]
    ours = [
        (q.spans, q.type or "", text[slice(*q.speaker)] if q.speaker else "nobody", "")
        for q in sorted(answer.quotes or (), key=lambda q: q.spans)
    ]
    exact = {tuple(sorted(spans)) for spans, *_ in gold} & {tuple(sorted(spans)) for spans, *_ in ours}
    return f'<div class="two"><div><h4>gold</h4>{_quotes(gold, text, exact, "missed")}</div><div><h4>predicted</h4>{_quotes(ours, text, exact, "spurious")}</div></div>'


def _quotes(
    rows: Iterable[tuple[Sequence[Span], str, str, str]],
    text: str,
    exact: set[tuple[Span, ...]],
    otherwise: str,
) -> str:
    items = []
    for spans, kind, who, how in rows:
        style = "correct" if tuple(sorted(spans)) in exact else otherwise
        body = " … ".join(escape(text[a:b]) for a, b in spans)
        items.append(
            f'<li><b>{escape(who)}</b> <small>{escape(" ".join(w for w in (kind, how) if w))}</small><br><span class="{style}">{body}</span></li>'
        )
    return f"<ul>{''.join(items)}</ul>" if items else "<p>none</p>"


def event_html(document: Document, answer: Answer) -> str:
    """Triggers in the text, by type."""
    gold = {(e.trigger, e.type) for e in document.events}
    ours = {(e.trigger, e.type) for e in answer.events or ()}
    found: list[Mark] = []
    for trigger, etype in sorted(gold | ours):
        style = (
            "correct"
            if (trigger, etype) in gold & ours
            else "missed"
            if (trigger, etype) in gold
            else "spurious"
        )
        found.append((trigger, style, f"{style}: {etype}"))
    return _marked(document.text or "", found)


def _marked(text: str, marks: Iterable[Mark]) -> str:
    """The text with marks; of overlapping ones the earlier and longer is shown, with what both say."""
    parts: list[str] = []
    at = 0
    pending: list[Mark] = []
    for span, style, says in sorted(marks, key=lambda m: (m[0][0], -m[0][1])):
        if pending and span[0] < pending[-1][0][1]:
            (a, b), first, before = pending[-1]
            pending[-1] = ((a, max(b, span[1])), first, f"{before}; {says}")
        else:
            pending.append((span, style, says))
    for (start, end), style, says in pending:
        parts.append(escape(text[at:start]))
        parts.append(f'<mark class="{style}" title="{escape(says)}">{escape(text[start:end])}</mark>')
        at = end
    return "".join([*parts, escape(text[at:])]).replace("\n", "<br>")

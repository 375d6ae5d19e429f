"""One self-contained HTML page about one system or several: scores, slices, confusions, and documents to look at."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from eidisi.corpus.collections import STANDOFF
from eidisi.ontology import MENTION_TYPES
from eidisi.report.annotated import entity_html, event_html, quote_html
from eidisi.report.charts import bars, colour, points
from eidisi.report.findings import Findings
from eidisi.scoring.errors import INVALID, NOTHING
from eidisi.scoring.figures import OVERALL, RANKED_MEASURES, Figure, is_per_type

_STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;max-width:1040px;margin:2em auto;padding:0 1em;color:#222;background:#fff}
h1{font-size:1.5em}h2{margin-top:2.2em;border-bottom:2px solid #ddd}h3{margin:1.6em 0 .3em}h4{margin:.4em 0}
table{border-collapse:collapse;margin:.6em 0;font-size:.9em}td,th{padding:.2em .6em;border-bottom:1px solid #e4e4e4;text-align:right}
td:first-child,th:first-child{text-align:left}code{font-size:.8em;overflow-wrap:anywhere;color:#555}
.key span{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin:0 .3em 0 1em}
svg text{font:12px system-ui,sans-serif;fill:#222}svg .n{font-size:11px;fill:#555}svg .grid{stroke:#ddd}svg{max-width:100%;height:auto}
.heat td{text-align:center;min-width:2.4em}.doc{border-left:4px solid #ddd;padding:.2em 1em;margin:.6em 0;background:#fafafa}
mark,.correct,.missed,.spurious{background:none;color:inherit}
.correct{border-bottom:2px solid #3d8361}.missed{background:#fbe3df;border-bottom:2px solid #c8553d}.spurious{background:#fff1c9;border-bottom:2px dashed #b8860b}
.wrong-type{background:#e6defa;border-bottom:2px solid #7b5ea7}.wrong-boundary,.both{background:#dcecf8;border-bottom:2px solid #1b6ca8}
.two{display:grid;grid-template-columns:1fr 1fr;gap:1.5em}.two ul{padding-left:1.1em}li{margin:.4em 0}summary{cursor:pointer}.note{background:#fff7df;padding:.5em 1em}
"""
_LEGEND: Final = '<p><mark class="correct">correct</mark> <mark class="missed">missed</mark> <mark class="spurious">spurious</mark> <mark class="wrong-type">wrong type</mark> <mark class="wrong-boundary">wrong boundary</mark>; hold the pointer over a mark to read its types</p>'
_VIEWS: Final = {"entities.strict": entity_html, "quotes.attribution": quote_html, "events.AC+e": event_html}
WORST: Final = 3


def render_page(found: Sequence[Findings]) -> str:
    """The page as a string. The first system's errors and documents are shown in full."""
    names = [f.card.name for f in found]
    key = "".join(
        f'<span style="background:{colour(k)}"></span>{escape(name)}' for k, name in enumerate(names)
    )
    parts = [f'<h1>Eidisi report</h1><p class="key">{key}</p>']
    parts += [f"<p><code>{escape(str(f.card.signature))}</code></p>" for f in found]
    parts.append(_scores(found))
    parts.append(_slices(found))
    for f in found:
        parts.append(_errors(f))
    parts.append(_documents(found[0]))
    body = "\n".join(parts)
    title = escape(", ".join(names))
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Eidisi: {title}</title><style>{_STYLE}</style></head>\n<body>{body}</body></html>\n'


def _scores(found: Sequence[Findings]) -> str:
    scopes = dict.fromkeys(s for f in found for s, scope in f.card.scopes.items() if not scope.repeats)
    parts = ["<h2>Scores</h2><p>F1 with 95 % intervals over stories.</p>"]
    for scope in scopes:
        figures = [f.card.figures.get(scope, {}) for f in found]
        measures = [m for m in dict.fromkeys(m for fs in figures for m in fs) if not is_per_type(m)]
        ranked = [m for m in (*RANKED_MEASURES, OVERALL) if m in measures]
        rows = [(m, [_point(fs.get(m)) for fs in figures]) for m in ranked]
        documents = max(f.card.scopes[scope].documents for f in found if scope in f.card.scopes)
        parts.append(f"<h3>{escape(scope)}, {documents} documents</h3>{points(rows)}")
        heads = "".join(f"<th>{escape(f.card.name)}</th>" for f in found)
        lines = "".join(
            f"<tr><td>{escape(m)}</td>{''.join(_cell(fs.get(m)) for fs in figures)}</tr>" for m in measures
        )
        parts.append(
            f"<details><summary>all measures</summary><table><tr><th>measure</th>{heads}</tr>{lines}</table></details>"
        )
    return "".join(parts)


def _point(figure: Figure | None) -> tuple[float, tuple[float, float] | None] | None:
    return None if figure is None or figure.value is None else (figure.value, figure.ci)


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "<td>–</td>"
    ci = f" <small>[{figure.ci[0]:.3f}, {figure.ci[1]:.3f}]</small>" if figure.ci else ""
    return f"<td>{figure.value:.3f}{'*' if figure.few else ''}{ci}</td>"


def _slices(found: Sequence[Findings]) -> str:
    parts = [
        "<h2>Slices</h2><p>Recall where the slice is by an attribute that only gold has, else F1. * fewer than 20 items.</p>"
    ]
    for by in dict.fromkeys(s.by for f in found for s in f.slices):
        mine = [next((s for s in f.slices if s.by == by), None) for f in found]
        first = next(s for s in mine if s is not None)
        for measure in (
            m for m in _shown(by) if any(s and any(m in fs for fs in s.figures.values()) for s in mine)
        ):
            rows = []
            for value in dict.fromkeys(v for s in mine if s for v in s.figures):
                figures = [s.figures.get(value, {}).get(measure) if s else None for s in mine]
                one = next((f for f in figures if f is not None), None)
                if one is None or not one.gold:
                    continue
                values = [None if f is None else f.r if first.recall_only else f.value for f in figures]
                rows.append((first.label(value), values, f"{one.gold}{'*' if one.few else ''}"))
            if rows:
                what = "recall" if first.recall_only else "F1"
                parts.append(f"<h3>{escape(measure)} by {escape(by)}, {what}</h3>{bars(rows)}")
    return "".join(parts)


def _shown(by: str) -> tuple[str, ...]:
    """The measures that a slice is drawn for."""
    if by == "type":
        return ("entities.strict", "events.TC")
    if by in ("section", "length"):
        return RANKED_MEASURES
    return {"seen": ("entities.strict",), "realis": ("events.TC",), "in-quote": ("events.TC",)}.get(
        by, ("quotes.attribution",)
    )


def _errors(f: Findings) -> str:
    if f.errors.confusion is None:
        return ""
    order = {label: k for k, label in enumerate((*MENTION_TYPES, INVALID, NOTHING))}
    golds = sorted({g for g, _ in f.errors.confusion}, key=lambda t: order.get(t, 50))
    ours = sorted({p for _, p in f.errors.confusion}, key=lambda t: order.get(t, 50))
    rows = []
    for g in golds:
        total = sum(f.errors.confusion[g, p] for p in ours) or 1
        cells = "".join(_heat(f.errors.confusion[g, p], total, g == p) for p in ours)
        rows.append(f"<tr><td>{escape(g)}</td>{cells}</tr>")
    head = "".join(f"<th>{escape(p)}</th>" for p in ours)
    return f'<h2>Types of {escape(f.card.name)}</h2><p>Gold in rows, predicted in columns; {NOTHING} is no partner.</p><table class="heat"><tr><th></th>{head}</tr>{"".join(rows)}</table>'


def _heat(n: int, total: int, right: bool) -> str:
    if not n:
        return "<td></td>"
    hue = "61,131,97" if right else "200,85,61"
    return f'<td style="background:rgba({hue},{0.12 + 0.6 * n / total:.2f})">{n}</td>'


def _documents(f: Findings) -> str:
    """The worst documents of each track, text and labels, where the text is at hand."""
    parts = [f"<h2>Worst documents of {escape(f.card.name)}</h2>"]
    held = any(d.text for d, _ in f.documents.values() if d.collection in STANDOFF)
    if held:
        parts.append('<p class="note">This page holds text of gdt, ntrex or seed: keep it to yourself.</p>')
    for measure, worst in f.errors.worst.items():
        rows = [w for w in worst if f.documents[w.document][0].text][:WORST]
        if not rows:
            parts.append(f"<p>{escape(measure)}: no text at hand (eidisi fetch).</p>")
        for w in rows:
            document, answer = f.documents[w.document]
            inner = _VIEWS[measure](document, answer)
            parts.append(
                f'<h3>{escape(measure)}: {escape(w.document)}, F1 {w.f1:.2f}</h3>{_LEGEND}<div class="doc">{inner}</div>'
            )
    return "".join(parts)

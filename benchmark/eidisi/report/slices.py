"""Slices as tables: one row a measure and slice, the slices of a measure one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from eidisi.report.markup import Cell, escape, text_of
from eidisi.report.tables import FOOTNOTE, render_table

if TYPE_CHECKING:
    from eidisi.scoring.figures import Figure
    from eidisi.scoring.slices import Slices

_NOTES: Final = {
    True: "recall of the gold items of each slice; a prediction has no {by}, so there is no precision",
    False: "no intervals",
}


def render_slices(found: Sequence[Slices], format: str = "table") -> str:
    """The slices of one system or of several, a table each; csv is one long table."""
    if format == "csv":
        recall_only = bool(found) and found[0].recall_only
        rows = [[s.name, *row, s.signature] for s in found for row in _rows(s, raw=True)]
        return render_table(["system", *_headers(recall_only), "few", "signature"], rows, format)
    blocks = []
    for s in found:
        table = [row[:-1] for row in _rows(s, raw=False)]
        few = any(figure.few for part in s.figures.values() for figure in part.values())
        documents = ", ".join(f"{s.label(value)} {n}" for value, n in s.documents.items())
        blocks += [
            _line(f"{s.name} by {s.by}; {_NOTES[s.recall_only].format(by=s.by)}", format),
            render_table(_headers(s.recall_only), table, format),
            _line(f"documents: {documents}", format),
            *([_line(FOOTNOTE, format)] if few else []),
            _line(s.signature, format),
        ]
    return "\n\n".join(blocks)


def _line(text: str, format: str) -> str:
    return escape(text_of(text), format)


def _headers(recall_only: bool) -> list[str]:
    return ["measure", "slice", *(("R", "n") if recall_only else ("P", "R", "F1", "gold", "pred"))]


def _rows(found: Slices, *, raw: bool) -> list[list[Cell]]:
    """With the mark of few items in a column of its own at the end and, unless ``raw``, beside the score too."""
    from eidisi.scoring.figures import is_per_type

    measures = dict.fromkeys(m for part in found.figures.values() for m in part if not is_per_type(m))
    rows: list[list[Cell]] = []
    for measure in measures:
        for value, part in found.figures.items():
            figure = part.get(measure)
            if figure is None:
                continue
            cells = _cells(figure, found.recall_only)
            score = 0 if found.recall_only else 2
            mark = "*" if figure.few and cells[score] is not None else ""
            if not raw:
                cells[score] = text_of(cells[score]) + mark
            rows.append([measure, value if raw else found.label(value), *cells, mark])
    return rows


def _cells(figure: Figure, recall_only: bool) -> list[Cell]:
    """R and n; or P, R, F1 (an accuracy, a mean), gold, predicted (an accuracy's pairs)."""
    if recall_only:
        return [figure.r, figure.gold]
    pairs = figure.n if figure.measure.endswith("_accuracy") else figure.pred
    return [figure.p, figure.r, figure.value, figure.gold, pairs]


def render_gains(found: Sequence[Slices], format: str = "table") -> str:
    """Systems side by side on the slices of one attribute or group: each system's figure, and what it gains or loses
    against the first. The ranked measures, and every measure that an attribute gives."""
    from eidisi.scoring.figures import RANKED_MEASURES, is_per_type

    recall_only = found[0].recall_only
    measures = dict.fromkeys(
        m for s in found for part in s.figures.values() for m in part if not is_per_type(m)
    )
    shown = [m for m in measures if recall_only or m in RANKED_MEASURES or m in ("events.TC", "eidisi")]
    rows: list[list[Cell]] = []
    for measure in shown:
        for value in dict.fromkeys(v for s in found for v in s.figures):
            figures = [s.figures.get(value, {}).get(measure) for s in found]
            scores = [None if f is None else f.r if recall_only else f.value for f in figures]
            first = next((f for f in figures if f is not None), None)
            if first is None:
                continue
            cells: list[Cell] = [
                f"{first.gold if first.gold is not None else '-'}{'*' if first.few else ''}",
                scores[0],
            ]
            for score in scores[1:]:
                gap = None if score is None or scores[0] is None else f"{score - scores[0]:+.3f}"
                cells += [score, gap]
            rows.append([measure, found[0].label(value), *cells])
    heads = ["measure", "slice", "n", found[0].name]
    for s in found[1:]:
        heads += [s.name, "gain"]
    table = render_table(heads, rows, format)
    if format == "csv":
        return table
    what = f"by {found[0].by}; {_NOTES[recall_only].format(by=found[0].by)}; gain is against {found[0].name}"
    return "\n\n".join([_line(what, format), table, _line(FOOTNOTE, format)])

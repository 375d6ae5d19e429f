"""Tables for people: aligned text, markdown, csv or LaTeX, from the same rows.

A cell is a string, a whole number, a float (three decimals) or None (``-``, in csv nothing). ``table`` is aligned
text, drawn with rich only on a terminal that is wide enough; LaTeX tables need the package booktabs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from eidisi.report.markup import Cell, comma_separated, drawn, escape, latex, markdown, plain, text_of

if TYPE_CHECKING:
    from eidisi.scoring.comparison import Comparison
    from eidisi.scoring.figures import Figure
    from eidisi.scoring.scorecard import Scorecard

Rows = Sequence[Sequence[Cell]]

FORMATS: Final = ("table", "markdown", "csv", "latex")
FOOTNOTE: Final = "* fewer than 20 items"

_NUMBER: Final = re.compile(r"(-|[<+-]?\d.*)?")


def render_table(headers: Sequence[str], rows: Rows, format: str = "table", tty: bool | None = None) -> str:
    """One table as a string without a line feed at its end. ``tty`` overrides the look at stdout."""
    if format not in FORMATS:
        raise ValueError(f"no table format {format!r}: one of {', '.join(FORMATS)}")
    if format == "csv":
        return comma_separated([headers, *rows])
    cells = [[text_of(cell) for cell in row] for row in (headers, *rows)]
    right = [i > 0 and all(_NUMBER.fullmatch(row[i]) for row in cells[1:]) for i in range(len(headers))]
    if format == "markdown":
        return markdown(cells, right)
    if format == "latex":
        return latex(cells, right)
    on_terminal = sys.stdout.isatty() if tty is None else tty
    return (drawn(cells, right) if on_terminal else None) or plain(cells, right)


def _heading(text: str, format: str) -> str:
    if format == "markdown":
        return f"### {escape(text, format)}\n"
    return rf"\paragraph{{{escape(text, format)}}}" + "\n" if format == "latex" else text


def _code(text: str, format: str) -> str:
    """A signature: never broken or read as markup."""
    text = text_of(text)
    if format == "latex":
        return rf"\texttt{{{escape(text, format)}}}"
    return f"`{text.replace('`', '_')}`" if format == "markdown" else text


def _join(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


def render_scorecards(
    cards: Sequence[Scorecard],
    format: str = "table",
    ci: bool = True,
    task: str | None = None,
    by_type: bool = False,
) -> str:
    """Scores of one system or of several side by side: a table per collection, then ``real`` and ``pooled``, one
    measure a row; of one ``task`` if given, with a row per entity type if ``by_type``. csv is one long table, one
    figure a row."""
    from eidisi.scoring.figures import is_per_type

    def wanted(measure: str) -> bool:
        return (task is None or measure.startswith(f"{task}.")) and (by_type or not is_per_type(measure))

    scopes = list(dict.fromkeys(s for card in cards for s, scope in card.scopes.items() if not scope.repeats))
    if format == "csv":
        head = [
            "set", "system", "measure", "p", "r", "f1", "low", "high", "gold", "pred", "n", "few", "signature",
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for scope in scopes:
            for card in cards:
                found = [f for name, f in card.figures.get(scope, {}).items() if wanted(name)]
                rows += [
                    [scope, card.name, *_figure_row(figure, ci), str(card.signature)] for figure in found
                ]
        return render_table(head, rows, format)
    blocks, few = [], False
    for scope in scopes:
        named = [card.figures.get(scope, {}) for card in cards]
        measures = [m for m in dict.fromkeys(name for found in named for name in found) if wanted(m)]
        if not measures:
            continue
        headers = ["measure"]
        for card in cards:
            of = f"{card.name} " if len(cards) > 1 else ""
            headers += [
                f"{of}{label}" for label in ("P", "R", "F1 [95 % CI]" if ci else "F1", "gold", "pred")
            ]
        table = [[m, *(cell for found in named for cell in _cells(found.get(m), ci))] for m in measures]
        few |= any(_marked(found.get(m)) for found in named for m in measures)
        blocks += [_heading(_scope_label(cards, scope), format) + "\n" + render_table(headers, table, format)]
    notes = [FOOTNOTE] if few else []
    notes += [
        f"{c.name}: {c.excluded} predicted in excluded regions, not counted" for c in cards if c.excluded
    ]
    signatures = _signatures((str(card.signature) for card in cards), format)
    return _join([*blocks, *_paragraphs(notes, format), *signatures])


def _marked(figure: Figure | None) -> bool:
    return figure is not None and figure.few and figure.value is not None


def _figure_row(figure: Figure, ci: bool) -> list[Cell]:
    low, high = figure.ci if figure.ci and ci else (None, None)
    counts = (figure.gold, figure.pred, figure.n)
    return [
        figure.measure,
        figure.p,
        figure.r,
        figure.value,
        low,
        high,
        *counts,
        "*" if _marked(figure) else "",
    ]


def _cells(figure: Figure | None, ci: bool) -> list[Cell]:
    """P, R, F1 with its interval, gold, predicted; an accuracy's pairs stand under predicted."""
    if figure is None or figure.value is None:
        return [None, None, None, figure.gold if figure else None, figure.pred if figure else None]
    score = f"{figure.value:.3f}{'*' if _marked(figure) else ''}" + (_interval(figure.ci) if ci else "")
    pairs = figure.n if figure.measure.endswith("_accuracy") else None
    return [figure.p, figure.r, score, figure.gold, pairs if figure.pred is None else figure.pred]


def _interval(ci: tuple[float, float] | None) -> str:
    return f" [{ci[0]:.3f}, {ci[1]:.3f}]" if ci else ""


def _scope_label(cards: Sequence[Scorecard], scope: str) -> str:
    """``original/test, 60 documents``."""
    card = next(card for card in cards if scope in card.scopes)
    split = {data.collection: data.split for data in card.signature.data}.get(scope)
    documents = card.scopes[scope].documents
    name = f"{scope}/{split}" if split else scope
    return f"{text_of(name)}, {documents} document{'' if documents == 1 else 's'}"


def render_comparison(comparison: Comparison, format: str = "table") -> str:
    """Per scope the scores, with the letters of the systems that each is significantly better than, and all pairs;
    then the sentences of ``real``, or of the last scope where there is no ``real``. csv has the pairs only."""
    names = [f"{mark}: {name}" for mark, name in zip(comparison.letters, comparison.names, strict=True)]
    if format == "csv":
        head = ["set", "measure", "first", "second", "difference", "low", "high", "p", "p_holm", "documents"]
        rows: list[list[Cell]] = [
            [q.scope, q.measure, names[q.first], names[q.second], q.difference, *(q.ci or (None, None))]
            + [None if p is None else f"{p:.4f}" for p in (q.p, q.p_holm)]
            + [q.documents]
            for q in comparison.pairs
        ]
        return render_table(head, rows, format)
    blocks: list[str] = []
    for scope, measures in comparison.scores.items():
        table: list[list[Cell]] = []
        rows = []
        for measure, scores in measures.items():
            marks = comparison.beats(scope, measure)
            marked = zip(scores, marks, strict=True)
            table += [
                [measure, *(None if s is None else f"{s:.3f}{f' ({m})' if m else ''}" for s, m in marked)]
            ]
            for q in comparison.pairs_of(scope, measure):
                gap = None if q.difference is None else f"{q.difference:+.3f}{_interval(q.ci)}"
                of = f"{comparison.letters[q.second]} - {comparison.letters[q.first]}"
                rows += [[measure, of, gap, _p(q.p), _p(q.p_holm)]]
        blocks += [_heading(scope, format) + "\n" + render_table(["measure", *names], table, format)]
        blocks += [render_table(["measure", "pair", "difference [95 % CI]", "p", "p (Holm)"], rows, format)]
    shown = "real" if "real" in comparison.scores else next(reversed(comparison.scores), None)
    notes = ["In brackets: the systems that a score is significantly better than (p (Holm) < 0.05)."]
    notes += [q.sentence for q in comparison.pairs if q.scope == shown and q.sentence]
    return _join([*blocks, *_paragraphs(notes, format), *_signatures(comparison.signatures, format)])


def _p(value: float | None) -> str | None:
    return None if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"


def _paragraphs(notes: Iterable[str], format: str) -> list[str]:
    return [escape(text_of(note), format) for note in notes]


def _signatures(signatures: Iterable[str], format: str) -> list[str]:
    return [_code(signature, format) for signature in dict.fromkeys(signatures)]

"""Tables for people: aligned text, markdown, csv or LaTeX, from the same rows.

A cell is a string, a whole number, a float (three decimals) or None (``-``, in csv nothing). Names of systems come
from outside: every format escapes what it would read as markup. ``table`` is aligned text, drawn with rich only on a
terminal that is wide enough; LaTeX tables need the package booktabs.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eidisi.scoring.comparison import Comparison
    from eidisi.scoring.figures import Figure
    from eidisi.scoring.scorecard import Scorecard

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]

FORMATS: Final = ("table", "markdown", "csv", "latex")
FOOTNOTE: Final = "* fewer than 20 items"

_NUMBER: Final = re.compile(r"(-|[<+-]?\d.*)?")
_LATEX: Final = {c: rf"\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def render_table(headers: Sequence[str], rows: Rows, format: str = "table", tty: bool | None = None) -> str:
    """One table as a string without a line feed at its end. ``tty`` overrides the look at stdout."""
    if format not in FORMATS:
        raise ValueError(f"no table format {format!r}: one of {', '.join(FORMATS)}")
    if format == "csv":
        return _csv([headers, *rows])
    cells = [[_text(cell) for cell in row] for row in (headers, *rows)]
    right = [i > 0 and all(_NUMBER.fullmatch(row[i]) for row in cells[1:]) for i in range(len(headers))]
    if format == "markdown":
        return _markdown(cells, right)
    if format == "latex":
        return _latex(cells, right)
    plain = _plain(cells, right)
    return _rich(cells, right, plain) if (sys.stdout.isatty() if tty is None else tty) else plain


def escape(text: str, format: str) -> str:
    """Text as it must stand in running text, or in a cell, of this format."""
    if format == "markdown":
        text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")
        return re.sub(r"([\\`*_|~])", r"\\\1", text).replace("](", "]\\(")
    if format == "latex":
        return "".join(_LATEX.get(char, char) for char in text)
    return text


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return " ".join("".join(c if c.isprintable() else " " for c in str(cell)).split())


def _width(text: str) -> int:
    """Columns in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def _plain(cells: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    widths = [max(_width(row[i]) for row in cells) for i in range(len(right))]
    lines = []
    for row in (*cells[:1], ["-" * width for width in widths], *cells[1:]):
        padding = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        parts = [p + c if r else c + p for c, p, r in zip(row, padding, right, strict=True)]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def _rich(cells: Sequence[Sequence[str]], right: Sequence[bool], plain: str) -> str:
    """The table with rich; the plain one where the terminal is too narrow or has no codes."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, highlight=False, force_terminal=True)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for cell, is_right in zip(cells[0], right, strict=True):
        table.add_column(Text(cell), justify="right" if is_right else "left", no_wrap=True)
    for row in cells[1:]:
        table.add_row(*map(Text, row))
    if console.is_dumb_terminal or console.measure(table).maximum > console.width:
        return plain
    with console.capture() as capture:
        console.print(table)
    return capture.get().strip("\n")


def _markdown(cells: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    head, *body = ["| " + " | ".join(escape(cell, "markdown") for cell in row) + " |" for row in cells]
    rule = "| " + " | ".join("---:" if is_right else "---" for is_right in right) + " |"
    return "\n".join([head, rule, *body])


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([["" if cell is None else _text(cell) for cell in row] for row in rows])
    return buffer.getvalue().rstrip("\n")


def _latex(cells: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    head, *body = [" & ".join(escape(cell, "latex") for cell in row) + r" \\" for row in cells]
    # a row that begins with [ or * would be read as an argument of the \\ before it
    body = ["{}" + line if line.startswith(("[", "*")) else line for line in body]
    columns = "".join("r" if is_right else "l" for is_right in right)
    begin, end = rf"\begin{{tabular}}{{{columns}}}", r"\end{tabular}"
    return "\n".join([begin, r"\toprule", head, r"\midrule", *body, r"\bottomrule", end])


def _heading(text: str, format: str) -> str:
    if format == "markdown":
        return f"### {escape(text, format)}\n"
    return rf"\paragraph{{{escape(text, format)}}}" + "\n" if format == "latex" else text


def _code(text: str, format: str) -> str:
    """A signature: never broken or read as markup."""
    text = _text(text)
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

    scopes = list(dict.fromkeys(name for card in cards for name in card.scopes))
    if format == "csv":
        head = "set system measure p r f1 low high gold pred n few signature".split()
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
        if not measures or (scope == "pooled" and all(len(c.scopes[scope].collections) == 1 for c in cards)):
            continue
        headers = ["measure"]
        for card in cards:
            of = f"{card.name} " if len(cards) > 1 else ""
            headers += [
                f"{of}{label}" for label in ("P", "R", "F1 [95 % CI]" if ci else "F1", "gold", "pred")
            ]
        table = [[m, *(cell for found in named for cell in _cells(found.get(m), ci))] for m in measures]
        few |= any(m in found and found[m].few for found in named for m in measures)
        blocks += [_heading(_scope_label(cards, scope), format) + "\n" + render_table(headers, table, format)]
    notes = [FOOTNOTE] if few else []
    notes += [
        f"{c.name}: {c.excluded} predicted in excluded regions, not counted" for c in cards if c.excluded
    ]
    signatures = dict.fromkeys(str(card.signature) for card in cards)
    return _join(
        [*blocks, *(escape(_text(n), format) for n in notes), *(_code(s, format) for s in signatures)]
    )


def _figure_row(figure: Figure, ci: bool) -> list[Cell]:
    low, high = figure.ci if figure.ci and ci else (None, None)
    counts = (figure.gold, figure.pred, figure.n)
    return [figure.measure, figure.p, figure.r, figure.value, low, high, *counts, "*" if figure.few else ""]


def _cells(figure: Figure | None, ci: bool) -> list[Cell]:
    """P, R, F1 with its interval, gold, predicted; an accuracy's pairs stand under predicted."""
    if figure is None or figure.value is None:
        return [None, None, None, figure.gold if figure else None, figure.pred if figure else None]
    score = f"{figure.value:.3f}{'*' if figure.few else ''}" + (_interval(figure.ci) if ci else "")
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
    return f"{_text(name)}, {documents} document{'' if documents == 1 else 's'}"


def render_comparison(comparison: Comparison, format: str = "table") -> str:
    """Per scope one table of all pairs; *better than* names the systems that the second one beats, and so on. The
    sentences are those of ``real``, or of the last scope where there is no ``real``; csv has one table and no text."""
    names = [f"{m} {name}" for m, name in zip(comparison.letters, comparison.names, strict=True)]
    head = ["measure", "systems", "first", "second", "difference [95 % CI]", "p", "p (Holm)", "better"]
    blocks: list[str] = []
    everything: list[list[Cell]] = []
    for scope, measures in comparison.scores.items():
        rows: list[list[Cell]] = []
        for measure, scores in measures.items():
            for pair in comparison.pairs_of(scope, measure):
                better = comparison.better_of(pair)
                gap = None if pair.difference is None else f"{pair.difference:+.3f}{_interval(pair.ci)}"
                both = f"{names[pair.first]} / {names[pair.second]}"
                ps = (_p(pair.p), _p(pair.p_holm))
                rows += [[measure, both, scores[pair.first], scores[pair.second], gap, *ps, better]]
        everything += [[scope, *row] for row in rows]
        blocks += [_heading(scope, format) + "\n" + render_table(head, rows, format)]
    if format == "csv":
        return render_table(["set", *head], everything, format)
    shown = "real" if "real" in comparison.scores else next(reversed(comparison.scores), None)
    said = [pair.sentence for pair in comparison.pairs if pair.scope == shown and pair.sentence]
    return _join(
        [
            *blocks,
            *(escape(_text(s), format) for s in said),
            *(_code(s, format) for s in dict.fromkeys(comparison.signatures)),
        ]
    )


def _p(value: float | None) -> str | None:
    return None if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"

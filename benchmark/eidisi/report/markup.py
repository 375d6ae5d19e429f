"""The formats of a table, cell by cell: what ``report.tables`` is written in.

Names of systems come from outside, so every format escapes what it would read as markup. ``cells`` are rows of
strings, the headers first; ``right`` tells per column whether it is aligned to the right.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

Cell = str | int | float | None
Cells = Sequence[Sequence[str]]

_LATEX: Final = {c: rf"\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def escape(text: str, format: str) -> str:
    """Text as it must stand in running text, or in a cell, of this format."""
    if format == "markdown":
        text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")
        return re.sub(r"([\\`*_|~])", r"\\\1", text).replace("](", "]\\(")
    if format == "latex":
        return "".join(_LATEX.get(char, char) for char in text)
    return text


def text_of(cell: Cell) -> str:
    """One line, whatever the cell holds."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return " ".join("".join(c if c.isprintable() else " " for c in str(cell)).split())


def _width(text: str) -> int:
    """Columns in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def plain(cells: Cells, right: Sequence[bool]) -> str:
    """Aligned text: for pipes, files and dumb terminals."""
    widths = [max(_width(row[i]) for row in cells) for i in range(len(right))]
    lines = []
    for row in (*cells[:1], ["-" * width for width in widths], *cells[1:]):
        padding = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        parts = [p + c if r else c + p for c, p, r in zip(row, padding, right, strict=True)]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def drawn(cells: Cells, right: Sequence[bool]) -> str | None:
    """Drawn with rich, for a terminal; None where it is too narrow or dumb."""
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
    needed = console.measure(table, options=console.options.update(width=10_000)).maximum
    if console.is_dumb_terminal or needed > console.width:
        return None
    with console.capture() as capture:
        console.print(table)
    return capture.get().strip("\n")


def markdown(cells: Cells, right: Sequence[bool]) -> str:
    """A GitHub table."""
    head, *body = ["| " + " | ".join(escape(cell, "markdown") for cell in row) + " |" for row in cells]
    rule = "| " + " | ".join("---:" if is_right else "---" for is_right in right) + " |"
    return "\n".join([head, rule, *body])


def comma_separated(rows: Iterable[Sequence[Cell]]) -> str:
    """csv; None is an empty field."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([["" if cell is None else text_of(cell) for cell in row] for row in rows])
    return buffer.getvalue().rstrip("\n")


def latex(cells: Cells, right: Sequence[bool]) -> str:
    """A ``tabular`` with the rules of booktabs."""
    head, *body = [" & ".join(escape(cell, "latex") for cell in row) + r" \\" for row in cells]
    # a row that begins with [ or * would be read as an argument of the \\ before it
    body = ["{}" + line if line.startswith(("[", "*")) else line for line in body]
    columns = "".join("r" if is_right else "l" for is_right in right)
    begin, end = rf"\begin{{tabular}}{{{columns}}}", r"\end{tabular}"
    return "\n".join([begin, r"\toprule", head, r"\midrule", *body, r"\bottomrule", end])

"""Errors as tables: categories by type, gold against predicted types, the worst documents, examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eidisi.ontology import MENTION_TYPES
from eidisi.report.markup import Cell, escape, text_of
from eidisi.report.tables import render_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eidisi.scoring.errors import Case, Errors


def render_errors(found: Errors, format: str = "table", examples: int = 0) -> str:
    """Everything about one system. csv has the categories only."""
    from eidisi.scoring.errors import CATEGORIES, INVALID, NOTHING

    blocks: list[str] = []
    if found.categories is not None and found.confusion is not None:
        rows: list[list[Cell]] = [
            [label, *(found.categories[label][c] for c in CATEGORIES)]
            for label in _ordered(found.categories, INVALID)
        ]
        rows.append(["all", *(found.totals[c] for c in CATEGORIES)])
        categories = render_table(["type", *CATEGORIES], rows, format)
        if format == "csv":
            return categories
        blocks += [_line(f"{found.name}: entities by gold type, spurious ones by theirs", format), categories]
        golds = _ordered({gold for gold, _ in found.confusion}, NOTHING)
        theirs = _ordered({predicted for _, predicted in found.confusion}, INVALID, NOTHING)
        rows = [[gold, *(found.confusion[gold, p] or "." for p in theirs)] for gold in golds]
        blocks += [
            _line("gold types (rows) against predicted types (columns); - is no partner", format),
            render_table(["gold", *theirs], rows, format),
        ]
    elif format == "csv":
        raise ValueError("csv has the categories of entities, which were not submitted")
    for measure, worst in found.worst.items():
        rows = [[w.document, w.f1, int(w.counts[3]), int(w.counts[1])] for w in worst]
        blocks += [
            _line(f"worst documents, {measure}", format),
            render_table(["document", "F1", "gold", "pred"], rows, format),
        ]
    if examples:
        shown = [_line(_example(case, context), format) for case, context in found.examples(examples)]
        blocks += ["\n".join(shown) or _line("no example: no error, or the text is not here", format)]
    return "\n\n".join([*blocks, _line(found.signature, format)])


def _ordered(types: Iterable[str], *last: str) -> list[str]:
    """The ontology's types in their order, foreign ones by name, then ``last``."""
    order = {label: i for i, label in enumerate(MENTION_TYPES)} | {
        label: 99 + i for i, label in enumerate(last)
    }
    return sorted(types, key=lambda label: (order.get(label, 50), label))


def _example(case: Case, context: str) -> str:
    def item(found: tuple[int, int, str] | None) -> str:
        return f"{found[2]} {found[0]}-{found[1]}" if found else "nothing"

    return f"{case.document}, {case.category}: gold {item(case.gold)}, predicted {item(case.predicted)}: {context}"


def _line(text: str, format: str) -> str:
    return escape(text_of(text), format)

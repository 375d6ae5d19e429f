"""``eidisi agreement``: two passes side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eidisi.cli.console import counted, guarded, note, out, out_json, usage

if TYPE_CHECKING:
    from eidisi.model import Document


def _pairs(first: str, second: str | None) -> list[tuple[Document, Document]]:
    from eidisi.corpus.gold import file_set
    from eidisi.corpus.passes import pass_pairs

    if second is None:
        return pass_pairs(first)
    for name in (first, second):
        if not Path(name).is_file():
            usage(f"there is no gold file {name}")
    a, b = file_set(first).documents, file_set(second).documents
    apart = sorted(set(a) ^ set(b))
    if apart:
        usage(f"not in both files: {', '.join(apart[:5])}{' ...' if len(apart) > 5 else ''}")
    return [(a[i], b[i]) for i in sorted(a)]


def agreement(
    first: Annotated[str, typer.Argument(metavar="SET|A", help="A SET with two passes, or a gold file.")],
    second: Annotated[str | None, typer.Argument(metavar="[B]", help="The other gold file.")] = None,
    no_ci: Annotated[bool, typer.Option("--no-ci", help="No intervals.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    format: Annotated[str, typer.Option(help="table, markdown, csv or latex.")] = "table",
) -> None:
    """How far two independent passes agree, layer by layer, before adjudication.

    Example: eidisi agreement all

    Example: eidisi agreement mine.jsonl yours.jsonl
    """
    from eidisi.report.agreement import render_agreement
    from eidisi.scoring.agreement import agreement as measure

    try:
        pairs = _pairs(first, second)
        found = measure(pairs, ci=not no_ci)
    except (KeyError, ValueError, OSError) as error:
        guarded(error, as_json=as_json)
    if as_json:
        rows = [
            {"layer": x.line.layer, "measure": x.line.measure, "value": x.value, "ci": x.ci, "n": x.n,
             "to_reach": x.line.target} for x in found
        ]  # fmt: skip
        out_json({"documents": len(pairs), "agreement": rows})
        return
    out(render_agreement(found, format))
    whose = "two passes before adjudication" if second is None else f"{first} and {second}"
    note(f"{counted(len(pairs), 'document')}, {whose}; ! is under the figure to reach (an alarm, no gate)")

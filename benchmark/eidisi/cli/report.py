"""``eidisi report``: one self-contained page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import guarded, note, usage
from eidisi.cli.score import Drop, Files, Gold, Labels, Missing, Repair


def report(
    files: Files,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page, an .html file.")],
    gold: Gold = None,
    labels: Labels = "native",
    repair: Repair = "none",
    allow_missing: Missing = False,
    drop_invalid: Drop = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Scores, slices, confusions and the worst documents of one system or several, as one HTML page.

    Example: eidisi report predictions.jsonl -o report.html

    Example: eidisi report a.jsonl b.jsonl --gold original/validation -o report.html
    """
    from eidisi.api import findings
    from eidisi.cli.predictions import open_predictions
    from eidisi.corpus.gold import gold_set
    from eidisi.report.page import render_page

    if output.exists() and not force:
        usage(f"{output} exists; --force overwrites it")
    try:
        against = gold_set(gold) if gold is not None else None
        found = []
        for file in files:
            source = open_predictions(file, against, repair, labels, drop_invalid)
            found.append(
                findings(
                    source.rows, against, name=source.name, labels=labels, repair=source.repair,
                    allow_missing=allow_missing, drop_invalid=drop_invalid,
                )
            )  # fmt: skip
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(render_page(found), encoding="utf-8", newline="\n")
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    note(f"wrote {output}")

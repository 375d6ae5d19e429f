"""``eidisi errors``: what a system got wrong, and where."""

from __future__ import annotations

from typing import Annotated

import typer

from eidisi.cli.console import guarded, out, out_json, usage
from eidisi.cli.score import AsJson, Drop, Format, Gold, Labels, Missing, Repair, note_excluded


def errors(
    file: Annotated[
        str, typer.Argument(metavar="PRED", help="A predictions file (JSON Lines), or - for stdin.")
    ],
    gold: Gold = None,
    examples: Annotated[
        int, typer.Option("--examples", min=0, help="Show up to so many errors in their context.")
    ] = 0,
    labels: Labels = "native",
    repair: Repair = "none",
    allow_missing: Missing = False,
    drop_invalid: Drop = False,
    as_json: AsJson = False,
    format: Format = "table",
) -> None:
    """Entity errors by category and type, gold against predicted types, and the ten worst documents of each track.

    Example: eidisi errors predictions.jsonl --gold original/validation --examples 20
    """
    from eidisi.api import errors as run
    from eidisi.cli.predictions import open_predictions
    from eidisi.corpus.gold import gold_set
    from eidisi.report.errors import render_errors
    from eidisi.report.tables import FORMATS

    if format not in FORMATS:
        usage(f"no table format {format!r}: one of {', '.join(FORMATS)}")
    try:
        against = gold_set(gold) if gold is not None else None
        source = open_predictions(file, against, repair, labels, drop_invalid)
        found = run(
            source.rows, against, name=source.name, labels=labels, repair=source.repair,
            allow_missing=allow_missing, drop_invalid=drop_invalid,
        )  # fmt: skip
        text = "" if as_json else render_errors(found, format, examples)
    except (KeyError, ValueError, OSError) as error:
        guarded(error, as_json=as_json)
    if as_json:
        out_json(found.to_dict(examples))
    else:
        out(text)
        note_excluded(found.name, found.excluded)

"""``eidisi score`` and ``eidisi compare``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from eidisi.cli.console import guarded, note, out, out_json, usage

Result = TypeVar("Result")
# gold, tasks, intervals, labels, repair, allow missing, drop invalid, JSON
_Options = tuple[str | None, list[str] | None, bool, str, str, bool, bool, bool]

Files = Annotated[
    list[str], typer.Argument(metavar="PRED...", help="Predictions files (JSON Lines), or - for stdin.")
]
Gold = Annotated[
    str | None, typer.Option("--gold", help="A SET (original/test, all, ...) or a gold file; default: the test split of each collection that occurs.")
]  # fmt: skip
Task = Annotated[
    list[str] | None, typer.Option("--task", help="Only entities, quotes or events; repeatable.")
]
NoCi = Annotated[bool, typer.Option("--no-ci", help="No intervals.")]
Labels = Annotated[str, typer.Option(help="Tag set of the model: native, conll, elner4, elner18, ontonotes, spacy, uner, or a JSON file.")]  # fmt: skip
Repair = Annotated[str, typer.Option(help="For CoNLL columns: none, conlleval or discard.")]
Missing = Annotated[bool, typer.Option("--allow-missing", help="Documents without a line count as missed.")]
Drop = Annotated[bool, typer.Option("--drop-invalid", help="Items with an unknown type or role or an impossible span become false positives.")]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Format = Annotated[str, typer.Option("--format", help="table, markdown, csv or latex.")]


def _run(
    files: list[str], gold: str | None, task: list[str] | None, ci: bool, labels: str, repair: str,
    missing: bool, drop: bool, as_json: bool, run: Callable[..., Result],
) -> list[Result]:  # fmt: skip
    import gc

    from eidisi.cli.predictions import open_predictions
    from eidisi.corpus.gold import gold_set

    if files.count("-") > 1:
        usage("- (standard input) can be given once")
    gc.disable()  # gold records are many and hold no cycle: to look for one takes a third of the time
    try:
        against = gold_set(gold) if gold is not None else None
        gc.freeze()  # from here on only what is new is looked at
        gc.enable()
        cards = []
        for file in files:
            source = open_predictions(file, against, repair, labels, drop)
            cards.append(
                run(
                    source.rows, against, name=source.name, tracks=task or None, labels=labels, repair=source.repair,
                    allow_missing=missing, drop_invalid=drop, ci=ci,
                )
            )  # fmt: skip
        return cards
    except (KeyError, ValueError, OSError) as error:
        guarded(error, as_json=as_json)
    finally:
        gc.enable()
        gc.unfreeze()


def score(
    files: Files,
    gold: Gold = None,
    task: Task = None,
    no_ci: NoCi = False,
    labels: Labels = "native",
    repair: Repair = "none",
    allow_missing: Missing = False,
    drop_invalid: Drop = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Slice: type, collection, section, length; recall only: quote-type, realisation, realis, polarity, in-quote, seen.",
        ),
    ] = None,
    as_json: AsJson = False,
    format: Format = "table",
) -> None:
    """Score predictions: every measure with its 95 % interval over stories, and a signature you can quote.

    Example: eidisi score predictions.jsonl

    Example: eidisi score a.jsonl b.jsonl --gold original/validation --task quotes --format markdown

    Example: eidisi score predictions.jsonl --by realisation
    """
    from eidisi.api import score as run
    from eidisi.report.tables import FORMATS, render_scorecards

    if format not in FORMATS:
        usage(f"no table format {format!r}: one of {', '.join(FORMATS)}")
    options = (gold, task, not no_ci, labels, repair, allow_missing, drop_invalid, as_json)
    if by is not None:
        _by(by, files, options, format)
        return
    cards = _run(files, *options, run)
    if as_json:
        found = [{"system": card.name, **card.to_dict()} for card in cards]
        out_json(found[0] if len(found) == 1 else found)
        return
    out(render_scorecards(cards, format, ci=not no_ci))
    for card in cards:
        note_excluded(card.name, card.excluded)


def note_excluded(name: str, excluded: int) -> None:
    """Say how many predicted items were dropped without penalty, if any."""
    if excluded:
        note(f"{name}: {excluded} predicted items inside excluded regions were left out")


def _by(by: str, files: list[str], options: _Options, format: str) -> None:
    from functools import partial

    from eidisi.api import score_by
    from eidisi.report.slices import render_slices

    found = _run(files, *options, partial(score_by, by=by))
    if options[-1]:
        parts = [slices.to_dict() for slices in found]
        out_json(parts[0] if len(parts) == 1 else parts)
        return
    out(render_slices(found, format))
    for slices in found:
        note_excluded(slices.name, slices.excluded)


def compare(
    files: Files,
    gold: Gold = None,
    labels: Labels = "native",
    repair: Repair = "none",
    allow_missing: Missing = False,
    drop_invalid: Drop = False,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Gains and losses by slice instead of tests: the slices of `score --by`."),
    ] = None,
    as_json: AsJson = False,
    format: Format = "table",
) -> None:
    """Are two systems different? Paired tests over stories on every ranked measure, Holm over many.

    Example: eidisi compare a.jsonl b.jsonl --gold original/test

    Example: eidisi compare a.jsonl b.jsonl --by realisation
    """
    from eidisi.api import score as score_one
    from eidisi.report.tables import render_comparison
    from eidisi.scoring.comparison import compare as run

    if len(files) < 2:
        usage("compare takes at least two predictions files")
    options = (gold, None, True, labels, repair, allow_missing, drop_invalid, as_json)
    if by is not None:
        _gains(by, files, options, format)
        return
    cards = _run(files, *options, score_one)
    try:
        found = run(cards)
    except ValueError as error:
        guarded(error, as_json=as_json)
    if as_json:
        out_json(found.to_dict())
        return
    out(render_comparison(found, format))


def _gains(by: str, files: list[str], options: _Options, format: str) -> None:
    from functools import partial

    from eidisi.api import score_by
    from eidisi.report.slices import render_gains

    found = _run(files, *options, partial(score_by, by=by))
    if options[-1]:
        out_json([slices.to_dict() for slices in found])
        return
    out(render_gains(found, format))

"""``eidisi baseline list|train|predict``: the baseline systems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eidisi.cli.bar import progress_bar
from eidisi.cli.console import counted, guarded, note, out, out_json, usage

if TYPE_CHECKING:
    from eidisi.model import Document

app = typer.Typer(no_args_is_help=True, help="Train baseline systems and predict with them.")


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The baselines there are, and what each needs.

    Example: eidisi baseline list
    """
    from eidisi_baselines import SYSTEMS

    if as_json:
        out_json([{"name": i.name, "summary": i.summary, "extra": i.extra} for i in SYSTEMS.values()])
        return
    for info in SYSTEMS.values():
        needs = f"   (pip install 'eidisi[{info.extra}]')" if info.extra else ""
        out(f"{info.name:<9}{info.summary}{needs}")


@app.command()
def train(
    name: Annotated[str, typer.Argument(metavar="NAME", help="rules, crf, ... (`eidisi baseline list`).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="An empty or new folder for the model.")],
    on: Annotated[
        str, typer.Option("--on", help="What to train on: a SET or a gold file.")
    ] = "original/train",
    seed: Annotated[int, typer.Option(help="Seed of whatever is random in training.")] = 1,
    option: Annotated[
        list[str] | None, typer.Option("--option", help="KEY=VALUE, as the system's documentation names it.")
    ] = None,
) -> None:
    """Train a baseline on gold. The text must be at hand (`eidisi fetch` for gdt and ntrex).

    Example: eidisi baseline train crf -o models/crf --on original/train
    """
    from eidisi.data import documents
    from eidisi_baselines import system

    options = dict(_pair(given) for given in option or ())
    try:
        gold = documents(on)
        with progress_bar() as progress:
            system.train(name, gold, output, trained_on=on, seed=seed, progress=progress, **options)
    except (KeyError, ValueError, OSError, ImportError) as error:
        guarded(error)
    tested = [d.id for d in gold if d.split == "test"]
    if tested:
        note(
            f"{counted(len(tested), 'document')} of a test split went into training: no score on that split means anything"
        )
    note(f"trained {name} on {counted(len(gold), 'document')} of {on}: {output}")


@app.command()
def predict(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The system that was trained.")],
    model: Annotated[Path, typer.Option("--model", help="Its folder.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The predictions file.")],
    on: Annotated[
        str, typer.Option("--on", help="A SET, a gold file, or a text file (.txt) of your own.")
    ] = "original/test",
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a run that may cost money.")] = False,
) -> None:
    """Predict with a trained baseline; the labels of what it reads are not looked at.

    Example: eidisi baseline predict crf --model models/crf --on all/test -o crf.jsonl

    Example: eidisi baseline predict crf --model models/crf --on my-article.txt -o mine.jsonl
    """
    from eidisi.formats.jsonl import write_predictions
    from eidisi_baselines import system

    if output.exists() and not force:
        usage(f"{output} exists; --force overwrites it")
    try:
        predictor = system.load(name, model)
        documents = _documents(on)
        _agreed(predictor, documents, yes)
        with progress_bar() as progress:
            found = list(system.predict(predictor, documents, total=len(documents), progress=progress))
        output.parent.mkdir(parents=True, exist_ok=True)
        write_predictions(found, output, overwrite=force)
    except (KeyError, ValueError, OSError, ImportError) as error:
        guarded(error)
    failures = getattr(predictor, "failures", None)
    if failures:
        note("could not be used: " + ", ".join(f"{code} {n}" for code, n in sorted(failures.items())))
    note(f"wrote {counted(len(found), 'document')} to {output}")


def _agreed(predictor: object, documents: list[Document], yes: bool) -> None:
    """Say what a run will take, where the system can, and ask on a terminal."""
    estimate = getattr(predictor, "estimate", None)
    if estimate is None:
        return
    note(estimate(documents))
    if not yes and sys.stdin.isatty() and not typer.confirm("Go on?", err=True):
        raise typer.Exit(1)


def _documents(on: str) -> list[Document]:
    from eidisi.data import document, documents

    if on.endswith(".txt"):
        if not Path(on).is_file():
            raise FileNotFoundError(f"there is no text file {on}")
        try:
            text = Path(on).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(f"{on}: byte {error.start} is not UTF-8") from error
        return [document(text, Path(on).stem)]
    return documents(on, labels=False)


def _pair(given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not equals:
        usage(f"--option takes KEY=VALUE, not {given!r}")
    return key, value

"""``eidisi export`` and ``eidisi import``: jsonl, brat, conll, surface; out only: docbin, textee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import counted, guarded, note, refuse, usage

FORMATS = ("jsonl", "brat", "conll", "surface")
EXPORTS = (*FORMATS, "docbin", "textee")


def _fresh(path: Path, force: bool) -> None:
    if path.exists() and not force and not (path.is_dir() and not any(path.iterdir())):
        usage(f"{path} exists; --force overwrites it")
    path.parent.mkdir(parents=True, exist_ok=True)


def export(
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="jsonl, brat, conll, surface, docbin or textee.")
    ],
    name: Annotated[str, typer.Argument(metavar="SET", help="original/train, all, a gold file, ...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A file; for brat a folder.")],
    layer: Annotated[str, typer.Option(help="gold, passes/a or passes/b.")] = "gold",
    predictions: Annotated[
        bool, typer.Option("--predictions", help="jsonl: as a predictions file instead of gold records.")
    ] = False,
    scheme: Annotated[str, typer.Option(help="conll: IOB2, IOB1, IOBES or BILOU.")] = "IOB2",
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Write gold in another format. Text is included where it is at hand (`eidisi fetch`).

    Example: eidisi export jsonl original/train -o train.jsonl

    Example: eidisi export brat original -o brat/

    Example: eidisi export docbin original/train -o train.spacy
    """
    from eidisi.corpus.brat_folder import write_folder
    from eidisi.corpus.collections import load_set
    from eidisi.corpus.gold import file_set
    from eidisi.formats.conll import write_conll
    from eidisi.formats.jsonl import write_documents, write_predictions
    from eidisi.formats.predicted import as_prediction
    from eidisi.formats.surface import write_surface

    if format not in EXPORTS:
        usage(f"no format {format!r}; there are {', '.join(EXPORTS)}")
    try:
        if Path(name).is_file():
            documents = list(file_set(name).documents.values())
        else:
            documents = list(load_set(name, layer=layer))
        _fresh(output, force)
        if format == "brat":
            write_folder(documents, output)
        elif format == "conll":
            output.write_text(write_conll(documents, scheme), encoding="utf-8", newline="\n")
        elif format == "surface":
            output.write_text(write_surface(documents), encoding="utf-8", newline="\n")
        elif format == "docbin":
            from eidisi.formats.docbin import to_docbin

            to_docbin(documents).to_disk(output)
        elif format == "textee":
            from eidisi.formats.rows.events import write_textee

            output.write_text(write_textee(documents), encoding="utf-8", newline="\n")
        elif predictions:
            write_predictions(map(as_prediction, documents), output, overwrite=force)
        else:
            write_documents(documents, output, overwrite=force)
    except (KeyError, ValueError, OSError, ImportError) as error:
        guarded(error)
    note(f"wrote {counted(len(documents), 'document')} to {output}")


def import_(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="jsonl, brat, conll or surface.")],
    source: Annotated[Path, typer.Argument(metavar="PATH", help="A file; for brat a folder.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="jsonl: a predictions file, or gold with --gold.")
    ],
    name: Annotated[
        str, typer.Option("--on", help="The documents it is about: a SET or a gold file.")
    ] = "all",
    gold: Annotated[bool, typer.Option("--gold", help="brat: write gold records, not predictions.")] = False,
    scheme: Annotated[str, typer.Option(help="conll: IOB2, IOB1, IOBES or BILOU.")] = "IOB2",
    repair: Annotated[str, typer.Option(help="conll: none, conlleval or discard.")] = "none",
    all_occurrences: Annotated[
        bool,
        typer.Option(
            "--all-occurrences", help="surface: an entity without a number is everywhere it stands."
        ),
    ] = False,
    skip_failed: Annotated[
        bool,
        typer.Option(
            "--skip-failed", help="surface: write what could be aligned; failures are still listed."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Turn another format into a predictions file that `eidisi score` reads.

    Example: eidisi import conll tagged.conll --on original/test -o predictions.jsonl

    Example: eidisi import surface llm.jsonl --on original/test -o predictions.jsonl --skip-failed
    """
    from eidisi.corpus.brat_folder import read_folder
    from eidisi.corpus.gold import file_set, gold_set
    from eidisi.formats.conll import read_conll
    from eidisi.formats.jsonl import write_documents, write_predictions
    from eidisi.formats.predicted import as_prediction
    from eidisi.formats.surface import read_surface
    from eidisi.problems import Problems

    if format not in FORMATS:
        usage(f"no format {format!r}; there are {', '.join(FORMATS)}")
    if not source.exists():
        usage(f"there is no {source}")
    problems = Problems(str(source))
    try:
        _fresh(output, force)
        if format == "jsonl":
            documents = list(file_set(source).documents.values())
            write_predictions(map(as_prediction, documents), output, overwrite=force)
            count = len(documents)
        else:
            about = gold_set(name).documents
            if format == "brat":
                found = read_folder(source, about, problems)
                if problems:
                    refuse(problems)
                if gold:
                    write_documents(found, output, overwrite=force)
                else:
                    write_predictions(map(as_prediction, found), output, overwrite=force)
                count = len(found)
            else:
                if format == "conll":
                    rows = read_conll(source.read_bytes(), about, problems, scheme=scheme, repair=repair)
                else:
                    rows, failed = read_surface(
                        source.read_bytes(), about, all_occurrences=all_occurrences, file=str(source)
                    )
                    problems.extend(failed)
                if problems and not (format == "surface" and skip_failed):
                    refuse(problems)
                for line in problems.lines():
                    note(line)
                write_predictions(rows, output, overwrite=force)
                count = len(rows)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    note(
        f"wrote {counted(count, 'document')} to {output}"
        + (f"; {len(problems)} failures listed above" if problems else "")
    )

"""``eidisi fetch``: the text of the stand-off collections."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import guarded, note, out, usage


def fetch(
    names: Annotated[list[str] | None, typer.Argument(help="gdt, ntrex, seed; default gdt ntrex.")] = None,
    from_dir: Annotated[
        Path | None, typer.Option("--from", help="A local copy of the upstream files instead of the network.")
    ] = None,
    mirror: Annotated[
        str | None, typer.Option(help="Base address of a mirror that keeps the upstream paths.")
    ] = None,
) -> None:
    """Rebuild the text of stand-off collections into the cache folder (EIDISI_HOME), every SHA-256 checked.

    Nothing is written unless everything verifies; an interrupted download goes on where it stopped.

    Example: eidisi fetch gdt ntrex
    """
    from eidisi.corpus.collections import STANDOFF, index
    from eidisi.corpus.download import FetchError
    from eidisi.corpus.fetching import fetch as run

    chosen = tuple(names or ("gdt", "ntrex"))
    unknown = [name for name in chosen if name not in STANDOFF]
    if unknown:
        usage(f"no stand-off collection {unknown[0]!r}; there are {', '.join(STANDOFF)}")
    expected = {e.id: e.text_sha256 for name in STANDOFF for e in index(name).values()}
    try:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
            with Progress(*columns, console=Console(stderr=True)) as bar:
                tasks: dict[str, object] = {}

                def progress(file: str, done: int, total: int) -> None:
                    task = tasks.get(file)
                    if task is None:
                        task = tasks[file] = bar.add_task(file, total=total)
                    bar.update(task, completed=done)  # type: ignore[arg-type]

                found = run(chosen, expected=expected, from_dir=from_dir, progress=progress, base_url=mirror)
        else:
            found = run(chosen, expected=expected, from_dir=from_dir, base_url=mirror)
    except FetchError as error:
        note(f"eidisi: {error}")
        raise typer.Exit(1) from None
    except (ValueError, OSError) as error:
        guarded(error)
    for one in found:
        how = "already there, verified" if one.reused else "rebuilt and verified"
        out(f"{one.collection}: {one.documents} documents {how}: {one.folder}")

"""``eidisi build`` and ``eidisi publish``: the Hugging Face dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.bar import progress_bar
from eidisi.cli.console import guarded, note, out


def build(
    output: Annotated[Path, typer.Argument(metavar="OUT", help="An empty or new folder.")],
    with_text: Annotated[
        bool, typer.Option("--with-text", help="For local use: with the fetched texts of gdt and ntrex.")
    ] = False,
) -> None:
    """Write the dataset folder: card, data files of every config, licences, canary, Croissant.

    Example: eidisi build hub

    Example: eidisi build local --with-text
    """
    from eidisi.publish.build import build as run

    try:
        with progress_bar() as progress:
            manifest = run(output, with_text=with_text, progress=progress)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    note(f"wrote {len(manifest['files']) + 1} files to {output}, data version {manifest['data_version']}")


def publish(
    repo: Annotated[str, typer.Argument(metavar="REPO", help="owner/name of the dataset repository.")],
    folder: Annotated[Path, typer.Option("--folder", help="What `eidisi build` wrote.")] = Path("hub"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and send nothing.")] = False,
    endpoint: Annotated[str | None, typer.Option(help="Another Hub than the default one.")] = None,
) -> None:
    """Upload a built folder and tag it with the data version. A touched or stale folder is refused, and so is any text
    that a licence does not allow.

    Example: eidisi publish me/eidisi --dry-run
    """
    from eidisi.publish.upload import Refused
    from eidisi.publish.upload import publish as run

    try:
        names = run(folder, repo, dry_run=dry_run, endpoint=endpoint)
    except Refused as error:
        for reason in error.reasons:
            note(f"eidisi: {reason}")
        raise typer.Exit(1) from None
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    for name in names:
        out(name)
    note(f"{'would send' if dry_run else 'sent'} {len(names)} files to {repo}")

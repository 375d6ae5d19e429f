"""``eidisi verify packet|diff|apply``: for human verifiers of the gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import counted, guarded, note, out

app = typer.Typer(no_args_is_help=True, help="Verification of the gold by people (docs/verifying.md).")
Packet = Annotated[Path, typer.Argument(metavar="DIR", help="The packet.")]


@app.command()
def packet(
    name: Annotated[str, typer.Argument(metavar="SET", help="gdt/test, original/test, a document id, ...")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="An empty or new folder; it will hold text.")
    ],
) -> None:
    """Write the documents of a SET for brat, with text, and a list to tick off. Keep it local: it holds text.

    Example: eidisi verify packet gdt/test -o packet
    """
    from eidisi.corpus.collections import load_set
    from eidisi.corpus.verifying import write_packet

    try:
        count = write_packet(load_set(name), output)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    note(f"wrote {counted(count, 'document')} to {output}; docs/verifying.md says how to go on")


@app.command()
def diff(folder: Packet) -> None:
    """What the verifier changed, document by document. Nothing is written.

    Example: eidisi verify diff packet
    """
    from eidisi.corpus.adjudication import show
    from eidisi.corpus.verifying import read_packet

    try:
        verified = read_packet(folder)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    for one in verified:
        out(f"{one.gold.id}: {len(one.differences) or 'no'} differences (a: gold, b: verifier)")
        for line in show(one.gold, one.differences):
            out(f"  {line}")
    note(
        f"{counted(len(verified), 'document')} read, {counted(sum(len(v.differences) for v in verified), 'difference')}"
    )


@app.command()
def apply(folder: Packet) -> None:
    """Write the verifier's labels as gold and mark the documents that were read as verified by a human.

    Look at `eidisi verify diff` first, and commit before: this changes annotations/.

    Example: eidisi verify apply packet
    """
    from eidisi.corpus.verifying import apply as run
    from eidisi.corpus.verifying import read_packet

    try:
        written = run(read_packet(folder))
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    for path in written:
        out(str(path))
    note(
        "next: raise the data version (docs/versioning.md), a line in annotations/CHANGELOG.md, eidisi index for `seen`"
    )

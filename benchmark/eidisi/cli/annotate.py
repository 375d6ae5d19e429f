"""``eidisi annotate``: the annotators' notation, compiled, checked and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import guarded, note, out, refuse, usage


def annotate(
    file: Annotated[Path | None, typer.Argument(help="A file in the annotators' notation.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the compiled .ann here.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--print", help="Print this article for annotation.")] = None,
    back: Annotated[
        str | None, typer.Option("--from", help="Print the labels of this article in the notation.")
    ] = None,
    layer: Annotated[str, typer.Option(help="With --from: gold, passes/a or passes/b.")] = "gold",
    standoff: Annotated[
        bool, typer.Option(help="Write `_` for every surface (collections without text).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No read-back, no questions.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing output file.")] = False,
) -> None:
    """Compile the annotators' notation (annotations/NOTATION.md) to brat, check it and read it back.

    Example: eidisi annotate --print original/courts-001 > courts-001.txt

    Example: eidisi annotate courts-001.eid -o courts-001.ann

    Example: eidisi annotate --from original/courts-001 --layer passes/a > courts-001.eid
    """
    from eidisi.corpus.annotating import compile_notation
    from eidisi.corpus.collections import STANDOFF, bare_document, load_document
    from eidisi.corpus.consistency import questions
    from eidisi.formats.brat import write_ann
    from eidisi.formats.notation_writer import write_notation
    from eidisi.formats.sheet import print_sheet, read_back

    if sum(given is not None for given in (file, sheet, back)) != 1:
        usage("give a notation file, or --print ID, or --from ID")
    if back is not None:
        try:
            out(write_notation(load_document(back, layer=layer)))
        except (KeyError, ValueError) as error:
            guarded(error)
        return
    if sheet is not None:
        try:
            out(print_sheet(bare_document(sheet)))
        except (KeyError, ValueError) as error:
            guarded(error)
        return
    assert file is not None
    if not file.is_file():
        usage(f"there is no file {file}")
    document, problems = compile_notation(file.read_text(encoding="utf-8"), str(file))
    if problems or document is None:
        refuse(problems, limit=None)
    if not quiet:
        out("\n".join(read_back(document)))
        asked = [str(q) for q in questions(document)]
        out("\n".join(["", f"{len(asked)} questions (nothing is decided by them):", *asked]))
    if output is not None:
        if output.exists() and not force:
            usage(f"{output} exists; --force overwrites it")
        import msgspec

        if standoff or document.collection in STANDOFF:
            document = msgspec.structs.replace(document, text=None)
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(write_ann(document), encoding="utf-8", newline="\n")
        note(f"wrote {output}")

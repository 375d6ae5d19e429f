"""``eidisi adjudicate``: the differences of two passes, and their settlement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import guarded, note, out, refuse, usage


def adjudicate(
    document: Annotated[str, typer.Argument(metavar="ID", help="A document with passes a and b.")],
    gold: Annotated[Path | None, typer.Option(help="The settled annotation, in the notation.")] = None,
    rules: Annotated[
        Path | None, typer.Option(help="`D<number> <rule>` a line: what settled each difference.")
    ] = None,
) -> None:
    """List the differences of two passes, numbered; with --gold and --rules, write gold and the log.

    Example: eidisi adjudicate original/courts-001

    Example: eidisi adjudicate original/courts-001 --gold courts-001.eid --rules courts-001.rules
    """
    import json

    import msgspec

    from eidisi.corpus.adjudication import differences, log, read_rules, show
    from eidisi.corpus.annotating import compile_notation
    from eidisi.corpus.collections import STANDOFF, ann_path, folder, load_document
    from eidisi.formats.brat import write_ann
    from eidisi.problems import InvalidInput, Problems

    try:
        a, b = (load_document(document, layer=f"passes/{p}") for p in "ab")
    except (KeyError, ValueError, InvalidInput) as error:
        guarded(error)
    if gold is None:
        out("\n".join(show(a, differences(a, b))) or "no differences")
        return
    if rules is None:
        usage("--gold needs --rules")
    settled, problems = compile_notation(gold.read_text(encoding="utf-8"), str(gold))
    named = Problems(str(rules))
    found = read_rules(rules.read_text(encoding="utf-8"), named)
    problems.extend(named)
    if problems or settled is None:
        refuse(problems, limit=None)
    if settled.id != document:
        usage(f"{gold} is about {settled.id}, not {document}")
    rows = log(a, b, settled, found, problems)
    if problems:
        refuse(problems, limit=None)
    written = msgspec.structs.replace(settled, text=None) if settled.collection in STANDOFF else settled
    ann_path(document).write_text(write_ann(written), encoding="utf-8", newline="\n")
    path = folder(settled.collection) / "adjudication.jsonl"
    kept = (
        []
        if not path.is_file()
        else [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    )
    kept = sorted([r for r in kept if r["document"] != document] + rows, key=lambda r: str(r["document"]))
    path.write_text(
        "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in kept), encoding="utf-8", newline="\n"
    )
    note(f"wrote {ann_path(document)} and {len(rows)} lines of {path}")

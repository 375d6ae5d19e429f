"""``eidisi stats`` and ``eidisi show``: looking at the gold."""

from __future__ import annotations

from typing import Annotated

import typer

from eidisi.cli.console import guarded, note, out, out_json


def stats(
    name: Annotated[str, typer.Argument(metavar="SET", help="original, gdt/test, all, ...")] = "all",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    format: Annotated[str, typer.Option(help="table, markdown, csv or latex.")] = "table",
    texts: Annotated[
        bool, typer.Option("--texts", help="The texts of the collections side by side instead.")
    ] = False,
) -> None:
    """Counts of a SET: documents, tokens, mentions, quotes, events, roles; per collection and split.

    Types with fewer than 20 items in a test split are marked *. With --texts: sentence length, punctuation, openings,
    and how well a classifier tells `original` from the real news (needs the fetched texts).

    Example: eidisi stats original

    Example: eidisi stats --texts --format markdown
    """
    from eidisi.corpus.collections import load_set
    from eidisi.corpus.counting import as_json as to_json
    from eidisi.corpus.counting import count, table
    from eidisi.model import Document
    from eidisi.report.tables import render_table

    if texts:
        names = ("original", "gdt", "ntrex")
        from eidisi.corpus.comparing import compare, figure

        try:
            figures = compare(names)
        except ValueError as error:
            guarded(error, as_json=as_json)
        if as_json:
            out_json({name: dict(zip(names, row, strict=True)) for name, row in figures.items()})
        else:
            lines = [[name, *(figure(name, value) for value in row)] for name, row in figures.items()]
            out(render_table(["texts", *names], lines, format))
        return
    try:
        by_set: dict[str, list[Document]] = {}
        for document in load_set(name, with_text=False):
            by_set.setdefault(f"{document.collection}/{document.split}", []).append(document)
    except (KeyError, ValueError) as error:
        guarded(error, as_json=as_json)
    found = {key: count(documents) for key, documents in sorted(by_set.items())}
    if as_json:
        out_json(to_json(found))
        return
    few = frozenset(key for key in found if key.endswith("/test"))
    headers, rows = table(found, few)
    out(render_table(headers, rows, format))
    if few:
        note("* fewer than 20 items in a test split")


def show(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="A document id, e.g. original/diplomacy-001.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the gold record.")] = False,
) -> None:
    """One article in the terminal, its spans in colour (names in brackets where there is none), and who says what.

    Example: eidisi show original/diplomacy-001
    """
    import sys

    from eidisi.corpus.collections import load_document

    try:
        document = load_document(identifier)
        if as_json:
            import msgspec

            out(msgspec.json.encode(document).decode())
            return
        from rich.console import Console

        from eidisi.report.show import show as rendered

        console = Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())
        console.print(rendered(document, colour=console.is_terminal and not console.no_color))
    except (KeyError, ValueError) as error:
        guarded(error, as_json=as_json)

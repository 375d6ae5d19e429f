"""``eidisi audit draw|claims|rates``: for maintainers; how many labels of the gold are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import guarded, note, out, out_json

app = typer.Typer(no_args_is_help=True, help="Quality audits of the gold with planted errors.")
Key = Annotated[Path, typer.Option("--key", help="What was planted; kept from the auditor.")]
Copies = Annotated[Path, typer.Option("--copies", help="The falsified copies as they were drawn.")]
Corrected = Annotated[Path, typer.Option("--corrected", help="The copies as the auditor left them.")]


@app.command()
def draw(
    name: Annotated[str, typer.Argument(metavar="SET", help="What to draw from.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A new folder for the copies, in the notation.")
    ],
    key: Key,
    number: Annotated[int, typer.Option("--number", "-n", help="How many documents.")] = 21,
    seed: Annotated[int, typer.Option(help="Seed of the draw and of what is planted.")] = 1,
) -> None:
    """Draw documents at random and write copies in which 5 % of the labels are falsified.

    Example: eidisi audit draw gdt,ntrex -n 21 --seed 7 -o audit --key key.json
    """
    from eidisi.corpus.audit import draw as run

    try:
        ids = run(name, number, seed, output, key)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    out("\n".join(ids))


@app.command()
def claims(key: Key, copies: Copies, corrected: Corrected) -> None:
    """List the auditor's claims against the gold, numbered, with the words, for somebody to judge.

    Example: eidisi audit claims --key key.json --copies audit --corrected corrected
    """
    from eidisi.corpus.adjudication import show
    from eidisi.corpus.audit import read_back

    try:
        found = read_back(key, copies, corrected)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    for one in found:
        if one.claims:
            out(f"{one.document.id} (a: gold, b: auditor)")
            for line in show(one.document, one.claims):
                out(f"  {line}")
    planted, mended = (sum(len(getattr(o, k)) for o in found) for k in ("planted", "mended"))
    note(f"{mended} of {planted} planted differences mended, {sum(len(o.claims) for o in found)} claims")


@app.command()
def rates(
    key: Key,
    copies: Copies,
    corrected: Corrected,
    confirmed: Annotated[
        list[str] | None, typer.Option("--confirmed", help="LAYER=N: claims found right; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Detection rate and error rate per layer, with exact intervals.

    Example: eidisi audit rates --key key.json --copies audit --corrected corrected --confirmed entities=1
    """
    from collections import Counter

    from eidisi.corpus.audit import rates as run
    from eidisi.corpus.audit import read_back
    from eidisi.report.audits import render_rates

    try:
        counts = Counter({layer: int(n) for layer, _, n in (c.partition("=") for c in confirmed or ())})
        rows = run(read_back(key, copies, corrected), counts)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    if as_json:
        out_json(rows)
        return
    out(render_rates(rows))


@app.command()
def results(
    format: Annotated[str, typer.Option(help="table, markdown, csv or latex.")] = "table",
    pooled: Annotated[
        bool, typer.Option("--pooled", help="All draws of a part of the corpus together.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The audits that were made, every draw with its rates.

    Example: eidisi audit results --format markdown
    """
    import json

    from eidisi.corpus.home import annotations_dir
    from eidisi.report.audits import render_audits, render_pooled

    path = annotations_dir() / "audits.json"
    if as_json:
        out_json(json.loads(path.read_text(encoding="utf-8")) if path.is_file() else [])
        return
    out((render_pooled if pooled else render_audits)(path, format) or "no audit yet")

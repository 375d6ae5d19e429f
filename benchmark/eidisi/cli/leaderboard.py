"""``eidisi submit`` and ``eidisi leaderboard build|verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.bar import progress_bar
from eidisi.cli.console import counted, guarded, note, out, out_json, refuse
from eidisi.problems import Problems

app = typer.Typer(no_args_is_help=True, help="The leaderboard: build the page, verify every submission.")

Submissions = Annotated[Path, typer.Option("--submissions", help="The folder of submissions.")]
Page = Annotated[Path, typer.Option("--page", help="The page.")]


def submit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="submissions/<your-system>.")],
) -> None:
    """Check a submission, score it on the test splits and write its scores.json.

    DIR holds submission.yaml and predictions.jsonl (docs/submitting.md). Texts that predictions on gdt, ntrex or seed
    carry are taken out of predictions.jsonl, since the repository must not hold them.

    Example: eidisi submit submissions/crf
    """
    from eidisi.leaderboard.submit import submit as run
    from eidisi.report.tables import render_scorecards

    try:
        card, stripped = run(folder)
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    out(render_scorecards([card]))
    if stripped:
        note(f"{stripped} texts were taken out of {folder}/predictions.jsonl")
    note(
        f"wrote {folder}/scores.json; next: eidisi leaderboard build, then a pull request with the folder and the page"
    )


@app.command()
def build(
    submissions: Submissions = Path("submissions"),
    page: Page = Path("LEADERBOARD.md"),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the page is not up to date.")
    ] = False,
) -> None:
    """Write LEADERBOARD.md from the submissions' yaml and json files.

    Example: eidisi leaderboard build --check
    """
    from eidisi.leaderboard import consistency
    from eidisi.leaderboard.entry import read_entries
    from eidisi.leaderboard.page import render
    from eidisi.leaderboard.verify import check_page

    try:
        text = render(read_entries(submissions), consistency.read(submissions))
    except (KeyError, ValueError, OSError) as error:
        guarded(error)
    if check:
        if problems := check_page(page, text):
            refuse(problems)
        note(f"{page} is up to date")
        return
    page.write_text(text, encoding="utf-8", newline="\n")
    note(f"wrote {page}")


@app.command("self")
def self_(submissions: Submissions = Path("submissions")) -> None:
    """Compute the annotation's self-consistency anew, the unranked row of the page.

    Example: eidisi leaderboard self
    """
    from eidisi.leaderboard import consistency

    found = consistency.self_consistency()
    if found is None:
        guarded(ValueError("no test document has both passes"))
    submissions.mkdir(parents=True, exist_ok=True)
    (submissions / consistency.FILE).write_bytes(consistency.encode(found))
    note(f"wrote {submissions / consistency.FILE}")


@app.command()
def verify(
    submissions: Submissions = Path("submissions"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score every submission again; exit 1 naming each figure, file or version that is not what it says.

    Example: eidisi leaderboard verify
    """
    from eidisi.leaderboard import consistency
    from eidisi.leaderboard.entry import read_entries
    from eidisi.leaderboard.verify import verify as run

    try:
        entries = read_entries(submissions)
        with progress_bar() as progress:
            problems = run(entries, progress)
        own = consistency.read(submissions)
        if own is not None and own != consistency.self_consistency():
            mine = Problems(str(submissions / consistency.FILE))
            mine.add("stale-scores", "it is not what the passes give now", hint="eidisi leaderboard self")
            problems.extend(mine)
    except (KeyError, ValueError, OSError) as error:
        guarded(error, as_json=as_json)
    if problems:
        refuse(problems, as_json=as_json)
    if as_json:
        out_json({"verified": [entry.slug for entry in entries], "problems": []})
    note(f"{counted(len(entries), 'submission')} verified")

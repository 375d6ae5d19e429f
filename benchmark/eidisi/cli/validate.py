"""``eidisi validate``: everything that is wrong with predictions, gold files or the gold itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eidisi.cli.console import counted, guarded, note, out, out_json, usage

if TYPE_CHECKING:
    from eidisi.problems import Problems


def validate(
    what: Annotated[
        str, typer.Argument(metavar="[PATH|SET]", help="Predictions, a gold file, a folder, or a SET.")
    ] = "all",
    gold: Annotated[
        str | None, typer.Option("--gold", help="Predictions: what they are checked against.")
    ] = None,
    labels: Annotated[str, typer.Option(help="Tag set of the predictions.")] = "native",
    consistency: Annotated[
        bool, typer.Option("--consistency", help="List candidates for a second look (a SET; needs its text).")
    ] = False,
    max_errors: Annotated[int, typer.Option(help="How many problems are printed; 0 for all.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check predictions, gold files or the benchmark's own gold; every problem, never a score.

    Exit 0: valid, 1: problems, 2: no such thing.

    Example: eidisi validate predictions.jsonl --gold original/test

    Example: eidisi validate all
    """
    if consistency:
        _candidates(what, as_json)
        return
    try:
        problems, checked = _problems(what, gold, labels)
    except (KeyError, ValueError, OSError) as error:
        from eidisi.problems import InvalidInput

        if isinstance(error, InvalidInput):
            problems, checked = error.problems, 0
        else:
            guarded(error, as_json=as_json)
    if as_json:
        out_json({"valid": not problems, "checked": checked, "problems": [p.to_dict() for p in problems]})
    else:
        for line in problems.lines(max_errors or None):
            out(line)
        out(
            f"{counted(checked, 'document')}, {counted(len(problems), 'problem')}"
            if problems
            else f"{counted(checked, 'document')}: valid"
        )
    if problems:
        raise typer.Exit(1)


def _problems(what: str, gold: str | None, labels: str) -> tuple[Problems, int]:
    from eidisi.problems import Problems

    path = Path(what)
    if path.is_dir():
        from eidisi.corpus.brat_folder import read_folder
        from eidisi.corpus.checks import check_rules
        from eidisi.corpus.gold import gold_set

        problems = Problems(what)
        found = read_folder(path, gold_set(gold or "all").documents, problems)
        for document in found:
            check_rules(document, problems)
        return problems, len(found)
    if path.is_file():
        return _file(path, gold, labels)
    if what == "-":
        usage("validate reads a file; give its path")
    from eidisi.corpus.checks import check_set

    return check_set(what)


def _file(path: Path, gold: str | None, labels: str) -> tuple[Problems, int]:
    from eidisi.cli.predictions import CONLL, open_predictions
    from eidisi.corpus.gold import gold_set, ids_in, test_set
    from eidisi.formats.gold_check import read_gold
    from eidisi.labels import load_label_map
    from eidisi.problems import Problems
    from eidisi.scoring.submission import Submission

    with path.open("rb") as stream:
        head = stream.read(1 << 16).split(b"\n")[0]
    if b'"mentions"' in head:
        problems = Problems(str(path))
        return problems, len(read_gold(path, problems))
    rows: Any = path
    ids: Iterable[str]
    if path.suffix in CONLL:
        rows = open_predictions(str(path), gold_set(gold) if gold is not None else None, "none", labels).rows
        ids = {p.id for p in rows}
    else:
        ids = ids_in(path)
    against = gold_set(gold) if gold is not None else test_set(ids)
    submission = Submission(
        rows, against.documents, splits=against.splits, labels=load_label_map(labels), file=str(path)
    )
    checked = sum(1 for _ in submission)
    return submission.problems, checked


def _candidates(what: str, as_json: bool) -> None:
    from eidisi.corpus.collections import load_set
    from eidisi.corpus.consistency import across, questions

    try:
        documents = list(load_set(what))
        found = [q for d in documents for q in questions(d)] + list(across(documents))
    except (KeyError, ValueError) as error:
        guarded(error, as_json=as_json)
    if as_json:
        out_json(
            [{"kind": q.kind, "document": q.document, "span": list(q.span), "text": q.text} for q in found]
        )
        return
    for q in found:
        out(str(q))
    note(
        f"{counted(len(found), 'candidate')} in {counted(len(documents), 'document')}; each is settled by reading"
    )

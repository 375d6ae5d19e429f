"""What every command shares: results to stdout, everything else to stderr, exit codes 0, 1, 2."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import typer

from eidisi.problems import InvalidInput, Problems


def out(text: str) -> None:
    """A result."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def note(text: str) -> None:
    """Anything that is not the result."""
    sys.stderr.write(text + "\n")


def out_json(value: Any) -> None:
    """One JSON document on stdout."""
    import json

    out(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def counted(number: int, noun: str) -> str:
    """``1 document``, ``2 documents``."""
    return f"{number} {noun}{'s' if number != 1 else ''}"


def usage(message: str) -> NoReturn:
    """A mistake in how the command was called: exit 2."""
    note(f"eidisi: {message}")
    raise typer.Exit(2)


def refuse(problems: Problems, *, as_json: bool = False, limit: int | None = 50) -> NoReturn:
    """Print every problem and exit 1: the input is invalid and gets no score."""
    if as_json:
        out_json({"problems": [p.to_dict() for p in problems], "counts": problems.counts()})
    else:
        for line in problems.lines(limit):
            note(line)
        note(f"{counted(len(problems), 'problem')}; nothing was scored or written")
    raise typer.Exit(1)


def guarded(error: Exception, *, as_json: bool = False) -> NoReturn:
    """Turn an expected failure into an exit code and a sentence."""
    if isinstance(error, InvalidInput):
        refuse(error.problems, as_json=as_json)
    message = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    usage(message)

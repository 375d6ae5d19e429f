"""The table of problem codes: ``python -m eidisi.report.codes > docs/problems.md``."""

from __future__ import annotations

import sys
from itertools import groupby

from eidisi.problems import CODES

_HEAD = """# Problems

What a reader or a check can report. Every problem has one of these codes, and names the file, the line, the document
and the place in it where they are known. Whatever is wrong is reported at once, and nothing that has a problem gets a
score. Generated from `eidisi.problems.CODES` by `python -m eidisi.report.codes > docs/problems.md`.
"""
_KINDS = {
    "any": "Any file",
    "predictions": "Predictions",
    "gold": "Gold records and labels",
    "brat": "brat files",
    "conll": "CoNLL columns",
    "surface": "Surface strings",
    "submission": "Submissions and the leaderboard",
    "notation": "The annotators' notation",
}


def page() -> str:
    """The whole page: a table for each kind of file, in the order of the codes."""
    order = {kind: k for k, kind in enumerate(_KINDS)}
    rows = sorted(
        ((kind, f"`{code}`", meaning) for code, (kind, meaning) in CODES.items()), key=lambda r: order[r[0]]
    )
    blocks = [_HEAD]
    for kind, group in groupby(rows, key=lambda row: row[0]):
        table = [f"| {code} | {meaning} |" for _, code, meaning in group]
        blocks.append("\n".join([f"## {_KINDS[kind]}", "", "| code | meaning |", "|---|---|", *table, ""]))
    return "\n".join(blocks)


if __name__ == "__main__":
    sys.stdout.write(page())

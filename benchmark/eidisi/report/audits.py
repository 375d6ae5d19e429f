"""The quality audits that were made (annotations/audits.json), as a table for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eidisi.corpus.audit import shares
from eidisi.corpus.falsify import LAYERS
from eidisi.report.tables import render_table

_HEADS = [
    "layer",
    "gold items",
    "planted",
    "found [95 % CI]",
    "claims",
    "confirmed",
    "error rate [95 % CI]",
]


def render_audits(path: Path, format: str = "table") -> str:
    """All draws with their rates, in the order they were made; an empty string where there is no file."""
    if not path.is_file():
        return ""
    rows = []
    for audit in json.loads(path.read_text(encoding="utf-8")):
        name = f"{audit['number']} of {audit['set']}, seed {audit['seed']}"
        rows += [[name, *_row(r)] for r in audit["rates"]]
    return render_table(["audit", *_HEADS], rows, format)


def render_pooled(path: Path, format: str = "table") -> str:
    """The draws of each part of the corpus taken together; a document that was drawn twice counts twice."""
    if not path.is_file():
        return ""
    parts: dict[str, list[dict[str, Any]]] = {}
    for audit in json.loads(path.read_text(encoding="utf-8")):
        parts.setdefault("original" if audit["set"].startswith("original") else "gdt, ntrex", []).append(
            audit
        )
    rows = []
    for part, audits in parts.items():
        name = f"{part}: {sum(a['number'] for a in audits)} readings"
        for layer in LAYERS:
            mine = [r for a in audits for r in a["rates"] if r["layer"] == layer]
            n = {
                key: sum(r[key] for r in mine)
                for key in ("items", "planted", "mended", "claims", "confirmed")
            }
            rows.append([name, *_row({"layer": layer, **n, **shares(n)})])
    return render_table(["read", *_HEADS], rows, format)


def render_rates(rates: list[dict[str, Any]]) -> str:
    """The rates of one audit, a line a layer."""
    return render_table(_HEADS, [_row(r) for r in rates])


def _row(r: dict[str, Any]) -> list[Any]:
    found, errors = _share(r, "detection"), _share(r, "error_rate")
    return [r["layer"], r["items"], r["planted"], found, r["claims"], r["confirmed"], errors]


def _share(row: dict[str, Any], name: str) -> str:
    value, interval = row[name], row[f"{name}_ci"]
    return f"{value:.3f} [{interval[0]:.3f}, {interval[1]:.3f}]" if value is not None and interval else "–"

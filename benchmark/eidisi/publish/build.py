"""Writing the folder that is uploaded as it is: data files, card, eval.yaml, licences, canary, changelog, manifest.

``build.json`` lists every file with its SHA-256, every data file's rows with theirs (Parquet bytes depend on the library
that wrote them, rows do not), the data version and the gold's hashes, so that ``publish`` can tell a folder that was
touched, or that is older than the gold. Data are Parquet and not JSON Lines because reading JSON turns a date that is a
string into a time stamp (datasets 5.2).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from eidisi import __version__
from eidisi.corpus.collections import REAL
from eidisi.corpus.home import annotations_dir
from eidisi.model import DATA_VERSION
from eidisi.problems import InvalidInput, Problems
from eidisi.publish.card import card
from eidisi.publish.citation import citation
from eidisi.publish.croissant import croissant
from eidisi.publish.definition import Part, front_matter, parts
from eidisi.scoring.signature import DataLabel

MANIFEST: Final = "build.json"
TEXTS: Final = ("text", "title", "tokens", "context", "content")
"""The columns that hold text."""
COPIED: Final = ("LICENSE", "CANARY", "CHANGELOG.md", "GUIDELINES.md", "NOTATION.md")


def build(
    out: Path, *, with_text: bool = False, progress: Callable[[str, int, int], None] = lambda *_: None
) -> dict[str, Any]:
    """Write the folder and give its manifest. ``with_text`` is for local use: it adds the fetched texts.

    Raises FileExistsError if the folder holds anything, InvalidInput if the gold breaks a rule, ValueError if a text that
    is asked for is not at hand.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    made = parts(with_text=with_text)
    _check(made)
    sizes: dict[str, tuple[int, int]] = {}
    rows: dict[str, str] = {}
    for done, part in enumerate(made):
        progress(part.path, done, len(made))
        sizes[part.path], rows[part.path] = _write_rows(out / part.path, part)
    for name in COPIED:
        shutil.copyfile(annotations_dir() / name, out / name)
    matter = front_matter(made, sizes)
    _write(out / "README.md", card(made, matter, with_text=with_text))
    _write(out / "eval.yaml", eval_yaml())
    _write(out / "CITATION.cff", citation())
    digests = {path: _sha256(out / path) for path in sizes}
    _write(out / "croissant.json", _json(croissant(made, digests)))
    manifest = {
        "data_version": DATA_VERSION,
        "code_version": __version__,
        "with_text": with_text,
        "gold": gold_labels(made),
        "rows": rows,
        "files": {str(p.relative_to(out)): _sha256(p) for p in sorted(out.rglob("*")) if p.is_file()},
    }
    _write(out / MANIFEST, _json(manifest))
    progress("built", len(made), len(made))
    return manifest


def _check(made: list[Part]) -> None:
    """Every rule of the guidelines that a program can check, on every document that goes in."""
    from eidisi.corpus.checks import check_rules

    problems = Problems("gold")
    for document in {d.id: d for part in made for d in part.documents}.values():
        check_rules(document, problems)
    if problems:
        raise InvalidInput(problems)


def gold_labels(made: list[Part]) -> list[str]:
    """``original@0.1.0/test#1a2b3c4d`` of every collection and split, as a signature has it."""
    sets: dict[tuple[str, str], dict[str, Any]] = {}
    for part in made:
        for d in part.documents:
            sets.setdefault((d.collection, d.split), {})[d.id] = d
    return [str(DataLabel.of(c, s, documents.values())) for (c, s), documents in sorted(sets.items())]


def eval_yaml() -> str:
    """The dataset as a benchmark on the Hub: one task a track."""
    import yaml

    tasks = [
        {"id": track, "config": "documents", "split": "test"} for track in ("entities", "quotes", "events")
    ]
    about = {
        "name": "Eidisi",
        "description": "Entities, quotes with their speakers, and events in Greek news",
        "evaluation_framework": "eidisi",
        "tasks": tasks,
    }
    return str(yaml.safe_dump(about, sort_keys=False, allow_unicode=True))


def _write_rows(path: Path, part: Part) -> tuple[tuple[int, int], str]:
    """Bytes (as JSON Lines, the same on every machine) and number of the rows written, and the SHA-256 of those bytes."""
    import msgspec
    from datasets import Dataset, disable_progress_bars, enable_progress_bars

    path.parent.mkdir(parents=True, exist_ok=True)
    rows = part.rows()
    data = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    disable_progress_bars()
    Dataset.from_list(rows, features=part.module.features()).to_parquet(str(path))
    enable_progress_bars()
    return (len(data), len(rows)), hashlib.sha256(data).hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def licence_faults(folder: Path) -> list[str]:
    """The data files of a folder that hold a text which no licence lets us publish: path and first document."""
    from pyarrow import parquet

    found = []
    for path in sorted(folder.glob("data/*/*.parquet")):
        for row in parquet.read_table(path).to_pylist():
            if row["collection"] in (*REAL, "seed") and any(row.get(k) for k in TEXTS):
                found.append(f"{path.relative_to(folder)}: the text of {row['id']}")
                break
    return found

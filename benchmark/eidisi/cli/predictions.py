"""Reading what a user calls predictions: JSON Lines, CoNLL columns, or a brat folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eidisi.corpus.gold import GoldSet
from eidisi.problems import InvalidInput, Problems

CONLL = (".conll", ".iob", ".iob2", ".bio", ".tsv")


@dataclass(frozen=True)
class Source:
    """Rows for ``eidisi.score``, a name for the table, and the repair that was made."""

    rows: Any
    name: str
    repair: str = "none"


def open_predictions(
    file: str, against: GoldSet | None, repair: str, labels: str = "native", drop_invalid: bool = False
) -> Source:
    """A path by its kind: a folder is brat, a CoNLL ending columns, all else JSON Lines (read as a stream)."""
    path = Path(file)
    if file == "-":
        return Source("-", "stdin")
    if path.is_dir() or path.suffix in CONLL:
        from eidisi.corpus.gold import named_set

        about = (against or named_set("all")).documents
        problems = Problems(file)
        rows: list[Any]
        if path.is_dir():
            from eidisi.corpus.brat_folder import read_folder
            from eidisi.formats.predicted import as_prediction

            rows = [as_prediction(d) for d in read_folder(path, about, problems)]
        else:
            from eidisi.formats.conll import read_conll
            from eidisi.labels import load_label_map
            from eidisi.scoring.item_check import scored_labels, type_fault

            known = scored_labels(load_label_map(labels))
            fault = None if drop_invalid else lambda label: type_fault(label, known)
            rows = list(read_conll(path.read_bytes(), about, problems, repair=repair, fault=fault))
        if problems:
            raise InvalidInput(problems)
        return Source(rows, _name(path), repair if path.is_file() else "none")
    if repair != "none":
        raise ValueError(f"--repair is for CoNLL columns ({', '.join(CONLL)}), and {file} is none of them")
    if not path.is_file():
        raise FileNotFoundError(f"there is no predictions file {file}")
    return Source(file, _name(path))


def _name(path: Path) -> str:
    """What a table calls the file: its folder where every submission's file has the same name."""
    return path.parent.name if path.stem == "predictions" and path.parent.name else path.stem

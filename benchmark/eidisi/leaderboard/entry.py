"""What a submission says of itself (``submission.yaml``), and its stored scores (``scores.json``)."""

from __future__ import annotations

import datetime
import hashlib
import re
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from eidisi.problems import InvalidInput, Problems

ABOUT: Final = "submission.yaml"
PREDICTIONS: Final = "predictions.jsonl"
SCORES: Final = "scores.json"
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TRAIN_SPLIT: Final = re.compile(r"(original|gdt|ntrex|all)/(train|validation)")


class About(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``submission.yaml``; docs/submitting.md explains every key. ``training_data`` names SETs of the benchmark or says in
    words what else; ``external_data`` is null if nothing but those (and lists written by hand) was used."""

    name: str
    authors: list[str]
    date: datetime.date
    kind: Literal["rule", "trained", "llm", "hybrid"]
    training_data: list[str]
    external_data: str | None
    seen_test: Literal["no", "unknown", "yes"] | bool
    model_family: str | None = None
    parameters: str | None = None
    open_weights: bool | None = None
    description: str | None = None
    url: str | None = None
    code: str | None = None
    paper: str | None = None
    license: str | None = None
    hardware: str | None = None
    contact: str | None = None
    notes: str | None = None

    @property
    def seen(self) -> str:
        """``seen_test`` in words; YAML reads a bare no as false."""
        if isinstance(self.seen_test, bool):
            return "yes" if self.seen_test else "no"
        return self.seen_test

    @property
    def closed(self) -> bool:
        """Whether the system used the benchmark's own train and validation splits alone."""
        return self.external_data is None and all(TRAIN_SPLIT.fullmatch(d) for d in self.training_data)


class Data(msgspec.Struct, frozen=True):
    """One gold set that was scored against: a signature's ``data`` in parts."""

    collection: str
    split: str
    version: str
    sha: str


class DocumentCounts(msgspec.Struct):
    """Of one document: its collection, its story, and ``[p_num, pred, r_num, gold]`` of each ranked measure."""

    collection: str
    story: str
    counts: dict[str, list[float]]


class Stored(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``scores.json``."""

    signature: str
    data: list[Data]
    complete: list[str]
    predictions_sha256: str
    scores: dict[str, Any]
    documents: dict[str, DocumentCounts]

    @property
    def data_version(self) -> str:
        return self.data[0].version if self.data else ""


class Entry(msgspec.Struct):
    """A submission as it is read from its folder."""

    folder: Path
    about: About
    stored: Stored

    @property
    def slug(self) -> str:
        return self.folder.name


def read_about(folder: Path, problems: Problems) -> About | None:
    """``submission.yaml`` of a folder; what is wrong with it goes into ``problems``."""
    path = folder / ABOUT
    mine = Problems(str(path))
    found = None
    if not SLUG.fullmatch(folder.name):
        mine.add(
            "bad-structure",
            f"the folder is called {folder.name!r}; lower-case words with hyphens are expected",
        )
    if not path.is_file():
        mine.add("missing-file", f"there is no {ABOUT}", hint="docs/submitting.md has one to copy")
    else:
        found = _decode(path, mine)
    problems.extend(mine)
    return found if not mine else None


def _decode(path: Path, problems: Problems) -> About | None:
    import yaml

    try:
        about = msgspec.yaml.decode(path.read_bytes(), type=About)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problems.add(
            "bad-structure",
            f"no YAML: {getattr(error, 'problem', error)}",
            line=mark.line + 1 if mark else None,
        )
        return None
    except msgspec.MsgspecError as error:
        problems.add("bad-structure", str(error))
        return None
    for key in ("name", "authors"):
        if not getattr(about, key):
            problems.add("bad-structure", "it is empty", path=key)
    return about


def read_stored(folder: Path, problems: Problems) -> Stored | None:
    """``scores.json`` of a folder."""
    path = folder / SCORES
    mine = Problems(str(path))
    if not path.is_file():
        mine.add("missing-file", f"there is no {SCORES}", hint=f"eidisi submit {folder} writes it")
        problems.extend(mine)
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Stored)
    except msgspec.MsgspecError as error:
        mine.add("bad-structure", str(error), hint=f"eidisi submit {folder} writes it anew")
        problems.extend(mine)
        return None


def read_entries(submissions: Path) -> list[Entry]:
    """Every submission, by slug. Raises InvalidInput with everything wrong in any of them."""
    if not submissions.is_dir():
        raise FileNotFoundError(f"there is no folder {submissions}")
    problems = Problems()
    found = []
    for folder in sorted(p for p in submissions.iterdir() if p.is_dir()):
        about, stored = read_about(folder, problems), read_stored(folder, problems)
        if about is not None and stored is not None:
            found.append(Entry(folder, about, stored))
    if problems:
        raise InvalidInput(problems)
    return found


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

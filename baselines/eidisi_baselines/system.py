"""What every baseline is: how it is described, trained, saved and run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import eidisi
from eidisi import Document, Prediction

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Info:
    """A system's name, one line about it, the extra it needs, and its module where that has another name."""

    name: str
    summary: str
    extra: str | None
    module_name: str | None = None

    @property
    def module(self) -> str:
        return self.module_name or self.name


class Predictor(Protocol):
    """A trained system. ``predict`` reads a document's text, tokens and sentences, never its labels."""

    def predict(self, document: Document) -> Prediction: ...


class System(Protocol):
    """A baseline's module."""

    def train(
        self, documents: Sequence[Document], folder: Path, *, seed: int, progress: Progress, **options: str
    ) -> None: ...

    def load(self, folder: Path) -> Predictor: ...


def quiet(label: str, done: int, total: int) -> None:
    """A Progress that shows nothing."""


def text_of(document: Document) -> str:
    """The document's text. Raises ValueError naming what to do where it is not at hand."""
    if document.text is None:
        raise ValueError(f"{document.id}: its text is not here; run `eidisi fetch`")
    return document.text


def train(
    name: str,
    documents: Sequence[Document],
    folder: Path,
    *,
    trained_on: str,
    seed: int = 1,
    progress: Progress = quiet,
    **options: str,
) -> None:
    """Train a baseline and save it. Raises FileExistsError if the folder is not empty, ValueError without documents."""
    from eidisi_baselines import module_of

    module = module_of(name)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    if not documents:
        raise ValueError("no document to train on")
    for document in documents:
        text_of(document)
    folder.mkdir(parents=True, exist_ok=True)
    module.train(documents, folder, seed=seed, progress=progress, **options)
    about = {
        "system": name,
        "trained_on": trained_on,
        "documents": len(documents),
        "seed": seed,
        "options": options,
        "eidisi": eidisi.__version__,
        "data": eidisi.DATA_VERSION,
    }
    write_json(folder / "model.json", about)


def load(name: str, folder: Path) -> Predictor:
    """A trained baseline. Raises ValueError if the folder holds none, or another system's."""
    from eidisi_baselines import module_of

    about = folder / "model.json"
    if not about.is_file():
        raise ValueError(f"{folder} holds no trained baseline: there is no model.json")
    found = read_json(about)["system"]
    if found != name:
        raise ValueError(f"{folder} holds a {found} model, not {name}")
    return module_of(name).load(folder)


def predict(
    predictor: Predictor, documents: Iterable[Document], *, total: int, progress: Progress = quiet
) -> Iterator[Prediction]:
    """Predictions one by one, in the order of the documents."""
    for done, document in enumerate(documents, start=1):
        text_of(document)
        yield predictor.predict(document)
        progress("predict", done, total)


def write_json(path: Path, value: Any) -> None:
    """The same bytes for the same value."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))

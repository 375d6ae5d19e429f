"""Gold as `datasets` objects. Features are written out, so that no type is guessed from the rows."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from eidisi.corpus.collections import COLLECTIONS, SPLITS, expand, index, load_document
from eidisi.formats.rows import CONFIGS
from eidisi.model import Document

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict


def config_module(config: str) -> ModuleType:
    """The module of a config. Raises ValueError for a name that is none."""
    if config not in CONFIGS:
        raise ValueError(f"no config {config!r}; there are {', '.join(CONFIGS)}")
    return import_module(f"eidisi.formats.rows.{config}")


def as_dataset(documents: list[Document], config: str) -> Dataset:
    """The rows of documents in one config. Raises ValueError where a config needs text that is not at hand."""
    from datasets import Dataset

    module = config_module(config)
    rows = [row for document in documents for row in module.rows(document)]
    return Dataset.from_list(rows, features=module.features())


def load_rows(collection: str, split: str | None, config: str) -> Dataset | DatasetDict:
    """See ``eidisi.load``. Raises ValueError for a name that is none, or where nothing is annotated."""
    from datasets import DatasetDict

    config_module(config)
    if collection not in (*COLLECTIONS, "all"):
        raise ValueError(f"no collection {collection!r}; there are {', '.join(COLLECTIONS)}, all")
    if split is not None:
        return as_dataset([load_document(i) for i in expand(f"{collection}/{split}")], config)
    by_split: dict[str, list[Document]] = {}
    for identifier in expand(collection):
        own = index(identifier.partition("/")[0])[identifier].split
        by_split.setdefault(own, []).append(load_document(identifier))
    return DatasetDict({s: as_dataset(by_split[s], config) for s in SPLITS if s in by_split})

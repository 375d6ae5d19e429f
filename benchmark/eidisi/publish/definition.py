"""The one definition of the published dataset: which configs, which documents in them, and the card's front matter.

``standoff`` holds the documents whose text may not be published here, as records of ``documents`` with ``text`` null. The
other configs hold ``original``; with texts of your own (``build --with-text``) they hold every collection, and there is
no ``standoff``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from eidisi.corpus.collections import REAL, ann_path, index, load_document, text_of
from eidisi.corpus.hub import config_module
from eidisi.formats.rows import CONFIGS
from eidisi.model import DATA_VERSION, Document

SPLITS: Final = ("train", "validation", "test")
STANDOFF_CONFIG: Final = "standoff"
REPO: Final = "eidisi/eidisi"


@dataclass(frozen=True)
class Part:
    """One data file: a config, a split, and the documents in it."""

    config: str
    split: str
    documents: tuple[Document, ...]

    @property
    def path(self) -> str:
        return f"data/{self.config}/{self.split}.parquet"

    @property
    def module(self) -> Any:
        return config_module("documents" if self.config == STANDOFF_CONFIG else self.config)

    def rows(self) -> list[dict[str, Any]]:
        return [row for document in self.documents for row in self.module.rows(document)]


def parts(*, with_text: bool) -> list[Part]:
    """The data files, empty ones left out. Raises ValueError if a text that is asked for is not at hand."""
    held = ("original", *REAL) if with_text else ("original",)
    found = []
    for config in (*CONFIGS, STANDOFF_CONFIG):
        if config == STANDOFF_CONFIG and with_text:
            continue
        collections = REAL if config == STANDOFF_CONFIG else held
        for split in SPLITS:
            documents = tuple(_documents(collections, split, with_text=config != STANDOFF_CONFIG))
            if documents:
                found.append(Part(config, split, documents))
    return found


def _documents(collections: tuple[str, ...], split: str, *, with_text: bool) -> Iterator[Document]:
    for collection in collections:
        for entry in index(collection).values():
            if entry.split != split or not ann_path(entry.id).is_file():
                continue
            if with_text and text_of(entry.id) is None:
                raise ValueError(f"{entry.id}: its text is not here; run `eidisi fetch {collection}`")
            yield load_document(entry.id, with_text=with_text)


def front_matter(made: list[Part], sizes: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """The card's YAML. ``sizes``: path -> bytes and rows of each data file."""
    configs: list[dict[str, Any]] = []
    infos: list[dict[str, Any]] = []
    for config in dict.fromkeys(p.config for p in made):
        mine = [p for p in made if p.config == config]
        configs.append(
            {
                "config_name": config,
                "version": DATA_VERSION,
                **({"default": True} if config == CONFIGS[0] else {}),
                "data_files": [{"split": p.split, "path": p.path} for p in mine],
            }
        )
        splits = [
            {"name": p.split, "num_bytes": sizes[p.path][0], "num_examples": sizes[p.path][1]} for p in mine
        ]
        features = mine[0].module.features()._to_yaml_list()  # private, the same from datasets 3.6 to 5
        infos.append({"config_name": config, "features": features, "splits": splits})
    return {
        "pretty_name": "Eidisi: entities, quotes and events in Greek news",
        "language": ["el"],
        "license": "cc-by-4.0",
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "multilinguality": ["monolingual"],
        "size_categories": ["n<1K"],
        "source_datasets": ["original"],
        "task_categories": ["token-classification", "text-classification"],
        "task_ids": ["named-entity-recognition", "coreference-resolution"],
        "tags": ["quotation-attribution", "event-extraction", "news", "greek", "benchmark"],
        "configs": configs,
        "dataset_info": infos,
    }

"""The signature: one line that says everything a score depends on. Two scores compare only if it is the same.

``eidisi|task:entities|match:strict|data:original@0.1.0/test#1a2b3c4d|docs:60|missing:0|dropped:0|labels:native|``
``repair:none|bs:1000/stories|seed:12345|v:0.1.0``

Several tasks, their ranked measures and several data sets are separated by commas, data sets sorted by name. The
hash is that of the gold labels, so that a corrected label shows, and a fetched text does not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from eidisi import __version__
from eidisi.model import DATA_VERSION, TRACKS, Document
from eidisi.scoring.counts import RANKED
from eidisi.scoring.significance import REPLICATES, SEED

# Left out of the hash: what is computed from the text, and who has looked at the labels.
_BOOKKEEPING: Final = ("tokens", "seen", "verified_by_human")
_RESERVED: Final = re.compile(r"[|,:@/#\s]+")


def canonical_record(document: Document) -> bytes:
    """The gold record as JSON with sorted keys, title and text null, without bookkeeping."""
    record = msgspec.to_builtins(document)
    record.update(title=None, text=None)
    for key in _BOOKKEEPING:
        record.pop(key, None)
    return msgspec.json.encode(record, order="sorted")


def gold_hash(documents: Iterable[Document]) -> str:
    """First 8 hex digits of the SHA-256 of the canonical records, sorted by id, each ended by a line feed."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.id):
        digest.update(canonical_record(document) + b"\n")
    return digest.hexdigest()[:8]


def _plain(name: str) -> str:
    """A name without the characters that structure a signature."""
    return _RESERVED.sub("_", name) or "_"


@dataclass(frozen=True, slots=True, order=True)
class DataLabel:
    """One gold set in a signature: ``original@0.1.0/test#1a2b3c4d``. A gold file has no version and no split."""

    collection: str
    split: str = ""
    sha: str = ""
    version: str = DATA_VERSION

    @classmethod
    def of(
        cls, collection: str, split: str, documents: Iterable[Document], version: str = DATA_VERSION
    ) -> DataLabel:
        """The label of these gold documents, hash included."""
        return cls(collection, split, gold_hash(documents), version)

    def __str__(self) -> str:
        version = f"@{_plain(self.version)}" if self.version else ""
        split = f"/{_plain(self.split)}" if self.split else ""
        sha = f"#{_plain(self.sha)}" if self.sha else ""
        return f"{_plain(self.collection)}{version}{split}{sha}"


@dataclass(frozen=True, slots=True)
class Signature:
    """What was scored and how. ``missing`` documents and ``dropped`` items were allowed by an option;
    ``replicates`` is 0 where no intervals were asked for."""

    tracks: tuple[str, ...]
    data: tuple[DataLabel, ...]
    documents: int
    missing: int = 0
    dropped: int = 0
    labels: str = "native"
    repair: str = "none"
    replicates: int = REPLICATES
    seed: int = SEED
    version: str = __version__

    def to_dict(self) -> dict[str, str]:
        """The signature's parts in their order, without the leading ``eidisi``."""
        tracks = [track for track in TRACKS if track in self.tracks]
        return {
            "task": ",".join(tracks),
            "match": ",".join(RANKED[track] for track in tracks),
            "data": ",".join(str(label) for label in sorted(self.data)),
            "docs": str(self.documents),
            "missing": str(self.missing),
            "dropped": str(self.dropped),
            "labels": _plain(self.labels),
            "repair": _plain(self.repair),
            "bs": f"{self.replicates}/stories" if self.replicates else "none",
            "seed": str(self.seed) if self.replicates else "none",
            "v": _plain(self.version),
        }

    def __str__(self) -> str:
        return "|".join(["eidisi", *(f"{key}:{value}" for key, value in self.to_dict().items())])

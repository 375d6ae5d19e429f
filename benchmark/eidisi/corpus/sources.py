"""Where the text of stand-off collections comes from (``annotations/sources.toml``), and where it is kept.

``eidisi.corpus.fetching`` brings it there; this module only reads. The cache::

    HOME/<collection>/<id without the collection>.txt
    HOME/<collection>/fetched.json      the sources, the hash of every document, the data version
    HOME/downloads/<collection>/        verified or partial downloads; removed once the collection is in place

HOME is EIDISI_HOME, else the platform's cache folder. Scoring never needs any of this.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import msgspec

from eidisi.corpus.home import annotations_dir


class SourceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One upstream file: its place in the layout of --from, its path in the repository, its raw bytes."""

    file: str
    path: str
    sha256: str
    size: int = msgspec.field(name="bytes")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the text of one collection comes from, and on which terms. Without ``url`` it comes only from a folder."""

    title: str
    licence: str
    note: str
    attribution: str
    files: tuple[SourceFile, ...]
    repository: str | None = None
    commit: str | None = None
    url: str | None = None

    def url_of(self, file: SourceFile, base_url: str | None = None) -> str | None:
        """The address of a file; ``base_url`` is a mirror with the same paths."""
        if self.url is None:
            return None
        address = self.url.format(commit=self.commit, path=file.path)
        if base_url is None:
            return address
        return base_url.rstrip("/") + "/" + address.partition("://")[2].partition("/")[2]


def read_sources() -> dict[str, Source]:
    """collection -> its source, from annotations/sources.toml. Raises ValueError if the file is not right."""
    path = annotations_dir() / "sources.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, Source])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error


def cache_dir(home: Path | None = None) -> Path:
    """``home``, else EIDISI_HOME, else eidisi/ in %LOCALAPPDATA%, in XDG_CACHE_HOME or in ~/.cache."""
    if home is not None:
        return home
    if given := os.environ.get("EIDISI_HOME"):
        return Path(given).expanduser()
    base = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "eidisi"


def text_of(document_id: str, home: Path | None = None) -> str | None:
    """The cached text of a stand-off document, unverified; None if it is not there."""
    collection, _, name = document_id.partition("/")
    if not name or any(part in {"", ".", ".."} or "/" in part or "\\" in part for part in (collection, name)):
        return None
    path = cache_dir(home) / collection / f"{name}.txt"
    return path.read_bytes().decode("utf-8") if path.is_file() else None

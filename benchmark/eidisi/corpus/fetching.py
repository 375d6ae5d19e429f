"""``eidisi fetch``: bring the text of stand-off collections into the cache, all that is asked for or nothing.

The upstream files come from a folder or are downloaded at their pinned commits. The SHA-256 of each is checked,
every document is rebuilt and its SHA-256 checked too, and only then do the collections go into the cache, one folder
each, in one rename. If anything is wrong with any of them, no collection is touched; downloads that were verified,
and the parts of others, are kept for the next attempt.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eidisi.corpus.download import FetchError, Progress, download, file_sha256
from eidisi.corpus.rebuild import rebuild
from eidisi.corpus.sources import Source, cache_dir, read_sources, text_of
from eidisi.model import DATA_VERSION
from eidisi.text.normalise import text_sha256

DEFAULT: Final = ("gdt", "ntrex")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A collection whose text is in the cache; ``reused`` if it was there already and intact."""

    collection: str
    documents: int
    folder: Path
    reused: bool


def fetch(
    names: Iterable[str] = DEFAULT,
    *,
    expected: Mapping[str, str] | None,
    from_dir: Path | None = None,
    home: Path | None = None,
    progress: Progress | None = None,
    base_url: str | None = None,
) -> list[Fetched]:
    """Put the text of collections into the cache: all of them, or none.

    ``expected`` maps document ids to the SHA-256 of their text (the index); None, for maintainers who make the
    index, checks the upstream files alone and always rebuilds. What is in the cache and intact is not fetched again
    unless ``from_dir`` is given. Raises FetchError, which says what is wrong and what to do.
    """
    sources = read_sources()
    chosen = list(dict.fromkeys(names))
    for name in chosen:
        if name not in sources:
            raise FetchError(f"no stand-off collection {name!r}; there are {', '.join(sources)}")
    folder = cache_dir(home)
    reused = [n for n in chosen if from_dir is None and _is_intact(folder / n, sources[n], n, expected)]
    missing = [n for n in chosen if n not in reused]
    counts = {n: len(_wanted(n, expected) or ()) for n in reused}
    try:
        _check_origin(missing, sources, from_dir)
        if missing:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(
                prefix=".fetch-", dir=folder, ignore_cleanup_errors=True
            ) as stage:
                for name in missing:
                    root = from_dir or _downloaded(name, sources[name], folder, progress, base_url)
                    counts[name] = _build(name, sources[name], root, Path(stage) / name, expected)
                for name in missing:
                    _put_in_place(Path(stage) / name, folder / name)
                    shutil.rmtree(folder / "downloads" / name, ignore_errors=True)
    except OSError as error:
        raise FetchError(
            f"cannot read or write: {error}\n  The cache is {folder}; EIDISI_HOME names another."
        ) from error
    return [Fetched(n, counts[n], folder / n, n in reused) for n in chosen]


def _wanted(name: str, expected: Mapping[str, str] | None) -> dict[str, str] | None:
    """What the index has of one collection."""
    return None if expected is None else {i: h for i, h in expected.items() if i.startswith(f"{name}/")}


def _origin(source: Source) -> list[dict[str, str | None]]:
    return [{"file": f.file, "sha256": f.sha256, "url": source.url_of(f)} for f in source.files]


def _is_intact(folder: Path, source: Source, name: str, expected: Mapping[str, str] | None) -> bool:
    """Whether the cache holds just what the index wants, from these sources."""
    wanted = _wanted(name, expected)
    try:
        found = json.loads((folder / "fetched.json").read_bytes())
        if not wanted or found["documents"] != wanted or found["sources"] != _origin(source):
            return False
        texts = {i: text_of(i, folder.parent) for i in wanted}
        return all(t is not None and text_sha256(t) == wanted[i] for i, t in texts.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _check_origin(names: list[str], sources: Mapping[str, Source], from_dir: Path | None) -> None:
    """Raise FetchError naming every file that a folder lacks or has wrong, or a collection that has no address."""
    if from_dir is None:
        for name in names:
            if sources[name].url is None:
                raise FetchError(
                    f"the text of {name} is published nowhere: it comes only with --from DIR, where DIR holds "
                    + ", ".join(f.file for f in sources[name].files)
                )
        return
    problems = []
    for file in (f for n in names for f in sources[n].files):
        path = from_dir / file.file
        if not path.is_file():
            problems.append(f"{file.file}: not there")
        elif (found := file_sha256(path)) != file.sha256:
            problems.append(
                f"{file.file}: SHA-256 is {found} ({path.stat().st_size:,} bytes), "
                f"expected {file.sha256} ({file.size:,} bytes)"
            )
    if problems:
        listed = "\n  ".join(problems)
        raise FetchError(
            f"--from {from_dir}:\n  {listed}\n  The folder must hold the upstream files at the pinned commits "
            "(annotations/sources.toml), byte for byte: a checkout that converts line ends changes them."
        )


def _downloaded(
    name: str, source: Source, folder: Path, progress: Progress | None, base_url: str | None
) -> Path:
    """The folder with the verified files of one collection, downloaded where they are not there yet."""
    root = folder / "downloads" / name
    for file in source.files:
        target = root / file.file
        if target.is_file() and file_sha256(target) == file.sha256:
            continue
        address = source.url_of(file, base_url) or ""
        download(address, target, name=file.file, sha256=file.sha256, size=file.size, progress=progress)
    return root


def _build(name: str, source: Source, root: Path, target: Path, expected: Mapping[str, str] | None) -> int:
    """Write the documents of one collection and its fetched.json; how many there are."""
    target.mkdir()
    try:
        documents = {d.id: d.text for d in rebuild(name, root)}
    except ValueError as error:
        raise FetchError(f"{name} cannot be rebuilt: {error}") from error
    hashes = {identifier: text_sha256(text) for identifier, text in sorted(documents.items())}
    wanted = _wanted(name, expected)
    if wanted is not None and hashes != wanted:
        wrong = sorted(i for i in hashes.keys() | wanted.keys() if hashes.get(i) != wanted.get(i))
        listed = "\n  ".join(
            f"{i}: SHA-256 {hashes.get(i, 'none, it is not in the sources')}, "
            f"expected {wanted.get(i, 'none, it is not in the index')}"
            for i in wrong[:_SHOWN]
        )
        raise FetchError(
            f"{name}: {len(wrong)} texts are not the annotated ones, such as\n  {listed}\n"
            "  The files are right, so code and index disagree: install one release of eidisi, whole."
        )
    for identifier, text in documents.items():
        (target / f"{identifier.partition('/')[2]}.txt").write_bytes(text.encode("utf-8"))
    record = {
        "collection": name,
        "data_version": DATA_VERSION,
        "sources": _origin(source),
        "documents": hashes,
    }
    (target / "fetched.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return len(documents)


def _put_in_place(new: Path, target: Path) -> None:
    """Rename ``new`` to ``target``; what was there goes only once that worked."""
    old = new.with_name(f"{new.name}.old")
    had = target.exists()
    if had:
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if had:
            old.rename(target)
        raise

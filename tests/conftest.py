"""What all tests share: the package from the checkout, invented articles, the sources where they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmark"), str(ROOT / "baselines"), str(ROOT / "tests")]


SOURCES = ROOT.parent / "shared" / "sources"


def _absent(reason: str) -> NoReturn:
    """Skip, saying why; under CI the text must be there, so fail."""
    if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sources_dir() -> Path:
    """The upstream files: ../shared/sources. Skips where a clone has none; under CI that is a failure."""
    if not SOURCES.is_dir():
        _absent("the upstream files are not here: no folder ../shared/sources beside the checkout")
    return SOURCES


@pytest.fixture(scope="session")
def real_texts() -> dict[str, str]:
    """id -> text of stand-off documents: from ../shared/sources, else from the cache (which may lack `seed`)."""
    from eidisi.corpus.rebuild import rebuild
    from eidisi.corpus.sources import cache_dir

    if SOURCES.is_dir():
        return {d.id: d.text for name in ("gdt", "ntrex", "seed") for d in rebuild(name, SOURCES)}
    files = [p for name in ("gdt", "ntrex", "seed") for p in sorted((cache_dir() / name).glob("*.txt"))]
    found = {f"{p.parent.name}/{p.stem}": p.read_bytes().decode("utf-8") for p in files}
    if not {"gdt", "ntrex"} <= {p.parent.name for p in files}:
        _absent("the text of gdt and ntrex is not here: no ../shared/sources, and `eidisi fetch` was not run")
    return found

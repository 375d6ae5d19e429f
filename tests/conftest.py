"""What all tests share: the package from the checkout, invented articles, the sources where they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmark"), str(ROOT / "tests")]


@pytest.fixture(scope="session")
def sources_dir() -> Path:
    """The upstream files: ../shared/sources. Skips where a clone has none; under CI that is a failure."""
    folder = ROOT.parent / "shared" / "sources"
    if not folder.is_dir():
        reason = f"the upstream text is not here: no {folder.name} folder beside the checkout"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder

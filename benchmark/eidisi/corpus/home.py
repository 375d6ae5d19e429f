"""Where the gold and the fetched text are."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def annotations_dir() -> Path:
    """The annotations folder: EIDISI_DATA, or inside an installed wheel, or of the checkout."""
    given = os.environ.get("EIDISI_DATA")
    candidates = [Path(given)] if given else [_PACKAGE / "annotations", _PACKAGE.parents[1] / "annotations"]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no annotations folder: looked at {', '.join(map(str, candidates))}")

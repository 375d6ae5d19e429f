"""No text of a stand-off source is in the repository; the test itself knows only hashes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from shingles import FILE, ROOT, known, shingles

# Formulas that any two news texts share; each was looked at.
SHARED: frozenset[str] = frozenset()


def files() -> list[Path]:
    found = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    if found.returncode == 0:
        return [ROOT / name for name in found.stdout.decode().split("\0") if name]
    return [p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]


def test_no_line_of_the_sources_is_here() -> None:
    hashes = known()
    assert len(hashes) > 40_000
    hits = []
    for path in files():
        if path == FILE or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        hits += [
            f"{path.relative_to(ROOT)}: {w}" for d, w in shingles(text) if d in hashes and w not in SHARED
        ]
    assert not hits, "\n".join(hits[:20])


def test_the_hashes_would_find_one(sources_dir: Path) -> None:
    lines = (
        (sources_dir / "NTREX/NTREX-128/newstest2019-ref.ell.txt").read_text(encoding="utf-8").splitlines()
    )
    hashes = known()
    long = [line for line in lines if len(line.split()) > 12]
    found = sum(any(d in hashes for d, _ in shingles(line)) for line in long)
    assert found / len(long) > 0.99

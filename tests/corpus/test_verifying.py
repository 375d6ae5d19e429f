"""The packet for verifiers and the way back, in a copy of the annotations."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

DOCUMENT = "original/courts-001"


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    """A copy that may be written to: the indexes and one collection."""
    target = tmp_path / "annotations"
    for name in ("original", "gdt", "ntrex", "seed"):
        (target / name).mkdir(parents=True)
        shutil.copy(ROOT / "annotations" / name / "index.jsonl", target / name)
    shutil.copytree(ROOT / "annotations/original/gold", target / "original/gold")
    for name in ("annotation.conf", "visual.conf", "CANARY"):
        shutil.copy(ROOT / "annotations" / name, target)
    return target


def eidisi(annotations: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "EIDISI_DATA": str(annotations), "PYTHONPATH": str(ROOT / "benchmark")}
    return subprocess.run(
        [sys.executable, "-m", "eidisi", *arguments], capture_output=True, text=True, env=env, check=False
    )


@pytest.fixture
def packet(annotations: Path, tmp_path: Path) -> Path:
    done = eidisi(annotations, "verify", "packet", DOCUMENT, "-o", str(tmp_path / "packet"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "packet"


def tick(packet: Path) -> None:
    path = packet / "done.txt"
    path.write_text(path.read_text().replace("[ ]", "[x]"))


def test_packet_and_nothing_changed(annotations: Path, packet: Path) -> None:
    assert (packet / "done.txt").read_text() == f"[ ] {DOCUMENT}\n"
    assert (packet / f"{DOCUMENT}.txt").read_bytes() == (
        annotations / f"{DOCUMENT.replace('/', '/gold/')}.txt"
    ).read_bytes()
    assert eidisi(annotations, "verify", "diff", str(packet)).stderr.startswith("0 documents read")
    tick(packet)
    done = eidisi(annotations, "verify", "diff", str(packet))
    assert done.stdout == f"{DOCUMENT}: no differences (a: gold, b: verifier)\n" and done.returncode == 0
    before = (annotations / "original/gold/courts-001.ann").read_bytes()
    done = eidisi(annotations, "verify", "apply", str(packet))
    assert done.returncode == 0 and done.stdout.strip().endswith("index.jsonl")
    assert (annotations / "original/gold/courts-001.ann").read_bytes() == before
    rows = [
        r
        for r in (annotations / "original/index.jsonl").read_text().splitlines()
        if '"verified_by_human":true' in r
    ]
    assert len(rows) == 1 and DOCUMENT in rows[0]


def test_a_correction_becomes_gold(annotations: Path, packet: Path) -> None:
    tick(packet)
    path = packet / f"{DOCUMENT}.ann"
    gold = annotations / "original/gold/courts-001.ann"
    old, new = "Realis", "QuoteType"
    line = next(
        row
        for row in path.read_text().splitlines()
        if row.startswith("A") and f"\t{old} " in row and row.endswith(" actual")
    )
    path.write_text(path.read_text().replace(line, line.replace(" actual", " generic")))
    done = eidisi(annotations, "verify", "diff", str(packet))
    assert "1 differences" in done.stdout and "realis" in done.stdout and new not in done.stdout
    assert line in gold.read_text()
    assert eidisi(annotations, "verify", "apply", str(packet)).returncode == 0
    assert line not in gold.read_text() and line.replace(" actual", " generic") in gold.read_text()


def test_what_is_refused(annotations: Path, packet: Path, tmp_path: Path) -> None:
    tick(packet)
    assert eidisi(annotations, "verify", "packet", DOCUMENT, "-o", str(packet)).returncode == 2
    path = packet / f"{DOCUMENT}.ann"
    whole = path.read_text()
    path.write_text(whole.replace("\tLevel ", "\tLevels ", 1))
    done = eidisi(annotations, "verify", "apply", str(packet))
    assert done.returncode == 1 and "bad-brat-line" in done.stderr and "courts-001.ann" in done.stderr
    path.write_text(whole)
    (packet / "done.txt").write_text("[x] original/nowhere\nsomething\n")
    done = eidisi(annotations, "verify", "diff", str(packet))
    assert "unknown-document" in done.stderr and "bad-structure" in done.stderr
    (tmp_path / "empty").mkdir()
    assert "missing-file" in eidisi(annotations, "verify", "diff", str(tmp_path / "empty")).stderr

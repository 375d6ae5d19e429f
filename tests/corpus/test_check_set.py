"""What can only be wrong on disk: a file that is not canonical, a text that is another, an index out of date."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eidisi.cli import app
from eidisi.corpus import collections
from eidisi.corpus.checks import check_set
from eidisi.corpus.home import annotations_dir


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the annotations that a test may spoil."""
    shutil.copytree(annotations_dir(), tmp_path / "annotations")
    monkeypatch.setenv("EIDISI_DATA", str(tmp_path / "annotations"))
    for cached in (collections.index, collections.splits, collections.canary):
        cached.cache_clear()
    yield tmp_path / "annotations"
    monkeypatch.undo()
    for cached in (collections.index, collections.splits, collections.canary):
        cached.cache_clear()


def codes(name: str) -> set[str]:
    return {p.code for p in check_set(name)[0]}


def test_a_file_that_the_writer_would_not_write(copy: Path) -> None:
    path = copy / "original/gold/courts-001.ann"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([rows[1], rows[0], *rows[2:]]) + "\n", encoding="utf-8")
    assert codes("original/courts-001") == {"not-canonical"}


def test_another_text(copy: Path) -> None:
    path = copy / "original/gold/courts-001.txt"
    path.write_text(path.read_text(encoding="utf-8") + "!", encoding="utf-8")
    assert "text-hash" in codes("original/courts-001")


def test_an_index_out_of_date(copy: Path) -> None:
    path = copy / "original/index.jsonl"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"title_end":81', '"title_end":80'), encoding="utf-8"
    )
    first = path.read_text(encoding="utf-8")
    path.write_text(first.replace('"tokens":[[0,', '"tokens":[[1,', 1), encoding="utf-8")
    collections.index.cache_clear()
    result = CliRunner().invoke(app, ["index", "original", "--check"])
    assert result.exit_code in (1, 2)
    assert "index-mismatch" in result.output or "its text is needed" in result.output

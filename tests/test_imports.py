"""A plain run stays light: no datasets, sklearn, seqeval or scipy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from eidisi.formats.jsonl import write_documents, write_predictions
from eidisi.formats.predicted import as_prediction
from invented import harbour

HEAVY = ("datasets", "sklearn", "seqeval", "scipy", "pandas", "torch")
RUN = """
import sys
sys.path.insert(0, {path!r})
{code}
sys.stderr.write(repr([name for name in {heavy!r} if name in sys.modules]))
"""
COMMAND = """
sys.argv = {argv!r}
from eidisi.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""


def heavy_after(code: str) -> tuple[str, str]:
    program = RUN.format(path=str(ROOT / "benchmark"), code=code, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr, done.stdout


@pytest.mark.parametrize(
    "code",
    ["import eidisi", "import eidisi\neidisi.score", COMMAND.format(argv=["eidisi", "--help"])],
    ids=["import", "name", "help"],
)
def test_light(code: str) -> None:
    assert heavy_after(code)[0] == "[]"


def test_score_is_light(tmp_path: Path) -> None:
    gold, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    write_documents([harbour()], gold)
    write_predictions([as_prediction(harbour())], pred)
    argv = ["eidisi", "score", str(pred), "--gold", str(gold), "--json"]
    loaded, out = heavy_after(COMMAND.format(argv=argv))
    assert loaded == "[]"
    assert json.loads(out)["scores"]["pooled"]["eidisi"] == 1.0

"""The gold record of docs/formats.md, used as its reader would: scored, reported, compared with itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import ROOT
from eidisi.cli import app
from eidisi.cli.baseline import _documents
from eidisi.cli.predictions import open_predictions

RUN = CliRunner()
PREDICTION = {
    "id": "my-1",
    "entities": [{"start": 6, "end": 13, "type": "PERSON"}],
    "quotes": [{"spans": [[26, 37]], "type": "direct", "cue": [43, 47], "speaker": [39, 42]}],
    "events": [],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    shown = re.search(r"```json\n(.*?)```", (ROOT / "docs/formats.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(json.loads(shown[1])) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def predictions(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(PREDICTION) + "\n", encoding="utf-8")
    return path


def test_the_documented_record_scores(gold: Path, predictions: Path) -> None:
    done = RUN.invoke(app, ["score", str(predictions), "--gold", str(gold), "--json"])
    assert done.exit_code == 0, done.output
    scores = json.loads(done.stdout)["scores"]["gold"]
    assert scores["quotes"]["attribution"]["f1"] == 1.0
    assert scores["entities"]["strict"]["r"] == pytest.approx(1 / 3)


def test_a_report_leaves_out_the_slice_that_the_gold_does_not_have(
    gold: Path, predictions: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    done = RUN.invoke(app, ["report", str(predictions), "--gold", str(gold), "-o", str(page)])
    assert done.exit_code == 0, done.output
    assert "quotes.attribution" in page.read_text(encoding="utf-8")


def test_a_speaker_given_as_an_entity_agrees_with_itself(gold: Path) -> None:
    record = json.loads(gold.read_text(encoding="utf-8"))
    record["quotes"][0]["speaker"] = {"entities": ["e1"], "mentions": [], "realisation": "prodrop"}
    gold.write_text(json.dumps(record) + "\n", encoding="utf-8")
    done = RUN.invoke(app, ["agreement", str(gold), str(gold), "--format", "csv"])
    assert done.exit_code == 0, done.output
    row = next(line for line in done.stdout.splitlines() if "pro-drop" in line)
    assert "1.000" in row


def test_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path, predictions: Path) -> None:
    for system in ("one", "two"):
        (tmp_path / system).mkdir()
        (tmp_path / system / "predictions.jsonl").write_bytes(predictions.read_bytes())
        assert open_predictions(str(tmp_path / system / "predictions.jsonl"), None, "none").name == system
    assert open_predictions(str(predictions), None, "none").name == "mine"


@pytest.mark.parametrize(
    ("command", "cause"),
    [
        (["leaderboard", "verify", "--submissions", "nowhere"], "there is no folder nowhere"),
        (["show", "original/diplomacy-999"], "no document"),
    ],
)
def test_what_is_not_there_is_named(command: list[str], cause: str) -> None:
    done = RUN.invoke(app, command)
    assert done.exit_code != 0
    assert cause in done.output


def test_rules_need_no_extra() -> None:
    blocked = "import sys; sys.modules['pycrfsuite'] = None; import eidisi_baselines.rules"
    subprocess.run([sys.executable, "-c", blocked], check=True)


def test_a_byte_order_mark_moves_no_offset(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Ο Ηλίας Βρεττός μίλησε.\n", encoding="utf-8-sig")
    (found,) = _documents(str(article))
    assert found.text is not None and found.text.startswith("Ο Ηλίας")

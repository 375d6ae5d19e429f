"""`eidisi baseline`: train, predict, score from the command line, and what it refuses."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from eidisi.cli import app

RUN = CliRunner()


def test_from_training_to_a_score(tmp_path: Path) -> None:
    model, predictions = str(tmp_path / "model"), str(tmp_path / "p.jsonl")
    done = RUN.invoke(app, ["baseline", "train", "rules", "-o", model, "--on", "original/train"])
    assert done.exit_code == 0, done.stderr
    predict = ["baseline", "predict", "rules", "--model", model, "-o", predictions]
    done = RUN.invoke(app, [*predict, "--on", "original/train"])
    assert done.exit_code == 0, done.stderr
    done = RUN.invoke(app, ["score", predictions, "--gold", "original/train", "--no-ci"])
    assert done.exit_code == 0 and "entities.strict" in done.stdout
    assert RUN.invoke(app, [*predict, "--on", "original/train"]).exit_code == 2
    (tmp_path / "own.txt").write_text(
        "Τίτλος\n\nΟ Ηλίας Βρεττός είπε «δεν θα φύγω από εδώ».", encoding="utf-8"
    )
    done = RUN.invoke(app, [*predict, "--force", "--on", str(tmp_path / "own.txt")])
    assert done.exit_code == 0 and '"id":"own"' in Path(predictions).read_text(encoding="utf-8")


def test_training_on_a_test_split_is_not_passed_over(tmp_path: Path) -> None:
    for name, said in (("original/test", True), ("original/validation", False)):
        done = RUN.invoke(app, ["baseline", "train", "rules", "-o", str(tmp_path / name), "--on", name])
        assert done.exit_code == 0 and ("of a test split" in done.stderr) == said


def test_what_it_refuses(tmp_path: Path) -> None:
    assert "crf" in RUN.invoke(app, ["baseline", "list"]).stdout
    for args in (
        ["train", "oracle", "-o", str(tmp_path / "m")],
        ["train", "rules", "-o", str(tmp_path / "m"), "--on", "nowhere"],
        ["train", "rules", "-o", str(tmp_path / "m"), "--option", "x"],
        ["predict", "rules", "--model", str(tmp_path), "-o", str(tmp_path / "p")],
    ):
        done = RUN.invoke(app, ["baseline", *args])
        assert done.exit_code == 2 and done.stderr.startswith("eidisi: ")
        assert "Traceback" not in done.stderr

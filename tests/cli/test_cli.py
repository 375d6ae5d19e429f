"""The command line: exit codes, what goes where, and that nothing is lost on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

import eidisi
from conftest import ROOT
from eidisi.cli import app
from eidisi.formats.jsonl import write_documents, write_predictions
from eidisi.formats.predicted import as_prediction
from eidisi.model import Prediction
from invented import HARBOUR_NOTATION, harbour

COMMANDS = [
    command.name or command.callback.__name__ for command in app.registered_commands if command.callback
]


def call(*arguments: Any, stdin: str | None = None) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)


def process(*arguments: Any, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "benchmark")}
    command = [sys.executable, "-m", "eidisi", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    write_documents([harbour()], tmp_path / "gold.jsonl")
    return tmp_path / "gold.jsonl"


@pytest.fixture
def pred(tmp_path: Path) -> Path:
    found = as_prediction(harbour())
    assert isinstance(found.entities, list)
    del found.entities[0]
    write_predictions([found], tmp_path / "pred.jsonl")
    return tmp_path / "pred.jsonl"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.jsonl"
    path.write_text(
        '{"id":"test/harbour","entities":[{"start":9,"end":9,"type":"PERSON"}]}\n', encoding="utf-8"
    )
    return path


# ------------------------------------------------------------------------------------------------ help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    found = call(command, "--help")
    assert found.exit_code == 0
    assert f"Example: eidisi {command}" in found.stdout


def test_help_and_version() -> None:
    assert all(command in call("--help").stdout for command in COMMANDS)
    assert call("--version").stdout.startswith(f"eidisi {eidisi.__version__}")
    assert call("no-such-command").exit_code == 2


# ------------------------------------------------------------------------------------------------ score, compare


def test_score(gold: Path, pred: Path) -> None:
    found = process("score", pred, "--gold", gold)
    assert (found.returncode, found.stderr) == (0, b"")
    assert "eidisi|task:entities,quotes,events|" in found.stdout.decode()


def test_score_of_gold_is_one(gold: Path, tmp_path: Path) -> None:
    perfect = tmp_path / "perfect.jsonl"
    assert call("export", "jsonl", gold, "--predictions", "-o", perfect).exit_code == 0
    scores = json.loads(call("score", perfect, "--gold", gold, "--json").stdout)["scores"]["pooled"]
    assert scores["eidisi"] == 1.0
    for track in ("entities", "quotes", "events"):
        for name, figure in scores[track].items():
            if name != "by_type":
                assert figure.get("f1", figure.get("value")) == 1.0, (track, name)


def test_score_reads_stdin(gold: Path, pred: Path) -> None:
    piped = process("score", "-", "--gold", gold, "--json", stdin=pred.read_bytes())
    assert piped.returncode == 0
    read = json.loads(call("score", pred, "--gold", gold, "--json").stdout)
    found = json.loads(piped.stdout)
    assert (found["system"], read["system"]) == ("stdin", "pred")
    assert found["scores"] == read["scores"]
    assert call("score", "-", "-", "--gold", gold, stdin="").exit_code == 2


def test_score_side_by_side(gold: Path, pred: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    write_predictions([as_prediction(harbour())], other)
    table = call("score", pred, other, "--gold", gold, "--format", "markdown")
    assert table.exit_code == 0
    assert "pred " in table.stdout and "other " in table.stdout
    cards = json.loads(call("score", pred, other, "--gold", gold, "--json").stdout)
    assert [card["system"] for card in cards] == ["pred", "other"]
    assert cards[0]["scores"]["pooled"]["eidisi"] < cards[1]["scores"]["pooled"]["eidisi"] == 1.0


def test_score_of_invalid_predictions(gold: Path, bad: Path) -> None:
    found = process("score", bad, "--gold", gold)
    assert (found.returncode, found.stdout) == (1, b"")
    assert b"[empty-span]" in found.stderr and b"bad.jsonl:1" in found.stderr
    refused = call("score", bad, "--gold", gold, "--json")
    assert refused.exit_code == 1
    assert [p["code"] for p in json.loads(refused.stdout)["problems"]] == ["empty-span"]


@pytest.mark.parametrize("more", [("--gold", "nothing"), ("--task", "names"), ("--labels", "nothing"), ("--repair", "discard")])  # fmt: skip
def test_score_called_wrongly(gold: Path, pred: Path, more: tuple[str, str]) -> None:
    found = call("score", pred, *(() if "--gold" in more else ("--gold", gold)), *more)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith("eidisi: ")


def test_no_such_predictions(gold: Path) -> None:
    assert call("score", "absent.jsonl", "--gold", gold).exit_code == 2
    assert call("score").exit_code == 2


def test_compare(gold: Path, pred: Path, bad: Path) -> None:
    found = call("compare", pred, pred, "--gold", gold, "--json")
    assert found.exit_code == 0, found.stderr
    assert json.loads(found.stdout)
    assert call("compare", pred, pred, "--gold", gold).exit_code == 0
    assert call("compare", pred, bad, "--gold", gold).exit_code == 1
    assert call("compare", pred, "--gold", gold).exit_code == 2


# ------------------------------------------------------------------------------------------------ validate, agreement


def test_validate(gold: Path, pred: Path, bad: Path, tmp_path: Path) -> None:
    assert call("validate", gold).exit_code == 0
    assert call("validate", pred, "--gold", gold).stdout == "1 document: valid\n"
    wrong = process("validate", bad, "--gold", gold)
    assert wrong.returncode == 1 and b"[empty-span]" in wrong.stdout
    as_json = call("validate", bad, "--gold", gold, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["valid"] is False
    broken = tmp_path / "broken.jsonl"
    broken.write_text(
        gold.read_text(encoding="utf-8").replace('"level":"named"', '"level":"nickname"', 1), encoding="utf-8"
    )
    assert call("validate", broken).exit_code == 1
    assert call("validate", "nothing").exit_code == 2


def test_agreement(gold: Path, tmp_path: Path) -> None:
    found = call("agreement", gold, gold, "--json", "--no-ci")
    assert found.exit_code == 0, found.stderr
    values = [row["value"] for row in json.loads(found.stdout)["agreement"] if row["value"] is not None]
    assert values and all(value == pytest.approx(1.0) for value in values)
    assert call("agreement", gold, gold, "--no-ci").exit_code == 0
    other = tmp_path / "other.jsonl"
    write_documents([msgspec.structs.replace(harbour(), id="test/other")], other)
    assert call("agreement", gold, other).exit_code == 2
    assert call("agreement", gold, "absent.jsonl").exit_code == 2


# ------------------------------------------------------------------------------------------------ the collections


def test_stats_and_show() -> None:
    assert call("stats", "nothing").exit_code == 2
    assert call("show", "nothing/x").exit_code == 2
    try:
        ids = sorted(d.id for d in eidisi.documents("original"))
    except ValueError:
        pytest.skip("no gold yet")
    assert call("stats", "original").exit_code == 0
    assert json.loads(call("stats", "original", "--json").stdout)
    shown = call("show", ids[0])
    assert shown.exit_code == 0 and " PERSON]" in shown.stdout and "Marks:" not in shown.stdout
    assert json.loads(call("show", ids[0], "--json").stdout)["id"] == ids[0]


def test_fetch_called_wrongly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EIDISI_HOME", str(tmp_path / "home"))
    assert call("fetch", "nothing").exit_code == 2
    assert call("fetch", "gdt", "--from", tmp_path / "absent").exit_code in (1, 2)


def test_annotate(tmp_path: Path) -> None:
    printed = process("annotate", "--print", "original/courts-001")
    assert printed.returncode == 0 and printed.stdout and not printed.stderr
    assert call("annotate").exit_code == 2
    assert call("annotate", tmp_path / "absent.eid").exit_code == 2
    wrong = tmp_path / "wrong.eid"
    wrong.write_text(HARBOUR_NOTATION.replace("doc test/harbour", "doc nothing/x"), encoding="utf-8")
    found = call("annotate", wrong)
    assert (found.exit_code, found.stdout) == (1, "")


# ------------------------------------------------------------------------------------------------ export, import


def layers(prediction: Prediction) -> dict[str, Any]:
    """A prediction's items as sets, optional fields included."""
    found = msgspec.to_builtins(prediction)
    return {
        name: sorted(json.dumps(item, sort_keys=True, ensure_ascii=False) for item in map(_sorted, found.get(name, [])))
        for name in ("entities", "quotes", "events")
    }  # fmt: skip


def _sorted(item: dict[str, Any]) -> dict[str, Any]:
    item = {k: v for k, v in item.items() if k != "text"}
    if "arguments" in item:
        item["arguments"] = sorted(
            ({k: a[k] for k in ("role", "start", "end")} for a in item["arguments"]), key=str
        )
    return item


def read(path: Path) -> Prediction:
    return msgspec.json.decode(path.read_bytes(), type=Prediction)


@pytest.mark.parametrize("format", ["jsonl", "brat", "conll", "surface"])
def test_round_trip(gold: Path, tmp_path: Path, format: str) -> None:
    out, back = tmp_path / f"out.{format}", tmp_path / "back.jsonl"
    exported = call("export", format, gold, "-o", out)
    assert (exported.exit_code, exported.stdout) == (0, ""), exported.stderr
    on = () if format == "jsonl" else ("--on", gold)
    imported = call("import", format, out, *on, "-o", back)
    assert (imported.exit_code, imported.stdout) == (0, ""), imported.stderr
    expected, found = layers(as_prediction(harbour())), layers(read(back))
    kept = ("entities",) if format == "conll" else ("entities", "quotes", "events")
    for name in kept:
        assert found[name] == expected[name]
    scores = json.loads(call("score", back, "--gold", gold, "--json").stdout)["scores"]["pooled"]
    for track, measure in (("entities", "strict"), ("quotes", "attribution"), ("events", "AC+e")):
        assert track not in kept or scores[track][measure]["f1"] == 1.0


def test_brat_back_to_gold(gold: Path, tmp_path: Path) -> None:
    out, back = tmp_path / "brat", tmp_path / "back.jsonl"
    assert call("export", "brat", gold, "-o", out).exit_code == 0
    assert call("import", "brat", out, "--on", gold, "--gold", "-o", back).exit_code == 0
    assert back.read_bytes() == gold.read_bytes()


def test_nothing_is_overwritten_without_force(gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept.jsonl"
    out.write_text("mine", encoding="utf-8")
    for command in (("export", "jsonl", gold), ("import", "jsonl", gold)):
        assert call(*command, "-o", out).exit_code == 2
        assert out.read_text(encoding="utf-8") == "mine"
    assert call("export", "jsonl", gold, "-o", out, "--force").exit_code == 0
    assert out.read_bytes() == gold.read_bytes()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert call("export", "brat", gold, "-o", folder).exit_code == 2


def test_export_and_import_called_wrongly(gold: Path, tmp_path: Path) -> None:
    assert call("export", "xml", gold, "-o", tmp_path / "x").exit_code == 2
    assert call("export", "jsonl", "nothing", "-o", tmp_path / "x").exit_code == 2
    assert call("import", "conll", tmp_path / "absent", "-o", tmp_path / "x").exit_code == 2
    wrong = tmp_path / "wrong.conll"
    wrong.write_text("Καβάλα\tB-PLANET\n", encoding="utf-8")
    assert call("import", "conll", wrong, "--on", gold, "-o", tmp_path / "x").exit_code == 1
    assert not (tmp_path / "x").exists()


def test_columns_are_told_by_their_own_lines(gold: Path, tmp_path: Path) -> None:
    columns = tmp_path / "tagged.conll"
    assert call("export", "conll", gold, "-o", columns).exit_code == 0
    rows = columns.read_text(encoding="utf-8").replace("-PERSON", "-PER").splitlines(keepends=True)
    columns.write_text("".join(rows), encoding="utf-8")
    wrong = [number for number, row in enumerate(rows, start=1) if row.endswith("\tB-PER\n")]
    found = call("score", columns, "--gold", gold)
    assert found.exit_code == 1 and wrong
    assert [line.split(": ")[0] for line in found.stderr.splitlines() if "unknown-type" in line] == [
        f"{columns}:{number}" for number in wrong
    ]
    assert call("score", columns, "--gold", gold, "--drop-invalid").exit_code == 0


def test_columns_under_another_name_get_one_hint(gold: Path, tmp_path: Path) -> None:
    columns = tmp_path / "tagged.txt"
    assert call("export", "conll", gold, "-o", columns).exit_code == 0
    for data in (columns.read_text(encoding="utf-8"), "Η\tO\nΑθήνα\tB-GPE\n"):
        columns.write_text(data, encoding="utf-8")
        for name, found in (
            (str(columns), call("score", columns, "--gold", gold).stderr),
            ("<stdin>", process("score", "-", stdin=data.encode()).stderr.decode()),
        ):
            assert found.startswith(f"{name}:1: [bad-json]") and found.count("[bad-json]") == 1
            assert "ending .conll" in found


def test_a_file_called_stdin_is_told_by_its_own_path(bad: Path, gold: Path, tmp_path: Path) -> None:
    path = tmp_path / "stdin.jsonl"
    path.write_bytes(bad.read_bytes())
    assert call("score", path, "--gold", gold).stderr.startswith(f"{path}:1")


def test_what_prints_a_table_prints_json(tmp_path: Path) -> None:
    audits = json.loads(call("audit", "results", "--json").stdout)
    assert {r["layer"] for a in audits for r in a["rates"]} == {"entities", "quotes", "events", "arguments"}
    assert {b["name"] for b in json.loads(call("baseline", "list", "--json").stdout)} >= {"rules", "crf"}
    found = call("leaderboard", "verify", "--submissions", tmp_path, "--json")
    assert json.loads(found.stdout) == {"verified": [], "problems": []}

"""``eidisi score --by`` and ``eidisi errors`` on an invented article."""

from __future__ import annotations

import json

import msgspec
import pytest
from typer.testing import CliRunner

from eidisi.cli import app
from eidisi.formats.jsonl import write_documents
from invented import harbour

GOLD = harbour()


@pytest.fixture
def files(tmp_path):
    """The paths of a gold file and of predictions: some right, some wrong."""
    gold, predictions = tmp_path / "gold.jsonl", tmp_path / "sys.jsonl"
    write_documents([GOLD], gold)
    named = [m for m in GOLD.mentions if m.level == "named"]
    row = {
        "id": GOLD.id,
        "entities": [{"start": m.start, "end": m.end, "type": m.type} for m in named[2:]]
        + [{"start": named[0].start, "end": named[0].end, "type": "LAW"}],
        "quotes": [{"spans": q.spans, "speaker": None} for q in GOLD.quotes],
        "events": [{"trigger": e.trigger, "type": e.type, "arguments": []} for e in GOLD.events],
    }
    predictions.write_bytes(msgspec.json.encode(row) + b"\n")
    return str(predictions), "--gold", str(gold)


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_a_recall_slice(files):
    found = run("score", *files, "--by", "realisation")
    assert found.exit_code == 0, found.output
    assert "sys by realisation" in found.stdout and "prodrop" in found.stdout and "P  " not in found.stdout
    assert "* fewer than 20 items" in found.stdout and "eidisi|task:entities,quotes,events" in found.stdout


@pytest.mark.parametrize(
    "by", ["type", "collection", "section", "length", "quote-type", "realis", "polarity", "in-quote"]
)
def test_json(files, by):
    found = run("score", *files, "--by", by, "--json")
    assert found.exit_code == 0, found.output
    record = json.loads(found.stdout)
    assert record["by"] == by and record["system"] == "sys" and record["slices"]
    if by == "length":
        assert record["slices"]["short"]["characters"] == [GOLD.length] * 2
    if by == "quote-type":
        direct = record["slices"]["direct"]["quotes"]["strict"]
        n = sum(q.type == "direct" for q in GOLD.quotes)
        assert direct == {"r": 1.0, "r_num": n, "n": n, "few": True}


@pytest.mark.parametrize("format", ["table", "markdown", "csv", "latex"])
def test_formats(files, format):
    for by in ("type", "in-quote", "length"):
        found = run("score", *files, "--by", by, "--format", format)
        assert found.exit_code == 0 and found.stdout, found.output
    assert run("errors", *files, "--format", format).exit_code == 0


def test_two_systems(files):
    record = json.loads(run("score", files[0], *files, "--by", "type", "--json").stdout)
    assert len(record) == 2


def test_usage_errors(files):
    found = run("score", *files, "--by", "colour")
    assert found.exit_code == 2
    for name in ("type", "quote-type", "realisation", "in-quote", "seen", "collection", "section", "length"):
        assert name in found.stderr
    assert run("score", *files, "--by", "realis", "--task", "quotes").exit_code == 2
    assert run("score", *files, "--by", "type", "--format", "html").exit_code == 2
    assert run("errors", *files, "--format", "html").exit_code == 2
    assert run("errors", "nowhere.jsonl").exit_code == 2


def test_seen_in_foreign_gold(files, tmp_path):
    assert run("score", *files, "--by", "seen").exit_code == 0
    path = tmp_path / "foreign.jsonl"
    write_documents([msgspec.structs.replace(GOLD, seen=msgspec.UNSET)], path)
    found = run("score", files[0], "--gold", str(path), "--by", "seen")
    assert found.exit_code == 2 and 'no "seen"' in found.stderr


def test_errors(files):
    found = run("errors", *files, "--examples", "3")
    assert found.exit_code == 0, found.output
    for part in (
        "wrong boundary",
        "spurious",
        "worst documents, events.AC+e",
        "test/harbour, wrong type",
        "[Καβάλα]",
    ):
        assert part in found.stdout
    record = json.loads(run("errors", *files, "--json").stdout)
    n = sum(m.level == "named" for m in GOLD.mentions)
    assert record["entities"]["categories"]["correct"] == n - 2
    assert record["entities"]["categories"]["missed"] == record["entities"]["categories"]["wrong type"] == 1
    assert record["entities"]["confusion"]["GPE"]["LAW"] == 1
    assert record["worst"]["entities.strict"][0]["id"] == GOLD.id and "examples" not in record


def test_invalid_predictions_get_no_errors(files, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps({"id": GOLD.id, "entities": [{"start": 0, "end": 0, "type": "PERSON"}]}))
    assert run("errors", str(bad), *files[1:]).exit_code == 1


def test_gains_and_losses_by_slice(files, tmp_path):
    other = tmp_path / "other.jsonl"
    row = json.loads((tmp_path / "sys.jsonl").read_text())
    row["quotes"] = row["quotes"][:1]
    other.write_text(json.dumps(row))
    found = run("compare", files[0], str(other), *files[1:], "--by", "quote-type")
    assert found.exit_code == 0, found.output
    line = next(
        r
        for r in found.stdout.splitlines()
        if r.startswith("quotes.strict") and "direct" in r and "indirect" not in r
    )
    n = sum(q.type == "direct" for q in GOLD.quotes)
    assert line.split() == ["quotes.strict", "direct", f"{n}*", "1.000", f"{1 / n:.3f}", f"{1 / n - 1:+.3f}"]
    parts = json.loads(
        run("compare", files[0], str(other), *files[1:], "--by", "quote-type", "--json").stdout
    )
    assert [p["system"] for p in parts] == ["sys", "other"]
    assert run("compare", files[0], str(other), *files[1:], "--by", "colour").exit_code == 2

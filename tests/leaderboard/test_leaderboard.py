"""The board from submission to page, and every way of cheating or forgetting that it must catch."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from eidisi.cli import app
from eidisi.corpus.collections import load_set
from eidisi.formats.jsonl import write_predictions
from eidisi.formats.predicted import as_prediction
from eidisi.leaderboard import consistency
from eidisi.leaderboard.board import boards, rebuild
from eidisi.leaderboard.entry import read_entries
from eidisi.leaderboard.page import render
from eidisi.leaderboard.submit import submit
from eidisi.leaderboard.verify import verify
from eidisi.model import Prediction
from eidisi.problems import InvalidInput

RUN = CliRunner()
YAML = """name: {name}
authors: [Somebody]
date: 2025-06-30
kind: trained
training_data: [{data}]
external_data: null
seen_test: no
"""


def degraded(prediction: Prediction, keep: float, seed: int) -> Prediction:
    """Gold with items left out."""
    rng = random.Random(f"{seed}{prediction.id}")
    found = msgspec.convert(msgspec.to_builtins(prediction), Prediction)
    for layer in ("entities", "quotes", "events"):
        setattr(found, layer, [item for item in getattr(found, layer) if rng.random() < keep])
    return found


def put(root: Path, slug: str, keep: float, seed: int = 1, data: str = "original/train", **more: Any) -> Path:
    folder = root / slug
    folder.mkdir(parents=True)
    (folder / "submission.yaml").write_text(
        YAML.format(name=slug.upper(), data=data) + "".join(f"{k}: {v}\n" for k, v in more.items())
    )
    gold = load_set("gdt/test", with_text=False)
    write_predictions([degraded(as_prediction(d), keep, seed) for d in gold], folder / "predictions.jsonl")
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("submissions")
    for slug, keep, seed in (("good", 0.9, 1), ("fair", 0.7, 2), ("poor", 0.3, 3)):
        submit(put(folder, slug, keep, seed))
    return folder


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(root, tmp_path / "submissions"))


def codes(root: Path) -> set[str]:
    return {p.code for p in verify(read_entries(root))}


def test_stored_counts_give_the_same_figures(root: Path) -> None:
    for entry in read_entries(root):
        card = rebuild(entry.about.name, entry.stored)
        for measure, track in (
            ("entities.strict", "entities"),
            ("quotes.attribution", "quotes"),
            ("events.AC+e", "events"),
        ):
            stored = entry.stored.scores["gdt"][track][measure.partition(".")[2]]
            figure = card.figures["gdt"][measure]
            assert (figure.value, list(figure.ci or ())) == (stored["f1"], stored["ci"])
        assert card.figures["gdt"]["eidisi"].value == entry.stored.scores["gdt"]["eidisi"]


def test_page_is_the_same_twice_and_names_everybody(root: Path) -> None:
    page = render(read_entries(root), None)
    assert page == render(read_entries(root), None)
    for name in ("GOOD", "FAIR", "POOR", "closed: original/train"):
        assert name in page
    assert page.count("## ") == 6 and "do not edit" in page.lower()


def test_verify_is_content_with_what_submit_wrote(root: Path) -> None:
    assert not verify(read_entries(root))


def test_edited_numbers(copy: Path) -> None:
    path = copy / "good" / "scores.json"
    stored = json.loads(path.read_text())
    stored["scores"]["gdt"]["entities"]["strict"]["f1"] += 0.01
    path.write_text(json.dumps(stored))
    assert codes(copy) == {"edited-scores"}


def test_edited_counts(copy: Path) -> None:
    path = copy / "poor" / "scores.json"
    stored = json.loads(path.read_text())
    first = next(iter(stored["documents"].values()))
    first["counts"]["entities.strict"][0] += 1
    path.write_text(json.dumps(stored))
    assert codes(copy) == {"edited-scores"}


def test_changed_predictions(copy: Path) -> None:
    path = copy / "good" / "predictions.jsonl"
    path.write_text(path.read_text().replace("PERSON", "ORG", 1))
    assert codes(copy) == {"changed-predictions"}


def test_predictions_gone(copy: Path) -> None:
    (copy / "good" / "predictions.jsonl").unlink()
    assert codes(copy) == {"missing-file"}


@pytest.mark.parametrize("change", ["version", "sha"])
def test_old_gold(copy: Path, change: str) -> None:
    path = copy / "fair" / "scores.json"
    stored = json.loads(path.read_text())
    stored["data"][0][change] = "0.0.1"
    path.write_text(json.dumps(stored))
    assert codes(copy) == {"stale-scores"}
    assert ("(data 0.0.1)" in render(read_entries(copy), None)) == (change == "version")


def test_a_corrected_label_rescored(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A label of the gold is changed: every stored score is stale, and submit gives the new one."""
    from eidisi.corpus import gold

    real = gold.load_document
    victim = "gdt/" + next(d.id for d in load_set("gdt/test", with_text=False)).partition("/")[2]

    def patched(identifier: str, **options: Any) -> Any:
        document = real(identifier, **options)
        if identifier != victim:
            return document
        changed = [msgspec.structs.replace(m, type="LAW") if m.entity else m for m in document.mentions]
        return msgspec.structs.replace(document, mentions=tuple(changed))

    before = {e.slug: e.stored.scores["gdt"]["entities"]["strict"]["f1"] for e in read_entries(copy)}
    monkeypatch.setattr(gold, "load_document", patched)
    assert codes(copy) == {"stale-scores"}
    for slug in before:
        submit(copy / slug)
    assert not verify(read_entries(copy))
    after = {e.slug: e.stored.scores["gdt"]["entities"]["strict"]["f1"] for e in read_entries(copy)}
    assert after["good"] < before["good"] and set(after) == set(before)


def test_what_submit_refuses(tmp_path: Path) -> None:
    cases = {
        "Bad_Name": ("", "bad-structure"),
        "extra-key": ("colour: red\n", "bad-structure"),
        "no-yaml": ("authors: [\n", "bad-structure"),
    }
    for slug, (text, code) in cases.items():
        folder = put(tmp_path, slug, 1.0)
        with (folder / "submission.yaml").open("a") as stream:
            stream.write(text)
        with pytest.raises(InvalidInput) as caught:
            submit(folder)
        assert {p.code for p in caught.value.problems} == {code}, slug
        assert not (folder / "scores.json").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInput) as caught:
        submit(tmp_path / "empty")
    assert [p.code for p in caught.value.problems] == ["missing-file", "missing-file"]
    short = put(tmp_path, "short", 1.0)
    lines = (short / "predictions.jsonl").read_text().splitlines(keepends=True)
    (short / "predictions.jsonl").write_text("".join(lines[1:]))
    with pytest.raises(InvalidInput) as caught:
        submit(short)
    assert [p.code for p in caught.value.problems] == ["missing-document"]


def test_texts_of_others_are_stripped(tmp_path: Path) -> None:
    folder = put(tmp_path, "texty", 1.0)
    rows = [json.loads(line) for line in (folder / "predictions.jsonl").read_text().splitlines()]
    for row in rows:
        row["meta"] = "the whole article"
    path = folder / "predictions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    _, stripped = submit(folder)
    assert stripped == len(rows) and "article" not in path.read_text()
    assert not verify(read_entries(tmp_path))


def test_ranks_need_real_and_significance(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """gdt counted as ntrex too: both complete, so there is a `real`; the poor one is beaten, equals share a rank."""
    entries = read_entries(root)
    for entry in entries:
        entry.stored.complete = ["gdt", "ntrex"]
        entry.stored.documents |= {
            f"ntrex/{k}": msgspec.structs.replace(d, collection="ntrex", story=f"n{d.story}")
            for k, d in list(entry.stored.documents.items())
        }
        entry.stored.data.append(msgspec.structs.replace(entry.stored.data[0], collection="ntrex"))
    twin = msgspec.structs.replace(entries[1], folder=entries[1].folder.with_name("twin"))
    found = boards([*entries, twin])
    for board in found:
        ranks = {row.entry.slug: row.rank for row in board.rows}
        assert ranks["good"] == ranks["twin"] == 1 and ranks["fair"] == 3 and ranks["poor"] == 4, (
            board.measure
        )
        assert [r.figures["real"].value for r in board.rows] == sorted(
            (r.figures["real"].value or 0 for r in board.rows), reverse=True
        )
    assert "| 1 | a" in render([*entries, twin], None)


def test_self_consistency() -> None:
    own = consistency.self_consistency()
    assert own is not None and 0.5 < own.scores["gdt"]["entities.strict"] <= 1
    assert ("real" in own.scores) == ({"gdt", "ntrex"} <= set(own.complete))
    assert msgspec.json.decode(consistency.encode(own), type=consistency.SelfConsistency) == own


def test_commands(copy: Path, tmp_path: Path) -> None:
    page = str(tmp_path / "L.md")
    here = ["--submissions", str(copy)]
    assert RUN.invoke(app, ["leaderboard", "build", *here, "--page", page]).exit_code == 0
    assert RUN.invoke(app, ["leaderboard", "build", "--check", *here, "--page", page]).exit_code == 0
    assert RUN.invoke(app, ["leaderboard", "self", *here]).exit_code == 0
    done = RUN.invoke(app, ["leaderboard", "build", "--check", *here, "--page", page])
    assert done.exit_code == 1 and "stale-page" in done.stderr
    assert RUN.invoke(app, ["leaderboard", "verify", *here]).exit_code == 0
    (copy / "good" / "scores.json").write_text("{}")
    done = RUN.invoke(app, ["leaderboard", "verify", *here])
    assert done.exit_code == 1 and "bad-structure" in done.stderr
    assert RUN.invoke(app, ["submit", str(copy / "good")]).exit_code == 0
    assert RUN.invoke(app, ["submit", str(tmp_path / "nowhere")]).exit_code == 1


def test_the_repository_s_own_board() -> None:
    """LEADERBOARD.md is what the submissions give, and they are what scoring gives."""
    from conftest import ROOT

    folder = ROOT / "submissions"
    if not folder.is_dir():
        pytest.skip("no submissions yet")
    entries = read_entries(folder)
    assert (ROOT / "LEADERBOARD.md").read_text(encoding="utf-8") == render(entries, consistency.read(folder))
    assert not verify(entries)
    assert consistency.read(folder) == consistency.self_consistency()

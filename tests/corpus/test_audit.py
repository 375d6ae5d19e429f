"""Audits: what is planted is plausible and counted, what is mended is found, what is claimed is listed."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from scipy.stats import binomtest
from typer.testing import CliRunner

from eidisi.cli import app
from eidisi.corpus.adjudication import differences
from eidisi.corpus.audit import draw, exact_interval, outcome, rates
from eidisi.corpus.checks import check_rules
from eidisi.corpus.collections import load_document, load_set
from eidisi.corpus.falsify import LAYERS, falsify
from eidisi.formats.notation_writer import write_notation
from eidisi.problems import Problems

RUN = CliRunner()
SET = "original/courts-001,original/sport-001,original/diplomacy-001,original/disasters-001"


def test_falsified_copies_pass_every_check_and_differ() -> None:
    total: Counter[str] = Counter()
    for seed in range(12):
        for gold in load_set(SET):
            false, made = falsify(gold, 0.1, random.Random(seed))
            problems = Problems()
            check_rules(false, problems)
            assert not problems
            assert bool(differences(gold, false)) == bool(sum(made.values()))
            assert write_notation(false) and false.text == gold.text
            total.update(made)
    items = Counter(
        {
            "entities": sum(m.level == "named" for d in load_set(SET) for m in d.mentions),
            "quotes": sum(len(d.quotes) for d in load_set(SET)),
            "events": sum(len(d.events) for d in load_set(SET)),
            "arguments": sum(len(e.arguments) for d in load_set(SET) for e in d.events),
        }
    )
    for layer in LAYERS:
        assert 0.05 < total[layer] / (12 * items[layer]) < 0.15, layer


def test_the_same_seed_plants_the_same() -> None:
    gold = load_document("original/courts-001")
    assert falsify(gold, 0.1, random.Random(4)) == falsify(gold, 0.1, random.Random(4))


def test_outcomes() -> None:
    gold = load_document("original/courts-001")
    false, _ = falsify(gold, 0.2, random.Random(2))
    untouched, whole = outcome(false, false, gold), outcome(false, gold, gold)
    assert untouched.planted == whole.planted == whole.mended and not untouched.mended
    assert not untouched.claims and not whole.claims
    claimed = msgspec.structs.replace(gold, events=gold.events[1:])
    found = outcome(false, claimed, gold)
    assert found.claims and all(d.key[0] in ("event", "mention") for d in found.claims)
    rows = {r["layer"]: r for r in rates([found], Counter(events=1))}
    assert rows["events"]["confirmed"] == 1 and rows["events"]["error_rate"] == 1 / len(gold.events)


@pytest.mark.parametrize("successes, trials", [(0, 10), (3, 40), (10, 10)])
def test_the_interval_is_scipy_s(successes: int, trials: int) -> None:
    expected = binomtest(successes, trials).proportion_ci(method="exact")
    assert exact_interval(successes, trials) == pytest.approx((expected.low, expected.high))
    assert exact_interval(0, 0) is None


def test_from_the_command_line(tmp_path: Path) -> None:
    copies, key, corrected = tmp_path / "copies", tmp_path / "key.json", tmp_path / "corrected"
    args = ["audit", "draw", "original/train", "-n", "3", "--seed", "5", "-o", str(copies), "--key", str(key)]
    done = RUN.invoke(app, args)
    assert done.exit_code == 0 and len(done.stdout.split()) == 3, done.stderr
    assert RUN.invoke(app, args).exit_code == 2
    corrected.mkdir()
    rest = ["--key", str(key), "--copies", str(copies), "--corrected", str(corrected)]
    done = RUN.invoke(app, ["audit", "claims", *rest])
    assert done.exit_code == 1 and "missing-file" in done.stderr
    for identifier in json.loads(key.read_text())["planted"]:
        name = f"{identifier.replace('/', '__')}.eid"
        (corrected / name).write_text(write_notation(load_document(identifier)))
    done = RUN.invoke(app, ["audit", "claims", *rest])
    assert done.exit_code == 0 and done.stdout == "" and "0 claims" in done.stderr
    rows = json.loads(RUN.invoke(app, ["audit", "rates", *rest, "--json"]).stdout)
    assert all(r["detection"] in (1.0, None) and r["claims"] == 0 for r in rows)


def test_no_gap_in_the_keys_of_a_copy_tells_of_a_name_that_was_left_out(tmp_path: Path) -> None:
    draw("original/validation", 12, 3, tmp_path / "copies", tmp_path / "key.json", share=0.3)
    for copy in (tmp_path / "copies").iterdir():
        keys = [row.split()[1] for row in copy.read_text().splitlines() if row.startswith("entity ")]
        assert keys == [f"e{n}" for n in range(1, len(keys) + 1)]

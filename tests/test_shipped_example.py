"""What `make score` scores is valid, complete, and says what the README says it is."""

from __future__ import annotations

from pathlib import Path

import eidisi
from eidisi.corpus.collections import expand, load_document
from eidisi.formats.jsonl import iter_predictions
from eidisi.formats.predicted import as_prediction
from eidisi.problems import Problems

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "pass-a.jsonl"
GOLD = "all/train,seed"


def test_the_example_is_scored_whole() -> None:
    card = eidisi.score(EXAMPLE, gold=GOLD, ci=False)
    assert len(card.table.documents) == len(eidisi.documents(GOLD))
    assert card.signature.missing == card.signature.dropped == 0
    assert f"--gold {GOLD}" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_example_is_pass_a() -> None:
    problems = Problems()
    rows = {p.id: p for _, p in iter_predictions(EXAMPLE, problems)}
    assert not problems
    for identifier in expand(GOLD):
        ours, theirs = as_prediction(load_document(identifier, layer="passes/a")), rows[identifier]
        assert [(e.start, e.end, e.type) for e in ours.entities or ()] == [
            (e.start, e.end, e.type) for e in theirs.entities or ()
        ]
        assert [list(map(tuple, q.spans)) for q in ours.quotes or ()] == [
            list(map(tuple, q.spans)) for q in theirs.quotes or ()
        ]
        assert [(tuple(e.trigger), e.type) for e in ours.events or ()] == [
            (tuple(e.trigger), e.type) for e in theirs.events or ()
        ]

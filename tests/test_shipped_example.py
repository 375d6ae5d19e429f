"""What `make score` scores is there, is valid, and is what the leaderboard says of it."""

from __future__ import annotations

import eidisi
from conftest import ROOT
from eidisi.leaderboard.entry import read_entries

SHIPPED = "submissions/crf-all/predictions.jsonl"


def test_the_makefile_s_file_scores_as_stored() -> None:
    assert SHIPPED in (ROOT / "Makefile").read_text(encoding="utf-8")
    card = eidisi.score(ROOT / SHIPPED, ci=False)
    stored = next(e.stored for e in read_entries(ROOT / "submissions") if e.slug == "crf-all")
    for scope, figures in card.figures.items():
        if scope in stored.scores and stored.scores[scope] and not card.scopes[scope].repeats:
            assert figures["entities.strict"].value == stored.scores[scope]["entities"]["strict"]["f1"]
    assert card.signature.missing == card.signature.dropped == 0

"""Golden files: every figure of small invented cases, and the figures of some of them by hand.

``make golden`` writes them anew; whoever does reads the difference.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from regenerate import CASES, differences, scored

NAMES = sorted(folder.name for folder in CASES.iterdir())


@pytest.mark.parametrize("case", NAMES)
def test_as_before(case: str) -> None:
    expected = json.loads((CASES / case / "scores.json").read_text(encoding="utf-8"))
    found = list(differences(expected, json.loads(json.dumps(scored(case))), within=1e-12))
    assert not found, "\n".join(found)


def f(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


# case -> measure -> (P, R), or the value of an accuracy; worked out on paper from the texts.
BY_HAND: dict[str, dict[str, Any]] = {
    # 2 of 4 right; Αιολίς with a wrong end is one more pair of its type and half a point of partial
    "entities-flat": {
        "entities.strict": (2 / 4, 2 / 4), "entities.span": (2 / 4, 2 / 4),
        "entities.type_overlap": (3 / 4, 3 / 4), "entities.partial": (2.5 / 4, 2.5 / 4),
    },
    "entities-types": {
        "entities.strict": (2 / 4, 2 / 4), "entities.span": (1, 1),
        "entities.type_overlap": (2 / 4, 2 / 4), "entities.partial": (1, 1),
    },
    # Βρεττός for Ηλίας Βρεττός, which also stands there as an ORG
    "entities-overlapping": {"entities.strict": (2 / 4, 2 / 3), "entities.span": (3 / 4, 3 / 3)},
    # one right; two dropped items count as predicted
    "entities-dropinvalid": {"entities.strict": (1 / 3, 1 / 2), "entities.partial": (1 / 3, 1 / 2)},
    # pieces of 21 and 22 characters with 20 between them
    "quotes-discontinuous": {
        "quotes.strict": (0, 0), "quotes.overlap": (43 / 63, 1), "quotes.relaxed": (0, 0),
        "quotes.attribution": (43 / 63, 1), "quotes.cue": (1, 1),
    },
    # 10, 12 and 8 of 32 characters: one pair, of the longest piece
    "quotes-cut": {
        "quotes.overlap": (1 / 3, 12 / 32), "quotes.attribution": (1 / 3, 12 / 32), "quotes.cue": (1 / 3, 1),
    },
    # 43 of 359 characters on lines; one of three quotes is paired
    "quotes-whole": {"quotes.overlap": (43 / 359, 1 / 3), "quotes.type_accuracy": 0},
    "quotes-prodrop": {"quotes.attribution": (1, 1), "quotes.speaker_accuracy": 1},
    "quotes-unknown": {"quotes.overlap": (1, 1), "quotes.attribution": (1 / 2, 1 / 2), "quotes.speaker_accuracy": 1 / 2},
    "quotes-joint": {"quotes.strict": (1, 1), "quotes.joint": (1 / 2, 1 / 2), "quotes.attribution": (1 / 2, 1 / 2)},
    "quotes-nocue": {"quotes.strict": (1, 1), "quotes.cue": None},
    "events-twotypes": {"events.TI": (1, 1), "events.TC": (1, 1 / 2), "events.AC+e": (1, 1 / 2)},
    # gold: two Entity, Time, Place; predicted: one Entity, Place, and the place as Time too
    "events-roles": {
        "events.AI": (2 / 2, 2 / 4), "events.AC": (2 / 3, 2 / 4), "events.AC+e": (2 / 3, 2 / 4),
        "events.realis_accuracy": 0,
    },
    "events-fillers": {"events.AC+": (2 / 4, 2 / 4), "events.AC+e": (1, 1)},
    "events-values": {"events.TC": (1, 1), "events.AC+e": (1 / 2, 1 / 5)},
    "all-excluded": {"entities.strict": (1, 1 / 9), "quotes.strict": (1, 1), "events.AC+e": (1, 1 / 4)},
    "all-allowmissing": {"entities.strict": (1, 1 / 2), "quotes.attribution": (1, 1 / 2), "events.AC+e": (1, 1 / 2)},
}  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND)
def test_by_hand(case: str) -> None:
    scores = scored(case)["scores"]["pooled"]
    for name, expected in BY_HAND[case].items():
        track, _, measure = name.partition(".")
        found = scores[track][measure]
        if expected is None:
            assert found["f1"] is None
        elif isinstance(expected, tuple):
            assert (found["p"], found["r"]) == pytest.approx(expected, abs=1e-12), name
            assert found["f1"] == pytest.approx(f(*expected), abs=1e-12), name
        else:
            assert found["value"] == pytest.approx(expected, abs=1e-12), name


def test_nothing_predicted() -> None:
    found = scored("all-empty")
    scores = found["scores"]["pooled"]
    for track, measure in (("entities", "strict"), ("quotes", "attribution"), ("events", "AC+e")):
        figure = scores[track][measure]
        assert (figure["p"], figure["r"], figure["f1"]) == (None, 0.0, 0.0)
    assert scores["eidisi"] == 0.0


def test_what_was_left_out_is_said() -> None:
    assert scored("all-excluded")["excluded"] == 4
    assert "|dropped:2|" in scored("entities-dropinvalid")["signature"]
    assert "|missing:1|" in scored("all-allowmissing")["signature"]

"""Tokens and sentences keep offsets and survive the traps of Greek typography."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eidisi.text.normalise import fold, line_spans, normalise
from eidisi.text.sentences import sentence_spans
from eidisi.text.tokens import token_spans


def words(text: str) -> list[str]:
    return [text[s:e] for s, e in token_spans(text)]


def sentences(text: str) -> list[str]:
    return [text[s:e] for s, e in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ο κ. Ρήγας έδωσε 3,5% στις 18:30.",
            ["Ο", "κ.", "Ρήγας", "έδωσε", "3,5", "%", "στις", "18:30", "."],
        ),
        ("ΣΥΡΙΖΑ-Π.Σ. και Α.Ε.Π.", ["ΣΥΡΙΖΑ", "-", "Π.Σ.", "και", "Α.Ε.Π."]),
        ("απ' το σπίτι τ' Άη", ["απ'", "το", "σπίτι", "τ'", "Άη"]),
        ("ο 45χρονος, 8,4 εκατ. ευρώ", ["ο", "45χρονος", ",", "8,4", "εκατ.", "ευρώ"]),
        ("δες https://x.gr/a?b=1.", ["δες", "https://x.gr/a?b=1", "."]),
        ("@nea_gr: #Τέμπη 👍", ["@nea_gr", ":", "#", "Τέμπη", "👍"]),
        ("«‘Ναι’», είπε…", ["«", "‘", "Ναι", "’", "»", ",", "είπε", "…"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ήρθε ο κ. Ρήγας. Έφυγε ο Γ. Παππάς.", 2),
        ("Ναι; Όχι! Ίσως… Τέλος.", 4),
        ("Κόστισε 8,4 εκατ. ευρώ. Η Ε.Ε. απάντησε.", 2),
        ("Στις 10 π.μ. Το απόγευμα έβρεξε.", 2),
        ("Στοίχισε 3 εκατ. Ευρωπαίοι πλήρωσαν.", 1),
        ("«Πάμε. Τώρα», είπε. «Καλά.» Και έφυγε.", 4),
        ("«Ποιος;» ρώτησε. Σιωπή.", 2),
        ("Τίτλος χωρίς τελεία\n\nΠρώτη. Δεύτερη.", 3),
        ("Τι είπε; «Τίποτα».", 2),
        ("Βλ. άρθ. 5 και π.χ. Αθήνα.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count, sentences(text)


@given(st.text(alphabet="ΑΒαβγ.;!…«»\"' \n10,κ-👍(", max_size=80))
def test_spans_cover_all_but_white_space(text: str) -> None:
    tokens = token_spans(text)
    assert "".join(text[s:e] for s, e in tokens) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(tokens))
    found = sentence_spans(text)
    assert "".join("".join(text[s:e].split()) for s, e in found) == "".join(text.split())
    lines = line_spans(text)
    assert all(any(a <= s and e <= b for a, b in lines) for s, e in found)


def test_normalise_and_fold() -> None:
    assert normalise("ά\r\nβ\rγ\u037e") == "ά\nβ\nγ;"
    assert fold("ΜΗΤΡΟΣ") == fold("Μήτρος") == "μητροσ"

"""The notation: every mistake is a problem with its line, and nothing is guessed."""

from __future__ import annotations

import pytest

from eidisi.formats.sheet import numbered_sentences, print_sheet, read_back
from invented import HARBOUR, HARBOUR_NOTATION, blank, compiled, harbour


def _with(line: str, sentence: int = 1) -> set[tuple[str, int | None]]:
    source = f"{HARBOUR_NOTATION}\n@{sentence}\n{line}\n"
    number = len(source.split("\n")) - 1
    _, problems = compiled(source, blank(HARBOUR))
    return {(p.code, p.line - number if p.line else None) for p in problems}


def test_links_point_where_the_page_says() -> None:
    document = harbour()
    text = HARBOUR
    by_id = {m.id: m for m in document.mentions}
    direct = next(q for q in document.quotes if len(q.spans) == 2)
    assert text[by_id[direct.speaker.mentions[0]].start :].startswith("Βρεττός")
    dropped = next(q for q in document.quotes if q.speaker.realisation == "prodrop")
    # the nearest earlier mention, not the first
    assert dropped.speaker.mentions == direct.speaker.mentions
    money = next(m for m in document.mentions if m.type == "MONEY")
    assert all(a.ref == money.id for e in document.events for a in e.arguments if a.role == "Money")


@pytest.mark.parametrize(
    ("line", "sentence", "code"),
    [
        ("name city Θεσσαλονίκη", 1, "surface-not-found"),
        ("name city το", 2, "surface-ambiguous"),
        ("name city το #9", 2, "surface-not-found"),
        ("name nobody Καβάλα", 1, "undeclared"),
        ("name city Καβάλα", 1, "same-span"),
        ("val TIME χθες", 1, "unknown-type"),
        ("entity city GPE", 1, "bad-notation"),
        ("entity x TOWN", 1, "bad-notation"),
        ("nonsense", 1, "bad-notation"),
        ("event Contact.Meeting | συναντήθηκαν", 1, "unknown-type"),
        ("event Contact.Meet | συναντήθηκαν | Victim mayor", 1, "unknown-role"),
        ("event Contact.Meet | συναντήθηκαν | Entity nobody", 1, "undeclared"),
        ("event Contact.Meet | συναντήθηκαν | Entity [δήμαρχος]", 1, "filler-class"),
        ("event Contact.Meet | συναντήθηκαν | Time [δήμαρχος]", 1, "filler-class"),
        ("event Personnel.Elect | συναντήθηκαν | Position mayor", 1, "filler-class"),
        ("quote loud | χθες | speaker mayor name", 1, "bad-notation"),
        ("quote direct | χθες | speaker mayor", 1, "bad-notation"),
        ("quote direct | χθες | cue δήλωσαν | speaker mayor name", 1, "surface-not-found"),
        ("quote direct | Λέγεται | cue ότι #1 | speaker both nominal", 5, "no-mention"),
        ("name city ομολογ", 6, "surface-not-found"),
    ],
)
def test_each_mistake_with_its_line(line: str, sentence: int, code: str) -> None:
    assert (code, 0) in _with(line, sentence)


def test_rules_are_checked_after_compiling() -> None:
    _, problems = compiled(HARBOUR_NOTATION + "\n@1\nnom mayor δήμαρχος\n", blank(HARBOUR))
    assert [p.code for p in problems] == ["idle-nominal"]
    _, problems = compiled(HARBOUR_NOTATION + "\nentity x PERSON\n@1\nname x Βρεττός και\n", blank(HARBOUR))
    assert "overlapping-names" in {p.code for p in problems}


def test_the_sheet_and_the_read_back() -> None:
    base = blank(HARBOUR)
    sheet = print_sheet(base)
    assert "@0 Καβάλα" in sheet and "@1 ¶ Ο δήμαρχος" in sheet and "@4 ¶ Οι δύο" in sheet
    assert next(iter(numbered_sentences(base))) == 0
    lines = list(read_back(harbour()))
    assert any("prodrop" in row for row in lines) and any("NEGATIVE" in row for row in lines)

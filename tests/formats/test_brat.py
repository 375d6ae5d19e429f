"""brat: byte-stable round trips, and every line outside the profile is a problem."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eidisi.corpus.collections import expand, load_document
from eidisi.formats.brat import read_ann, write_ann
from eidisi.formats.gold_check import read_gold
from eidisi.formats.jsonl import write_documents
from eidisi.model import Document
from eidisi.problems import Problems
from invented import HARBOUR, blank, harbour


def test_brat_to_brat_and_jsonl_to_brat_keep_every_byte() -> None:
    document = harbour()
    ann = write_ann(document)
    problems = Problems()
    again = read_ann(ann, blank(HARBOUR), problems)
    assert not problems
    assert again == document
    through_json = msgspec.json.decode(msgspec.json.encode(again), type=Document)
    assert write_ann(through_json) == ann


def test_the_article_holds_every_odd_case() -> None:
    document = harbour()
    ann = write_ann(document)
    assert any(len(q.spans) > 1 for q in document.quotes)
    assert any(len(q.speaker.mentions) == 2 for q in document.quotes)
    assert {"UNKNOWN", "AUTHOR"} <= {e for q in document.quotes for e in q.speaker.entities}
    triggers = [e.trigger for e in document.events]
    assert len(set(triggers)) < len(triggers)
    assert "Entity2:" in ann
    spans = {m.span: m.id for m in document.mentions}
    assert any(a.span in spans and a.ref != spans[a.span] for e in document.events for a in e.arguments)
    emoji = HARBOUR.index("🚢")
    assert all(HARBOUR[m.start : m.end].strip() for m in document.mentions if m.start > emoji)


def test_standoff_has_no_words() -> None:
    document = msgspec.structs.replace(harbour(), text=None, title=None)
    ann = write_ann(document)
    assert all(row.endswith("\t_") for row in ann.splitlines() if row.startswith("T"))
    problems = Problems()
    assert read_ann(ann, msgspec.structs.replace(blank(HARBOUR), text=None, title=None), problems) == document
    assert not problems


def test_foreign_numbers_come_back_as_ours() -> None:
    ann = write_ann(harbour())
    foreign = "\n".join(
        row if row[0] in "TE" else f"{row[0]}{k}\t{row.split(chr(9), 1)[1]}"
        for k, row in enumerate(ann.splitlines(), start=1)
    )
    problems = Problems()
    assert write_ann(read_ann(foreign, blank(HARBOUR), problems)) == ann
    assert not problems


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda a: a.replace("\n", "\r\n"), "crlf"),
        (lambda a: a.replace("GPE", "CITY", 1), "unknown-type"),
        (lambda a: a.replace("\tΚαβάλα", "\tΚαβάλας", 1), "surface-mismatch"),
        (lambda a: a + "T9999\tValue 3 5\t_\n", "idle-value"),
        (lambda a: a + "T9999\tCue 3 5\t_\n", "idle-cue"),
        (lambda a: a + "X1\tnothing\n", "bad-brat-line"),
        (lambda a: a + "T9998\tGPE 3;5 _\n", "bad-brat-line"),
        (lambda a: a + a.splitlines()[0] + "\n", "duplicate-id"),
        (lambda a: "\n".join(r for r in a.splitlines() if not r.startswith("N")) + "\n", "no-entity"),
        (lambda a: a + "R1\tSpeaker Arg1:T12 Arg2:T777\n", None),
    ],
)
def test_what_is_outside_the_profile(change, code) -> None:  # type: ignore[no-untyped-def]
    problems = Problems("x.ann")
    read_ann(change(write_ann(harbour())), blank(HARBOUR), problems)
    codes = {p.code for p in problems}
    assert code in codes if code else True


def test_broken_speaker_is_named() -> None:
    ann = write_ann(harbour())
    row = next(r for r in ann.splitlines() if "\tSpeaker " in r)
    problems = Problems("x.ann")
    read_ann(ann.replace(row, row.rpartition(":")[0] + ":T777"), blank(HARBOUR), problems)
    assert "broken-link" in {p.code for p in problems}


@given(st.text(alphabet="TERAN0123456789\t ;:\nQuoteGP_abé", max_size=200))
def test_no_line_raises(noise: str) -> None:
    read_ann(noise, blank(HARBOUR), Problems())


def test_every_shipped_file_survives_json_lines(tmp_path: Path) -> None:
    documents = [
        load_document(i, layer=layer) for i in expand("all") for layer in ("gold", "passes/a", "passes/b")
    ]
    for layer in range(3):
        part = documents[layer::3]
        path = tmp_path / f"{layer}.jsonl"
        write_documents(part, path)
        problems = Problems()
        again = {d.id: d for d in read_gold(path, problems)}
        assert not problems
        assert [write_ann(again[d.id]) for d in part] == [write_ann(d) for d in part]

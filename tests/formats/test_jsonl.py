"""JSON Lines: round trips, and every way in which a line can fail to be a record."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eidisi.formats import jsonl
from eidisi.formats.jsonl import iter_predictions, read_documents, write_documents, write_predictions
from eidisi.model import Document, PredictedEntity, PredictedEvent, PredictedQuote, Prediction
from eidisi.problems import Problems

GOLD = Path(__file__).parents[1] / "fixtures" / "problems" / "gold.jsonl"


def documents(path: Path) -> list[Document]:
    problems = Problems()
    found = [document for _, document in read_documents(path, problems)]
    assert not problems
    return found


def read(path: Path, data: bytes | str) -> tuple[list[tuple[int, Prediction]], Problems]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    problems = Problems()
    return list(iter_predictions(path, problems)), problems


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.jsonl"


# ------------------------------------------------------------------------------------------------ writing


def test_documents_round_trip(path: Path) -> None:
    found = documents(GOLD)
    write_documents(reversed(found), path)
    assert documents(path) == found
    first = path.read_bytes()
    write_documents(documents(path), path, overwrite=True)
    assert path.read_bytes() == first and b"\r" not in first and "Λούβαρης" in first.decode()
    with pytest.raises(FileExistsError):
        write_documents(found, path)


def test_record_keys(path: Path) -> None:
    stand_off = Document(id="x/1", mentions=(), quotes=(), events=(), length=9, lines=((0, 9),))
    write_documents([*documents(GOLD), stand_off], path)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert list(rows[0]) == [
        "id", "collection", "split", "story", "date", "section", "language", "fiction", "verified_by_human",
        "title", "text", "text_sha256", "length", "title_end", "lines", "sentences", "excluded", "canary",
        "mentions", "quotes", "events",
    ]  # fmt: skip
    assert list(rows[0]["mentions"][0]) == ["id", "start", "end", "type", "level", "entity"]
    assert list(rows[0]["quotes"][0]) == ["id", "spans", "type", "cue", "cue_id", "speaker"]
    assert list(rows[0]["events"][0]) == ["id", "trigger", "trigger_id", "type", "realis", "polarity", "arguments"]  # fmt: skip
    assert (rows[-1]["id"], rows[-1]["text"], rows[-1]["title"]) == ("x/1", None, None)


def test_everything_in_a_record_survives(path: Path) -> None:
    document = Document(
        id="x/1", mentions=(), quotes=(), events=(), text="Ένα 🔥\u2028δύο", excluded=((0, 3),),
        excluded_ids=("T1",), tokens=((0, 3),), seen=("T2",), date="2024-05-13", fiction=True,
    )  # fmt: skip
    write_documents([document], path)
    assert documents(path) == [document]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
BARE = st.tuples(st.integers(), st.integers(), TEXTS).map(list) | st.tuples(st.integers(), st.integers()).map(list)  # fmt: skip
PREDICTIONS = st.builds(
    Prediction,
    id=TEXTS,
    entities=st.lists(st.builds(PredictedEntity, st.integers(), st.integers(), TEXTS, TEXTS), max_size=3),
    quotes=st.lists(st.builds(PredictedQuote, st.lists(BARE, max_size=2), cue=st.none() | BARE), max_size=2),
    events=st.lists(st.builds(PredictedEvent, BARE, TEXTS, realis=TEXTS), max_size=2),
    meta=st.none() | st.dictionaries(TEXTS, TEXTS, max_size=2),
)


@given(rows=st.lists(PREDICTIONS, max_size=3))
def test_predictions_round_trip(rows: list[Prediction], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip.jsonl"
    write_predictions(rows, path, overwrite=True)
    problems = Problems()
    assert [row for _, row in iter_predictions(path, problems)] == rows
    assert not problems


# ------------------------------------------------------------------------------------------------ lines


def test_what_is_read_past(path: Path) -> None:
    data = b'\xef\xbb\xbf\n{"id":"a","entities":[]}\r\n \n\r\n  {"id":"b"}'
    found, problems = read(path, data)
    assert not problems
    assert [(n, p.id) for n, p in found] == [(2, "a"), (5, "b")]
    assert read(path, b'\xef\xbb\xbf{"id":"a"}')[0][0][1].id == "a"


@pytest.mark.parametrize(
    ("data", "code", "hint"),
    [
        (b"\x1f\x8b\x08\x00rest", "not-utf8", "gzip"),
        ('{"id": "a"}\n'.encode("utf-16"), "not-utf8", "UTF-16"),
        ('{"id": "Λέσβος"}\n'.encode("cp1253"), "not-utf8", "Windows-1253"),
        (b'{"id": "a\xff"}', "not-utf8", None),
        (b'[\n {"id": "a"},\n {"id": "b"}\n]', "bad-json", "jq -c"),
        (b'{\n "id": "a"\n}', "bad-json", "jq -c"),
        (b'[{"id": "a"}]', "bad-structure", "array"),
        (b"{'id': 'a'}", "bad-json", "json.dumps"),
        (b'{"id": "a"},', "bad-json", "comma"),
        (b'{"id": "a"} {"id": "b"}', "bad-json", None),
        (b'{"id": "a"', "bad-json", None),
        (b"\x00\x01", "bad-json", None),
        (b'{"id": "a", "meta": NaN}', "bad-json", "NaN"),
        (b'{"id": "a", "meta": 1e999}', "bad-structure", None),
        (b'{"id": "\\ud83d"}', "bad-json", None),
        (b'{"id": "a", "meta": ' + b"[" * 10**5 + b"]" * 10**5 + b"}", "bad-json", None),
        (b'{"id": 1}', "bad-structure", None),
        (b"null", "bad-structure", None),
    ],
)
def test_what_is_not_a_record(path: Path, data: bytes, code: str, hint: str | None) -> None:
    found, problems = read(path, data)
    assert not found
    assert [p.code for p in problems] == [code], list(problems.lines())
    assert (problems[0].file, problems[0].line) == (str(path), 1)
    assert hint is None or hint in (problems[0].hint or "")


def test_other_lines_are_still_read(path: Path) -> None:
    found, problems = read(path, b'{"id":"a"}\n{"id":\n\xff\n{"id":"b"}\n')
    assert [n for n, _ in found] == [1, 4]
    assert [(p.code, p.line) for p in problems] == [("bad-json", 2), ("not-utf8", 3)]


def test_long_lines_are_skipped_in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 100)
    monkeypatch.setattr(jsonl, "_CHUNK", 7)
    long = b'{"id":"x","meta":"' + b"y" * 1000 + b'"}'
    found, problems = read(path, b'{"id":"a"}\n' + long + b'\n{"id":"b"}\n' + long)
    assert [(n, p.id) for n, p in found] == [(1, "a"), (3, "b")]
    assert [(p.code, p.line) for p in problems] == [("line-too-long", 2), ("line-too-long", 4)]
    exact = b'{"id":"' + b"z" * 91 + b'"}'
    assert len(exact) == 100 and len(read(path, exact + b"\n" + exact)[0]) == 2


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id":"a"}\n{"id":2}\n')))
    problems = Problems()
    assert [p.id for _, p in iter_predictions("-", problems)] == ["a"]
    assert [(p.file, p.line) for p in problems] == [("<stdin>", 2)]


def test_missing_file_is_an_os_error(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(iter_predictions(path, Problems()))


# ------------------------------------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    "offset",
    ["1.0", "true", "NaN", "Infinity", "1e2", "1.5", '"1"', "null", "[1]", "-0.0", "1e999", "9" * 5000],
)
def test_an_offset_is_an_integer(path: Path, offset: str) -> None:
    entity = '{"id":"a","entities":[{"start":0,"end":2,"type":"X"},{"start":%s,"end":3,"type":"X"}]}'
    bare = '{"id":"a","events":[{"trigger":[%s,3],"type":"X"}]}'
    for line, where in ((entity, "entities[1].start"), (bare, "events[0].trigger")):
        found, problems = read(path, line % offset)
        if offset == '"1"' and "trigger" in line:  # a list of numbers and strings; refused when it is checked
            assert len(found) == 1
            continue
        assert not found
        assert [(p.code, p.path) for p in problems] == [("bad-span", where)]


@pytest.mark.parametrize("offset", [np.int64(3), np.uint8(3)])
def test_numpy_integers_are_integers(offset: Any) -> None:
    problems = Problems()
    row = {
        "id": "a",
        "entities": [{"start": 0, "end": offset, "type": "X"}],
        "quotes": [{"spans": np.array([[1, 2]])}],
    }
    ((line, found),) = iter_predictions([row], problems)
    assert line == 1 and not problems
    assert found.entities == [PredictedEntity(0, 3, "X")] and type(found.entities[0].end) is int


@pytest.mark.parametrize("offset", [1.0, True, float("nan"), np.float64(1), np.True_, "1", None, object()])
def test_objects_are_checked_like_lines(offset: Any) -> None:
    problems = Problems()
    rows = [Prediction("a", entities=[PredictedEntity(offset, 2, "X")]), {"id": "a", "entities": [{"start": offset, "end": 2, "type": "X"}]}]  # fmt: skip
    assert not list(iter_predictions(rows, problems))
    assert [p.line for p in problems] == [1, 2]


def test_every_fault_of_a_line_is_named(path: Path) -> None:
    row = {
        "id": "a",
        "entites": [],
        "entities": [{"start": 1.5, "end": True, "typ": "X"}, 7, {"start": 0, "end": 1, "type": None}],
        "quotes": [{"spans": [[1, 2.0], 5, [1, 2, "x", 3]], "cue": {"start": 1, "end": 2}, "speaker": None}],
        "events": {"trigger": [1, 2]},
    }
    _, problems = read(path, json.dumps(row))
    assert {(p.code, p.path) for p in problems} == {
        ("bad-structure", "entites"),
        ("bad-span", "entities[0].start"),
        ("bad-span", "entities[0].end"),
        ("bad-structure", "entities[0]"),
        ("bad-structure", "entities[0].typ"),
        ("bad-structure", "entities[1]"),
        ("bad-structure", "entities[2].type"),
        ("bad-span", "quotes[0].spans[0]"),
        ("bad-span", "quotes[0].spans[1]"),
        ("bad-span", "quotes[0].spans[2]"),
        ("bad-span", "quotes[0].cue"),
        ("bad-structure", "events"),
    }
    assert {p.document for p in problems} == {"a"}
    assert next(p.hint for p in problems if p.path == "entites") == 'did you mean "entities"?'


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('{"id":"a","id":"b"}', "id"),
        ('{"id":"a","entities":[],"entities":[]}', "entities"),
        ('{"id":"a","entities":[{"start":0,"start":1,"end":2,"type":"X"}]}', "entities[0].start"),
        ('{"id":"a","events":[{"trigger":[0,1],"type":"X","type":"Y"}]}', "events[0].type"),
        ('{"id":"a","events":[{"trigger":[0,1],"type":"X","arguments":[],"arguments":[]}]}', "events[0].arguments"),
    ],
)  # fmt: skip
def test_keys_given_twice(path: Path, line: str, where: str) -> None:
    found, problems = read(path, line)
    assert not found
    assert [(p.code, p.path) for p in problems] == [("bad-structure", where)]


def test_marks_in_strings_are_not_keys(path: Path) -> None:
    row = {
        "id": 'a"b',
        "meta": {"k": '"\\"'},
        "entities": [{"start": 0, "end": 1, "type": '"', "text": '\\"'}],
    }
    line = json.dumps(row)
    assert len(read(path, line)[0]) == len(read(path, line.replace('\\"', "\\u0022"))[0]) == 1

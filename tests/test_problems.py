"""One minimal file per problem code, and what may never happen: an exception, or a problem that is not reported."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eidisi.formats import jsonl
from eidisi.formats.gold_check import check_document, complete, read_gold
from eidisi.labels import LABEL_MAPS
from eidisi.model import Document
from eidisi.problems import CODES, Problem, Problems
from eidisi.scoring.answers import Answer, FieldsSeen
from eidisi.scoring.submission import Submission

FIXTURES = Path(__file__).parent / "fixtures" / "problems"
CASES = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())


def gold(path: Path = FIXTURES / "gold.jsonl") -> dict[str, Document]:
    problems = Problems()
    documents = read_gold(path, problems)
    assert not problems, list(problems.lines())
    return {document.id: document for document in documents}


GOLD = gold()


def submit(*predictions: dict[str, Any], **options: Any) -> tuple[Submission, list[tuple[Document, Answer]]]:
    submission = Submission(list(predictions), options.pop("documents", GOLD), **options)
    return submission, list(submission)


def only(*predictions: dict[str, Any], **options: Any) -> Problem:
    submission, _ = submit(*predictions, allow_missing=True, **options)
    assert len(submission.problems) == 1, list(submission.problems.lines())
    return submission.problems[0]


def one(document: Document, **layers: Any) -> Problem:
    return only({"id": document.id, **layers}, documents={document.id: document})


def plain(text: str, title_end: int = 0, **more: Any) -> Document:
    return complete(
        Document(id="demo/x", mentions=(), quotes=(), events=(), text=text, title_end=title_end, **more)
    )


# ------------------------------------------------------------------------------------------------ fixtures


@pytest.mark.parametrize("code", CASES)
def test_fixture(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = FIXTURES / code
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    if "longest_line" in expected:
        monkeypatch.setattr(jsonl, "LONGEST_LINE", expected["longest_line"])
    if (folder / "gold.jsonl").exists():
        problems = Problems()
        read_gold(folder / "gold.jsonl", problems)
    else:
        submission = Submission(folder / "pred.jsonl", GOLD, splits=expected.get("splits"))
        list(submission)
        problems = submission.problems
    assert [p.code for p in problems] == [code], list(problems.lines())
    found = problems[0]
    assert (found.line, found.document, found.path) == tuple(
        expected.get(key) for key in ("line", "document", "path")
    )
    assert found.file is not None and found.file.endswith(".jsonl")
    assert found.message and str(found).startswith(found.file)


def test_every_code_has_a_fixture() -> None:
    wanted = {code for code, (kind, _) in CODES.items() if kind in ("any", "predictions")}
    assert wanted <= set(CASES)
    assert set(CASES) <= set(CODES)


def test_the_clean_file_has_no_problem() -> None:
    rows = [{"id": name, "entities": [{"start": 2, "end": 10, "type": "PERSON"}]} for name in GOLD]
    submission, pairs = submit(*rows)
    assert not submission.problems
    assert [(d.id, a.entities) for d, a in pairs] == [(name, [(2, 10, "PERSON")]) for name in GOLD]
    assert submission.tracks == ("entities",)


# ------------------------------------------------------------------------------------------------ gold of any kind


def changed(**more: Any) -> dict[str, Any]:
    row = json.loads((FIXTURES / "gold.jsonl").read_text("utf-8").splitlines()[0])
    return {**row, **more}


def mention(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**row, "mentions": [{**row["mentions"][0], **more}, *row["mentions"][1:]]}


@pytest.mark.parametrize(
    ("row", "code", "path"),
    [
        (mention(changed(), start=5, end=5), "empty-span", "mentions[0]"),
        (mention(changed(), end=900), "span-outside-text", "mentions[0]"),
        (mention(changed(), end=10.0), "bad-span", "mentions[0].end"),
        (mention(changed(), type="PER"), "unknown-type", "mentions[0].type"),
        (mention(changed(), level="name"), "unknown-value", "mentions[0].level"),
        (changed(lines=[[0, 19]]), "length-mismatch", "lines"),
        (changed(title_end=999), "length-mismatch", "title_end"),
        ({k: v for k, v in changed().items() if k != "events"}, "bad-structure", None),
    ],
)
def test_gold_structure(row: dict[str, Any], code: str, path: str | None) -> None:
    problems = Problems()
    read_gold([row], problems)
    assert [(p.code, p.path, p.document) for p in problems] == [(code, path, "demo/a")]


def test_gold_quotes_events_and_links() -> None:
    row = changed()
    quote, event = row["quotes"][0], row["events"][0]
    row["quotes"] = [
        {**quote, "spans": [[21, 30], [25, 34]], "type": "Direct"},
        {**quote, "id": "T20", "cue_id": None, "cue": None, "spans": []},
        {
            **quote,
            "id": "T21",
            "cue_id": "T22",
            "cue": None,
            "speaker": {"entities": ["e9"], "realisation": "x"},
        },
        {**quote, "id": "T23", "cue_id": None, "cue": None},
    ]
    row["events"] = [
        {**event, "arguments": [{**event["arguments"][0], "start": 5}] * 2},
        {
            **event,
            "id": "E2",
            "trigger_id": None,
            "arguments": [{"role": "Entity", "start": 2, "end": 10, "entity": "e7"}],
        },
    ]
    problems = Problems("gold.jsonl")
    ((_, document),) = jsonl.read_documents([row], problems)
    assert not check_document(document, problems, 1)
    assert Counter((p.code, p.path) for p in problems) == Counter(
        [
            ("unknown-type", "quotes[0].type"),
            ("overlapping-spans", "quotes[0].spans"),
            ("no-spans", "quotes[1].spans"),
            ("broken-link", "quotes[2].cue_id"),
            ("broken-link", "quotes[2].speaker"),
            ("unknown-value", "quotes[2].speaker.realisation"),
            ("duplicate-item", "quotes[3]"),
            ("broken-link", "events[0].arguments[0]"),
            ("broken-link", "events[0].arguments[1]"),
            ("duplicate-item", "events[0].arguments[1]"),
            ("unknown-role", "events[1].arguments[0].role"),
            ("broken-link", "events[1].arguments[0]"),
            ("duplicate-item", "events[1]"),
        ]
    )


def test_gold_needs_text_or_length_and_lines() -> None:
    row = changed(text=None, title=None, length=76, lines=[[0, 19], [21, 76]])
    problems = Problems()
    assert [d.length for d in read_gold([row], problems)] == [76] and not problems
    document = complete(GOLD["demo/b"])
    assert document.lines == ((0, 17), (19, document.length))


# ------------------------------------------------------------------------------------------------ items


def test_all_problems_of_a_prediction_are_reported() -> None:
    row = {
        "id": "demo/a",
        "entities": [
            {"start": -1, "end": 4, "type": "PER"},
            {"start": 2, "end": 10, "type": "PERSON", "text": "Λουβαρης"},
            {"start": 2, "end": 9000, "type": "ORG"},
        ],
        "quotes": [{"spans": [[21], [21, 34, "x"], [5, 5]], "type": "DIRECT", "cue": [3, "4"], "speaker": [0, 10**30]}],
        "events": [{"trigger": [1, 2, 3], "type": "Meet", "polarity": "neg", "arguments": [{"role": "Who", "start": 0, "end": 0}]}],
    }  # fmt: skip
    submission, _ = submit(row, allow_missing=True)
    assert Counter((p.code, p.path) for p in submission.problems) == Counter(
        [
            ("empty-span", "entities[0]"),
            ("unknown-type", "entities[0].type"),
            ("text-mismatch", "entities[1].text"),
            ("span-outside-text", "entities[2]"),
            ("bad-span", "quotes[0].spans[0]"),
            ("text-mismatch", "quotes[0].spans[1]"),
            ("empty-span", "quotes[0].spans[2]"),
            ("unknown-type", "quotes[0].type"),
            ("bad-span", "quotes[0].cue"),
            ("span-outside-text", "quotes[0].speaker"),
            ("bad-span", "events[0].trigger"),
            ("unknown-type", "events[0].type"),
            ("unknown-value", "events[0].polarity"),
            ("empty-span", "events[0].arguments[0]"),
            ("unknown-role", "events[0].arguments[0].role"),
        ]
    )
    assert {p.line for p in submission.problems} == {1}


@pytest.mark.parametrize(
    ("layers", "path"),
    [
        ({"quotes": [{"spans": [[21, 34]]}, {"spans": [[21, 34]], "type": "direct"}]}, "quotes[1]"),
        ({"quotes": [{"spans": [[21, 24], [25, 34]]}, {"spans": [[25, 34], [21, 24]]}]}, "quotes[1]"),
        # 19 and 20 are the line ends between title and body
        ({"quotes": [{"spans": [[21, 34]]}, {"spans": [[20, 34]]}]}, "quotes[1]"),
        ({"quotes": [{"spans": [[19, 20]]}, {"spans": [[19, 20]]}]}, "quotes[1]"),
        (
            {
                "events": [
                    {"trigger": [22, 27], "type": "Contact.Meet"},
                    {"trigger": [22, 27, "Φεύγω"], "type": "Contact.Meet"},
                ]
            },
            "events[1]",
        ),
        (
            {
                "events": [
                    {
                        "trigger": [22, 27],
                        "type": "Contact.Meet",
                        "arguments": [{"role": "Entity", "start": 2, "end": 10}] * 2,
                    }
                ]
            },
            "events[0].arguments[1]",
        ),
    ],
)
def test_duplicates(layers: dict[str, Any], path: str) -> None:
    found = one(GOLD["demo/a"], **layers)
    assert (found.code, found.path) == ("duplicate-item", path)


def test_no_duplicates() -> None:
    spans = [[[19, 20]], [[20, 21]], [[21, 34]]]
    submission, pairs = submit({"id": "demo/a", "quotes": [{"spans": s} for s in spans]}, allow_missing=True)
    assert not submission.problems
    assert [q.spans for q in pairs[0][1].quotes or ()] == [(), (), ((21, 34),)]
    events = [{"trigger": [22, 27], "type": t} for t in ("Contact.Meet", "Life.Die")]
    submission, _ = submit({"id": "demo/a", "events": events}, allow_missing=True)
    assert not submission.problems


def test_quote_across_a_line_end_is_clipped() -> None:
    _, pairs = submit(
        {"id": "demo/a", "quotes": [{"spans": [[14, 34]], "speaker": None}]}, allow_missing=True
    )
    assert pairs[0][1].quotes is not None and pairs[0][1].quotes[0].spans == ((14, 19), (21, 34))


def test_excluded_items_are_dropped_and_counted() -> None:
    text = GOLD["demo/a"].text or ""
    document = plain(text, excluded=((0, 19), (21, 28)))
    row = {
        "id": "demo/x",
        "entities": [{"start": 2, "end": 10, "type": "PERSON"}, {"start": 15, "end": 22, "type": "GPE"}],
        "quotes": [{"spans": [[2, 10], [21, 28]]}, {"spans": [[2, 10], [27, 30]]}],
        "events": [
            {"trigger": [22, 27], "type": "Contact.Meet", "arguments": [{"role": "Entity", "start": 2, "end": 10}]},
            {"trigger": [28, 33], "type": "Contact.Meet", "arguments": [{"role": "Entity", "start": 2, "end": 10}]},
        ],
    }  # fmt: skip
    submission, pairs = submit(row, documents={"demo/x": document})
    answer = pairs[0][1]
    assert not submission.problems
    assert (answer.excluded, submission.excluded) == (4, 4)
    assert answer.entities == [(15, 22, "GPE")]
    assert [q.spans for q in answer.quotes or ()] == [((2, 10), (27, 30))]
    assert [(e.trigger, e.arguments) for e in answer.events or ()] == [((28, 33), ())]


def test_drop_invalid() -> None:
    row = {
        "id": "demo/a",
        "entities": [{"start": 2, "end": 10, "type": "PER"}, {"start": 9, "end": 2, "type": "PER"}, {"start": 2, "end": 10, "type": "ORG"}],
        "quotes": [{"spans": [[21, 34]], "cue": [9, 2], "speaker": [2, 999]}, {"spans": []}, {"spans": [[2, 6], [4, 8]]}],
        "events": [
            {"trigger": [22, 27], "type": "Contact.Meet", "arguments": [{"role": "Agent", "start": 2, "end": 10}, {"role": "Entity", "start": 2, "end": 10}]},
            {"trigger": [22, 27], "type": "Contact.Meat", "arguments": [{"role": "Nobody", "start": 2, "end": 10}]},
        ],
    }  # fmt: skip
    submission, pairs = submit(row, drop_invalid=True, allow_missing=True)
    assert not submission.problems
    answer = pairs[0][1]
    assert answer.entities == [(2, 10, "ORG")]
    assert [(q.spans, q.cue, q.speaker) for q in answer.quotes or ()] == [(((21, 34),), None, None)]
    assert [[a.role for a in e.arguments] for e in answer.events or ()] == [["Entity"]]
    counted = (
        answer.invalid_entities,
        answer.invalid_quotes,
        answer.invalid_events,
        answer.invalid_arguments,
    )
    assert counted == (2, 2, 1, 1)
    assert submission.dropped == {
        "unknown-type": 2, "empty-span": 2, "span-outside-text": 1,
        "no-spans": 1, "overlapping-spans": 1, "unknown-role": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ({"entities": [{"start": 2, "end": 10, "type": "ORG"}] * 2}, "duplicate-item"),
        ({"entities": [{"start": 2, "end": 10, "type": "ORG", "text": "x"}]}, "text-mismatch"),
        ({"quotes": [{"spans": [[21, 34]], "cue": [1]}]}, "bad-span"),
        ({"events": [{"trigger": [22, 27], "type": "Contact.Meet", "realis": "x"}]}, "unknown-value"),
    ],
)
def test_drop_invalid_drops_nothing_else(layers: dict[str, Any], code: str) -> None:
    assert only({"id": "demo/a", **layers}, drop_invalid=True).code == code


def test_label_map() -> None:
    items = [
        {"start": 2, "end": 10, "type": "DATE"},
        {"start": 2, "end": 10, "type": "TIME"},
        {"start": 15, "end": 19, "type": "CARDINAL"},
    ]
    labels = LABEL_MAPS["ontonotes"]
    submission, pairs = submit({"id": "demo/a", "entities": items}, labels=labels, allow_missing=True)
    assert not submission.problems and submission.ignored == 1
    assert pairs[0][1].entities == [(2, 10, "DATE")]
    wrong = only(
        {"id": "demo/a", "entities": [{"start": 2, "end": 10, "type": "PERSON"}]}, labels=LABEL_MAPS["conll"]
    )
    assert wrong.code == "unknown-type" and "PER" in wrong.message


# ------------------------------------------------------------------------------------------------ the whole file


def test_missing_documents_are_answered_with_nothing() -> None:
    submission, pairs = submit({"id": "demo/b", "entities": [], "quotes": []}, allow_missing=True)
    assert not submission.problems and submission.missing == ("demo/a",)
    assert [d.id for d, _ in pairs] == ["demo/b", "demo/a"]
    assert (pairs[1][1].entities, pairs[1][1].quotes, pairs[1][1].events) == ([], [], None)


def test_only_collections_that_are_answered_are_expected() -> None:
    other = plain("Κείμενο", collection="other")
    submission, _ = submit(
        {"id": "demo/x", "entities": []}, documents={**GOLD, "demo/x": other}, by_collection=True
    )
    assert not submission.problems and not submission.missing


def test_optional_fields_are_noted() -> None:
    row = {"id": "demo/a", "quotes": [{"spans": [[21, 34]], "cue": None}], "events": []}
    submission, _ = submit(row, allow_missing=True)
    assert submission.fields == FieldsSeen({"cue"})


@pytest.mark.parametrize("name", ["a", "DEMO/A", "demo/aa", "elsewhere/A"])
def test_similar_id(name: str) -> None:
    found = only({"id": name, "entities": []})
    assert (found.code, found.hint) == ("unknown-document", "did you mean demo/a?")


def test_unread_lines_are_not_also_missing(tmp_path: Path) -> None:
    path = tmp_path / "pred.jsonl"
    path.write_text('{"id": "demo/a", "entities": [}\n["demo/b"]\n', encoding="utf-8")
    submission = Submission(path, GOLD)
    list(submission)
    assert [(p.code, p.line, p.document) for p in submission.problems] == [
        ("bad-json", 1, "demo/a"),
        ("bad-structure", 2, None),
    ]


# ------------------------------------------------------------------------------------------------ hints

STORY = "Η φωτιά 🔥 στην Ικαρία\n\nΟ Νίκος Πάγκαλος έφυγε. Η Άννα Ρήγα έμεινε στον Εύδηλο."
NAMES = ["φωτιά", "Ικαρία", "Νίκος Πάγκαλος", "Άννα Ρήγα", "Εύδηλο"]


def spans(text: str, names: list[str] = NAMES) -> list[tuple[int, int]]:
    return [(text.index(name), text.index(name) + len(name)) for name in names]


def hint(places: list[tuple[int, int]], strings: list[str] | None, title_end: int = 22) -> str:
    items = [
        {
            "start": s,
            "end": e,
            "type": "PERSON",
            **({"text": strings[index]} if strings else {}),
        }
        for index, (s, e) in enumerate(places)
    ]
    submission = Submission(
        [{"id": "demo/x", "entities": items}], {"demo/x": plain(STORY, title_end)}, allow_missing=True
    )
    list(submission)
    assert submission.problems
    hints = {p.hint for p in submission.problems}
    assert len(hints) == 1, hints
    return hints.pop() or ""


def units(encoding: str, size: int) -> list[tuple[int, int]]:
    return [
        (len(STORY[:s].encode(encoding)) // size, len(STORY[:e].encode(encoding)) // size)
        for s, e in spans(STORY)
    ]


def test_hint_other_units() -> None:
    nfd = unicodedata.normalize("NFD", STORY)
    names_nfd = [unicodedata.normalize("NFD", name) for name in NAMES]
    assert "UTF-16" in hint(units("utf-16-le", 2), NAMES)
    assert "UTF-8" in hint(units("utf-8", 1), NAMES)
    assert "UTF-8" in hint(units("utf-8", 1), None)
    assert "NFD" in hint(spans(nfd, names_nfd), names_nfd)
    assert "CRLF" in hint(spans(STORY.replace("\n", "\r\n"))[1:], NAMES[1:])


def test_hint_other_origin() -> None:
    right = spans(STORY)
    body = STORY.index("Ο Νίκος")
    assert "inclusive" in hint([(s, e - 1) for s, e in right], NAMES)
    assert "one too large" in hint([(s, e + 1) for s, e in right], NAMES)
    assert "count from 1" in hint([(s + 1, e) for s, e in right], NAMES)
    assert "byte order mark" in hint([(s + 1, e + 1) for s, e in right], NAMES)
    assert "title" in hint([(s - body, e - body) for s, e in right[2:]], NAMES[2:])
    assert "all offsets are 2 too small" in hint([(s - 2, e - 2) for s, e in right], NAMES)


def test_hint_of_one_string() -> None:
    (start, end), name = spans(STORY)[2], NAMES[2]
    assert f"[{start}, {end}]" in hint([(start + 3, end + 3)], [name], title_end=0)
    assert "white space" in hint([(start - 1, end)], [name])
    assert "NFC" in hint([(start, end)], ["Νι\u0301κος Πα\u0301γκαλος"])


def test_hint_without_text() -> None:
    document = Document(id="demo/x", mentions=(), quotes=(), events=(), length=30, lines=((0, 30),))
    items = [{"start": 24, "end": 31, "type": "GPE", "text": "Νάξος🔥"}]
    found = only({"id": "demo/x", "entities": items}, documents={"demo/x": document})
    assert found.code == "span-outside-text" and "UTF-16" in (found.hint or "")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("PER", "did you mean PERSON? `--labels conll` or `--labels uner` reads such labels"),
        ("person", "did you mean PERSON?"),
        ("Work-of-Art", "did you mean WORK_OF_ART?"),
        ("B-PERSON", "B-PERSON is a tag; the type is PERSON (`eidisi import conll` reads tag files)"),
        ("zzz", None),
    ],
)
def test_hint_entity_type(label: str, expected: str | None) -> None:
    found = one(GOLD["demo/a"], entities=[{"start": 2, "end": 10, "type": label}])
    assert (found.code, found.hint) == ("unknown-type", expected)


@pytest.mark.parametrize("label", ["Contact_Meet", "contact.meet", "Contact:Meet", "Meet", "Contact.Meat"])
def test_hint_event_type(label: str) -> None:
    found = one(GOLD["demo/a"], events=[{"trigger": [2, 10], "type": label}])
    assert (found.code, found.hint) == ("unknown-type", "did you mean Contact.Meet?")


@pytest.mark.parametrize(
    ("role", "expected"), [("entity", "did you mean Entity?"), ("Entity2", "has no number")]
)
def test_hint_role(role: str, expected: str) -> None:
    arguments = [{"role": role, "start": 2, "end": 10}]
    found = one(
        GOLD["demo/a"], events=[{"trigger": [22, 27], "type": "Contact.Meet", "arguments": arguments}]
    )
    assert found.code == "unknown-role" and expected in (found.hint or "")


# ------------------------------------------------------------------------------------------------ whatever comes

KEYS = ["id", "entities", "quotes", "events", "meta", "start", "end", "type", "text", "spans", "cue", "speaker",
        "trigger", "arguments", "role", "realis", "polarity", "other"]  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 90)
    | st.integers()
    | st.floats()
    | st.sampled_from(["demo/a", "demo/b", "PERSON", "direct", "Contact.Meet", "Entity", "actual", "🔥", "\ud800"])
)  # fmt: skip
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.sampled_from(KEYS), v, max_size=5)
)
SEED = [
    (FIXTURES / code / "pred.jsonl").read_bytes() for code in ("bad-structure", "unknown-role", "no-spans")
]


def _read(path: Path) -> None:
    """Neither reader raises, whatever is in the file; with a problem nothing else counts."""
    submission = Submission(path, GOLD, drop_invalid=True)
    for _, answer in submission:
        assert isinstance(answer, Answer)
    list(submission.problems.lines())
    read_gold(path, Problems())


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_random_bytes(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "random.jsonl"
    path.write_bytes(data)
    _read(path)


@settings(max_examples=200, deadline=None)
@given(
    seed=st.sampled_from(SEED), edits=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), max_size=6)
)
def test_damaged_files(
    seed: bytes, edits: list[tuple[float, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for where, piece in edits:
        at = int(where * len(seed))
        seed = seed[:at] + piece + seed[at + 1 :]
    path = tmp_path_factory.getbasetemp() / "damaged.jsonl"
    path.write_bytes(seed)
    _read(path)


@settings(max_examples=300, deadline=None)
@given(value=VALUES, layers=st.dictionaries(st.sampled_from(KEYS[1:4]), st.lists(VALUES, max_size=3)))
def test_random_json(value: Any, layers: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "values.jsonl"
    rows = [value, {"id": "demo/a", **layers}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    _read(path)
    submission = Submission(rows, GOLD)
    list(submission)
    read_gold(rows, Problems())

"""Surface strings: lossless out and back, and the rules by which a string finds its place."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eidisi.formats.surface import (
    Places,
    Ref,
    SurfacePrediction,
    align,
    read_surface,
    to_surface,
    write_surface,
)
from eidisi.model import (
    Argument,
    Document,
    Event,
    Mention,
    PredictedArgument,
    PredictedEntity,
    PredictedEvent,
    PredictedQuote,
    Prediction,
    Quote,
    Speaker,
)
from eidisi.problems import Problems
from invented import harbour

TEXT = (
    "Η «Ηώς» κερδίζει την Ηώς Αυλώνα 🏆\n\n"
    "«Νικήσαμε — επιτέλους», είπε ο Μάρκος Δέλτας, «και θα ξανανικήσουμε…». Ο Δέλτας είπε ακόμη ότι η νίκη της Ηούς ήταν "
    "δίκαιη 👩‍🚒. Η κ.\u00a0Ρέα Δέλτα, πρόεδρος του Αυλώνα, είπε: “Δεν είναι νίκη αυτή”."
)


def given_by(**layers: Any) -> SurfacePrediction:
    return msgspec.convert({"id": "test/ios", **layers}, SurfacePrediction)


def aligned(text: str = TEXT, **layers: Any) -> Prediction:
    options = {key: layers.pop(key) for key in ("all_occurrences", "strict") if key in layers}
    problems = Problems()
    found = align(given_by(**layers), text, problems, **options)
    assert not problems, "\n".join(map(str, problems))
    return found


def refused(text: str = TEXT, **layers: Any) -> tuple[Prediction, list[tuple[str, str | None]]]:
    options = {key: layers.pop(key) for key in ("all_occurrences", "strict") if key in layers}
    problems = Problems()
    found = align(given_by(**layers), text, problems, **options)
    assert all(problem.document == "test/ios" for problem in problems)
    return found, [(problem.code, problem.path) for problem in problems]


def entities(text: str, *names: str | tuple[str, str], **options: bool) -> list[int]:
    items = [
        {"text": n, "type": "ORG"} if isinstance(n, str) else {"text": n[0], "type": n[1]} for n in names
    ]
    found = aligned(text, entities=items, **options).entities
    assert isinstance(found, list)
    return [entity.start for entity in found]


def predicted(document: Document) -> Prediction:
    """The gold labels as a prediction."""
    spans = {m.id: m.span for m in document.mentions}
    return Prediction(
        document.id,
        [PredictedEntity(m.start, m.end, m.type) for m in document.mentions if m.level == "named"],
        [
            PredictedQuote(
                [list(span) for span in q.spans],
                q.type,
                list(q.cue) if q.cue else None,
                list(spans[q.speaker.mentions[0]]) if q.speaker.mentions else None,
            )
            for q in document.quotes
        ],
        [
            PredictedEvent(
                list(e.trigger),
                e.type,
                [PredictedArgument(a.role, a.start, a.end) for a in e.arguments],
                e.realis,
                e.polarity,
            )
            for e in document.events
        ],
    )


def there_and_back(document: Document) -> Prediction:
    found, problems = read_surface(write_surface([document]), {document.id: document})
    assert not problems, "\n".join(map(str, problems))
    return found[0]


def test_the_article_with_every_odd_case_comes_back() -> None:
    document = harbour()
    assert there_and_back(document) == predicted(document)
    strings = to_surface(document)
    assert isinstance(strings.entities, list)
    assert [e.occurrence for e in strings.entities if e.text == "Καβάλα"] == [1, 2]
    assert isinstance(strings.quotes, list)
    assert strings.quotes[0].texts == ["«Δεν πουλάμε το λιμάνι»", "«ούτε θα το νοικιάσουμε»"]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    alphabet = [
        "Ηώς",
        "νίκη",
        " ",
        " ",
        "\n\n",
        "«",
        "»",
        "…",
        "...",
        "🏆",
        "👩‍🚒",
        "κ.",
        "\u00a0",
        "α",
        "αα",
        "ά",
        "'",
        "—",
    ]
    text = "".join(draw(st.lists(st.sampled_from(alphabet), min_size=1, max_size=25))) + "τέλος"
    spans = [
        (a, b)
        for a in range(len(text))
        for b in range(a + 1, min(len(text), a + 12) + 1)
        if text[a:b] == text[a:b].strip()
    ]
    some = st.lists(st.sampled_from(spans), unique=True, max_size=5)
    mentions = tuple(
        Mention(f"T{n}", *span, draw(st.sampled_from(["ORG", "GPE"]))) for n, span in enumerate(draw(some))
    )
    quotes: list[Quote] = []
    for parts in draw(st.lists(some.filter(bool).map(tuple), unique=True, max_size=3)):
        speaker = draw(st.sampled_from([(), *((m.id,) for m in mentions)]))
        cue = draw(st.one_of(st.none(), st.sampled_from(spans)))
        quotes.append(Quote(f"Q{len(quotes)}", parts, "direct", Speaker(("e1",), speaker), cue))
    triggers = draw(
        st.lists(
            st.tuples(st.sampled_from(spans), st.sampled_from(["Life.Die", "Contact.Meet"])),
            unique=True,
            max_size=4,
        )
    )
    events = tuple(
        Event(f"E{n}", trigger, etype, arguments=tuple(Argument("Place", *span) for span in draw(some)))
        for n, (trigger, etype) in enumerate(triggers)
    )
    return Document(id="test/ios", text=text, mentions=mentions, quotes=tuple(quotes), events=events)


@given(document=documents())
def test_any_spans_come_back(document: Document) -> None:
    assert there_and_back(document) == predicted(document)


def test_exact_before_normalised_and_whole_words_before_all() -> None:
    assert entities(TEXT, "Ηώς", "Ηώς") == [TEXT.index("Ηώς"), TEXT.index("Ηώς Αυλώνα")]
    assert Places("Άρης, Άρηςς «Άρης»").of(Ref(text="Άρης")) == [(0, 4), (13, 17)]
    assert Places("Άρηςς").of(Ref(text="Άρης")) == []
    assert Places("Άρηςς").of(Ref(text="Άρης", within_word=True)) == [(0, 4)]
    assert Places("«α» “α”").of(Ref(text="«α»")) == [(0, 3)]
    assert Places("«α» “α”").of(Ref(text='"α"')) == [(0, 3), (4, 7)]
    assert Places("να να να").of(Ref(text="να να")) == [(0, 5), (3, 8)]


@pytest.mark.parametrize(
    ("string", "stands"),
    [
        ("κ. Ρέα", "κ.\u00a0Ρέα"),
        ('"Νικήσαμε - επιτέλους"', "«Νικήσαμε — επιτέλους»"),
        ("«Δεν είναι\n νίκη αυτή»", "“Δεν είναι νίκη αυτή”"),
        ("ξανανικήσουμε...»", "ξανανικήσουμε…»"),
        ("Η\u0301ς", None),
        ("δι\u0301καιη", "δίκαιη"),
        ("  Μάρκος  Δέλτας ", "Μάρκος Δέλτας"),
        ("👩‍🚒", "👩‍🚒"),
        ("🏆", "🏆"),
        ("μάρκος", None),
        ("Μαρκος", None),
        ("", None),
        (" ", None),
    ],
)
def test_normalising_leads_back_to_the_text(string: str, stands: str | None) -> None:
    found = Places(TEXT).of(Ref(text=string))
    assert [TEXT[start:end] for start, end in found] == ([] if stands is None else [stands])


def test_offsets_survive_characters_that_grow_shrink_or_vanish() -> None:
    text = "Αλήθεια... ή «ψέ\u00adμα»;\u200b Ναι ❤\ufe0f — ΝΑΙ, κυ\u0301ριε"
    for string, stands in (
        ("Αλήθεια…", "Αλήθεια..."),
        ("'ψέμα'", "«ψέ\u00adμα»"),
        ("; Ναι ❤ –", ";\u200b Ναι ❤\ufe0f —"),
        ("κύριε", "κυ\u0301ριε"),
    ):
        assert [text[a:b] for a, b in Places(text).of(Ref(text=string))] == [stands]


def test_an_entity_takes_the_first_free_mention() -> None:
    text = "Ο Μάρκος Δέλτας και ο Δέλτας. Πάλι ο Δέλτας."
    assert entities(text, "Μάρκος Δέλτας", "Δέλτας", "Δέλτας") == [2, 22, 37]
    assert entities(text, "Μάρκος Δέλτας", "Δέλτας", "Δέλτας", "Δέλτας") == [2, 22, 37, 9]
    assert entities("Άρης", ("Άρης", "ORG"), ("Άρης", "PERSON")) == [0, 0]
    numbered = [{"text": "Δέλτας", "type": "PERSON"}, {"text": "Δέλτας", "type": "PERSON", "occurrence": 1}]
    assert aligned(text, entities=numbered).entities == [
        PredictedEntity(22, 28, "PERSON"),
        PredictedEntity(9, 15, "PERSON"),
    ]
    found, problems = refused("Άρης", entities=[{"text": "Άρης", "type": "ORG"}] * 2)
    assert isinstance(found.entities, list)
    assert len(found.entities) == 1
    assert problems == [("surface-not-found", "entities[1].text")]


def test_all_occurrences() -> None:
    text = "Ο Μάρκος Δέλτας και ο Δέλτας. Πάλι ο Δέλτας."
    assert entities(text, "Δέλτας", "Μάρκος Δέλτας", all_occurrences=True) == [22, 37, 2]
    assert entities(text, "Δέλτας", "Δέλτας", all_occurrences=True) == [9, 22, 37]
    assert entities(text, "Μάρκος", "Μάρκος Δέλτας", all_occurrences=True) == [2, 2]
    assert entities(text, "Δέλτας", all_occurrences=True, strict=True) == [9, 22, 37]
    only = aligned(
        text, entities=[{"text": "Δέλτας", "type": "PERSON", "occurrence": 3}], all_occurrences=True
    )
    assert only.entities == [PredictedEntity(37, 43, "PERSON")]


def test_a_quote_with_its_cue_and_speaker() -> None:
    quote = {
        "texts": ['"Νικήσαμε – επιτέλους"', '"και θα ξανανικήσουμε..."'],
        "type": "direct",
        "cue": "είπε",
        "speaker": "Δέλτας",
    }
    marks = aligned(quotes=[quote | {"texts": ["«Νικήσαμε - επιτέλους»", "και θα ξανανικήσουμε..."]}]).quotes
    assert isinstance(marks, list)
    assert [TEXT[int(a) : int(b)] for a, b in marks[0].spans] == [
        "«Νικήσαμε — επιτέλους»",
        "και θα ξανανικήσουμε…",
    ]
    assert marks[0].cue == [TEXT.index("είπε"), TEXT.index("είπε") + 4]
    assert marks[0].speaker == [TEXT.index("Δέλτας"), TEXT.index("Δέλτας") + 6]
    later = aligned(quotes=[{"text": "Δεν είναι νίκη αυτή", "cue": "είπε", "speaker": "Δέλτας"}]).quotes
    assert isinstance(later, list)
    assert later[0].cue == [TEXT.rindex("είπε"), TEXT.rindex("είπε") + 4]
    assert later[0].speaker == [TEXT.rindex("Δέλτας"), TEXT.rindex("Δέλτας") + 6]
    assert later[0].type is msgspec.UNSET
    silent = aligned(quotes=[{"text": "νίκη", "speaker": None}]).quotes
    assert isinstance(silent, list)
    assert silent[0].speaker is None
    assert silent[0].cue is msgspec.UNSET
    given_object = aligned(
        quotes=[{"text": "νίκη", "cue": {"text": "είπε", "occurrence": 3}, "occurrence": 2}]
    ).quotes
    assert isinstance(given_object, list)
    assert given_object[0].spans == [[TEXT.rindex("νίκη"), TEXT.rindex("νίκη") + 4]]
    assert given_object[0].cue == [TEXT.rindex("είπε"), TEXT.rindex("είπε") + 4]


def test_parts_gather_around_the_longest_and_the_cue_stays_outside() -> None:
    text = "Ναι. Είπε «Ναι», είπε, «θα έρθουμε όλοι, είπε». Ναι."
    found = aligned(text, quotes=[{"texts": ["Ναι", "θα έρθουμε όλοι, είπε", "Ναι"], "cue": "είπε"}]).quotes
    assert isinstance(found, list)
    assert found[0].spans == [[11, 14], [24, 45], [48, 51]]
    assert found[0].cue == [17, 21]


def test_repeated_quotes_take_places_in_turn() -> None:
    text = "«Ναι», είπε η Ρέα. «Ναι», απάντησε ο Μάρκος."
    found = aligned(text, quotes=[{"text": "«Ναι»"}, {"text": "«Ναι»"}]).quotes
    assert isinstance(found, list)
    assert [quote.spans for quote in found] == [[[0, 5]], [[19, 24]]]


def test_triggers_and_arguments() -> None:
    text = "Στην Ηώ έγινε επίθεση. Νέα επίθεση στην Ηώ: ο Μάρκος σκότωσε τον Μάρκο, ο Μάρκος."
    die = {"trigger": "σκότωσε", "type": "Life.Die"}
    attack = {"trigger": "επίθεση", "type": "Conflict.Attack"}
    found = aligned(
        text,
        events=[
            attack | {"arguments": [{"role": "Place", "text": "Ηώ"}]},
            attack | {"realis": "other", "arguments": [{"role": "Place", "text": "Ηώ"}]},
            die | {"arguments": [{"role": "Agent", "text": "Μάρκος"}, {"role": "Agent", "text": "Μάρκος"}]},
            die | {"type": "Conflict.Attack", "polarity": "positive"},
        ],
    ).events
    assert isinstance(found, list)
    first, second = text.index("επίθεση"), text.rindex("επίθεση")
    assert [event.trigger for event in found[:2]] == [[first, first + 7], [second, second + 7]]
    assert [event.arguments[0].start for event in found[:2]] == [text.index("Ηώ"), text.rindex("Ηώ")]
    assert found[2].trigger == found[3].trigger
    assert [a.start for a in found[2].arguments] == [text.index("Μάρκος"), text.rindex("Μάρκος")]
    assert found[0].realis is msgspec.UNSET
    assert (found[1].realis, found[3].polarity) == ("other", "positive")


def test_every_failure_is_told_and_nothing_else_is_lost() -> None:
    found, problems = refused(
        entities=[
            {"text": "Άρης", "type": "ORG"},
            {"text": "Αυλώνα", "type": "GPE", "occurrence": 3},
            {"text": "Ηούς", "type": "ORG"},
        ],
        quotes=[
            {"texts": ["Νικήσαμε", "ποτέ"], "cue": "δήλωσε", "speaker": "ΜΑΡΚΟΣ ΔΕΛΤΑΣ"},
            {"text": "Χάσαμε"},
            {"text": "νίκη", "texts": ["νίκη"]},
            {},
            {"texts": ["νίκη"], "occurrence": 1},
        ],
        events=[
            {"trigger": "ήττα", "type": "Contest.Match", "arguments": [{"role": "Place", "text": "Αυλώνα"}]},
            {
                "trigger": "κερδίζει",
                "type": "Contest.Match",
                "arguments": [{"role": "Winner", "text": "Δόξα"}],
            },
        ],
    )
    assert sorted(problems) == sorted(
        [
            *(
                ("surface-not-found", path)
                for path in (
                    "entities[0].text",
                    "entities[1].text",
                    "quotes[0].texts[1]",
                    "quotes[0].cue",
                    "quotes[0].speaker",
                    "quotes[1].text",
                    "events[0].trigger",
                    "events[1].arguments[0].text",
                )
            ),
            *(("bad-structure", f"quotes[{k}]") for k in (2, 3, 4)),
        ]
    )
    ios, won, win = TEXT.index("Ηούς"), TEXT.index("Νικήσαμε"), TEXT.index("κερδίζει")
    assert found == Prediction(
        "test/ios",
        [PredictedEntity(ios, ios + 4, "ORG")],
        [PredictedQuote([[won, won + 8]], cue=None, speaker=None)],
        [PredictedEvent([win, win + 8], "Contest.Match")],
    )


def test_messages_quote_the_string_and_hint_at_case() -> None:
    problems = Problems()
    items = [{"text": "ΜΑΡΚΟΣ", "type": "PERSON"}, {"text": "Ηώς", "type": "ORG", "occurrence": 0}]
    align(given_by(entities=items), TEXT, problems)
    assert problems[0].message == "'ΜΑΡΚΟΣ' does not stand in the text"
    assert problems[0].hint == "it does with other case or accents"
    assert problems[1].message == "'Ηώς' stands there 2 times, there is no occurrence 0"


def test_strict_names_what_is_ambiguous_and_still_chooses() -> None:
    layers: dict[str, Any] = {
        "entities": [{"text": "Ηώς", "type": "ORG"}, {"text": "Ηούς", "type": "ORG"}],
        "quotes": [{"text": "νίκη", "cue": "είπε", "speaker": "Μάρκος"}],
    }
    found, problems = refused(strict=True, **layers)
    assert problems == [
        ("surface-ambiguous", "entities[0].text"),
        ("surface-ambiguous", "quotes[0].text"),
        ("surface-ambiguous", "quotes[0].cue"),
    ]
    assert found == aligned(**layers)


def lines(*rows: Any) -> str:
    return "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)


def test_a_file_tells_all_its_problems_by_line() -> None:
    document = Document(id="test/ios", text=TEXT, mentions=(), quotes=(), events=())
    standoff = Document(id="test/off", mentions=(), quotes=(), events=())
    data = lines(
        {
            "id": "test/ios",
            "entities": [{"text": "Ηώς", "type": "ORG"}, {"text": "Δόξα", "type": "ORG"}],
            "meta": 1,
        },
        "",
        "{",
        {"id": "test/ios", "entities": []},
        {"id": "test/none"},
        {"id": "test/off", "entities": []},
        {"id": "test/two", "entities": [{"text": "Ηώς", "type": "ORG", "occurrence": 1.5}]},
        {"id": "test/two", "names": []},
    )
    found, problems = read_surface("\ufeff" + data, {d.id: d for d in (document, standoff)}, file="s.jsonl")
    assert [(p.code, p.line, p.file) for p in problems] == [
        ("surface-not-found", 1, "s.jsonl"),
        ("bad-json", 3, "s.jsonl"),
        ("duplicate-document", 4, "s.jsonl"),
        ("unknown-document", 5, "s.jsonl"),
        ("surface-not-found", 6, "s.jsonl"),
        ("bad-structure", 7, "s.jsonl"),
        ("bad-structure", 8, "s.jsonl"),
    ]
    assert problems[5].path == "entities[0].occurrence"
    assert [(p.id, p.meta) for p in found] == [("test/ios", 1)]
    assert found[0].quotes is msgspec.UNSET
    assert [p.code for p in read_surface(b"", {})[1]] == ["empty-file"]
    assert [p.code for p in read_surface('{}\n{"id": "ά"}'.encode("cp1253"), {})[1]] == [
        "bad-structure",
        "not-utf8",
    ]


def test_a_document_without_text_or_with_loose_spans_has_no_strings() -> None:
    document = Document(id="test/off", mentions=(), quotes=(), events=())
    with pytest.raises(ValueError, match="has no text"):
        to_surface(document)
    loose = Document(id="test/ios", text=TEXT, mentions=(Mention("T1", 0, 2, "ORG"),), quotes=(), events=())
    with pytest.raises(ValueError, match="white space"):
        to_surface(loose)

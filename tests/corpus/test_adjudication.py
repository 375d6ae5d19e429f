"""Differences are numbered, each is settled by a rule, and what both passes had and gold changed is logged too."""

from __future__ import annotations

import json

import msgspec

from eidisi.corpus.adjudication import differences, facts, log, read_rules, show
from eidisi.model import Document
from eidisi.problems import Problems
from invented import HARBOUR, blank, harbour


def without_first_event(document: Document) -> Document:
    return msgspec.structs.replace(document, events=document.events[1:])


def test_equal_passes_have_no_differences() -> None:
    renamed = msgspec.structs.replace(
        harbour(), mentions=tuple(msgspec.structs.replace(m, id=f"T9{m.id[1:]}") for m in harbour().mentions)
    )
    assert differences(harbour(), harbour()) == []
    # ids do not matter
    assert differences(harbour(), renamed) == []


def test_an_event_tells_its_arguments_and_an_attribute_is_its_own_difference() -> None:
    a, b = harbour(), without_first_event(harbour())
    found = differences(a, b)
    assert [d.key[0] for d in found] == ["event"]
    assert found[0].b is None
    quote = msgspec.structs.replace(a.quotes[0], type="mixed")
    found = differences(a, msgspec.structs.replace(a, quotes=(quote, *a.quotes[1:])))
    assert [(d.attribute, d.a, d.b) for d in found] == [("type", a.quotes[0].type, "mixed")]
    assert len(list(show(a, found))) == 3


def test_the_log_names_whose_reading_stands() -> None:
    a, b = harbour(), without_first_event(harbour())
    problems = Problems()
    rows = log(a, b, b, {1: "V20"}, problems)
    assert not problems
    assert [(r["decision"], r["rule"], r["gold"]) for r in rows] == [("b", "V20", None)]
    rows = log(a, b, a, {1: "V20"}, problems)
    assert [r["decision"] for r in rows] == ["a"]
    # both had the first quote; gold has not
    gold = msgspec.structs.replace(a, quotes=a.quotes[1:])
    rows = log(a, a, gold, {}, problems)
    assert [(r["item"]["kind"], r["decision"]) for r in rows] == [("quote", "neither")]
    assert not any(word in json.dumps(rows, ensure_ascii=False) for word in HARBOUR.split() if len(word) > 4)


def test_a_difference_without_a_rule_is_a_problem() -> None:
    problems = Problems()
    log(harbour(), without_first_event(harbour()), harbour(), {}, problems)
    assert len(problems) == 1
    assert read_rules("D1 E9b # because\n\nD12 Q3, Q7\n", problems) == {1: "E9b", 12: "Q3, Q7"}
    read_rules("D1\n", problems)
    assert len(problems) == 2


def test_facts_do_not_depend_on_ids() -> None:
    assert facts(blank(HARBOUR), set()) == {}

"""One smallest case for every problem code that is not about a predictions file; together they cover all codes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from eidisi.corpus.checks import check_rules
from eidisi.formats.brat import read_ann, write_ann
from eidisi.formats.conll import read_conll
from eidisi.formats.surface import read_surface
from eidisi.model import Document
from eidisi.problems import CODES, Problems
from invented import HARBOUR, HARBOUR_NOTATION, blank, compiled, harbour
from test_problems import CASES as FILES


def ann(change: Callable[[str], str]) -> Problems:
    problems = Problems("x.ann")
    read_ann(change(write_ann(harbour())), blank(HARBOUR), problems)
    return problems


def rules(**changed: object) -> Problems:
    problems = Problems()
    check_rules(msgspec.structs.replace(harbour(), **changed), problems)
    return problems


def notation(line: str, sentence: int = 1) -> Problems:
    return compiled(f"{HARBOUR_NOTATION}@{sentence}\n{line}\n", blank(HARBOUR))[1]


def conll(rows: str) -> Problems:
    problems = Problems("x.conll")
    document = harbour()
    read_conll(f"# newdoc id = {document.id}\n{rows}", {document.id: document}, problems)
    return problems


def surface(line: str, strict: bool = False) -> Problems:
    document = harbour()
    return read_surface(line, {document.id: document}, strict=strict)[1]


def first(document: Document, layer: str, **changed: object) -> tuple[object, ...]:
    items = getattr(document, layer)
    return (msgspec.structs.replace(items[0], **changed), *items[1:])


D = harbour()
NAMED = next(k for k, m in enumerate(D.mentions) if m.type == "PERSON" and m.level == "named")
VALUE = next(k for k, m in enumerate(D.mentions) if m.type == "DATE")


def mentions(k: int, **changed: object) -> tuple[object, ...]:
    return (*D.mentions[:k], msgspec.structs.replace(D.mentions[k], **changed), *D.mentions[k + 1 :])


CASES: dict[str, Callable[[], Problems]] = {
    "crlf": lambda: ann(lambda a: a.replace("\n", "\r\n")),
    "bad-brat-line": lambda: ann(lambda a: a + "X1\tnothing\n"),
    "surface-mismatch": lambda: ann(lambda a: a.replace("\tΚαβάλα", "\tΚαβάλας", 1)),
    "idle-value": lambda: ann(lambda a: a + "T9999\tValue 3 5\t_\n"),
    "idle-cue": lambda: ann(lambda a: a + "T9999\tCue 3 5\t_\n"),
    "no-entity": lambda: rules(mentions=mentions(NAMED, entity=None)),
    "edge-space": lambda: rules(mentions=mentions(NAMED, end=D.mentions[NAMED].end + 1)),
    "same-span": lambda: rules(mentions=(*D.mentions, msgspec.structs.replace(D.mentions[0], id="T900"))),
    "overlapping-names": lambda: rules(mentions=mentions(NAMED, end=D.mentions[NAMED + 1].end)),
    "level-of-value": lambda: rules(mentions=mentions(VALUE, entity="e1")),
    "idle-nominal": lambda: rules(quotes=(), events=()),
    "name-crosses-sentence": lambda: rules(mentions=mentions(NAMED, start=D.mentions[NAMED].start + 1)),
    "cue-in-content": lambda: rules(quotes=first(D, "quotes", cue=D.quotes[0].spans[0])),
    "crosses-line": lambda: rules(quotes=first(D, "quotes", spans=((40, 60),), cue=None)),
    "speaker-realisation": lambda: rules(quotes=first(D, "quotes", cue=None, speaker=msgspec.structs.replace(D.quotes[0].speaker, realisation="prodrop"))),
    "overlapping-quotes": lambda: rules(quotes=(*D.quotes, msgspec.structs.replace(D.quotes[0], id="T901"))),
    "filler-class": lambda: rules(events=first(D, "events", arguments=(msgspec.structs.replace(D.events[1].arguments[0], role="Time"),))),
    "polarity-realis": lambda: rules(events=first(D, "events", polarity="negative", realis="actual")),
    "bad-tag": lambda: conll("Καβάλα\tX-GPE\n"),
    "token-mismatch": lambda: conll("Πάτρα\tB-GPE\n"),
    "bad-column": lambda: conll("Καβάλα B-GPE\n: O O O\n"),
    "surface-not-found": lambda: surface('{"id":"test/harbour","entities":[{"text":"Βόλος","type":"GPE"}]}'),
    "surface-ambiguous": lambda: surface('{"id":"test/harbour","entities":[{"text":"Καβάλα","type":"GPE"}]}', strict=True),
    "bad-notation": lambda: notation("nonsense"),
    "undeclared": lambda: notation("name nobody Καβάλα"),
    "no-mention": lambda: notation("quote direct | Λέγεται | cue ότι #1 | speaker both nominal", 5),
}  # fmt: skip

# Found only where files of a collection are checked: tests/corpus/test_check_set.py
ON_DISK = {"not-canonical", "index-mismatch", "text-hash"}
IN_LEADERBOARD = {"missing-file", "stale-scores", "changed-predictions", "edited-scores", "stale-page"}


@pytest.mark.parametrize("code", sorted(CASES))
def test_each_code(code: str) -> None:
    found = CASES[code]()
    assert code in {p.code for p in found}, list(found.lines())
    problem = next(p for p in found if p.code == code)
    assert problem.message
    assert problem.document or problem.line


def test_every_code_has_a_case() -> None:
    assert set(CODES) - set(CASES) - set(FILES) - ON_DISK - IN_LEADERBOARD == set()


def test_the_article_itself_breaks_no_rule() -> None:
    assert list(rules().lines()) == []

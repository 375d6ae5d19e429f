"""Tags: our well-formedness and decoding against seqeval, on random and on ill-formed sequences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval import scheme as schemes
from seqeval.metrics.sequence_labeling import get_entities

from eidisi.formats.tags import (
    SCHEMES,
    TokenSpan,
    decode_tags,
    encode_tags,
    faults,
    fitting_schemes,
    known_repair,
    known_scheme,
)
from eidisi.problems import Problems

TYPES = ("PERSON", "ORG", "WORK_OF_ART")
PREFIXES = {"IOB1": "BI", "IOB2": "BI", "IOBES": "BIES", "BILOU": "BILU"}


def decoded(tags: str, scheme: str = "IOB2", repair: str = "none") -> list[TokenSpan]:
    problems = Problems()
    found = decode_tags(tags.split(), problems, scheme=scheme, repair=repair)
    assert not problems, list(map(str, problems))
    return found


def refused(tags: str, scheme: str = "IOB2", repair: str = "none") -> Problems:
    problems = Problems()
    assert decode_tags(tags.split(), problems, scheme=scheme, repair=repair) == []
    assert problems
    assert {problem.code for problem in problems} == {"bad-tag"}
    return problems


@st.composite
def flat_spans(draw: st.DrawFn) -> tuple[list[TokenSpan], int]:
    spans, position = [], 0
    for gap, length, etype in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from(TYPES)), max_size=6)
    ):
        spans.append((position + gap, position + gap + length, etype))
        position += gap + length
    return spans, position + draw(st.integers(0, 2))


@st.composite
def any_tags(draw: st.DrawFn) -> tuple[str, list[str]]:
    scheme = draw(st.sampled_from(SCHEMES))
    tag = st.one_of(
        st.just("O"), st.builds("{}-{}".format, st.sampled_from(PREFIXES[scheme]), st.sampled_from(TYPES[:2]))
    )
    return scheme, draw(st.lists(tag, max_size=8))


@pytest.mark.parametrize("scheme", SCHEMES)
@given(sentence=flat_spans())
def test_every_scheme_gives_the_spans_back(scheme: str, sentence: tuple[list[TokenSpan], int]) -> None:
    spans, length = sentence
    tags = encode_tags(spans, length, scheme)
    for repair in ("none", "conlleval", "discard"):
        problems = Problems()
        assert decode_tags(tags, problems, scheme=scheme, repair=repair) == spans
        assert not problems


@given(sentence=flat_spans())
def test_iob2_tags_are_what_seqeval_reads(sentence: tuple[list[TokenSpan], int]) -> None:
    spans, length = sentence
    assert [(s, e + 1, t) for t, s, e in get_entities(encode_tags(spans, length))] == spans


@given(case=any_tags())
def test_repairs_are_seqeval_strict_and_default(case: tuple[str, list[str]]) -> None:
    scheme, tags = case
    problems = Problems()
    strict = schemes.Tokens(tags, getattr(schemes, scheme)).entities if tags else []
    assert decode_tags(tags, problems, scheme=scheme, repair="discard") == [
        (entity.start, entity.end, entity.tag) for entity in strict
    ]
    if scheme != "BILOU":
        lenient = [(start, last + 1, etype) for etype, start, last in get_entities(tags)]
        assert decode_tags(tags, problems, scheme=scheme, repair="conlleval") == lenient
    assert not problems


@given(case=any_tags())
def test_well_formed_is_exactly_what_an_encoder_writes(case: tuple[str, list[str]]) -> None:
    scheme, tags = case
    problems = Problems()
    spans = decode_tags(tags, problems, scheme=scheme)
    assert bool(problems) == bool(faults(tags, scheme))
    if problems:
        # What was read leniently is written otherwise: no encoder makes these tags.
        again = decode_tags(tags, Problems(), scheme=scheme, repair="conlleval")
        assert encode_tags(again, len(tags), scheme) != tags
    else:
        assert encode_tags(spans, len(tags), scheme) == tags


@pytest.mark.parametrize(
    ("scheme", "tags", "conlleval", "discard"),
    [
        ("IOB2", "O I-PERSON I-PERSON O", [(1, 3, "PERSON")], []),
        ("IOB2", "B-PERSON I-ORG", [(0, 1, "PERSON"), (1, 2, "ORG")], [(0, 1, "PERSON")]),
        ("IOB2", "I-ORG B-ORG", [(0, 1, "ORG"), (1, 2, "ORG")], [(1, 2, "ORG")]),
        ("IOB1", "B-ORG I-ORG", [(0, 2, "ORG")], [(1, 2, "ORG")]),
        ("IOBES", "B-ORG I-ORG O S-GPE", [(0, 2, "ORG"), (3, 4, "GPE")], [(3, 4, "GPE")]),
        ("IOBES", "O E-ORG", [(1, 2, "ORG")], []),
        ("IOBES", "S-ORG I-ORG E-ORG", [(0, 1, "ORG"), (1, 3, "ORG")], [(0, 1, "ORG")]),
        ("BILOU", "B-ORG U-ORG", [(0, 1, "ORG"), (1, 2, "ORG")], [(1, 2, "ORG")]),
        ("BILOU", "L-ORG L-ORG", [(0, 1, "ORG"), (1, 2, "ORG")], []),
    ],
)
def test_ill_formed_is_an_error_until_a_repair_is_named(
    scheme: str, tags: str, conlleval: list[TokenSpan], discard: list[TokenSpan]
) -> None:
    refused(tags, scheme)
    assert decoded(tags, scheme, "conlleval") == conlleval
    assert decoded(tags, scheme, "discard") == discard


@pytest.mark.parametrize("repair", ["none", "conlleval", "discard"])
@pytest.mark.parametrize(
    "tag", ["X-PER", "b-PER", "o", "B", "I-", "-PER", "3", "None", "_", "B_PER", "S-PER", "PER-B", "B-PER-"]
)
def test_no_repair_mends_what_is_no_tag(tag: str, repair: str) -> None:
    problems = refused(f"O {tag} O", repair=repair)
    assert repr(tag) in problems[0].message
    assert problems[0].path == "tags[1]"


def test_the_empty_tag_is_an_error() -> None:
    problems = Problems()
    assert decode_tags(["O", ""], problems, repair="conlleval") == []
    assert [problem.code for problem in problems] == ["bad-tag"]


def test_a_problem_names_line_finding_and_what_is_allowed() -> None:
    problems = Problems("a.conll")
    tags = ["O", "I-ORG", "I-ORG", "I-GPE"]
    decode_tags(tags, problems, lines=[7, 8, 9, 10], document="test/harbour", hint="look at line 8")
    assert [problem.line for problem in problems] == [8, 10]
    assert str(problems[0]) == (
        "a.conll:8: test/harbour: [bad-tag] I-ORG after O: IOB2 allows O or B-... here\n    hint: look at line 8"
    )
    assert problems[1].message == "I-GPE after I-ORG: IOB2 allows O, B-... or I-ORG here"


def test_an_entity_left_open_is_named_at_the_end_of_its_sentence() -> None:
    assert refused("O B-ORG I-ORG", "IOBES")[0].message == (
        "the sentence ends after I-ORG: IOBES wants I-ORG or E-ORG first"
    )
    assert refused("B-ORG", "BILOU")[0].message.endswith("BILOU wants I-ORG or L-ORG first")
    assert (
        refused("B-ORG", "IOB1")[0].message == "B-ORG at the start of a sentence: IOB1 allows O or I-... here"
    )
    assert (
        refused("I-ORG B-GPE", "IOB1")[0].message == "B-GPE after I-ORG: IOB1 allows O, I-... or B-ORG here"
    )


def test_a_type_may_hold_hyphens_and_every_fault_is_told() -> None:
    assert decoded("B-Start-Position I-Start-Position") == [(0, 2, "Start-Position")]
    assert len(refused("I-ORG X-A b-GPE O I-ORG")) == 4


def test_no_scheme_is_guessed_but_one_may_be_hinted() -> None:
    assert known_scheme("iobes") == "IOBES"
    assert known_repair("discard") == "discard"
    for wrong in (
        lambda: known_scheme("IOE2"),
        lambda: known_repair("lenient"),
        lambda: decoded("O", repair="x"),
    ):
        with pytest.raises(ValueError, match="no "):
            wrong()
    assert fitting_schemes([["I-ORG", "B-ORG"], ["O"]]) == ("IOB1",)
    assert fitting_schemes([["B-ORG", "L-ORG"], ["U-GPE"]]) == ("BILOU",)
    assert fitting_schemes([["X-ORG"]]) == ()


@pytest.mark.parametrize(
    "spans",
    [[(0, 2, "ORG"), (1, 3, "ORG")], [(1, 1, "ORG")], [(2, 4, "ORG")], [(-1, 1, "ORG")], [(0, 1, "")]],
)
def test_what_tags_cannot_hold_is_not_encoded(spans: list[TokenSpan]) -> None:
    with pytest.raises(ValueError, match=r"tags cannot|no span"):
        encode_tags(spans, 3)

"""CoNLL columns: out and back, foreign tokens, and no silent truncation."""

from __future__ import annotations

import itertools
import re
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eidisi.formats.conll import read_conll, write_conll
from eidisi.formats.tags import SCHEMES
from eidisi.model import Document, Mention, PredictedEntity, Prediction
from eidisi.problems import InvalidInput, Problems
from eidisi.text.sentences import sentence_spans
from eidisi.text.tokens import token_spans
from invented import harbour

TEXT = (
    "Λέρος: Ο κ. Πέτρος Αλμπάνης 🚤👍🏽 στο «Ακταίον»\n\n"
    "Η Α.Ε. «Γαλήνη\u00a0Πλοίων» πλήρωσε 3,5 εκατ. ευρώ στις 18:30. Απ' το λιμάνι #Λακκί, "
    "ο Αλμπάνης είπε: «Όχι!». Η Γαλήνη σιωπά…"
)
NAMES = [
    ("Λέρος", "GPE"),
    ("Πέτρος Αλμπάνης", "PERSON"),
    ("Ακταίον", "FAC"),
    ("Γαλήνη\u00a0Πλοίων", "ORG"),
    ("3,5 εκατ. ευρώ", "MONEY"),
    ("18:30", "DATE"),
    ("Λακκί", "LOC"),
]


def leros(standoff: bool = False) -> Document:
    mentions = [
        Mention(f"T{n}", TEXT.index(name), TEXT.index(name) + len(name), etype)
        for n, (name, etype) in enumerate(NAMES, start=1)
    ]
    start = TEXT.index("λιμάνι")
    mentions.append(Mention("T20", start, start + 6, "LOC", "nominal", "e1"))
    return Document(
        id="test/leros",
        mentions=tuple(mentions),
        quotes=(),
        events=(),
        text=None if standoff else TEXT,
        sentences=sentence_spans(TEXT),
        tokens=token_spans(TEXT),
    )


def gold(document: Document) -> list[PredictedEntity]:
    named = sorted((m for m in document.mentions if m.level == "named"), key=lambda m: m.span)
    return [PredictedEntity(m.start, m.end, m.type) for m in named]


def read(
    data: str | bytes, *documents: Document, scheme: str = "IOB2", repair: str = "none"
) -> tuple[list[Prediction], Problems]:
    problems = Problems("p.conll")
    known = {document.id: document for document in documents}
    return read_conll(data, known, problems, scheme=scheme, repair=repair), problems


def clean(
    data: str | bytes, *documents: Document, scheme: str = "IOB2", repair: str = "none"
) -> list[Prediction]:
    found, problems = read(data, *documents, scheme=scheme, repair=repair)
    assert not problems, "\n".join(map(str, problems))
    return found


def one(data: str | bytes, *documents: Document) -> Problems:
    found, problems = read(data, *documents)
    assert found == []
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems


def foreign(document: Document, words: list[str], separator: str = "\t") -> str:
    return f"# id = {document.id}\n" + "".join(f"{word}{separator}O\n" for word in words)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("standoff", [False, True])
def test_export_and_back_is_the_same_entities(scheme: str, standoff: bool) -> None:
    documents = [leros(standoff), harbour()]
    if standoff:
        documents = [msgspec.structs.replace(d, text=None, title=None) for d in documents]
    data = write_conll(documents, scheme)
    assert ("_\t" in data) == standoff
    assert [(p.id, p.entities) for p in clean(data, *documents, scheme=scheme)] == [
        (d.id, gold(d)) for d in documents
    ]


def test_a_file_with_words_is_read_without_text_and_one_without_words_with_it() -> None:
    with_text, without = leros(), leros(standoff=True)
    assert clean(write_conll([with_text]), without) == clean(write_conll([without]), with_text)


def test_text_alone_is_enough_on_both_ways() -> None:
    bare = msgspec.structs.replace(leros(), tokens=msgspec.UNSET, sentences=())
    data = write_conll([bare])
    assert data == write_conll([leros()])
    assert clean(data, bare)[0].entities == gold(bare)


def test_export_looks_like_this() -> None:
    rows = write_conll([leros()]).splitlines()
    assert rows[:8] == [
        "# newdoc id = test/leros",
        "# sent_id = test/leros-1",
        "# offset = 0",
        "Λέρος\tB-GPE",
        ":\tO",
        "Ο\tO",
        "κ.\tO",
        "Πέτρος\tB-PERSON",
    ]
    assert "#\tO" in rows
    second = rows.index("# sent_id = test/leros-2")
    assert rows[second - 1] == ""
    assert rows[second + 1] == f"# offset = {TEXT.index('Η Α.Ε.')}"


def test_foreign_tokens_are_laid_over_the_text() -> None:
    document = leros()
    rows = []
    for word in re.findall(r"\S+", TEXT.replace("\u00a0", " ")):
        rows.append(
            (word, {"Πέτρος": "B-PERSON", "Αλμπάνης": "I-PERSON", "«Γαλήνη": "B-ORG", "Πλοίων»": "I-ORG"})
        )
    seen: set[str] = set()
    data = f"# newdoc id = {document.id}\n"
    for word, tags in rows:
        data += f"{word} x {tags.get(word, 'O') if word not in seen else 'O'}\n"
        seen.add(word)
    found = clean(data, document)[0].entities
    assert isinstance(found, list)
    assert [TEXT[e.start : e.end] for e in found] == ["Πέτρος Αλμπάνης", "«Γαλήνη\u00a0Πλοίων»"]


@given(cuts=st.sets(st.integers(1, len(TEXT) - 1)))
def test_any_cut_of_the_text_aligns(cuts: set[int]) -> None:
    edges = [0, *sorted(cuts), len(TEXT)]
    pieces = [
        (start, end, TEXT[start:end].strip())
        for start, end in itertools.pairwise(edges)
        if TEXT[start:end].strip()
    ]
    data = "# id = test/leros\n" + "".join(f"{' '.join(word.split())}\tB-ORG\n" for _, _, word in pieces)
    found = clean(data, leros())[0].entities
    assert isinstance(found, list)
    assert [TEXT[e.start : e.end] for e in found] == [word for _, _, word in pieces]


def test_decomposed_tokens_crlf_and_byte_order_mark_are_read() -> None:
    data = unicodedata.normalize("NFD", write_conll([leros()])).replace("\n", "\r\n")
    assert clean(b"\xef\xbb\xbf" + data.encode(), leros())[0].entities == gold(leros())


def test_docstart_with_the_id_before_or_after() -> None:
    bodies = [write_conll([d]).split("\n", 1)[1] for d in (leros(), harbour())]
    after = "".join(
        f"-DOCSTART- -X- O\n# id = {i}\n\n{b}"
        for i, b in zip(("test/leros", "test/harbour"), bodies, strict=True)
    )
    before = "".join(
        f"# id = {i}\n-DOCSTART-\tO\n\n{b}"
        for i, b in zip(("test/leros", "test/harbour"), bodies, strict=True)
    )
    expected = clean(write_conll([leros(), harbour()]), leros(), harbour())
    assert clean(after, leros(), harbour()) == expected
    assert clean(before, leros(), harbour()) == expected


def test_the_id_may_stand_at_every_sentence() -> None:
    data = write_conll([leros()]).replace(
        "# sent_id", "# id = test/leros\n# text = «Α»\tΒ\n# free\n# sent_id"
    )
    assert clean(data, leros())[0].entities == gold(leros())


def test_the_first_different_token_is_named() -> None:
    data = write_conll([leros()]).replace("Πλοίων\t", "πλοίων\t")
    line = data.split("\n").index("πλοίων\tI-ORG") + 1
    problem = one(data, leros())[0]
    assert (problem.code, problem.line, problem.document) == ("token-mismatch", line, "test/leros")
    assert "'πλοίων'" in problem.message
    assert f"'Πλοίων» πλήρ' at character {TEXT.index('Πλοίων')}" in problem.message
    assert problem.hint == "the tokens differ from the text in case"


def test_tokens_that_end_early_or_late_are_an_error() -> None:
    data = write_conll([leros()])
    short = data[: data.index("σιωπά")]
    problem = one(short, leros())[0]
    assert problem.code == "token-mismatch"
    assert "goes on with 'σιωπά…'" in problem.message
    assert problem.line == short.count("\n")
    assert "maximum length" in (problem.hint or "")
    late = one(data + "τέλος\tO\n", leros())[0]
    assert "'τέλος', comes after the end" in late.message
    assert late.line == data.count("\n") + 1
    assert one("# id = test/leros\n", leros())[0].code == "token-mismatch"


def test_without_text_number_and_lengths_are_checked() -> None:
    standoff, data = leros(standoff=True), write_conll([leros()])
    changed = data.replace("λιμάνι\tO", "λιμάνια\tO")
    problem = one(changed, standoff)[0]
    assert problem.line == changed.split("\n").index("λιμάνια\tO") + 1
    assert "the document has one of 6 characters at" in problem.message
    for masked in (standoff, leros()):
        lost = write_conll([standoff]).replace("_\tB-MONEY\n_\tI-MONEY\n", "_\tB-MONEY\n")
        count = len(token_spans(TEXT))
        assert f"{count - 1} tokens, the document has {count}" in one(lost, masked)[0].message
    nothing = msgspec.structs.replace(standoff, tokens=msgspec.UNSET)
    assert "neither its tokens nor its text" in one(data, nothing)[0].message
    with pytest.raises(ValueError, match="neither tokens nor text"):
        write_conll([nothing])


def test_equal_numbers_of_other_tokens_are_not_taken_for_our_own() -> None:
    words = [TEXT[start:end] for start, end in token_spans(TEXT)]
    k = words.index("Πέτρος")
    words[k : k + 2] = ["Πέτ", "ροςΑλμπάνης"]
    data = (
        foreign(leros(), words)
        .replace("Πέτ\tO", "Πέτ\tB-PERSON")
        .replace("ροςΑλμπάνης\tO", "ροςΑλμπάνης\tI-PERSON")
    )
    found = clean(data, leros())[0].entities
    assert isinstance(found, list)
    assert [TEXT[e.start : e.end] for e in found] == ["Πέτρος Αλμπάνης"]


def test_hints_for_word_pieces_and_a_missing_title() -> None:
    pieces = ["Λέ", "##ρος"]
    assert "word pieces" in (one(foreign(leros(), pieces), leros())[0].hint or "")
    body = TEXT.split("\n\n")[1].split()
    assert "title first" in (one(foreign(leros(), body, " "), leros())[0].hint or "")


def test_a_wrong_offset_comment_is_an_error() -> None:
    data = write_conll([leros()]).replace("# offset = 0", "# offset = 1")
    problem = one(data, leros())[0]
    assert (problem.code, problem.line) == ("token-mismatch", 3)


def test_columns() -> None:
    for bad in ("Λέρος\n", "Λέρος\t\n", "\tO\n", " \u00a0 \tO\n", "Λέρος\tNOUN\tO\n"):
        data = write_conll([leros()]).replace("κ.\tO\n", bad)
        problems = one(data, leros())
        assert (problems[0].code, problems[0].line) == ("bad-column", 7)
    assert one("")[0].code == one("\n# a comment\n")[0].code == "empty-file"
    assert one("# id = ά".encode("cp1253"))[0].code == "not-utf8"


def test_documents_are_joined_by_id() -> None:
    data = write_conll([leros()])
    assert one(data)[0].code == "unknown-document"
    assert one(data.split("\n", 1)[1], leros())[0].code == "unknown-document"
    found, problems = read(data + write_conll([harbour()]) + data, leros(), harbour())
    assert [p.id for p in found] == ["test/leros", "test/harbour"]
    assert [(p.code, p.document) for p in problems] == [("duplicate-document", "test/leros")]


def test_bad_tags_have_their_line_and_a_hint_of_another_scheme() -> None:
    data = write_conll([leros()], "IOB1")
    found, problems = read(data, leros())
    assert {problem.code for problem in problems} == {"bad-tag"}
    assert data.split("\n")[(problems[0].line or 0) - 1] == "Λέρος\tI-GPE"
    assert problems[0].document == "test/leros"
    assert problems[0].hint == "the whole file is well-formed IOB1: name that scheme"
    assert clean(data, leros(), repair="conlleval")[0].entities == gold(leros())
    assert clean(data, leros(), repair="discard")[0].entities == []
    assert found[0].entities == []
    broken = data.replace("I-GPE", "I-GPE ").replace("I-LOC", "X-LOC")
    assert {p.hint for p in read(broken, leros())[1]} == {None}


def test_what_columns_cannot_hold_is_not_written() -> None:
    start = TEXT.index("πλήρωσε")
    for extra, code in (
        (Mention("T30", start, start + 3, "ORG"), "name-crosses-sentence"),
        (Mention("T30", TEXT.index("18:30"), TEXT.index("Απ'") + 3, "ORG"), "name-crosses-sentence"),
        (Mention("T30", TEXT.index("Αλμπάνης"), TEXT.index("Αλμπάνης") + 8, "ORG"), "overlapping-names"),
    ):
        document = msgspec.structs.replace(leros(), mentions=(*leros().mentions, extra))
        with pytest.raises(InvalidInput) as error:
            write_conll([document])
        assert code in error.value.problems.counts()


def test_unknown_schemes_and_repairs_are_refused() -> None:
    for options in ({"scheme": "IOE2"}, {"repair": "guess"}):
        with pytest.raises(ValueError, match="no "):
            read("", **options)

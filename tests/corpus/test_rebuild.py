"""The text rule for stand-off collections, on invented files and, where they are, on the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import upstream
from eidisi.corpus.collections import index
from eidisi.corpus.rebuild import GDT_FILES, NTREX_IDS, NTREX_TEXT, SEED_FILE, rebuild
from eidisi.text.normalise import normalise, text_sha256

COUNTS = {"gdt": (80, 12_765), "ntrex": (123, 46_206), "seed": (1, 302)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return upstream.write_files(tmp_path)


def test_texts_are_title_blank_line_body(root: Path) -> None:
    found = {d.id: d.text for c in COUNTS for d in rebuild(c, root)}
    assert found == upstream.TEXTS


def test_dates_come_from_the_date_line_then_from_the_id(root: Path) -> None:
    dates = {d.id: d.date for c in COUNTS for d in rebuild(c, root)}
    assert dates["gdt/gdt-20120309-elwikinews-1"] == "2012-03-10"
    assert dates["gdt/gdt-20140429-voa-2"] == "2014-04-29"
    assert dates["ntrex/agency.1"] is None
    assert dates["seed/article"] == "2023-09"


def test_title_end_and_lines_of_origin(root: Path) -> None:
    documents = {d.id: d for c in COUNTS for d in rebuild(c, root)}
    first = documents["gdt/gdt-20120309-elwikinews-1"]
    assert first.text[: first.title_end] == "Νέα γέφυρα στον Έβρο"
    lines = upstream.FILES[first.file].decode().split("\n")
    assert [lines[n - 1].removeprefix("# text = ") for n in first.lines] == [
        "Νέα γέφυρα στον Έβρο",
        "Άνοιξε χθες.",
        "Ήρθαν 40 άτομα.",
    ]
    assert (documents["ntrex/paper.co.2"].file, documents["ntrex/paper.co.2"].lines) == (NTREX_TEXT, (4, 5))
    assert (documents["seed/article"].title_end, documents["seed/article"].lines) == (0, (1, 2, 3))


def test_text_is_composed_and_other_separators_end_no_line(root: Path) -> None:
    line = "Κοινο\u0301 με\u2028σημείο"
    (root / GDT_FILES[2]).write_text(
        upstream.conllu(("gdt-20130201-voa-1", ["Τίτλος", line])), encoding="utf-8"
    )
    assert [d.text for d in rebuild("gdt", root)][-1] == "Τίτλος\n\nΚοινό με\u2028σημείο"


@pytest.mark.parametrize(
    ("collection", "file", "content", "message"),
    [
        ("gdt", GDT_FILES[0], "# text = Χωρίς έγγραφο\n", r"train\.conllu:1: a text before"),
        ("gdt", GDT_FILES[0], "# newdoc\n", r"train\.conllu:1: expected"),
        ("gdt", GDT_FILES[0], upstream.DEV, "stands there twice"),
        ("gdt", GDT_FILES[0], upstream.conllu(("x-voa-1", ["Α", "Β"])), "no date"),
        ("gdt", GDT_FILES[0], upstream.conllu(("gdt-20121399-voa-1", ["Α", "Β"])), "'2012-13-99'"),
        ("gdt", GDT_FILES[0], upstream.conllu(("gdt-20120309-voa-1", [])), "has no text"),
        (
            "gdt",
            GDT_FILES[0],
            upstream.conllu(("gdt-20120309-voa-1", ["Α", " "])),
            r"conllu:7: an empty line",
        ),
        ("ntrex", NTREX_IDS, "a.1\n" * 4, "4 lines and .* 5"),
        ("ntrex", NTREX_IDS, "a.1\na.1\nb.2\na.1\nb.2\n", r"tsv:4: the lines of 'a\.1'"),
        ("ntrex", NTREX_TEXT, "Α\r\n\r\nΒ\r\nΓ\r\nΔ\r\n", r"txt:2: an empty line in ntrex/agency\.1"),
        ("seed", SEED_FILE, "Κάτι άλλο.", "is not in it"),
    ],
)
def test_a_file_that_breaks_the_format_is_named(
    root: Path, collection: str, file: str, content: str, message: str
) -> None:
    (root / file).write_bytes(content.encode())
    with pytest.raises(ValueError, match=message):
        list(rebuild(collection, root))


def test_not_utf8_and_unknown_collection(root: Path) -> None:
    (root / SEED_FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="not UTF-8"):
        list(rebuild("seed", root))
    with pytest.raises(ValueError, match="no stand-off collection 'original'"):
        rebuild("original", root)


@pytest.mark.parametrize("collection", COUNTS)
def test_the_real_files_give_the_documents_they_should(sources_dir: Path, collection: str) -> None:
    documents = list(rebuild(collection, sources_dir))
    assert (len(documents), sum(len(d.text.split()) for d in documents)) == COUNTS[collection]
    assert len({d.id for d in documents}) == len(documents)
    for document in documents:
        assert document.text == normalise(document.text).strip()
        if collection != "seed":
            assert document.text.find("\n\n") == document.title_end
            assert document.text.count("\n") == 2


@pytest.mark.parametrize("collection", COUNTS)
def test_the_real_texts_are_those_of_the_index(real_texts: dict[str, str], collection: str) -> None:
    if not index(collection):
        pytest.skip(f"{collection} has no index yet")
    found = {i: text_sha256(t) for i, t in real_texts.items() if i.startswith(f"{collection}/")}
    if collection == "seed" and not found:
        pytest.skip("the text of seed comes only from a folder")
    assert found == {i: e.text_sha256 for i, e in index(collection).items()}

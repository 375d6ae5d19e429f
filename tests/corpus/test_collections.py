"""The gold that ships: it validates, its index is right, one story has one split, nothing of the sources is in it."""

from __future__ import annotations

from pathlib import Path

from eidisi.corpus import collections
from eidisi.corpus.checks import check_set
from eidisi.corpus.collections import COLLECTIONS, STANDOFF, ann_path, folder, index, load_set
from eidisi.corpus.home import annotations_dir

DEVELOPED_ON = {
    "gdt/gdt-20140429-voa-5", "gdt/gdt-20120308-elwikinews-5043", "gdt/gdt-20130204-elwikinews-1",
    "gdt/gdt-20140429-voa-2", "gdt/gdt-20130208-elwikinews-1", "gdt/gdt-20120311-elwikinews-5173",
    "gdt/gdt-20120314-elwikinews-5199", "gdt/gdt-20140409-elwikinews-2", "gdt/gdt-20120307-elwikinews-5038",
    "gdt/gdt-20140205-voa-1", "ntrex/cnn.304489", "ntrex/bbc.381765", "ntrex/euronews-en.153800",
    "ntrex/telegraph.405404", "ntrex/dailymail.co.uk.298630", "ntrex/reuters.218933", "ntrex/cbsnews.248394",
    "ntrex/abcnews.306776",
}  # fmt: skip


def test_all_gold_and_passes_validate() -> None:
    problems, read = check_set("all")
    assert not problems, "\n".join(map(str, problems))
    assert read > 0


def test_every_gold_document_has_both_passes() -> None:
    for document in load_set("all", with_text=False):
        for layer in ("passes/a", "passes/b"):
            assert ann_path(document.id, layer).is_file(), f"{document.id} lacks {layer}"


def test_one_story_one_split() -> None:
    splits: dict[str, set[str]] = {}
    for name in COLLECTIONS:
        for entry in index(name).values():
            splits.setdefault(entry.story or entry.id, set()).add(entry.split)
    assert {story: found for story, found in splits.items() if len(found) > 1} == {}


def test_split_sizes_and_rule_development_documents() -> None:
    found = {name: [e.split for e in index(name).values()] for name in ("gdt", "ntrex")}
    assert {n: s.count("test") for n, s in found.items()} == {"gdt": 60, "ntrex": 80}
    assert {collections.splits()[i] for i in DEVELOPED_ON} == {"gdt/train", "ntrex/train"}


def test_recorded_pairs_agree_with_the_stories() -> None:
    import json

    story = {e.id: e.story for name in COLLECTIONS for e in index(name).values()}
    rows = [
        json.loads(r)
        for r in (annotations_dir() / "story-pairs.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) >= 100
    for row in rows:
        if row["a"] in story and row["b"] in story:
            assert row["same_story"] == (story[row["a"]] == story[row["b"]]), row


def test_standoff_folders_hold_no_text() -> None:
    for name in STANDOFF:
        for path in folder(name).rglob("*"):
            assert path.suffix in ("", ".ann", ".jsonl"), path
            if path.suffix == ".ann":
                rows = path.read_text(encoding="utf-8").splitlines()
                assert all(r.endswith("\t_") for r in rows if r.startswith("T")), path


def test_original_texts_are_canonical() -> None:
    for path in sorted((folder("original") / "gold").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "\r" not in text and not text.endswith("\n") and "\n\n\n" not in text, path
        assert f"original/{Path(path).stem}" in index("original"), path

"""What the articles of `original` promise: no template, no person in two splits, sizes, plans."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

from eidisi.corpus.collections import expand, folder, index, load_document
from eidisi.corpus.comparing import shared, texts
from eidisi.text.normalise import fold


def test_sizes_of_the_splits_and_of_the_articles() -> None:
    splits = Counter(e.split for e in index("original").values())
    assert splits["train"] >= 200 and splits["validation"] >= 40 and splits["test"] >= 60
    for d in texts("original"):
        words = len((d.text or "")[d.title_end or 0 :].split())
        assert 130 <= words <= 460, f"{d.id} has {words} words"


def test_no_eight_words_recur_in_two_articles() -> None:
    assert {" ".join(s): sorted(ids) for s, ids in shared(texts("original")).items()} == {}


def test_every_article_has_a_plan_of_its_own() -> None:
    rows = [
        json.loads(r) for r in (folder("original") / "meta.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {r["id"] for r in rows} == set(index("original"))
    assert len({r["plan"] for r in rows}) == len(rows)


def test_no_invented_person_is_in_two_splits() -> None:
    """Full names, told by first name and the stem of the surname, so that the cases fall together."""
    splits: dict[tuple[str, str], set[str]] = defaultdict(set)
    for identifier in expand("original"):
        d = load_document(identifier)
        for m in d.mentions:
            parts = fold((d.text or "")[m.start : m.end]).split()
            if m.type == "PERSON" and m.level == "named" and len(parts) == 2:
                splits[parts[0][:4], parts[1][:6]].add(index("original")[identifier].split)
    assert [name for name, found in splits.items() if "test" in found and len(found) > 1] == []

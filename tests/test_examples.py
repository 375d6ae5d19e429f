"""The worked examples of the guidelines are in the notation; each line must at least be readable."""

from __future__ import annotations

import re

from eidisi.corpus.home import annotations_dir
from eidisi.formats.notation import parse
from eidisi.ontology import EVENT_ROLES, EVENT_TYPES, MENTION_TYPES
from eidisi.problems import Problems


def blocks() -> list[str]:
    manual = (annotations_dir() / "GUIDELINES.md").read_text(encoding="utf-8")
    return re.findall(r"```eid\n(.*?)```", manual, flags=re.DOTALL)


def test_every_example_is_in_the_notation() -> None:
    problems = Problems()
    found = blocks()
    assert len(found) >= 15
    for block in found:
        _, statements = parse(block, problems)
        for s in statements:
            if s.verb == "event":
                etype, _, *fields = s.rest.split(" | ")
                assert etype in EVENT_TYPES, s
                for extra in fields:
                    role = extra.split(" ")[0]
                    assert role in (*EVENT_ROLES[etype], "actual", "other", "generic", "neg"), s
    assert not problems, "\n".join(map(str, problems))


def test_the_manual_names_every_type() -> None:
    manual = (annotations_dir() / "GUIDELINES.md").read_text(encoding="utf-8")
    assert [t for t in (*MENTION_TYPES, *EVENT_TYPES) if t not in manual] == []

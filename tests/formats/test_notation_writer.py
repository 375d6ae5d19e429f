"""The notation written from labels compiles back to the same labels."""

from __future__ import annotations

import pytest

from eidisi.corpus.annotating import compile_notation
from eidisi.corpus.collections import expand, load_document
from eidisi.formats.brat import write_ann
from eidisi.formats.notation_writer import write_notation
from invented import HARBOUR, blank, compiled, harbour


def test_the_odd_article_comes_back() -> None:
    again, problems = compiled(write_notation(harbour()), blank(HARBOUR))
    assert not problems, "\n".join(map(str, problems))
    assert again is not None and write_ann(again) == write_ann(harbour())


@pytest.mark.parametrize("layer", ["passes/a", "passes/b", "gold"])
def test_the_original_articles_come_back(layer: str) -> None:
    for identifier in expand("original"):
        document = load_document(identifier, layer=layer)
        again, problems = compile_notation(write_notation(document))
        assert not problems, "\n".join(map(str, problems))
        assert again is not None and write_ann(again) == write_ann(document)

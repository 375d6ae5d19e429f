"""DocBin and TextEE: what other tools read, with the same spans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import eidisi
from eidisi.cli import app
from eidisi.formats.docbin import to_docbin
from eidisi.formats.rows.events import TEXTEE, write_textee
from eidisi.model import Document
from invented import harbour

RUN = CliRunner()
GOLD = [harbour(), *eidisi.documents("original/courts-001,original/sport-001")]


@pytest.mark.parametrize("document", GOLD, ids=lambda d: d.id)
def test_docbin_has_the_same_spans(document: Document) -> None:
    import spacy

    text = document.text or ""
    (doc,) = to_docbin([document]).get_docs(spacy.blank("el").vocab)
    assert doc.user_data["id"] == document.id
    named = sorted((m.start, m.type, text[m.start : m.end]) for m in document.mentions if m.level == "named")
    assert [(e.label_, e.text) for e in doc.ents] == [(t, s) for _, t, s in named]
    quotes = [" ".join(text[a:b].split()) for q in document.quotes for a, b in q.spans]
    assert [" ".join(s.text.split()) for s in doc.spans["quotes"]] == quotes
    assert [s.label_ for s in doc.spans["triggers"]] == [e.type for e in document.events]
    assert [s.text for s in doc.spans["triggers"]] == [text[slice(*e.trigger)] for e in document.events]
    assert len(list(doc.sents)) == len(document.sentences)


def test_spacy_trains_from_it(tmp_path: Path) -> None:
    """A step of training on the exported file, as `spacy train` makes it."""
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Example

    done = RUN.invoke(app, ["export", "docbin", "original/courts-001", "-o", str(tmp_path / "t.spacy")])
    assert done.exit_code == 0, done.stderr
    nlp = spacy.blank("el")
    docs = list(DocBin().from_disk(tmp_path / "t.spacy").get_docs(nlp.vocab))
    nlp.add_pipe("ner")
    examples = [Example(nlp.make_doc(d.text), d) for d in docs]
    nlp.initialize(lambda: examples)
    assert nlp.update(examples)["ner"] > 0


def test_textee_keys_and_counts() -> None:
    rows = [json.loads(line) for line in write_textee(GOLD).splitlines()]
    assert all(list(row) == list(TEXTEE) for row in rows)
    assert sum(len(row["event_mentions"]) for row in rows) == sum(len(d.events) for d in GOLD)
    for row in rows:
        ids = {m["id"] for m in row["entity_mentions"]}
        for e in row["event_mentions"]:
            words = row["tokens"][e["trigger"]["start"] : e["trigger"]["end"]]
            assert e["trigger"]["text"] in " ".join(words)
            assert {a["entity_id"] for a in e["arguments"]} <= ids

"""The report page: everything it says is from the scoring, it is well-formed, and it needs nothing beside it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import msgspec
from typer.testing import CliRunner

import eidisi
from eidisi.cli import app
from eidisi.formats.jsonl import write_documents, write_predictions
from eidisi.formats.predicted import as_prediction
from eidisi.report.page import render_page
from invented import harbour

RUN = CliRunner()
VOID = {"meta", "br", "circle", "line", "rect"}


class Check(HTMLParser):
    """Every element is closed by its own end tag."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(key in ("src", "href") for key, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def worse() -> eidisi.Prediction:
    found = as_prediction(harbour())
    assert (
        isinstance(found.entities, list) and isinstance(found.quotes, list) and isinstance(found.events, list)
    )
    found.entities[0].type = "LAW"
    del found.entities[2], found.quotes[0], found.events[1]
    return found


def page(*predictions: eidisi.Prediction, gold: eidisi.Document | None = None) -> str:
    names = ("good <b>", "worse")
    return render_page(
        [eidisi.findings([p], [gold or harbour()], name=n) for p, n in zip(predictions, names, strict=False)]
    )


def test_well_formed_and_whole() -> None:
    text = page(as_prediction(harbour()), worse())
    check = Check()
    check.feed(text)
    assert check.open == [] and {"svg", "table", "mark"} <= check.seen
    assert "good &lt;b&gt;" in text and "good <b>" not in text
    assert text == page(as_prediction(harbour()), worse())


def test_it_says_what_was_scored() -> None:
    text = page(worse())
    card = eidisi.score([worse()], [harbour()], name="good <b>")
    for measure in ("entities.strict", "quotes.attribution", "events.AC+e", "eidisi"):
        figure = card.figures["gold" if "gold" in card.figures else next(iter(card.figures))][measure]
        assert f"{figure.value:.3f}" in text
    assert "wrong-type" in text and "missed: gold" in text


def test_without_text_or_all_tracks() -> None:
    bare = msgspec.structs.replace(harbour(), text=None, title=None)
    assert "no text at hand" in page(worse(), gold=bare)
    only = worse()
    only.entities = only.events = msgspec.UNSET
    text = page(only)
    assert "quotes.attribution" in text and "entities.strict" not in text


def test_command(tmp_path: Path) -> None:
    gold, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    write_documents([harbour()], gold)
    write_predictions([worse()], pred)
    args = ["report", str(pred), "--gold", str(gold), "-o", str(tmp_path / "r.html")]
    assert RUN.invoke(app, args).exit_code == 0
    done = RUN.invoke(app, args)
    assert done.exit_code == 2 and "--force" in done.stderr
    assert RUN.invoke(app, [*args, "--force"]).exit_code == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")

"""Tables of an invented card in every format."""

from __future__ import annotations

import csv
import io

import pytest

from eidisi.report.tables import render_comparison, render_scorecards, render_table
from eidisi.scoring.comparison import compare
from eidisi.scoring.counts import CountTable
from eidisi.scoring.scorecard import Scorecard
from eidisi.scoring.signature import DataLabel, Signature

ROWS = [["Ελλάδα|x_1", 12, 0.5], ["b & c", 3, None]]
HEADERS = ["name", "n", "F1"]
SIGNATURE = (
    "eidisi|task:entities|match:strict|data:original@0.1.0/test#1a2b3c4d|docs:2|missing:0|dropped:0"
    "|labels:native|repair:none|bs:1000/stories|seed:12345|v:0.1.0"
)


def card(name="crf", right=20):
    table = CountTable(("entities.strict", "entities.strict[ORG]", "quotes.type_accuracy"))
    for i in range(2):
        rows = [right, 25, right, 40, right, 25, right, 40, 3, 4, 0, 0]
        table.add(f"original/{i}", "original", f"{i}", rows)
    data = (DataLabel("original", "test", "1a2b3c4d", "0.1.0"),)
    return Scorecard(name, table, Signature(("entities",), data, 2, version="0.1.0"))


def test_plain():
    assert render_table(HEADERS, ROWS) == (
        "name         n     F1\n"
        "----------  --  -----\n"
        "Ελλάδα|x_1  12  0.500\n"
        "b & c        3      -"
    )  # fmt: skip


def test_markdown():
    assert render_table(HEADERS, ROWS, "markdown") == (
        "| name | n | F1 |\n"
        "| --- | ---: | ---: |\n"
        "| Ελλάδα\\|x\\_1 | 12 | 0.500 |\n"
        "| b & c | 3 | - |"
    )  # fmt: skip


def test_csv():
    assert render_table(HEADERS, [*ROWS, ['a,"b"\nc', 1, 0.25]], "csv") == (
        'name,n,F1\nΕλλάδα|x_1,12,0.500\nb & c,3,\n"a,""b"" c",1,0.250'
    )


def test_latex():
    assert render_table(HEADERS, ROWS, "latex") == (
        "\\begin{tabular}{lrr}\n"
        "\\toprule\n"
        "name & n & F1 \\\\\n"
        "\\midrule\n"
        "Ελλάδα\\textbar{}x\\_1 & 12 & 0.500 \\\\\n"
        "b \\& c & 3 & - \\\\\n"
        "\\bottomrule\n"
        "\\end{tabular}"
    )  # fmt: skip


def test_names_that_look_like_markup():
    (line,) = render_table(["x"], [["[a](b) <i> &lt; *c* `d` \\ ~e~"]], "markdown").splitlines()[2:]
    assert line == "| [a]\\(b) &lt;i> &amp;lt; \\*c\\* \\`d\\` \\\\ \\~e\\~ |"
    latex = render_table(["x"], [["50% \\x {y}^~ #1 $"], ["[z]"]], "latex")
    assert "50\\% \\textbackslash{}x \\{y\\}\\textasciicircum{}\\textasciitilde{} \\#1 \\$ \\\\" in latex
    assert "\n{}[z] \\\\" in latex


def test_wide_and_combining_characters_keep_the_columns():
    lines = render_table(["a", "b"], [["漢字", "x"], ["e\u0301", "y"]]).splitlines()
    assert [line.split()[-1] for line in lines[2:]] == ["x", "y"]
    assert lines[2] == "漢字  x" and lines[3] == "e\u0301     y"


def test_no_rows_and_unknown_format():
    assert render_table(["a", "b"], []) == "a  b\n-  -"
    with pytest.raises(ValueError, match="no table format 'html'"):
        render_table(["a"], [], "html")


def test_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    found = render_table(HEADERS, [["[PERSON]", 1, 0.5]], tty=True)
    assert "[PERSON]" in found and "─" in found
    monkeypatch.setenv("COLUMNS", "10")
    assert render_table(HEADERS, ROWS, tty=True) == render_table(HEADERS, ROWS)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "dumb")
    assert render_table(HEADERS, ROWS, tty=True) == render_table(HEADERS, ROWS)


def test_scorecard_plain():
    assert render_scorecards([card()]).splitlines() == [
        "original/test, 2 documents",
        "measure                    P      R           F1 [95 % CI]  gold  pred",
        "---------------------  -----  -----  ---------------------  ----  ----",
        "entities.strict        0.800  0.500   0.615 [0.615, 0.615]    80    50",
        "entities.strict_macro      -      -   0.615 [0.615, 0.615]     -     -",
        "quotes.type_accuracy       -      -  0.750* [0.750, 0.750]     -     8",
        "",
        "* fewer than 20 items",
        "",
        SIGNATURE,
    ]


def test_comparison_plain():
    lines = render_comparison(compare([card("x"), card("y", right=24)], trials=20)).splitlines()
    assert lines[:7] == [
        "original",
        "measure           a: x   b: y",
        "---------------  -----  -----",
        "entities.strict  0.615  0.738",
        "",
        "measure          pair    difference [95 % CI]      p  p (Holm)",
        "---------------  -----  ---------------------  -----  --------",
    ]
    assert lines[-1] == SIGNATURE and "pooled" not in lines


@pytest.mark.parametrize("format", ["table", "markdown", "csv", "latex"])
def test_formats_of_scorecards_and_comparisons(format):
    cards = [card("a|b_1"), card("c & d", right=24)]
    text = render_scorecards(cards, format)
    assert text == render_scorecards([card("a|b_1"), card("c & d", right=24)], format)
    assert "0.615" in text and "0.738" in text and "strict[ORG]" not in text
    assert "strict[ORG]" in render_scorecards(cards, format, by_type=True)
    assert "type" not in render_scorecards(cards, format, task="entities").replace("type_", "type")
    assert "[0.615, 0.615]" not in render_scorecards(cards, format, ci=False)
    compared = render_comparison(compare(cards, trials=20), format)
    assert "0.123" in compared


def test_csv_of_scorecards_is_one_tidy_table():
    rows = list(csv.DictReader(io.StringIO(render_scorecards([card("a"), card("b")], "csv", task="quotes"))))
    assert [(row["set"], row["system"]) for row in rows] == [
        ("original", "a"), ("original", "b"),
    ]  # fmt: skip
    assert {row["signature"] for row in rows} == {SIGNATURE}
    assert (rows[0]["p"], rows[0]["f1"], rows[0]["n"], rows[0]["few"]) == ("", "0.750", "8", "*")


def test_markdown_of_a_scorecard_ends_with_footnote_and_signature():
    *_, footnote, signature = render_scorecards([card()], "markdown").split("\n\n")
    assert footnote == "\\* fewer than 20 items"
    assert signature == f"`{SIGNATURE}`"

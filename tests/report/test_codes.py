"""docs/problems.md is what the table of codes says."""

from __future__ import annotations

from conftest import ROOT
from eidisi.problems import CODES
from eidisi.report.codes import page


def test_problems_page_is_up_to_date() -> None:
    path = ROOT / "docs" / "problems.md"
    assert path.read_text(encoding="utf-8") == page(), "python -m eidisi.report.codes > docs/problems.md"


def test_every_code_is_on_the_page() -> None:
    assert all(f"`{code}`" in page() for code in CODES)

"""How to cite the dataset."""

from __future__ import annotations

from eidisi import __version__
from eidisi.model import DATA_VERSION


def citation() -> str:
    """CITATION.cff of the repository and of the uploaded folder."""
    return f"""cff-version: 1.2.0
message: If you use the labels or the scorer, please cite them with the data version and the signature of the score.
title: "Eidisi: gold entities, quotes with speakers, and events in Greek news, and a scorer for them"
type: dataset
version: "{DATA_VERSION}"
license: CC-BY-4.0
authors:
  - name: The Eidisi authors
keywords: [Greek, news, named entity recognition, quotation attribution, event extraction, benchmark]
abstract: >-
  Entities, quotes with their speakers, and events on the same Greek news documents, with a scorer, baselines and a
  leaderboard. Code version {__version__}. Labels and the texts of the collection "original" were made by a language model under written
  guidelines, two passes and an adjudication; no human has verified them yet.
"""

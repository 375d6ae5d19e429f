"""The floor: what a person would write down in an afternoon. Every decision can be read off ``lexicon`` and three modules.

Only the trigger words are taken from train (stems of which at least half the occurrences are triggers); names, dates,
quotes and speakers are rules alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eidisi import Document, Prediction
from eidisi.model import PredictedEntity
from eidisi_baselines.candidates import predicted_candidates
from eidisi_baselines.rules.events import events, trigger_words
from eidisi_baselines.rules.names import names
from eidisi_baselines.rules.quotes import quotes
from eidisi_baselines.system import Progress, read_json, write_json
from eidisi_baselines.view import View

WORDS = "triggers.json"


def train(
    documents: Sequence[Document], folder: Path, *, seed: int, progress: Progress, **options: str
) -> None:
    """Collect the trigger words. There are no options, and nothing is random."""
    if options:
        raise ValueError(f"rules takes no option {next(iter(options))!r}")
    write_json(folder / WORDS, trigger_words((View(d), d) for d in documents))
    progress("train", 1, 1)


def load(folder: Path) -> Rules:
    return Rules(read_json(folder / WORDS))


class Rules:
    """``words``: stem -> event type."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def predict(self, document: Document) -> Prediction:
        view = View(document)
        named = names(view)
        candidates = predicted_candidates(view, named)
        return Prediction(
            id=document.id,
            entities=[PredictedEntity(*view.span(a, b), label) for a, b, label in named],
            quotes=quotes(view, candidates),
            events=events(view, candidates, self.words),
        )

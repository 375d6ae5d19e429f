"""A CRF tagger over tokens: spans in, a crfsuite file on disk, spans out (python-crfsuite)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from eidisi_baselines.iob import TaggedSpan, decode


class Tagger:
    """A trained tagger. Sequences are lists of feature sets, one a token."""

    def __init__(self, path: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))

    def tag(self, sequence: Sequence[Sequence[str]], least: float | None = None) -> list[TaggedSpan]:
        """The best tag sequence; with ``least``, any token that is inside something with at least this probability takes its
        likeliest tag other than O (for layers where the best sequence is too cautious)."""
        if not sequence:
            return []
        best = self._tagger.tag(sequence)
        if least is None:
            return decode(best)
        labels = [label for label in self._tagger.labels() if label != "O"]
        if not labels:
            return []
        for k, tag in enumerate(best):
            if tag == "O" and 1 - self._tagger.marginal("O", k) >= least:
                best[k] = max(labels, key=lambda label: self._tagger.marginal(label, k))
        return decode(best)


def train_tagger(
    sequences: Iterable[tuple[Sequence[Sequence[str]], Sequence[str]]],
    path: Path,
    *,
    c1: float = 0.02,
    c2: float = 0.02,
    iterations: int = 80,
) -> None:
    """Train by L-BFGS (deterministic: it has no random part) and write crfsuite's own format."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, tags in sequences:
        if features:
            trainer.append(features, tags)
    trainer.set_params(
        {"c1": c1, "c2": c2, "max_iterations": iterations, "feature.possible_transitions": True}
    )
    trainer.train(str(path))

"""Logistic regression over named features: scikit-learn trains it, numpy runs it, npz and JSON hold it (no pickle)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eidisi_baselines.system import read_json, write_json

Features = Mapping[str, float]


class Linear:
    """Classes in alphabetical order; ``weights`` is (classes, features), ``bias`` (classes,)."""

    def __init__(
        self, classes: list[str], names: list[str], weights: NDArray[np.float64], bias: NDArray[np.float64]
    ) -> None:
        self.classes, self.names, self.weights, self.bias = classes, names, weights, bias
        self._column = {name: k for k, name in enumerate(names)}

    @classmethod
    def fit(cls, rows: Sequence[Features], labels: Sequence[str], *, seed: int, c: float = 1.0) -> Linear:
        """Train on rows of features. One class alone is a constant answer; no row at all answers with nothing."""
        classes = sorted(set(labels))
        if len(classes) < 2:
            return cls(classes, [], np.zeros((len(classes), 0)), np.zeros(len(classes)))
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        vectoriser = DictVectorizer()
        matrix = vectoriser.fit_transform(rows)
        model = LogisticRegression(C=c, max_iter=2000, random_state=seed).fit(matrix, labels)
        weights, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
        if len(classes) == 2:  # one row for the second class against the first
            weights, bias = np.vstack([np.zeros_like(weights), weights]), np.append([0.0], bias)
        return cls(classes, [str(n) for n in vectoriser.get_feature_names_out()], weights, bias)

    def probabilities(self, row: Features) -> dict[str, float]:
        """The probability of each class."""
        if not self.classes:
            return {}
        score = self.bias.copy()
        for name, value in row.items():
            column = self._column.get(name)
            if column is not None:
                score += self.weights[:, column] * value
        grown = np.exp(score - score.max())
        return dict(zip(self.classes, (grown / grown.sum()).tolist(), strict=True))

    def best(self, row: Features) -> tuple[str | None, float]:
        """The likeliest class and its probability; None where it was trained on nothing."""
        found = self.probabilities(row)
        if not found:
            return None, 0.0
        name = max(found, key=lambda k: (found[k], k))
        return name, found[name]

    def save(self, path: Path) -> None:
        """Write ``path``.npz and ``path``.json."""
        np.savez(path.with_suffix(".npz"), weights=self.weights, bias=self.bias)
        write_json(path.with_suffix(".json"), {"classes": self.classes, "features": self.names})

    @classmethod
    def read(cls, path: Path) -> Linear:
        about = read_json(path.with_suffix(".json"))
        with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
            return cls(about["classes"], about["features"], arrays["weights"], arrays["bias"])


def flags(*names: str) -> dict[str, float]:
    """Features that are there or not."""
    return dict.fromkeys(names, 1.0)

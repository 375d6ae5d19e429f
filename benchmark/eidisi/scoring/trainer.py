"""Metrics for a ``transformers`` Trainer: logits or tag ids in, strict entity F1 out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eidisi.formats.tags import decode_tags
from eidisi.problems import Problems
from eidisi.scoring.counts import f1, precision, recall

IGNORED = -100


def trainer_metrics(label_names: Sequence[str], scheme: str) -> Callable[[Any], dict[str, float]]:
    """See ``eidisi.compute_metrics``."""

    def metrics(evaluated: Any) -> dict[str, float]:
        import numpy as np

        predictions, labels = evaluated[0], evaluated[1]
        if isinstance(predictions, tuple):
            predictions = predictions[0]
        predictions, labels = np.asarray(predictions), np.asarray(labels)
        if predictions.ndim == labels.ndim + 1:
            predictions = predictions.argmax(axis=-1)
        right = predicted = gold = same = total = 0
        for row, truth in zip(predictions, labels, strict=True):
            kept = truth != IGNORED
            ours = [label_names[i] for i in row[kept]]
            theirs = [label_names[i] for i in truth[kept]]
            a, b = (
                set(decode_tags(t, Problems(), scheme=scheme, repair="conlleval")) for t in (ours, theirs)
            )
            right, predicted, gold = right + len(a & b), predicted + len(a), gold + len(b)
            same, total = same + sum(x == y for x, y in zip(ours, theirs, strict=True)), total + len(theirs)
        return {
            "precision": precision(right, predicted) or 0.0,
            "recall": recall(right, gold) or 0.0,
            "f1": f1(right, predicted, right, gold) or 0.0,
            "accuracy": same / total if total else 0.0,
        }

    return metrics

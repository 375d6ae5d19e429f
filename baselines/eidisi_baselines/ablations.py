"""What a system learns from what: ``python -m eidisi_baselines.ablations [NAME]`` prints the tables of baselines/README.md.

Trained on the train split of each collection and of all, tested on each test split; and on a quarter, half and all of
every train split. Parts are drawn by story with a fixed seed, the smaller inside the larger.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import eidisi
from eidisi import Document
from eidisi.report.tables import render_table
from eidisi.scoring.figures import OVERALL, RANKED_MEASURES
from eidisi_baselines import system

COLLECTIONS: Final = ("original", "gdt", "ntrex")
MEASURES: Final = (*RANKED_MEASURES, OVERALL)
SHARES: Final = (0.25, 0.5, 1.0)
SEED: Final = 1


def part(documents: Sequence[Document], share: float) -> list[Document]:
    """A share of the stories of each collection, the same stories first whatever the share."""
    kept: list[Document] = []
    for collection in COLLECTIONS:
        mine = [d for d in documents if d.collection == collection]
        stories = sorted({d.group for d in mine})
        random.Random(SEED).shuffle(stories)
        chosen = set(stories[: max(1, round(share * len(stories)))])
        kept += [d for d in mine if d.group in chosen]
    return kept


def scores(
    name: str, train: Sequence[Document], test: Sequence[Document]
) -> dict[str, dict[str, float | None]]:
    """Collection -> measure -> F1."""
    with tempfile.TemporaryDirectory() as scratch:
        system.train(name, train, Path(scratch) / "model", trained_on="ablation", seed=SEED)
        predictor = system.load(name, Path(scratch) / "model")
        found = list(system.predict(predictor, test, total=len(test)))
    card = eidisi.score(found, list(test), ci=False)
    return {
        scope: {m: figures[m].value for m in MEASURES if m in figures}
        for scope, figures in card.figures.items()
    }


def main(arguments: Sequence[str]) -> None:
    name = arguments[0] if arguments else "crf"
    train, test = eidisi.documents("all/train"), eidisi.documents("all/test")
    there = [c for c in COLLECTIONS if any(d.collection == c for d in test)]
    rows: list[list[str]] = []
    for label, documents in (
        *((c, [d for d in train if d.collection == c]) for c in COLLECTIONS),
        ("all", train),
        *((f"all, {share:.0%} of the stories", part(train, share)) for share in SHARES[:-1]),
    ):
        found = scores(name, documents, test)
        for collection in there:
            values = found[collection]
            rows.append(
                [label, str(len(documents)), collection, *(f"{values[m] or 0.0:.3f}" for m in MEASURES)]
            )
    sys.stdout.write(
        render_table(["trained on", "documents", "tested on", *MEASURES], rows, "markdown") + "\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])

"""Every baseline row of the leaderboard from scratch: ``python -m eidisi_baselines.board`` (``make leaderboard``).

Each system is trained on ``original`` alone and on all train splits, predicts all test splits, and is submitted like
anybody's, two rows at a time. The texts of gdt and ntrex must have been fetched. Times go to stdout.
"""

from __future__ import annotations

import datetime
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import eidisi
from eidisi.formats.jsonl import write_predictions
from eidisi.leaderboard.submit import submit
from eidisi_baselines import SYSTEMS, system

RUN: Final = ("rules", "crf", "spacy")
TRAIN: Final = {"original": "original/train", "all": "all/train"}
KIND: Final = {"rules": "rule", "crf": "trained", "spacy": "trained"}
TEST: Final = "all/test"


def run(name: str, trained_on: str, folder: Path, *, seed: int = 1) -> tuple[float, float]:
    """Train, predict, submit; documents a second of training and of prediction."""
    gold = eidisi.documents(trained_on)
    test = eidisi.documents(TEST, labels=False)
    with tempfile.TemporaryDirectory() as scratch:
        start = time.perf_counter()
        system.train(name, gold, Path(scratch) / "model", trained_on=trained_on, seed=seed)
        trained = time.perf_counter()
        predictor = system.load(name, Path(scratch) / "model")
        ready = time.perf_counter()
        found = list(system.predict(predictor, test, total=len(test)))
        done = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    write_predictions(found, folder / "predictions.jsonl", overwrite=True)
    (folder / "submission.yaml").write_text(about(name, trained_on), encoding="utf-8")
    submit(folder)
    return len(gold) / (trained - start), len(test) / (done - ready)


def about(name: str, trained_on: str) -> str:
    """submission.yaml of a baseline."""
    return f"""name: {name} ({trained_on})
authors: [Eidisi]
date: {DATE}
kind: {KIND[name]}
training_data: [{trained_on}]
external_data: null
seen_test: no
description: "{SYSTEMS[name].summary}"
license: Apache-2.0
"""


DATE: Final = datetime.date(2026, 11, 29)
"""Of the rows: the day their data version was made, not the day somebody runs this."""


def main(arguments: Sequence[str]) -> None:
    """``arguments``: the folder of submissions, and names of systems (all unless given)."""
    root = Path(arguments[0]) if arguments else Path("submissions")
    start = time.perf_counter()
    jobs = min(2, os.cpu_count() or 1)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        rows = {
            pool.submit(run, name, trained_on, root / f"{name}-{short}"): f"{name} on {trained_on}"
            for name in reversed(arguments[1:] or RUN)  # the slowest first
            for short, trained_on in TRAIN.items()
        }
        for row in as_completed(rows):
            train, predict = row.result()
            speed = f"{train:.1f} documents a second to train, {predict:.1f} to predict"
            sys.stdout.write(f"{rows[row]}: {speed}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{(time.perf_counter() - start) / 60:.1f} minutes, {jobs} rows at a time\n")


if __name__ == "__main__":
    main(sys.argv[1:])

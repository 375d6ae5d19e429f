"""What needs torch: the encoder baseline end to end, and the Trainer script, with a tiny random model. Not in `make test`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import eidisi
from conftest import ROOT
from eidisi.model import Document
from eidisi_baselines import system
from neural.tiny import tiny_encoder

PILOT = "original/diplomacy-001,original/courts-001,original/disasters-001,original/sport-001"


@pytest.fixture(scope="session")
def gold() -> list[Document]:
    return eidisi.documents(PILOT)


@pytest.fixture(scope="session")
def model(gold: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("tiny"), [d.text or "" for d in gold])


def test_encoder_learns_its_training_set(gold: list[Document], model: Path, tmp_path: Path) -> None:
    options = {"model": str(model), "epochs": "60", "lr": "3e-3", "head_lr": "3e-3", "device": "cpu"}
    system.train("encoder", gold, tmp_path / "m", trained_on="test", seed=1, **options)
    found = list(system.predict(system.load("encoder", tmp_path / "m"), gold, total=len(gold)))
    scores = eidisi.score(found, gold, ci=False).to_dict()["scores"]["original"]
    assert scores["entities"]["strict"]["f1"] > 0.5
    assert scores["quotes"]["overlap"]["f1"] > 0.4 and scores["quotes"]["attribution"]["f1"] > 0.15
    assert scores["events"]["TC"]["f1"] > 0.3
    files = {p.suffix for p in (tmp_path / "m").rglob("*") if p.is_file()}
    assert files <= {".json", ".safetensors", ".txt"}


def test_encoder_is_deterministic(gold: list[Document], model: Path, tmp_path: Path) -> None:
    options = {"model": str(model), "epochs": "2", "device": "cpu"}
    runs = []
    for name in ("one", "two"):
        system.train("encoder", gold[:2], tmp_path / name, trained_on="test", seed=5, **options)
        runs.append(list(system.predict(system.load("encoder", tmp_path / name), gold[:1], total=1)))
    assert runs[0] == runs[1]


def test_windows_hold_every_token_once(gold: list[Document], model: Path) -> None:
    from eidisi_baselines.encoder import Encoder
    from eidisi_baselines.encoder_heads import LAYERS, Labels
    from eidisi_baselines.view import View

    labels = Labels({layer: ["O"] for layer in LAYERS}, ["none"])
    encoder = Encoder(str(model), labels, 24, "cpu")
    for document in gold:
        view = View(document)
        assert [k for w in encoder._windows(view) for k in w] == list(range(len(view.tokens)))
        assert encoder.states(view).shape == (len(view.tokens), 32)


def test_options(gold: list[Document], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="model=NAME"):
        system.train("encoder", gold, tmp_path / "a", trained_on="test")
    with pytest.raises(ValueError, match="no option"):
        system.train("encoder", gold, tmp_path / "b", trained_on="test", layers="3")


def test_the_trainer_script_runs(model: Path, tmp_path: Path) -> None:
    """A few steps; it prints a score with its signature."""
    path = os.pathsep.join([str(ROOT / "benchmark"), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf"), "PYTHONPATH": path}
    script = [
        sys.executable,
        str(ROOT / "examples/train_ner.py"),
        str(model),
        str(tmp_path / "out"),
        "original",
        "1",
    ]
    done = subprocess.run(script, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "entities.strict" in done.stdout and "eidisi|task:entities" in done.stdout


def test_compute_metrics_with_a_trainer_s_tuple() -> None:
    import numpy as np

    names = ["O", "B-PERSON", "I-PERSON"]
    logits = np.eye(3)[np.array([[0, 1, 2, 0]])]
    found = eidisi.compute_metrics(names)((logits, np.array([[-100, 1, 2, 0]])))
    assert found["f1"] == 1.0

"""Any Hugging Face encoder, fine-tuned with one linear head a layer and two pair heads, in plain transformers and torch.

The document goes through the encoder in windows of whole sentences; a token's state is that of its first word piece. Six
token heads tag names, nominals, values, cues, triggers and quote content (IOB2). A **speaker** head scores (cue or first
word of the quote, mention), a **role** head gives (trigger, filler) one of the roles or none, two heads give a trigger its
realis and polarity. All losses are added, one document a step.

Options: ``model`` (a name on the Hub or a folder; needed), ``epochs`` (10), ``lr`` (3e-5), ``head_lr`` (1e-3),
``max_length`` (384 word pieces a window), ``device`` (cuda if there is one). Everything is saved as safetensors and JSON.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer

from eidisi import Document, Prediction
from eidisi.model import PredictedEntity
from eidisi_baselines import quoting
from eidisi_baselines.candidates import predicted_candidates
from eidisi_baselines.encoder_heads import Heads, Labels, document_loss, fill, pick_speakers, tagged
from eidisi_baselines.system import Progress, read_json, write_json
from eidisi_baselines.view import View

DEFAULTS: Final = {
    "model": "", "epochs": "10", "lr": "3e-5", "head_lr": "1e-3", "max_length": "384", "device": "",
}  # fmt: skip


class Encoder:
    """The encoder with its heads; ``states`` is what both training and prediction start from."""

    def __init__(self, path: str, labels: Labels, max_length: int, device: str) -> None:
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.tokenizer = AutoTokenizer.from_pretrained(path, use_fast=True, add_prefix_space=True)
        self.model = AutoModel.from_pretrained(path).to(self.device)
        limit = getattr(self.model.config, "max_position_embeddings", max_length) - 2
        self.max_length = min(max_length, limit)
        self.labels = labels
        self.heads = Heads(self.model.config.hidden_size, labels).to(self.device)

    def states(self, view: View) -> torch.Tensor:
        """One vector a token, (tokens, hidden size)."""
        found = []
        for window in self._windows(view):
            words = [view.tokens[k].text for k in window]
            encoded = self.tokenizer(
                words,
                is_split_into_words=True,
                return_tensors="pt",
                truncation=True,
                max_length=self.max_length,
            )
            hidden = self.model(**encoded.to(self.device)).last_hidden_state[0]
            first: dict[int, int] = {}
            for position, word in enumerate(encoded.word_ids()):
                if word is not None:
                    first.setdefault(word, position)
            # a token without a word piece (an odd sign, or cut off) takes the state of the window's first position
            found.append(hidden[[first.get(k, 0) for k in range(len(words))]])
        return (
            torch.cat(found) if found else torch.zeros((0, self.model.config.hidden_size), device=self.device)
        )

    def _windows(self, view: View) -> list[range]:
        """Consecutive sentences, as many as fit; a sentence that does not fit alone is cut."""
        found: list[range] = []
        size = 0
        room = self.max_length - 2
        for sentence in view.sentences:
            pieces = [len(self.tokenizer.tokenize(view.tokens[k].text)) or 1 for k in sentence]
            if found and size + sum(pieces) <= room:
                found[-1] = range(found[-1].start, sentence.stop)
                size += sum(pieces)
                continue
            start, size = sentence.start, 0
            for k, n in zip(sentence, pieces, strict=True):
                if size + n > room and k > start:
                    found.append(range(start, k))
                    start, size = k, 0
                size += n
            found.append(range(start, sentence.stop))
        return found


def train(
    documents: Sequence[Document], folder: Path, *, seed: int, progress: Progress, **options: str
) -> None:
    """Fine-tune and save. Raises ValueError for an unknown or missing option."""
    unknown = set(options) - set(DEFAULTS)
    if unknown:
        raise ValueError(f"encoder takes no option {sorted(unknown)[0]!r}; there are {', '.join(DEFAULTS)}")
    chosen = {**DEFAULTS, **options}
    if not chosen["model"]:
        raise ValueError("encoder needs --option model=NAME_OR_FOLDER")
    random.seed(seed)
    torch.manual_seed(seed)
    views = [(View(d), d) for d in documents]
    labels = Labels.of(views)
    system = Encoder(chosen["model"], labels, int(chosen["max_length"]), chosen["device"])
    optimizer = torch.optim.AdamW(
        [
            {"params": system.model.parameters(), "lr": float(chosen["lr"])},
            {"params": system.heads.parameters(), "lr": float(chosen["head_lr"])},
        ],
        weight_decay=0.01,
    )
    steps = int(chosen["epochs"]) * len(views)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=[g["lr"] for g in optimizer.param_groups],
        total_steps=max(2, steps),
        pct_start=0.1,
        anneal_strategy="linear",
    )
    system.model.train()
    system.heads.train()
    for done in range(steps):
        if done % len(views) == 0:
            random.shuffle(views)
        view, document = views[done % len(views)]
        loss = document_loss(system.heads, system.states(view), view, document)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*system.model.parameters(), *system.heads.parameters()], 1.0)
        optimizer.step()
        schedule.step()
        progress("train", done + 1, steps)
    system.model.save_pretrained(folder / "encoder")
    system.tokenizer.save_pretrained(folder / "encoder")
    save_file(
        {k: v.contiguous().cpu() for k, v in system.heads.state_dict().items()}, folder / "heads.safetensors"
    )
    write_json(folder / "encoder.json", {"options": chosen, "labels": labels.to_dict()})


def load(folder: Path) -> Trained:
    return Trained(folder)


class Trained:
    """The trained system."""

    def __init__(self, folder: Path) -> None:
        about: dict[str, Any] = read_json(folder / "encoder.json")
        self.labels = Labels.from_dict(about["labels"])
        options = about["options"]
        self.system = Encoder(
            str(folder / "encoder"), self.labels, int(options["max_length"]), options["device"]
        )
        self.system.heads.load_state_dict(load_file(folder / "heads.safetensors"))
        self.system.model.eval()
        self.system.heads.eval()

    @torch.no_grad()
    def predict(self, document: Document) -> Prediction:
        view = View(document)
        heads = self.system.heads
        states = self.system.states(view)
        spans = tagged(heads, states, view)
        candidates = predicted_candidates(view, spans["names"], spans["nominals"], spans["values"])
        found = quoting.assemble(view, spans["content"], [(a, b) for a, b, _ in spans["cues"]])
        chosen = pick_speakers(heads, states, view, [said for said, _ in found], candidates)
        return Prediction(
            id=document.id,
            entities=[PredictedEntity(*view.span(a, b), label) for a, b, label in spans["names"]],
            quotes=quoting.predicted(view, found, chosen),
            events=[
                fill(heads, states, view, (a, b), label, candidates) for a, b, label in spans["triggers"]
            ],
        )

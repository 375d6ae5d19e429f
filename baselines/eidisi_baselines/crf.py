"""CRF taggers for names, nominals, values, quote content, cues and triggers; logistic regression for the rest.

Six taggers, each its own file in crfsuite's format: ``names`` (13 types), ``nominals`` (common nouns that speak or fill a
role), ``values`` (crimes, posts, scores, ... by their role), ``content`` (quotes by type, over whole lines, since a quote
runs over sentences), ``cues`` and ``triggers``. ``speakers``, ``roles``, ``realis`` and ``polarity`` are linear models
(npz and JSON). Taggers train on gold, the linear models on gold mentions and run on predicted ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from eidisi import Document, Prediction
from eidisi.model import PredictedEntity
from eidisi_baselines import quoting, speakers
from eidisi_baselines.arguments import EventModel
from eidisi_baselines.candidates import gold_candidates, predicted_candidates
from eidisi_baselines.iob import TaggedSpan, encode
from eidisi_baselines.linear import Linear
from eidisi_baselines.system import Progress
from eidisi_baselines.tagging import Tagger, train_tagger
from eidisi_baselines.token_features import line_features, sentence_features
from eidisi_baselines.view import View

LEAST: Final = {"triggers": 0.15, "cues": 0.2, "nominals": 0.2}
"""Layers whose tags are taken from this probability on; chosen by cross-validation on train."""
SENTENCE_LAYERS = ("names", "nominals", "values", "cues", "triggers")


def gold_spans(view: View, document: Document, layer: str) -> list[TaggedSpan]:
    """The annotated spans of one layer, in tokens of the document."""
    if layer == "names":
        spans = [(m.span, m.type) for m in document.mentions if m.level == "named"]
    elif layer == "nominals":
        spans = [(m.span, m.type) for m in document.mentions if m.level == "nominal"]
    elif layer == "values":
        spans = [(c.span, c.type) for c in gold_candidates(view, document) if c.level == "value"]
    elif layer == "cues":
        spans = [(q.cue, "CUE") for q in document.quotes if q.cue]
    elif layer == "triggers":
        spans = [(e.trigger, e.type) for e in document.events]
    else:
        spans = [(span, q.type) for q in document.quotes for span in q.spans]
    return [
        (tokens.start, tokens.stop, label) for tokens, label in ((view.range(s), label) for s, label in spans)
    ]


def _tags(view: View, document: Document, layer: str) -> list[str]:
    return encode(gold_spans(view, document, layer), len(view.tokens))


def train(
    documents: Sequence[Document], folder: Path, *, seed: int, progress: Progress, **options: str
) -> None:
    """Train and save everything. There are no options."""
    if options:
        raise ValueError(f"crf takes no option {next(iter(options))!r}")
    views = [(View(d), d) for d in documents]
    parts = len(SENTENCE_LAYERS) + 3
    sentences = [[(s, sentence_features(v, s)) for s in v.sentences] for v, _ in views]
    for done, layer in enumerate(SENTENCE_LAYERS):
        progress(f"train {layer}", done, parts)
        sequences = []
        for (view, document), own in zip(views, sentences, strict=True):
            tags = _tags(view, document, layer)
            sequences += [(features, tags[s.start : s.stop]) for s, features in own]
        train_tagger(sequences, folder / f"{layer}.crfsuite")
    progress("train content", parts - 3, parts)
    lines = []
    for view, document in views:
        tags = _tags(view, document, "content")
        lines += [(line_features(view, s), tags[s.start : s.stop]) for s in view.lines]
    train_tagger(lines, folder / "content.crfsuite")
    progress("train speakers", parts - 2, parts)
    speakers.train(views, seed=seed).save(folder / "speakers")
    progress("train arguments", parts - 1, parts)
    EventModel.fit(views, seed=seed).save(folder)
    progress("train", parts, parts)


def load(folder: Path) -> Crf:
    return Crf(folder)


class Crf:
    """The trained system."""

    def __init__(self, folder: Path) -> None:
        self.taggers = {name: Tagger(folder / f"{name}.crfsuite") for name in (*SENTENCE_LAYERS, "content")}
        self.speakers = Linear.read(folder / "speakers")
        self.events = EventModel.read(folder)

    def predict(self, document: Document) -> Prediction:
        view = View(document)
        spans: dict[str, list[TaggedSpan]] = {name: [] for name in self.taggers}
        for tokens in view.sentences:
            features = sentence_features(view, tokens)
            for layer in SENTENCE_LAYERS:
                spans[layer] += _shift(self.taggers[layer].tag(features, LEAST.get(layer)), tokens.start)
        for tokens in view.lines:
            spans["content"] += _shift(self.taggers["content"].tag(line_features(view, tokens)), tokens.start)
        candidates = predicted_candidates(view, spans["names"], spans["nominals"], spans["values"])
        found = quoting.assemble(view, spans["content"], [(a, b) for a, b, _ in spans["cues"]])
        chosen = speakers.choose(view, [said for said, _ in found], candidates, self.speakers)
        return Prediction(
            id=document.id,
            entities=[PredictedEntity(*view.span(a, b), label) for a, b, label in spans["names"]],
            quotes=quoting.predicted(view, found, chosen),
            events=[self.events.event(view, (a, b), label, candidates) for a, b, label in spans["triggers"]],
        )


def _shift(spans: Sequence[TaggedSpan], by: int) -> list[TaggedSpan]:
    return [(a + by, b + by, label) for a, b, label in spans]

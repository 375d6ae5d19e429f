"""``spacy.blank("el")`` trained from scratch: three ner pipes and a spancat; speakers, realis and arguments as in crf.

``names``, ``nominals`` and ``triggers`` are ner components, each with its own HashEmbedCNN; ``content`` is a spancat over the
spans of ``suggest`` (the n-gram suggester would have to offer 220 tokens, and takes minutes an epoch on a few dozen
documents). Cues are a fourth ner. Documents keep Eidisi's tokens and sentences, so nothing has to be aligned. Word vectors
and pretrained weights are not used.

Options: ``epochs`` (20, or as many as make ``VISITS`` documents seen, at least 6), ``dropout`` (0.2).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from thinc.api import Ragged, fix_random_seed, get_current_ops

from eidisi import Document, Prediction
from eidisi.model import PredictedEntity
from eidisi_baselines import quoting, speakers
from eidisi_baselines.arguments import EventModel
from eidisi_baselines.candidates import predicted_candidates
from eidisi_baselines.crf import gold_spans
from eidisi_baselines.iob import TaggedSpan, decode, encode
from eidisi_baselines.linear import Linear
from eidisi_baselines.suggest import suggest
from eidisi_baselines.system import Progress
from eidisi_baselines.view import View

TAGGED: Final = ("names", "nominals", "triggers", "cues")
KEY: Final = "content"
SUGGESTED: Final = "suggested"
THRESHOLD: Final = 0.5
BATCH: Final = 2
VISITS: Final = 2000

if not Doc.has_extension(SUGGESTED):
    Doc.set_extension(SUGGESTED, default=())


def _suggester() -> Any:
    """The spans that ``_doc`` left with the document."""

    def of(docs: Iterable[Doc], *, ops: Any = None) -> Ragged:
        ops = ops or get_current_ops()
        spans = [list(getattr(doc._, SUGGESTED)) for doc in docs]
        lengths = ops.asarray1i([len(s) for s in spans])
        flat = [pair for found in spans for pair in found]
        data = ops.asarray2i(flat) if flat else ops.alloc2i(0, 2)
        return Ragged(data, lengths)

    return of


registry.misc("eidisi.suggester.v1", func=_suggester)


def _tok2vec() -> dict[str, Any]:
    return {
        "@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 96, "depth": 4, "embed_size": 2000,
        "window_size": 1, "maxout_pieces": 3, "subword_features": True,
    }  # fmt: skip


def _pipeline(layer: str) -> Language:
    nlp = spacy.blank("el")
    if layer == KEY:
        model: dict[str, Any] = {
            "@architectures": "spacy.SpanCategorizer.v1", "tok2vec": _tok2vec(),
            "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
            "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
        }  # fmt: skip
        config = {
            "spans_key": KEY,
            "threshold": THRESHOLD,
            "suggester": {"@misc": "eidisi.suggester.v1"},
            "model": model,
        }
        nlp.add_pipe("spancat", config=config)
    else:
        model = {
            "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
            "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": _tok2vec(),
        }  # fmt: skip
        nlp.add_pipe("ner", config={"model": model})
    return nlp


def _doc(nlp: Language, view: View) -> Doc:
    """The document in Eidisi's tokens; white space is not kept, since offsets come from the view."""
    starts = {s.start for s in view.sentences}
    return Doc(
        nlp.vocab,
        words=[t.text for t in view.tokens],
        sent_starts=[k in starts for k in range(len(view.tokens))],
    )


def train(
    documents: Sequence[Document], folder: Path, *, seed: int, progress: Progress, **options: str
) -> None:
    """Train and save. Raises ValueError for an option that is none."""
    unknown = set(options) - {"epochs", "dropout"}
    if unknown:
        raise ValueError(f"spacy takes no option {sorted(unknown)[0]!r}; there are epochs, dropout")
    default = max(6, min(20, VISITS // max(1, len(documents))))
    epochs, dropout = int(options.get("epochs", default)), float(options.get("dropout", "0.2"))
    views = [(View(d), d) for d in documents]
    total = epochs * (len(TAGGED) + 1)
    for number, layer in enumerate((*TAGGED, KEY)):
        fix_random_seed(seed)
        random.seed(seed)
        nlp = _pipeline(layer)
        examples = [_example(nlp, view, document, layer) for view, document in views]
        optimizer = nlp.initialize(partial(list, examples))
        for epoch in range(epochs):
            progress(f"train {layer}", number * epochs + epoch, total)
            random.shuffle(examples)
            for first in range(0, len(examples), BATCH):
                nlp.update(examples[first : first + BATCH], sgd=optimizer, drop=dropout)
        with nlp.use_params(optimizer.averages):
            nlp.to_disk(folder / layer)
    speakers.train(views, seed=seed).save(folder / "speakers")
    EventModel.fit(views, seed=seed).save(folder)
    progress("train", total, total)


def _example(nlp: Language, view: View, document: Document, layer: str) -> Example:
    spans = gold_spans(view, document, layer)
    doc = _doc(nlp, view)
    if layer == KEY:
        setattr(doc._, SUGGESTED, suggest(view))
        reference = doc.copy()
        reference.spans[KEY] = [Span(reference, a, b, label=label) for a, b, label in spans]
    else:
        reference = doc.copy()
        flat = decode(encode(spans, len(view.tokens)))  # a tagger gives no overlapping spans
        reference.set_ents([Span(reference, a, b, label=label) for a, b, label in flat])
    return Example(doc, reference)


def load(folder: Path) -> Spacy:
    return Spacy(folder)


class Spacy:
    """The trained system."""

    def __init__(self, folder: Path) -> None:
        self.pipes = {layer: spacy.load(folder / layer) for layer in (*TAGGED, KEY)}
        self.speakers = Linear.read(folder / "speakers")
        self.events = EventModel.read(folder)

    def predict(self, document: Document) -> Prediction:
        view = View(document)
        spans = {layer: self._tagged(layer, view) for layer in TAGGED}
        candidates = predicted_candidates(view, spans["names"], spans["nominals"])
        found = quoting.assemble(view, self._content(view), [(a, b) for a, b, _ in spans["cues"]])
        chosen = speakers.choose(view, [said for said, _ in found], candidates, self.speakers)
        return Prediction(
            id=document.id,
            entities=[PredictedEntity(*view.span(a, b), label) for a, b, label in spans["names"]],
            quotes=quoting.predicted(view, found, chosen),
            events=[self.events.event(view, (a, b), label, candidates) for a, b, label in spans["triggers"]],
        )

    def _tagged(self, layer: str, view: View) -> list[TaggedSpan]:
        nlp = self.pipes[layer]
        doc = nlp(_doc(nlp, view))
        return [(e.start, e.end, e.label_) for e in doc.ents]

    def _content(self, view: View) -> list[TaggedSpan]:
        """The likeliest spans that do not overlap."""
        nlp = self.pipes[KEY]
        doc = _doc(nlp, view)
        setattr(doc._, SUGGESTED, suggest(view))
        group = nlp(doc).spans[KEY]
        scored = sorted(
            zip(group, group.attrs["scores"], strict=True),
            key=lambda x: (-float(x[1]), x[0].start, x[0].end, x[0].label_),
        )
        taken: set[int] = set()
        kept = []
        for span, _ in scored:
            tokens = set(range(span.start, span.end))
            if not taken & tokens:
                taken |= tokens
                kept.append((span.start, span.end, span.label_))
        return sorted(kept)

"""The heads of the encoder baseline: what they predict from token states, and their losses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from eidisi import Document
from eidisi.model import PredictedArgument, PredictedEvent
from eidisi.ontology import EVENT_ROLES, POLARITY, REALIS
from eidisi_baselines.arguments import NONE, reachable
from eidisi_baselines.candidates import Candidate, gold_candidates
from eidisi_baselines.crf import SENTENCE_LAYERS, gold_spans
from eidisi_baselines.iob import TaggedSpan, decode, encode
from eidisi_baselines.speakers import Said, gold_quotes, near
from eidisi_baselines.view import Span, View

LAYERS: Final = (*SENTENCE_LAYERS, "content")
DISTANCES: Final = (-40, -20, -10, -5, -2, 0, 3, 6, 11, 21, 41)
NOBODY: Final = -1.0
"""The fixed score of 'nobody says it' beside the candidates' scores."""


@dataclass(frozen=True)
class Labels:
    """Tags of each token head, and the roles."""

    tags: dict[str, list[str]]
    roles: list[str]

    @classmethod
    def of(cls, documents: Iterable[tuple[View, Document]]) -> Labels:
        """The labels that the training documents have."""
        found: dict[str, set[str]] = {layer: set() for layer in LAYERS}
        roles: set[str] = set()
        for view, document in documents:
            for layer in LAYERS:
                found[layer] |= {label for *_, label in gold_spans(view, document, layer)}
            roles |= {a.role for e in document.events for a in e.arguments}
        tags = {k: ["O", *(f"{p}-{label}" for label in sorted(v) for p in "BI")] for k, v in found.items()}
        return cls(tags, [NONE, *sorted(roles)])

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> Labels:
        return cls(found["tags"], found["roles"])


def _pair(size: int, hidden: int, out: int) -> nn.Module:
    return nn.Sequential(nn.Linear(3 * size + 16, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, out))


class Heads(nn.Module):
    """All heads over states of ``size`` numbers."""

    def __init__(self, size: int, labels: Labels) -> None:
        super().__init__()
        self.labels = labels
        self.dropout = nn.Dropout(0.1)
        self.token = nn.ModuleDict(
            {f"tag_{layer}": nn.Linear(size, len(tags)) for layer, tags in labels.tags.items()}
        )
        self.distance = nn.Embedding(len(DISTANCES) + 1, 16)
        self.speaker = _pair(size, 128, 1)
        self.role = _pair(size, 256, len(labels.roles))
        self.realis = nn.Linear(size, len(REALIS))
        self.polarity = nn.Linear(size, len(POLARITY))

    def pairs(self, states: torch.Tensor, anchor: int, candidates: Sequence[Candidate]) -> torch.Tensor:
        """(candidates, 3 * size + 16): anchor, mean of the candidate, their product, distance."""
        one = states[anchor].expand(len(candidates), -1)
        other = torch.stack([states[c.first : c.last].mean(dim=0) for c in candidates])
        places = [sum(c.first - anchor >= d for d in DISTANCES) for c in candidates]
        distance = self.distance(torch.tensor(places, device=states.device))
        return torch.cat([one, other, one * other, distance], dim=1)


def document_loss(heads: Heads, states: torch.Tensor, view: View, document: Document) -> torch.Tensor:
    """The sum of all losses of a document."""
    states = heads.dropout(states)
    device = states.device
    loss = states.new_zeros(())
    for layer, tags in heads.labels.tags.items():
        number = {tag: k for k, tag in enumerate(tags)}
        gold = [number[t] for t in encode(gold_spans(view, document, layer), len(view.tokens))]
        loss = loss + cross_entropy(heads.token[f"tag_{layer}"](states), torch.tensor(gold, device=device))
    candidates = gold_candidates(view, document)
    loss = loss + _speaker_loss(heads, states, view, document, candidates)
    return loss + _event_loss(heads, states, view, document, candidates)


def _speaker_loss(
    heads: Heads, states: torch.Tensor, view: View, document: Document, candidates: Sequence[Candidate]
) -> torch.Tensor:
    """Minus the log of the share that right mentions, or nobody, have of all scores."""
    losses = []
    for said, entities in gold_quotes(view, document):
        pool = list(near(view, said, candidates))
        if not pool:
            continue
        scores = torch.cat(
            [heads.speaker(heads.pairs(states, said.anchor, pool))[:, 0], states.new_tensor([NOBODY])]
        )
        right = [c.entity in entities for c in pool]
        mask = torch.tensor([*right, not any(right)], device=states.device)
        losses.append(torch.logsumexp(scores, 0) - torch.logsumexp(scores[mask], 0))
    return torch.stack(losses).mean() if losses else states.new_zeros(())


def _event_loss(
    heads: Heads, states: torch.Tensor, view: View, document: Document, candidates: Sequence[Candidate]
) -> torch.Tensor:
    losses = []
    for e in document.events:
        trigger = view.range(e.trigger)
        at = states[trigger.start][None]
        losses.append(
            cross_entropy(heads.realis(at), torch.tensor([REALIS.index(e.realis)], device=states.device))
        )
        losses.append(
            cross_entropy(
                heads.polarity(at), torch.tensor([POLARITY.index(e.polarity)], device=states.device)
            )
        )
        pool = list(reachable(view, trigger, candidates))
        if pool:
            filled = {a.span: a.role for a in e.arguments}
            gold = [heads.labels.roles.index(filled.get(c.span, NONE)) for c in pool]
            found = heads.role(heads.pairs(states, trigger.start, pool))
            losses.append(cross_entropy(found, torch.tensor(gold, device=states.device)))
    return torch.stack(losses).mean() if losses else states.new_zeros(())


def tagged(heads: Heads, states: torch.Tensor, view: View) -> dict[str, list[TaggedSpan]]:
    """The spans of every token head."""
    if not view.tokens:
        return {layer: [] for layer in heads.labels.tags}
    return {
        layer: decode([tags[int(k)] for k in heads.token[f"tag_{layer}"](states).argmax(dim=1)])
        for layer, tags in heads.labels.tags.items()
    }


def pick_speakers(
    heads: Heads, states: torch.Tensor, view: View, quotes: Sequence[Said], candidates: Sequence[Candidate]
) -> list[Span | None]:
    """The best candidate of every quote, null where nobody scores higher."""
    found: list[Span | None] = []
    for said in quotes:
        pool = list(near(view, said, candidates))
        if not pool:
            found.append(None)
            continue
        scores = heads.speaker(heads.pairs(states, said.anchor, pool))[:, 0]
        best = int(scores.argmax())
        found.append(pool[best].span if float(scores[best]) > NOBODY else None)
    return found


def fill(
    heads: Heads,
    states: torch.Tensor,
    view: View,
    trigger: tuple[int, int],
    etype: str,
    candidates: Sequence[Candidate],
) -> PredictedEvent:
    """A trigger with its arguments, realis and polarity; only roles that the type has."""
    at = states[trigger[0]][None]
    polarity = POLARITY[int(heads.polarity(at).argmax())]
    realis = "other" if polarity == "negative" else REALIS[int(heads.realis(at).argmax())]
    pool = list(reachable(view, range(*trigger), candidates))
    arguments: dict[tuple[str, int, int], PredictedArgument] = {}
    if pool:
        roles = heads.role(heads.pairs(states, trigger[0], pool)).argmax(dim=1).tolist()
        for c, number in zip(pool, roles, strict=True):
            role = heads.labels.roles[number]
            if role != NONE and role in EVENT_ROLES[etype]:
                arguments[role, *c.span] = PredictedArgument(role, *c.span)
    return PredictedEvent(
        list(view.span(*trigger)), etype, [arguments[k] for k in sorted(arguments)], realis, polarity
    )

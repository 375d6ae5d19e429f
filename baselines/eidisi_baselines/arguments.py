"""Roles, realis and polarity of a trigger: logistic models over the trigger's surroundings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from eidisi import Document
from eidisi.model import PredictedArgument, PredictedEvent
from eidisi.ontology import EVENT_ROLES
from eidisi_baselines.candidates import Candidate, before, gold_candidates
from eidisi_baselines.linear import Linear, flags
from eidisi_baselines.view import View

NONE = "none"


def _distance(n: int) -> str:
    size = abs(n)
    return (
        "1"
        if size < 2
        else "2"
        if size < 3
        else "4"
        if size < 5
        else "8"
        if size < 9
        else "15"
        if size < 16
        else "16"
    )


def reachable(view: View, trigger: range, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates of the trigger's sentence, and people of the sentence before it (a dropped subject)."""
    home = view.sentence_of[trigger.start]
    for c in candidates:
        there = view.sentence_of[c.first]
        if there == home or (there == home - 1 and c.type == "PERSON"):
            yield c


def pair_features(view: View, trigger: range, etype: str, c: Candidate) -> dict[str, float]:
    """What a candidate is to a trigger."""
    side = "after" if c.first >= trigger.start else "before"
    distance = c.first - trigger.stop if side == "after" else trigger.start - c.last
    case, word = before(view, c.first)
    same = view.sentence_of[c.first] == view.sentence_of[trigger.start]
    low, high = sorted((min(c.last, trigger.stop), max(c.first, trigger.start)))
    commas = sum(view.tokens[k].text == "," for k in range(low, high)) if same else 9
    verb = view.fold(trigger.stop - 1)
    last = view.fold(c.last - 1)
    inside = "in" if c.first <= trigger.start < c.last else "out"
    rows = [
        "bias", f"event={etype}", f"type={c.type}", f"level={c.level}", f"same={same}", side, f"case={case}", f"word={word}",
        f"event|type={etype}|{c.type}", f"event|type|case={etype}|{c.type}|{case}", f"event|case|side={etype}|{case}|{side}",
        f"distance={_distance(distance)}|{side}", f"commas={min(commas, 3)}", f"type|word={c.type}|{word}",
        f"event|word={etype}|{word}", f"type|distance={c.type}|{_distance(distance)}", f"verb={verb[:6]}|{case}|{side}",
        f"ending={verb[-3:]}|{case}|{side}", f"event|ending={etype}|{verb[-3:]}|{case}", f"event|inside={etype}|{inside}",
        f"type|case|side={c.type}|{case}|{side}", f"last={last[-2:]}|{side}",
    ]  # fmt: skip
    return flags(*rows)


def context_features(view: View, trigger: range, etype: str) -> dict[str, float]:
    """What surrounds a trigger, for realis and polarity."""
    home = view.sentences[view.sentence_of[trigger.start]]
    rows = [
        "bias",
        f"event={etype}",
        f"word={view.fold(trigger.start)}",
        f"end={view.fold(trigger.stop - 1)[-3:]}",
    ]
    for step in range(1, 5):
        k = trigger.start - step
        if k in home:
            rows += [f"-{step}={view.fold(k)}", f"left={view.fold(k)}"]
    for step in range(3):
        k = trigger.stop + step
        if k in home:
            rows += [f"right={view.fold(k)}"]
    rows += [
        f"has={view.fold(k)}"
        for k in home
        if view.fold(k) in {"θα", "να", "αν", "δεν", "μην", "χωρισ", "οταν"}
    ]
    rows.append(f"marks={view.tokens[trigger.start].marks > 0}")
    return flags(*rows)


class EventModel:
    """The three models together."""

    def __init__(self, roles: Linear, realis: Linear, polarity: Linear) -> None:
        self.roles, self.realis, self.polarity = roles, realis, polarity

    @classmethod
    def fit(cls, documents: Iterable[tuple[View, Document]], *, seed: int) -> EventModel:
        """Train on gold triggers and gold candidates."""
        pairs: list[dict[str, float]] = []
        roles: list[str] = []
        contexts: list[dict[str, float]] = []
        realis: list[str] = []
        polarity: list[str] = []
        for view, document in documents:
            candidates = gold_candidates(view, document)
            for e in document.events:
                trigger = view.range(e.trigger)
                contexts.append(context_features(view, trigger, e.type))
                realis.append(e.realis)
                polarity.append(e.polarity)
                filled = {a.span: a.role for a in e.arguments}
                for c in reachable(view, trigger, candidates):
                    pairs.append(pair_features(view, trigger, e.type, c))
                    roles.append(filled.get(c.span, NONE))
        fit = [Linear.fit(rows, labels, seed=seed) for rows, labels in (
            (pairs, roles), (contexts, realis), (contexts, polarity))]  # fmt: skip
        return cls(*fit)

    def save(self, folder: Path) -> None:
        for name in ("roles", "realis", "polarity"):
            getattr(self, name).save(folder / name)

    @classmethod
    def read(cls, folder: Path) -> EventModel:
        return cls(*(Linear.read(folder / name) for name in ("roles", "realis", "polarity")))

    def event(
        self, view: View, trigger: tuple[int, int], etype: str, candidates: Sequence[Candidate]
    ) -> PredictedEvent:
        """A trigger with everything the models say of it. Only roles that the type has are given."""
        tokens = range(*trigger)
        context = context_features(view, tokens, etype)
        arguments: dict[tuple[str, int, int], PredictedArgument] = {}
        for c in reachable(view, tokens, candidates):
            role, _ = self.roles.best(pair_features(view, tokens, etype, c))
            if role not in (None, NONE) and role in EVENT_ROLES[etype]:
                arguments[role, *c.span] = PredictedArgument(role, *c.span)
        realis = self.realis.best(context)[0] or "actual"
        polarity = self.polarity.best(context)[0] or "positive"
        return PredictedEvent(
            trigger=list(view.span(*trigger)),
            type=etype,
            arguments=[arguments[key] for key in sorted(arguments)],
            realis="other" if polarity == "negative" else realis,
            polarity=polarity,
        )

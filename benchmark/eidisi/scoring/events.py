"""Events: triggers, types and attached arguments.

**Conventions.** An event has a trigger span, a type and arguments ``(role, start, end)``. All keys are sets, on both
sides and per document; no sentence or window is part of a key. An invalid event that --drop-invalid dropped is one
more predicted item in every F1 measure, an invalid argument one more in AI, AC, AI+, AC+ and AC+e.

**Measures.** Micro F1 over these keys; the names and the first six definitions are TextEE's.

========  ==========================================================================
TI        trigger span
TC        trigger span, event type
AI        event type, argument span
AC        event type, argument span, role
AI+       trigger span, event type, argument span
AC+       trigger span, event type, argument span, role
AC+e      trigger span, event type, argument *filler*, role (ranked)
========  ==========================================================================

AI and AC do not ask which of two events of one type an argument belongs to, so they stay at 1 when it moves from one
to the other; AI+ and AC+ do. AI has fewer items than AC where one span has two roles.

``AC+e`` asks who, not which words: in a news article the same party is named, described and referred back to, and
any of its mentions tells the reader the same. The filler of a gold argument is its entity, or its span where it is
a value. A predicted argument is read thus: if a gold value of the same role, in any event of the document, has
exactly this span, the span; else the entity that the span resolves to (``spans.Resolver``); else the span. Fillers
are put in before the sets are formed, so two mentions of one entity in one role are one item, on both sides.

``realis_accuracy`` and ``polarity_accuracy`` are diagnostic: right over the events that match in trigger and type.
An absent value is wrong.

**References.** Huang et al. 2024 (TextEE, Findings of ACL: the six keys, and why arguments must be attached); Doddington et
al. 2004 (ACE); Song et al. 2015 (Rich ERE); Li, Ji and Han 2021 (WikiEvents: arguments by entity).
"""

from __future__ import annotations

from eidisi.model import Document, Span
from eidisi.scoring.answers import Answer
from eidisi.scoring.spans import Resolver

Trigger = tuple[int, int, str]  # start, end, type
Filler = str | Span


class GoldEvents:
    """A document's gold keys, prepared once for any number of systems."""

    __slots__ = (
        "attached",
        "filled",
        "identified",
        "labels",
        "loose",
        "resolver",
        "spans",
        "typed",
        "values",
    )

    def __init__(self, document: Document, resolver: Resolver | None = None) -> None:
        self.resolver = resolver or Resolver(document.mentions)
        self.spans = frozenset([event.trigger for event in document.events])
        # (trigger, type) -> (realis, polarity)
        self.labels = {
            (*event.trigger, event.type): (event.realis, event.polarity) for event in document.events
        }
        attached: list[tuple[Trigger, int, int, str]] = []
        filled: list[tuple[Trigger, Filler, str]] = []
        values: list[tuple[str, int, int]] = []
        for event in document.events:
            key = (*event.trigger, event.type)
            for a in event.arguments:
                attached.append((key, a.start, a.end, a.role))
                filled.append((key, (a.start, a.end) if a.entity is None else a.entity, a.role))
                if a.entity is None:
                    values.append((a.role, a.start, a.end))
        self.attached = frozenset(attached)  # AC+
        self.identified = frozenset([key[:3] for key in attached])  # AI+
        self.typed = frozenset([(key[0][2], *key[1:]) for key in attached])  # AC
        self.loose = frozenset([key[:3] for key in self.typed])  # AI
        self.filled = frozenset(filled)  # AC+e
        self.values = frozenset(values)

    def filler(self, role: str, start: int, end: int) -> Filler:
        """What a predicted argument stands for."""
        if (role, start, end) in self.values:
            return (start, end)
        return self.resolver.entity((start, end)) or (start, end)


class PredictedEvents:
    """A document's predicted keys, named as in ``GoldEvents``; the fillers are read in that gold."""

    __slots__ = ("attached", "filled", "identified", "labels", "loose", "spans", "typed")

    def __init__(self, gold: GoldEvents, answer: Answer) -> None:
        self.spans: set[Span] = set()
        self.labels: dict[Trigger, tuple[str | None, str | None]] = {}
        self.attached: set[tuple[Trigger, int, int, str]] = set()
        self.filled: set[tuple[Trigger, Filler, str]] = set()
        for event in answer.events or ():
            key = (*event.trigger, event.type)
            self.spans.add(event.trigger)
            self.labels[key] = (event.realis, event.polarity)
            for a in event.arguments:
                self.attached.add((key, a.start, a.end, a.role))
                self.filled.add((key, gold.filler(a.role, a.start, a.end), a.role))
        self.identified = {key[:3] for key in self.attached}
        self.typed = {(key[0][2], *key[1:]) for key in self.attached}
        self.loose = {key[:3] for key in self.typed}


def count(gold: Document | GoldEvents, answer: Answer) -> list[float]:
    """One document's rows, in the order of ``measures_of("events")``."""
    if isinstance(gold, Document):
        gold = GoldEvents(gold)
    found = PredictedEvents(gold, answer)
    matched = gold.labels.keys() & found.labels.keys()
    realis = sum(gold.labels[key][0] == found.labels[key][0] for key in matched)
    polarity = sum(gold.labels[key][1] == found.labels[key][1] for key in matched)

    events = answer.invalid_events
    arguments = events + answer.invalid_arguments
    return [
        *_row(len(gold.spans & found.spans), len(found.spans) + events, len(gold.spans)),
        *_row(len(matched), len(found.labels) + events, len(gold.labels)),
        *_row(len(gold.loose & found.loose), len(found.loose) + arguments, len(gold.loose)),
        *_row(len(gold.typed & found.typed), len(found.typed) + arguments, len(gold.typed)),
        *_row(len(gold.identified & found.identified), len(found.identified) + arguments, len(gold.identified)),
        *_row(len(gold.attached & found.attached), len(found.attached) + arguments, len(gold.attached)),
        *_row(len(gold.filled & found.filled), len(found.filled) + arguments, len(gold.filled)),
        *(realis, len(matched), 0, 0),
        *(polarity, len(matched), 0, 0),
    ]  # fmt: skip


def _row(right: float, predicted: float, gold: float) -> tuple[float, float, float, float]:
    return (right, predicted, right, gold)

"""What of one document belongs to which slice; ``scoring.slices`` adds it up and says what the slices mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final

import msgspec
from msgspec import UNSET

from eidisi.labels import LabelMap
from eidisi.model import Document
from eidisi.ontology import OVERT, POLARITY, QUOTE_TYPES, REALIS
from eidisi.scoring import entities, events, quotes
from eidisi.scoring.answers import Answer
from eidisi.scoring.counts import WIDTH, measures_of
from eidisi.scoring.events import GoldEvents, PredictedEvents, Trigger
from eidisi.scoring.spans import inside

# attribute -> (its track, its values in order)
ATTRIBUTES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "quote-type": ("quotes", QUOTE_TYPES),
    "realisation": ("quotes", ("overt", "prodrop", "context", "none")),
    "realis": ("events", REALIS),
    "polarity": ("events", POLARITY),
    "in-quote": ("events", ("inside", "outside")),
    "seen": ("entities", ("seen", "unseen")),
}
LENGTHS: Final = ("short", "medium", "long")

Hit = tuple[str, str, float]  # slice, measure, how much of one gold item was found
Rows = dict[str, list[float]]  # measure -> p_num, pred, r_num, gold


def hits(by: str, document: Document, answer: Answer, labels: LabelMap | None = None) -> Iterator[Hit]:
    """Every gold item of the attribute's track, once a measure: its slice, and how much of it was found."""
    track = ATTRIBUTES[by][0]
    if track == "quotes":
        gold = quotes.GoldQuotes(document)
        pairs, equal = quotes.outcomes(gold, answer)
        paired = {found.gold: found for found in pairs}
        for i, quote in enumerate(gold.quotes):
            real = "overt" if quote.speaker.realisation in OVERT else quote.speaker.realisation
            value, pair = (quote.type if by == "quote-type" else real), paired.get(i)
            yield value, "quotes.strict", i in equal
            yield value, "quotes.overlap", pair.r if pair else 0.0
            yield value, "quotes.attribution", pair.r if pair and pair.speaker else 0.0
            yield value, "quotes.joint", equal.get(i, False)
    elif track == "events":
        yield from _event_hits(by, document, answer)
    else:
        if document.seen is UNSET:
            raise ValueError(f'{document.id}: this gold has no "seen", so there is no slice by it')
        known = set(document.seen)
        seen = entities.GoldEntities(
            msgspec.structs.replace(document, mentions=tuple(m for m in document.mentions if m.id in known)),
            labels.gold if labels else None,
        ).items
        predicted = set(answer.entities or ())
        for item in entities.GoldEntities(document, labels.gold if labels else None).items:
            yield ("seen" if item in seen else "unseen"), "entities.strict", item in predicted


def _event_hits(by: str, document: Document, answer: Answer) -> Iterator[Hit]:
    gold = GoldEvents(document)
    found = PredictedEvents(gold, answer)
    content = [span for quote in document.quotes for span in quote.spans]

    def value(key: Trigger) -> str:
        if by == "in-quote":
            return "inside" if inside(key[:2], content) else "outside"
        return gold.labels[key][by == "polarity"]

    first = {key[:2]: key for key in sorted(gold.labels, reverse=True)}
    for span, key in first.items():
        yield value(key), "events.TI", span in found.spans
    for key in gold.labels:
        yield value(key), "events.TC", key in found.labels
    for item in gold.filled:
        yield value(item[0]), "events.AC+e", item in found.filled


def by_type(document: Document, answer: Answer, labels: LabelMap | None = None) -> Iterator[tuple[str, Rows]]:
    """The rows of every type that occurs on either side."""
    if answer.entities is not None:
        kept = [(m, labels.gold.get(m.type) if labels else m.type) for m in document.mentions]
        types = {t for m, t in kept if t and m.level == "named"} | {t for _, _, t in answer.entities}
        for label in sorted(types):
            part = msgspec.structs.replace(document, mentions=tuple(m for m, t in kept if t == label))
            given = Answer(entities=[item for item in answer.entities if item[2] == label])
            flat = entities.count(part, given, (), labels.gold if labels else None)
            yield label, _named("entities", flat)
    if answer.events is not None:
        whole = GoldEvents(document)
        for label in sorted({e.type for e in document.events} | {e.type for e in answer.events}):
            part = msgspec.structs.replace(
                document, events=tuple(e for e in document.events if e.type == label)
            )
            gold = GoldEvents(part, whole.resolver)
            gold.values = whole.values
            flat = events.count(gold, Answer(events=[e for e in answer.events if e.type == label]))
            yield label, _named("events", flat)


def _named(track: str, flat: list[float]) -> Rows:
    return {m: flat[i * WIDTH : (i + 1) * WIDTH] for i, m in enumerate(measures_of(track, ()))}


def terciles(lengths: Mapping[str, int]) -> tuple[dict[str, str], dict[str, tuple[int, int]]]:
    """Document -> short, medium or long; and the shortest and longest of each that is not empty."""
    ordered = sorted(lengths.values())
    cuts = [ordered[ceil(len(ordered) * k / 3) - 1] for k in (1, 2)]
    found = {name: LENGTHS[sum(size > cut for cut in cuts)] for name, size in lengths.items()}
    sizes = {value: [lengths[name] for name, own in found.items() if own == value] for value in LENGTHS}
    return found, {value: (min(own), max(own)) for value, own in sizes.items() if own}

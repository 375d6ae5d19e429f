"""Errors: what is wrong with the entities of a system, and which documents it does worst.

Every predicted item is set against at most one gold item. Equal items pair first, then items on one span, then items
of one type that share a character, then any that share a character; where several could pair, the sum of character
IoU decides. A pair is thereby ``correct``, ``wrong type`` (the span equal), ``wrong boundary`` (the type equal) or
``both``; a gold item without a partner is ``missed``, a predicted one ``spurious``. ``correct`` is the numerator of
``entities.strict``. An invalid item that --drop-invalid dropped is spurious, of the type ``INVALID``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, zip_longest
from typing import Any, Final

from eidisi.labels import LabelMap
from eidisi.model import Document, Span
from eidisi.scoring.answers import Answer
from eidisi.scoring.counts import RANKED, f1
from eidisi.scoring.entities import GoldEntities, Item
from eidisi.scoring.scorecard import Scorecard
from eidisi.scoring.spans import best_pairing, meetings

CATEGORIES: Final = ("correct", "wrong type", "wrong boundary", "both", "missed", "spurious")
INVALID: Final = "INVALID"
NOTHING: Final = "-"  # the other side of a missed or a spurious item
WORST: Final = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One pair, or an item without a partner, in one document."""

    document: str
    category: str
    gold: Item | None
    predicted: Item | None

    @property
    def span(self) -> Span:
        """From the first to the last character of either item."""
        items = [item for item in (self.gold, self.predicted) if item]
        return min(item[0] for item in items), max(item[1] for item in items)


@dataclass(frozen=True, slots=True)
class Worst:
    """A document by one ranked measure: its F1 and the four counts behind it."""

    document: str
    f1: float
    counts: tuple[float, float, float, float]


def cases(gold: GoldEntities, predicted: set[Item], document: str = "") -> Iterator[Case]:
    """The outcome of every item of one document, each side's items used once, pairs first."""
    ours, theirs = gold.items - predicted, predicted - gold.items
    for item in sorted(gold.items & predicted):
        yield Case(document, "correct", item, item)
    stages: tuple[tuple[str, Callable[[Item, Item], bool]], ...] = (
        ("wrong type", lambda a, b: a[:2] == b[:2]),
        ("wrong boundary", lambda a, b: a[2] == b[2]),
        ("both", lambda a, b: True),
    )
    for category, fits in stages:
        for a, b in _paired(sorted(ours), sorted(theirs), fits):
            ours, theirs = ours - {a}, theirs - {b}
            yield Case(document, category, a, b)
    for item in sorted(ours):
        yield Case(document, "missed", item, None)
    for item in sorted(theirs):
        yield Case(document, "spurious", None, item)


def _paired(
    left: list[Item], right: list[Item], fits: Callable[[Item, Item], bool]
) -> list[tuple[Item, Item]]:
    def weight(i: int, j: int) -> Fraction:
        (a, b, _), (c, d, _) = left[i], right[j]
        shared = min(b, d) - max(a, c)
        return Fraction(shared, b - a + d - c - shared)

    near = meetings([item[:2] for item in left], [item[:2] for item in right])
    edges = [(i, j) for i, j in near if fits(left[i], right[j])]
    return [(left[i], right[j]) for i, j in best_pairing(edges, weight)]


@dataclass
class Errors:
    """What a system got wrong. ``categories``: type -> category -> items, by the gold type and, if spurious, by the
    predicted; ``confusion``: (gold type, predicted type) -> pairs, ``-`` for no partner; both None where entities
    were not submitted. ``worst``: ranked measure -> documents, worst first; ``excluded`` is the card's."""

    name: str
    signature: str
    categories: dict[str, Counter[str]] | None
    confusion: Counter[tuple[str, str]] | None
    worst: dict[str, list[Worst]]
    excluded: int
    wrong: list[Case] = field(repr=False)
    texts: Mapping[str, str | None] = field(repr=False)

    @property
    def totals(self) -> Counter[str]:
        return Counter(chain.from_iterable(row.elements() for row in (self.categories or {}).values()))

    def examples(self, most: int, room: int = 40) -> list[tuple[Case, str]]:
        """Up to ``most`` errors whose text is at hand, of every category in turn, with their context: the items from
        first to last character in square brackets."""
        by_category = [
            [c for c in self.wrong if c.category == category and self.texts.get(c.document)]
            for category in CATEGORIES[1:]
        ]
        turns = [case for turn in zip_longest(*by_category) for case in turn if case]
        return [(case, self._context(case, room)) for case in turns[: max(most, 0)]]

    def _context(self, case: Case, room: int) -> str:
        text, (start, end) = self.texts[case.document] or "", case.span
        before, after = max(0, start - room), end + room
        left, right = "…" if before else "", "…" if after < len(text) else ""
        return f"{left}{text[before:start]}[{text[start:end]}]{text[end:after]}{right}"

    def to_dict(self, examples: int = 0) -> dict[str, Any]:
        """The document of ``errors --json``."""
        found: dict[str, Any] = {"system": self.name, "signature": self.signature}
        found |= {"excluded": self.excluded, "entities": None}
        if self.categories is not None and self.confusion is not None:
            table: dict[str, dict[str, int]] = {}
            for (gold, predicted), n in sorted(self.confusion.items()):
                table.setdefault(gold, {})[predicted] = n
            by_type = {t: {c: row[c] for c in CATEGORIES} for t, row in self.categories.items()}
            all_types = {c: self.totals[c] for c in CATEGORIES}
            found["entities"] = {"categories": all_types, "by_type": by_type, "confusion": table}
        found["worst"] = {
            measure: [{"id": w.document, "f1": w.f1, "counts": list(w.counts)} for w in rows]
            for measure, rows in self.worst.items()
        }
        if examples:
            found["examples"] = [
                {"id": c.document, "category": c.category, "gold": c.gold, "predicted": c.predicted, "text": text}
                for c, text in self.examples(examples)
            ]  # fmt: skip
        return found


class ErrorWatch:
    """Watches a scoring (``eidisi.score(..., watch=watch)``), then gives the ``errors`` of its card."""

    def __init__(self, labels: LabelMap | None = None) -> None:
        self._map = labels.gold if labels else None
        self._counts: dict[str, Counter[str]] = {}
        self._confusion: Counter[tuple[str, str]] = Counter()
        self._wrong: list[Case] = []
        self._texts: dict[str, str | None] = {}

    def __call__(self, document: Document, answer: Answer) -> None:
        self._texts[document.id] = document.text
        for case in cases(GoldEntities(document, self._map), set(answer.entities or ()), document.id):
            gold = case.gold[2] if case.gold else NOTHING
            predicted = case.predicted[2] if case.predicted else NOTHING
            self._add(case.category, gold, predicted)
            if case.category != "correct":
                self._wrong.append(case)
        self._add("spurious", NOTHING, INVALID, answer.invalid_entities)

    def _add(self, category: str, gold: str, predicted: str, times: int = 1) -> None:
        if times:
            self._counts.setdefault(predicted if gold == NOTHING else gold, Counter())[category] += times
            self._confusion[gold, predicted] += times

    def errors(self, card: Scorecard, worst: int = WORST) -> Errors:
        """The errors of the card that was made of what was watched."""
        there = "entities" in card.tracks
        return Errors(
            card.name,
            str(card.signature),
            {t: self._counts[t] for t in sorted(self._counts)} if there else None,
            self._confusion if there else None,
            worst_documents(card, worst),
            card.excluded,
            sorted(self._wrong, key=lambda c: (c.document, c.span)) if there else [],
            self._texts,
        )


def worst_documents(card: Scorecard, most: int = WORST) -> dict[str, list[Worst]]:
    """Per ranked measure the documents with the lowest F1; of equal ones those with more gold, then by id. Documents
    with nothing on either side have no F1, measures without their field no ranking."""
    found: dict[str, list[Worst]] = {}
    for measure in (f"{track}.{RANKED[track]}" for track in card.tracks):
        if measure in card.absent:
            continue
        rows = []
        for name, counts in card.document_counts([measure]).items():
            p_num, pred, r_num, gold = counts[measure]
            score = f1(p_num, pred, r_num, gold)
            if score is not None:
                rows.append(Worst(name, score, (p_num, pred, r_num, gold)))
        found[measure] = sorted(rows, key=lambda w: (w.f1, -w.counts[3], w.document))[:most]
    return found

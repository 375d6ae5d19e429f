"""Entities: named entity recognition over characters.

**Conventions.** Gold items are the mentions of level ``named``, and every DATE, MONEY and QUANTITY; an item is
``(start, end, type)``. Both sides are sets: order never matters, and an item that stands twice counts once (a
submission with a duplicate is refused before it comes here). Nothing is read from tags, so nothing can be
ill-formed. An invalid item that --drop-invalid dropped is one more predicted item in every measure; it has no
type that could be told, so only the micro measures see it, not ``strict_macro``.

**Measures.**

``strict`` (ranked)
    Micro F1 over (start, end, type). On well-formed flat data this is seqeval's strict IOB2, SeqScore's, conlleval's
    and nervaluate's ``strict``.
``span``
    Micro F1 over (start, end): the type is free.
``type_overlap``
    As many one-to-one pairs as possible of items of one type that share a character. nervaluate's ``ent_type`` is
    greedy: there a prediction of another type, read first, can use up a gold item.
``partial``
    SemEval-2013 task 9.1, type ignored: equal spans pair first (COR), the rest pair one to one where they share a
    character, as many as possible (PAR), and P = (COR + PAR/2) / predicted, R = (COR + PAR/2) / gold. Every item
    counts, also two types on one span. Equal to nervaluate 1.2.1 on flat data; earlier releases lose half credit.
``strict[TYPE]``
    ``strict`` of one type, one row a type; ``strict_macro`` is the mean F1 over the types that have gold.

**References.** Tjong Kim Sang and De Meulder 2003 (CoNLL-2003, strict F1); Segura-Bedmar et al. 2013 (SemEval-2013
task 9.1, partial); Chinchor and Sundheim 1993 (MUC-5, COR and PAR); Lignos and Kamyab 2020 (why tag repair is no
detail).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from eidisi.model import Document, Span
from eidisi.ontology import MENTION_TYPES
from eidisi.scoring.answers import Answer
from eidisi.scoring.spans import largest_matching, meetings

Item = tuple[int, int, str]


class GoldEntities:
    """A document's gold items, prepared once for any number of systems.

    ``gold_map`` projects our types to a foreign inventory (``LabelMap.gold``); a type without a label there leaves
    the gold.
    """

    __slots__ = ("_flat", "by_type", "items", "spans")

    def __init__(self, document: Document, gold_map: Mapping[str, str | None] | None = None) -> None:
        found = [(m.start, m.end, m.type) for m in document.mentions if m.level == "named"]
        if gold_map is not None:
            mapped = [(start, end, gold_map.get(label)) for start, end, label in found]
            found = [(start, end, label) for start, end, label in mapped if label is not None]
        self.items = frozenset(found)
        self.spans = frozenset([(start, end) for start, end, _ in found])
        self.by_type = Counter([label for _, _, label in self.items])
        self._flat = _flat(self.items)

    def type_pairs(self, predicted: set[Item], hits: frozenset[Item]) -> int:
        """Pairs of one type that share a character, as many as possible.

        Where no two gold items of a type meet, an equal item has no other gold partner, so equal pairs are part of
        some largest matching and may be taken out first. Nested gold has to be matched as a whole.
        """
        sure = hits if self._flat else frozenset()
        rest = sorted(predicted - sure)
        if not rest or len(sure) == len(self.items):
            return len(sure)
        gold = sorted(self.items - sure)
        edges = meetings([item[:2] for item in gold], [item[:2] for item in rest])
        return len(sure) + largest_matching([(i, j) for i, j in edges if gold[i][2] == rest[j][2]])

    def partial_credit(self, predicted: set[Item], predicted_spans: set[Span]) -> float:
        """COR + PAR/2."""
        if len(predicted_spans) == len(predicted) and len(self.spans) == len(self.items):
            equal = self.spans & predicted_spans
            correct = len(equal)
            gold, rest = sorted(self.spans - equal), sorted(predicted_spans - equal)
        else:  # several types on one span: every item counts
            ours = Counter([item[:2] for item in self.items])
            theirs = Counter([item[:2] for item in predicted])
            correct = (ours & theirs).total()
            gold, rest = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
        return correct + largest_matching(meetings(gold, rest)) / 2


def _flat(items: Iterable[Item]) -> bool:
    """Do no two items of one type share a character?"""
    ordered = sorted(items, key=lambda item: (item[2], item))
    return all(a[2] != b[2] or a[1] <= b[0] for a, b in pairwise(ordered))


def count(
    gold: Document | GoldEntities,
    answer: Answer,
    types: Sequence[str] = MENTION_TYPES,
    gold_map: Mapping[str, str | None] | None = None,
) -> list[float]:
    """One document's rows, in the order of ``measures_of("entities", types)``.

    ``gold_map`` is used only where ``gold`` is a document; a ``GoldEntities`` was made with its own.
    """
    if isinstance(gold, Document):
        gold = GoldEntities(gold, gold_map)
    predicted = set(answer.entities or ())
    spans = {(start, end) for start, end, _ in predicted}
    invalid = answer.invalid_entities
    n_gold, n_predicted = len(gold.items), len(predicted) + invalid

    hits = gold.items & predicted
    right = len(hits)
    span = len(gold.spans & spans)
    overlap = gold.type_pairs(predicted, hits)
    partial = gold.partial_credit(predicted, spans)
    rows: list[float] = [
        right, n_predicted, right, n_gold,
        span, len(spans) + invalid, span, len(gold.spans),
        overlap, n_predicted, overlap, n_gold,
        partial, n_predicted, partial, n_gold,
    ]  # fmt: skip
    right_by_type = Counter([label for _, _, label in hits])
    predicted_by_type = Counter([label for _, _, label in predicted])
    for label in types:
        right = right_by_type[label]
        rows += (right, predicted_by_type[label], right, gold.by_type[label])
    return rows

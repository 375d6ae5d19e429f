"""Slices: the same scores on a part of the items, or on a part of the documents.

**By a gold attribute** (``quote-type``, ``realisation``, ``realis``, ``polarity``, ``in-quote``, ``seen``) there is
only recall, and n, the gold items: a prediction has no such attribute, so nothing says to which slice a wrong one
belongs. The items are judged once, on the whole document (``quotes.outcomes``, ``events.PredictedEvents``), and
then put into slices, so the slices of an attribute add up to the recall of the whole. Arguments go with their event.
A trigger of several events counts, in TI, with the first of them by type. ``in-quote`` asks whether the trigger lies
inside a span of a gold quote, ``seen`` whether the type and the folded surface of a name occur in a train split.

**By type** both sides are filtered and all measures of the track are given; fillers are still read in the whole
document. Quotes have no part in it, nor has an invalid item, which has no type. **By collection, section, length** the
counts of the documents are added. Lengths are the terciles of the scored documents, in characters; equal lengths fall
into one slice.

Slices pool all the documents that were scored, but for ``seed``, which is left out where there is anything else, except
by collection. They have no intervals. Figures on fewer than 20 gold items are marked ``few``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Final

from eidisi.labels import LabelMap
from eidisi.model import Document
from eidisi.ontology import EVENT_TYPES, MENTION_TYPES
from eidisi.scoring.answers import Answer
from eidisi.scoring.counts import WIDTH, measures_of, recall
from eidisi.scoring.figures import FEW, Figure, Scope, figures_of, is_per_type, type_of
from eidisi.scoring.parts import ATTRIBUTES, LENGTHS, Rows, by_type, hits, terciles
from eidisi.scoring.scorecard import Scorecard

GROUPS: Final = ("type", "collection", "section", "length")
SLICES: Final = (*GROUPS, *ATTRIBUTES)
NO_SECTION: Final = "(none)"


@dataclass(frozen=True)
class Slices:
    """The figures of one system by ``by``: slice -> measure -> figure. With ``recall_only`` a figure has ``r``,
    ``r_num`` and ``gold`` alone. ``documents`` counts, by slice, the documents that have a part in it; ``bounds`` are
    the shortest and the longest document of a slice by length. ``excluded`` is the card's."""

    name: str
    by: str
    signature: str
    figures: Mapping[str, Mapping[str, Figure]]
    documents: Mapping[str, int]
    bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    excluded: int = 0

    @property
    def recall_only(self) -> bool:
        return self.by in ATTRIBUTES

    def label(self, value: str) -> str:
        """The slice's name for a table: a length with its bounds."""
        return "{} ({}-{})".format(value, *self.bounds[value]) if value in self.bounds else value

    def to_dict(self) -> dict[str, Any]:
        """The document of ``score --by --json``."""
        found: dict[str, Any] = {}
        for value, figures in self.figures.items():
            part: dict[str, Any] = {"documents": self.documents[value]}
            if value in self.bounds:
                part["characters"] = list(self.bounds[value])
            for name, figure in figures.items():
                track, _, short = name.partition(".")
                if not short:
                    part[track] = figure.value
                elif is_per_type(name):
                    part[track].setdefault("by_type", {})[type_of(name)] = self._figure(figure)
                else:
                    part.setdefault(track, {})[short] = self._figure(figure)
            found[value] = part
        head = {"system": self.name, "signature": self.signature, "excluded": self.excluded}
        return {**head, "by": self.by, "slices": found}

    def _figure(self, figure: Figure) -> dict[str, Any]:
        if self.recall_only:
            row: dict[str, Any] = {"r": figure.r, "r_num": figure.r_num, "n": figure.gold}
        else:
            row = {key: value for key, value in figure.to_dict().items() if key != "ci"}
        return row | {"few": figure.few}


class Slicer:
    """Watches a scoring (``eidisi.score(..., watch=slicer)``), then gives ``slices`` of its card."""

    def __init__(self, by: str, labels: LabelMap | None = None) -> None:
        if by not in SLICES:
            raise ValueError(f"no slice {by!r}; there are {', '.join(SLICES)}")
        self.by, self.labels = by, labels
        self._of: dict[str, str] = {}  # document -> its slice
        self._lengths: dict[str, int] = {}
        self._parts: list[tuple[str, str, Rows]] = []  # document, slice, rows

    def __call__(self, document: Document, answer: Answer) -> None:
        if self.by in ATTRIBUTES:
            if getattr(answer, ATTRIBUTES[self.by][0]) is None:
                return
            parts: dict[str, Rows] = {}
            for value, measure, right in hits(self.by, document, answer, self.labels):
                row = parts.setdefault(value, {}).setdefault(measure, [0.0] * WIDTH)
                row[2] += right
                row[3] += 1
            self._parts += [(document.id, value, rows) for value, rows in parts.items()]
        elif self.by == "type":
            self._parts += [(document.id, *part) for part in by_type(document, answer, self.labels)]
        elif self.by == "length":
            if document.length is None:
                raise ValueError(f"{document.id}: its length is not known")
            self._lengths[document.id] = document.length
        else:
            collection = document.collection or "gold"
            self._of[document.id] = collection if self.by == "collection" else document.section or NO_SECTION

    def slices(self, card: Scorecard) -> Slices:
        """The slices of the card that was made of what was watched. ValueError if it has no track to slice."""
        tracks = (ATTRIBUTES[self.by][0],) if self.by in ATTRIBUTES else ("entities", "events")
        if self.by not in GROUPS[1:] and not set(tracks) & set(card.tracks):
            raise ValueError(f"--by {self.by} needs {' or '.join(tracks)}, which were not scored")
        known = dict(zip(card.table.documents, card.collections, strict=True))
        only_seed = self.by == "collection" or set(known.values()) == {"seed"}
        kept = {name for name, collection in known.items() if only_seed or collection != "seed"}
        bounds: dict[str, tuple[int, int]] = {}
        if self.by == "length":
            self._of, bounds = terciles({name: self._lengths[name] for name in kept})
        if self.by in GROUPS[1:]:
            counts = dict(zip(card.table.documents, card.table.array().tolist(), strict=True))
            names = card.table.measures
            parts = [
                (name, self._of[name], dict(zip(names, counts[name], strict=True))) for name in sorted(kept)
            ]
        else:
            parts = [part for part in self._parts if part[0] in kept]
            names = tuple(m for t in tracks if t in card.tracks for m in measures_of(t, ()))
        figures, documents = {}, {}
        for value in self._ordered({value for _, value, _ in parts}):
            rows = [rows for _, part, rows in parts if part == value]
            given = [m for m in names if any(m in row for row in rows)]
            if not given:
                continue
            sums = [[fsum(row[m][k] for row in rows if m in row) for k in range(WIDTH)] for m in given]
            documents[value] = len({name for name, part, _ in parts if part == value})
            figures[value] = self._figures(value, given, sums, card)
        return Slices(card.name, self.by, str(card.signature), figures, documents, bounds, card.excluded)

    def _ordered(self, values: set[str]) -> list[str]:
        order: tuple[str, ...] = LENGTHS if self.by == "length" else (*MENTION_TYPES, *EVENT_TYPES)
        if self.by in ATTRIBUTES:
            order = ATTRIBUTES[self.by][1]
        elif self.by == "collection":
            order = ("original", "gdt", "ntrex")
        return [v for v in order if v in values] + sorted(values - set(order) - {NO_SECTION}) + (
            [NO_SECTION] if NO_SECTION in values else []
        )  # fmt: skip

    def _figures(
        self, value: str, names: list[str], sums: list[list[float]], card: Scorecard
    ) -> dict[str, Figure]:
        if self.by in ATTRIBUTES:
            found = {}
            for name, (_, _, right, gold) in zip(names, sums, strict=True):
                known = name not in card.absent
                r, r_num = (recall(right, gold), right) if known else (None, None)
                found[name] = Figure(name, None, r=r, r_num=r_num, gold=int(gold), few=gold < FEW)
            return found
        import numpy as np

        return figures_of(Scope(value, (value,), 0), [np.asarray([sums])], names, card.absent)

"""The order of the board: scores rebuilt from stored counts, ranks that only significant differences tell apart.

Systems are ordered by ``real``. A system's **rank** is one more than the number of systems that are significantly better
than it (paired randomisation over stories, p after Holm over all pairs under .05), so systems that cannot be told apart
share one. Only submissions scored on the present gold are ranked; others stand below, with their data version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eidisi.leaderboard.entry import Entry, Stored
from eidisi.model import DATA_VERSION, TRACKS
from eidisi.scoring.comparison import compare
from eidisi.scoring.counts import CountTable
from eidisi.scoring.figures import OVERALL, RANKED_MEASURES, Figure
from eidisi.scoring.scorecard import Scorecard
from eidisi.scoring.signature import DataLabel, Signature

REAL = ("gdt", "ntrex")
BOARDS = (*RANKED_MEASURES, OVERALL)


@dataclass(frozen=True)
class Row:
    """A system on one board: its figures by scope, its rank, the positions it beats significantly."""

    entry: Entry
    figures: dict[str, Figure]
    rank: int | None = None
    beats: tuple[int, ...] = ()


@dataclass(frozen=True)
class Board:
    """One measure's table. ``rows`` are ranked and in order; ``unranked`` have no ``real`` on the present gold."""

    measure: str
    rows: list[Row] = field(default_factory=list)
    unranked: list[Row] = field(default_factory=list)


def rebuild(name: str, stored: Stored, collections: Iterable[str] | None = None) -> Scorecard:
    """A scorecard from stored counts, of some collections alone if they are given."""
    kept = None if collections is None else set(collections)
    documents = {k: d for k, d in stored.documents.items() if kept is None or d.collection in kept}
    measures = [m for m in RANKED_MEASURES if any(m in d.counts for d in documents.values())]
    table = CountTable(tuple(measures))
    for identifier, d in documents.items():
        table.add(identifier, d.collection, d.story, [x for m in measures for x in d.counts[m]])
    data = [
        DataLabel(d.collection, d.split, d.sha, d.version)
        for d in stored.data
        if kept is None or d.collection in kept
    ]
    tracks = tuple(t for t in TRACKS if any(m.startswith(f"{t}.") for m in measures))
    signature = Signature(tracks, tuple(data), len(documents))
    complete = [c for c in stored.complete if kept is None or c in kept]
    return Scorecard(name, table, signature, complete=complete)


def boards(entries: Sequence[Entry]) -> list[Board]:
    """The boards of the three tracks and of all together, each with every submission that has its measure."""
    cards = {e.slug: rebuild(e.about.name, e.stored) for e in entries}
    return [_board(measure, entries, cards) for measure in BOARDS]


def _board(measure: str, entries: Sequence[Entry], cards: dict[str, Scorecard]) -> Board:
    rows = []
    for e in entries:
        found = {
            scope: figures[measure] for scope, figures in cards[e.slug].figures.items() if measure in figures
        }
        if found:
            rows.append(Row(e, found))
    present = _present(rows)
    ranked = [
        r
        for r in rows
        if "real" in r.figures and _gold(r.entry) == present and r.figures["real"].value is not None
    ]
    ranked.sort(key=lambda r: (-(r.figures["real"].value or 0.0), r.entry.slug))
    unranked = [r for r in rows if r not in ranked]
    return Board(measure, _ranks(measure, ranked), unranked)


def _gold(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((d.version, d.sha) for d in entry.stored.data if d.collection in REAL)


def _present(rows: Sequence[Row]) -> tuple[tuple[str, str], ...] | None:
    """The gold that is ranked on: of the present data version, that of most submissions."""
    found = [
        _gold(r.entry)
        for r in rows
        if r.entry.stored.data_version == DATA_VERSION and len(_gold(r.entry)) == len(REAL)
    ]
    return max(sorted(set(found)), key=found.count, default=None)


def _ranks(measure: str, rows: list[Row]) -> list[Row]:
    if len(rows) < 2:
        return [Row(r.entry, r.figures, 1) for r in rows]
    cards = [rebuild(r.entry.slug, r.entry.stored, REAL) for r in rows]
    better: dict[int, set[int]] = {k: set() for k in range(len(rows))}
    for pair in compare(cards).pairs_of("real", measure):
        if pair.p_holm is not None and pair.p_holm < 0.05 and pair.difference:
            winner, loser = (pair.second, pair.first) if pair.difference > 0 else (pair.first, pair.second)
            better[winner].add(loser)
    beaten = {k: sum(k in losers for losers in better.values()) for k in better}
    return [Row(r.entry, r.figures, 1 + beaten[k], tuple(sorted(better[k]))) for k, r in enumerate(rows)]

"""Spans: shared characters, one-to-one pairing, and which entity a span means.

**Conventions.** A span is ``(start, end)`` in code points, end-exclusive, never empty. The spans of one quote are
sorted and share no character. Two items are candidates for a pair only if they share at least one character.

**Two kinds of pairing**, both one to one and both free of the order of their input:

- ``largest_matching`` gives the greatest *number* of pairs. It is what ``type_overlap`` and ``partial`` count. A
  greedy walk is not enough as soon as an item meets two others, so augmenting paths are used (Berge 1957).
- ``best_pairing`` gives the pairs whose *weights* have the greatest sum (the assignment problem). The items fall
  into groups that are connected by shared characters, nearly always of one item a side, which pair at once. A
  small group is searched completely over exact fractions, so no rounding decides, though a weight may have terms
  as small as 1e-13; where the sum itself ties, the earliest pairing in the sorted order of the items wins. A group
  that may have more than ``SEARCHED`` pairings, from either side, goes to ``scipy.optimize.linear_sum_assignment``
  over the same weights as doubles: deterministic too, with a rounding of the order of 1e-16 a pair.

**Resolver.** Speakers and fillers are entities, not strings. A predicted span is read as the gold mention with the
highest character IoU (intersection over union), compared as doubles, which is exact below 2**26 characters.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm, prod
from typing import Final

from eidisi.model import Mention, Span, Spans
from eidisi.ontology import VALUE_TYPES

Edge = tuple[int, int]
SEARCHED: Final = 4096  # a group with at most this many pairings is searched completely
LONGEST_SPEAKER: Final = 100  # a longer span is no speaker: the whole text would meet every name


def length(spans: Spans) -> int:
    """Characters of a quote."""
    return sum(end - start for start, end in spans)


def iou(left: Span, right: Span) -> float:
    """Shared characters over all characters of two spans."""
    shared = min(left[1], right[1]) - max(left[0], right[0])
    return shared / (left[1] - left[0] + right[1] - right[0] - shared) if shared > 0 else 0.0


def clip(spans: Iterable[Span], lines: Sequence[Span] | None) -> Spans:
    """The spans intersected with sorted ``lines`` and sorted; None leaves them whole.

    A span that crosses a line end falls into pieces. Pieces of one span that touch are one piece again (where lines
    touch); two spans that touch stay two. The result may be empty.
    """
    if lines is None:
        return tuple(sorted(spans))
    pieces: list[Span] = []
    for start, end in spans:
        first = max(bisect_left(lines, (start + 1, 0)) - 1, 0)
        own: list[Span] = []
        for low, high in lines[first : bisect_left(lines, (end, 0))]:
            low, high = max(low, start), min(high, end)
            if low < high:
                if own and own[-1][1] == low:
                    low = own.pop()[0]
                own.append((low, high))
        pieces += own
    return tuple(sorted(pieces))


def inside(span: Span, regions: Iterable[Span]) -> bool:
    """Does the span lie wholly inside one of the regions?"""
    return any(start <= span[0] and span[1] <= end for start, end in regions)


class SpanIndex:
    """Finds which of some sorted spans share a character with a given one."""

    __slots__ = ("_longest", "_starts", "spans")

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in spans]
        self._longest = max([end - start for start, end in spans], default=0)

    def meeting(self, start: int, end: int) -> list[int]:
        """Positions in ``spans``, ascending."""
        first = bisect_right(self._starts, start - self._longest)
        last = bisect_left(self._starts, end, first)
        spans = self.spans
        return [k for k in range(first, last) if spans[k][1] > start]


def meetings(left: Sequence[Span], right: Sequence[Span]) -> list[Edge]:
    """All (i, j) such that left[i] and right[j] share a character; ``right`` is sorted."""
    if not left or not right:
        return []
    index = SpanIndex(right)
    return [(i, j) for i, (start, end) in enumerate(left) for j in index.meeting(start, end)]


def largest_matching(edges: Sequence[Edge]) -> int:
    """The greatest number of pairs that can be taken from the edges so that no item is in two pairs."""
    lefts = {i for i, _ in edges}
    if len(lefts) == len(edges) == len({j for _, j in edges}):
        return len(edges)
    near: dict[int, list[int]] = {i: [] for i in lefts}
    for i, j in edges:
        near[i].append(j)
    partner: dict[int, int] = {}  # right item -> left item
    mate: dict[int, int] = {}  # left item -> right item
    return sum(_augment(i, near, partner, mate) for i in near)


def _augment(root: int, near: dict[int, list[int]], partner: dict[int, int], mate: dict[int, int]) -> bool:
    """Look, breadth first, for a path from ``root`` to a free right item, and re-pair along it."""
    reached: dict[int, int] = {}  # right item -> the left item from which it was reached
    queue = [root]
    for i in queue:
        for j in near[i]:
            if j in reached:
                continue
            reached[j] = i
            if j in partner:
                queue.append(partner[j])
                continue
            right: int | None = j
            while right is not None:
                left = reached[right]
                partner[right] = left
                mate[left], right = right, mate.get(left)
            return True
    return False


def best_pairing(edges: Iterable[Edge], weight: Callable[[int, int], Fraction]) -> list[Edge]:
    """The one-to-one choice of edges with the greatest sum of weights (positive; asked only where edges compete)."""
    ordered = sorted(edges)
    if len({i for i, _ in ordered}) == len(ordered) == len({j for _, j in ordered}):
        return ordered
    chosen: list[Edge] = []
    for group in _groups(ordered):
        chosen += group if len(group) == 1 else _optimum({edge: weight(*edge) for edge in group})
    return sorted(chosen)


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """The edges by connected component, sorted inside each. Right item j is node ~j."""
    near: dict[int, list[int]] = {}
    for i, j in edges:
        near.setdefault(i, []).append(~j)
        near.setdefault(~j, []).append(i)
    groups: list[list[Edge]] = []
    seen: set[int] = set()
    for root in near:
        if root in seen:
            continue
        seen.add(root)
        queue = [root]
        for node in queue:
            fresh = [other for other in near[node] if other not in seen]
            seen.update(fresh)
            queue += fresh
        groups.append(sorted((i, ~j) for i in queue if i >= 0 for j in near[i]))
    return groups


def _optimum(weights: dict[Edge, Fraction]) -> list[Edge]:
    """Search from the left or, where that is too much, from the right; else assign."""
    for turned in (False, True):
        oriented = {(j, i): value for (i, j), value in weights.items()} if turned else weights
        near: dict[int, list[int]] = {}
        for i, j in sorted(oriented):
            near.setdefault(i, []).append(j)
        if prod(len(others) + 1 for others in near.values()) <= SEARCHED:
            found = _search(near, oriented)
            return [(j, i) for i, j in found] if turned else found
    return _assign(weights)


def _search(near: dict[int, list[int]], weights: dict[Edge, Fraction]) -> list[Edge]:
    """Try every pairing in sorted order, over integers; the first of the best ones wins."""
    scale = lcm(*(value.denominator for value in weights.values()))
    exact = {edge: value.numerator * (scale // value.denominator) for edge, value in weights.items()}
    lefts = list(near)
    most = [max(exact[i, j] for j in near[i]) for i in reversed(lefts)]
    ceiling = list(accumulate(most, initial=0))[::-1]  # the most that items n, n+1, ... can still add
    best, found = -1, list[Edge]()

    def go(n: int, total: int, taken: list[Edge], used: frozenset[int]) -> None:
        nonlocal best, found
        if total + ceiling[n] <= best:
            return
        if n == len(lefts):
            best, found = total, taken
            return
        i = lefts[n]
        for j in near[i]:
            if j not in used:
                go(n + 1, total + exact[i, j], [*taken, (i, j)], used | {j})
        go(n + 1, total, taken, used)

    go(0, 0, [], frozenset())
    return found


def _assign(weights: dict[Edge, Fraction]) -> list[Edge]:
    from scipy.optimize import linear_sum_assignment

    lefts, rights = sorted({i for i, _ in weights}), sorted({j for _, j in weights})
    table = [[float(weights.get((i, j), 0)) for j in rights] for i in lefts]
    rows, columns = linear_sum_assignment(table, maximize=True)
    chosen = [(lefts[r], rights[c]) for r, c in zip(rows, columns, strict=True)]
    return [edge for edge in chosen if edge in weights]


class Resolver:
    """Reads a span as one of a gold document's entities. Values (DATE, ...) neither resolve nor block."""

    __slots__ = ("_exact", "_index", "_rows")

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._rows = sorted(
            (m.start, m.end, m.type, m.entity or "") for m in mentions if m.type not in VALUE_TYPES
        )
        self._index = SpanIndex([(start, end) for start, end, _, _ in self._rows])
        self._exact = {(start, end): entity or None for start, end, _, entity in reversed(self._rows)}

    def entity(self, span: Span) -> str | None:
        """The entity that an argument means: the mention of highest IoU; ties to the earlier, then the shorter."""
        if span in self._exact:
            return self._exact[span]
        return self._best(span, self._index.meeting(*span))

    def speaker(self, span: Span) -> str | None:
        """The entity that a speaker means: a mention on exactly this span, else PERSON mentions wholly inside it,
        else as ``entity``; nothing for a span over 100 characters."""
        start, end = span
        if end - start > LONGEST_SPEAKER:
            return None
        if span in self._exact:
            return self._exact[span]
        near, rows = self._index.meeting(start, end), self._rows
        persons = [k for k in near if rows[k][2] == "PERSON" and rows[k][0] >= start and rows[k][1] <= end]
        return self._best(span, persons or near)

    def _best(self, span: Span, near: list[int]) -> str | None:
        spans = self._index.spans
        # The rows are sorted by start and end and max() keeps the first, which settles ties.
        return (self._rows[max(near, key=lambda k: iou(span, spans[k]))][3] or None) if near else None

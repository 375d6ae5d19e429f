"""From tagged pieces to quotes: pieces cut by their cue are one quote, and every quote takes the cue it hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from eidisi.model import PredictedQuote
from eidisi_baselines.lexicon import COMPLEMENTISERS
from eidisi_baselines.speakers import Said
from eidisi_baselines.view import Span, View

Piece = tuple[int, int, str]
LONGEST_CUE_CLAUSE = 14


def trim(view: View, piece: Piece) -> Piece | None:
    """Without white-space-like edges: a comma, a colon or a stop that stands outside the marks."""
    first, last, label = piece
    while first < last and view.tokens[first].text in {",", ".", ":", ";", "–", "-"}:
        first += 1
    while first < last and view.tokens[last - 1].text in {",", ":", "–"}:
        last -= 1
    return (first, last, label) if first < last else None


def quote_type(view: View, spans: Sequence[tuple[int, int]]) -> str:
    """direct: all in marks; mixed: some; indirect: none."""
    marked = [any((view.tokens[k].opens or view.tokens[k].closes) for k in range(*s)) for s in spans]
    whole = [view.tokens[s[0]].marks > 0 and view.tokens[s[1] - 1].marks > 0 for s in spans]
    return "direct" if all(whole) else "mixed" if any(marked) else "indirect"


def assemble(view: View, pieces: Sequence[Piece], cues: Sequence[tuple[int, int]]) -> list[tuple[Said, str]]:
    """Quotes in text order. Each cue serves one quote, the nearest that can take it."""
    trimmed = [p for p in (trim(view, piece) for piece in pieces) if p]
    groups: list[list[Piece]] = []
    for piece in trimmed:
        if groups and _continues(view, groups[-1], piece, cues):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    free = list(cues)
    found: list[tuple[Said, str]] = []
    taken: dict[int, tuple[int, int]] = {}
    offers = sorted(
        (_gap(group, cue), number, cue)
        for number, group in enumerate(groups)
        for cue in free
        if _same_sentence(view, group, cue) and not any(a <= cue[0] < b for a, b, _ in group)
    )
    for _, number, cue in offers:
        if number not in taken and cue in free:
            taken[number] = cue
            free.remove(cue)
    for number, group in enumerate(groups):
        spans = tuple((a, b) for a, b, _ in group)
        labels = {label for _, _, label in group}
        label = labels.pop() if len(labels) == 1 else quote_type(view, spans)
        found.append((Said(spans, taken.get(number)), label))
    return found


def _gap(group: Sequence[Piece], cue: tuple[int, int]) -> int:
    return min(min(abs(a - cue[1]), abs(cue[0] - b)) for a, b, _ in group)


def _same_sentence(view: View, group: Sequence[Piece], cue: tuple[int, int]) -> bool:
    homes = {view.sentence_of[k] for a, b, _ in group for k in (a, b - 1)}
    there = view.sentence_of[cue[0]]
    return there in homes or there + 1 in homes or there - 1 in homes


def _continues(view: View, group: Sequence[Piece], piece: Piece, cues: Sequence[tuple[int, int]]) -> bool:
    """Only a cue clause stands between, or nothing but white space (a further paragraph of an open quote)."""
    (_, end, label), (start, _, other) = group[-1], piece
    if "direct" not in (label, other) or label == "indirect" or other == "indirect":
        return False
    between = range(end, start)
    if not between:
        return not view.tokens[end - 1].closes
    inside = [cue for cue in cues if cue[0] in between]
    home = view.sentence_of[piece[1] - 1]
    later = [c for c in cues if piece[1] <= c[0] <= piece[1] + 3 and view.sentence_of[c[0]] == home]
    stops = any(view.tokens[k].text in {".", ";", "!"} for k in between)
    governed = any(view.fold(k) in COMPLEMENTISERS for k in between)
    return len(inside) == 1 and not (stops or later or governed) and len(between) <= LONGEST_CUE_CLAUSE


def predicted(
    view: View, found: Sequence[tuple[Said, str]], speakers: Sequence[Span | None]
) -> list[PredictedQuote]:
    """Quotes with their speakers in the shape of a prediction; the same spans never twice."""
    quotes: dict[tuple[tuple[int, int], ...], PredictedQuote] = {}
    for (said, label), speaker in zip(found, speakers, strict=True):
        quotes.setdefault(
            said.spans,
            PredictedQuote(
                spans=[list(view.span(*s)) for s in said.spans],
                type=label,
                cue=list(view.span(*said.cue)) if said.cue else None,
                speaker=list(speaker) if speaker else None,
            ),
        )
    return list(quotes.values())

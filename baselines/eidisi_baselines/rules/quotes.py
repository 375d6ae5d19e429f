"""Quotes by guillemets and reporting verbs; speakers by distance and Greek case, or the last speaker (pro-drop)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eidisi.model import PredictedQuote
from eidisi_baselines import lexicon, quoting
from eidisi_baselines.candidates import ARTICLES, Candidate, people
from eidisi_baselines.quoting import Piece
from eidisi_baselines.speakers import Said
from eidisi_baselines.token_features import is_reporting
from eidisi_baselines.view import Span, View

SHORTEST = 3
"""A marked string of fewer words is taken for a name or a scare quote, unless a reporting verb stands beside it."""


def quotes(view: View, candidates: Sequence[Candidate]) -> list[PredictedQuote]:
    """Marked strings and ότι-clauses with a cue in their sentence, and their speakers."""
    cues = [(k, k + 1 + _particle(view, k)) for k in range(len(view.tokens)) if is_reporting(view.fold(k))]
    candidates = [*candidates, *people(view)]
    pieces: list[Piece] = []
    for tokens in view.lines:
        pieces += _marked(view, tokens, cues)
    for clause in _clauses(view, cues, pieces):
        inner = [p for p in pieces if p[0] < clause[1] and clause[0] < p[1]]
        if all(clause[0] <= a and b <= clause[1] for a, b, _ in inner):
            pieces = [*(p for p in pieces if p not in inner), clause]
    inside = {k for a, b, _ in pieces for k in range(a, b)}
    found = quoting.assemble(view, sorted(pieces), [cue for cue in cues if cue[0] not in inside])
    kept = [(said, label) for said, label in found if said.cue or (label == "direct" and _long(view, said))]
    return quoting.predicted(view, kept, _speakers(view, [said for said, _ in kept], candidates))


def _particle(view: View, k: int) -> bool:
    """«σύμφωνα με» is one cue."""
    return view.fold(k) == "συμφωνα" and view.fold(k + 1) == "με"


def _long(view: View, said: Said) -> bool:
    """A whole sentence in marks needs no cue."""
    return any(b - a > 8 for a, b in said.spans)


def _marked(view: View, tokens: range, cues: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Strings in marks on one line; a mark that never closes runs to the line's end."""
    opened: int | None = None
    depth = 0
    for k in tokens:
        if view.tokens[k].opens:
            opened = k if depth == 0 else opened
            depth += 1
        elif view.tokens[k].closes and depth:
            depth -= 1
            if depth == 0 and opened is not None:
                if k - opened - 1 >= SHORTEST or _beside(view, opened, cues):
                    yield (opened, k + 1, "direct")
                opened = None
    if opened is not None and tokens.stop - opened > SHORTEST:
        yield (opened, tokens.stop, "direct")


def _beside(view: View, opened: int, cues: Sequence[tuple[int, int]]) -> bool:
    return any(0 < opened - cue[0] <= 3 for cue in cues)


def _clauses(view: View, cues: Sequence[tuple[int, int]], marked: Sequence[Piece]) -> Iterator[Piece]:
    """From ότι or πως after a cue to the end of the sentence, or to the next cue's clause; and what σύμφωνα με governs."""
    taken = {k for a, b, _ in marked for k in range(a, b)}
    for cue, _ in cues:
        sentence = view.sentences[view.sentence_of[cue]]
        if cue in taken:
            continue
        if view.fold(cue) == "συμφωνα":
            comma = next((k for k in range(cue, sentence.stop) if view.tokens[k].text == ","), None)
            span = (comma + 1, sentence.stop - 1) if comma else (sentence.start, cue)
            if span[1] - span[0] > 2:
                yield (*span, _type(view, *span))
            continue
        that = next(
            (k for k in range(cue + 1, min(cue + 8, sentence.stop)) if view.fold(k) in {"οτι", "πωσ"}), None
        )
        if that is None or that + 1 in taken:
            continue
        stop = next(
            (k for k in range(that + 2, sentence.stop) if is_reporting(view.fold(k)) and k not in taken),
            sentence.stop,
        )
        last = stop - 1 if stop == sentence.stop else stop
        while last > that + 1 and view.tokens[last - 1].text in {",", "και", ".", ";"}:
            last -= 1
        if last - that > 2:
            yield (that + 1, last, _type(view, that + 1, last))


def _type(view: View, first: int, last: int) -> str:
    return "mixed" if any(view.tokens[k].opens for k in range(first, last)) else "indirect"


def _speakers(view: View, quotes: Sequence[Said], candidates: Sequence[Candidate]) -> list[Span | None]:
    """The nearest eligible subject in the cue's sentence, else the last speaker."""
    found: list[Span | None] = []
    last: Span | None = None
    for said in quotes:
        home = view.sentence_of[said.anchor]
        best = min(
            (
                c
                for c in candidates
                if view.sentence_of[c.first] == home and not said.holds(c) and _eligible(view, said, c)
            ),
            key=lambda c: (abs(c.first - said.anchor), c.first),
            default=None,
        )
        last = best.span if best else last
        found.append(last)
    return found


def _eligible(view: View, said: Said, c: Candidate) -> bool:
    """A person or body in the nominative; after σύμφωνα με, in the accusative."""
    if c.type not in {"PERSON", "ORG", "GPE", "NORP"} or (c.type == "GPE" and said.cue is None):
        return False
    case = ARTICLES.get(view.fold(c.first - 1), "none")
    if said.cue and view.fold(said.cue[0]) == "συμφωνα":
        return c.first > said.cue[0]
    before = view.fold(c.first - 1)
    return (
        case in {"nom", "neu", "none"}
        and before not in {"σε", "με", "απο", "για", "τησ", "του"} | lexicon.SCALES
    )

"""Quotes: what was said, and by whom.

**Conventions.** A quote is a set of spans ("..., he said, ..." cuts one in two). Before anything is compared, both
sides are intersected with the document's lines, so a span that runs over a line end loses only the white space there;
a predicted quote left empty still counts as predicted. An invalid quote that --drop-invalid dropped is one more
predicted quote in every F1 measure.

**Pairing.** Quotes pair one to one, only where they share a character, so that the sum over pairs of

    character F1 + 1e-5 (speaker right) + 1e-7 (type right) + 1e-9 (cue right) + 1e-13 x shared characters

is greatest. The small terms only settle what character F1 leaves open. One to one is what bounds the scores: a quote
cut in three is one pair and two false positives, one prediction over the whole text is one pair with little
precision, and a repeated prediction gains nothing. ``spans.best_pairing`` says how the optimum is found.

**Speaker.** The predicted speaker is a span anywhere in the document, read as an entity (``spans.Resolver``). It is
right if that is one of the gold entities: any mention will do, any one of joint speakers. None is right exactly when
the gold speaker is UNKNOWN or AUTHOR. How the text expresses the speaker plays no part: where Greek drops the
subject, the name is still asked for.

**Measures.**

``strict``            micro F1, the sets of spans equal; without the pairing
``overlap``           P = sum over pairs of shared / predicted characters, over predicted quotes; R likewise over gold
``relaxed``           micro F1 over pairs with as many spans on both sides and every boundary at most 5 characters off
``attribution``       (ranked) ``overlap`` over the pairs whose speaker is right
``joint``             ``strict`` with the speaker right
``cue``               micro F1 over cues: right when the two cues of a pair are the same span; P over predicted quotes
                      with a cue, R over gold quotes with one
``speaker_accuracy``  right over pairs; diagnostic, since it says nothing of the quotes that were missed
``type_accuracy``     likewise

**References.** Pareti et al. 2013 (strict and partial; their partial sums over all overlapping pairs and may pass 1);
Scheible, Klinger and Pado 2016 (QSample); Newell, Cowlishaw and Man 2018 (Citron); Asr et al. 2021 (Gender Gap
Tracker); the GermEval 2023 shared task SpkAtt (alignment by assignment, attribution inside the pair).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from eidisi.model import Document, Quote, Span, Spans
from eidisi.ontology import SPECIAL_SPEAKERS
from eidisi.scoring.answers import Answer, AnswerQuote
from eidisi.scoring.spans import Resolver, SpanIndex, best_pairing, clip, length

TOLERANCE: Final = 5
Pair = tuple[int, int, int]  # position on the left, position on the right, shared characters
Extra = Callable[[int, int, int], Fraction]


def pair(left: Sequence[Spans], right: Sequence[Spans], extra: Extra | None = None) -> list[Pair]:
    """Pair quotes one to one, maximising the sum of character F1 and ``extra(i, j, shared)``.

    Without ``extra`` character F1 alone decides, as agreement wants it. The spans are clipped already. Pairs come in
    the order of the left quotes' spans; i and j are positions in ``left`` and ``right`` as given.
    """
    if not left or not right:
        return []
    lefts = sorted(range(len(left)), key=left.__getitem__)
    rights = sorted(range(len(right)), key=right.__getitem__)
    pieces = sorted((start, end, j) for j, where in enumerate(rights) for start, end in right[where])
    index = SpanIndex([(start, end) for start, end, _ in pieces])
    shared: dict[tuple[int, int], int] = {}
    for i, where in enumerate(lefts):
        for start, end in left[where]:
            for k in index.meeting(start, end):
                low, high, j = pieces[k]
                shared[i, j] = shared.get((i, j), 0) + min(end, high) - max(start, low)

    def weight(i: int, j: int) -> Fraction:
        a, b, same = lefts[i], rights[j], shared[i, j]
        value = Fraction(2 * same, length(left[a]) + length(right[b]))
        return value + extra(a, b, same) if extra else value

    return [(lefts[i], rights[j], shared[i, j]) for i, j in best_pairing(shared, weight)]


def speaker_right(entities: Iterable[str], speaker: Span | None, resolver: Resolver) -> bool:
    """Is the predicted speaker one of the gold entities, or rightly none?"""
    if speaker is None:
        return all(entity in SPECIAL_SPEAKERS for entity in entities)
    found = resolver.speaker(speaker)
    return found is not None and found in entities


def close(left: Spans, right: Spans) -> bool:
    """As many spans, and every boundary at most TOLERANCE characters off."""
    return len(left) == len(right) and all(
        abs(a - c) <= TOLERANCE and abs(b - d) <= TOLERANCE
        for (a, b), (c, d) in zip(left, right, strict=True)
    )


class GoldQuotes:
    """A document's gold quotes, clipped, prepared once for any number of systems."""

    __slots__ = ("by_spans", "cues", "quotes", "resolver", "spans")

    def __init__(self, document: Document, resolver: Resolver | None = None) -> None:
        self.resolver = resolver or Resolver(document.mentions)
        self.quotes: tuple[Quote, ...] = document.quotes
        self.spans: list[Spans] = [clip(quote.spans, document.lines) for quote in document.quotes]
        self.by_spans = {spans: i for i, spans in enumerate(self.spans) if spans}
        self.cues = sum(quote.cue is not None for quote in document.quotes)


class Paired(NamedTuple):
    """A gold quote and the predicted one that it pairs with (positions), and what is right about the pair."""

    gold: int
    predicted: int
    p: float  # shared / predicted characters
    r: float  # shared / gold characters
    speaker: bool
    relaxed: bool
    cue: bool
    type: bool


class Outcomes(NamedTuple):
    """What every measure counts, quote by quote: the pairs, and gold quote (position) -> is the speaker right too,
    of the gold quotes that were found exactly."""

    pairs: list[Paired]
    equal: dict[int, bool]


def outcomes(gold: GoldQuotes, answer: Answer) -> Outcomes:
    """Compare one document's quotes. ``count`` adds this up; slices pick from it."""
    ours, theirs = gold.quotes, answer.quotes or []
    known: dict[tuple[int, int], bool] = {}

    def speaker(i: int, j: int) -> bool:
        if (i, j) not in known:
            known[i, j] = speaker_right(ours[i].speaker.entities, theirs[j].speaker, gold.resolver)
        return known[i, j]

    def extra(i: int, j: int, shared: int) -> Fraction:
        small = (
            10**8 * speaker(i, j)
            + 10**6 * _type_right(ours[i], theirs[j])
            + 10**4 * _cue_right(ours[i], theirs[j])
        )
        return Fraction(small + shared, 10**13)

    predicted = [quote.spans for quote in theirs]
    pairs = [
        Paired(
            i,
            j,
            shared / length(predicted[j]),
            shared / length(gold.spans[i]),
            speaker(i, j),
            close(gold.spans[i], predicted[j]),
            _cue_right(ours[i], theirs[j]),
            _type_right(ours[i], theirs[j]),
        )
        for i, j, shared in pair(gold.spans, predicted, extra)
    ]
    equal = {gold.by_spans[spans]: j for j, spans in enumerate(predicted) if spans in gold.by_spans}
    return Outcomes(pairs, {i: speaker(i, j) for i, j in equal.items()})


def count(gold: Document | GoldQuotes, answer: Answer) -> list[float]:
    """One document's rows, in the order of ``measures_of("quotes")``."""
    if isinstance(gold, Document):
        gold = GoldQuotes(gold)
    pairs, equal = outcomes(gold, answer)
    p_over = r_over = p_said = r_said = 0.0
    relaxed = cues = speakers = types = 0
    for found in pairs:
        p_over += found.p
        r_over += found.r
        if found.speaker:
            p_said += found.p
            r_said += found.r
            speakers += 1
        relaxed += found.relaxed
        cues += found.cue
        types += found.type

    joint = sum(equal.values())
    invalid, theirs = answer.invalid_quotes, answer.quotes or ()
    n_gold, n_predicted = len(gold.quotes), len(theirs) + invalid
    with_cue = sum(quote.cue is not None for quote in theirs) + invalid
    return [
        len(equal), n_predicted, len(equal), n_gold,
        p_over, n_predicted, r_over, n_gold,
        relaxed, n_predicted, relaxed, n_gold,
        p_said, n_predicted, r_said, n_gold,
        joint, n_predicted, joint, n_gold,
        cues, with_cue, cues, gold.cues,
        speakers, len(pairs), 0, 0,
        types, len(pairs), 0, 0,
    ]  # fmt: skip


def _type_right(gold: Quote, predicted: AnswerQuote) -> bool:
    return gold.type == predicted.type


def _cue_right(gold: Quote, predicted: AnswerQuote) -> bool:
    return gold.cue is not None and gold.cue == predicted.cue

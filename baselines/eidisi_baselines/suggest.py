"""Where quote content can begin and end: far fewer spans than all n-grams, and nearly all of the gold ones.

Candidates of a line are: a string in marks, with and without what follows it to the end of its clause; what follows ότι, πως,
να, αν, a colon or the comma after «σύμφωνα με»; a sentence, or its part before or after a comma. Each may end at any clause
end (a comma, a stop, a mark, the words ενώ, και, αλλά) of its sentence, or with a later sentence of the same line if marks
are open.
"""

from __future__ import annotations

from collections.abc import Iterator

from eidisi_baselines.lexicon import COMPLEMENTISERS
from eidisi_baselines.token_features import is_reporting
from eidisi_baselines.view import View

STOPS = frozenset({".", ";", "!", "…", ",", ":", "–", "-"})
JOINTS = frozenset({"ενω", "και", "αλλα", "καθωσ", "οπωσ", "λεγοντασ", "προσθετοντασ", "που"})
LONGEST = 220
MOST_SENTENCES = 6


def suggest(view: View) -> list[tuple[int, int]]:
    """Token spans, sorted, each once."""
    found: set[tuple[int, int]] = set()
    for number, sentence in enumerate(view.sentences):
        starts = set(_starts(view, sentence))
        ends = set(_ends(view, sentence))
        found |= {(a, b) for a in starts for b in ends if a < b}
        found |= set(_marked(view, number))
    return sorted(span for span in found if span[1] - span[0] <= LONGEST)


def _starts(view: View, sentence: range) -> Iterator[int]:
    yield sentence.start
    for k in sentence:
        text, folded = view.tokens[k].text, view.fold(k)
        if view.tokens[k].opens and not (k > sentence.start and view.tokens[k - 1].opens):
            yield k
        if folded in COMPLEMENTISERS:
            yield from (k, k + 1)
        if text in {":", ","} or view.tokens[k].closes or is_reporting(folded):
            yield k + 1


def _ends(view: View, sentence: range) -> Iterator[int]:
    yield sentence.stop
    for k in sentence:
        if view.tokens[k].text in STOPS:
            yield k
        if view.tokens[k].closes:
            yield k + 1
        if view.fold(k) in JOINTS or is_reporting(view.fold(k)):
            yield k


def _marked(view: View, number: int) -> Iterator[tuple[int, int]]:
    """From a mark of this sentence over the following ones while it is open."""
    for k in view.sentences[number]:
        if not view.tokens[k].opens:
            continue
        for later in view.sentences[number : number + MOST_SENTENCES]:
            for j in later:
                if j > k and view.tokens[j].closes:
                    yield (k, j + 1)
            yield (k, later.stop)

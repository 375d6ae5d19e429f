"""Features of a token for the taggers: form, affixes (Greek inflects at the end), shape, neighbours. No gazetteer."""

from __future__ import annotations

from functools import lru_cache

from eidisi_baselines.lexicon import COMPLEMENTISERS, REPORTING
from eidisi_baselines.view import View


@lru_cache(maxsize=65536)
def shape(text: str) -> str:
    """Χx for «Χανιά», XX for «ΕΕ», d.d for «6.1»; Latin letters are A, a; runs are shortened to two."""
    found: list[str] = []
    for c in text:
        if c.isdigit():
            kind = "d"
        elif c.isalpha():
            kind = ("A" if c.isupper() else "a") if c.isascii() else ("Χ" if c.isupper() else "χ")
        else:
            kind = c
        if found[-2:] != [kind, kind]:
            found.append(kind)
    return "".join(found)


@lru_cache(maxsize=65536)
def _form(text: str, folded: str) -> tuple[str, ...]:
    rows = [f"w={folded}", f"s={shape(text)}"]
    rows += [f"e{n}={folded[-n:]}" for n in (1, 2, 3, 4) if len(folded) > n]
    rows += [f"p{n}={folded[:n]}" for n in (3, 4, 5, 6) if len(folded) > n]
    return tuple(rows)


def is_reporting(folded: str) -> bool:
    """Whether a word looks like a form of a verb or noun of saying."""
    return folded.startswith(REPORTING)


def local(view: View, k: int, tokens: range) -> list[str]:
    """Features of token ``k`` and of two neighbours on each side, inside ``tokens`` (a sentence or a line)."""
    t = view.tokens[k]
    rows = ["1", *_form(t.text, t.fold)]
    if k == tokens.start:
        rows.append("first")
    if t.marks:
        rows.append("inmarks")
    for step in (-2, -1, 1, 2):
        other = k + step
        if other not in tokens:
            rows.append(f"{step}edge")
            continue
        n = view.tokens[other]
        rows += [f"{step}w={n.fold}", f"{step}s={shape(n.text)}", f"{step}e={n.fold[-3:]}"]
    if k > tokens.start:
        rows.append(f"-1|0={view.tokens[k - 1].fold}|{t.fold[-3:]}")
    return rows


def sentence_features(view: View, tokens: range) -> list[list[str]]:
    """One feature set a token of a sentence."""
    first = tokens.start
    while first < tokens.stop and not view.tokens[first].text[0].isalnum():
        first += 1
    title = view.tokens[tokens.start].start < view.title_end if len(tokens) else False
    found = []
    for k in tokens:
        rows = local(view, k, tokens)
        if k == first:
            rows.append("opens")
        if title:
            rows.append("title")
        found.append(rows)
    return found


def line_features(view: View, tokens: range) -> list[list[str]]:
    """One feature set a token of a line, for content that may run over sentences: marks, cues and complementisers."""
    found = []
    last_cue, last_that, since = "none", "none", 99
    sentence = -1
    for k in tokens:
        t = view.tokens[k]
        if view.sentence_of[k] != sentence:
            sentence = view.sentence_of[k]
            own = view.sentences[sentence]
            ahead = next((view.fold(j)[:5] for j in own if is_reporting(view.fold(j))), "none")
            last_cue, last_that, since = "none", "none", 99
            comma = False
        rows = local(view, k, tokens)
        rows += [f"cue={last_cue}", f"that={last_that}", f"any={ahead}", f"marks={min(t.marks, 2)}"]
        if k == own.start:
            rows.append("sentence")
        if k + 1 == own.stop:
            rows.append("stop")
        if comma:
            rows.append("comma")
        rows += [f"since={min(since, 6)}", f"cue|that={last_cue != 'none'}{last_that}|{min(t.marks, 1)}"]
        found.append(rows)
        since += 1
        comma = comma or t.text == ","
        if is_reporting(t.fold):
            last_cue, since, comma = t.fold[:5], 0, False
        elif t.fold in COMPLEMENTISERS:
            last_that, since, comma = t.fold, 0, False
    return found

"""Names by capitals and word lists, dates and amounts by their shapes. Nothing here is trained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eidisi_baselines import lexicon
from eidisi_baselines.candidates import ARTICLES
from eidisi_baselines.iob import TaggedSpan
from eidisi_baselines.view import View

_NUMBER = re.compile(r"\d+([.,:]\d+)*%?")
_YEAR = re.compile(r"(1[89]|20)\d\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")


def names(view: View) -> list[TaggedSpan]:
    """Flat spans in text order; values come first, since a capital month is no name."""
    found: list[TaggedSpan] = []
    for tokens in view.sentences:
        taken: set[int] = set()
        for span in (*_values(view, tokens), *_capitals(view, tokens)):
            if not taken & set(range(*span[:2])):
                found.append(span)
                taken |= set(range(*span[:2]))
    return sorted(found)


def _values(view: View, tokens: range) -> Iterator[TaggedSpan]:
    k = tokens.start
    while k < tokens.stop:
        span = _value(view, k, tokens.stop)
        if span is None:
            k += 1
        else:
            yield span
            k = span[1]


def _value(view: View, k: int, stop: int) -> TaggedSpan | None:
    """The value that begins at token ``k``."""
    text, folded = view.tokens[k].text, view.fold(k)
    if folded in lexicon.RELATIVE_DAYS:
        return (k, k + 1, "DATE")
    if folded.startswith(lexicon.DAYS) and text[0].isupper():
        end = k + 1
        return (k, _number_and_month(view, end, stop) or end, "DATE")
    if folded.startswith(lexicon.MONTHS) and text[0].isupper():
        return (k, _year(view, k + 1, stop), "DATE")
    if text in "$€£" and k + 1 < stop and _NUMBER.fullmatch(view.tokens[k + 1].text):
        end = k + 2
        return (k, end + (view.fold(end) in lexicon.SCALES and end < stop), "MONEY")
    if not _NUMBER.fullmatch(text):
        return None
    if text.endswith("%"):
        return (k, k + 1, "QUANTITY")
    month = _number_and_month(view, k, stop)
    if month:
        return (k, month, "DATE")
    if _CLOCK.fullmatch(text) and view.fold(k - 1) in {"στισ", "ωρα", "απο", "εωσ", "μεχρι"}:
        return (k, k + 1, "DATE")
    end = k + 1
    while end < stop and view.fold(end) in lexicon.SCALES:
        end += 1
    unit = view.fold(end) if end < stop else ""
    if unit.startswith(lexicon.CURRENCIES):
        return (k, end + 1, "MONEY")
    if unit.startswith(lexicon.MEASURES):
        return (k, end + 1, "QUANTITY")
    if unit.startswith(lexicon.TIME_UNITS):
        return (k, end + 1, "DATE")
    if _YEAR.fullmatch(text) and view.fold(k - 1) in {"το", "του", "τησ", "απο", "εωσ"}:
        return (k, k + 1, "DATE")
    return None


def _number_and_month(view: View, k: int, stop: int) -> int | None:
    """Where «14 Μαρτίου 2012», which begins at ``k``, ends."""
    if (
        k + 1 < stop
        and _NUMBER.fullmatch(view.tokens[k].text)
        and view.fold(k + 1).startswith(lexicon.MONTHS)
    ):
        return _year(view, k + 2, stop)
    return None


def _year(view: View, k: int, stop: int) -> int:
    skip = k + (view.fold(k) == "του")
    return skip + 1 if skip < stop and _YEAR.fullmatch(view.tokens[skip].text) else k


def _capitals(view: View, tokens: range) -> Iterator[TaggedSpan]:
    """Runs of capitalised words; the first word of a sentence only where it is no common opener."""
    opens = next((k for k in tokens if view.tokens[k].text[0].isalnum()), tokens.start)
    capitals = sum(view.tokens[k].text.isupper() and len(view.tokens[k].text) > 1 for k in tokens)
    if capitals > len(tokens) / 2:  # a headline in capitals says nothing about names
        return
    k = tokens.start
    while k < tokens.stop:
        if not _capital(view, k):
            k += 1
            continue
        end = k + 1
        while end < tokens.stop and _capital(view, end):
            end += 1
        first = k
        if first == opens and not _name_opens(view, first, end):
            first += 1
        if first < end:
            yield (first, end, etype(view, first, end))
        k = end


def _capital(view: View, k: int) -> bool:
    text = view.tokens[k].text
    return text[0].isupper() and (len(text) > 1 or k + 1 < len(view.tokens)) and view.fold(k) not in ARTICLES


def _name_opens(view: View, first: int, end: int) -> bool:
    """Whether the capital that opens a sentence is a name too."""
    text, folded = view.tokens[first].text, view.fold(first)
    return (
        (text.isupper() and len(text) > 1)
        or folded.startswith((*lexicon.COUNTRIES, *lexicon.DEMONYMS))
        or (end - first > 1 and not folded.startswith(lexicon.OFFICES))
        or view.fold(end) == ":"
    )  # fmt: skip


def etype(view: View, first: int, end: int) -> str:
    """The type of a capitalised run, by its words and by what stands in front of it."""
    words = [view.fold(k) for k in range(first, end)]
    text = view.text[slice(*view.span(first, end))]
    before = view.fold(first - 1)
    head = view.fold(first - 2) if before in ARTICLES else before
    if any(w.startswith(lexicon.BODY_HEADS) for w in words):
        return "ORG"
    for name, heads in lexicon.PLACE_HEADS.items():
        if words[0].startswith(heads) or head.startswith(heads):
            return name
    if words[0].startswith(lexicon.DEMONYMS):
        return "NORP"
    if words[0].startswith(lexicon.COUNTRIES):
        return "GPE"
    if before in lexicon.TITLES or before.startswith(lexicon.OFFICES):
        return "PERSON"
    if (text.isupper() and len(words) == 1) or text.isascii():
        return "ORG"
    if len(words) >= 2:
        return "PERSON"
    if ARTICLES.get(before) == "se" or before in {"σε", "απο"}:
        return "GPE"
    return "PERSON" if before in {"ο", "του", "τον"} else "ORG" if view.tokens[first - 1].opens else "GPE"

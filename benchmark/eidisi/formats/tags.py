"""Sequence tags: IOB1, IOB2, IOBES and BILOU to token spans and back.

A tag is ``O`` or a prefix, a hyphen and a type (``B-PERSON``). The scheme is never guessed: it is IOB2 unless the
caller says another. In all four schemes a sequence is well-formed when every pair of neighbours is, with ``O``
before the first and after the last tag, so that one table says all:

========  ========================  ======================================
scheme    after                     may follow
========  ========================  ======================================
IOB2      O                         O, B-any
IOB2      B-X, I-X                  O, B-any, I-X
IOB1      O                         O, I-any
IOB1      B-X, I-X                  O, I-any, B-X (a second X right after the first)
IOBES     O, E-X, S-X               O, B-any, S-any
IOBES     B-X, I-X                  I-X, E-X
========  ========================  ======================================

BILOU is IOBES with L for E and U for S.

Well-formedness is checked here, tag by tag, because seqeval drops or mends ill-formed entities without a word. What
is well-formed is decoded by seqeval's schemes. What is not is an error, unless a repair is named:

- ``conlleval``: as conlleval.pl and seqeval's default: a tag that continues nothing opens an entity, and an entity
  that is not closed ends before the next one or ``O``. BILOU is turned into IOBES first, since that decoder does not
  know L and U;
- ``discard``: as seqeval's ``mode="strict"``: an ill-formed entity does not exist.

A tag that the scheme does not have at all (``X-PER``, ``b-PER``, ``B``, a number, S-PER in IOB2) is an error under
every repair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final

from eidisi.problems import Problems

SCHEMES: Final = ("IOB1", "IOB2", "IOBES", "BILOU")
REPAIRS: Final = ("none", "conlleval", "discard")

TokenSpan = tuple[int, int, str]
"""First token, token after the last, type."""

_TAG = re.compile(r"([A-Z])-([^\s-](?:\S*[^\s-])?)")
_AFTER_OUTSIDE: Final = MappingProxyType({"IOB1": "I", "IOB2": "B", "IOBES": "BS", "BILOU": "BU"})
_CLOSERS: Final = MappingProxyType({"IOB1": "", "IOB2": "", "IOBES": "ES", "BILOU": "LU"})
_PREFIXES: Final = MappingProxyType({"IOB1": "BI", "IOB2": "BI", "IOBES": "BIES", "BILOU": "BILU"})
_LAST: Final = MappingProxyType({"IOBES": "E", "BILOU": "L"})
_SINGLE: Final = MappingProxyType({"IOBES": "S", "BILOU": "U"})


def known_scheme(name: str) -> str:
    """The scheme's name in capitals. Raises ValueError if there is no such scheme."""
    if name.upper() not in SCHEMES:
        raise ValueError(f"no tag scheme {name!r}: one of {', '.join(SCHEMES)}")
    return name.upper()


def known_repair(name: str) -> str:
    """The repair's name. Raises ValueError if there is no such repair."""
    if name not in REPAIRS:
        raise ValueError(f"no repair {name!r}: one of {', '.join(REPAIRS)}")
    return name


def split_tag(tag: str, scheme: str) -> tuple[str, str] | None:
    """Prefix and type, ``("O", "")`` for O; None if the scheme has no such tag."""
    if tag == "O":
        return "O", ""
    match = _TAG.fullmatch(tag)
    if match is None or match[1] not in _PREFIXES[scheme]:
        return None
    return match[1], match[2]


def _legal(before: tuple[str, str], here: tuple[str, str], scheme: str) -> bool:
    (last, opened), (prefix, etype) = before, here
    if last == "O" or last in _CLOSERS[scheme]:
        return prefix == "O" or prefix in _AFTER_OUTSIDE[scheme]
    if scheme in _LAST:
        return prefix in ("I", _LAST[scheme]) and etype == opened
    return prefix == "O" or prefix in _AFTER_OUTSIDE[scheme] or etype == opened


def _allowed(before: tuple[str, str], scheme: str) -> str:
    """What may stand after a tag, in words."""
    last, opened = before
    if last == "O" or last in _CLOSERS[scheme]:
        return " or ".join(["O", *(f"{prefix}-..." for prefix in _AFTER_OUTSIDE[scheme])])
    if scheme in _LAST:
        return f"I-{opened} or {_LAST[scheme]}-{opened}"
    return f"O, B-... or I-{opened}" if scheme == "IOB2" else f"O, I-... or B-{opened}"


def faults(tags: Sequence[str], scheme: str) -> list[tuple[int, str, bool]]:
    """Every fault of one sentence: the tag's index, what is wrong, and whether a repair may mend it."""
    found: list[tuple[int, str, bool]] = []
    before: tuple[str, str] | None = ("O", "")
    for index, tag in enumerate(tags):
        here = split_tag(tag, scheme)
        if here is None:
            names = ", ".join(f"{prefix}-TYPE" for prefix in _PREFIXES[scheme])
            found.append((index, f"{tag!r} is no tag of {scheme}, which has O, {names}", False))
        elif before is not None and not _legal(before, here, scheme):
            where = f"after {tags[index - 1]}" if index else "at the start of a sentence"
            found.append((index, f"{tag} {where}: {scheme} allows {_allowed(before, scheme)} here", True))
        before = here
    if tags and before is not None and not _legal(before, ("O", ""), scheme):
        message = f"the sentence ends after {tags[-1]}: {scheme} wants {_allowed(before, scheme)} first"
        found.append((len(tags) - 1, message, True))
    return found


def fitting_schemes(sentences: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The schemes under which every sentence is well-formed: for a hint, never for a decision."""
    fits = list(SCHEMES)
    for tags in sentences:
        fits = [scheme for scheme in fits if not faults(tags, scheme)]
    return tuple(fits)


def decode_tags(
    tags: Sequence[str],
    problems: Problems,
    *,
    scheme: str = "IOB2",
    repair: str = "none",
    lines: Sequence[int] | None = None,
    document: str | None = None,
    hint: str | None = None,
) -> list[TokenSpan]:
    """The entities of one sentence in order.

    Each fault that the repair does not mend is a ``bad-tag`` on its line (``lines`` gives one per tag), and the
    sentence then has no entities. Raises ValueError for an unknown scheme or repair.
    """
    scheme, repair = known_scheme(scheme), known_repair(repair)
    found = faults(tags, scheme)
    final = [fault for fault in found if repair == "none" or not fault[2]]
    for index, message, _ in final:
        line = lines[index] if lines is not None else None
        where = None if lines is not None else f"tags[{index}]"
        problems.add("bad-tag", message, line=line, document=document, path=where, hint=hint)
    if final or not any(tag != "O" for tag in tags):
        return []
    return _conlleval(tags, scheme) if found and repair == "conlleval" else _strict(tags, scheme)


def _strict(tags: Sequence[str], scheme: str) -> list[TokenSpan]:
    from seqeval import scheme as schemes

    entities = schemes.Tokens(list(tags), getattr(schemes, scheme)).entities
    return [(entity.start, entity.end, entity.tag) for entity in entities]


def _conlleval(tags: Sequence[str], scheme: str) -> list[TokenSpan]:
    from seqeval.metrics.sequence_labeling import get_entities

    if scheme == "BILOU":
        tags = [{"L": "E", "U": "S"}.get(tag[0], tag[0]) + tag[1:] for tag in tags]
    return [(start, last + 1, etype) for etype, start, last in get_entities(list(tags))]


def encode_tags(spans: Iterable[TokenSpan], length: int, scheme: str = "IOB2") -> list[str]:
    """The tags of a sentence of ``length`` tokens. Raises ValueError if spans overlap, are empty or lie outside."""
    scheme = known_scheme(scheme)
    tags = ["O"] * length
    previous: TokenSpan = (0, 0, "")
    for start, end, etype in sorted(spans):
        if not 0 <= start < end <= length:
            raise ValueError(f"no span of {length} tokens: {(start, end)}")
        if start < previous[1]:
            raise ValueError(f"tags cannot hold overlapping spans: {previous} and {(start, end, etype)}")
        if split_tag(f"B-{etype}", "IOB2") is None:
            raise ValueError(f"tags cannot hold the type {etype!r}")
        tags[start:end] = [f"I-{etype}"] * (end - start)
        if scheme != "IOB1" or previous[1:] == (start, etype):
            tags[start] = f"B-{etype}"
        if scheme in _LAST:
            tags[end - 1] = f"{_LAST[scheme] if end - start > 1 else _SINGLE[scheme]}-{etype}"
        previous = (start, end, etype)
    return tags

"""The rules of the guidelines that a program can check: each a function that adds problems, none that decides.

``check_rules`` needs no text; rules about characters (edge space, tokens) use the text or the index where given.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import UNSET

from eidisi.model import Document, Mention, Span
from eidisi.ontology import EVENT_ROLES, OVERT, PLACE_TYPES, SPECIAL_SPEAKERS, TIME_TYPES, VALUE_TYPES
from eidisi.problems import Problems

_LEVEL_OF: Final = {"name": "named", "nominal": "nominal", "pronoun": "pronoun"}


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def mention_rules(document: Document, problems: Problems) -> None:
    """Names are flat, no two mentions share a span, values are named and have no entity."""
    spans: dict[Span, str] = {}
    flat: list[Mention] = []
    for m in document.mentions:
        path = f"mentions[{m.id}]"
        if m.span in spans:
            problems.add(
                "same-span", f"{m.id} and {spans[m.span]} share a span", document=document.id, path=path
            )
        spans[m.span] = m.id
        if m.type in VALUE_TYPES and (m.level != "named" or m.entity is not None):
            problems.add("level-of-value", f"{m.id} is a {m.type}", document=document.id, path=path)
        if m.type not in VALUE_TYPES and m.entity is None:
            problems.add("no-entity", f"{m.id} has no entity id", document=document.id, path=path)
        if m.level == "named":
            flat.append(m)
    flat.sort(key=lambda m: m.span)
    for a, b in itertools.pairwise(flat):
        if overlap(a.span, b.span):
            problems.add(
                "overlapping-names", f"{a.id} {a.span} and {b.id} {b.span} overlap",
                document=document.id, path=f"mentions[{b.id}]",
            )  # fmt: skip


def idle_rules(document: Document, problems: Problems) -> None:
    """A nominal or pronoun is annotated only if it speaks or fills a role."""
    used = {t for q in document.quotes for t in q.speaker.mentions}
    used |= {a.ref for e in document.events for a in e.arguments if a.ref}
    for m in document.mentions:
        if m.level != "named" and m.id not in used:
            problems.add(
                "idle-nominal", f"{m.level} {m.id} {m.span}{_shown(document, m.span)} neither speaks nor fills a role",
                document=document.id, path=f"mentions[{m.id}]",
                hint="take it out, or point at it with KEY@SENTENCE",
            )  # fmt: skip


def quote_rules(document: Document, problems: Problems) -> None:
    """Cue outside its content, speaker and realisation fit, no span crosses a line, only outer quotes."""
    by_id = {m.id: m for m in document.mentions}
    spans = sorted((span, q.id) for q in document.quotes for span in q.spans)
    for (a, one), (b, other) in itertools.pairwise(spans):
        if overlap(a, b):
            problems.add(
                "overlapping-quotes", f"{one} {a} and {other} {b} overlap", document=document.id, path=f"quotes[{other}]",
                hint="only the outer quote is annotated",
            )  # fmt: skip
    for q in document.quotes:
        path = f"quotes[{q.id}]"

        def fail(message: str, code: str = "speaker-realisation", path: str = path) -> None:
            problems.add(code, message, document=document.id, path=path)

        for span in q.spans:
            if document.lines is not None and not _in_one_line(document, span):
                fail(f"{q.id} {span} crosses a line end", "crosses-line")
            if q.cue is not None and overlap(span, q.cue):
                fail(f"the cue {q.cue} of {q.id} lies in its content", "cue-in-content")
        s = q.speaker
        special = [e for e in s.entities if e in SPECIAL_SPEAKERS]
        if special and (len(s.entities) > 1 or s.mentions or s.realisation != "none"):
            fail(f"{special[0]} stands alone, without a mention, realisation none")
        if not special and (s.realisation == "none" or not s.mentions):
            fail(f"a speaker other than UNKNOWN and AUTHOR has a mention and a realisation: {s.realisation}")
        if s.realisation == "prodrop" and q.cue is None:
            fail("prodrop needs a cue; without one the realisation is context")
        if s.realisation == "context" and q.cue is not None:
            fail("context means no cue; with a cue and no overt subject it is prodrop")
        for target in s.mentions:
            mention = by_id.get(target)
            if mention is not None and mention.type in VALUE_TYPES:
                fail(f"{target} is a {mention.type} and cannot speak")
        levels = [by_id[t].level for t in s.mentions if t in by_id]
        if s.realisation in OVERT and levels and _LEVEL_OF[s.realisation] not in levels:
            fail(f"realisation {s.realisation}, but {', '.join(s.mentions)} is {levels[0]}")


def event_rules(document: Document, problems: Problems) -> None:
    """Negative is other; each filler is of a class that its role takes."""
    by_id = {m.id: m for m in document.mentions}
    for e in document.events:
        path = f"events[{e.id}]"
        if e.polarity == "negative" and e.realis != "other":
            problems.add(
                "polarity-realis", f"{e.id} is negative and {e.realis}", document=document.id, path=path
            )
        for a in e.arguments:
            complaint = filler_fault(e.type, a.role, by_id.get(a.ref or ""))
            if complaint:
                problems.add("filler-class", f"{e.id} {a.role}: {complaint}", document=document.id, path=path)


def filler_fault(etype: str, role: str, mention: Mention | None) -> str | None:
    """Why a role of an event type cannot have this filler (None: a bare value), or None if it can."""
    classes = EVENT_ROLES[etype].get(role, "MV")
    if role == "Time":
        return (
            None if mention is not None and mention.type in TIME_TYPES else "Time takes a DATE or a named day"
        )
    if role == "Place" and (mention is None or mention.type not in PLACE_TYPES):
        return f"Place takes GPE, LOC or FAC, not {mention.type if mention else 'a value'}"
    is_value = mention is None or mention.type in VALUE_TYPES
    if is_value and "V" not in classes:
        return "takes an entity, not a value"
    if not is_value and "M" not in classes:
        return "takes a value, not an entity"
    return None


def surface_rules(document: Document, problems: Problems) -> None:
    """No span begins or ends with white space; no name crosses a sentence or cuts a token."""
    tokens = () if document.tokens is UNSET else document.tokens
    starts, ends = {t[0] for t in tokens}, {t[1] for t in tokens}
    begins = [s[0] for s in document.sentences]
    for m in document.mentions:
        if m.level != "named":
            continue
        k = bisect_right(begins, m.start) - 1
        crosses = bool(begins) and (k < 0 or m.end > document.sentences[k][1])
        if crosses or (tokens and (m.start not in starts or m.end not in ends)):
            problems.add(
                "name-crosses-sentence", f"{m.id} {m.span}{_shown(document, m.span)} crosses a sentence or cuts a token",
                document=document.id, path=f"mentions[{m.id}]",
            )  # fmt: skip
    if document.text is None:
        return
    every = [(m.id, m.span) for m in document.mentions]
    every += [(q.id, span) for q in document.quotes for span in (*q.spans, *([q.cue] if q.cue else []))]
    every += [(e.id, e.trigger) for e in document.events]
    every += [(e.id, a.span) for e in document.events for a in e.arguments]
    for identifier, (start, end) in every:
        piece = document.text[start:end]
        if piece != piece.strip() or "\n" in piece:
            problems.add("edge-space", f"{identifier}: {piece!r}", document=document.id, path=identifier)


RULES: Final[tuple[Callable[[Document, Problems], None], ...]] = (
    mention_rules,
    idle_rules,
    quote_rules,
    event_rules,
    surface_rules,
)


def check_rules(document: Document, problems: Problems) -> None:
    """Every rule on one document."""
    for rule in RULES:
        rule(document, problems)


def _in_one_line(document: Document, span: Span) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in document.lines or ())


def _shown(document: Document, span: Span) -> str:
    return "" if document.text is None else f" {document.text[span[0] : span[1]]!r}"


def check_set(name: str) -> tuple[Problems, int]:
    """Everything wrong with the gold and the passes of a SET: brat profile, structure, rules, index, text.

    Returns the problems and the number of .ann files that were read.
    """
    from eidisi.corpus.collections import ann_path, bare_document, expand, read_layer
    from eidisi.formats.brat import write_ann
    from eidisi.formats.gold_check import check_document

    problems, read = Problems(), 0
    layers = ("gold", "passes/a", "passes/b")
    for identifier in expand(name, layers=layers):
        try:
            base = bare_document(identifier)
        except ValueError as error:
            problems.add("text-hash", str(error), document=identifier)
            base = bare_document(identifier, with_text=False)
        for layer in layers:
            path = ann_path(identifier, layer)
            if not path.is_file():
                continue
            read += 1
            mine = Problems(str(path))
            document = read_layer(path, base, mine)
            if not mine:
                ours = (
                    document
                    if identifier.startswith("original/")
                    else msgspec.structs.replace(document, text=None)
                )
                if write_ann(ours) != path.read_bytes().decode("utf-8"):
                    mine.add("not-canonical", "not what the writer would write", document=identifier)
                check_document(document, mine)
                check_rules(document, mine)
            problems.extend(mine)
    return problems, read

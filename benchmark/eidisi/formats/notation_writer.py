"""Gold structures back to the annotators' notation, so that an annotation can be corrected where it was made.

What is written compiles to the same labels; every mention that a speaker or an argument points at is named by
sentence and number, so nothing is left to the compiler's choice.
"""

from __future__ import annotations

from collections import Counter

from eidisi.formats.notation import Finder, Statement
from eidisi.formats.sheet import numbered_sentences
from eidisi.model import Argument, Document, Event, Mention, Quote, Span
from eidisi.ontology import OVERT, VALUE_TYPES
from eidisi.problems import Problems
from eidisi.text.tokens import token_spans

_VERBS = {"named": "name", "nominal": "nom", "pronoun": "pron"}
_LONGEST = 60


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbered = numbered_sentences(document)
        self.finder = Finder(document, self.numbered, Problems())
        self.text = self.finder.text
        self.by_id = {m.id: m for m in document.mentions}
        self.tokens = token_spans(self.text)

    def sentence(self, offset: int) -> int:
        for number, (start, end) in self.numbered.items():
            if start <= offset < end:
                return number
        raise ValueError(f"{self.document.id}: offset {offset} lies in no sentence")

    def surface(self, span: Span, under: int) -> str:
        """A surface that finds exactly this span from sentence ``under``. Raises ValueError if there is none."""
        here = self.sentence(span[0])
        prefix = "" if here == under else f"@{here} "
        for words in self._candidates(span):
            for part in ("", "~"):
                for nth in ("", *(f" #{n}" for n in range(1, 12))):
                    written = f"{prefix}{part}{words}{nth}"
                    self.finder.problems.clear()
                    if self.finder.find(Statement(0, under, "name", ""), written) == span:
                        return written
        raise ValueError(f"{self.document.id}: no surface finds {span} {self.text[span[0] : span[1]]!r}")

    def _candidates(self, span: Span) -> list[str]:
        start, end = span
        inside = [t for t in self.tokens if start <= t[0] and t[1] <= end]
        whole = self.text[start:end]
        one_sentence = end <= self.numbered[self.sentence(start)][1]
        found = [whole] if one_sentence and len(whole) <= _LONGEST else []
        for k in range(2, max(3, len(inside))):
            if k < len(inside):
                first = self.text[start : inside[k - 1][1]]
                found += [
                    f"{first} .. {self.text[inside[-m][0] : end]}"
                    for m in range(1, min(12, len(inside) - k + 1))
                ]
        return found + ([whole] if one_sentence else [])

    def key(self, mention: Mention) -> str:
        """The mention by its entity, sentence and number there: ``e3@4#2``."""
        number = self.sentence(mention.start)
        start, end = self.numbered[number]
        same = [
            m
            for m in self.document.mentions
            if m.entity == mention.entity and start <= m.start and m.end <= end
        ]
        return f"{mention.entity}@{number}#{same.index(mention) + 1}"

    def quote(self, q: Quote, under: int) -> str:
        spans = " ++ ".join(self.surface(span, under) for span in q.spans)
        fields = [f"quote {q.type}", spans]
        if q.cue:
            fields.append(f"cue {self.surface(q.cue, under)}")
        if q.speaker.mentions:
            mentions = [self.by_id[t] for t in q.speaker.mentions]
            level = {"name": "named"}.get(q.speaker.realisation, q.speaker.realisation)
            if q.speaker.realisation in OVERT:  # the realisation is that of the speaker written first
                mentions.sort(key=lambda m: m.level != level)
            fields.append(f"speaker {','.join(map(self.key, mentions))} {q.speaker.realisation}")
        else:
            fields.append(f"speaker {q.speaker.entities[0]}")
        return " | ".join(fields)

    def event(self, e: Event, under: int) -> str:
        fields = [f"event {e.type}", self.surface(e.trigger, under)]
        if e.polarity == "negative":
            fields.append("neg")
        elif e.realis != "actual":
            fields.append(e.realis)
        fields += [f"{a.role} {self.filler(a, under)}" for a in e.arguments]
        return " | ".join(fields)

    def filler(self, a: Argument, under: int) -> str:
        mention = self.by_id.get(a.ref or "")
        if mention is not None and mention.type not in VALUE_TYPES:
            return self.key(mention)
        return f"[{self.surface(a.span, under)}]"


def write_notation(document: Document) -> str:
    """The document in the notation. Raises ValueError without text, or where no surface finds a span."""
    w = _Writer(document)
    types: dict[str, Counter[str]] = {}
    for m in document.mentions:
        if m.entity:
            types.setdefault(m.entity, Counter())[m.type] += 1
    main = {entity: found.most_common(1)[0][0] for entity, found in types.items()}
    rows = [f"doc {document.id}", "", *(f"entity {entity} {etype}" for entity, etype in main.items()), ""]
    under: dict[int, list[str]] = {}
    for m in document.mentions:
        here = w.sentence(m.start)
        surface = w.surface(m.span, here)
        if m.entity is None:
            under.setdefault(here, []).append(f"val {m.type} {surface}")
        else:
            key = m.entity if m.type == main[m.entity] else f"{m.entity}/{m.type}"
            under.setdefault(here, []).append(f"{_VERBS[m.level]} {key} {surface}")
    for span in document.excluded:
        here = w.sentence(span[0])
        under.setdefault(here, []).append(f"excl {w.surface(span, here)}")
    for q in document.quotes:
        here = w.sentence(q.spans[0][0])
        under.setdefault(here, []).append(w.quote(q, here))
    for e in document.events:
        here = w.sentence(e.trigger[0])
        under.setdefault(here, []).append(w.event(e, here))
    for here in sorted(under):
        rows += [f"@{here}", *under[here]]
    return "\n".join(rows) + "\n"

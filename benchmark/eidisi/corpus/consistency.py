"""Candidates for a second look. Nothing here decides a label: each line is settled by reading.

``questions`` looks at one document (also the read-back of the notation), ``across`` at many: one surface with two
types, a trigger annotated in one place and not in another. All of it needs the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from eidisi.corpus.checks import overlap
from eidisi.model import Document, Event, Span
from eidisi.text.normalise import fold

# Stems of verbs and nouns of saying; folded (no accents, lower case). A list for asking, not for labelling.
_SAYING: Final = re.compile(
    r"\b(?:δηλω(?:σ|ν)|ειπ(?:ε|αν|α)\b|λεει\b|λενε\b|λεγοντας|ανεφερ|αναφερ(?:ει|ουν|ε)|τονι[ζσ]|υποστηρι[ζξ]|ανακοινω|"
    r"προειδοποι|διαψευ[δσ]|προσθε(?:σ|τ)|υπογραμμι[ζσ]|επισημα(?:ν|ιν)|εξηγ(?:ησ|ει)|απαντησ|ρωτησ|ερωτηθ|εγραψ|γραφει|"
    r"σχολιασ|καταγγε[λι]|ισχυρι|επεμειν|διαβεβαιω|παραδεχ|ομολογησ|συμφωνα με|κατα τον|κατα την|εκανε λογο|χαρακτηρισ|"
    r"αποκαλεσ|σημειω(?:σ|ν)|διευκρινισ|εκτιμ(?:ησ|α)|καλεσε|ζητησε|συμπληρωσ|κατεληξ)\w*"
)
_OPEN: Final = {"«": "»", "“": "”", "„": "“", '"': '"', "‘": "’"}


@dataclass(frozen=True)
class Question:
    """One candidate: its kind, where it is, and what is asked."""

    kind: str
    document: str
    span: Span
    text: str

    def __str__(self) -> str:
        return f"{self.document} {self.span[0]}-{self.span[1]} [{self.kind}] {self.text}"


def marked(text: str) -> Iterator[Span]:
    """Strings in quotation marks, marks included, cut at line ends; unbalanced marks are skipped."""
    position = 0
    while position < len(text):
        close = _OPEN.get(text[position])
        if close is None:
            position += 1
            continue
        end = text.find(close, position + 1)
        line_end = text.find("\n", position)
        if end < 0 or (0 <= line_end < end):
            position += 1
            continue
        yield (position, end + 1)
        position = end + 1


def questions(document: Document) -> Iterator[Question]:
    """What a second reader would ask about one document."""
    text = document.text
    if text is None:
        raise ValueError(f"{document.id}: the candidates can only be listed with the text")
    content = [span for q in document.quotes for span in q.spans]
    cues = [q.cue for q in document.quotes if q.cue]
    names = [m for m in document.mentions if m.level == "named"]
    taken = [m.span for m in document.mentions] + list(document.excluded)

    def ask(kind: str, span: Span, what: str) -> Question:
        left, right = max(0, span[0] - 30), min(len(text), span[1] + 30)
        around = f"…{text[left : span[0]]}[{text[span[0] : span[1]]}]{text[span[1] : right]}…"
        return Question(kind, document.id, span, f"{what}: {around}".replace("\n", "⏎"))

    surfaces = {text[m.start : m.end]: m for m in names if m.end - m.start > 2}
    for words, m in surfaces.items():
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
            if not any(overlap(match.span(), t) for t in taken):
                yield ask("name-elsewhere", match.span(), f"a {m.type} elsewhere, not annotated here")
    for span in marked(text):
        if not any(overlap(span, c) for c in content + taken):
            yield ask("marks", span, "marks outside any quote or name")
    folded = _fold_same_length(text)
    for match in _SAYING.finditer(folded):
        near = (max(0, match.start() - 3), match.end() + 3)
        if not any(overlap(near, c) for c in cues) and not any(overlap(match.span(), c) for c in content):
            yield ask("saying", match.span(), "a word of saying without a quote")
    every = taken + content + [e.trigger for e in document.events]
    for sentence in document.sentences:
        if not any(overlap(sentence, t) for t in every):
            yield Question(
                "bare", document.id, sentence, f"nothing annotated: {text[sentence[0] : sentence[1]][:120]}"
            )
    yield from _event_questions(document, ask)
    yield from _type_questions(document, ask)
    for q in document.quotes:
        if not q.speaker.mentions:
            yield ask("no-speaker", q.spans[0], f"a quote by {q.speaker.entities[0]}")


def _type_questions(document: Document, ask: Callable[[str, Span, str], Question]) -> Iterator[Question]:
    """A quote whose marks do not look like its type; posts, answers and names in marks are rightly so."""
    text = document.text or ""
    names = [m.span for m in document.mentions if m.level == "named"]
    for q in document.quotes:
        quoted = unquoted = False
        for start, end in q.spans:
            inside = list(marked(text[start:end]))
            bare = [s for s in inside if (start + s[0] + 1, start + s[1] - 1) not in names]
            quoted |= bool(bare) or text[start] in _OPEN
            rest = "".join(
                " " if any(a <= k < b for a, b in inside) else c for k, c in enumerate(text[start:end])
            )
            unquoted |= any(c.isalnum() for c in rest)
        looks = "mixed" if quoted and unquoted else "direct" if quoted else "indirect"
        if looks != q.type:
            yield ask("quote-type", q.spans[0], f"{q.type}, but its marks look {looks}")


def _event_questions(document: Document, ask: Callable[[str, Span, str], Question]) -> Iterator[Question]:
    dates = [m for m in document.mentions if m.type == "DATE"]
    for e in document.events:
        if not e.arguments:
            yield ask("no-argument", e.trigger, f"a {e.type} without any argument")
        sentence = next((s for s in document.sentences if s[0] <= e.trigger[0] < s[1]), None)
        if sentence and not any(a.role == "Time" for a in e.arguments):
            inside = [d for d in dates if sentence[0] <= d.start < sentence[1]]
            if inside:
                yield ask("time", e.trigger, f"a {e.type} without Time in a sentence with a DATE")
    lemmas: dict[str, Event] = {}
    text = document.text or ""
    for e in document.events:
        lemmas.setdefault(fold(text[e.trigger[0] : e.trigger[1]])[:7], e)
    folded = _fold_same_length(text)
    for stem, e in lemmas.items():
        if len(stem) < 5:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(stem)}\w*", folded):
            if not any(overlap(match.span(), other.trigger) for other in document.events):
                yield ask("trigger-elsewhere", match.span(), f"a trigger of {e.type} elsewhere")


def across(documents: Iterable[Document]) -> Iterator[Question]:
    """One surface with two types, over many documents."""
    types: dict[str, Counter[str]] = defaultdict(Counter)
    where: dict[tuple[str, str], tuple[Document, Span]] = {}
    for document in documents:
        for m in document.mentions:
            if m.level == "named" and document.text is not None:
                key = fold(document.text[m.start : m.end])
                types[key][m.type] += 1
                where.setdefault((key, m.type), (document, m.span))
    for key, found in sorted(types.items()):
        if len(found) > 1:
            listed = ", ".join(f"{t} {n}" for t, n in found.most_common())
            rare = found.most_common()[-1][0]
            document, span = where[key, rare]
            yield Question("two-types", document.id, span, f"{key!r}: {listed}")


def _fold_same_length(text: str) -> str:
    """Lower case without accents, one character for one, so that offsets stay."""
    return "".join((fold(c) or c)[:1] for c in text)

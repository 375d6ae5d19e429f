"""What may speak or fill a role: named mentions, nominals and values, gold ones to train on, predicted ones to run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eidisi import Document
from eidisi.ontology import VALUE_TYPES
from eidisi_baselines.lexicon import OFFICES, PEOPLE
from eidisi_baselines.view import Span, View

ARTICLES = {
    "ο": "nom", "η": "nom", "οι": "nom", "του": "gen", "τησ": "gen", "των": "gen", "τον": "acc", "την": "acc", "τη": "acc",
    "τουσ": "acc", "τισ": "acc", "το": "neu", "τα": "neu", "στον": "se", "στην": "se", "στη": "se", "στο": "se",
    "στουσ": "se", "στισ": "se", "στα": "se",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A span of tokens with its type and level; a value that is no mention has level ``value`` and its role as type."""

    first: int
    last: int
    type: str
    level: str
    span: Span
    entity: str | None = None

    @property
    def speaks(self) -> bool:
        return self.level != "value" and self.type not in VALUE_TYPES


def gold_candidates(view: View, document: Document) -> list[Candidate]:
    """The annotated mentions, and value arguments that are none."""
    found = []
    for m in document.mentions:
        tokens = view.range(m.span)
        found.append(Candidate(tokens.start, tokens.stop, m.type, m.level, m.span, m.entity))
    mentioned = {m.span for m in document.mentions}
    values = {
        (a.span, a.role)
        for e in document.events
        for a in e.arguments
        if a.entity is None and a.span not in mentioned
    }
    for span, role in sorted(values):
        tokens = view.range(span)
        found.append(Candidate(tokens.start, tokens.stop, role, "value", span))
    return sorted(found, key=lambda c: (c.first, c.last))


def predicted_candidates(
    view: View, named: Iterable[tuple[int, int, str]], nominal: Iterable[tuple[int, int, str]] = (),
    values: Iterable[tuple[int, int, str]] = (),
) -> list[Candidate]:  # fmt: skip
    """Candidates from tagged token spans; the entity is a guess by name (``name_key``)."""
    found: dict[tuple[Span, str], Candidate] = {}
    for level, spans in (("named", named), ("nominal", nominal), ("value", values)):
        for first, last, label in spans:
            span = view.span(first, last)
            entity = f"{label}:{name_key(view, first, last)}" if level != "value" else None
            found.setdefault((span, level), Candidate(first, last, label, level, span, entity))
    return sorted(found.values(), key=lambda c: (c.first, c.last))


def people(view: View) -> Iterator[Candidate]:
    """Common nouns that can speak and do not stand beside a name: the head alone, which is enough to point at them."""
    for k, token in enumerate(view.tokens):
        follows = view.tokens[k + 1].text if k + 1 < len(view.tokens) else ""
        if token.text[0].islower() and not follows[:1].isupper() and token.fold.startswith(OFFICES + PEOPLE):
            yield Candidate(k, k + 1, "PERSON", "nominal", token.span, f"noun:{token.fold[:5]}")


def with_people(view: View, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, and the common nouns that could speak and are in none of them."""
    taken = {k for c in candidates for k in range(c.first, c.last)}
    return sorted(
        [*candidates, *(c for c in people(view) if c.first not in taken)], key=lambda c: (c.first, c.last)
    )


def name_key(view: View, first: int, last: int) -> str:
    """The last word without its ending: «Βρεττού» and «Ηλίας Βρεττός» share one."""
    word = view.fold(last - 1)
    return word[: max(4, len(word) - 2)]


def before(view: View, first: int) -> tuple[str, str]:
    """The article in front of a span (its case, or none) and the word in front of that."""
    case = ARTICLES.get(view.fold(first - 1), "none")
    step = 2 if case != "none" else 1
    return case, view.fold(first - step)

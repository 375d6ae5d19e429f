"""What may be wrong with a file: problems as values, each with a stable code.

A reader never stops at the first mistake: it adds a ``Problem`` to a ``Problems`` list and goes on. A score is
given only if the list is empty at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what was found, what was expected, and a hint where the cause is recognisable."""

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    document: str | None = None
    path: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        place = " ".join(part for part in (self.document, self.path) if part)
        head = ": ".join(part for part in (where, place) if part)
        text = f"{head}: [{self.code}] {self.message}" if head else f"[{self.code}] {self.message}"
        return f"{text}\n    hint: {self.hint}" if self.hint else text

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) is not None}


class Problems(list[Problem]):
    """A list of problems that knows the file it is about."""

    def __init__(self, file: str | None = None) -> None:
        super().__init__()
        self.file = file

    def add(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        document: str | None = None,
        path: str | None = None,
        hint: str | None = None,
    ) -> None:
        if code not in CODES:
            raise KeyError(f"unregistered problem code {code!r}")
        self.append(Problem(code, message, self.file, line, document, path, hint))

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for problem in self:
            found[problem.code] = found.get(problem.code, 0) + 1
        return dict(sorted(found.items()))

    def lines(self, limit: int | None = None) -> Iterator[str]:
        shown = self if limit is None else self[:limit]
        for problem in shown:
            yield str(problem)
        if len(shown) < len(self):
            yield f"... and {len(self) - len(shown)} more: " + ", ".join(
                f"{code} {count}" for code, count in self.counts().items()
            )


class InvalidInput(ValueError):
    """Raised instead of giving a score; ``problems`` says everything that is wrong."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.lines(limit=20)))


# code -> (the file kind it is about, what it means). docs/problems.md is generated from this table.
CODES: Final = MappingProxyType(
    {
        # any file
        "not-utf8": ("any", "The file is not UTF-8."),
        "line-too-long": ("any", "A line is longer than 256 MiB; one document stands on one line."),
        "bad-json": ("any", "A line is not one JSON object."),
        "bad-structure": ("any", "A key is missing or unknown, or a value has the wrong JSON type."),
        "empty-file": ("any", "The file holds no document."),
        # documents
        "unknown-document": ("predictions", "No gold document has this id."),
        "other-split": ("predictions", "The document exists, in another split than the one that is scored."),
        "duplicate-document": ("any", "Two lines have the same id."),
        "missing-document": ("predictions", "A gold document has no line."),
        "missing-layer": ("predictions", "A line lacks a key (entities, quotes, events) that other lines have."),
        "no-layer": ("predictions", "No line has entities, quotes or events."),
        # spans and labels
        "bad-span": ("any", "A span is not [start, end] or [start, end, \"text\"] with integers."),
        "empty-span": ("any", "start >= end, or a negative start."),
        "span-outside-text": ("any", "A span ends after the last character of the text."),
        "overlapping-spans": ("any", "Two spans of one quote share a character."),
        "no-spans": ("any", "A quote has no span."),
        "text-mismatch": ("predictions", "The text given with a span is not what stands there."),
        "unknown-type": ("any", "A type outside the inventory."),
        "unknown-role": ("any", "A role that this event type does not have."),
        "unknown-value": ("any", "A realis, polarity, level or realisation outside the inventory."),
        "duplicate-item": ("any", "The same item twice in one document."),
        # gold structure
        "duplicate-id": ("gold", "Two items of one document have the same id."),
        "broken-link": ("gold", "A speaker, cue or argument points at an id that does not exist or does not fit."),
        "inside-excluded": ("gold", "A label lies inside an excluded region."),
        "no-text-no-lines": ("gold", "A gold record needs text, or length and lines."),
        "length-mismatch": ("gold", "length or lines do not fit the text."),
        # gold rules
        "not-canonical": ("brat", "The file is not what the writer would write."),
        "crlf": ("brat", "The file has CR line ends."),
        "bad-brat-line": ("brat", "A line is outside the profile of docs/formats.md."),
        "surface-mismatch": ("brat", "The surface column is neither `_` nor the text of the span."),
        "edge-space": ("gold", "A span begins or ends with white space."),
        "crosses-line": ("gold", "A span crosses a line end."),
        "same-span": ("gold", "Two mentions share a span."),
        "overlapping-names": ("gold", "Two named or value mentions overlap."),
        "level-of-value": ("gold", "DATE, MONEY and QUANTITY are named and have no entity."),
        "no-entity": ("gold", "A mention of an entity type has no entity id."),
        "idle-nominal": ("gold", "A nominal or pronoun neither speaks nor fills a role, nor is pointed at."),
        "cue-in-content": ("gold", "The cue lies inside the content of its own quote."),
        "speaker-realisation": ("gold", "Realisation, speaker and cue do not fit each other."),
        "filler-class": ("gold", "This role does not take such a filler."),
        "polarity-realis": ("gold", "A negative event has realis other."),
        "idle-value": ("gold", "A Value that no event points at."),
        "idle-cue": ("gold", "A Cue of no quote."),
        "name-crosses-sentence": ("gold", "A named mention crosses a sentence or cuts a token."),
        "overlapping-quotes": ("gold", "Two quotes share a character of content; only the outer one is annotated."),
        "index-mismatch": ("gold", "index.jsonl does not agree with the text or the files."),
        "text-hash": ("gold", "The text is not the one that was annotated."),
        # sequence tags
        "bad-tag": ("conll", "A tag outside the scheme, or an ill-formed sequence."),
        "token-mismatch": ("conll", "The tokens are not those of the document."),
        "bad-column": ("conll", "A line without the columns token and tag."),
        # surface strings
        "surface-not-found": ("surface", "A string that does not stand in the document."),
        "surface-ambiguous": ("surface", "A string that stands there more than once, without a number."),
        # submissions
        "missing-file": ("submission", "A file that a submission needs is not there."),
        "stale-scores": ("submission", "The stored scores are of another gold than the present one."),
        "changed-predictions": ("submission", "The predictions are not the file that was scored."),
        "edited-scores": ("submission", "A stored figure is not what scoring the predictions gives."),
        "stale-page": ("submission", "LEADERBOARD.md is not what the submissions give."),
        # notation
        "bad-notation": ("notation", "A line that is not in the annotators' notation."),
        "undeclared": ("notation", "A key that was not declared with `entity`."),
        "no-mention": ("notation", "An entity that speaks or fills a role has no mention."),
    }
)  # fmt: skip

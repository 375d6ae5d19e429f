"""The annotators' notation (annotations/NOTATION.md), line by line, and how it finds surfaces in the text.

``parse`` reads the lines into statements, ``Finder`` finds every surface; ``compiler`` links mentions, quotes and
events. Nothing is decided here: a surface that is missing or ambiguous is a problem with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eidisi.model import Document, Span
from eidisi.problems import Problems

_OCCURRENCE = re.compile(r"\s+#(\d+)\Z")
_SENTENCE = re.compile(r"@(\d+)\s+")
LEVEL_VERBS = {"name": "named", "nom": "nominal", "pron": "pronoun"}


@dataclass(frozen=True)
class Statement:
    """One line: its number, the sentence it stands under, its verb and the rest."""

    line: int
    sentence: int
    verb: str
    rest: str


def parse(source: str, problems: Problems) -> tuple[str | None, list[Statement]]:
    """The document id of the ``doc`` line (or None) and the statements, in order."""
    document, sentence, found = None, 0, []
    for line, raw in enumerate(source.split("\n"), start=1):
        row = raw.strip()
        if not row or row.startswith("#"):
            continue
        verb, _, rest = row.partition(" ")
        if verb.startswith("@") and verb[1:].isdigit() and not rest.strip():
            sentence = int(verb[1:])
        elif verb == "doc":
            document = rest.strip()
        elif verb in ("entity", "val", "excl", "quote", "event", *LEVEL_VERBS):
            found.append(Statement(line, sentence, verb, rest.strip()))
        else:
            problems.add(
                "bad-notation", f"{verb!r} opens no line of the notation", line=line, document=document
            )
    return document, found


class Finder:
    """Finds written surfaces in one article. ``numbered`` are the sentences by their printed number."""

    def __init__(self, base: Document, numbered: dict[int, Span], problems: Problems) -> None:
        if base.text is None:
            raise ValueError(f"{base.id}: the notation can only be compiled with the text")
        self.base, self.text, self.numbered, self.problems = base, base.text, numbered, problems

    def fail(self, statement: Statement, code: str, message: str, hint: str | None = None) -> None:
        self.problems.add(code, message, line=statement.line, document=self.base.id, hint=hint)

    def _occurrences(self, needle: str, start: int, end: int, part_of_word: bool) -> list[int]:
        found, position = [], self.text.find(needle, start, end)
        while position >= 0:
            stop = position + len(needle)
            cut = (
                (needle[0].isalnum() and position > 0 and self.text[position - 1].isalnum())
                or (needle[-1].isalnum() and stop < len(self.text) and self.text[stop].isalnum())
            )  # fmt: skip
            if part_of_word or not cut:
                found.append(position)
            position = self.text.find(needle, position + 1, end)
        return found

    def find(self, statement: Statement, written: str) -> Span | None:
        """The span of a written surface: ``words``, ``words #2``, ``@4 words``, ``~part``, ``first .. last``."""
        surface, sentence, nth = written.strip(), statement.sentence, None
        if match := _SENTENCE.match(surface):
            sentence, surface = int(match.group(1)), surface[match.end() :]
        if match := _OCCURRENCE.search(surface):
            nth, surface = int(match.group(1)), surface[: match.start()]
        part = surface.startswith("~")
        surface = surface[1:] if part else surface
        first, dots, last = surface.partition(" .. ")
        first, last = first.strip(), last.strip()
        if sentence not in self.numbered:
            self.fail(statement, "bad-notation", f"there is no sentence @{sentence}")
            return None
        if not first or (dots and not last):
            self.fail(statement, "bad-notation", f"empty surface in {written!r}")
            return None
        start, end = self.numbered[sentence]
        hits = self._occurrences(first, start, end, part)
        if not hits:
            elsewhere = [n for n, (a, b) in self.numbered.items() if self._occurrences(first, a, b, part)]
            hint = f"it stands in {', '.join(f'@{n}' for n in elsewhere)}" if elsewhere else None
            if hint is None and self._occurrences(first, start, end, True):
                hint = "it stands there as part of a word: write ~ before it if that is meant"
            self.fail(statement, "surface-not-found", f"{first!r} does not stand in @{sentence}", hint)
            return None
        if nth is None and len(hits) > 1:
            around = "; ".join(
                f"#{k} …{self.text[max(start, h - 15) : min(end, h + len(first) + 15)]}…"
                for k, h in enumerate(hits, start=1)
            )
            self.fail(
                statement, "surface-ambiguous", f"{first!r} stands {len(hits)} times in @{sentence}", around
            )
            return None
        if nth is not None and nth > len(hits):
            self.fail(
                statement,
                "surface-not-found",
                f"{first!r} stands {len(hits)} times in @{sentence}, not {nth}",
            )
            return None
        begin = hits[(nth or 1) - 1]
        if not dots:
            return (begin, begin + len(first))
        line_end = self.text.find("\n", begin)
        tail = self._occurrences(
            last, begin + len(first), line_end if line_end >= 0 else len(self.text), part
        )
        if not tail:
            self.fail(statement, "surface-not-found", f"{last!r} does not follow {first!r} in this paragraph")
            return None
        return (begin, tail[0] + len(last))

"""A submission: the predictions of a system against the documents that are scored, streamed.

Iterating gives (document, answer) pairs as the lines are read, so that a scorer counts each and throws it away; what
concerns the file as a whole is known at the end. If ``problems`` is not empty then, nothing that was counted holds.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from msgspec import UNSET

from eidisi.formats.jsonl import Source, iter_predictions
from eidisi.labels import LabelMap
from eidisi.model import TRACKS, Document, Prediction
from eidisi.problems import Problems
from eidisi.scoring.answers import Answer, FieldsSeen, check

_MOST_HINTS: Final = 20  # a similar id is sought for so many unknown ones


class Submission:
    """Predictions from a path, ``-`` or an iterable, for ``documents`` (id -> gold).

    ``splits`` gives the split of every document that is known, scored or not. With ``by_collection``, only collections
    of which some document is answered are expected; else all of ``documents``. ``allow_missing`` answers a missing
    document with nothing, so that all its gold is missed. After iterating: ``problems``, ``tracks`` (submitted),
    ``fields``, ``missing`` (ids), ``dropped`` (by code, --drop-invalid), ``excluded`` and ``ignored`` (items).
    """

    def __init__(
        self,
        source: Source,
        documents: Mapping[str, Document],
        *,
        splits: Mapping[str, str] | None = None,
        labels: LabelMap | None = None,
        allow_missing: bool = False,
        drop_invalid: bool = False,
        by_collection: bool = False,
        file: str | None = None,
    ) -> None:
        self.source, self.documents, self.splits = source, documents, splits or {}
        self.labels, self.allow_missing = labels, allow_missing
        self.drop_invalid, self.by_collection = drop_invalid, by_collection
        self.problems = Problems(file)
        self.fields = FieldsSeen()
        self.dropped: Counter[str] = Counter()
        self.tracks: tuple[str, ...] = ()
        self.missing: tuple[str, ...] = ()
        self.excluded = self.ignored = 0
        self._lines: dict[str, int] = {}
        self._without: dict[str, list[tuple[int, str]]] = {track: [] for track in TRACKS}
        self._hints = 0

    def __iter__(self) -> Iterator[tuple[Document, Answer]]:
        if self._lines or self.problems:
            raise RuntimeError("a submission is read once")
        for line, prediction in iter_predictions(self.source, self.problems):
            document = self._document(prediction, line)
            if document is None:
                continue
            answer = check(
                prediction, document, line, self.problems,
                labels=self.labels, drop_invalid=self.drop_invalid, fields=self.fields, dropped=self.dropped,
            )  # fmt: skip
            self.excluded += answer.excluded
            self.ignored += answer.ignored
            yield document, answer
        self._whole_file()
        if self.allow_missing:
            for identifier in self.missing:
                yield self.documents[identifier], self.empty()

    def empty(self) -> Answer:
        """An answer with nothing in each submitted track."""
        answer = Answer()
        for track in self.tracks:
            setattr(answer, track, [])
        return answer

    # -------------------------------------------------------------------------------------------- one line

    def _document(self, prediction: Prediction, line: int) -> Document | None:
        """The gold document of a line, if this is the line that answers it; its layers are noted."""
        name = prediction.id
        first = self._lines.setdefault(name, line)
        if first != line:
            message = f"line {first} has the same id"
            self.problems.add("duplicate-document", message, line=line, document=name, path="id")
            return None
        for track, given in zip(
            TRACKS, (prediction.entities, prediction.quotes, prediction.events), strict=True
        ):
            if given is UNSET:
                self._without[track].append((line, name))
        document = self.documents.get(name)
        if document is None:
            self._stranger(name, line)
        return document

    def _stranger(self, name: str, line: int) -> None:
        if name in self.splits:
            message = f"the document is in {self.splits[name] or 'another split'}, which is not scored here"
            advice = "leave it out, or choose what is scored with --gold"
            self.problems.add("other-split", message, line=line, document=name, path="id", hint=advice)
            return
        hint = None
        if self._hints < _MOST_HINTS:
            self._hints += 1
            near = self._by_stem.get(name.rpartition("/")[2].casefold())
            close = [near] if near else difflib.get_close_matches(name, self._known, n=1, cutoff=0.7)
            hint = f"did you mean {close[0]}?" if close else None
        self.problems.add(
            "unknown-document", "no document has this id", line=line, document=name, path="id", hint=hint
        )

    @cached_property
    def _known(self) -> list[str]:
        return sorted(self.documents.keys() | self.splits.keys())

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        """Last part of an id, in lower case -> the id: a collection's name is easily forgotten."""
        return {name.rpartition("/")[2].casefold(): name for name in reversed(self._known)}

    # -------------------------------------------------------------------------------------------- the whole

    def _whole_file(self) -> None:
        """Tracks, missing documents, layers: what only the whole file shows."""
        if not self._lines and not self.problems:
            self.problems.add("empty-file", "the file holds no prediction")
            return
        answered = len(self._lines)
        self.tracks = tuple(track for track in TRACKS if len(self._without[track]) < answered)
        if answered and not self.tracks:
            self.problems.add("no-layer", f"no line has a key {', '.join(TRACKS[:-1])} or {TRACKS[-1]}")
        for track in self.tracks:
            for line, name in self._without[track]:
                message = f'the key "{track}" is missing, which other lines have'
                hint = "write [] where there is nothing"
                self.problems.add("missing-layer", message, line=line, document=name, path=track, hint=hint)
        self._find_missing()

    def _find_missing(self) -> None:
        """Documents without a line. Lines that could not be read may be theirs."""
        seen = set(self._lines) | {p.document for p in self.problems if p.document is not None}
        unread = {p.line for p in self.problems if p.document is None and p.line is not None}
        expected = set(self.documents)
        if self.by_collection:
            chosen = {self.documents[name].collection for name in seen if name in self.documents}
            expected = {name for name in expected if self.documents[name].collection in chosen}
        self.missing = tuple(sorted(name for name in expected if name not in seen))
        if not self.allow_missing and len(self.missing) > len(unread):
            for name in self.missing:
                self.problems.add("missing-document", "no line has this document", document=name)

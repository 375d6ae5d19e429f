"""Spans of a prediction against the document: offsets, the strings given with them, and the likely cause of errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Final, TypeVar

from msgspec import UNSET

from eidisi.formats.gold_check import complete
from eidisi.formats.structure import Fault, shown, span_fault
from eidisi.model import BareSpan, Document, Prediction, Span
from eidisi.problems import Problems
from eidisi.scoring.hints import Claim, near, offset_hint, string_hint

DROPPABLE: Final = frozenset(
    {"unknown-type", "unknown-role", "empty-span", "span-outside-text", "overlapping-spans", "no-spans"}
)

_Key = TypeVar("_Key", bound=Hashable)


class SpanCheck:
    """What all checks of one prediction share. Faults of an item are collected, then settled together."""

    def __init__(
        self,
        prediction: Prediction,
        document: Document,
        line: int | None,
        problems: Problems,
        drop_invalid: bool = False,
        dropped: Counter[str] | None = None,
    ) -> None:
        self.prediction, self.document, self.line = prediction, complete(document), line
        self.problems, self.drop_invalid, self.dropped = problems, drop_invalid, dropped
        self.text = self.document.text
        self.length = self.document.length or 0
        self.excluded = self.document.excluded
        self._cause: str | None = None
        self._cause_sought = False

    def clean(self, raw: BareSpan) -> Span | None:
        """The span if nothing at all is wrong with it."""
        if not 2 <= len(raw) <= 3:
            return None
        start, end = raw[0], raw[1]
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= self.length:
            return None
        if len(raw) == 3 and (
            type(raw[2]) is not str or (self.text is not None and self.text[start:end] != raw[2])
        ):
            return None
        return start, end

    def span_faults(self, raw: BareSpan, path: str) -> Iterator[Fault]:
        """Why a span is not clean."""
        wrong = span_fault(raw, with_text=True)
        if wrong is not None:
            yield Fault("bad-span", path, *wrong)
            return
        start, end = int(raw[0]), int(raw[1])
        where = f"[{shown(start)}, {shown(end)}]"
        if not 0 <= start < end:
            hint = None
            if start == end:
                hint = "an end is the offset after the last character"
            elif 0 < end < start:
                hint = "an end is an offset, not a length"
            yield Fault("empty-span", path, f"{where}: expected 0 <= start < end", hint)
        elif end > self.length:
            message = f"{where}, but the text has {self.length} characters"
            yield Fault("span-outside-text", path, message, self.cause())
        elif len(raw) == 3:
            yield from self.string_faults([(start, end)], str(raw[2]), path)

    def string_faults(self, spans: Sequence[Span], given: str, path: str) -> Iterator[Fault]:
        """A string that is not what stands at its spans (joined by one space), where the text is at hand."""
        if self.text is None:
            return
        here = " ".join(self.text[start:end] for start, end in spans)
        if here == given:
            return
        hint = self.cause()
        if hint is None and len(spans) == 1:
            hint = string_hint(self.text, *spans[0], given)
        elif hint is None and self.text[spans[0][0] : spans[-1][1]] == given:
            hint = "the strings of several spans are joined by one space, without what stands between them"
        where = " ".join(str(list(span)) for span in spans)
        yield Fault("text-mismatch", path, f"expected {shown(here)} at {where}, found {shown(given)}", hint)

    def settle(self, faults: Sequence[Fault], *, counted: bool = True) -> bool:
        """Report the faults of one item; true if it is dropped instead (and counted, unless its event already is)."""
        if self.drop_invalid and all(fault.code in DROPPABLE for fault in faults):
            if self.dropped is not None and counted:
                self.dropped[faults[0].code] += 1
            return True
        for code, path, message, hint in faults:
            self.report(code, path, message, hint)
        return False

    def distinct(self, seen: dict[_Key, str], key: _Key, path: str) -> None:
        """Report an item that was there before."""
        if key in seen:
            self.report("duplicate-item", path, f"the same item as {seen[key]}")
        else:
            seen[key] = path

    def report(self, code: str, path: str | None, message: str, hint: str | None = None) -> None:
        self.problems.add(code, message, line=self.line, document=self.document.id, path=path, hint=hint)

    def cause(self) -> str | None:
        """The one cause of all wrong offsets of this prediction, if there is one; sought once."""
        if not self._cause_sought:
            self._cause_sought = True
            self._cause = offset_hint(self.document, list(claims(self.prediction)))
        return self._cause


def claims(prediction: Prediction) -> Iterator[Claim]:
    """Every span of a prediction, with the string given for it."""
    for entity in prediction.entities or ():
        yield entity.start, entity.end, entity.text or None
    for quote in prediction.quotes or ():
        whole = quote.text if len(quote.spans) == 1 else UNSET
        for raw in quote.spans:
            yield from _bare(raw, whole or None)
        for part in (quote.cue, quote.speaker):
            yield from _bare(part or [], None)
    for event in prediction.events or ():
        yield from _bare(event.trigger, event.text or None)
        for argument in event.arguments:
            yield argument.start, argument.end, argument.text or None


def _bare(raw: BareSpan, given: str | None) -> Iterator[Claim]:
    if raw and span_fault(raw, with_text=True) is None:
        yield int(raw[0]), int(raw[1]), str(raw[2]) if len(raw) == 3 else given


def unknown(code: str, path: str | None, found: str, known: Sequence[str], hint: str | None) -> Fault:
    """A label outside its inventory."""
    return Fault(code, path, f"expected one of {', '.join(known)}, found {shown(found)}", hint)


def outside(found: str, known: tuple[str, ...], path: str, code: str = "unknown-value") -> list[Fault]:
    """A fault if the value is not in its inventory."""
    return [] if found in known else [unknown(code, path, found, known, near(found, known))]

"""Every item of a prediction against its document: spans, labels, strings, duplicates, excluded regions.

A clean item costs a few comparisons; only one that fails them is looked at again, to say what is wrong and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import Final

from msgspec import UNSET

from eidisi.formats.structure import Fault
from eidisi.labels import LabelMap
from eidisi.model import (
    BareSpan,
    Document,
    PredictedArgument,
    PredictedEntity,
    PredictedEvent,
    PredictedQuote,
    Prediction,
    Span,
    Spans,
)
from eidisi.ontology import EVENT_ROLES, MENTION_TYPES, POLARITY, QUOTE_TYPES, REALIS, ROLES
from eidisi.problems import Problems
from eidisi.scoring.answers import Answer, AnswerArgument, AnswerEvent, AnswerQuote, FieldsSeen
from eidisi.scoring.hints import entity_hint, event_hint, role_hint
from eidisi.scoring.span_check import SpanCheck, outside, unknown
from eidisi.scoring.spans import clip, inside

_NATIVE: Final[Mapping[str, str | None]] = {label: label for label in MENTION_TYPES}
_ANY_ROLE: Final = dict.fromkeys(ROLES)
_tables: dict[int, tuple[LabelMap, Mapping[str, str | None]]] = {}


def scored_labels(labels: LabelMap | None) -> Mapping[str, str | None]:
    """Predicted label -> the label it is scored as, None if it is ignored."""
    if labels is None:
        return _NATIVE
    known = _tables.get(id(labels))
    if known is None:
        every = sorted(labels.inventory) + sorted(labels.merged) + sorted(labels.ignored)
        known = _tables[id(labels)] = (labels, {label: labels.predicted(label) for label in every})
    return known[1]


def type_fault(label: str, known: Mapping[str, str | None], path: str | None = None) -> Fault | None:
    """What is wrong with a predicted entity type; ``known`` as ``scored_labels`` gives it."""
    if label in known:
        return None
    names = tuple(known)
    return unknown("unknown-type", path, label, names, entity_hint(label, names))


class ItemCheck(SpanCheck):
    """One prediction against one document."""

    def __init__(
        self,
        prediction: Prediction,
        document: Document,
        line: int | None,
        problems: Problems,
        labels: LabelMap | None = None,
        drop_invalid: bool = False,
        dropped: Counter[str] | None = None,
    ) -> None:
        super().__init__(prediction, document, line, problems, drop_invalid, dropped)
        self.labels = scored_labels(labels)
        self.native = labels is None

    def answer(self, fields: FieldsSeen) -> Answer:
        """The layers that were submitted, checked."""
        made, given = Answer(), self.prediction
        if given.entities is not UNSET:
            made.entities = self.entities(given.entities, made)
        if given.quotes is not UNSET:
            made.quotes = self.quotes(given.quotes, made, fields.names)
        if given.events is not UNSET:
            made.events = self.events(given.events, made, fields.names)
        return made

    # -------------------------------------------------------------------------------------------- entities

    def entities(self, items: list[PredictedEntity], made: Answer) -> list[tuple[int, int, str]]:
        labels, text, length = self.labels, self.text, self.length
        found: list[tuple[int, int, str]] = []
        for item in items:
            start, end, label, given = item.start, item.end, item.type, item.text
            if not 0 <= start < end <= length or label not in labels:
                break
            if given is not UNSET and text is not None and text[start:end] != given:
                break
            found.append((start, end, label))
        if len(found) < len(items) or len(set(found)) < len(found):
            found = self._entities_one_by_one(items, made)
        if self.excluded:
            kept = [item for item in found if not inside(item[:2], self.excluded)]
            made.excluded += len(found) - len(kept)
            found = kept
        return found if self.native else self._mapped(found, made)

    def _entities_one_by_one(self, items: list[PredictedEntity], made: Answer) -> list[tuple[int, int, str]]:
        found: dict[tuple[int, int, str], str] = {}
        for index, item in enumerate(items):
            path = f"entities[{index}]"
            faults = list(self.span_faults([item.start, item.end], path))
            if not faults and item.text is not UNSET:
                faults += self.string_faults([(item.start, item.end)], item.text, f"{path}.text")
            if (fault := type_fault(item.type, self.labels, f"{path}.type")) is not None:
                faults.append(fault)
            if faults:
                made.invalid_entities += self.settle(faults)
            else:
                self.distinct(found, (item.start, item.end, item.type), path)
        return list(found)

    def _mapped(self, found: list[tuple[int, int, str]], made: Answer) -> list[tuple[int, int, str]]:
        """Under a label map; two labels that are folded into one on the same span are one item."""
        mapped = [(start, end, self.labels[label]) for start, end, label in found]
        kept = [(start, end, label) for start, end, label in mapped if label is not None]
        made.ignored += len(mapped) - len(kept)
        return list(dict.fromkeys(kept))

    # -------------------------------------------------------------------------------------------- quotes

    def quotes(self, items: list[PredictedQuote], made: Answer, fields: set[str]) -> list[AnswerQuote]:
        found: list[AnswerQuote] = []
        seen: dict[Hashable, str] = {}
        for index, item in enumerate(items):
            path = f"quotes[{index}]"
            spans, faults = self.quote_spans(item, path)
            qtype = cue = speaker = None
            if item.type is not UNSET:
                fields.add("type")
                qtype = item.type
                faults += outside(qtype, QUOTE_TYPES, f"{path}.type", "unknown-type")
            if item.cue is not UNSET:
                fields.add("cue")
                cue = self.optional_span(item.cue, f"{path}.cue")
            if item.speaker is not UNSET:
                fields.add("speaker")
                speaker = self.optional_span(item.speaker, f"{path}.speaker")
            if faults:
                made.invalid_quotes += self.settle(faults)
                continue
            clipped = clip(spans, self.document.lines)
            self.distinct(seen, clipped or ("empty", spans), path)
            if self.excluded and all(inside(span, self.excluded) for span in spans):
                made.excluded += 1
            else:
                found.append(AnswerQuote(clipped, qtype, cue, speaker))
        return found

    def quote_spans(self, item: PredictedQuote, path: str) -> tuple[Spans, list[Fault]]:
        """The spans of a quote in text order, and what is wrong with them."""
        faults: list[Fault] = []
        spans: list[Span] = []
        for index, raw in enumerate(item.spans):
            span = self.clean(raw)
            if span is None:
                faults += self.span_faults(raw, f"{path}.spans[{index}]")
            else:
                spans.append(span)
        if not item.spans:
            faults.append(Fault("no-spans", f"{path}.spans", "expected at least one span"))
        spans.sort()
        for left, right in pairwise(spans):
            if right[0] < left[1]:
                message = f"{list(left)} and {list(right)} overlap"
                faults.append(Fault("overlapping-spans", f"{path}.spans", message))
        if item.text is not UNSET and not faults:
            faults += self.string_faults(spans, item.text, f"{path}.text")
        return tuple(spans), faults

    def optional_span(self, raw: BareSpan | None, path: str) -> Span | None:
        """A cue or a speaker; null if it is bad and may be dropped."""
        if raw is None:
            return None
        span = self.clean(raw)
        if span is None:
            self.settle(list(self.span_faults(raw, path)))
        return span

    # -------------------------------------------------------------------------------------------- events

    def events(self, items: list[PredictedEvent], made: Answer, fields: set[str]) -> list[AnswerEvent]:
        found: list[AnswerEvent] = []
        seen: dict[Hashable, str] = {}
        for index, item in enumerate(items):
            path = f"events[{index}]"
            faults: list[Fault] = []
            trigger = self.clean(item.trigger)
            if trigger is None:
                faults += self.span_faults(item.trigger, f"{path}.trigger")
            elif item.text is not UNSET:
                faults += self.string_faults([trigger], item.text, f"{path}.text")
            if item.type not in EVENT_ROLES:
                hint = event_hint(item.type)
                faults.append(unknown("unknown-type", f"{path}.type", item.type, tuple(EVENT_ROLES), hint))
            realis = polarity = None
            if item.realis is not UNSET:
                fields.add("realis")
                realis = item.realis
                faults += outside(realis, REALIS, f"{path}.realis")
            if item.polarity is not UNSET:
                fields.add("polarity")
                polarity = item.polarity
                faults += outside(polarity, POLARITY, f"{path}.polarity")
            parts = Answer()
            arguments = self.arguments(item, f"{path}.arguments", parts, counted=not faults)
            if trigger is None or faults:
                made.invalid_events += self.settle(faults)
                continue
            self.distinct(seen, (trigger, item.type), path)
            if self.excluded and inside(trigger, self.excluded):
                made.excluded += 1
                continue
            made.invalid_arguments += parts.invalid_arguments
            made.excluded += parts.excluded
            found.append(AnswerEvent(trigger, item.type, realis, polarity, arguments))
        return found

    def arguments(
        self, event: PredictedEvent, path: str, made: Answer, *, counted: bool
    ) -> tuple[AnswerArgument, ...]:
        """The arguments of an event; of an event of unknown type, roles that no type has are wrong."""
        roles = EVENT_ROLES.get(event.type, _ANY_ROLE)
        found: list[AnswerArgument] = []
        seen: dict[Hashable, str] = {}
        for index, item in enumerate(event.arguments):
            role, start, end = item.role, item.start, item.end
            if not 0 <= start < end <= self.length or role not in roles or item.text is not UNSET:
                faults = self.argument_faults(item, f"{path}[{index}]", tuple(roles))
                if faults:
                    made.invalid_arguments += self.settle(faults, counted=counted)
                    continue
            self.distinct(seen, (role, start, end), f"{path}[{index}]")
            if self.excluded and inside((start, end), self.excluded):
                made.excluded += 1
            else:
                found.append(AnswerArgument(role, start, end))
        return tuple(found)

    def argument_faults(self, item: PredictedArgument, path: str, known: tuple[str, ...]) -> list[Fault]:
        faults = list(self.span_faults([item.start, item.end], path))
        if not faults and item.text is not UNSET:
            faults += self.string_faults([(item.start, item.end)], item.text, f"{path}.text")
        if item.role not in known:
            hint = role_hint(item.role, known)
            faults.append(unknown("unknown-role", f"{path}.role", item.role, known, hint))
        return faults

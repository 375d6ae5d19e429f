"""Choosing among the places of a string: the rules of ``surface``, one method a kind of item."""

from __future__ import annotations

from msgspec import UNSET

from eidisi.formats.places import (
    Places,
    Ref,
    SurfaceArgument,
    SurfaceEntity,
    SurfaceEvent,
    SurfaceQuote,
    _ref,
    free,
    gap,
    outside,
)
from eidisi.model import (
    BareSpan,
    PredictedArgument,
    PredictedEntity,
    PredictedEvent,
    PredictedQuote,
    Span,
)
from eidisi.problems import Problems
from eidisi.text.normalise import fold


class Aligner:
    """One document's strings to spans; what is not found goes to ``problems``."""

    def __init__(self, document: str, text: str, problems: Problems, strict: bool) -> None:
        self.document, self.problems, self.strict = document, problems, strict
        self.places = Places(text)

    def report(self, code: str, path: str, message: str, hint: str | None = None) -> None:
        self.problems.add(code, message, document=self.document, path=path, hint=hint)

    def find(self, ref: Ref, path: str, strict: bool = True) -> list[Span]:
        """The places that are open to a string: one if it is numbered, none after a problem."""
        found = self.places.of(ref)
        if not found:
            near = fold(ref.text) and fold(ref.text) in fold(self.places.text)
            hint = "it does with other case or accents" if near else None
            self.report("surface-not-found", path, f"{ref.text!r} does not stand in the text", hint)
        elif isinstance(ref.occurrence, int):
            if 1 <= ref.occurrence <= len(found):
                return [found[ref.occurrence - 1]]
            message = f"{ref.text!r} stands there {len(found)} times, there is no occurrence {ref.occurrence}"
            self.report("surface-not-found", path, message)
            return []
        elif strict and self.strict and len(found) > 1:
            message = f"{ref.text!r} stands there {len(found)} times and has no number"
            self.report("surface-ambiguous", path, message)
        return found

    def claim(
        self, ref: Ref, places: list[Span], taken: list[tuple[Span, object]], key: object, path: str
    ) -> Span | None:
        """The first free place; a numbered string has no choice."""
        span = places[0] if isinstance(ref.occurrence, int) else free(places, taken, key)
        if span is None:
            message = f"{ref.text!r} stands there {len(places)} times, all taken by items before"
            self.report("surface-not-found", path, message)
        else:
            taken.append((span, key))
        return span

    def entities(self, items: list[SurfaceEntity], everywhere: bool) -> list[PredictedEntity]:
        paths = [f"entities[{i}].text" for i in range(len(items))]
        found = [self.find(item, path, not everywhere) for item, path in zip(items, paths, strict=True)]
        if everywhere:
            chosen: dict[tuple[int, int, str], None] = {}
            for item, places in zip(items, found, strict=True):
                size = len(item.text)
                others = zip(items, found, strict=True)
                longer = [p for other, theirs in others if len(other.text) > size for p in theirs]
                chosen.update(dict.fromkeys((*p, item.type) for p in outside(places, longer)))
            return [PredictedEntity(*key) for key in chosen]
        taken: list[tuple[Span, object]] = []
        spans: dict[int, Span | None] = {}
        for i in sorted(range(len(items)), key=lambda i: items[i].occurrence is UNSET):
            if found[i]:
                spans[i] = self.claim(items[i], found[i], taken, items[i].type, paths[i])
        return [PredictedEntity(*span, items[i].type) for i, span in sorted(spans.items()) if span]

    def quotes(self, items: list[SurfaceQuote]) -> list[PredictedQuote]:
        taken: list[tuple[Span, object]] = []
        made: dict[int, PredictedQuote] = {}
        for i in sorted(range(len(items)), key=lambda i: not items[i].numbered):
            item, path = items[i], f"quotes[{i}]"
            many = isinstance(item.texts, list)
            if many == isinstance(item.text, str | Ref) or (many and item.occurrence is not UNSET):
                message = "a quote has either text (and occurrence) or texts (each with its own)"
                self.report("bad-structure", path, message)
                continue
            paths = [f"{path}.texts[{k}]" if many else f"{path}.text" for k in range(len(item.refs()))]
            spans = self.parts(item.refs(), paths, taken)
            if spans:
                cue, speaker = item.cue, item.speaker
                made[i] = PredictedQuote(
                    [list(span) for span in spans],
                    item.type,
                    cue if not isinstance(cue, str | Ref) else self.cue(_ref(cue), spans, f"{path}.cue"),
                    speaker
                    if not isinstance(speaker, str | Ref)
                    else self.speaker(_ref(speaker), spans, f"{path}.speaker"),
                )
        return [made[i] for i in sorted(made)]

    def parts(self, refs: list[Ref], paths: list[str], taken: list[tuple[Span, object]]) -> list[Span]:
        """The spans of one quote: one of its texts as an anchor, the others outward from it."""
        found = [self.find(ref, path) for ref, path in zip(refs, paths, strict=True)]
        known = [k for k, places in enumerate(found) if places]
        if not known:
            return []
        anchor = max(known, key=lambda k: (refs[k].occurrence is not UNSET, len(refs[k].text)))
        key = tuple((ref.text, ref.occurrence, ref.within_word) for ref in refs)
        first = self.claim(refs[anchor], found[anchor], taken, key, paths[anchor])
        if first is None:
            return []
        spans = {anchor: first}
        for k in [k for k in known if k > anchor] + [k for k in reversed(known) if k < anchor]:
            beside = spans[max(spans)] if k > anchor else spans[min(spans)]
            side = [p for p in found[k] if (p[0] >= beside[1] if k > anchor else p[1] <= beside[0])]
            options = side or outside(found[k], list(spans.values()))
            spans[k] = min(options, key=lambda p: gap(p, [beside]))
            taken.append((spans[k], key))
        return [spans[k] for k in sorted(spans)]

    def cue(self, ref: Ref, spans: list[Span], path: str) -> BareSpan | None:
        places = outside(self.find(ref, path), spans)
        if not places:
            return None
        start, end = min(places, key=lambda p: (gap(p, spans), -p[0]))
        return [start, end]

    def speaker(self, ref: Ref, spans: list[Span], path: str) -> BareSpan | None:
        places = outside(self.find(ref, path), spans)
        before = [p for p in places if p[1] <= min(spans)[0]]
        return list(before[-1] if before else places[0]) if places else None

    def events(self, items: list[SurfaceEvent]) -> list[PredictedEvent]:
        taken: list[tuple[Span, object]] = []
        made: dict[int, PredictedEvent] = {}
        refs = [_ref(item.trigger, item.occurrence) for item in items]
        for i in sorted(range(len(items)), key=lambda i: refs[i].occurrence is UNSET):
            item, path = items[i], f"events[{i}].trigger"
            places = self.find(refs[i], path)
            trigger = self.claim(refs[i], places, taken, item.type, path) if places else None
            if trigger is not None:
                arguments = self.arguments(item.arguments, trigger, f"events[{i}]")
                made[i] = PredictedEvent(list(trigger), item.type, arguments, item.realis, item.polarity)
        return [made[i] for i in sorted(made)]

    def arguments(self, items: list[SurfaceArgument], trigger: Span, path: str) -> list[PredictedArgument]:
        made: dict[int, PredictedArgument] = {}
        used: set[tuple[str, Span]] = set()
        for k in sorted(range(len(items)), key=lambda k: items[k].occurrence is UNSET):
            item, here = items[k], f"{path}.arguments[{k}].text"
            places = self.find(item, here)
            left = [p for p in places if item.occurrence is not UNSET or (item.role, p) not in used]
            if left:
                span = min(outside(left, [trigger]), key=lambda p: (gap(p, [trigger]), p[0]))
                used.add((item.role, span))
                made[k] = PredictedArgument(item.role, *span)
            elif places:
                message = f"{item.text!r} stands there {len(places)} times, all in this role already"
                self.report("surface-not-found", here, message)
        return [made[k] for k in sorted(made)]


# ---------------------------------------------------------------------------------------------- reading, writing

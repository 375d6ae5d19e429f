"""Planted errors for an audit: some labels of a document changed into plausible wrong ones.

An auditor who corrects a copy with planted errors shows by them how much such a reader finds. Every change is of one kind
that real errors are of: an item left out, a wrong type, a boundary a word off, a wrong speaker, role, realis or filler.
A change that a program could find (``eidisi validate``) is not planted. Nothing here ever touches the gold.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from eidisi.corpus.checks import check_rules, filler_fault
from eidisi.model import Document, Event, Mention, Quote, Span
from eidisi.ontology import ENTITY_TYPES, EVENT_ROLES, EVENT_TYPES, PLACE_TYPES, REALIS
from eidisi.problems import Problems
from eidisi.text.tokens import token_spans

LAYERS: Final = ("entities", "quotes", "events", "arguments")
_replace = msgspec.structs.replace
_TRIES: Final = 30


def falsify(document: Document, share: float, rng: random.Random) -> tuple[Document, dict[str, int]]:
    """A copy with about ``share`` of the items of each layer changed; how many changes were made in each layer.

    Whether a layer of a short document gets one or none is drawn, so that the share holds over many documents.
    """
    made: dict[str, int] = dict.fromkeys(LAYERS, 0)
    for layer in LAYERS:
        size = sum(1 for _ in _items(document, layer))
        wanted = int(size * share + rng.random())
        touched: set[object] = set()
        for _ in range(wanted):
            for _ in range(_TRIES):
                changed = _one(document, layer, touched, rng)
                if changed is not None and not _faulty(changed):
                    document = changed
                    made[layer] += 1
                    break
    return document, made


def _items(document: Document, layer: str) -> Iterator[object]:
    if layer == "entities":
        yield from (m.id for m in document.mentions if m.level == "named")
    elif layer == "quotes":
        yield from (q.id for q in document.quotes)
    elif layer == "events":
        yield from (e.id for e in document.events)
    else:
        yield from ((e.id, k) for e in document.events for k in range(len(e.arguments)))


def _faulty(document: Document) -> bool:
    problems = Problems()
    check_rules(document, problems)
    return bool(problems)


def _one(document: Document, layer: str, touched: set[object], rng: random.Random) -> Document | None:
    """One change of one item that was not touched before; None if it cannot be made."""
    free = [i for i in _items(document, layer) if i not in touched]
    if not free:
        return None
    item = rng.choice(free)
    kinds: dict[str, tuple[Callable[..., Document | None], ...]] = {
        "entities": (_drop_mention, _retype_mention, _move_mention),
        "quotes": (_drop_quote, _other_speaker, _shorter_quote),
        "events": (_drop_event, _retype_event, _other_realis),
        "arguments": (_drop_argument, _other_role, _other_filler),
    }
    changed = rng.choice(kinds[layer])(document, item, rng)
    if changed is not None:
        touched.add(item)
    return changed


def _mention(document: Document, identifier: object, new: Mention | None) -> Document:
    rows = [new if m.id == identifier else m for m in document.mentions]
    return _replace(document, mentions=tuple(m for m in rows if m is not None))


def _linked(document: Document, identifier: object) -> bool:
    """Whether a quote or an event points at a mention."""
    return any(identifier in q.speaker.mentions for q in document.quotes) or any(
        a.ref == identifier for e in document.events for a in e.arguments
    )


def _drop_mention(document: Document, identifier: object, rng: random.Random) -> Document | None:
    return None if _linked(document, identifier) else _mention(document, identifier, None)


def _retype_mention(document: Document, identifier: object, rng: random.Random) -> Document | None:
    old = next(m for m in document.mentions if m.id == identifier)
    if old.type not in ENTITY_TYPES:
        return None
    near = {
        "PERSON": ("ORG",),
        "ORG": ("FAC", "GPE", "PRODUCT"),
        "GPE": ("LOC", "ORG"),
        "LOC": ("GPE", "FAC"),
        "NORP": ("ORG",),
    }
    types = near.get(old.type, tuple(t for t in ENTITY_TYPES if t != old.type))
    return _mention(document, identifier, _replace(old, type=rng.choice(types)))


def _tokens(document: Document, span: Span) -> list[Span]:
    return [t for t in token_spans(document.text or "") if span[0] <= t[0] and t[1] <= span[1]]


def _move_mention(document: Document, identifier: object, rng: random.Random) -> Document | None:
    old = next(m for m in document.mentions if m.id == identifier)
    tokens = _tokens(document, old.span)
    if len(tokens) < 2 or _linked(document, identifier):
        return None
    start, end = (tokens[1][0], old.end) if rng.random() < 0.5 else (old.start, tokens[-2][1])
    return _mention(document, identifier, _replace(old, start=start, end=end))


def _quote(document: Document, identifier: object, new: Quote | None) -> Document:
    rows = [new if q.id == identifier else q for q in document.quotes]
    quotes = tuple(q for q in rows if q is not None)
    return _replace(document, quotes=quotes)


def _drop_quote(document: Document, identifier: object, rng: random.Random) -> Document | None:
    return _quote(document, identifier, None)


def _other_speaker(document: Document, identifier: object, rng: random.Random) -> Document | None:
    """Another person or body that is named in the article, as realisation and cue allow."""
    old = next(q for q in document.quotes if q.id == identifier)
    others = [
        m for m in document.mentions
        if m.level == "named" and m.type in ("PERSON", "ORG") and m.entity not in old.speaker.entities
    ]  # fmt: skip
    if (
        not others
        or not old.speaker.mentions
        or old.speaker.realisation not in ("name", "prodrop", "context")
    ):
        return None
    chosen = min(others, key=lambda m: (abs(m.start - old.spans[0][0]), m.start))
    speaker = _replace(old.speaker, entities=(chosen.entity,), mentions=(chosen.id,))
    return _quote(document, identifier, _replace(old, speaker=speaker))


def _shorter_quote(document: Document, identifier: object, rng: random.Random) -> Document | None:
    old = next(q for q in document.quotes if q.id == identifier)
    tokens = _tokens(document, old.spans[-1])
    if len(tokens) < 6 or old.type == "direct":
        return None
    return _quote(
        document, identifier, _replace(old, spans=(*old.spans[:-1], (old.spans[-1][0], tokens[-3][1])))
    )


def _event(document: Document, identifier: object, new: Event | None) -> Document:
    rows = [new if e.id == identifier else e for e in document.events]
    return _replace(document, events=tuple(e for e in rows if e is not None))


def _drop_event(document: Document, identifier: object, rng: random.Random) -> Document | None:
    return _event(document, identifier, None)


def _retype_event(document: Document, identifier: object, rng: random.Random) -> Document | None:
    old = next(e for e in document.events if e.id == identifier)
    roles = {a.role for a in old.arguments}
    types = [t for t in EVENT_TYPES if t != old.type and roles <= set(EVENT_ROLES[t])]
    same = [t for t in types if t.split(".")[0] == old.type.split(".")[0]] or types
    return _event(document, identifier, _replace(old, type=rng.choice(same))) if same else None


def _other_realis(document: Document, identifier: object, rng: random.Random) -> Document | None:
    old = next(e for e in document.events if e.id == identifier)
    if old.polarity == "negative":
        return None
    return _event(
        document, identifier, _replace(old, realis=rng.choice([r for r in REALIS if r != old.realis]))
    )


def _argument(document: Document, item: object, **change: object) -> Document | None:
    assert isinstance(item, tuple)
    event = next(e for e in document.events if e.id == item[0])
    arguments = list(event.arguments)
    if change:
        arguments[item[1]] = _replace(arguments[item[1]], **change)
    else:
        del arguments[item[1]]
    return _event(document, event.id, _replace(event, arguments=tuple(arguments)))


def _drop_argument(document: Document, item: object, rng: random.Random) -> Document | None:
    return _argument(document, item)


def _other_role(document: Document, item: object, rng: random.Random) -> Document | None:
    assert isinstance(item, tuple)
    event = next(e for e in document.events if e.id == item[0])
    old = event.arguments[item[1]]
    filler = next((m for m in document.mentions if m.id == old.ref), None)
    roles = [
        r for r in EVENT_ROLES[event.type]
        if r != old.role and filler_fault(event.type, r, filler) is None and (r != "Place" or (filler is not None and filler.type in PLACE_TYPES))
    ]  # fmt: skip
    return _argument(document, item, role=rng.choice(roles)) if roles else None


def _other_filler(document: Document, item: object, rng: random.Random) -> Document | None:
    """Another mention of the same type in the article."""
    assert isinstance(item, tuple)
    event = next(e for e in document.events if e.id == item[0])
    old = event.arguments[item[1]]
    filler = next((m for m in document.mentions if m.id == old.ref), None)
    if filler is None:
        return None
    taken = {a.ref for a in event.arguments}
    others = [
        m for m in document.mentions
        if m.level == "named" and m.type == filler.type and m.id not in taken and (m.entity is None or m.entity != filler.entity)
    ]  # fmt: skip
    if not others:
        return None
    chosen = min(others, key=lambda m: (abs(m.start - event.trigger[0]), m.start))
    return _argument(document, item, start=chosen.start, end=chosen.end, entity=chosen.entity, ref=chosen.id)

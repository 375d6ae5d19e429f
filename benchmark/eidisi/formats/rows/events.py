"""Config ``events``: one sentence a row, in TextEE's format, with what TextEE cannot hold beside it.

``doc_id``, ``wnd_id``, ``lang``, ``text``, ``tokens``, ``entity_mentions`` and ``event_mentions`` are TextEE's keys; their
``start`` and ``end`` are token indices of the row. What is added: ``realis`` and ``polarity`` of an event,
``start_char`` and ``end_char`` (code points of the document) wherever there is a span, and ``arguments_outside``, the
arguments that stand in another sentence than the trigger, by the id of their event. A value that is no mention (a crime,
a score) stands among the entity mentions with the type VALUE, as TextEE wants every argument to be one.

On the way back a row needs ``id``, ``event_mentions`` and, where a span has no characters, ``starts`` and ``ends``.
Where a span has both, they must agree, so that changing one of them is not half a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET

from eidisi.formats.rows.sentences import Sentence, cut, text_of
from eidisi.model import Document, Event, PredictedArgument, PredictedEvent, Span
from eidisi.problems import Problems

if TYPE_CHECKING:
    from datasets import Features

VALUE: Final = "VALUE"


def features() -> Features:
    from datasets import Features, List, Value

    text, number = Value("string"), Value("int32")
    place = {"text": text, "start": number, "end": number, "start_char": number, "end_char": number}
    mention = {"id": text, "entity_type": text, "level": text, "entity": text, **place}
    argument = {"entity_id": text, "role": text, "entity": text, **place}
    outside = {
        "event": text, "role": text, "entity": text, "text": text, "start_char": number, "end_char": number,
    }  # fmt: skip
    event = {
        "id": text, "event_type": text, "realis": text, "polarity": text, "trigger": place,
        "arguments": List(argument),
    }  # fmt: skip
    return Features(
        {
            "id": text, "sentence": number, "collection": text, "split": text, "section": text,
            "doc_id": text, "wnd_id": text, "lang": text, "text": text, "tokens": List(text),
            "starts": List(number), "ends": List(number), "entity_mentions": List(mention),
            "event_mentions": List(event), "arguments_outside": List(outside),
        }
    )  # fmt: skip


def rows(document: Document) -> Iterator[dict[str, Any]]:
    """Raises ValueError where the text is not at hand."""
    text = text_of(document)
    for sentence in cut(document):
        window = f"{document.id}-{sentence.number}"
        events = [e for e in document.events if sentence.holds(e.trigger)]
        fillers: dict[str, dict[str, Any]] = {
            m.id: {
                "id": f"{window}-{m.id}", "entity_type": m.type, "level": m.level, "entity": m.entity,
                **_place(m.span, sentence, text),
            }
            for m in document.mentions if sentence.holds(m.span)
        }  # fmt: skip
        inside: list[dict[str, Any]] = []
        outside: list[dict[str, Any]] = []
        for e in events:
            for a in e.arguments:
                if a.ref is not None and a.ref not in fillers and sentence.holds(a.span):
                    fillers[a.ref] = {
                        "id": f"{window}-{a.ref}", "entity_type": VALUE, "level": None, "entity": None,
                        **_place(a.span, sentence, text),
                    }  # fmt: skip
            inside.append(_event(e, sentence, text, window, fillers))
            outside += [
                {
                    "event": f"{window}-{e.id}", "role": a.role, "entity": a.entity, "text": text[a.start : a.end],
                    "start_char": a.start, "end_char": a.end,
                }
                for a in e.arguments if not sentence.holds(a.span)
            ]  # fmt: skip
        yield {
            "id": document.id, "sentence": sentence.number, "collection": document.collection,
            "split": document.split, "section": document.section, "doc_id": document.id, "wnd_id": window,
            "lang": document.language, "text": text[slice(*sentence.span)],
            "tokens": [text[a:b] for a, b in sentence.tokens],
            "starts": [a for a, _ in sentence.tokens], "ends": [b for _, b in sentence.tokens],
            "entity_mentions": list(fillers.values()), "event_mentions": inside, "arguments_outside": outside,
        }  # fmt: skip


TEXTEE: Final = ("doc_id", "wnd_id", "text", "lang", "tokens", "entity_mentions", "event_mentions")


def write_textee(documents: Iterable[Document]) -> str:
    """The rows as TextEE reads them: JSON Lines with its keys alone. What lies outside a trigger's sentence is lost, as
    TextEE has no place for it."""
    lines = []
    for document in documents:
        for row in rows(document):
            found = {key: row[key] for key in TEXTEE}
            lines.append(msgspec.json.encode(found).decode() + "\n")
    return "".join(lines)


def _place(span: Span, sentence: Sentence, text: str) -> dict[str, Any]:
    first, last = sentence.token_range(span)
    return {
        "text": text[slice(*span)], "start": first, "end": last, "start_char": span[0], "end_char": span[1],
    }  # fmt: skip


def _event(
    e: Event, sentence: Sentence, text: str, window: str, fillers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "id": f"{window}-{e.id}",
        "event_type": e.type,
        "realis": e.realis,
        "polarity": e.polarity,
        "trigger": _place(e.trigger, sentence, text),
        "arguments": [
            {
                "entity_id": fillers[a.ref]["id"] if a.ref else None,
                "role": a.role,
                "entity": a.entity,
                **_place(a.span, sentence, text),
            }
            for a in e.arguments
            if sentence.holds(a.span)
        ],
    }


def predicted(row: Mapping[str, Any], problems: Problems, number: int) -> list[PredictedEvent]:
    """The events of one row; what is wrong with it goes into ``problems``, with the row's number."""
    found: list[PredictedEvent] = []
    outside = [dict(a) for a in row.get("arguments_outside") or ()]
    for k, e in enumerate(row["event_mentions"]):
        path = f"event_mentions[{k}]"
        mine = [a for a in outside if a["event"] == e.get("id")] if e.get("id") is not None else []
        spans = [_span(a, row, problems, number, f"{path}.arguments") for a in (*e["arguments"], *mine)]
        trigger = _span(e["trigger"], row, problems, number, f"{path}.trigger")
        roles = [str(a["role"]) for a in (*e["arguments"], *mine)]
        if trigger is None or None in spans:
            continue
        found.append(
            PredictedEvent(
                trigger=list(trigger),
                type=str(e["event_type"]),
                arguments=[PredictedArgument(r, *s) for r, s in zip(roles, spans, strict=True) if s],
                realis=UNSET if e.get("realis") is None else str(e["realis"]),
                polarity=UNSET if e.get("polarity") is None else str(e["polarity"]),
            )
        )
    known = {e.get("id") for e in row["event_mentions"]}
    for a in outside:
        if a["event"] not in known:
            message = f"arguments_outside names an event {a['event']!r} that the row does not have"
            problems.add("broken-link", message, line=number, document=str(row["id"]))
    return found


def _span(
    place: Mapping[str, Any], row: Mapping[str, Any], problems: Problems, number: int, path: str
) -> Span | None:
    """A span in characters of the document, from characters or else from tokens of the row."""
    chars: Span | None = None
    tokens: Span | None = None
    if place.get("start_char") is not None and place.get("end_char") is not None:
        chars = (int(place["start_char"]), int(place["end_char"]))
    if place.get("start") is not None and place.get("end") is not None:
        starts, ends = row["starts"], row["ends"]
        first, last = int(place["start"]), int(place["end"])
        if not 0 <= first < last <= len(starts):
            message = f"tokens {first} to {last} of a sentence of {len(starts)}"
            problems.add("bad-span", message, line=number, document=str(row["id"]), path=path)
            return None
        tokens = (int(starts[first]), int(ends[last - 1]))
    if chars and tokens and not tokens[0] <= chars[0] < chars[1] <= tokens[1]:
        message = f"characters {chars[0]} to {chars[1]} are not inside the tokens' {tokens[0]} to {tokens[1]}"
        problems.add(
            "bad-span", message, line=number, document=str(row["id"]), path=path,
            hint="give start and end, or start_char and end_char; where both stand they must agree",
        )  # fmt: skip
        return None
    if chars is None and tokens is None:
        problems.add(
            "bad-span", "neither tokens nor characters", line=number, document=str(row["id"]), path=path
        )
    return chars or tokens

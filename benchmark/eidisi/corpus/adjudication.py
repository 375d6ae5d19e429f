"""Two passes side by side: every difference with a number, and the log of how each was settled.

A label is reduced to facts that do not depend on ids. An *item* is keyed by its kind and offsets and has attributes;
an entity is named by its first mention that both sides share (named before others). A difference is an item of one
side only, or an attribute on which the two disagree. The log holds offsets, ids and rule numbers only, no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eidisi.model import Document, Span
from eidisi.problems import Problems

Key = tuple[Any, ...]
Facts = dict[Key, dict[str, str]]


@dataclass(frozen=True)
class Difference:
    """What a and b say of one item (or of one attribute of it); None = not there."""

    key: Key
    attribute: str | None
    a: str | None
    b: str | None

    @property
    def start(self) -> int:
        first = self.key[1]
        return int(first[0][0]) if isinstance(first[0], tuple) else int(first[0])


def _names(document: Document, shared: set[Span]) -> dict[str, str]:
    """Entity id -> the offsets of the mention that stands for it."""
    found: dict[str, tuple[tuple[bool, bool, Span], str]] = {}
    for m in document.mentions:
        if m.entity is not None:
            rank = (m.span not in shared, m.level != "named", m.span)
            if m.entity not in found or rank < found[m.entity][0]:
                found[m.entity] = (rank, f"{m.start}:{m.end}")
    return {entity: name for entity, (_, name) in found.items()}


def facts(document: Document, shared: set[Span]) -> Facts:
    """The document's labels as facts; ``shared`` are the mention spans both sides have."""
    name = _names(document, shared)
    found: Facts = {}
    for m in document.mentions:
        row = {"type": m.type, "level": m.level}
        if m.entity is not None:
            row["entity"] = name[m.entity]
        found["mention", m.span] = row
    for q in document.quotes:
        found["quote", q.spans] = {
            "type": q.type,
            "cue": f"{q.cue[0]}:{q.cue[1]}" if q.cue else "none",
            "speaker": ",".join(sorted(name.get(e, e) for e in q.speaker.entities)),
            "realisation": q.speaker.realisation,
        }
    for e in document.events:
        found["event", e.trigger, e.type] = {"realis": e.realis, "polarity": e.polarity}
        for a in e.arguments:
            filler = name.get(a.entity or "", f"{a.start}:{a.end}")
            found["argument", e.trigger, e.type, a.role, filler] = {}
    for span in document.excluded:
        found["excluded", span] = {}
    return found


def _say(row: dict[str, str] | None) -> str | None:
    return None if row is None else " ".join(f"{k}={v}" for k, v in row.items()) or "yes"


def differences(a: Document, b: Document) -> list[Difference]:
    """Every difference of two passes over one document, in text order."""
    shared = {m.span for m in a.mentions} & {m.span for m in b.mentions}
    left, right = facts(a, shared), facts(b, shared)
    found = []
    for key in left.keys() | right.keys():
        one, other = left.get(key), right.get(key)
        if one is None or other is None:
            # An argument of an event that the other side does not have is told by the event.
            event = ("event", *key[1:3])
            if key[0] == "argument" and (event not in left or event not in right):
                continue
            found.append(Difference(key, None, _say(one), _say(other)))
        else:
            found += [
                Difference(key, k, one.get(k), other.get(k))
                for k in dict.fromkeys((*one, *other))
                if one.get(k) != other.get(k)
            ]
    return sorted(found, key=lambda d: (d.start, str(d.key), d.attribute or ""))


def show(document: Document, found: Iterable[Difference], width: int = 30) -> Iterable[str]:
    """The differences, numbered, with the words (needs the text)."""
    text = document.text or ""

    def words(value: str | None) -> str:
        if value is None:
            return "-"
        return re.sub(
            r"(\d+):(\d+)", lambda m: f"{m.group()} {text[int(m.group(1)) : int(m.group(2))]!r}", value
        )

    for number, d in enumerate(found, start=1):
        spans = d.key[1] if isinstance(d.key[1][0], tuple) else (d.key[1],)
        start, end = spans[0][0], spans[-1][1]
        piece = " ++ ".join(text[s:e] for s, e in spans)
        left, right = text[max(0, start - width) : start], text[end : end + width]
        rest = " ".join(words(str(part)) for part in d.key[2:])
        what = f"{d.key[0]}{f'.{d.attribute}' if d.attribute else ''} {rest}".strip()
        yield f"D{number} {what} {start}-{end} …{left}[{piece}]{right}…".replace("\n", "⏎")
        yield f"     a: {words(d.a)}"
        yield f"     b: {words(d.b)}"


def read_rules(source: str, problems: Problems) -> dict[int, str]:
    """``D3 E9b`` a line: the rule that settles difference 3; a comment may follow after ``#``."""
    found: dict[int, str] = {}
    for line, row in enumerate(source.split("\n"), start=1):
        row = row.split("#")[0].strip()
        if not row:
            continue
        match = re.fullmatch(r"D(\d+)\s+([A-Za-z]+\d+\w*(?:[ ,]+[A-Za-z]+\d+\w*)*|read)", row)
        if match is None:
            problems.add("bad-notation", f"not `D<number> <rule>`: {row!r}", line=line)
        else:
            found[int(match.group(1))] = match.group(2)
    return found


def _item(key: Key) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": key[0]}
    spans = key[1] if isinstance(key[1][0], tuple) else (key[1],)
    row["spans"] = [list(s) for s in spans]
    for name, part in zip(("type", "role", "filler"), key[2:], strict=False):
        row[name] = part
    return row


def log(
    a: Document, b: Document, gold: Document, rules: dict[int, str], problems: Problems
) -> list[dict[str, Any]]:
    """The log of one document: each difference with what gold says, whose reading it is, and the rule.

    Labels on which both passes agreed and gold differs are logged too, decision ``neither``.
    """
    shared = {m.span for m in a.mentions} & {m.span for m in b.mentions}
    final = facts(gold, shared)
    rows, told = [], set()
    for number, d in enumerate(differences(a, b), start=1):
        if number not in rules:
            problems.add("bad-notation", f"D{number} has no rule", document=a.id)
        settled = final.get(d.key)
        value = _say(settled) if d.attribute is None or settled is None else settled.get(d.attribute)
        decision = "a" if value == d.a else "b" if value == d.b else "neither"
        if d.attribute is None and decision == "neither" and value is not None:
            decision = "a" if d.b is None else "b" if d.a is None else "neither"
        told.add((d.key, d.attribute))
        rows.append({"document": a.id, "item": _item(d.key), "attribute": d.attribute, "a": d.a, "b": d.b,
                     "gold": value, "decision": decision, "rule": rules.get(number)})  # fmt: skip
    agreed = facts(a, shared)
    for d in differences(a, gold):
        if (
            (d.key, d.attribute) in told
            or (d.key, None) in told
            or (d.a is None and d.key in facts(b, shared))
        ):
            continue
        if d.key in agreed and d.key not in facts(b, shared):
            continue
        rows.append({"document": a.id, "item": _item(d.key), "attribute": d.attribute, "a": d.a, "b": d.a,
                     "gold": d.b, "decision": "neither", "rule": "read"})  # fmt: skip
    return rows

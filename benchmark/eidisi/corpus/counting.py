"""Counts of a set of documents: what `eidisi stats` prints and the dataset card quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from msgspec import UNSET

from eidisi.model import Document
from eidisi.ontology import EVENT_TYPES, LEVELS, MENTION_TYPES, POLARITY, QUOTE_TYPES, REALIS, REALISATIONS

FEW: Final = 20


def count(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    """Section -> label -> number. Needs no text; a word is a token with a letter or a digit where the text is here,
    else a token."""
    sections: dict[str, Counter[str]] = {
        name: Counter()
        for name in (
            "size", "mentions", "levels", "quotes", "realisations", "events", "realis", "polarity", "roles", "in_quote",
        )
    }  # fmt: skip
    for d in documents:
        size = sections["size"]
        size["documents"] += 1
        size["stories" if d.story else "documents without story"] += 0
        tokens = () if d.tokens is UNSET else d.tokens
        size["tokens"] += len(tokens)
        size["sentences"] += len(d.sentences)
        size["characters"] += d.length or 0
        size["entities"] += len({m.entity for m in d.mentions if m.entity})
        for m in d.mentions:
            sections["levels"][m.level] += 1
            if m.level == "named":
                sections["mentions"][m.type] += 1
        content = [span for q in d.quotes for span in q.spans]
        for q in d.quotes:
            sections["quotes"][q.type] += 1
            sections["realisations"][q.speaker.realisation] += 1
            size["quotes without cue"] += q.cue is None
            size["discontinuous quotes"] += len(q.spans) > 1
        for e in d.events:
            sections["events"][e.type] += 1
            sections["realis"][e.realis] += 1
            sections["polarity"][e.polarity] += 1
            inside = any(s <= e.trigger[0] and e.trigger[1] <= end for s, end in content)
            sections["in_quote"]["events inside a quote" if inside else "events outside quotes"] += 1
            for a in e.arguments:
                sections["roles"][a.role] += 1
    order: dict[str, Iterable[str]] = {
        "mentions": MENTION_TYPES, "levels": LEVELS, "quotes": QUOTE_TYPES, "realisations": REALISATIONS,
        "events": EVENT_TYPES, "realis": REALIS, "polarity": POLARITY,
    }  # fmt: skip
    sections["size"].pop("documents without story", None)
    sections["size"].pop("stories", None)
    return {
        name: {label: found[label] for label in order.get(name, sorted(found) if name == "roles" else found)}
        for name, found in sections.items()
    }


def table(
    sets: dict[str, dict[str, dict[str, int]]], few: frozenset[str] = frozenset()
) -> tuple[list[str], list[list[str]]]:
    """Headers and rows: one column a set; ``*`` marks a type with fewer than 20 items in the columns of ``few``."""
    names = list(sets)
    rows: list[list[str]] = []
    sections = dict.fromkeys(section for found in sets.values() for section in found)
    for section in sections:
        labels = dict.fromkeys(label for found in sets.values() for label in found.get(section, {}))
        for label in labels:
            row = [section, label]
            for name in names:
                n = sets[name].get(section, {}).get(label, 0)
                mark = "*" if name in few and n < FEW and section in ("mentions", "quotes", "events") else ""
                row.append(f"{n:,}{mark}")
            rows.append(row)
    return ["layer", "label", *names], rows


def shares(found: dict[str, dict[str, int]]) -> dict[str, float | None]:
    """Proportions worth a sentence: pro-drop share of quotes, in-quote share of events, direct share."""

    def share(section: str, label: str) -> float | None:
        total = sum(found[section].values())
        return found[section].get(label, 0) / total if total else None

    return {
        "prodrop": share("realisations", "prodrop"),
        "direct": share("quotes", "direct"),
        "events inside a quote": share("in_quote", "events inside a quote"),
    }


def as_json(sets: dict[str, dict[str, dict[str, int]]]) -> dict[str, Any]:
    """The same for `stats --json`."""
    return {name: {**found, "shares": shares(found)} for name, found in sets.items()}

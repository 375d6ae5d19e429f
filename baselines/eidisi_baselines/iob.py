"""Labelled spans of tokens as IOB2 tags, and back; what every tagger here shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

TaggedSpan = tuple[int, int, str]
"""First token, token after the last, label."""


def encode(spans: Iterable[TaggedSpan], length: int) -> list[str]:
    """IOB2 tags. Of overlapping spans the longer stands, then the earlier: a tagger can give no more than one."""
    tags = ["O"] * length
    for first, last, label in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if first < last and set(tags[first:last]) == {"O"}:
            tags[first:last] = [f"B-{label}"] + [f"I-{label}"] * (last - first - 1)
    return tags


def decode(tags: Sequence[str]) -> list[TaggedSpan]:
    """Spans of IOB2 tags; a tag that continues nothing opens a span."""
    found: list[TaggedSpan] = []
    opened: tuple[int, str] | None = None
    for k, tag in enumerate([*tags, "O"]):
        label = tag[2:]
        if opened and (tag == "O" or tag[0] == "B" or label != opened[1]):
            found.append((opened[0], k, opened[1]))
            opened = None
        if tag != "O" and opened is None:
            opened = (k, label)
    return found

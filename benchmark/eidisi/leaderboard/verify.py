"""Scoring every submission again: nothing on the board is believed that cannot be computed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from eidisi.api import score
from eidisi.leaderboard.entry import ABOUT, PREDICTIONS, SCORES, Entry, sha256
from eidisi.leaderboard.submit import stored_of
from eidisi.model import DATA_VERSION
from eidisi.problems import InvalidInput, Problems


def verify(entries: list[Entry], progress: Callable[[str, int, int], None] = lambda *_: None) -> Problems:
    """Every way in which a stored submission is not what it says, each with its own code."""
    problems = Problems()
    for done, entry in enumerate(entries):
        progress(entry.slug, done, len(entries))
        problems.extend(_verify(entry))
    progress("verified", len(entries), len(entries))
    return problems


def _verify(entry: Entry) -> Problems:
    path = entry.folder / PREDICTIONS
    problems = Problems(str(entry.folder / SCORES))
    again = f"eidisi submit {entry.folder}"
    if not path.is_file():
        problems.add("missing-file", f"there is no {PREDICTIONS} beside it")
        return problems
    if entry.stored.data_version != DATA_VERSION:
        message = f"the scores are of data version {entry.stored.data_version}, the gold is {DATA_VERSION}"
        problems.add("stale-scores", message, hint=f"{again} scores it anew")
        return problems
    if sha256(path) != entry.stored.predictions_sha256:
        problems.add(
            "changed-predictions",
            f"{PREDICTIONS} is not the file that was scored",
            hint=f"{again} scores it anew",
        )
        return problems
    try:
        card = score(path, name=entry.about.name)
    except InvalidInput as error:
        problems.extend(error.problems)
        return problems
    found = stored_of(card, entry.stored.predictions_sha256)
    gold = {d.collection: d.sha for d in found.data}
    for data in entry.stored.data:
        if gold.get(data.collection) != data.sha:
            message = f"the gold of {data.collection}/{data.split} is not the one that was scored (data version {DATA_VERSION} both)"
            problems.add("stale-scores", message, hint=f"{again} scores it anew")
    if not problems:
        problems.extend(_differences(entry, msgspec.to_builtins(found)))
    return problems


def _differences(entry: Entry, found: dict[str, object]) -> Problems:
    """What in scores.json is not what scoring gives."""
    problems = Problems(str(entry.folder / SCORES))
    stored = msgspec.to_builtins(entry.stored)
    for key in ("signature", "complete", "data", "scores", "documents"):
        place = _first_difference(stored[key], found[key], key)
        if key == "signature" and place:
            # another version of the code may give the same scores; then only the signature differs
            continue
        if place:
            problems.add(
                "edited-scores", f"{place[1]!r} is stored, scoring gives {place[2]!r}", path=place[0]
            )
    return problems


def _first_difference(a: object, b: object, path: str) -> tuple[str, object, object] | None:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in (*a, *(k for k in b if k not in a)):
            place = _first_difference(a.get(key), b.get(key), f"{path}.{key}")
            if place:
                return place
        return None
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for k, (x, y) in enumerate(zip(a, b, strict=True)):
            place = _first_difference(x, y, f"{path}[{k}]")
            if place:
                return place
        return None
    return None if a == b else (path, a, b)


def check_page(page: Path, expected: str) -> Problems:
    """Whether the page is what ``build`` writes."""
    problems = Problems(str(page))
    if not page.is_file():
        problems.add("missing-file", "there is no page", hint="eidisi leaderboard build writes it")
        return problems
    found = page.read_text(encoding="utf-8")
    if found != expected:
        lines = zip(found.splitlines(), expected.splitlines(), strict=False)
        line = next((n for n, (x, y) in enumerate(lines, start=1) if x != y), 1)
        problems.add(
            "stale-page",
            f"the page is not what {ABOUT} and {SCORES} give",
            line=line,
            hint="eidisi leaderboard build",
        )
    return problems

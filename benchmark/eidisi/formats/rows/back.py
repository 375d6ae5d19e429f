"""Rows of the configs back to predictions: one line a document, all layers that were given.

Rows of a document may come in any order and need not follow each other. A document that has rows in one config and none
in another has an empty list there: an article without a quote has no row in ``quotes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eidisi.formats.rows import documents, entities, events, quotes
from eidisi.model import TRACKS, Prediction
from eidisi.problems import InvalidInput, Problems

Rows = Iterable[Mapping[str, Any]]


def predictions(
    layers: Mapping[str, Rows],
    *,
    on: Iterable[str] = (),
    tag_names: Sequence[str] = entities.NER_TAGS,
    repair: str = "none",
) -> list[Prediction]:
    """Predictions sorted by id.

    ``layers``: config (``entities``, ``quotes``, ``events``) -> its rows; ``on``: ids that must be there, with or
    without rows, and beside which no other may be. Raises InvalidInput with every row that could not be read.
    """
    problems = Problems()
    found: dict[str, dict[str, list[Any]]] = {i: {t: [] for t in layers} for i in on}
    told = frozenset(found)
    readers: dict[str, Any] = {
        "entities": lambda row, mine, n: entities.predicted(row, mine, n, names=tag_names, repair=repair),
        "quotes": quotes.predicted,
        "events": events.predicted,
    }
    for layer in TRACKS:
        mine = Problems(f"{layer} rows")
        seen: set[tuple[str, int]] = set()
        for number, row in enumerate(layers.get(layer, ()), start=1):
            identifier = _id(row, number, mine)
            if identifier is None:
                continue
            if told and identifier not in told:
                mine.add(
                    "unknown-document", "not one of the documents of `on`", line=number, document=identifier
                )
                continue
            key = (identifier, row["sentence"] if row.get("sentence") is not None else -number)
            if key in seen:
                message = f"sentence {key[1]} came before"
                mine.add("duplicate-item", message, line=number, document=identifier)
                continue
            seen.add(key)
            try:
                items = readers[layer](row, mine, number)
            except KeyError as error:
                mine.add("bad-structure", f"no column {error}", line=number, document=identifier)
            except (TypeError, ValueError) as error:
                mine.add("bad-structure", str(error), line=number, document=identifier)
            else:
                found.setdefault(identifier, {t: [] for t in layers})[layer] += items
        problems.extend(mine)
    if problems:
        raise InvalidInput(problems)
    return [Prediction(i, **items) for i, items in sorted(found.items())]


def document_predictions(rows: Rows) -> list[Prediction]:
    """Predictions from rows of ``documents``. Raises InvalidInput with every row that could not be read."""
    problems, found = Problems("documents rows"), []
    for number, row in enumerate(rows, start=1):
        identifier = _id(row, number, problems)
        if identifier is None:
            continue
        try:
            found.append(documents.predicted(row))
        except (KeyError, TypeError, ValueError) as error:
            problems.add("bad-structure", str(error), line=number, document=identifier)
    if problems:
        raise InvalidInput(problems)
    return sorted(found, key=lambda p: p.id)


def _id(row: Any, number: int, problems: Problems) -> str | None:
    if isinstance(row, Mapping) and isinstance(row.get("id"), str):
        return str(row["id"])
    found = (
        f"the string {row!r}; give one split, not a DatasetDict" if isinstance(row, str) else repr(row)[:80]
    )
    problems.add("bad-structure", f"a row is a dict with the document's id, not {found}", line=number)
    return None

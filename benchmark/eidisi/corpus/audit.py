"""A quality audit: a fresh reader corrects copies of drawn documents, some of whose labels were falsified before.

``draw`` writes the copies in the annotators' notation and keeps the key aside. ``outcome`` compares what came back: the share
of planted errors that were mended (what such a reader finds), and the reader's other changes, each of which is a claim
against the gold that somebody must judge. The error rate of a layer is confirmed claims / gold items, with the exact
(Clopper-Pearson) 95 % interval.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eidisi.corpus.adjudication import Difference, differences
from eidisi.corpus.annotating import compile_notation
from eidisi.corpus.collections import expand, load_document
from eidisi.corpus.falsify import LAYERS, falsify
from eidisi.formats.notation_writer import write_notation
from eidisi.model import Document
from eidisi.problems import InvalidInput, Problems

SHARE: Final = 0.05
_KINDS: Final = {"mention": "entities", "quote": "quotes", "event": "events", "argument": "arguments"}


def layer_of(difference: Difference) -> str:
    """entities (nominals too), quotes, events or arguments."""
    return _KINDS[str(difference.key[0])]


def draw(name: str, number: int, seed: int, out: Path, key: Path, *, share: float = SHARE) -> list[str]:
    """Draw documents of a SET, write falsified copies to ``out`` and the key to ``key``; the ids.

    Raises FileExistsError if either is there, ValueError if there are not so many documents or no text.
    """
    if key.exists() or (out.exists() and any(out.iterdir())):
        raise FileExistsError(f"{key if key.exists() else out} is there already")
    ids = expand(name)
    if number > len(ids):
        raise ValueError(f"{name} has {len(ids)} annotated documents, not {number}")
    rng = random.Random(seed)
    drawn = sorted(rng.sample(ids, number))
    out.mkdir(parents=True, exist_ok=True)
    planted: dict[str, Any] = {}
    for identifier in drawn:
        gold = load_document(identifier)
        false, made = falsify(gold, share, rng)
        (out / f"{identifier.replace('/', '__')}.eid").write_text(_copy(false), encoding="utf-8")
        planted[identifier] = made
    key.parent.mkdir(parents=True, exist_ok=True)
    about = {"set": name, "number": number, "seed": seed, "share": share, "planted": planted}
    key.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return drawn


def _copy(false: Document) -> str:
    """In the notation, its entity keys numbered anew: a gap would tell the reader that a name was left out."""
    compiled, problems = compile_notation(write_notation(false))
    if compiled is None or problems:
        raise InvalidInput(problems)
    return write_notation(compiled)


@dataclass(frozen=True)
class Outcome:
    """Of one document: planted differences, those among them that were mended, and the reader's claims against gold."""

    document: Document
    planted: list[Difference]
    mended: list[Difference]
    claims: list[Difference]


def outcome(false: Document, corrected: Document, gold: Document) -> Outcome:
    """A planted difference is mended if the corrected copy no longer has it, in whatever way; a claim is a difference of
    the corrected copy from gold that was not planted."""
    planted = differences(gold, false)
    left = differences(gold, corrected)
    keys = {(d.key, d.attribute) for d in planted}
    still = {(d.key, d.attribute, d.b) for d in left}
    mended = [d for d in planted if (d.key, d.attribute, d.b) not in still]
    claims = [d for d in left if (d.key, d.attribute) not in keys]
    return Outcome(gold, planted, mended, claims)


def read_back(key: Path, falsified: Path, corrected: Path) -> list[Outcome]:
    """The outcomes of all drawn documents. Raises InvalidInput if a copy is missing or does not compile."""
    problems = Problems(str(corrected))
    found = []
    for identifier in json.loads(key.read_text(encoding="utf-8"))["planted"]:
        name = f"{identifier.replace('/', '__')}.eid"
        copies = []
        for folder in (falsified, corrected):
            if not (folder / name).is_file():
                problems.add("missing-file", f"there is no {name}", document=identifier)
                continue
            document, mine = compile_notation((folder / name).read_text(encoding="utf-8"), str(folder / name))
            problems.extend(mine)
            if document is not None and not mine:
                copies.append(document)
        if len(copies) == 2:
            found.append(outcome(copies[0], copies[1], load_document(identifier)))
    if problems:
        raise InvalidInput(problems)
    return found


def rates(outcomes: Iterable[Outcome], confirmed: Counter[str]) -> list[dict[str, Any]]:
    """Per layer: gold items, planted and mended differences, claims, confirmed ones, and the rates with intervals."""
    outcomes = list(outcomes)
    rows = []
    for layer in LAYERS:
        items = sum(_size(o.document, layer) for o in outcomes)
        planted = sum(layer_of(d) == layer for o in outcomes for d in o.planted)
        mended = sum(layer_of(d) == layer for o in outcomes for d in o.mended)
        claims = sum(layer_of(d) == layer for o in outcomes for d in o.claims)
        wrong = confirmed[layer]
        n = {"items": items, "planted": planted, "mended": mended, "claims": claims, "confirmed": wrong}
        rows.append({"layer": layer, **n, **shares(n)})
    return rows


def shares(n: dict[str, int]) -> dict[str, Any]:
    """Of counts of a layer: the share of planted errors that was found, and of items that was wrong, with intervals."""
    items, planted, mended, wrong = (n[key] for key in ("items", "planted", "mended", "confirmed"))
    return {
        "detection": mended / planted if planted else None,
        "detection_ci": exact_interval(mended, planted),
        "error_rate": wrong / items if items else None,
        "error_rate_ci": exact_interval(wrong, items),
    }


def _size(document: Document, layer: str) -> int:
    if layer == "entities":
        return sum(m.level == "named" for m in document.mentions)
    if layer == "arguments":
        return sum(len(e.arguments) for e in document.events)
    return len(getattr(document, layer))


def exact_interval(successes: int, trials: int) -> tuple[float, float] | None:
    """Clopper and Pearson's 95 % interval of a share (1934); more successes than trials count as all."""
    if not trials:
        return None
    from scipy.stats import beta

    k = min(successes, trials)
    low = float(beta.ppf(0.025, k, trials - k + 1)) if k else 0.0
    high = float(beta.ppf(0.975, k + 1, trials - k)) if k < trials else 1.0
    return low, high

"""Taking a submission: check what it says, score it, strip what may not be published, write its scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from eidisi.api import score
from eidisi.corpus.collections import STANDOFF
from eidisi.formats.jsonl import iter_predictions, write_predictions
from eidisi.leaderboard.entry import PREDICTIONS, SCORES, Data, DocumentCounts, Stored, read_about, sha256
from eidisi.model import Prediction
from eidisi.problems import InvalidInput, Problems
from eidisi.scoring.figures import RANKED_MEASURES
from eidisi.scoring.scorecard import Scorecard


def submit(folder: Path) -> tuple[Scorecard, int]:
    """Score a submission's folder and write ``scores.json``; the scorecard, and how many texts were stripped.

    ``text`` and ``meta`` of predictions on stand-off documents are taken out of ``predictions.jsonl``, since they may hold
    text that the repository must not carry; a file without any is left as it is. Raises InvalidInput with everything that
    is wrong, and then writes nothing.
    """
    problems = Problems()
    path = folder / PREDICTIONS
    about = read_about(folder, problems)
    if not path.is_file():
        mine = Problems(str(path))
        mine.add(
            "missing-file",
            f"there is no {PREDICTIONS}",
            hint="the predictions of the test splits, all in one file",
        )
        problems.extend(mine)
    if problems or about is None:
        raise InvalidInput(problems)
    card = score(path, name=about.name)
    stripped = strip(path)
    (folder / SCORES).write_bytes(encode(stored_of(card, sha256(path))))
    return card, stripped


def strip(path: Path) -> int:
    """Take the texts out of predictions on stand-off documents; how many there were."""
    predictions = [p for _, p in iter_predictions(path, Problems())]
    count = sum(_strip(p) for p in predictions if p.id.partition("/")[0] in STANDOFF)
    if count:
        write_predictions(predictions, path, overwrite=True)
    return count


def _strip(prediction: Prediction) -> int:
    count = 0
    if prediction.meta is not msgspec.UNSET:
        prediction.meta, count = msgspec.UNSET, 1
    for layer in (prediction.entities, prediction.quotes, prediction.events):
        for item in layer or ():
            arguments = getattr(item, "arguments", [])
            for one in (item, *arguments):
                if one.text is not msgspec.UNSET:
                    one.text = msgspec.UNSET
                    count += 1
            for span in (
                *getattr(item, "spans", ()),
                *(getattr(item, k, None) for k in ("cue", "speaker", "trigger")),
            ):
                if isinstance(span, list) and len(span) == 3:
                    del span[2]
                    count += 1
    return count


def stored_of(card: Scorecard, predictions_sha256: str) -> Stored:
    """What is kept of a scorecard."""
    places = zip(card.table.documents, card.collections, card.table.groups, strict=True)
    counts = card.document_counts(RANKED_MEASURES)
    return Stored(
        signature=str(card.signature),
        data=[Data(d.collection, d.split, d.version, d.sha) for d in sorted(card.signature.data)],
        complete=sorted(card.complete),
        predictions_sha256=predictions_sha256,
        scores=card.to_dict()["scores"],
        documents={
            document: DocumentCounts(collection, story, counts[document])
            for document, collection, story in sorted(places)
        },
    )


def encode(stored: Stored) -> bytes:
    """The same bytes for the same scores: one line a document, so that a changed label is a small diff."""
    built: dict[str, Any] = msgspec.to_builtins(stored)
    documents = built.pop("documents")
    head = msgspec.json.format(msgspec.json.encode(built), indent=1).decode().removesuffix("\n}")
    lines = (f"  {_json(key)}: {_json(value)}" for key, value in documents.items())
    return (head + ',\n "documents": {\n' + ",\n".join(lines) + "\n }\n}\n").encode()


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()

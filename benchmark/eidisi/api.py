"""Scoring from a program: score, compare, slices, errors, findings, metrics. The commands call the same."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eidisi.corpus.gold import GoldSet, gold_set, ids_in, test_set
from eidisi.labels import LabelMap, load_label_map
from eidisi.model import TRACKS, Document, Prediction
from eidisi.ontology import MENTION_TYPES
from eidisi.problems import InvalidInput
from eidisi.scoring import entities, events, quotes
from eidisi.scoring.answers import Answer
from eidisi.scoring.counts import CountTable, measures_of
from eidisi.scoring.scorecard import Scorecard, complete_collections
from eidisi.scoring.signature import DataLabel, Signature
from eidisi.scoring.significance import REPLICATES, SEED
from eidisi.scoring.submission import Submission

if TYPE_CHECKING:
    from eidisi.report.findings import Findings
    from eidisi.scoring.comparison import Comparison
    from eidisi.scoring.errors import Errors
    from eidisi.scoring.slices import Slices

Predictions = str | os.PathLike[str] | Iterable[Prediction | Mapping[str, Any]]
Watch = Callable[[Document, Answer], None]
Gold = str | os.PathLike[str] | Iterable[Document] | GoldSet | None


def score(
    predictions: Predictions,
    gold: Gold = None,
    *,
    name: str | None = None,
    tracks: Sequence[str] | None = None,
    labels: str | LabelMap | None = None,
    repair: str = "none",
    allow_missing: bool = False,
    drop_invalid: bool = False,
    ci: bool = True,
    watch: Watch | None = None,
) -> Scorecard:
    """Score predictions against gold.

    ``predictions``: the path of a JSON Lines file, ``-`` for standard input, or any iterable of predictions or dicts
    (a ``datasets.Dataset`` too). ``gold``: a SET (``original/validation``), a gold file, documents, or None for the
    test split of every collection whose ids occur. ``watch`` is called with every document and its checked answer, as
    they are counted; what it saw holds only if there is a score. Raises InvalidInput with every problem instead of giving a score;
    ValueError for an option that is none.
    """
    label_map = load_label_map(labels) if isinstance(labels, str) else labels
    unknown = sorted(set(tracks or ()) - set(TRACKS))
    if unknown:
        raise ValueError(f"no task {unknown[0]!r}; there are {', '.join(TRACKS)}")
    source, found_name, clean_up = _source(predictions, gold)
    try:
        against = _gold(gold, source)
        return _score(
            source, against, name or found_name, tracks, label_map, repair, allow_missing, drop_invalid, ci, watch,
            "<stdin>" if _standard_input(predictions) else None,
        )  # fmt: skip
    finally:
        clean_up()


def _standard_input(predictions: Predictions) -> bool:
    return isinstance(predictions, (str, os.PathLike)) and os.fspath(predictions) == "-"


def _source(predictions: Predictions, gold: Gold) -> tuple[Any, str, Callable[[], None]]:
    """The predictions as something that can be read (twice where the gold follows from the ids)."""

    def nothing() -> None:
        return None

    if _standard_input(predictions):
        if gold is not None:
            return "-", "stdin", nothing
        import shutil
        import sys

        with tempfile.NamedTemporaryFile(suffix=".jsonl", delete=False) as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
        return Path(spool.name), "stdin", Path(spool.name).unlink
    if isinstance(predictions, (str, os.PathLike)):
        path = Path(predictions)
        if not path.is_file():
            raise FileNotFoundError(f"there is no predictions file {path}")
        return path, path.stem, nothing
    if gold is None:
        return list(predictions), "predictions", nothing
    return predictions, "predictions", nothing


def _gold(gold: Gold, source: Any) -> GoldSet:
    if isinstance(gold, GoldSet):
        return gold
    if gold is not None:
        return gold_set(gold)
    if isinstance(source, Path):
        return test_set(ids_in(source))
    return test_set(str(p.id if isinstance(p, Prediction) else p.get("id", "")) for p in source)


def _score(
    source: Any, against: GoldSet, name: str, tracks: Sequence[str] | None, labels: LabelMap | None, repair: str,
    allow_missing: bool, drop_invalid: bool, ci: bool, watch: Watch | None, file: str | None,
) -> Scorecard:  # fmt: skip
    types = tuple(sorted(labels.inventory)) if labels else MENTION_TYPES
    gold_map = labels.gold if labels else None
    submission = Submission(
        source,
        against.documents,
        splits=against.splits,
        labels=labels,
        allow_missing=allow_missing,
        drop_invalid=drop_invalid,
        file=file,
    )
    table: CountTable | None = None
    chosen: tuple[str, ...] = ()
    for document, answer in submission:
        if table is None:
            given = [t for t in TRACKS if getattr(answer, t) is not None]
            chosen = tuple(t for t in given if tracks is None or t in tracks)
            table = CountTable(tuple(m for t in chosen for m in measures_of(t, types)))
        rows: list[float] = []
        if any(getattr(answer, t) is None for t in chosen):
            continue  # a missing layer: a problem at the end, and no score
        if "entities" in chosen:
            rows += entities.count(document, answer, types, gold_map)
        if "quotes" in chosen:
            rows += quotes.count(document, answer)
        if "events" in chosen:
            rows += events.count(document, answer)
        table.add(document.id, document.collection or "gold", document.group, rows)
        if watch is not None:
            watch(document, answer)
    if submission.problems:
        raise InvalidInput(submission.problems)
    if table is None or not chosen:
        raise ValueError(f"nothing to score: the file has no {' or '.join(tracks or TRACKS)}")
    by_set: dict[tuple[str, str], list[Document]] = {}
    for document in against.documents.values():
        by_set.setdefault((document.collection or "gold", document.split), []).append(document)
    signature = Signature(
        tracks=chosen,
        data=tuple(DataLabel.of(c, s, d, against.version) for (c, s), d in sorted(by_set.items())),
        documents=len(table.documents),
        missing=len(submission.missing),
        dropped=sum(submission.dropped.values()),
        labels=labels.name if labels else "native",
        repair=repair,
        replicates=REPLICATES if ci else 0,
        seed=SEED,
    )
    return Scorecard(
        name=name,
        table=table,
        signature=signature,
        fields=frozenset(submission.fields.names),
        complete=_complete(table, against, submission.missing),
        excluded=submission.excluded,
    )


def _complete(table: CountTable, against: GoldSet, missing: Iterable[str]) -> frozenset[str]:
    """Only what was really submitted completes a collection, not what --allow-missing filled up."""
    lacking = set(missing)
    return frozenset(
        name for name in complete_collections(table, against.expected) if not lacking & against.expected[name]
    )


def compare(
    systems: Sequence[Predictions | Scorecard],
    gold: Gold = None,
    *,
    names: Sequence[str] | None = None,
    **options: Any,
) -> Comparison:
    """Paired tests between systems on the same gold; the first is the baseline of the differences."""
    from eidisi.scoring.comparison import compare as run

    cards = [
        s if isinstance(s, Scorecard) else score(s, gold, name=names[k] if names else None, **options)
        for k, s in enumerate(systems)
    ]
    return run(cards)


def score_by(predictions: Predictions, gold: Gold = None, *, by: str, **options: Any) -> Slices:
    """Scores by a slice: ``type``, ``collection``, ``section``, ``length`` (all measures), or by a gold attribute,
    ``quote-type``, ``realisation``, ``realis``, ``polarity``, ``in-quote``, ``seen`` (recall only).

    ``options`` are those of ``score``. Raises ValueError for a slice that is none or that nothing was scored for.
    """
    from eidisi.scoring.slices import Slicer

    slicer = Slicer(by, _labels(options))
    return slicer.slices(score(predictions, gold, **{**options, "ci": False, "watch": slicer}))


def errors(predictions: Predictions, gold: Gold = None, **options: Any) -> Errors:
    """Entity errors by category and type, gold against predicted types, and the worst documents of each track.

    ``options`` are those of ``score``.
    """
    from eidisi.scoring.errors import ErrorWatch

    watch = ErrorWatch(_labels(options))
    return watch.errors(score(predictions, gold, **{**options, "ci": False, "watch": watch}))


def findings(predictions: Predictions, gold: Gold = None, **options: Any) -> Findings:
    """Everything a report page shows of a system, from one scoring; ``eidisi.report.page.render_page`` draws it.

    ``options`` are those of ``score``.
    """
    from eidisi.report.findings import ReportWatch

    watch = ReportWatch(_labels(options))
    return watch.findings(score(predictions, gold, **{**options, "watch": watch}))


def _labels(options: Mapping[str, Any]) -> LabelMap | None:
    labels = options.get("labels")
    return load_label_map(labels) if isinstance(labels, str) else labels


def compute_metrics(label_names: Sequence[str], scheme: str = "IOB2") -> Callable[[Any], dict[str, float]]:
    """The ``compute_metrics`` function of a ``transformers`` Trainer for token classification.

    ``label_names`` are the tags by id (IOB2 unless another ``scheme``). Rows labelled -100 are left out, as
    transformers' run_ner does. Gives precision, recall, f1 (strict: exact span and type; ill-formed predictions are
    repaired as conlleval does, named in the docstring because it matters) and accuracy, each a float.
    """
    from eidisi.scoring.trainer import trainer_metrics

    return trainer_metrics(list(label_names), scheme)

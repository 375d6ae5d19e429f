"""The texts of the collections side by side: what tells written-for-the-benchmark news from news.

Sentences and tokens are the index's; a word is a token with a letter or a digit. ``OPENINGS`` counts three-word
openings of sentences over equally many sentences of each collection (the first in the order of ids), since the share
that the commonest ones cover falls with the number of sentences. ``auc`` says how well a classifier of character
n-grams tells two collections apart, stories kept together in cross-validation: 0.5 is not at all, 1 is always.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import mean, median, quantiles
from typing import Final

from eidisi.corpus.collections import bare_document, index
from eidisi.model import Document

OPENINGS: Final = 50
SHINGLE: Final = 8
_MARKS: Final = {
    "commas": ",",
    "full stops": ".",
    "guillemets (pairs)": "«",
    "other opening marks": '“"',
    "question marks": ";",
    "exclamation marks": "!",
    "ano teleia": "··",
    "colons": ":",
    "dashes": "–—",
    "brackets (pairs)": "(",
}


def texts(collection: str) -> list[Document]:
    """All documents of a collection with their text, annotated or not. Raises ValueError where a text is not here."""
    found = [bare_document(identifier) for identifier in index(collection)]
    if not found or any(d.text is None for d in found):
        raise ValueError(f"the texts of {collection} are not here; run `eidisi fetch {collection}`")
    return found


def _sentences(document: Document) -> Iterator[list[str]]:
    text = document.text or ""
    for start, end in document.sentences:
        yield re.findall(r"\w+", text[start:end])


def profile(documents: list[Document], sentences: int) -> dict[str, float]:
    """Row -> figure of one collection; ``sentences`` is how many the openings are counted over."""
    per_sentence = [words for d in documents for words in _sentences(d) if words]
    lengths = [len(words) for words in per_sentence]
    words = sum(lengths)
    body = "".join(d.text or "" for d in documents)
    cuts = quantiles(lengths, n=10)
    found: dict[str, float] = {
        "documents": len(documents),
        "words": words,
        "words a document": words / len(documents),
        "words a sentence, mean": mean(lengths),
        "words a sentence, median": median(lengths),
        "words a sentence, 10th to 90th percentile": cuts[8] - cuts[0],
    }
    for name, marks in _MARKS.items():
        found[f"{name} a 1,000 words"] = 1000 * sum(body.count(m) for m in set(marks)) / words
    found["titles with a colon, %"] = 100 * mean(
        ":" in (d.text or "")[: d.title_end] for d in documents if d.title_end
    )
    found[f"the {OPENINGS} commonest openings, % of {sentences:,} sentences"] = 100 * openings(
        per_sentence[:sentences]
    )
    found[f"{SHINGLE}-word sequences in two documents"] = len(shared(documents))
    return found


def openings(sentences: Iterable[list[str]]) -> float:
    """Share of the sentences of three words or more that the commonest three-word openings cover."""
    counts = Counter(tuple(w.lower() for w in words[:3]) for words in sentences if len(words) >= 3)
    total = counts.total()
    return sum(n for _, n in counts.most_common(OPENINGS)) / total if total else 0.0


def shared(documents: Iterable[Document]) -> dict[tuple[str, ...], set[str]]:
    """Word sequences of ``SHINGLE`` words that stand in more than one document, and in which."""
    where: dict[tuple[str, ...], set[str]] = {}
    for d in documents:
        words = re.findall(r"\w+", (d.text or "").lower())
        for k in range(len(words) - SHINGLE + 1):
            where.setdefault(tuple(words[k : k + SHINGLE]), set()).add(d.id)
    return {sequence: ids for sequence, ids in where.items() if len(ids) > 1}


def auc(one: list[Document], other: list[Document], seed: int = 12345) -> float:
    """Area under the ROC curve of a logistic regression on character 2- to 4-grams, 5-fold, stories kept together."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    documents = [*one, *other]
    labels = [0] * len(one) + [1] * len(other)
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    )
    predicted = cross_val_predict(
        model,
        [d.text for d in documents],
        labels,
        groups=[d.story or d.id for d in documents],
        cv=StratifiedGroupKFold(5, shuffle=True, random_state=seed),
        method="predict_proba",
    )
    return float(roc_auc_score(labels, predicted[:, 1]))


def compare(collections: tuple[str, ...] = ("original", "gdt", "ntrex")) -> dict[str, list[float | None]]:
    """The figures of ``eidisi stats --texts``, one a collection; the last is the AUC against the first of them."""
    found = {name: texts(name) for name in collections}
    fewest = min(sum(1 for d in documents for w in _sentences(d) if w) for documents in found.values())
    columns = [profile(documents, fewest) for documents in found.values()]
    figures: dict[str, list[float | None]] = {name: [c[name] for c in columns] for name in columns[0]}
    first = found[collections[0]]
    figures[f"{_AUC} {collections[0]}"] = [None, *(auc(first, found[name]) for name in collections[1:])]
    return figures


_AUC = "AUC of character n-grams against"


def figure(name: str, value: float | None) -> str:
    """A figure of ``compare`` as the table prints it."""
    if value is None or name.startswith(_AUC):
        return "–" if value is None else f"{value:.3f}"
    return f"{value:,.0f}" if name in ("documents", "words") or "sequences" in name else f"{value:.1f}"

"""The dataset card: front matter from the definition, prose from ``card.md``, and every number computed here."""

from __future__ import annotations

from importlib.resources import files
from string import Template
from typing import Any, Final

from eidisi import __version__
from eidisi.corpus.collections import canary
from eidisi.corpus.counting import count
from eidisi.corpus.home import annotations_dir
from eidisi.corpus.passes import pass_pairs
from eidisi.model import DATA_VERSION, Document
from eidisi.publish.definition import REPO, SPLITS, Part
from eidisi.report.agreement import render_agreement
from eidisi.report.audits import render_pooled
from eidisi.report.tables import render_table
from eidisi.scoring.agreement import agreement
from eidisi.scoring.signature import DataLabel

COLLECTIONS: Final = ("original", "gdt", "ntrex")
_ROW: Final = {
    "documents": "a document, all layers",
    "entities": "a sentence: tokens and IOB2 tags",
    "quotes": "a quote with the sentences around it and who could be its speaker",
    "events": "a sentence in TextEE's format, arguments of other sentences beside it",
    "standoff": "a document of `gdt` or `ntrex` as in `documents`, `text` and `title` null",
}


def card(made: list[Part], matter: dict[str, Any], *, with_text: bool, repo: str = REPO) -> str:
    """README.md of the uploaded folder."""
    import yaml

    documents = {d.id: d for part in made for d in part.documents}
    by_collection = {c: [d for d in documents.values() if d.collection == c] for c in COLLECTIONS}
    values = {
        "repo": repo,
        "local_notice": _LOCAL if with_text else "",
        "sklearn_example": sklearn_example(repo),
        "configs": _configs(made),
        "sizes": _sizes(by_collection),
        "proportions": _proportions(by_collection),
        "comparison": _stored("comparison.md", ""),
        "agreement": _agreement(),
        "audit": _audit(),
        "canary": canary() or "",
        "data_version": DATA_VERSION,
        "code_version": __version__,
        "gold": ", ".join(f"`{label}`" for label in _labels(documents)),
    }  # fmt: skip
    front = yaml.safe_dump(matter, sort_keys=False, allow_unicode=True, width=1000)
    body = Template((files("eidisi.publish") / "card.md").read_text(encoding="utf-8")).substitute(values)
    return f"---\n{front}---\n\n{body}"


_AUDIT = """**Audit.** Fresh readers, who had done neither pass, corrected copies of documents (draws, and later whole splits) in which 5 % of the labels of each layer had been falsified. *Found* is the share of the planted errors that were mended: what such a reader sees. *Error rate* is the readers' further claims against the gold that were confirmed, and then corrected, by gold items. The readers are of the same kind as the annotators, so errors that all of them share stay unseen.

"""
_LOCAL = """> **For local use only.** This folder was built with the texts of `gdt` and `ntrex`, which are not ours to publish; `eidisi publish` refuses it.

"""


def sklearn_example(repo: str) -> str:
    """The card's example, which a test runs."""
    source = (files("eidisi.publish") / "sklearn_example.py").read_text(encoding="utf-8")
    return source.replace("REPO", f'"{repo}"').strip()


def _configs(made: list[Part]) -> str:
    rows = []
    for config in dict.fromkeys(p.config for p in made):
        module = next(p.module for p in made if p.config == config)
        fields = ", ".join(f"`{name}`" for name in module.features())
        rows.append(f"| `{config}` | {_ROW[config]} | {fields} |")
    return "\n".join(rows)


def _sizes(by_collection: dict[str, list[Document]]) -> str:
    rows = []
    for collection, documents in by_collection.items():
        for split in SPLITS:
            mine = [d for d in documents if d.split == split]
            if not mine:
                continue
            found = count(mine)
            size = found["size"]
            rows.append(
                [collection, split, size["documents"], f"{size['tokens']:,}", f"{size['sentences']:,}",
                 f"{sum(found['mentions'].values()):,}", f"{sum(found['quotes'].values()):,}",
                 f"{sum(found['events'].values()):,}", f"{sum(found['roles'].values()):,}"]
            )  # fmt: skip
    heads = [
        "collection",
        "split",
        "documents",
        "words",
        "sentences",
        "names and values",
        "quotes",
        "events",
        "arguments",
    ]
    return render_table(heads, rows, "markdown")


def _proportions(by_collection: dict[str, list[Document]]) -> str:
    """Shares in per cent, one column a collection."""
    counts = {c: count(d) for c, d in by_collection.items() if d}
    rows: list[list[str]] = []
    for section, what in (
        ("mentions", ""),
        ("quotes", " quotes"),
        ("realisations", " speakers"),
        ("realis", " events"),
        ("in_quote", ""),
    ):
        labels = dict.fromkeys(label for found in counts.values() for label in found[section])
        for label in labels:
            rows.append([f"{label}{what}", *(_share(found[section], label) for found in counts.values())])
    rows.append(
        [
            "words a sentence",
            *(f"{f['size']['tokens'] / max(1, f['size']['sentences']):.1f}" for f in counts.values()),
        ]
    )
    for section in ("quotes", "events"):
        rows.append(
            [
                f"{section} a 1,000 words",
                *(
                    f"{1000 * sum(f[section].values()) / max(1, f['size']['tokens']):.1f}"
                    for f in counts.values()
                ),
            ]
        )
    return render_table(["share", *counts], rows, "markdown")


def _share(section: dict[str, int], label: str) -> str:
    total = sum(section.values())
    return f"{100 * section.get(label, 0) / total:.1f} %" if total else "–"


def _agreement() -> str:
    pairs = pass_pairs("all")
    table = render_agreement(agreement(pairs), "markdown")
    return f"{len(pairs)} documents:\n\n{table}"


def _audit() -> str:
    table = render_pooled(annotations_dir() / "audits.json", "markdown")
    return _AUDIT + table if table else "The quality audit with planted errors has not been made yet."


def _stored(name: str, otherwise: str) -> str:
    """What a longer computation left in the annotations folder, as Markdown."""
    path = annotations_dir() / name
    return path.read_text(encoding="utf-8").strip() if path.is_file() else otherwise


def _labels(documents: dict[str, Document]) -> list[str]:
    sets: dict[tuple[str, str], list[Document]] = {}
    for d in documents.values():
        sets.setdefault((d.collection, d.split), []).append(d)
    return [str(DataLabel.of(c, s, found)) for (c, s), found in sorted(sets.items())]

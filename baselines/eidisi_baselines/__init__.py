"""Baseline systems for Eidisi: clients of the public API, one module a system.

========  ============================================================================  =============
system    what it is                                                                    needs
========  ============================================================================  =============
rules     capitals, a lexicon, guillemets, reporting verbs, trigger words of train       nothing more
crf       CRF taggers; logistic regression for speakers, realis and arguments            extra ``crf``
spacy     ``spacy.blank("el")`` with ner and spancat; speakers, arguments as in crf      extra ``spacy``
encoder   any Hugging Face encoder with token and pair heads                             extra ``torch``
llm       any OpenAI-compatible endpoint, answers aligned back to offsets                nothing more
========  ============================================================================  =============

A system is a module with ``train(documents, folder, seed, progress, **options)``, which writes a model into an empty
folder, and ``load(folder)``, which gives something with ``predict(document) -> Prediction``. Labels of the document that
``predict`` is given are never looked at.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from eidisi_baselines.system import Info, System

SYSTEMS: Final = {
    info.name: info
    for info in (
        Info("rules", "capitals, lexicon, guillemets, reporting verbs; trigger words of train", None),
        Info("crf", "CRF taggers, logistic regression for speakers, realis and arguments", "crf"),
        Info("spacy", "spaCy from scratch: ner, and spancat with its own suggester", "spacy", "spacy_system"),
        Info("encoder", "any Hugging Face encoder with token and pair heads, fine-tuned", "torch"),
        Info(
            "llm", "any OpenAI-compatible endpoint, zero-shot or few-shot, strings aligned to offsets", None
        ),
    )
}


def module_of(name: str) -> System:
    """The module of a system. Raises ValueError if there is none of that name, ImportError naming the missing extra."""
    if name not in SYSTEMS:
        raise ValueError(f"no baseline {name!r}; there are {', '.join(SYSTEMS)}")
    info = SYSTEMS[name]
    try:
        return import_module(f"eidisi_baselines.{info.module}")
    except ModuleNotFoundError as error:
        if info.extra is None or (error.name or "").startswith("eidisi"):
            raise
        raise ImportError(
            f"baseline {name} needs the package {error.name}: pip install 'eidisi[{info.extra}]' (in a clone: pip install -e '.[{info.extra}]')"
        ) from error

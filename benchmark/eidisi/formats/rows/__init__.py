"""The dataset's configs: a document as flat rows that a trainer loads, and rows back to a document's predictions.

========== ================================================ ==========================================
config     one row is                                       its module
========== ================================================ ==========================================
documents  a document with all layers                       ``documents``
entities   a sentence: ``tokens`` and IOB2 ``ner_tags``     ``entities``
quotes     a quote with its context and candidate speakers  ``quotes``
events     a sentence in TextEE's format                    ``events``
========== ================================================ ==========================================

Every module has ``features()``, ``rows(document)`` and ``predicted(row, problems, number)``. Every row has ``id``
(the document's), ``collection`` and ``split``; every offset that is not a token index is a code point of the
document's text, so that nothing has to be added up on the way back.
"""

from __future__ import annotations

from typing import Final

CONFIGS: Final = ("documents", "entities", "quotes", "events")

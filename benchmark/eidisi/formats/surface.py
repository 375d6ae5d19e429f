"""Surface strings, as language models give them, to character offsets and back.

JSON Lines, one document a line; of ``entities``, ``quotes`` and ``events`` the layers that are submitted::

    {"id": "original/x-001",
     "entities": [{"text": "Βρεττός", "type": "PERSON", "occurrence": 2}],
     "quotes": [{"texts": ["«Δεν πουλάμε»", "«ούτε νοικιάζουμε»"], "type": "direct", "cue": "είπε", "speaker": "Βρεττός"}],
     "events": [{"trigger": "υπογραφεί", "type": "Government.Agreement", "realis": "other", "polarity": "positive",
                 "arguments": [{"role": "Time", "text": "Μάιο"}]}]}

Optional: ``occurrence``; of a quote ``type``, ``cue``, ``speaker`` (null: nobody is named), with ``text`` for ``texts``
if it is one; of an event ``realis``, ``polarity``, ``arguments``. Any string of a quote, and a trigger, may also be an
object: ``{"text": "Βρεττός", "occurrence": 2}``.

**Where a string stands**: wherever it stands exactly and cuts no word (no end lies between two letters or digits).
Only if it does so nowhere, both sides are compared after normalising: NFC, one mark for all of « » “ ” „ " ‘ ’ ', one
dash, ``...`` as ``…``, any run of white space (non-breaking too) as one blank, invisible characters dropped; case and
accents stay. Offsets lead back to the text as it is. Occurrences are numbered in text order, overlapping ones too.
``"occurrence": k`` takes the k-th, from 1; ``"within_word": true`` counts exact places inside words too. Without a number:

- *entity, trigger, quote*: numbered items first, then the others in their order; each takes the first occurrence that
  shares no character with one taken in its layer, else the first not taken, else the first not taken with its type.
  So «Βρεττός» after «Ηλίας Βρεττός» is the next mention, and one trigger may open two events;
- *entity with* ``all_occurrences``: all, but for those that share a character with one of a longer item (all of them
  if no others are left);
- *texts of one quote*: the longest (a numbered one before it) is placed first as above, then outward the nearest
  occurrence on the right side of its neighbour, else the nearest to it;
- *cue*: nearest to a span of the quote, outside it if possible, the later of two equally near;
- *speaker*: outside the quote if possible, the last before its first span, else the first after;
- *argument*: nearest to the trigger, outside it if possible, the earlier of two equally near, never twice in one role.

**What fails** is a ``surface-not-found`` with document, path and string, and only that: an entity, an argument, a text
of a quote is left out, a cue or speaker becomes null, a quote without any text and an event without trigger go whole.
``strict`` adds ``surface-ambiguous`` for each string that stands in several places and has no number; the choice is
made all the same. The caller decides what predictions with problems are worth.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from eidisi.formats.aligner import Aligner
from eidisi.formats.places import (
    Places,
    Ref,
    SurfaceArgument,
    SurfaceEntity,
    SurfaceEvent,
    SurfacePrediction,
    SurfaceQuote,
)
from eidisi.model import (
    Document,
    Prediction,
    Span,
)
from eidisi.problems import Problems


def align(
    given: SurfacePrediction,
    text: str,
    problems: Problems,
    *,
    all_occurrences: bool = False,
    strict: bool = False,
) -> Prediction:
    """One document's strings as offsets into its text; a layer that is not given is not in the prediction either."""
    aligner = Aligner(given.id, text, problems, strict)
    return Prediction(
        given.id,
        UNSET if given.entities is UNSET else aligner.entities(given.entities, all_occurrences),
        UNSET if given.quotes is UNSET else aligner.quotes(given.quotes),
        UNSET if given.events is UNSET else aligner.events(given.events),
        given.meta,
    )


def read_surface(
    data: bytes | str,
    documents: Mapping[str, Document],
    *,
    all_occurrences: bool = False,
    strict: bool = False,
    file: str | None = None,
) -> tuple[list[Prediction], Problems]:
    """Predictions in file order and everything that is wrong; ``documents`` by id, with their text."""
    problems = Problems(file)
    predictions: list[Prediction] = []
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    seen: set[str] = set()
    for line, row in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        given = _decoded(row, line, problems) if row.strip() else None
        if given is None:
            continue
        document = documents.get(given.id)
        if document is None:
            problems.add("unknown-document", "no document has this id", line=line, document=given.id)
        elif given.id in seen:
            problems.add("duplicate-document", "this id came before", line=line, document=given.id)
        elif document.text is None:
            message = "strings cannot be aligned: the text of this document is not at hand"
            problems.add(
                "surface-not-found", message, line=line, document=given.id, hint="fetch the text first"
            )
        else:
            mine = Problems(file)
            predictions.append(
                align(given, document.text, mine, all_occurrences=all_occurrences, strict=strict)
            )
            problems.extend(dataclasses.replace(problem, line=line) for problem in mine)
        seen.add(given.id)
    if not seen and not problems:
        problems.add("empty-file", "no line holds a document")
    return predictions, problems


def _decoded(row: bytes, line: int, problems: Problems) -> SurfacePrediction | None:
    try:
        row.decode("utf-8")
        return msgspec.json.decode(row, type=SurfacePrediction)
    except UnicodeDecodeError as error:
        problems.add("not-utf8", f"byte {error.start} of the line is not UTF-8", line=line)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        problems.add("bad-structure", message, line=line, path=path.strip(".`") or None)
    except msgspec.DecodeError as error:
        problems.add("bad-json", str(error), line=line)
    return None


def to_surface(document: Document) -> SurfacePrediction:
    """A document's labels as strings that ``align`` brings back to the same offsets: named mentions, quotes with
    the first mention of their speaker, events. Raises ValueError without text."""
    if document.text is None:
        raise ValueError(f"{document.id} has no text: surface strings need it")
    name = Places(document.text).name
    spans = {m.id: m.span for m in document.mentions}

    def short(span: Span | None) -> str | Ref | None:
        ref = None if span is None else name(span)
        plain = ref is not None and ref.occurrence is UNSET and not ref.within_word
        return ref.text if ref is not None and plain else ref

    def keys(span: Span) -> dict[str, Any]:
        return msgspec.structs.asdict(name(span))

    return SurfacePrediction(
        document.id,
        [SurfaceEntity(type=m.type, **keys(m.span)) for m in document.mentions if m.level == "named"],
        [
            SurfaceQuote(
                texts=[short(span) or "" for span in q.spans],
                type=q.type,
                cue=short(q.cue),
                speaker=short(spans[q.speaker.mentions[0]] if q.speaker.mentions else None),
            )
            for q in document.quotes
        ],
        [
            SurfaceEvent(
                short(e.trigger) or "",
                e.type,
                e.realis,
                e.polarity,
                [SurfaceArgument(role=a.role, **keys(a.span)) for a in e.arguments],
            )
            for e in document.events
        ],
    )


def write_surface(documents: Iterable[Document]) -> str:
    """Documents as JSON Lines of surface strings. Raises ValueError for one without text."""
    return "".join(msgspec.json.encode(to_surface(document)).decode() + "\n" for document in documents)

"""Label maps: scoring a model that was trained on another entity tag set.

A map has two sides. ``gold`` projects our types to the foreign inventory; a gold mention of a type which that set
does not have (``None``) leaves the gold. ``merged`` folds foreign labels finer than ours (TIME into DATE, PERCENT
into QUANTITY) and ``ignored`` are labels of things that Eidisi does not annotate: such predictions are dropped and
counted. Scores under a map carry its name in their signature and are never compared with native ones.

A map file is JSON with the same three keys, e.g.
``{"gold": {"PERSON": "PER", "DATE": null, ...}, "merged": {"TIME": "DATE"}, "ignored": ["CARDINAL"]}``.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from eidisi.ontology import MENTION_TYPES


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One foreign tag set: see the module's text."""

    gold: dict[str, str | None]
    merged: dict[str, str] = {}
    ignored: frozenset[str] = frozenset()
    name: str = "file"

    def predicted(self, label: str) -> str | None:
        """The label that a predicted one is scored as; None if it is ignored. KeyError if it is unknown."""
        if label in self.ignored:
            return None
        label = self.merged.get(label, label)
        if label not in self.inventory:
            raise KeyError(label)
        return label

    @property
    def inventory(self) -> frozenset[str]:
        """The foreign labels that can be right."""
        return frozenset(label for label in self.gold.values() if label is not None)


def _named(
    name: str, pairs: str, merged: dict[str, str] | None = None, ignored: tuple[str, ...] = ()
) -> LabelMap:
    given = dict(pair.split(">") for pair in pairs.split())
    gold = {mtype: given.get(mtype) for mtype in MENTION_TYPES}
    return LabelMap(gold=gold, merged=merged or {}, ignored=frozenset(ignored), name=name)


_SAME = " ".join(f"{mtype}>{mtype}" for mtype in MENTION_TYPES)
_FINER = {"TIME": "DATE", "PERCENT": "QUANTITY"}
_NUMBERS = ("CARDINAL", "ORDINAL", "LANGUAGE")
_PLACES = "GPE>LOC LOC>LOC"

LABEL_MAPS: Final = MappingProxyType(
    {
        "conll": _named(
            "conll",
            f"PERSON>PER ORG>ORG {_PLACES} FAC>LOC NORP>MISC EVENT>MISC PRODUCT>MISC WORK_OF_ART>MISC LAW>MISC",
        ),
        "elner4": _named("elner4", f"PERSON>PERSON ORG>ORG {_PLACES} NORP>MISC EVENT>MISC WORK_OF_ART>MISC"),
        "elner18": _named("elner18", _SAME, _FINER, _NUMBERS),
        "ontonotes": _named("ontonotes", _SAME, _FINER, _NUMBERS),
        "spacy": _named("spacy", "PERSON>PERSON ORG>ORG GPE>GPE LOC>LOC EVENT>EVENT PRODUCT>PRODUCT"),
        "uner": _named("uner", f"PERSON>PER ORG>ORG {_PLACES} FAC>LOC", ignored=("OTH", "OTHER")),
    }
)


def load_label_map(name_or_path: str) -> LabelMap | None:
    """``native`` gives None; a known name its map; else a JSON file. Raises ValueError with the cause."""
    if name_or_path == "native":
        return None
    if name_or_path in LABEL_MAPS:
        return LABEL_MAPS[name_or_path]
    path = Path(name_or_path)
    if not path.is_file():
        known = ", ".join(LABEL_MAPS)
        raise ValueError(f"no label map {name_or_path!r}: neither a file nor one of {known}")
    try:
        found = msgspec.json.decode(path.read_bytes(), type=LabelMap)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: not a label map: {error}") from error
    unknown = sorted(set(found.gold) - set(MENTION_TYPES))
    if unknown:
        raise ValueError(f"{path}: 'gold' names types that Eidisi does not have: {', '.join(unknown)}")
    return msgspec.structs.replace(found, name=path.stem)

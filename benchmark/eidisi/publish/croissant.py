"""croissant.json: the dataset described in Croissant 1.1, made from the same definition as the card."""

from __future__ import annotations

from typing import Any, Final

from eidisi.model import DATA_VERSION
from eidisi.publish.definition import REPO, Part

CONTEXT: Final[dict[str, Any]] = {
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo", "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/", "separator": "cr:separator",
    "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip
_TYPES: Final = {"string": "sc:Text", "int32": "sc:Integer", "bool": "sc:Boolean"}


def croissant(made: list[Part], digests: dict[str, str]) -> dict[str, Any]:
    """``digests``: path -> SHA-256 of every data file."""
    records = []
    for part in made:
        fields = [
            _field(f"{part.config}/{part.split}", name, feature, part.path, name)
            for name, feature in part.module.features().items()
        ]
        records.append(
            {
                "@type": "cr:RecordSet",
                "@id": f"{part.config}/{part.split}",
                "name": f"{part.config}/{part.split}",
                "field": fields,
            }
        )
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": "eidisi",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "description": "Entities, quotes with their speakers, and events in Greek news.",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "citeAs": "The Eidisi authors. Eidisi: gold entities, quotes with speakers, and events in Greek news.",
        "url": f"https://huggingface.co/datasets/{REPO}",
        "version": DATA_VERSION,
        "inLanguage": "el",
        "datePublished": "2026-11-24",
        "distribution": [
            {
                "@type": "cr:FileObject", "@id": path, "name": path, "contentUrl": path,
                "encodingFormat": "application/x-parquet", "sha256": digest,
            }
            for path, digest in digests.items()
        ],
        "recordSet": records,
    }  # fmt: skip


def _field(prefix: str, name: str, feature: Any, file: str, column: str, path: str = "") -> dict[str, Any]:
    """A field of a record set; lists are arrays of any length, a structure in a list gets sub-fields.

    ``path``: where the value lies inside its column, in JSONPath; empty for the column itself.
    """
    found: dict[str, Any] = {"@type": "cr:Field", "@id": f"{prefix}/{name}", "name": name}
    found["source"] = {"fileObject": {"@id": file}, "extract": {"column": column}}
    if path:
        found["source"]["transform"] = {"jsonPath": path}
    inner, depth = feature, 0
    while hasattr(inner, "feature"):
        inner, depth = inner.feature, depth + 1
    if depth:
        found |= {"isArray": True, "arrayShape": ",".join(["-1"] * depth)}
    if isinstance(inner, dict):
        here = f"{path or '$'}{'[*]' * depth}"
        found["subField"] = [
            _field(f"{prefix}/{name}", key, value, file, column, f"{here}.{key}")
            for key, value in inner.items()
        ]
    else:
        found["dataType"] = _TYPES.get(getattr(inner, "dtype", ""), "sc:Integer")
    return found

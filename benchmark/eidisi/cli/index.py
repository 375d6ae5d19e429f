"""``eidisi index``: for maintainers; makes or checks index.jsonl of a collection."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eidisi.cli.console import counted, guarded, note, refuse


def index(
    collection: Annotated[str, typer.Argument(help="original, gdt, ntrex or seed.")],
    meta: Annotated[
        Path | None,
        typer.Option(help="JSON Lines: id, split, story, section, date, form of new or changed documents."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether it is up to date (exit 1 if not).")
    ] = False,
) -> None:
    """Derive a collection's index.jsonl from its texts (fetched before) and labels; keeps what people set.

    Example: eidisi index original --check
    """
    import json

    import msgspec

    from eidisi.corpus import collections
    from eidisi.corpus.index import (
        Entry,
        document_of,
        entry,
        read_index,
        seen_ids,
        train_surfaces,
        write_index,
    )
    from eidisi.model import Document
    from eidisi.problems import InvalidInput, Problems

    path = collections.folder(collection) / "index.jsonl"
    old = {e.id: e for e in read_index(path)} if path.is_file() else {}
    set_by_people = {
        e.id: {k: getattr(e, k) for k in ("split", "story", "section", "date", "form", "verified_by_human")}
        for e in old.values()
    }
    if meta is not None:
        for line in meta.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            mine = set_by_people.setdefault(row["id"], {})
            mine.update({k: v for k, v in row.items() if k in ("split", "story", "section", "date", "form")})
    problems = Problems(str(path))
    fresh: dict[str, Entry] = {}
    for identifier, row in sorted(set_by_people.items()):
        try:
            text = collections.text_of(identifier)
        except ValueError:
            if check:
                problems.add("text-hash", "the text is not the one of the index", document=identifier)
            text = None
            if collection == "original":
                stem = collections.file_stem(identifier)
                text = (collections.folder(collection) / "gold" / f"{stem}.txt").read_text(encoding="utf-8")
        if text is None:
            problems.add(
                "no-text-no-lines", "its text is not here", document=identifier, hint="run `eidisi fetch`"
            )
            continue
        known = old.get(identifier)
        title_end = known.title_end if known else text.index("\n") if collection != "seed" else 0
        if known is not None and collection == "original":
            title_end = text.index("\n")
        fresh[identifier] = entry(identifier, text, title_end, fiction=collection == "original", **row)
    if problems:
        refuse(problems)
    try:
        train: list[Document] = []
        for name in collections.COLLECTIONS:
            train += [
                collections.load_document(e.id)
                for e in collections.index(name).values()
                if e.split == "train" and collections.ann_path(e.id).is_file()
            ]
        known_surfaces = train_surfaces(train)
    except (InvalidInput, ValueError) as error:
        guarded(error)
    for identifier, found in fresh.items():
        ann = collections.ann_path(identifier)
        if ann.is_file():
            base = document_of(found, collection, collections.text_of(identifier), None)
            document = collections.read_layer(ann, base, problems)
            fresh[identifier] = msgspec.structs.replace(found, seen=seen_ids(document, known_surfaces))
    if problems:
        refuse(problems)
    if check:
        stale = [i for i, e in fresh.items() if old.get(i) != e]
        for identifier in stale:
            problems.add(
                "index-mismatch",
                "its entry is out of date",
                document=identifier,
                hint=f"eidisi index {collection}",
            )
        if problems:
            refuse(problems)
        note(f"{path} is up to date ({counted(len(fresh), 'document')})")
        return
    write_index(path, fresh.values())
    note(f"wrote {path}: {counted(len(fresh), 'document')}")

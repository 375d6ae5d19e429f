"""Write scores.json of every case anew, and print what changed. Deliberate: read the difference before committing it.

A case is a folder cases/<task>-<case> with gold.jsonl, pred.jsonl, case.json (what it is about, and options of
``eidisi.score``) and scores.json (``eidisi score --json``, the signature without the version).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"


def scored(case: str) -> dict[str, Any]:
    """What ``scores.json`` of a case should hold."""
    import eidisi

    folder = CASES / case
    options = json.loads((folder / "case.json").read_text(encoding="utf-8"))["options"]
    found = eidisi.score(folder / "pred.jsonl", folder / "gold.jsonl", name=case, **options).to_dict()
    return found | {"signature": found["signature"].rpartition("|v:")[0]}  # a new version changes no score


def differences(old: Any, new: Any, path: str = "", within: float = 0.0) -> Iterator[str]:
    """Every place where two JSON values differ by more than ``within``."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from differences(old.get(key), new.get(key), f"{path}.{key}" if path else key, within)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for k, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from differences(a, b, f"{path}[{k}]", within)
    elif type(old) in (int, float) and type(new) in (int, float):
        if abs(old - new) > within:
            yield f"{path}: {old} -> {new}"
    elif old != new:
        yield f"{path}: {old} -> {new}"


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmark"))
    for folder in sorted(CASES.iterdir()):
        path = folder / "scores.json"
        old = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        new = scored(folder.name)
        found = list(differences(old, new))
        sys.stdout.write(f"{folder.name}: {f'{len(found)} changed' if found else 'as before'}\n")
        sys.stdout.writelines(f"    {line}\n" for line in found if old)
        text = json.dumps(new, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

"""Uploading a built folder: only what is whole, fresh, and ours to publish."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from eidisi.model import DATA_VERSION
from eidisi.publish.build import MANIFEST, build, licence_faults


class Refused(ValueError):
    """Why a folder is not uploaded, all reasons at once."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def refusals(folder: Path) -> list[str]:
    """Everything that speaks against uploading a folder: touched, stale, or holding what may not be published."""
    path = folder / MANIFEST
    if not path.is_file():
        return [f"{folder} is no built dataset: it has no {MANIFEST}; run eidisi build"]
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    found = []
    here = {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p != path
    }
    for name in sorted(here.keys() | manifest["files"].keys()):
        if name not in manifest["files"]:
            found.append(f"touched: {name} was not written by the build")
        elif here.get(name) != manifest["files"][name]:
            found.append(f"touched: {name} is {'gone' if name not in here else 'not what the build wrote'}")
    if manifest["with_text"]:
        found.append("licence: it was built --with-text, for local use")
    found += [f"licence: {fault}" for fault in licence_faults(folder)]
    if not found:
        with tempfile.TemporaryDirectory() as scratch:
            fresh = build(Path(scratch) / "fresh")
        if _content(fresh) != _content(manifest):
            found.append(
                f"stale: the gold now builds something else (data version {DATA_VERSION}); run eidisi build again"
            )
    return found


def _content(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a folder must have in common with a fresh build; file bytes depend on the libraries that wrote them."""
    return {key: manifest[key] for key in ("data_version", "with_text", "gold", "rows")}


def publish(
    folder: Path, repo: str, *, dry_run: bool = False, endpoint: str | None = None, token: str | None = None
) -> list[str]:
    """Upload the folder as a dataset repository and tag it with the data version; the files, in order.

    Raises Refused with every reason before anything is sent, and if the tag exists already: a published version is never
    changed.
    """
    reasons = refusals(folder)
    if reasons:
        raise Refused(reasons)
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    if dry_run:
        return names
    from huggingface_hub import HfApi

    api = HfApi(endpoint=endpoint, token=token)
    api.create_repo(repo, repo_type="dataset", exist_ok=True)
    tag = f"v{DATA_VERSION}"
    if any(ref.name == tag for ref in api.list_repo_refs(repo, repo_type="dataset").tags):
        raise Refused(
            [f"{repo} has the tag {tag} already; a published data version is never changed, so raise it"]
        )
    api.upload_folder(
        repo_id=repo,
        folder_path=str(folder),
        repo_type="dataset",
        commit_message=f"Data version {DATA_VERSION}",
        delete_patterns="*",
    )
    api.create_tag(repo, tag=tag, repo_type="dataset")
    return names

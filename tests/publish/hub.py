"""A local server that speaks the Hub endpoints that `eidisi publish` uses, and remembers what it was sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from serving import served


class Hub:
    """``files``: path -> content as committed; ``tags``; ``calls``: method and path of every request."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.tags: list[str] = []
        self.calls: list[str] = []
        self.endpoint = ""

    def answer(self, method: str, path: str, body: bytes) -> Any:
        bare = path.partition("?")[0]
        self.calls.append(f"{method} {bare}")
        if bare == "/api/repos/create":
            return {"url": f"{self.endpoint}/datasets/me/eidisi"}
        if bare.endswith("/refs"):
            tags = [{"name": t, "ref": f"refs/tags/{t}", "targetCommit": "0" * 40} for t in self.tags]
            return {
                "branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": "0" * 40}],
                "converts": [],
                "tags": tags,
            }
        if "/preupload/" in bare:
            sent = json.loads(body)["files"]
            return {
                "files": [
                    {"path": f["path"], "uploadMode": "regular", "shouldIgnore": False, "oid": None}
                    for f in sent
                ]
            }
        if "/commit/" in bare:
            for line in body.decode().splitlines():
                item = json.loads(line)
                if item["key"] == "file":
                    self.files[item["value"]["path"]] = base64.b64decode(item["value"]["content"])
                elif item["key"] == "deletedFile":
                    self.files.pop(item["value"]["path"], None)
            return {
                "commitUrl": f"{self.endpoint}/datasets/me/eidisi/commit/{'1' * 40}",
                "commitOid": "1" * 40,
                "success": True,
            }
        if "/tag/" in bare:
            self.tags.append(json.loads(body)["tag"])
            return {}
        if bare == "/api/validate-yaml":
            return {"errors": [], "warnings": []}
        if "/tree/" in bare:
            return []
        if bare.startswith("/api/datasets/"):
            siblings = [{"rfilename": name} for name in self.files]
            return {
                "id": "me/eidisi",
                "sha": "0" * 40,
                "siblings": siblings,
                "private": False,
                "tags": [],
                "downloads": 0,
            }
        return None


@contextmanager
def running_hub() -> Iterator[Hub]:
    """A Hub on a free port of this machine."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = hub.answer(self.command, self.path, body)
            data = json.dumps(found).encode()
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_HEAD = _do

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with served(Handler) as address:
        hub.endpoint = address
        yield hub

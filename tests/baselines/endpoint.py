"""A local OpenAI-compatible endpoint that answers as told: with a status, a cut body, a wrong answer, or a good one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from serving import served


class Endpoint:
    """``script``: what to do with the next requests; when it is empty, ``answer`` is asked. ``requests`` were received."""

    def __init__(self, answer: Callable[[dict[str, Any]], str]) -> None:
        self.answer = answer
        self.script: list[Any] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.url = ""


def completion(content: str, finish: str = "stop") -> bytes:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}}
    return json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}).encode()


@contextmanager
def running_endpoint(answer: Callable[[dict[str, Any]], str]) -> Iterator[Endpoint]:
    endpoint = Endpoint(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            endpoint.requests.append({"path": self.path, **json.loads(body)})
            endpoint.keys.append(self.headers.get("Authorization"))
            step = endpoint.script.pop(0) if endpoint.script else None
            if isinstance(step, int):
                self.send_response(step)
                self.send_header("Retry-After", "7")
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"busy")
                return
            data = (
                completion(*step)
                if isinstance(step, tuple)
                else completion(endpoint.answer(endpoint.requests[-1]))
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(
                data[: len(data) // 2] if step == "cut" else b"<html>" if step == "html" else data
            )

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with served(Handler) as address:
        endpoint.url = address + "/v1"
        yield endpoint

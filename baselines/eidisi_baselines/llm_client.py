"""One chat completion from an OpenAI-compatible endpoint: cached, paced, tried again where that helps."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

RETRIED: Final = frozenset({408, 409, 429, 500, 502, 503, 504, 529})


class EndpointError(OSError):
    """The endpoint did not answer; what it said, and after how many tries."""


@dataclass
class Client:
    """``rate`` is in requests a minute (0: as fast as it goes); ``cache`` keeps every answer, so that a run that was
    stopped goes on where it was; ``sleep`` and ``clock`` are there for tests."""

    endpoint: str
    key: str | None
    cache: Path
    rate: float = 0.0
    tries: int = 6
    timeout: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _last: float = field(default=-1e9, repr=False)

    def complete(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer's JSON. Raises EndpointError when it cannot be had."""
        place = self.cache / f"{digest(request)}.json"
        if place.is_file():
            return dict(json.loads(place.read_text(encoding="utf-8")))
        found = self._try(request)
        self.cache.mkdir(parents=True, exist_ok=True)
        scratch = place.with_suffix(".part")
        scratch.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        scratch.replace(place)
        return found

    def forget(self, request: dict[str, Any]) -> None:
        """Throw a cached answer away that turned out to be of no use."""
        (self.cache / f"{digest(request)}.json").unlink(missing_ok=True)

    def _try(self, request: dict[str, Any]) -> dict[str, Any]:
        said = ""
        for attempt in range(self.tries):
            self._pace()
            wait = 2.0**attempt
            try:
                return self._send(request)
            except urllib.error.HTTPError as error:
                said = f"HTTP {error.code}: {error.read(300).decode('utf-8', 'replace')}"
                if error.code not in RETRIED:
                    raise EndpointError(f"{self.endpoint}: {said}") from error
                wait = _retry_after(error, wait)
            except (
                OSError,
                ValueError,
                http.client.HTTPException,
            ) as error:  # no connection, cut answer, no JSON
                said = f"{type(error).__name__}: {error}"
            if attempt + 1 < self.tries:
                self.sleep(min(wait, 120.0))
        raise EndpointError(f"{self.endpoint} gave no answer in {self.tries} tries; the last time {said}")

    def _send(self, request: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        body = json.dumps(request, ensure_ascii=False).encode()
        url = self.endpoint.rstrip("/") + "/chat/completions"
        asked = urllib.request.Request(url, data=body, headers=headers)
        with urllib.request.urlopen(asked, timeout=self.timeout) as stream:
            found = json.loads(stream.read())
        if not isinstance(found, dict) or not found.get("choices"):
            raise ValueError("an answer without choices")
        return found

    def _pace(self) -> None:
        if self.rate:
            left = self._last + 60.0 / self.rate - self.clock()
            if left > 0:
                self.sleep(left)
        self._last = self.clock()


def digest(request: dict[str, Any]) -> str:
    """The cache key: everything that is asked."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _retry_after(error: urllib.error.HTTPError, otherwise: float) -> float:
    try:
        return max(0.0, float(error.headers.get("Retry-After", "")))
    except ValueError:
        return otherwise

"""One file over HTTP: resumed, retried, checked. The file appears under its name only once its SHA-256 is right.

What has arrived stays beside it as ``<name>.<hash>.part``, and the next attempt, now or in another run, asks for the
rest (Range). Tried again, after a pause: 429, 5xx, a reset or timed-out connection, a body that ends early. Not
tried again, since it would not help: any other status, no connection at all, a whole file with the wrong hash.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from eidisi import __version__

Progress = Callable[[str, int, int], None]
"""Called with (file, bytes that are here, bytes in all), first where the download starts or is resumed."""

PAUSES: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0)
TIMEOUT: float = 30.0
_LONGEST_PAUSE: Final = 60.0
_CHUNK: Final = 1 << 16
_FROM: Final = "give a folder that has the file with --from DIR"
_TRANSIENT: Final = (
    TimeoutError,
    ConnectionResetError,
    ConnectionAbortedError,
    BrokenPipeError,
    http.client.HTTPException,
)


class FetchError(RuntimeError):
    """Why a text could not be had, and what to do. Nothing was written."""


class _TryAgain(Exception):
    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


def file_sha256(path: Path) -> str:
    """Hex digest of the raw bytes of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def download(
    url: str, target: Path, *, name: str, sha256: str, size: int, progress: Progress | None = None
) -> None:
    """Bring ``url`` to ``target``. Raises FetchError with file, URL, cause and what to do; OSError if it cannot write."""
    if not url.startswith(("https://", "http://")):
        raise FetchError(f"{name}: {url} is no http or https address")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{sha256[:12]}.part")

    def report(done: int) -> None:
        if progress is not None:
            progress(name, done, size)

    problem = ""
    for pause in (*PAUSES, None):
        try:
            resumed = _receive(url, part, name, size, report)
        except _TryAgain as again:
            problem = str(again)
            if pause is not None:
                time.sleep(pause if again.pause is None else min(again.pause, _LONGEST_PAUSE))
            continue
        found = file_sha256(part)
        if found == sha256:
            part.replace(target)
            return
        problem = f"SHA-256 is {found} ({part.stat().st_size:,} bytes), expected {sha256} ({size:,} bytes)"
        part.unlink()
        if not resumed:
            raise FetchError(
                f"{name}: {problem}\n  url: {url}\n  Something between here and upstream changes the file "
                f"(a proxy, a login page, another mirror); try another network, or {_FROM}."
            )
    raise FetchError(
        f"{name}: {problem}, after {len(PAUSES) + 1} attempts\n  url: {url}\n"
        f"  Run the same command later: what has arrived is kept and resumed. Or {_FROM}."
    )


def _receive(url: str, part: Path, name: str, size: int, report: Callable[[int], None]) -> bool:
    """Append to ``part`` what is missing. True if something was there already and was kept."""
    have = part.stat().st_size if part.is_file() else 0
    if have > size:
        part.unlink()
        have = 0
    if have == size:
        report(have)
        return True
    headers = {"User-Agent": f"eidisi/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with _opened(urllib.request.Request(url, headers=headers), part, name) as response:
            if have and not _continues(response, have):
                have = 0
            resumed = have > 0
            have, whole = _copy(response, part, have, size, report)
    except (*_TRANSIENT, ssl.SSLError) as error:
        raise _TryAgain(f"the connection broke ({error or type(error).__name__})") from error
    if have < size and not whole:
        raise _TryAgain(f"the body ended after {have:,} of {size:,} bytes")
    return resumed


def _opened(request: urllib.request.Request, part: Path, name: str) -> Any:
    """The response, or _TryAgain, or FetchError."""
    try:
        return urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        status = f"HTTP {error.code} {error.reason}"
        if error.code == 416 and part.is_file():
            part.unlink()
            raise _TryAgain(f"{status} for the rest of the file", 0.0) from error
        if error.code == 429 or error.code >= 500:
            after = error.headers.get("Retry-After") or ""
            raise _TryAgain(status, float(after) if after.isascii() and after.isdigit() else None) from error
        raise FetchError(
            f"{name}: {status}\n  url: {request.full_url}\n  The file is not to be had there; {_FROM}."
        ) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, _TRANSIENT):
            raise _TryAgain(f"no answer ({error.reason or type(error.reason).__name__})") from error
        raise FetchError(
            f"{name}: no connection ({error.reason})\n  url: {request.full_url}\n"
            f"  Is this machine online, and is its proxy set? Otherwise {_FROM}."
        ) from error


def _continues(response: Any, have: int) -> bool:
    """Whether the server sends the rest, and not the whole file again."""
    return response.status == 206 and str(response.headers.get("Content-Range")).startswith(f"bytes {have}-")


def _copy(response: Any, part: Path, have: int, size: int, report: Callable[[int], None]) -> tuple[int, bool]:
    """(bytes in ``part`` now, whether the server sent all it announced). Stops where the file gets too long."""
    announced = response.headers.get("Content-Length")
    start = have
    report(have)
    with part.open("ab" if have else "wb") as stream:
        while have <= size and (chunk := response.read1(_CHUNK)):
            stream.write(chunk)
            have += len(chunk)
            report(min(have, size))
    return have, announced is not None and str(have - start) == announced

"""Invented upstream files in the formats of the real ones, and a local server that misbehaves as told."""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_HEAD = "1\tλέξη\tλέξη\tNOUN\t_\t_\t0\troot\t_\t_\n\n"


def conllu(*documents: tuple[str, list[str]]) -> str:
    """A treebank file; every sentence has an id, a text and one token, of which only the text counts."""
    parts = []
    for name, lines in documents:
        parts.append(f"# newdoc id = {name}\n")
        for number, line in enumerate(lines, start=1):
            parts.append(f"# sent_id = {name}-{number}\n# text = {line}\n{_HEAD}")
    return "".join(parts)


TRAIN = conllu(
    ("gdt-20120309-elwikinews-1", ["Νέα γέφυρα στον Έβρο", "2012-03-10", "Άνοιξε χθες.", "Ήρθαν 40 άτομα."]),
    ("gdt-20020204-ep-sessions_1", ["Πρακτικά που δεν παίρνουμε."]),
)
DEV = conllu(("gdt-20140429-voa-2", ["Χιόνι στη Δράμα.", 'Το είπε ο Νίκος: "Κάνει κρύο".', "Θα λιώσει."]))
TEST = conllu(("gdt-20130201-elwikinews-3", ["Μόνο τίτλος"]))
IDS = "agency.1\nagency.1\nagency.1\npaper.co.2\npaper.co.2\n"
GREEK = "Τίτλος πρώτος\r\nΠρώτη  φράση.\r\nΔεύτερη φράση.\r\nΤίτλος δεύτερος\r\nΜία φράση.\r\n"
SEED = " date 2023-09 Την ώρα που φυσούσε, έκλεισε το λιμάνι.\n\nΆνοιξε το βράδυ.\n"

FILES: dict[str, bytes] = {
    "UD_Greek-GDT/el_gdt-ud-train.conllu": TRAIN.encode(),
    "UD_Greek-GDT/el_gdt-ud-dev.conllu": DEV.encode(),
    "UD_Greek-GDT/el_gdt-ud-test.conllu": TEST.encode(),
    "NTREX/DOCUMENT_IDS.tsv": IDS.encode(),
    "NTREX/NTREX-128/newstest2019-ref.ell.txt": GREEK.encode(),
    "seed/000_d3a4fc174fde5289.txt": SEED.encode(),
}
TEXTS = {
    "gdt/gdt-20120309-elwikinews-1": "Νέα γέφυρα στον Έβρο\n\nΆνοιξε χθες. Ήρθαν 40 άτομα.",
    "gdt/gdt-20140429-voa-2": 'Χιόνι στη Δράμα.\n\nΤο είπε ο Νίκος: "Κάνει κρύο". Θα λιώσει.',
    "gdt/gdt-20130201-elwikinews-3": "Μόνο τίτλος",
    "ntrex/agency.1": "Τίτλος πρώτος\n\nΠρώτη  φράση. Δεύτερη φράση.",
    "ntrex/paper.co.2": "Τίτλος δεύτερος\n\nΜία φράση.",
    "seed/article": "Την ώρα που φυσούσε, έκλεισε το λιμάνι.\n\nΆνοιξε το βράδυ.",
}
HASHES = {i: hashlib.sha256(t.encode()).hexdigest() for i, t in TEXTS.items()}
_REPOSITORIES = {"UD_Greek-GDT": "gdt", "NTREX": "ntrex", "seed": "seed"}


def write_files(root: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """Lay the files out as upstream does."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def write_sources(annotations: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """An annotations folder whose sources.toml pins ``files``."""
    tables: dict[str, list[str]] = {}
    for name, content in files.items():
        folder, _, path = name.partition("/")
        collection = _REPOSITORIES[folder]
        head = [f"[{collection}]", 'title = "t"', 'licence = "CC0-1.0"', 'note = "n"', 'attribution = "a"']
        if collection != "seed":
            head += ['commit = "c0ffee"', f'url = "https://upstream.invalid/{folder}/{{commit}}/{{path}}"']
        tables.setdefault(collection, head).extend(
            [
                f"[[{collection}.files]]",
                f'file = "{name}"',
                f'path = "{path}"',
                f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
                f"bytes = {len(content)}",
            ]
        )
    annotations.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line for table in tables.values() for line in table)
    (annotations / "sources.toml").write_text(text + "\n", encoding="utf-8")
    return annotations


class Upstream:
    """What the server does: ``script[file]`` is a list of misdeeds, one a request; then it behaves."""

    def __init__(self) -> None:
        self.script: dict[str, list[str]] = defaultdict(list)
        self.requests: list[tuple[str, str | None]] = []
        self.url = ""

    def asked(self, file: str) -> list[str | None]:
        """The Range header of every request for a file."""
        return [wanted for name, wanted in self.requests if name == file]


def _handler(upstream: Upstream) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def answer(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            folder, _, path = self.path.strip("/").partition("/c0ffee/")
            file = f"{folder}/{path}"
            wanted = self.headers["Range"]
            upstream.requests.append((file, wanted))
            misdeed = upstream.script[file].pop(0) if upstream.script[file] else ""
            body = FILES[file]
            if misdeed.isdigit():
                self.answer(int(misdeed), b"no", Retry_After="0")
            elif misdeed == "drop":
                self.close_connection = True
            elif misdeed == "wrong":
                self.answer(200, bytes(len(body)))
            elif misdeed == "long":
                self.answer(200, body + b"more")
            elif misdeed == "login page":
                self.answer(200, b"<html>")
            elif misdeed == "truncated":
                self.answer(200, body[: len(body) // 2], length=len(body))
            elif wanted and misdeed != "no range":
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                self.answer(206, body[start:], Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")
            else:
                self.answer(200, body)

    return Handler


@contextmanager
def serving() -> Iterator[Upstream]:
    """A server on a free local port."""
    upstream = Upstream()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(upstream))
    upstream.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Hashes of the stand-off texts: word 8-grams, and whole shorter lines (4 to 7 words). They give no word away.

``python tests/rights/shingles.py`` makes ``shingles.bin`` anew from the fetched text: sorted 5-byte BLAKE2b digests.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmark")]

from eidisi.text.normalise import fold  # noqa: E402

SIZE, SHORTEST, WIDTH = 8, 4, 5
FILE = Path(__file__).with_name("shingles.bin")
_WORD = re.compile(r"\w+")


def digest(words: list[str]) -> bytes:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=WIDTH).digest()


def shingles(text: str) -> Iterator[tuple[bytes, str]]:
    """Digests of a text with the words they stand for: of every 8 words in a line, and of a line of 4 to 7."""
    for line in text.split("\n"):
        words = _WORD.findall(fold(line))
        if SHORTEST <= len(words) < SIZE:
            yield digest(words), " ".join(words)
        for k in range(len(words) - SIZE + 1):
            yield digest(words[k : k + SIZE]), " ".join(words[k : k + SIZE])


def known() -> set[bytes]:
    data = FILE.read_bytes()
    return {data[k : k + WIDTH] for k in range(0, len(data), WIDTH)}


def main() -> None:
    from eidisi.corpus.collections import STANDOFF, index, text_of

    found: set[bytes] = set()
    for name in STANDOFF:
        for entry in index(name).values():
            text = text_of(entry.id)
            if text is None:
                raise SystemExit(
                    f"{entry.id}: its text is not here; run `eidisi fetch gdt ntrex seed --from DIR`"
                )
            # Sentence by sentence, so that a title or a short sentence alone is known as well.
            pieces = [text[s:e] for s, e in entry.sentences] + text.split("\n")
            found |= {d for piece in pieces for d, _ in shingles(piece)}
    FILE.write_bytes(b"".join(sorted(found)))
    print(f"{len(found)} digests")  # noqa: T201


if __name__ == "__main__":
    main()

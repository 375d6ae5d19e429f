"""What a user without Eidisi would run: seqeval's strict IOB2 F1 over tags in JSON Lines files."""

import json
import sys
from pathlib import Path

from seqeval.metrics import f1_score
from seqeval.scheme import IOB2


def tags(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8") as stream:
        return [json.loads(line)["tags"] for line in stream]


score = f1_score(tags(sys.argv[1]), tags(sys.argv[2]), mode="strict", scheme=IOB2)
sys.stdout.write(f"{float(score)!r}\n")

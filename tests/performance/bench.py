"""Time and memory of `eidisi score` against seqeval, whole processes, start-up included.

Ours reads JSON Lines with all three layers, checks every item, scores every measure and gives intervals; seqeval reads
the tags of the same entities and gives one strict F1. Runs of the two sides alternate.

    python tests/performance/bench.py [--documents 3000 --documents 30000] [--runs 3] [--save docs/performance.md]
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmark"), str(ROOT / "tests"), str(Path(__file__).parent)]


def run(command: list[str]) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and stdout of a child process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "benchmark")}
    with tempfile.TemporaryFile("w+") as stdout:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=stdout, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{' '.join(command)} failed")
        stdout.seek(0)
        return seconds, usage.ru_maxrss / 1024, stdout.read()


def ours(folder: Path, predictions: str, *more: str) -> list[str]:
    files = [str(folder / f"{predictions}.jsonl"), "--gold", str(folder / "gold.jsonl")]
    return [sys.executable, "-m", "eidisi", "score", *files, *more]


def seqeval(folder: Path) -> list[str]:
    script = Path(__file__).with_name("seqeval_score.py")
    return [sys.executable, str(script), str(folder / "gold.tags.jsonl"), str(folder / "pred.tags.jsonl")]


def measured(number: int, runs: int) -> list[str]:
    """The lines of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: a child's peak memory is at least what its parent holds when it starts.
        code = f"import pathlib, making_data as m; print(m.write(pathlib.Path({name!r}), {number}))"
        paths = [str(ROOT / "benchmark"), str(ROOT / "tests"), str(Path(__file__).parent)]
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        sides: dict[str, list[tuple[float, float, str]]] = {"eidisi": [], "seqeval": []}
        for _ in range(runs):
            sides["eidisi"].append(run(ours(folder, "pred")))
            sides["seqeval"].append(run(seqeval(folder)))
        scores = json.loads(run(ours(folder, "pred", "--json", "--no-ci"))[2])["scores"]["bench"]
        f1, theirs = scores["entities"]["strict"]["f1"], float(sides["seqeval"][0][2])
        if abs(f1 - theirs) > 1e-12:
            raise SystemExit(f"strict F1 differs: eidisi {f1}, seqeval {theirs}")
        gold_only = run(ours(folder, "empty"))[1]
        size = (folder / "pred.jsonl").stat().st_size / 2**20
    lines = [f"{number:,} documents", f"{'':10}{'min s':>9}{'median s':>10}{'documents/s':>13}{'peak MB':>9}"]
    for side, found in sides.items():
        seconds = [x[0] for x in found]
        middle, peak = statistics.median(seconds), max(x[1] for x in found)
        lines.append(f"{side:10}{min(seconds):9.2f}{middle:10.2f}{number / middle:13,.0f}{peak:9,.0f}")
    ratios = [a[0] / b[0] for a, b in zip(sides["eidisi"], sides["seqeval"], strict=True)]
    memory = max(x[1] for x in sides["eidisi"])
    lines += [
        f"eidisi / seqeval, paired: {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f})",
        f"peak of eidisi with empty predictions: {gold_only:,.0f} MB; with a predictions file of {size:,.0f} MB: "
        f"{memory:,.0f} MB ({memory - gold_only:+,.0f} MB)",
        f"strict F1 on both sides: {f1:.6f}",
    ]
    return lines


def heading(runs: int) -> list[str]:
    """What was measured, where, with which versions."""
    from making_data import NOISE, Repeated, templates

    found, words = templates()
    parts = [Repeated(d) for d in found]

    def mean(name: str) -> str:
        return f"{sum(len(getattr(p, name)) for p in parts) / len(parts):.0f}"

    count = sum(len((d.text or "").split()) for d in found) / len(found)
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("seqeval", "numpy", "msgspec")]
    return [
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}; {os.cpu_count()} cores, {_processor()}; "
        f"Python {platform.python_version()}, {', '.join(versions)}; {runs} runs, sides alternating",
        f"gold: {words} under new ids; a document has {count:.0f} words, {mean('entities')} entities, "
        f"{mean('quotes')} quotes and {mean('events')} events; {NOISE:.0%} of the items predicted wrong (seeded)",
    ]


def _processor() -> str:
    try:
        names = [s for s in Path("/proc/cpuinfo").read_text().splitlines() if s.startswith("model name")]
        return names[0].partition(":")[2].strip()
    except (OSError, IndexError):
        return platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, action="append", help="default: 3000 and 30000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--save", type=Path, help="a Markdown file")
    asked = parser.parse_args()
    blocks = [heading(asked.runs)]
    sys.stdout.write("\n".join(blocks[0]) + "\n")
    for number in asked.documents or (3000, 30000):
        blocks.append(measured(number, asked.runs))
        sys.stdout.write("\n" + "\n".join(blocks[-1]) + "\n")
        sys.stdout.flush()
    if asked.save:
        body = "\n\n".join("\n".join(block) for block in blocks)
        text = f"{TITLE}\n\n```\n{body}\n```\n"
        asked.save.write_text(text, encoding="utf-8", newline="\n")


TITLE = """# Performance

`eidisi score` with all three layers (every item checked, every measure, 95 % intervals over stories) against a script
that reads the same entities as tags from JSON Lines and calls seqeval's strict IOB2 F1. Whole processes, start-up
included. Predictions are streamed: beyond the gold, memory does not grow with them. Again: `make bench`."""

if __name__ == "__main__":
    main()

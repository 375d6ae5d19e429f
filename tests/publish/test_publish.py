"""The dataset folder: it loads, it trains, its card says what is measured, and nothing wrong is uploaded."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pyarrow import parquet
from typer.testing import CliRunner

import eidisi
from conftest import ROOT
from eidisi.cli import app
from eidisi.corpus.collections import expand
from eidisi.formats.rows import CONFIGS
from eidisi.model import DATA_VERSION
from eidisi.publish.build import MANIFEST, build, licence_faults
from eidisi.publish.card import sklearn_example
from eidisi.publish.upload import Refused, publish, refusals
from publish.hub import running_hub

RUN = CliRunner()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "hub"
    build(folder)
    return folder


@pytest.fixture
def copy(hub: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hub, tmp_path / "hub"))


def annotated(name: str) -> bool:
    try:
        return bool(expand(name))
    except ValueError:
        return False


def test_the_same_gold_gives_the_same_folder(hub: Path, tmp_path: Path) -> None:
    build(tmp_path / "again")
    for path in hub.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(hub)).read_bytes(), path
    with pytest.raises(FileExistsError):
        build(hub)


@pytest.mark.parametrize("config", [*CONFIGS, "standoff"])
def test_load_dataset_gives_what_eidisi_load_gives(hub: Path, config: str, tmp_path: Path) -> None:
    from datasets import load_dataset

    data = load_dataset(str(hub), config, cache_dir=str(tmp_path))
    assert set(data) <= {"train", "validation", "test"} and len(data["train"])
    for split, rows in data.items():
        assert {"id", "collection", "split"} <= set(rows.column_names)
        if config == "standoff":
            assert set(rows["collection"]) <= {"gdt", "ntrex"} and set(rows["text"]) == {None}
        else:
            own = eidisi.load("original", str(split), config)
            assert rows.features == own.features
            assert list(rows) == list(own)


def test_default_config_is_documents(hub: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    data = load_dataset(str(hub), split="train", cache_dir=str(tmp_path))
    assert "mentions" in data.column_names and str(data.version) == DATA_VERSION


def test_front_matter(hub: Path) -> None:
    front = yaml.safe_load((hub / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert [c["config_name"] for c in front["configs"]] == [*CONFIGS, "standoff"]
    assert {c["version"] for c in front["configs"]} == {DATA_VERSION}
    for info in front["dataset_info"]:
        for split in info["splits"]:
            path = hub / "data" / info["config_name"] / f"{split['name']}.parquet"
            assert split["num_examples"] == parquet.read_table(path).num_rows and split["num_bytes"] > 0


def test_card_numbers_and_warnings(hub: Path) -> None:
    card = (hub / "README.md").read_text(encoding="utf-8")
    words = (
        "fiction written for the benchmark",
        "No human has verified",
        "language model",
        "Misuse".lower(),
        "canary",
    )
    assert all(word in card.lower() or word in card for word in words)
    quotes = sum(len(d.quotes) for d in eidisi.documents("original/train"))
    row = next(line for line in card.splitlines() if line.startswith("| original | train"))
    assert f"| {quotes:,} |" in row
    assert "$" not in card.replace("$40", "").split("## Quick start")[0]


def test_the_card_s_example_runs(hub: Path, tmp_path: Path) -> None:
    """As it stands in the card, on the built folder, in a process of its own; offline."""
    source = sklearn_example(str(hub))
    assert source.replace(str(hub), "eidisi/eidisi") in (hub / "README.md").read_text(encoding="utf-8")
    if not annotated("original/test"):  # until the test split has gold
        source = source.replace('("train", "test")', '("train", "train")').replace(
            "original/test", "original/train"
        )
        source = source.replace('repair="conlleval"))', 'repair="conlleval"), "original/train")')
    path = os.pathsep.join([str(ROOT / "benchmark"), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "entities.strict" in done.stdout


def test_the_card_s_commands_run(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line as they stand, trained on six documents only; what they need is what the first line installs."""
    card = (hub / "README.md").read_text(encoding="utf-8")
    first, *rest = re.findall(r"```bash\n(.*?)```", card, flags=re.DOTALL)[0].splitlines()
    assert first.split("#")[0].strip() == "pip install 'eidisi[crf]'"
    monkeypatch.chdir(tmp_path)
    six = ",".join(d.id for d in eidisi.documents("original/train")[:6])
    for line in rest:
        words = shlex.split(line.replace("original/train", six), comments=True)
        done = RUN.invoke(app, words[1:])
        assert words[0] == "eidisi" and done.exit_code == 0, done.stderr
    assert "original/test, 60 documents" in done.stdout


def test_croissant_names_every_file_and_field(hub: Path) -> None:
    found = json.loads((hub / "croissant.json").read_text(encoding="utf-8"))
    assert {f["contentUrl"] for f in found["distribution"]} == {
        str(p.relative_to(hub)) for p in hub.glob("data/*/*")
    }
    for record in found["recordSet"]:
        assert [f["name"] for f in record["field"]] == parquet.read_schema(
            hub / f"data/{record['name']}.parquet"
        ).names


def test_mlcroissant_accepts_it_and_reads_every_record_set(
    hub: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import mlcroissant

    monkeypatch.chdir(hub)  # its paths are those of the folder
    monkeypatch.setenv("CROISSANT_CACHE", str(tmp_path))
    dataset = mlcroissant.Dataset(jsonld="croissant.json")
    assert not dataset.metadata.ctx.issues.errors and not dataset.metadata.ctx.issues.warnings
    sets = [record.uuid for record in dataset.metadata.record_sets]
    first = {name: next(iter(dataset.records(record_set=name))) for name in sets}
    assert set(sets) == {f"{c}/{s}" for c in (*CONFIGS, "standoff") for s in ("train", "validation", "test")}
    gold = eidisi.documents("original/test")[0]
    starts = [m["documents/test/mentions/start"] for m in first["documents/test"]["documents/test/mentions"]]
    assert starts == [m.start for m in gold.mentions]


def test_only_what_is_ours_has_text(hub: Path, copy: Path) -> None:
    assert licence_faults(hub) == []
    path = copy / "data/standoff/train.parquet"
    table = parquet.read_table(path)
    at = table.column_names.index("text")
    parquet.write_table(table.set_column(at, "text", [["a text"] * table.num_rows]), path)
    assert len(licence_faults(copy)) == 1 and any("licence" in r for r in refusals(copy))


def test_publish_sends_the_folder_and_tags_it(hub: Path) -> None:
    with running_hub() as server:
        names = publish(hub, "me/eidisi", endpoint=server.endpoint, token="hf_x")
        assert server.files == {name: (hub / name).read_bytes() for name in names}
        assert server.tags == [f"v{DATA_VERSION}"]
        with pytest.raises(Refused, match="already"):
            publish(hub, "me/eidisi", endpoint=server.endpoint, token="hf_x")


def test_dry_run_sends_nothing(hub: Path) -> None:
    with running_hub() as server:
        names = publish(hub, "me/eidisi", dry_run=True, endpoint=server.endpoint)
        assert "README.md" in names and MANIFEST in names and not server.calls


def test_refusals(hub: Path, copy: Path, tmp_path: Path) -> None:
    assert refusals(hub) == []
    assert "no built dataset" in refusals(tmp_path)[0]
    with (copy / "README.md").open("a", encoding="utf-8") as stream:
        stream.write("one more word")
    (copy / "extra.txt").write_text("x")
    (copy / "eval.yaml").unlink()
    assert sorted(r.split(":")[0] for r in refusals(copy)) == ["touched"] * 3
    with pytest.raises(Refused):
        publish(copy, "me/eidisi", dry_run=True)
    done = RUN.invoke(app, ["publish", "me/eidisi", "--folder", str(copy), "--dry-run"])
    assert done.exit_code == 1 and done.stderr.count("touched") == 3


def test_a_stale_folder_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = copy / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["gold"][0] = manifest["gold"][0][:-8] + "00000000"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert [r.split(":")[0] for r in refusals(copy)] == ["stale"]


def test_with_text_is_local_only(
    real_texts: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eidisi.corpus import sources

    monkeypatch.setattr(sources, "text_of", real_texts.get)
    manifest = build(tmp_path / "local", with_text=True)
    assert manifest["with_text"] and "local use only" in (tmp_path / "local/README.md").read_text(
        encoding="utf-8"
    )
    rows = parquet.read_table(tmp_path / "local/data/entities/train.parquet")
    assert {"original", "gdt", "ntrex"} <= set(rows["collection"].to_pylist())
    assert not (tmp_path / "local/data/standoff").exists()
    assert any(r.startswith("licence") for r in refusals(tmp_path / "local"))


def test_commands(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["build", str(tmp_path / "hub")])
    assert done.exit_code == 0, done.stderr
    assert RUN.invoke(app, ["build", str(tmp_path / "hub")]).exit_code == 2
    done = RUN.invoke(app, ["publish", "me/eidisi", "--folder", str(tmp_path / "hub"), "--dry-run"])
    assert done.exit_code == 0 and "README.md" in done.stdout


def test_the_repository_s_citation_is_up_to_date() -> None:
    from eidisi.publish.citation import citation

    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8") == citation()
    assert yaml.safe_load(citation())["version"] == DATA_VERSION

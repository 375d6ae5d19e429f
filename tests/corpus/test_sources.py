"""Fetching: all or nothing, whatever the server does. The server is local, the files invented."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import upstream
from eidisi.corpus import download as downloads
from eidisi.corpus.collections import STANDOFF
from eidisi.corpus.download import FetchError, file_sha256
from eidisi.corpus.fetching import fetch
from eidisi.corpus.sources import cache_dir, read_sources, text_of

TRAIN = "UD_Greek-GDT/el_gdt-ud-train.conllu"
DEV = "UD_Greek-GDT/el_gdt-ud-dev.conllu"
GREEK = "NTREX/NTREX-128/newstest2019-ref.ell.txt"
HALF = len(upstream.FILES[TRAIN]) // 2


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented sources, a private cache, no waiting, no proxy."""
    monkeypatch.setenv("EIDISI_DATA", str(upstream.write_sources(tmp_path / "annotations")))
    monkeypatch.setenv("EIDISI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(downloads, "PAUSES", (0.0,) * 4)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def server() -> Iterator[upstream.Upstream]:
    with upstream.serving() as found:
        yield found


def download(server: upstream.Upstream, *names: str) -> None:
    fetch(names or ("gdt", "ntrex"), expected=upstream.HASHES, base_url=server.url)


def cached() -> dict[str, str | None]:
    return {i: text_of(i) for i in upstream.TEXTS if text_of(i) is not None}


def real() -> dict[str, str]:
    return {i: t for i, t in upstream.TEXTS.items() if not i.startswith("seed/")}


def leftovers(home: Path) -> list[str]:
    """What a failed fetch leaves beside downloads/: nothing."""
    return sorted(p.name for p in home.iterdir() if p.name != "downloads") if home.is_dir() else []


def test_download_puts_every_document_into_the_cache(server: upstream.Upstream, home: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    found = fetch(
        expected=upstream.HASHES, base_url=server.url, progress=lambda f, done, of: seen.append((f, done, of))
    )
    assert [(f.collection, f.documents, f.folder, f.reused) for f in found] == [
        ("gdt", 3, home / "gdt", False),
        ("ntrex", 2, home / "ntrex", False),
    ]
    assert cached() == real()
    size = len(upstream.FILES[TRAIN])
    mine = [done for file, done, of in seen if file == TRAIN and of == size]
    assert (mine[0], mine[-1], mine) == (0, size, sorted(mine))
    record = json.loads((home / "gdt" / "fetched.json").read_bytes())
    assert record["documents"] == {i: h for i, h in sorted(upstream.HASHES.items()) if i.startswith("gdt/")}
    assert record["data_version"]
    assert [s["file"] for s in record["sources"]] == [f for f in upstream.FILES if f.startswith("UD_")]
    assert leftovers(home) == ["gdt", "ntrex"]
    assert list((home / "downloads").iterdir()) == []


def test_an_intact_cache_is_not_fetched_again_a_spoilt_one_is(server: upstream.Upstream, home: Path) -> None:
    download(server)
    before = len(server.requests)
    assert all(f.reused for f in fetch(expected=upstream.HASHES, base_url=server.url))
    assert len(server.requests) == before
    (home / "gdt" / "gdt-20140429-voa-2.txt").write_text("άλλο", encoding="utf-8")
    (home / "ntrex" / "paper.co.2.txt").unlink()
    assert not any(f.reused for f in fetch(expected=upstream.HASHES, base_url=server.url))
    assert cached() == real()


def test_a_truncated_body_is_resumed(server: upstream.Upstream) -> None:
    server.script[TRAIN] = ["truncated"]
    download(server)
    assert server.asked(TRAIN) == [None, f"bytes={HALF}-"]
    assert cached() == real()


def test_a_server_without_range_sends_the_whole_file_again(server: upstream.Upstream) -> None:
    server.script[TRAIN] = ["truncated", "no range"]
    download(server)
    assert server.asked(TRAIN) == [None, f"bytes={HALF}-"]
    assert cached() == real()


def test_always_truncated_fails_and_the_next_run_resumes(server: upstream.Upstream, home: Path) -> None:
    server.script[TRAIN] = ["truncated"] + ["500"] * 4
    with pytest.raises(FetchError, match=r"HTTP 500 .*after 5 attempts\n  url: http"):
        download(server)
    assert (cached(), leftovers(home)) == ({}, [])
    download(server)
    assert server.asked(TRAIN)[-1] == f"bytes={HALF}-"
    assert cached() == real()


def test_a_spoilt_part_is_thrown_away(server: upstream.Upstream, home: Path) -> None:
    part = home / "downloads" / "gdt" / f"{TRAIN}.{read_sources()['gdt'].files[0].sha256[:12]}.part"
    for spoilt in (bytes(HALF), bytes(len(upstream.FILES[TRAIN])), bytes(len(upstream.FILES[TRAIN]) + 9)):
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(spoilt)
        fetch(["gdt"], expected=None, base_url=server.url)
        assert not part.exists()
        assert cached() == {i: t for i, t in real().items() if i.startswith("gdt/")}


@pytest.mark.parametrize("misdeed", ["500", "503", "429", "drop", "416"])
def test_what_may_pass_is_tried_again(server: upstream.Upstream, misdeed: str) -> None:
    server.script[GREEK] = ["truncated", misdeed] if misdeed == "416" else [misdeed] * 4
    download(server)
    assert cached() == real()


def test_500_for_ever(server: upstream.Upstream, home: Path) -> None:
    server.script[GREEK] = ["500"] * 99
    with pytest.raises(FetchError, match=r"newstest2019-ref\.ell\.txt: HTTP 500 .*, after 5 attempts"):
        download(server)
    assert len(server.asked(GREEK)) == 5
    assert (cached(), leftovers(home)) == ({}, [])


@pytest.mark.parametrize("misdeed", ["wrong", "long", "login page"])
def test_a_wrong_hash_is_final(server: upstream.Upstream, home: Path, misdeed: str) -> None:
    server.script[GREEK] = [misdeed] * 99
    with pytest.raises(FetchError) as caught:
        download(server)
    message = str(caught.value)
    assert GREEK in message and read_sources()["ntrex"].files[1].sha256 in message
    assert f"{server.url}/NTREX/c0ffee/NTREX-128/newstest2019-ref.ell.txt" in message and "--from" in message
    assert len(server.asked(GREEK)) == 1
    assert (cached(), leftovers(home)) == ({}, [])


def test_404_is_final_and_verified_files_are_kept_for_the_next_run(server: upstream.Upstream) -> None:
    server.script[DEV] = ["404"]
    with pytest.raises(FetchError, match=r"el_gdt-ud-dev\.conllu: HTTP 404 Not Found"):
        download(server)
    assert len(server.asked(DEV)) == 1
    download(server)
    assert len(server.asked(TRAIN)) == 1
    assert cached() == real()


def test_connection_refused(home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match=r"no connection \(.*refused.*\)[\s\S]*online[\s\S]*--from"):
        fetch(expected=upstream.HASHES, base_url=f"http://127.0.0.1:{port}")
    assert (cached(), leftovers(home)) == ({}, [])


def test_no_other_scheme(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no http or https"):
        fetch(expected=upstream.HASHES, base_url=tmp_path.as_uri())


def test_a_failing_fetch_leaves_a_good_cache_alone(
    server: upstream.Upstream, tmp_path: Path, home: Path
) -> None:
    download(server)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    other = {**upstream.HASHES, "ntrex/agency.1": "0" * 64}
    with pytest.raises(FetchError, match=r"ntrex/agency\.1: SHA-256 [0-9a-f]{64}, expected 0{64}"):
        fetch(expected=other, from_dir=upstream.write_files(tmp_path / "local"))
    with pytest.raises(FetchError, match=r"ntrex/agency\.1"):
        fetch(expected=other, base_url=server.url)
    kept = {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and "downloads" not in p.parts}
    assert kept == before


def test_what_was_there_comes_back_if_the_last_rename_fails(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = upstream.write_files(tmp_path / "local")
    fetch(["seed"], expected=upstream.HASHES, from_dir=local)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "seed" and self.parent != home:
            raise PermissionError("the folder is in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(FetchError, match="the folder is in use"):
        fetch(["seed"], expected=upstream.HASHES, from_dir=local)
    assert (text_of("seed/article"), leftovers(home)) == (upstream.TEXTS["seed/article"], ["seed"])


def test_documents_and_index_must_be_the_same_set(tmp_path: Path) -> None:
    local = upstream.write_files(tmp_path / "local")
    with pytest.raises(FetchError, match=r"seed/more: SHA-256 none, it is not in the sources"):
        fetch(["seed"], expected={**upstream.HASHES, "seed/more": "0" * 64}, from_dir=local)
    with pytest.raises(FetchError, match="expected none, it is not in the index"):
        fetch(["seed"], expected={}, from_dir=local)


def test_from_a_folder(tmp_path: Path, home: Path) -> None:
    local = upstream.write_files(tmp_path / "local")
    fetch(["gdt", "ntrex", "seed", "gdt"], expected=upstream.HASHES, from_dir=local)
    assert cached() == upstream.TEXTS
    assert leftovers(home) == ["gdt", "ntrex", "seed"]


def test_from_a_folder_names_every_bad_file(tmp_path: Path, home: Path) -> None:
    local = upstream.write_files(tmp_path / "local")
    (local / TRAIN).unlink()
    (local / GREEK).write_bytes(upstream.FILES[GREEK].replace(b"\r\n", b"\n"))
    with pytest.raises(FetchError, match=r"train\.conllu: not there\n.*ell\.txt: SHA-256 is"):
        fetch(expected=upstream.HASHES, from_dir=local)
    assert (cached(), leftovers(home)) == ({}, [])


def test_seed_comes_only_from_a_folder(server: upstream.Upstream, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="seed is published nowhere: it comes only with --from DIR"):
        download(server, "gdt", "seed")
    assert server.requests == []
    fetch(["seed"], expected=upstream.HASHES, from_dir=upstream.write_files(tmp_path / "local"))
    download(server, "gdt", "seed")
    assert text_of("seed/article") == upstream.TEXTS["seed/article"]


def test_unknown_collection_and_a_cache_that_cannot_be(home: Path, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no stand-off collection 'original'"):
        fetch(["original"], expected=None)
    home.write_text("a file", encoding="utf-8")
    with pytest.raises(FetchError, match=r"cannot read or write[\s\S]*EIDISI_HOME"):
        fetch(["seed"], expected=None, from_dir=upstream.write_files(tmp_path / "local"))


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert cache_dir() == tmp_path / "home"
    assert cache_dir(tmp_path) == tmp_path
    monkeypatch.delenv("EIDISI_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "xdg"))
    assert cache_dir() == tmp_path / "xdg" / "eidisi"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA")
    assert cache_dir() == Path.home() / ".cache" / "eidisi"


def test_text_of_stays_inside_the_cache(home: Path) -> None:
    home.mkdir()
    (home / "outside.txt").write_text("x", encoding="utf-8")
    for identifier in (
        "gdt/absent",
        "gdt",
        "gdt/",
        "gdt/../outside",
        "../outside",
        "./outside",
        "gdt/..\\outside",
    ):
        assert text_of(identifier) is None


def test_the_committed_sources_are_the_real_files(monkeypatch: pytest.MonkeyPatch, sources_dir: Path) -> None:
    monkeypatch.delenv("EIDISI_DATA")
    sources = read_sources()
    assert set(sources) == set(STANDOFF)
    for file in (f for s in sources.values() for f in s.files):
        path = sources_dir / file.file
        assert (file_sha256(path), path.stat().st_size) == (file.sha256, file.size)


def test_the_committed_addresses_are_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EIDISI_DATA")
    for name, source in read_sources().items():
        for file in source.files:
            url = source.url_of(file)
            assert (url is None) == (name == "seed")
            if url is not None:
                assert url.startswith("https://") and url.endswith(f"/{source.commit}/{file.path}")
                assert len(source.commit or "") == 40


@pytest.mark.parametrize("content", ["[gdt", "[gdt]\ntitle = 1\n"])
def test_a_broken_sources_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "annotations" / "sources.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"sources\.toml: "):
        read_sources()

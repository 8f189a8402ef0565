"""The folder of a sweep: parts that count are whole, and nothing else is taken for one."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import EngineError
from engine.study import store
from tests.cli.shell import say
from tests.study.folders import contents, differing, swept

TABLES = {name: pa.table({"run": pa.array([1, 2, 3], pa.int64()), "text": ["a", "b", "a"]}) for name in store.TABLES}


def test_same_tables_give_same_bytes_with_checksums(tmp_path: Path) -> None:
    first, second = (bytes(store.parquet_bytes(TABLES["runs"])) for _ in range(2))
    assert first == second
    with store.open_store(tmp_path / "a") as opened:
        record = store.write_part(opened.folder, 0, TABLES, failed=1)
        opened.note(record)
    assert (record.runs, record.failed) == (3, 1)
    assert store.read_table(tmp_path / "a", "runs").equals(TABLES["runs"])


def test_a_flipped_bit_in_a_page_is_an_error_for_every_reader(tmp_path: Path) -> None:
    numbers = np.random.Generator(np.random.Philox(1)).random(1000)
    data = bytearray(store.parquet_bytes(pa.table({"x": numbers})))
    data[2000] ^= 4
    (tmp_path / "x.parquet").write_bytes(data)
    with pytest.raises(OSError, match=r"CRC|corrupt"):
        pq.read_table(tmp_path / "x.parquet", page_checksum_verification=True)


def test_only_whole_noted_parts_of_the_right_size_count(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    with store.open_store(folder) as opened:
        opened.write_manifest({"format": 1})
        for part in range(4):
            opened.note(store.write_part(folder, part, TABLES, 0))
        store.write_part(folder, 4, TABLES, 0)
    store.part_path(folder, "events", 1).write_bytes(b"")
    store.part_path(folder, "runs", 2).unlink()
    with (folder / store.PARTS).open("a") as parts:
        parts.write('0123456789abcdef {"part":9')
    with store.open_store(folder) as opened:
        opened.find_parts(dict.fromkeys(range(10), 3))
        assert sorted(opened.records) == [0, 3]
        opened.find_parts({0: 3, 3: 2})
        assert sorted(opened.records) == [0]


@pytest.mark.parametrize("text", ['{"a":1}', "[1,2,3,4]", "3", '{"part":0,"runs":3,"failed":0,"digests":3}', '{"part":"0"}', "["])
def test_a_receipt_of_another_program_counts_for_nothing(tmp_path: Path, text: str) -> None:
    """A line with a right checksum may still be none of ours."""
    folder = tmp_path / "sweep"
    with store.open_store(folder) as opened:
        opened.write_manifest({"format": 1})
        opened.note(store.write_part(folder, 0, TABLES, 0))
    with (folder / store.PARTS).open("a") as parts:
        parts.write(f"{hashlib.sha256(text.encode()).hexdigest()[:16]} {text}\n")
    with store.open_store(folder) as opened:
        opened.find_parts(dict.fromkeys(range(3), 3))
        assert sorted(opened.records) == [0]


def test_a_part_is_on_the_disk_before_its_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write, flush, rename, flush the folder, and only then the receipt, itself flushed."""
    calls: list[str] = []

    def named(descriptor: int) -> str:
        return Path(os.readlink(f"/proc/self/fd/{descriptor}")).name

    def watched(name: str, real: Callable[..., Any], tell: Callable[..., str]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            calls.append(f"{name} {tell(*arguments)}")
            return real(*arguments)

        return call

    with store.open_store(tmp_path / "sweep") as opened:
        monkeypatch.setattr(os, "fsync", watched("flush", os.fsync, named))
        monkeypatch.setattr(Path, "replace", watched("rename", Path.replace, lambda _, target: target.name))
        opened.note(store.write_part(opened.folder, 0, TABLES, 0))
    part = f"part-000000.parquet.{os.getpid()}.tmp"
    of_part = [[f"flush .{part}", "rename part-000000.parquet", f"flush {table}"] for table in store.TABLES]
    assert calls == [*(call for table in of_part for call in table), f"flush {store.PARTS}"]


def test_a_second_sweep_into_the_folder_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    with store.open_store(tmp_path / "sweep") as opened:
        opened.write_manifest({"format": 1})
        with pytest.raises(EngineError, match="another sweep is writing"), store.open_store(tmp_path / "sweep"):
            pass
    with store.open_store(tmp_path / "sweep"):
        pass


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / ".note.tmp").write_text("dear diary")
    with pytest.raises(EngineError, match="not a sweep's folder"), store.open_store(tmp_path / "letters"):
        pass
    (tmp_path / "file").write_text("x")
    with pytest.raises(EngineError, match="not a folder"), store.open_store(tmp_path / "file"):
        pass
    assert (tmp_path / "letters" / ".note.tmp").read_text() == "dear diary"
    assert [path.name for path in (tmp_path / "letters").iterdir()] == [".note.tmp"]


@pytest.mark.parametrize("manifest", ["{}", '{"name": "sweeper"}', '{"format": 1, "digest": "0"}', "no JSON"])
def test_a_manifest_of_another_program_is_refused_before_anything_is_made(tmp_path: Path, manifest: str) -> None:
    (tmp_path / store.MANIFEST).write_text(manifest)
    with pytest.raises(EngineError, match=r"sweep\.json is damaged or of another program"), store.open_store(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [store.MANIFEST]


MINE = (
    ".draft.tmp",
    ".notes.md.123.tmp",
    "mine/.part-000001.parquet.12.tmp",
    "mine/part-000009.parquet",
    "notes.md",
    "runs/.part-x.parquet.12.tmp",
    "runs/other.parquet",
    "runs/part-1.parquet",
    "tracks/.draft.tmp",
)
OWN = (".sweep.json.1.tmp", ".network.json.22.tmp", "runs/.part-000001.parquet.333.tmp", "runs/part-000077.parquet")


def test_a_sweep_deletes_its_own_scratch_and_parts_and_nothing_of_the_users(tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    assert swept(folder, replications=5).foreign == ()
    before = contents(folder)
    (folder / "mine").mkdir()
    for name in (*MINE, *OWN):
        (folder / name).write_text(name)
    again = swept(folder, replications=5)
    assert contents(folder) == before | {name: name.encode() for name in MINE}
    assert again.foreign == tuple(sorted([name for name in MINE if not name.startswith("mine/")] + ["mine"]))


def test_the_command_names_what_the_sweep_did_not_write(tmp_path: Path) -> None:
    command = ("sweep", "crossroads", "--runs", 2, "--last-day", 1, "--workers", 1, "--out", tmp_path / "s")
    assert "not written by a sweep" not in say(*command).stderr
    (tmp_path / "s" / "runs" / "other.parquet").write_text("mine")
    assert "note: runs/other.parquet: not written by a sweep, left there;" in say(*command).stderr


def test_a_damaged_manifest_is_refused_by_name(tmp_path: Path) -> None:
    swept(tmp_path / "sweep", replications=5)
    path = tmp_path / "sweep" / store.MANIFEST
    path.write_text(path.read_text().replace('"seed": 1', '"seed": 2'))
    with pytest.raises(EngineError, match=r"sweep\.json is damaged"):
        swept(tmp_path / "sweep", replications=5)


def test_what_cannot_be_written_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot write .*part-000001"):
        store.write_part(tmp_path / "nowhere", 1, TABLES, 0)
    (tmp_path / "full").write_text("")
    with pytest.raises(EngineError, match="cannot write"), store.open_store(tmp_path / "full" / "deeper"):
        pass


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "sweep"
    swept(folder, replications=10)
    return folder


def damaged(folder: Path, seed: int) -> str:
    """Cut, flip, empty, fill with zeros or delete one file of a folder."""
    dice = random.Random(seed)
    path = dice.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    data, how = bytearray(path.read_bytes()), dice.choice(["cut", "flip", "empty", "zeros", "delete"])
    at = dice.randrange(len(data))
    if how == "flip":
        data[at] ^= 1 << dice.randrange(8)
    path.write_bytes({"cut": data[:at], "flip": data, "empty": b"", "zeros": data[:at] + bytes(len(data) - at)}.get(how, data))
    if how == "delete":
        path.unlink()
    return f"{how} {path.name}"


def check_damages(finished: Path, place: Path, seeds: range) -> None:
    """After each damage the same command mends the folder, or refuses and names the file."""
    for seed in seeds:
        folder = place / str(seed)
        for name, data in contents(finished).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        what = damaged(folder, seed)
        try:
            swept(folder, replications=10)
        except EngineError as error:
            assert "sweep.json" in str(error), what
        else:
            assert differing(folder, finished) == [], what


def test_any_damage_is_mended_or_refused(finished: Path, tmp_path: Path) -> None:
    check_damages(finished, tmp_path, range(8))


@pytest.mark.soak
def test_any_of_many_damages_is_mended_or_refused(finished: Path, tmp_path: Path) -> None:
    check_damages(finished, tmp_path, range(1000, 1200))

"""Same scenario, seed and version: the same bytes of every file, whatever surrounds the process.

The pictures are drawn in other surroundings by tests/analysis/test_two_processes.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests.cli.shell import say

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}
OTHER = {
    "PYTHONHASHSEED": "4711",
    "TZ": "Pacific/Auckland",
    "LC_ALL": "C.UTF-8",
    "PYTHONMALLOC": "malloc",
    "OMP_NUM_THREADS": "4",
}


def files_of_a_run(cwd: Path, surroundings: dict[str, str], *arguments: str) -> dict[str, bytes]:
    """Name to bytes of every file that a run in `cwd` writes, and what it prints."""
    cwd.mkdir(parents=True)
    command = [sys.executable, "-m", "engine.cli", "run", *arguments, "--out", "out folder"]
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert [path.name for path in cwd.iterdir()] == ["out folder"]
    return {"(printed)": done.stdout, **files_of(cwd / "out folder")}


def files_of(folder: Path) -> dict[str, bytes]:
    """Name to bytes of the files in a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def differing(a: dict[str, bytes], b: dict[str, bytes]) -> list[str]:
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the same command writes and prints in the process of the tests, whatever has run in it before."""
    folder = tmp_path_factory.mktemp("plain")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        done = say("run", "crossroads", "--no-pictures", "--out", "out folder")
    assert done.exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["out folder"]
    return {"(printed)": done.stdout_bytes, **files_of(folder / "out folder")}


def test_same_bytes_whatever_the_surroundings(plain: dict[str, bytes], tmp_path: Path) -> None:
    assert len(plain) >= 13
    assert differing(plain, files_of_a_run(tmp_path / "b" / "elsewhere", OTHER, "crossroads", "--no-pictures")) == []


def test_no_file_knows_the_machine_or_the_folder(plain: dict[str, bytes]) -> None:
    traces = [str(ROOT).encode(), b"out folder", str(Path.home()).encode() + b"/", b"/tmp"]
    assert [(name, trace) for name, content in plain.items() for trace in traces if trace in content] == []


def test_a_folder_holds_what_the_run_says(tmp_path: Path) -> None:
    """Tables are written row by row, and said whole."""
    run = simulate("crossroads")
    run.write(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == run.files


def test_another_seed_gives_another_run_on_the_same_ground(tmp_path: Path) -> None:
    scenario = tmp_path / "friction.yaml"
    scenario.write_text("extends: crossroads\nid: friction\nwithout: []\n", encoding="utf-8")
    one, two = (simulate(load_scenario(scenario), seed=seed) for seed in (1, 2))
    assert one.scenario_files == two.scenario_files
    assert {"events.csv", "tracks.csv"} <= {name for name, table in one.tables.items() if two.tables[name] != table}
    assert one.manifest != two.manifest


@pytest.mark.soak
@pytest.mark.parametrize("scenario", ["crossroads", "manchuria_1945"])
def test_same_bytes_for_many_surroundings(scenario: str, tmp_path: Path) -> None:
    first = files_of_a_run(tmp_path / "first", PLAIN, scenario)
    for number, zone in enumerate(["Asia/Kolkata", "America/St_Johns", "Asia/Tokyo", "Europe/Berlin"] * 3):
        other = {"PYTHONHASHSEED": str(number), "TZ": zone, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": str(1 + number % 4)}
        assert differing(first, files_of_a_run(tmp_path / str(number), other, scenario)) == []

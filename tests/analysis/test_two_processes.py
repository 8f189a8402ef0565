"""The same picture is the same bytes in another process: another order of sets, another clock, other words for numbers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.analysis.every_picture import EVERY, draw
from tests.structure.test_determinism import OTHER

ROOT = Path(__file__).resolve().parents[2]


def drawn(out: Path, names: Sequence[str], surroundings: dict[str, str]) -> dict[str, bytes]:
    """Name to bytes of every file that one process draws into the new folder `out`."""
    command = [sys.executable, "-m", "tests.analysis.every_picture", str(out), *names]
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return files_of(out)


def files_of(folder: Path) -> dict[str, bytes]:
    """Name to bytes of the files in a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.parametrize("names", [("curves.svg", "map.png"), pytest.param(tuple(EVERY), marks=pytest.mark.soak)])
def test_a_picture_is_the_same_in_another_process(tmp_path: Path, names: Sequence[str]) -> None:
    """This one, whatever it has drawn before, and a fresh one."""
    draw(tmp_path / "here", names)
    here, there = files_of(tmp_path / "here"), drawn(tmp_path / "there", names, OTHER)
    assert set(names) <= here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []

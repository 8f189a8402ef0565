"""The same picture is the same bytes in another process: another order of sets, another clock, other words for numbers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.analysis.every_picture import draw_every_picture
from tests.structure.test_determinism import OTHER

ROOT = Path(__file__).resolve().parents[2]


def drawn(out: Path, surroundings: dict[str, str]) -> dict[str, bytes]:
    """Name to bytes of every file that one process draws into the new folder `out`."""
    command = [sys.executable, "-m", "tests.analysis.every_picture", str(out)]
    environment = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return files_of(out)


def files_of(folder: Path) -> dict[str, bytes]:
    """Name to bytes of the files in a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_every_kind_of_picture_is_the_same_in_another_process(tmp_path: Path) -> None:
    """This one, whatever it has drawn before, and a fresh one."""
    draw_every_picture(tmp_path / "here")
    here, there = files_of(tmp_path / "here"), drawn(tmp_path / "there", OTHER)
    assert len(here) >= 10 and here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []

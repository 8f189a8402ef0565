"""The same picture is the same bytes in another process, where sets and dictionaries of strings come in another order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def drawn(out: Path, hash_seed: str) -> dict[str, bytes]:
    """Name to bytes of every file that one process draws into the new folder `out`."""
    command = [sys.executable, "-m", "tests.analysis.every_picture", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def test_every_kind_of_picture_is_the_same_in_two_processes(tmp_path: Path) -> None:
    one, two = drawn(tmp_path / "one", "1"), drawn(tmp_path / "two", "4711")
    assert len(one) >= 10 and one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []

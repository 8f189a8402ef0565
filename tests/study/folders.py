"""Small sweeps for tests, and their folders as bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine.scenario.study import Study, plain_study
from engine.study.sweep import SweepSummary, sweep

ROOT = Path(__file__).resolve().parents[2]
RUNS = 20
DAYS = 2
"""Of each run: the first town falls on the second day in most."""


def study(**fields: Any) -> Study:
    """Twenty runs of the first two days of crossroads in parts of five."""
    plain = {"id": "small", "replications": RUNS, "last_day": DAYS, "runs_per_part": 5}
    return plain_study(fields.pop("scenario", "crossroads"), **(plain | fields))


def swept(folder: Path, *, workers: int = 1, **fields: Any) -> SweepSummary:
    return sweep(study(**fields), folder, workers=workers)


def contents(folder: Path) -> dict[str, bytes]:
    """Path to bytes of every file of a sweep."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differing(a: Path, b: Path) -> list[str]:
    """Files that are not the same in two folders."""
    one, other = contents(a), contents(b)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def command(*arguments: object, cwd: Path, **options: Any) -> subprocess.Popen[str]:
    """The command line in a process of its own."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *map(str, arguments)],
        cwd=cwd,
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )

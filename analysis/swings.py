"""The table of a tornado: an outcome at the ends and in the middle of each input's range, from a one-at-a-time sweep."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from analysis.intervals import Z, half_width
from analysis.sensitivity import levels_of, paired, uncertain
from analysis.sweeps import Sweep
from analysis.tornado import COLUMNS, Swing


def swings(sweep: Sweep, outcome: str) -> list[Swing]:
    """Each input's swing, the widest first; `se` is that of a difference from the middle on the same dice."""
    points = np.arange(len(sweep.points["point"]))
    found = [_swing(sweep, outcome, path, *levels_of(sweep, path, points)) for path in uncertain(sweep)]
    return sorted(found, key=lambda swing: (-swing.width, swing.parameter))


def _swing(sweep: Sweep, outcome: str, path: str, lowest: int, middle: int, highest: int) -> Swing:
    gaps = [paired(sweep, outcome, middle, point) for point in (lowest, highest)]
    errors = [half_width(gap) / Z for gap in gaps if len(gap) > 1]
    rows = (sweep.runs["point"] == middle) & sweep.done & np.isfinite(sweep.runs[outcome])
    at_mode = float(sweep.runs[outcome][rows].mean()) if rows.any() else math.nan
    low, mode, high = (float(sweep.points[path][point]) for point in (lowest, middle, highest))
    at_low, at_high = (at_mode + (float(gap.mean()) if len(gap) else math.nan) for gap in gaps)
    told = sweep.inputs.get(path, {})
    return Swing(
        path,
        outcome,
        low,
        mode,
        high,
        at_low,
        at_mode,
        at_high,
        max(errors, default=0.0),
        str(told.get("grade", "")),
        str(told.get("unit", "")),
    )


def save_swings(sweep: Sweep, outcome: str, path: Path) -> None:
    """Write the swings as a CSV that `plot --kind tornado` draws."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(swing, column) for column in COLUMNS] for swing in swings(sweep, outcome))

"""The table of a tornado: an outcome at the ends and in the middle of each input's range, from a one-at-a-time sweep."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.results.manifests import Described
from analysis.results.reading import ResultError
from analysis.results.sweeps import Sweep
from analysis.scores.sensitivity import levels_of, paired, uncertain
from analysis.stats import Z, half_width

COLUMNS = ("parameter", "outcome", "low", "mode", "high", "at_low", "at_mode", "at_high", "se", "grade", "unit")
NUMBERS = ("low", "mode", "high", "at_low", "at_mode", "at_high", "se")
ALSO = ("half", "about")
"""Columns that a table may have besides."""
NOISE = 1.96


@dataclass(frozen=True)
class Swing:
    """One input: the ends and the likeliest value of its range, and the outcome at each of the three."""

    parameter: str
    outcome: str
    low: float
    mode: float
    high: float
    at_low: float
    at_mode: float
    at_high: float
    se: float
    grade: str
    unit: str
    half: float = math.nan
    """Half the 95 % interval of the change from the low to the high end, on the same dice; NaN where a table does not tell it."""
    about: str = ""
    """The input in plain words, empty where nobody has said them."""

    @property
    def words(self) -> str:
        """The input in plain words, else its path."""
        return self.about.rstrip(".") or self.parameter

    @property
    def change(self) -> float:
        """How far the outcome moves from the low to the high end: what `sensitivity` calls the swing."""
        return self.at_high - self.at_low

    @property
    def width(self) -> float:
        """Distance between the extremes of the outcome."""
        values = (self.at_low, self.at_mode, self.at_high)
        return max(values) - min(values)

    @property
    def is_noise(self) -> bool:
        """True if the change from end to end cannot be told from 0 at 95 %, as `sensitivity` has it; without its interval, if
        neither end moves the outcome beyond its sampling error."""
        if not math.isnan(self.half):
            return abs(self.change) <= self.half
        return max(abs(self.at_low - self.at_mode), abs(self.at_high - self.at_mode)) <= NOISE * self.se


def load_swings(path: str | Path) -> list[Swing]:
    """The table of a sensitivity study, widest swing first; `ResultError` names the line that cannot be read."""
    source = Path(path)
    try:
        with source.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise ResultError(f"{source.name}:1 the column {missing[0]!r} is missing; the columns are {', '.join(COLUMNS)}")
            swings = [_read_swing(source.name, number, row) for number, row in enumerate(reader, start=2)]
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{source.name}: cannot be read as a table ({error}); give the CSV of a sensitivity study") from None
    if not swings:
        raise ResultError(f"{source.name}: has no row; a tornado needs at least one input")
    outcomes = sorted({swing.outcome for swing in swings})
    if len(outcomes) > 1:
        raise ResultError(f"{source.name}: has several outcomes ({', '.join(outcomes)}); keep the rows of one")
    return sorted(swings, key=lambda swing: (-swing.width, swing.parameter))


def _read_swing(name: str, number: int, row: dict[str, str]) -> Swing:
    try:
        numbers = {column: float(row[column]) for column in NUMBERS}
    except (TypeError, ValueError) as error:
        raise ResultError(f"{name}:{number} holds something else than numbers ({error})") from None
    if not all(np.isfinite(value) for value in numbers.values()):
        raise ResultError(f"{name}:{number} has a number that is not finite; leave the input out")
    return Swing(
        row["parameter"],
        row["outcome"],
        **numbers,
        grade=row["grade"] or "",
        unit=row["unit"] or "",
        half=_half(row.get("half")),
        about=row.get("about") or "",
    )


def _half(text: str | None) -> float:
    """The number of a cell; NaN for none."""
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan


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
    told, ends = sweep.inputs.get(path, Described()), paired(sweep, outcome, lowest, highest)
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
        told.grade,
        told.unit,
        half_width(ends) if len(ends) > 1 else math.inf,
        told.about,
    )


def save_swings(sweep: Sweep, outcome: str, path: Path) -> None:
    """Write the swings as a CSV that `plot --kind tornado` draws."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*COLUMNS, *ALSO))
        writer.writerows([getattr(swing, column) for column in (*COLUMNS, *ALSO)] for swing in swings(sweep, outcome))

"""The day on which main bodies first stand for fuel, against the record: a table for `docs/validation.md`.

    python benchmarks/halt_table.py manchuria_1945 gtc5:khorokhon_pass:2:3 gmc9:lupei:3:4 cmg:dolonnor:4:5 --runs 20 --seed 1

Each record is a formation, the place where it stood without fuel, and the days (from the start) between which it came to stand.
For every main body below it that burns fuel and ever stands for want of it: the day and the km of its first halt, medians over
bodies and runs with 10 and 90 % points; the error of the median day against the record (0 within); and the km of the place.
Days and kilometres of the runs are those of the first halt, wherever that is.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from supply_study import axis_km, burning_below, halts, runs_of

from analysis.results.load import load_files
from analysis.results.order_of_battle import OrderOfBattle
from engine.results import RunResult
from engine.theatre.world import World

HEADING = "| formation | record: place, km, day | first halts | day (10-90 %) | error, days | km (10-90 %) |"


class Record(NamedTuple):
    """Where and between which days a formation came to stand without fuel."""

    formation: str
    place: str
    earliest: float
    latest: float

    @classmethod
    def of(cls, text: str) -> Record:
        """From `formation:place:day:day`."""
        formation, place, earliest, latest = text.split(":")
        return cls(formation, place, float(earliest), float(latest))

    def error_days(self, day: float) -> float:
        """Days by which a day misses the record; negative for too early, 0 within."""
        return max(day - self.latest, 0.0) - max(self.earliest - day, 0.0)


def place_km(run: RunResult, record: Record) -> float:
    """Km of the record's place along the axis of its formation, or of the first below it that passes there."""
    result = load_files(run.files)
    members = {*OrderOfBattle.of(result).chain(record.formation), *OrderOfBattle.of(result).group(record.formation)}
    axes = [axis for axis in result.axes if members & {axis.formation, *axis.followers}]
    return min((node.km for axis in axes for node in axis.nodes if node.place == record.place), default=float("nan"))


def band(values: Sequence[float], digits: int) -> str:
    """Median with 10 and 90 % points."""
    low, mid, high = np.percentile(values, [10, 50, 90])
    return f"{mid:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def row(world: World, runs: Sequence[RunResult], record: Record) -> str:
    """One line of the table."""
    names = burning_below(world, record.formation)
    found = [(stood[0][0], axis_km(run, name, stood[0][0])) for run in runs for name in names if (stood := halts(run, name))]
    name = world.formations[world.formation_row[record.formation]].name
    told = f"| {name} | {record.place}, {place_km(runs[0], record):.0f}, {record.earliest:g}-{record.latest:g} "
    if not found:
        return f"{told}| none of {len(names) * len(runs)} | | | |"
    days, km = zip(*found, strict=True)
    error = record.error_days(float(np.median(days)))
    return f"{told}| {len(found)} of {len(names) * len(runs)} | {band(days, 1)} | {error:+.1f} | {band(km, 0)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("records", nargs="+", type=Record.of)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    world, runs = runs_of(asked.scenario, asked.runs, {}, seed=asked.seed)
    print(f"{asked.scenario}: {asked.runs} runs of seed {asked.seed}", HEADING, "| --- | --- | --- | --- | --- | --- |", sep="\n")
    for record in asked.records:
        print(row(world, runs, record))


if __name__ == "__main__":
    main()

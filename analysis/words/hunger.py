"""What befalls a formation without an event: days without food, and numbers that fall while nothing is on record for it.

Both are read from the tracks, so that their times are those of samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.calendar import MINUTES_PER_DAY, days_and_hours, moment
from analysis.results.load import Result
from analysis.words.numbers import percent_spaced

LEAST_MIN = 2 * MINUTES_PER_DAY
"""A shorter time without food may be a delivery that is late."""

NUMBERS: tuple[tuple[str, str, Callable[[float], str], str], ...] = (
    ("men", "men", "{:,.0f}".format, ""),
    ("readiness", "readiness", "{:.0%}".format, ""),
    ("fuel_fills", "fuel", "{:.1f}".format, " fills"),
    ("food_days", "food", days_and_hours, ""),
)
"""Of each number whose fall is told: its column, its name, its words and its unit."""


@dataclass(frozen=True)
class Hunger:
    """A time without food, in minutes of the run; `fed` unless it is known that no supply reaches the formation in it."""

    from_min: int
    to_min: int
    fed: bool


def hungers(result: Result, unit: str) -> list[Hunger]:
    """Every time of `LEAST_MIN` or more in which the tracks show `unit` with men and without food, in order."""
    table = result.tracks
    mine = np.flatnonzero(table.formation == unit)
    minutes, fed = table.minute[mine], np.nan_to_num(table.supply_fraction[mine], nan=1.0) > 0.0
    empty = (table.food_days[mine] <= 0.0) & (table.men[mine] > 0.0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], empty, [False])).astype(int)))
    found = [
        Hunger(int(minutes[first]), int(minutes[min(after, len(mine) - 1)]), bool(fed[first:after].any()))
        for first, after in edges.reshape(-1, 2).tolist()
    ]
    return [one for one in found if one.to_min - one.from_min >= LEAST_MIN]


def hunger_words(result: Result, one: Hunger) -> str:
    """`starves for 5 days 12 h, from D+3 12 Aug 12:00 to D+9 18 Aug 00:00`; who gets some supply has no stock of food left."""
    start, length = result.local_time(0), days_and_hours((one.to_min - one.from_min) / MINUTES_PER_DAY)
    what = "has no food in stock" if one.fed else "starves"
    return f"{what} for {length}, from {moment(start, one.from_min)} to {moment(start, one.to_min)}"


def eventless(result: Result, unit: str, begin: int, end: int, when: str) -> str:
    """What is said of `unit` without an event in [begin, end] minutes, `when` in words: what falls, or that nothing happens."""
    falls = _falls(result, unit, begin, end)
    return f"No event is on record for it{when}, but its numbers fall: {falls}." if falls else f"Nothing happens to it{when}."


def _falls(result: Result, unit: str, begin: int, end: int) -> str:
    """`men from 4,000 to 3,811, readiness from 100 % to 0 %`: what is less at the last sample in [begin, end] than at the first.

    Empty where nothing is, and where the tracks have no two samples of `unit` there."""
    table = result.tracks
    mine = np.flatnonzero((table.formation == unit) & (table.minute >= begin) & (table.minute <= end))
    told = []
    for column, name, words, unit_of in NUMBERS if len(mine) else ():
        first, last = (float(table.column(column)[at]) for at in (mine[0], mine[-1]))
        if last < first and words(first) != words(last):
            told.append(f"{name} from {words(first)} to {words(last)}{unit_of}")
    return percent_spaced(", ".join(told))

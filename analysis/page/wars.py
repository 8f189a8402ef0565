"""The median of a sweep as one result that a page can play: each army at the median of where it stands in the runs, each place
taken when more than half of the runs hold it. `runs_apart` has the runs themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.results.load import Result
from analysis.results.longitudes import TURN, west_edge
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.reading import ResultError
from analysis.results.records import Formation
from analysis.results.tables import Captures, Events, Tracks
from engine.vocabulary import EventKind

MEANS = ("lat", "lon", "axis_km", "readiness", "fuel_fills", "ammo_bk", "food_days", "supply_fraction")
SUMS = ("men", "tanks", "guns")
HALF = 0.5

Floats = NDArray[np.float64]


class Armies:
    """Daily numbers of every army of a sweep's runs; each is shape (armies, days, runs), NaN where it has no men."""

    def __init__(self, results: Sequence[Result]):
        tables = [result.tracks for result in results]
        if not all(len(table) for table in tables):
            raise ResultError("the sweep keeps no tracks, so that no army can be shown; make it with --tracks army")
        units = [table.column("army") if results[0].tracked == "formation" else table.formation for table in tables]
        self.ids = sorted({str(unit) for column in units for unit in np.unique(column)} & set(results[0].formation))
        self.minutes = sorted({int(minute) for table in tables for minute in np.unique(table.minute)})
        self._west = west_edge([place.lon for place in results[0].places])
        shape = (len(self.ids), len(self.minutes), len(results))
        self.numbers = {name: np.full(shape, np.nan) for name in (*MEANS, *SUMS)}
        for run, (table, unit) in enumerate(zip(tables, units, strict=True)):
            self._add(run, table, unit)

    def _add(self, run: int, table: Tracks, units: NDArray[np.str_]) -> None:
        """One run's rows, those of an army's formations put together: sums, and means by men."""
        known, days = np.isin(units, self.ids), np.searchsorted(self.minutes, table.minute)
        known &= (table.men > 0) & np.isfinite(table.lat) & np.isfinite(table.lon)
        west = self._west
        cell = (np.searchsorted(self.ids, units[known]) * len(self.minutes) + days[known]).astype(int)
        size, men = len(self.ids) * len(self.minutes), table.men[known]
        for name in (*MEANS, *SUMS):
            value = np.nan_to_num(table.column(name)[known].astype(float))
            value = np.where(value < west, value + TURN, value) if name == "lon" else value
            total = np.bincount(cell, value if name in SUMS else value * men, size)
            weight = np.bincount(cell, men, size)
            whole = total if name in SUMS else total / np.maximum(weight, 1e-9)
            self.numbers[name][:, :, run] = np.where(weight > 0, whole, np.nan).reshape(len(self.ids), -1)

    def there(self) -> NDArray[np.bool_]:
        """Whether an army has men on a day in at least half of the runs, shape (armies, days)."""
        return np.asarray(np.isfinite(self.numbers["lat"]).mean(axis=2) >= HALF)


def median_result(results: Sequence[Result], armies: Armies) -> Result:
    """The runs as one: armies alone, at their medians; places taken by the majority of the runs."""
    first = results[0]
    taken = _majority(results)
    return replace(
        first,
        formations=tuple(_army(first, unit, set(armies.ids)) for unit in armies.ids),
        tracks=_median_tracks(armies),
        captures=Captures(_columns(taken, ("minute", "place", "side", "formation"))),
        events=Events(
            {
                **_columns(taken, ("minute", "place", "side", "formation")),
                "kind": np.full(len(taken), str(EventKind.CAPTURE)),
                "cause": np.full(len(taken), ""),
            }
        ),
        tracked="army",
    )


def _columns(rows: Sequence[tuple[int, str, str, str]], names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Rows as columns: minutes, then texts."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return {name: np.array(column, np.int64 if name == "minute" else str) for name, column in zip(names, columns, strict=True)}


def _army(result: Result, unit: str, kept: set[str]) -> Formation:
    """An army as a formation without subordinates, with the branch of most of its fighting men."""
    order, record = OrderOfBattle.of(result), result.formation[unit]
    below = [result.formation[one] for one in sorted(order.group(unit))]
    men: Counter[str] = Counter()
    for one in below:
        if one.combat:
            men[str(one.branch)] += int(one.men or 0)
    branch = men.most_common(1)[0][0] if men else record.branch
    parent = next((above for above in order.chain(unit)[1:] if above in kept), None)
    return record.model_copy(update={"parent": parent, "combat": bool(men), "branch": branch})


def _median_tracks(armies: Armies) -> Tracks:
    """A row a day and army that most runs have, with the medians of its numbers over those."""
    there = armies.there()
    day, army = np.nonzero(there.T)
    rows = {name: np.nanmedian(cube[army, day], axis=1) for name, cube in armies.numbers.items()}
    texts = {name: np.full(len(day), "") for name in ("place", "state")}
    units = np.array(armies.ids, str)[army]
    minutes = np.array(armies.minutes, np.int64)[day]
    return Tracks({**rows, **texts, "formation": units, "minute": minutes})


def changes(result: Result) -> dict[str, list[int]]:
    """Of each place that changes hands in a run the minutes at which the first side begins or ceases to hold it, in turn."""
    first = result.sides[0].id
    held = {place.id: place.side == first for place in result.places}
    found: dict[str, list[int]] = {}
    for minute, place, side in sorted(result.captures.rows("minute", "place", "side")):
        if place in held and held[place] != (side == first):
            held[place] = not held[place]
            found.setdefault(place, []).append(int(minute))
    return found


def _majority(results: Sequence[Result]) -> list[tuple[int, str, str, str]]:
    """(minute, place, side, army that takes it in most runs) whenever a place begins or ceases to be the first side's in most."""
    first, second = (side.id for side in results[0].sides[:2])
    every, takers = [changes(result) for result in results], _takers(results)
    told: list[tuple[int, str, str, str]] = []
    for place in sorted({place for run in every for place in run}):
        begins = held = results[0].place[place].side == first
        for minute in sorted({minute for run in every for minute in run.get(place, ())}):
            share = np.mean([begins != bool(sum(one <= minute for one in run.get(place, ())) % 2) for run in every])
            if (share > HALF) != held:
                held = not held
                side = first if held else second
                by = takers.get((place, side))
                told.append((minute, place, side, by.most_common(1)[0][0] if by else ""))
    return sorted(told)


def _takers(results: Sequence[Result]) -> dict[tuple[str, str], Counter[str]]:
    """In how many runs each army took each place for its side."""
    order, found = OrderOfBattle.of(results[0]), dict[tuple[str, str], Counter[str]]()
    for result in results:
        for place, side, unit in result.captures.rows("place", "side", "formation"):
            found.setdefault((place, side), Counter())[order.army(unit) or unit] += 1
    return found

"""The formations of a replay: who each is, where it is when, and its numbers at each sample, packed.

All samples are turned into whole units and whole numbers at once, column by column; then each formation takes its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.ground.shown import drawn_as, is_forward
from analysis.page.sheets import Plane, places_on
from analysis.page.supply import reach_of
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.records import Formation
from analysis.scores.history import PASSAGES
from analysis.words.sentences import cause_words

CONDITIONS = {
    "men": 1,
    "tanks": 1,
    "readiness": 100,
    "fuel_fills": 10,
    "food_days": 10,
    "supply_fraction": 100,
    "supply_km": 1,
    "axis_km": 1,
}
"""Columns of the tracks that a replay shows, as whole numbers of so many parts of a unit; -1 where a cell is empty."""

FOOT_KM_DAY = 25.0
"""Of a result that names no parameter."""
Rows = Mapping[str, Sequence[int]]
"""Rows of the tracks of each formation, in their order of time."""


def formations_of(result: Result, plane: Plane, place_number: Mapping[str, int]) -> dict[str, Any]:
    """The ticks at which all are sampled, the states that occur, and the record of each formation in the order of the result."""
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    axis_of = {unit: at for at, axis in enumerate(result.axes) for unit in [*axis.followers, axis.formation]}
    ticks = sorted(set(result.tracks.minute.tolist()))
    rows = _rows_of(result)
    ways = _Ways(result, plane, rows)
    states, columns = _numbers(result, rows, place_number)
    order = OrderOfBattle.of(result)
    records = [
        _record(result, order, formation, number)
        | {"axis": axis_of.get(formation.id, -1)}
        | ways.of(formation.id)
        | _conditions(result, rows.get(formation.id, []), ticks, columns)
        for formation in result.formations
    ]
    told = [[state, cause, cause_words(cause)] for state, cause in states]
    return {"ticks": ticks, "states": told, "formations": records}


def ways_of(result: Result, other: Result, plane: Plane) -> dict[str, Any]:
    """The ways in another run of the formations that this run has too, by their number."""
    rows = _rows_of(other)
    ways = _Ways(other, plane, rows)
    return {str(at): ways.of(formation.id) for at, formation in enumerate(result.formations) if formation.id in rows}


def _record(result: Result, order: OrderOfBattle, formation: Formation, number: Mapping[str, int]) -> dict[str, Any]:
    """What does not change of a formation: its names, side and look, its superior by number, whether it fights.

    `look` counts in the sides of the look: 0 and 1 for the first side and its contingents, 2 and 3 for the second.
    """
    side = next(at for at, side in enumerate(result.sides) if side.id == formation.side)
    names = {c.id: c.name for c in result.sides[side].contingents}
    contingent = formation.contingent
    return {
        "id": formation.id,
        "name": formation.name,
        "group": order.name(formation.id),
        "own": order.own_name(formation.id),
        "short": str(formation.short or formation.id),
        "side": min(side, 1),
        "look": min(side, 1) * 2 + bool(contingent),
        "nation": names.get(str(contingent), str(result.sides[side].name)),
        "echelon": drawn_as(formation).echelon,
        "branch": formation.branch,
        "parent": number.get(formation.parent or "", -1),
        "combat": int(bool(formation.combat)),
        "ahead": int(is_forward(formation)),
        "role": formation.role,
        "fillT": formation.fill_t,
        "march": _march_km_day(result, formation),
        **reach_of(result, formation),
    }


def _march_km_day(result: Result, formation: Formation) -> float:
    """Km of a day's march of its class on a road, from the parameters of the run; of what never marches, the foot's."""
    given = result.manifest.parameters
    return float(given.get(f"march.{formation.mobility}_km_day", given.get("march.foot_km_day", FOOT_KM_DAY)))


def _rows_of(result: Result) -> Rows:
    """Rows of the tracks by formation."""
    rows: dict[str, list[int]] = {}
    for row, unit in enumerate(result.tracks.formation.tolist()):
        rows.setdefault(unit, []).append(row)
    return rows


Knots = dict[int, tuple[int, int]]
"""Minute to position."""


class _Ways:
    """Where the formations of a result are when, in units of a plane."""

    def __init__(self, result: Result, plane: Plane, rows: Rows):
        table = result.tracks
        self._rows, self._minutes = rows, table.minute.tolist()
        self._good = (np.isfinite(table.lon) & np.isfinite(table.lat)).tolist()
        at = np.zeros((len(table), 2), np.int64)
        at[self._good] = plane.at(table.lon[self._good], table.lat[self._good]).astype(np.int64) if any(self._good) else 0
        self._at = [(x, y) for x, y in at.tolist()]
        self._passages = _passages(result, plane)

    def of(self, unit: str) -> dict[str, list[int]]:
        """Knots of the way in time as differences: minutes `t`, units `x` and `y`; one between two equal ones is left out."""
        knots = self._knots(unit)
        times = [minute for before, minute, after in _neighbours(sorted(knots)) if not _is_idle(knots, before, minute, after)]
        if len({knots[minute] for minute in times}) == 1:
            times = times[:1]
        points = np.array([[minute, *knots[minute]] for minute in times], dtype=int).reshape(-1, 3)
        steps = np.diff(points, axis=0, prepend=np.zeros((1, 3), int))
        return {name: steps[:, column].tolist() for column, name in enumerate(("t", "x", "y"))}

    def _knots(self, unit: str) -> Knots:
        """Where events put a formation, and above them where it was sampled."""
        sampled = {self._minutes[row]: self._at[row] for row in self._rows.get(unit, ()) if self._good[row]}
        return {**self._passages.get(unit, {}), **sampled}


def _passages(result: Result, plane: Plane) -> dict[str, Knots]:
    """Minute to position of each formation, from its events."""
    at = {place: (x, y) for place, (x, y) in zip(result.place, places_on(plane, result.places).tolist(), strict=True)}
    found: dict[str, Knots] = {}
    for minute, kind, unit, place in result.events.rows("minute", "kind", "formation", "place"):
        if kind in PASSAGES and place in at:
            found.setdefault(unit, {})[minute] = at[place]
    return found


def _is_idle(knots: Knots, before: int | None, minute: int, after: int | None) -> bool:
    """True for a knot that stands between two at its own place: the way is the same without it."""
    return before is not None and after is not None and knots[before] == knots[minute] == knots[after]


def _neighbours(minutes: Sequence[int]) -> Iterator[tuple[int | None, int, int | None]]:
    """Each minute with the one before it and the one after it, None at either end."""
    around = [None, *minutes, None]
    return ((around[at], minute, around[at + 2]) for at, minute in enumerate(minutes))


def _numbers(
    result: Result, rows: Rows, place_number: Mapping[str, int]
) -> tuple[list[tuple[str, str]], dict[str, NDArray[np.int64]]]:
    """The states with their causes in the order in which the formations come to them, and by column a whole number of each row:
    `st` counts in the states, `pl` and `nx` in the places. A last row of -1 stands for no sample."""
    table = result.tracks
    said = list(zip(table.state.tolist(), table.cause.tolist(), strict=True))
    order = (said[row] for formation in result.formations for row in rows.get(formation.id, ()))
    states = {pair: number for number, pair in enumerate(dict.fromkeys(order))}
    columns = {name: _whole(table.column(name), parts) for name, parts in CONDITIONS.items()}
    columns["st"] = np.array([states.get(pair, -1) for pair in said], np.int64)
    columns["pl"] = np.array([place_number.get(place, -1) for place in table.place.tolist()], np.int64)
    columns["nx"] = np.array([place_number.get(place, -1) for place in table.next_place.tolist()], np.int64)
    return list(states), {name: np.append(column, -1) for name, column in columns.items()}


def _whole(cells: NDArray[Any], parts: int) -> NDArray[np.int64]:
    """Cells in whole parts of a unit; -1 where one is empty."""
    known = np.isfinite(cells)
    return np.where(known, np.rint(np.where(known, cells, 0.0) * parts), -1).astype(np.int64)


def _conditions(
    result: Result, rows: Sequence[int], ticks: Sequence[int], columns: Mapping[str, NDArray[np.int64]]
) -> dict[str, Any]:
    """By column the whole numbers of a formation at each tick, packed."""
    at = {int(minute): row for minute, row in zip(result.tracks.minute[list(rows)].tolist(), rows, strict=True)}
    found = [at.get(tick, -1) for tick in ticks]
    return {name: _packed(column[found].tolist()) for name, column in columns.items()}


def _packed(values: list[int]) -> int | list[int] | list[list[int]]:
    """One number where all are equal, else the numbers, or [value, times] pairs where those are shorter."""
    runs = [[value, len(list(same))] for value, same in groupby(values)]
    if len(runs) == 1:
        return values[0]
    return runs if 3 * len(runs) < len(values) else values

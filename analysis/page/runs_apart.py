"""The runs of a sweep, one by one, as compact plain data: where each army was in each, when each place changed hands, and what
was drawn for it. The script works out of it clouds, chances of control, histograms and what the runs of a tail share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from analysis.drawing.sides import CHANCE_EDGES, CHANCE_WORDS, palette
from analysis.ground.past import PlaceDate
from analysis.ground.territory import BLUR_KM
from analysis.page.ground import territory_on
from analysis.page.sheets import Plane, Sheet
from analysis.page.wars import Armies, changes
from analysis.results.load import Result
from analysis.results.sweeps import Sweep
from engine.vocabulary import EventKind

BY_RUN = ("clouds", "held", "drawn", "weather")
"""What grows with the runs."""
DIGITS = 4
ABSENT = -99999
"""Stands in x where an army is not in a run; no sheet lies there."""
MINUTES_PER_DAY = 1440


def runs_apart(
    sweep: Sweep, rows: Sequence[int], results: Sequence[Result], armies: Armies, plane: Plane, dates: Sequence[PlaceDate]
) -> dict[str, Any]:
    """`rows` are those of the sweep's table of runs that `results` stand for; `dates` has history's windows of places.

    `clouds` by army [x, y, km along its axis] of each run and day as differences, `held` by place the minutes at which each run
    takes or loses it, `windows` [place, minutes of its beginning and end], `drawn` [path, about, unit, value of each run],
    `weather` [name, days of each run], `grids` by sheet.
    """
    number = {place.id: at for at, place in enumerate(results[0].places)}
    every = [changes(result) for result in results]
    places = sorted({place for run in every for place in run}, key=number.__getitem__)
    return {
        "runs": [int(sweep.runs["run"][row]) for row in rows],
        "of": int(sweep.done.sum()),
        "minutes": armies.minutes,
        "tints": palette(results[0].sides).chances,
        "edges": CHANCE_EDGES,
        "words": CHANCE_WORDS,
        "clouds": _clouds(armies, plane),
        "held": [[number[place], [run.get(place, []) for run in every]] for place in places],
        "windows": [[number[one.place], one.earliest_min, one.latest_min] for one in dates],
        "drawn": _drawn(sweep, rows),
        "weather": _weather(results),
        "grids": [_grid(results, sheet, set(places)) for sheet in plane.sheets],
    }


def _clouds(armies: Armies, plane: Plane) -> list[list[list[list[int]]]]:
    """By army and run over the days: x, y in units of the plane and km on the axis; `ABSENT` in x where it is not there."""
    lat, lon, km = (armies.numbers[name] for name in ("lat", "lon", "axis_km"))
    there = np.isfinite(lat) & np.isfinite(lon)
    xy = np.full((*lat.shape, 2), ABSENT, np.int64)
    xy[there] = plane.at(lon[there], lat[there])
    whole_km = np.rint(np.nan_to_num(km)).astype(int)
    _, _, runs = lat.shape
    return [
        [[_steps(xy[army, :, run, 0]), _steps(xy[army, :, run, 1]), _steps(whole_km[army, :, run])] for run in range(runs)]
        for army in range(len(armies.ids))
    ]


def _steps(values: Any) -> list[int]:
    """Differences from one to the next, the first from 0."""
    found: list[int] = np.diff(values, prepend=0).tolist()
    return found


def _drawn(sweep: Sweep, rows: Sequence[int]) -> list[list[Any]]:
    """The numbers that differ between these runs."""
    made = []
    for path, told in sorted(sweep.inputs.items()):
        values = [float(sweep.runs[path][row]) for row in rows]
        if len(set(values)) > 1 and all(map(math.isfinite, values)):
            made.append([path, str(told.about or path), str(told.unit or ""), [float(f"{one:.{DIGITS}g}") for one in values]])
    return made


def _weather(results: Sequence[Result]) -> list[list[Any]]:
    """Days of each kind of sky in each region by run, of those that differ; every spell lasts until the region's next."""
    days: list[Counter[str]] = []
    for result in results:
        table, end = result.events, result.end_minute
        spells: dict[str, list[tuple[int, str]]] = {}
        for minute, kind, cause in table.rows("minute", "kind", "cause"):
            if kind == EventKind.WEATHER:
                spells.setdefault(str(cause).partition(" in ")[2], []).append((int(minute), str(cause)))
        found: Counter[str] = Counter()
        for told in spells.values():
            for (begins, name), (ends, _) in zip(told, [*told[1:], (end, "")], strict=True):
                found[name] += max(ends - begins, 0)
        days.append(found)
    names = sorted({name for run in days for name in run})
    table_of = [[name, [round(run[name] / MINUTES_PER_DAY, 1) for run in days]] for name in names]
    return [row for row in table_of if len(set(row[1])) > 1]


def _grid(results: Sequence[Result], sheet: Sheet, changed: set[str]) -> dict[str, Any]:
    """The ground fought over in any run: corner and size of a cell in units, columns, the blur in cells, and row by row
    [number of the place that a cell goes with, cells] with -1 for ground that nobody fights for."""
    result = results[0]
    territory = territory_on(result, sheet)
    second = result.sides[1].id
    fought = {place.country for place in result.places if place.side == second or place.id in changed}
    contested, place = territory.places(fought)
    numbers = np.full(contested.shape, -1)
    numbers[contested] = place
    grid = territory.grid
    west, north = sheet.from_km(np.array([[grid.x_km[0], grid.y_km[0]]]))[0].tolist()
    return {
        "x": west,
        "y": north,
        "dx": grid.cell_km / sheet.unit_km,
        "dy": float(np.sign(grid.y_km[0] - grid.y_km[-1])) * grid.cell_km / sheet.unit_km,
        "columns": contested.shape[1],
        "blur": round(BLUR_KM / grid.cell_km, 3),
        "cells": [[int(number), len(list(same))] for number, same in groupby(numbers.ravel().tolist())],
    }

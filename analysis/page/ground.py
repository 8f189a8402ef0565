"""The ground of a replay as strings of SVG path data: coast, rivers, railways, and who holds what by half day.

A browser draws path data faster than anything a script could do with points, and they compress well: whole units of the plane,
each point as the difference to the one before. Control is worked out each half day, thinned, and stored once for all half days
in which it is the same. The result is drawn by `ground.js` with the widths and colours of the look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from scipy import ndimage

from analysis.ground.arms import LaidDown
from analysis.ground.control import holders_by_minute
from analysis.ground.lines import chaikin, degrees, lines_of
from analysis.ground.past import Windows, past_holders
from analysis.ground.projection import Array, Lambert
from analysis.ground.raster import Grid, Mask
from analysis.ground.territory import Territory
from analysis.page.sheets import Plane, Sheet
from analysis.page.thinning import thinned
from analysis.results.load import Result
from analysis.results.records import Link, MapLine

STEP_MIN = 720
CELLS_ACROSS, FINEST_CELL_KM = 230, 2.5
"""Of the grid of a sheet: what is worked out on it is blurred over much more than a cell, so that finer ones show no more."""
BEYOND_SHARE = 0.1
ARMS_SIMPLIFY_CELLS, PAST_SIMPLIFY_CELLS = 1.0, 0.45
SIMPLIFY_CELLS = 0.22
COAST_BEYOND, INSET_BEYOND = 0.12, 0.06
"""Land is drawn this far beyond a frame, as a share of its longer side."""
BORDER_CELLS = 2.2
"""No front is drawn nearer than this to the edge of the states fought over: it would repeat the border."""
EDGE_CELLS = 1.0
"""The edge of the ground fought over is blurred by so many cells: where it is no border its steps would show."""
Held = Mapping[int, dict[str, str]]
"""By minute the side that holds each place."""
Rings = list[Array]
"""Closed lines in km."""
SMOOTH_ROUNDS = {"river": 1, "crest": 2, "border": 0}


def path(line: Array, close: bool = False) -> str:
    """Relative SVG path data of a line of whole units, repeated points left out; empty for less than two points."""
    whole = np.rint(line).astype(int)
    keep = np.concatenate([[True], (np.diff(whole, axis=0) != 0).any(axis=1)]) if len(whole) else np.array([], bool)
    whole = whole[keep]
    if len(whole) < 2:
        return ""
    steps = " ".join(f"{x} {y}" for x, y in np.diff(whole, axis=0).tolist()).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{steps}{'z' if close else ''}"


def base(result: Result, sheet: Sheet) -> dict[str, Any]:
    """Everything of a sheet that does not move: polygons and lines as path data."""
    lines = {kind: _lines(sheet, lines_of(result.map, kind), SMOOTH_ROUNDS[kind]) for kind in ("river", "crest", "border")}
    return {
        "land": _rings(sheet, result.map.land if result.map else ()),
        "lakes": _rings(sheet, result.map.lakes if result.map else ()),
        **lines,
        **_links(result, sheet),
    }


def hand_names(result: Result, plane: Plane) -> list[list[Any]]:
    """Names placed by hand as [text, style, x, y, size, angle]; those off every frame are left out."""
    names = result.map.names if result.map else ()
    told = [(name, plane.at(name.lon, name.lat)[0].astype(int).tolist()) for name in names]
    return [[name.text, name.style, *at, name.size, name.angle] for name, at in told]


def _lines(sheet: Sheet, lines: Sequence[MapLine], rounds: int) -> list[list[Any]]:
    """[rank, path] of the lines that come near the frame."""
    found = [(int(line.rank), sheet.at(*degrees(line.points))) for line in lines]
    return [[rank, path(chaikin(line, rounds))] for rank, line in found if _is_near(sheet, line)]


def _is_near(sheet: Sheet, line: Array) -> bool:
    """True if the box round `line` touches the frame or what is shown beyond it."""
    size, beyond = np.array(sheet.size), COAST_BEYOND * max(sheet.size)
    low, far = line.min(axis=0) - [sheet.left, 0], line.max(axis=0) - [sheet.left, 0]
    return bool((far > -beyond).all() and (low < size + beyond).all())


def _rings(sheet: Sheet, rings: Sequence[Sequence[Sequence[float]]]) -> str:
    """Closed rings as one path; those far outside the frame are left out, and an inset's end a little beyond its frame."""
    near = [line for line in (sheet.at(*degrees(ring)) for ring in rings) if _is_near(sheet, line)]
    if sheet.left:
        beyond = INSET_BEYOND * max(sheet.size)
        low, high = np.array([sheet.left, 0]) - beyond, np.array([sheet.left, 0]) + sheet.size + beyond
        near = [clipped(line, low, high) for line in near]
    return "".join(path(line, close=True) for line in near if len(line) > 2)


def clipped(ring: Array, low: Array, high: Array) -> Array:
    """The part of a closed ring between the corners `low` and `high` (Sutherland and Hodgman: one edge after the other)."""
    for axis, limit, sign in ((0, low[0], 1.0), (1, low[1], 1.0), (0, high[0], -1.0), (1, high[1], -1.0)):
        if not len(ring):
            break
        ahead, off = np.roll(ring, -1, axis=0), sign * (ring[:, axis] - limit)
        off_ahead = np.roll(off, -1)
        crosses = (off >= 0) != (off_ahead >= 0)
        share = np.divide(off, off - off_ahead, out=np.zeros_like(off), where=crosses)
        points = np.stack([ring, ring + share[:, None] * (ahead - ring)], axis=1).reshape(-1, 2)
        ring = points[np.column_stack([off >= 0, crosses]).ravel()]
    return ring


def _links(result: Result, sheet: Sheet) -> dict[str, dict[str, str]]:
    """Railways and roads by kind as one path each; a lifted line is left out, and what comes nowhere near the frame."""
    made = {"rails": {"single": "", "double": "", "closed": ""}, "roads": {"road": "", "track": ""}}
    at = dict(zip(result.place, sheet.at(*degrees([[one.lon, one.lat] for one in result.place.values()])), strict=True))
    for link in result.links:
        line = np.array([at[link.a], at[link.b]])
        if link.state != "lifted" and link.surface not in ("sea", "river_boat") and _is_near(sheet, line):
            made["rails" if link.surface == "rail" else "roads"][_kind(link)] += path(line)
    return made


def _kind(link: Link) -> str:
    """Under which path a link goes: a railway by its state and tracks, a road by its surface."""
    if link.surface != "rail":
        return "road" if link.surface in ("highway", "road") else "track"
    return "closed" if link.state == "closed" else "double" if link.tracks > 1 else "single"


def steps(result: Result, step_min: int = STEP_MIN) -> list[int]:
    """Minutes at which the ground is worked out anew, the end included."""
    return [*range(0, result.end_minute, step_min), result.end_minute]


def ground_by_step(result: Result, sheet: Sheet, minutes: Sequence[int], windows: Windows) -> dict[str, Any]:
    """Control of the ground of a sheet: for each minute the `numbers` of its path in `taken` (the first side's ground), in
    `fought` (the states fought over) and in `inner` (the same without its rim). It changes when a place changes hands.

    `past` are the same of history's attacker, by the beginning and the end of its `windows`; `race` has their numbers by minute.
    """
    territory, held = territory_on(result, sheet), holders_by_minute(result, minutes)
    return {
        **_control_by_step(result, sheet, held, territory),
        **_arms_by_step(result, sheet, held, territory),
        **_past_by_step(result, sheet, minutes, territory, windows),
    }


def _arms_by_step(result: Result, sheet: Sheet, held_at: Held, territory: Territory) -> dict[str, Any]:
    """`arms`, the outlines of the ground on which arms have been laid down, and `laid`, the number of its outline by minute
    (-1: nowhere)."""
    laid = LaidDown(result, sheet.projection)
    known: dict[object, int] = {}
    numbers, drawn = [], list[Rings]()
    for minute, held in held_at.items():
        places, fought = laid.places(held, minute), territory.fought(held)
        chances = {place: float(place in places) for place in held}
        key = territory.key(fought, chances) if places else None
        if key and key not in known:
            there = territory.spread_out(chances, fought)
            known[key] = len(drawn)
            drawn.append(_over_half(there.grid, np.minimum(there.contested.astype(float), there.share)))
        numbers.append(known[key] if key else -1)
    arms, at = _numbered(_paths(sheet, territory.grid, drawn, ARMS_SIMPLIFY_CELLS))
    return {"arms": arms, "laid": [at[number] if number >= 0 else -1 for number in numbers]}


def _past_by_step(result: Result, sheet: Sheet, minutes: Sequence[int], territory: Territory, windows: Windows) -> dict[str, Any]:
    """History's ground by minute as the numbers of two paths, by the beginnings and by the ends of its windows."""
    if not windows:
        return {"race": [], "past": []}
    known: dict[object, int] = {}
    drawn = list[Rings]()

    def number(held: dict[str, str]) -> int:
        """The outline of a set of holders, worked out once."""
        key = territory.key(territory.fought(held), held)
        if key not in known:
            there = territory.control(held, {})
            known[key] = len(drawn)
            drawn.append(_over_half(there.grid, np.minimum(there.contested.astype(float), there.share)))
        return known[key]

    race = [[number(past_holders(result, windows, minute, edge)) for edge in (0, 1)] for minute in minutes]
    past, at = _numbered(_paths(sheet, territory.grid, drawn, PAST_SIMPLIFY_CELLS))
    return {"race": [[at[early], at[late]] for early, late in race], "past": past}


def _control_by_step(result: Result, sheet: Sheet, held_at: Held, territory: Territory) -> dict[str, Any]:
    """The run's ground by minute."""
    drawn: dict[str, list[Rings]] = {"taken": [], "fought": [], "inner": []}
    rows: list[list[int]] = []
    before: object = None
    contested = np.zeros(0, bool)
    for minute, held in held_at.items():
        if (key := territory.key(territory.fought(held), held)) != before:
            before = key
            there = territory.control(held, _standing_km(result, minute, sheet.projection))
            fought = ndimage.gaussian_filter(there.contested.astype(float), EDGE_CELLS)
            drawn["taken"].append(_over_half(there.grid, np.minimum(fought, there.share)))
            if not np.array_equal(contested, there.contested):
                contested = there.contested
                drawn["fought"].append(_over_half(there.grid, fought))
                drawn["inner"].append(_over_half(there.grid, _deep(contested)))
        rows.append([len(outlines) - 1 for outlines in drawn.values()])
    made = {name: _numbered(_paths(sheet, territory.grid, outlines, SIMPLIFY_CELLS)) for name, outlines in drawn.items()}
    numbers = [[at[number] for number, (_, at) in zip(row, made.values(), strict=True)] for row in rows]
    return {"numbers": numbers, **{name: paths for name, (paths, _) in made.items()}}


def territory_on(result: Result, sheet: Sheet) -> Territory:
    """The land of a sheet on a grid of its own, coarser than that of a map on paper, and some way beyond its frame."""
    frame = sheet.frame.grown(BEYOND_SHARE * sheet.frame.width_km)
    return Territory(
        result, sheet.projection, Grid(frame, max(max(frame.width_km, frame.height_km) / CELLS_ACROSS, FINEST_CELL_KM))
    )


def _deep(contested: Mask) -> Array:
    """1 where the edge of the contested states is further than `BORDER_CELLS`; the edge of the grid is no edge of a state."""
    off = ndimage.distance_transform_edt(np.pad(contested, 1, constant_values=True))[1:-1, 1:-1]
    return np.asarray(off > BORDER_CELLS, np.float64)


def _over_half(grid: Grid, field: Array) -> Rings:
    """Outlines, in km, of the region where `field` is over one half."""
    if not (field > 0.5).any():
        return []
    made = contour_generator(grid.x_km, grid.y_km, field, fill_type=FillType.OuterOffset).filled(0.5, 2.0)
    return [
        np.asarray(points[start:end], np.float64)
        for points, offsets in zip(*made, strict=True)
        for start, end in pairwise(offsets)
    ]


def _paths(sheet: Sheet, grid: Grid, drawn: Sequence[Rings], simplify_cells: float) -> list[str]:
    """Each drawing's rings as one path; all are thinned together."""
    thin = iter(thinned([ring for rings in drawn for ring in rings], simplify_cells * grid.cell_km))
    kept = [[ring for ring in islice(thin, len(rings)) if len(ring) > 3] for rings in drawn]
    return ["".join(path(sheet.from_km(ring), close=True) for ring in rings) for rings in kept]


def _numbered(paths: Sequence[str]) -> tuple[list[str], list[int]]:
    """The paths without those that repeat, and where in these each is found."""
    known = {found: number for number, found in enumerate(dict.fromkeys(paths))}
    return list(known), [known[found] for found in paths]


def _standing_km(result: Result, minute: int, projection: Lambert) -> dict[str, Array]:
    """Positions by side of the fighting formations at the last sample up to `minute`."""
    table = result.tracks
    sampled = table.minute[table.minute <= minute]
    now = np.flatnonzero(table.minute == (sampled.max() if len(sampled) else minute))
    now = now[np.isfinite(table.lon[now]) & np.isfinite(table.lat[now])]
    units = [result.formation.get(unit) for unit in table.formation[now].tolist()]
    fights = np.array([unit is not None and unit.combat for unit in units], np.bool_) & (table.men[now] > 0)
    xy_km = projection.km(table.lon[now], table.lat[now])
    side_of = np.array([unit.side if unit else "" for unit in units])
    return {side.id: xy_km[fights & (side_of == side.id)] for side in result.sides}

"""The ground of a replay as strings of SVG path data: coast, rivers, railways, and who holds what by half day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from scipy import ndimage

from analysis.canvas import chaikin, degrees
from analysis.control import control, countries, holders
from analysis.load import Record, Result
from analysis.projection import Array, Frame, Lambert, map_projection
from analysis.raster import Grid, Mask
from analysis.terrain import CREST_WIDTH_KM, lines_of

STEP_MIN = 720
UNITS_ACROSS = 2600
"""The frame is at least this many units wide: coordinates are whole units."""
UNITS_KM = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
CELLS_ACROSS = 230
BEYOND_SHARE = 0.1
SIMPLIFY_CELLS = 0.22
COAST_BEYOND = 0.12
BORDER_CELLS = 2.2
"""No front is drawn nearer than this to the edge of the states fought over: it would repeat the border."""
SMOOTH_ROUNDS = {"river": 1, "crest": 2, "border": 0}


@dataclass(frozen=True)
class Sheet:
    """The plane of the replay: x east and y south in whole units from the frame's north-west corner."""

    projection: Lambert
    frame: Frame
    unit_km: float

    def at(self, lon: Any, lat: Any) -> Array:
        """Whole units of positions in degrees, shape (n, 2)."""
        return self.from_km(self.projection.km(lon, lat))

    def from_km(self, xy_km: Array) -> Array:
        """Whole units of positions in km."""
        corner = np.array([self.frame.west, self.frame.north])
        return np.asarray(np.rint((np.asarray(xy_km, float) - corner) * np.array([1.0, -1.0]) / self.unit_km), np.float64)


def lay_sheet(result: Result) -> Sheet:
    """The sheet of a result; its unit is a round number of km."""
    projection, frame = map_projection(result.map, result.places)
    fine = [km for km in UNITS_KM if frame.width_km / km >= UNITS_ACROSS]
    return Sheet(projection, frame, fine[0] if fine else UNITS_KM[-1])


def path(line: Array, close: bool = False) -> str:
    """Relative SVG path data of a line of whole units, repeated points left out; empty for less than two points."""
    whole = np.rint(line).astype(int)
    keep = np.concatenate([[True], (np.diff(whole, axis=0) != 0).any(axis=1)]) if len(whole) else np.array([], bool)
    whole = whole[keep]
    if len(whole) < 2:
        return ""
    steps = " ".join(f"{x} {y}" for x, y in np.diff(whole, axis=0).tolist()).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{steps}{'z' if close else ''}"


def thin(line: Array, tolerance: float) -> Array:
    """`line` with the points that lie within `tolerance` of what stays left out (Douglas-Peucker)."""
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        inner, chord = line[first + 1 : last] - line[first], line[last] - line[first]
        share = np.clip(inner @ chord / max(float(chord @ chord), 1e-12), 0.0, 1.0)
        off = np.hypot(*(inner - share[:, None] * chord).T)
        if off.max() > tolerance:
            middle = first + 1 + int(off.argmax())
            keep[middle] = True
            todo += [(first, middle), (middle, last)]
    return line[keep]


def base(result: Result, sheet: Sheet) -> dict[str, Any]:
    """Everything that does not move: polygons and lines as path data, hand-placed names as [text, style, x, y, size, angle]."""
    layout = result.map or {}
    lines = {
        kind: [[int(line.get("rank", 2)), _line(sheet, line["points"], kind)] for line in lines_of(result.map, kind)]
        for kind in ("river", "crest", "border")
    }
    return {
        "land": _rings(sheet, layout.get("land") or []),
        "lakes": _rings(sheet, layout.get("lakes") or []),
        **lines,
        "crestKm": {str(rank): km for rank, km in sorted(CREST_WIDTH_KM.items())},
        "rails": _railways(result, sheet),
        "roads": _roads(result, sheet),
        "names": [_name(sheet, name) for name in layout.get("names") or []],
        "credits": str(layout.get("credits") or ""),
        "projection": sheet.projection.caption().replace("\n", " "),
    }


def _line(sheet: Sheet, points: Sequence[Sequence[float]], kind: str) -> str:
    return path(chaikin(sheet.at(*degrees(points)), SMOOTH_ROUNDS[kind]))


def _rings(sheet: Sheet, rings: Sequence[Sequence[Sequence[float]]]) -> str:
    """Closed rings as one path; those far outside the frame are left out."""
    wide, high = sheet.frame.width_km / sheet.unit_km, sheet.frame.height_km / sheet.unit_km
    parts = []
    for ring in rings:
        line = sheet.at(*degrees(ring))
        low, far = line.min(axis=0), line.max(axis=0)
        beyond = COAST_BEYOND * max(wide, high)
        if far[0] > -beyond and far[1] > -beyond and low[0] < wide + beyond and low[1] < high + beyond:
            parts.append(path(line, close=True))
    return "".join(parts)


def _name(sheet: Sheet, name: Record) -> list[Any]:
    x, y = sheet.at(name["lon"], name["lat"])[0].tolist()
    return [str(name["text"]), str(name["style"]), int(x), int(y), float(name.get("size", 9)), float(name.get("angle", 0))]


def _link(sheet: Sheet, place: Mapping[str, Record], link: Record) -> str:
    ends = [place[link["a"]], place[link["b"]]]
    return path(sheet.at([end["lon"] for end in ends], [end["lat"] for end in ends]))


def _railways(result: Result, sheet: Sheet) -> dict[str, str]:
    """Railways by kind; a lifted line is left out."""
    kinds = {"single": "", "double": "", "closed": ""}
    for link in result.links:
        if link["surface"] == "rail" and link.get("state") != "lifted":
            kind = "closed" if link.get("state") == "closed" else "double" if link.get("tracks", 1) > 1 else "single"
            kinds[kind] += _link(sheet, result.place, link)
    return kinds


def _roads(result: Result, sheet: Sheet) -> dict[str, str]:
    """Roads that carry lorries, and the tracks and trails."""
    kinds = {"road": "", "track": ""}
    for link in result.links:
        if link["surface"] not in ("rail", "sea", "river_boat"):
            kinds["road" if link["surface"] in ("highway", "road") else "track"] += _link(sheet, result.place, link)
    return kinds


def ground_by_step(result: Result, sheet: Sheet, step_min: int = STEP_MIN) -> dict[str, Any]:
    """Who holds the ground: `minutes` of the steps, for each the `numbers` of its path in `taken` (the first side's ground),
    in `fought` (the states fought over) and in `inner` (the same without its rim). It changes when a place changes hands."""
    frame = sheet.frame.grown(BEYOND_SHARE * sheet.frame.width_km)
    grid = Grid(frame, max(frame.width_km, frame.height_km) / CELLS_ACROSS)
    rings = (result.map or {}).get("land") or []
    land = grid.inside([sheet.projection.km(*degrees(ring)) for ring in rings]) if rings else np.ones(grid.shape, bool)
    borders = [sheet.projection.km(*degrees(line["points"])) for line in lines_of(result.map, "border")]
    minutes = [*range(0, result.end_minute, step_min), result.end_minute]
    country = countries(result, sheet.projection, grid, land, borders) if borders else None
    paths: dict[str, list[str]] = {"taken": [], "fought": [], "inner": []}
    numbers: list[list[int]] = []
    held: dict[str, str] = {}
    contested = np.zeros(0, bool)
    for minute in minutes:
        before, held = held, holders(result, minute)
        if held == before:
            numbers.append(numbers[-1])
            continue
        standing_km = _standing_km(result, minute, sheet.projection)
        there = control(result, held, sheet.projection, grid, land, borders, standing_km, country)
        fought = there.contested.astype(float)
        row = [_number(paths["taken"], _filled(sheet, grid, np.minimum(fought, there.share)))]
        if np.array_equal(contested, there.contested):
            row += numbers[-1][1:]
        else:
            contested = there.contested
            fields = (("fought", fought), ("inner", _deep(contested)))
            row += [_number(paths[name], _filled(sheet, grid, field)) for name, field in fields]
        numbers.append(row)
    return {"minutes": minutes, "numbers": numbers, **paths}


def _deep(contested: Mask) -> Array:
    """1 where the edge of the contested states is further than `BORDER_CELLS`; the edge of the grid is no edge of a state."""
    off = ndimage.distance_transform_edt(np.pad(contested, 1, constant_values=True))[1:-1, 1:-1]
    return np.asarray(off > BORDER_CELLS, np.float64)


def _filled(sheet: Sheet, grid: Grid, field: Array) -> str:
    """Outline of the region where `field` is over one half."""
    if not (field > 0.5).any():
        return ""
    made = contour_generator(grid.x_km, grid.y_km, field, fill_type=FillType.OuterOffset).filled(0.5, 2.0)
    parts = []
    for points, offsets in zip(*made, strict=True):
        for start, end in pairwise(offsets):
            ring = thin(np.asarray(points[start:end], float), SIMPLIFY_CELLS * grid.cell_km)
            parts.append(path(sheet.from_km(ring), close=True) if len(ring) > 3 else "")
    return "".join(parts)


def _number(known: list[str], found: str) -> int:
    """Index of a path among those known; a new one is added."""
    if found not in known:
        known.append(found)
    return known.index(found)


def _standing_km(result: Result, minute: int, projection: Lambert) -> dict[str, Array]:
    """Positions by side of the fighting formations at the last sample up to `minute`."""
    table = result.tracks
    sampled = table["minute"][table["minute"] <= minute]
    now = np.flatnonzero(table["minute"] == (sampled.max() if len(sampled) else minute))
    now = now[np.isfinite(table["lon"][now]) & np.isfinite(table["lat"][now])]
    men = table["men"][now] if "men" in table else np.ones(len(now))
    units = [result.formation.get(unit, {}) for unit in table["formation"][now].tolist()]
    fights = np.array([bool(unit) and bool(unit.get("combat", True)) for unit in units], bool) & (men > 0)
    xy_km = projection.km(table["lon"][now], table["lat"][now])
    side_of = np.array([str(unit.get("side", "")) for unit in units])
    return {side["id"]: xy_km[fights & (side_of == side["id"])] for side in result.sides}

"""The ways of the shown formations: covered as a tapered stroke, still planned as a dashed line.

A way follows the route of the plan where the formation kept to it, cut at the point nearest to where it stands; a formation
that left its route has the way that its track recorded and no plan ahead. Widths and distances are data of the look, and the
page draws by the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Polygon

from analysis.drawing import style
from analysis.drawing.look import LOOK
from analysis.drawing.sides import side_style
from analysis.ground.lines import chaikin
from analysis.ground.projection import Array, Lambert
from analysis.ground.shown import Shown, Standing
from analysis.maps.canvas import Canvas
from analysis.results.load import Result
from analysis.results.manifests import Side
from analysis.results.order_of_battle import RANK
from analysis.results.records import Axis, Formation
from engine.vocabulary import Activity

WAYS = LOOK.ways


@dataclass(frozen=True)
class Way:
    """The way of one symbol in km of the map: `covered` ends at the formation, `ahead` begins there. Both have shape (n, 2)."""

    symbol: Shown
    covered: Array
    ahead: Array


def ways(
    result: Result, symbols: Sequence[Shown], standing: Mapping[str, Standing], projection: Lambert, minute: int
) -> list[Way]:
    """Ways of the symbols that follow an axis: all of the first side's, of the second's armies and corps."""
    axes = {axis.formation: axis for axis in result.axes}
    first = result.sides[0].id
    found = []
    for symbol in symbols:
        large = RANK[symbol.formation.echelon] >= RANK["corps"]
        axis = _axis(symbol, axes, result.formation) if large or symbol.formation.side == first else None
        if axis is not None:
            route = _route_km(result, axis, projection)
            way = _split(route, symbol, standing[symbol.body])
            found.append(way or Way(symbol, track_km(result, symbol.body, projection, minute, symbol.xy_km), route[:0]))
    return found


def _axis(symbol: Shown, axes: Mapping[str, Axis], formations: Mapping[str, Formation]) -> Axis | None:
    """The axis in force for a symbol: its own, or the nearest above its main body."""
    if symbol.formation.id in axes:
        return axes[symbol.formation.id]
    above = symbol.body
    while above in formations:
        if above in axes:
            return axes[above]
        above = formations[above].parent or ""
    return None


def _route_km(result: Result, axis: Axis, projection: Lambert) -> Array:
    """The route of an axis, place by place, in km of the map; places that the result does not know are left out."""
    stops = [result.place[stop.place] for stop in axis.nodes if stop.place in result.place]
    return projection.km([stop.lon for stop in stops], [stop.lat for stop in stops])


def _split(route: Array, symbol: Shown, here: Standing) -> Way | None:
    """The route cut at the point nearest to the formation; None if it is nowhere near.

    A formation that has carried out its plan has nothing ahead; else `ahead` is as long as the look allows.
    """
    if len(route) < 2:
        return None
    start, step = route[:-1], np.diff(route, axis=0)
    share = np.einsum("ij,ij->i", symbol.xy_km - start, step) / np.maximum(np.einsum("ij,ij->i", step, step), 1e-9)
    foot = start + np.clip(share, 0, 1)[:, None] * step
    off_km = np.hypot(*(foot - symbol.xy_km).T)
    piece = int(np.argmin(np.round(off_km, 3)))
    if off_km[piece] > WAYS.off_route_km:
        return None
    covered = np.vstack([route[: piece + 1], symbol.xy_km[None]])
    ahead = np.vstack([symbol.xy_km[None], route[piece + 1 :]]) if here.state != Activity.DONE else route[:0]
    return Way(symbol, covered, _cut(ahead, WAYS.ahead_km))


def track_km(result: Result, formation: str, projection: Lambert, minute: int, xy_km: Array) -> Array:
    """Where the formation was sampled up to `minute`, in km of the map, ending where it stands now.

    Of a forward detachment that was with its main body in between, since it went ahead for the last time."""
    table = result.tracks
    ticks = np.unique(table.minute[table.minute <= minute])
    rows = np.flatnonzero((table.formation == formation) & (table.minute <= minute) & np.isfinite(table.lon))
    gaps = np.flatnonzero(np.diff(np.searchsorted(ticks, table.minute[rows])) > 1)
    since = rows[gaps[-1] + 1 :] if len(gaps) else rows
    return np.vstack([projection.km(table.lon[since], table.lat[since]), xy_km[None]])


def _cut(line: Array, length: float) -> Array:
    """The first `length` of a line, in its own unit."""
    if len(line) < 2:
        return line
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    if along[-1] <= length:
        return line
    end = np.array([[np.interp(length, along, line[:, 0]), np.interp(length, along, line[:, 1])]])
    return np.vstack([line[along < length], end])


def stretch(line: Array, begin: float, end: float) -> Array:
    """The part of a line from `begin` to `end` along it, in its own unit; empty where there is none."""
    if len(line) < 2 or end <= begin:
        return line[:0]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    low, high = min(begin, float(along[-1])), min(end, float(along[-1]))
    if high <= low:
        return line[:0]
    at = np.concatenate([[low], along[(along > low) & (along < high)], [high]])
    return np.column_stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])])


def _length(line: Array) -> float:
    """Length of a line in its own unit; 0 of a point."""
    return float(np.hypot(*np.diff(line, axis=0).T).sum()) if len(line) > 1 else 0.0


def draw_ways(canvas: Canvas, found: Sequence[Way], sides: Sequence[Side]) -> list[Array]:
    """Draws planned then covered ways; the points of the arrow heads, to be kept free of symbols."""
    heads = []
    for way in found:
        if _length(way.ahead) > WAYS.shortest_km:
            _draw_ahead(canvas, chaikin(canvas.from_km(way.ahead)))
    for way in found:
        if _length(way.covered) > WAYS.shortest_km:
            formation = way.symbol.formation
            look = side_style(sides, formation.side, formation.contingent)
            full = WAYS.army_pt if RANK[formation.echelon] >= RANK["army"] else WAYS.corps_pt
            heads.append(_draw_covered(canvas, chaikin(canvas.from_km(way.covered), 3), full, look.frame))
    return heads


def _draw_ahead(canvas: Canvas, line: Array) -> None:
    """What is still planned, dashed on a white casing."""
    canvas.line(line, color="white", linewidth=WAYS.ahead_casing_pt, alpha=0.7, zorder=6.0, solid_capstyle="butt")
    canvas.line(line, color=style.PLAN_AHEAD, linewidth=WAYS.ahead_pt, linestyle=style.PLAN_DASHES, zorder=6.1)


def _draw_covered(canvas: Canvas, line: Array, full: float, color: str) -> Array:
    """A stroke that grows to `full` points and ends in a head; its tip."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    head = WAYS.head * full
    body = _cut(line, max(float(along[-1]) - WAYS.neck * head, 0.3 * float(along[-1])))
    for extra, shade, zorder in ((WAYS.casing_pt, "white", 7.0), (0.0, color, 7.1)):
        stroke = _tapered(body, full, extra)
        canvas.axes.add_artist(Polygon(stroke, facecolor=shade, edgecolor="none", alpha=0.8 if extra else 1.0, zorder=zorder))
    back = body[-1] if len(body) else line[0]
    direction = (line[-1] - back) / max(float(np.hypot(*(line[-1] - back))), 1e-9)
    across = np.array([-direction[1], direction[0]])
    base = line[-1] - direction * head
    corners = [
        line[-1],
        base + across * full * WAYS.head_half,
        base + direction * 0.25 * head,
        base - across * full * WAYS.head_half,
    ]
    canvas.axes.add_artist(Polygon(corners, facecolor=color, edgecolor="white", linewidth=0.4, zorder=7.2))
    return np.asarray(line[-1], np.float64)


def _tapered(line: Array, full: float, extra: float) -> Array:
    """Outline of a stroke along `line` that grows to `full` points, `extra` wider on each side."""
    slope = np.gradient(line, axis=0) if len(line) > 1 else np.array([[1.0, 0.0]])
    slope /= np.maximum(np.hypot(slope[:, 0], slope[:, 1]), 1e-9)[:, None]
    half = full / 2 * (WAYS.taper + (1 - WAYS.taper) * np.linspace(0, 1, len(line))) + extra
    across = np.column_stack([-slope[:, 1], slope[:, 0]]) * half[:, None]
    return np.vstack([line + across, (line - across)[::-1]])

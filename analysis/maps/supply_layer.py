"""The supply layer of a map: how many days each column can still march along its way, and for what it stands.

A band lies under the way ahead as far as the fuel in hand carries the column: broad for the first day of march, thinner to day
three and again to day five. A column that stands for fuel, by order or on a phase line has a letter in a ring at the head of
its way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from analysis.drawing import style
from analysis.drawing.look import LOOK
from analysis.ground.lines import chaikin
from analysis.ground.projection import Array
from analysis.ground.reach import BAND_DAYS, halt_sign, reach_km
from analysis.ground.shown import Standing
from analysis.maps.canvas import Canvas
from analysis.maps.ways import Way, stretch
from analysis.results.load import Result

REACH = LOOK.reach


@dataclass(frozen=True)
class Column:
    """A way with its bands: points in km of the map and the number of the band; and the letter of its halt, or none."""

    way: Way
    bands: tuple[tuple[int, Array], ...]
    sign: str


def columns(result: Result, found: Sequence[Way], standing: Mapping[str, Standing], minute: int) -> list[Column]:
    """The supply of the columns whose ways are shown."""
    reach = reach_km(result, minute)
    made = []
    for way in found:
        here = standing[way.symbol.body]
        bands = _bands(chaikin(way.ahead), *reach[way.symbol.body]) if way.symbol.body in reach else ()
        made.append(Column(way, bands, halt_sign(here.state, here.cause)))
    return made


def _bands(ahead: Array, far_km: float, day_km: float) -> tuple[tuple[int, Array], ...]:
    """The stretches of a way ahead that lie within each number of days of march and within the fuel."""
    edges = np.minimum(np.array([0.0, *BAND_DAYS]) * day_km, far_km)
    pieces = [(number, stretch(ahead, begin, end)) for number, (begin, end) in enumerate(pairwise(edges.tolist()))]
    return tuple((number, piece) for number, piece in pieces if len(piece) > 1)


def draw_reach(canvas: Canvas, found: Sequence[Column]) -> None:
    """The bands, the farthest first, so that the near ones lie on them."""
    for column in found:
        for number, piece in reversed(column.bands):
            width = REACH.band_pt[number]
            line = canvas.from_km(piece)
            canvas.line(line, color="white", linewidth=width + REACH.casing_pt, alpha=0.8, zorder=5.8, solid_capstyle="butt")
            canvas.line(line, color=REACH.color, linewidth=width, zorder=5.9, solid_capstyle="butt")


def draw_halts(canvas: Canvas, found: Sequence[Column]) -> list[Array]:
    """The letters of the columns that stand; where they are, to be kept free of symbols."""
    spots = []
    for column in found:
        if column.sign:
            line = canvas.from_km(np.vstack([column.way.symbol.xy_km[None], column.way.ahead]))
            spots.append(_off(line, REACH.sign_off_pt))
            _draw_sign(canvas, spots[-1], column.sign)
    return spots


def _off(line: Array, by: float) -> Array:
    """The point so far along a line of points; above its only point where it has no length."""
    long = np.hypot(*np.diff(line, axis=0).T).sum() if len(line) > 1 else 0.0
    if long < by:
        return np.asarray(line[0] + np.array([0.0, by]), np.float64)
    return np.asarray(stretch(line, 0.0, by)[-1], np.float64)


def _draw_sign(canvas: Canvas, at: Array, sign: str) -> None:
    draw_sign(canvas.axes, float(at[0]), float(at[1]), sign, 26.0)


def draw_sign(axes: Axes, x: float, y: float, sign: str, zorder: float) -> None:
    """A letter in a ring, on the map and in its key."""
    look = REACH.sign_color, REACH.sign_line_pt
    axes.add_artist(Circle((x, y), REACH.sign_pt / 2, facecolor="white", edgecolor=look[0], linewidth=look[1], zorder=zorder))
    prop = style.font(REACH.sign_type_pt, "bold")
    axes.text(
        x,
        y - 0.36 * REACH.sign_type_pt,
        sign,
        fontproperties=prop,
        color=REACH.sign_color,
        ha="center",
        va="baseline",
        zorder=zorder,
    )

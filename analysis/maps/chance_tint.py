"""The chance of control on a map: five tints of it and the lines of equal chance.

The chance of each cell comes from `analysis.ground.chance`; the page that these tints stand on, with its key, is `plot`, and the
thumbnails of a report use them as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.patches import PathPatch

from analysis.drawing import style
from analysis.drawing.look import LOOK
from analysis.drawing.paper import OTHER
from analysis.drawing.sides import CHANCE_EDGES, Palette
from analysis.ground.control import Ground
from analysis.ground.projection import Array
from analysis.maps.canvas import Canvas

CLASSES = (-1.0, *CHANCE_EDGES, 2.0)
HATCH, OPEN = "/////", CHANCE_EDGES[1:3]
Dashes = Literal["solid", "dashed", "dotted"]
EVEN: tuple[float, float, Dashes] = (0.5, LOOK.ground.front_pt, "solid")
LINES: tuple[tuple[float, float, Dashes], ...] = ((0.1, 1.0, "dotted"), EVEN, (0.9, 1.1, "dashed"))
"""Chance, width in points and style of the lines of equal chance."""
SIDES, FRONT = (-1.0, 0.5, 2.0), (EVEN,)
BESIDE, BESIDE_PT = OTHER.bands[2], 4.6
"""The even chance of a second ensemble: a broad band that shows on both sides of the line of the first."""


def draw_chance(
    canvas: Canvas,
    ground: Ground,
    land: PathPatch,
    runs: int,
    palette: Palette,
    lines: Sequence[tuple[float, float, Dashes]] = LINES,
    beside: Ground | None = None,
) -> None:
    """Five tints of chance over the contested ground, and `lines` of equal chance (10, 50 and 90 %).

    Of one run, which has no chances, both sides' tints and the front. `beside` is the ground of a second ensemble, of which
    the line of even chance is drawn below the others.
    """
    x, y = canvas.of_grid(ground.grid)
    inside = np.ma.masked_where(~ground.contested, ground.share)
    levels, colors = (CLASSES, palette.chances) if runs > 1 else (SIDES, (palette.second.ground, palette.first.ground))
    tints = canvas.axes.contourf(x, y, inside, levels=levels, colors=list(colors), zorder=1.0)
    tints.set_clip_path(land)
    if runs > 1 and inside.max() > OPEN[0]:
        _hatch_open(canvas, (x, y, inside), land)
    lines = lines if runs > 1 else FRONT
    for chance, width, dashes in lines:
        _draw_line(canvas, ground, chance, land, palette.first.frame, width, dashes)
    if beside:
        _draw_line(canvas, beside, 0.5, land, BESIDE, BESIDE_PT, "solid", casing=False)


def open_hatch() -> AbstractContextManager[None]:
    """Inside it what is hatched gets the strokes of the open class."""
    return rc_context({"hatch.linewidth": style.OPEN_HATCH_PT, "hatch.color": style.OPEN_HATCH})


def _hatch_open(canvas: Canvas, share: tuple[Array, Array, Array], land: PathPatch) -> None:
    """Strokes over the class in which either side may hold the ground: in grey it is a class like others, but it is the news."""
    with open_hatch():
        strokes = canvas.axes.contourf(*share, levels=OPEN, colors="none", hatches=[HATCH], zorder=1.05)
    strokes.set_clip_path(land)


def _draw_line(
    canvas: Canvas, ground: Ground, chance: float, land: PathPatch, color: str, width: float, dashes: Dashes, casing: bool = True
) -> None:
    """The line of equal chance, on a white `casing` above all others or without one under them; nothing along a border.

    Where the chance lies on one side of `chance` everywhere, there is no line.
    """
    x, y = canvas.of_grid(ground.grid)
    inside = np.ma.masked_where(~ground.contested, ground.share)
    if not inside.min() < chance < inside.max():
        return
    strokes: list[tuple[str, float, Dashes]] = [("white", width + 1.6, "solid")] if casing else []
    for look, points, line in [*strokes, (color, width, dashes)]:
        zorder = 4.0 if casing else 3.8
        drawn = canvas.axes.contour(x, y, inside, levels=(chance,), colors=look, linewidths=points, zorder=zorder)
        drawn.set_linestyle(line)
        drawn.set_clip_path(land)

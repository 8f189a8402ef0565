"""Control on the sheet: the tints of held ground, the front line, and rings round pockets.

Control between places is a field of shares on a grid (`analysis.ground.control`); here it becomes colour. The front is the line
of one half, drawn only between the two sides and never along a border of the states fought over.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.contour import QuadContourSet
from matplotlib.patches import Circle, PathPatch
from scipy import ndimage

from analysis.drawing.look import LOOK
from analysis.drawing.sides import Palette
from analysis.ground.control import Ground
from analysis.ground.projection import Array
from analysis.maps.canvas import Canvas
from analysis.results.manifests import Side

POCKET_KM = 17.0
EDGE_CELLS = 1.5
"""The edge of the states fought over is blurred by so many cells: without a border drawn on it its steps would show."""
HOME_BLUR_KM = 80.0


def draw_control(canvas: Canvas, ground: Ground, land: PathPatch, palette: Palette) -> None:
    """Both sides' tints over the contested states, and between them the front line; nothing along a border.

    `land` is the patch to clip to. The edge of the states is blurred by `EDGE_CELLS`, because the grid's steps would show where
    no border is drawn on it.
    """
    x, y = canvas.of_grid(ground.grid)
    inside = ndimage.gaussian_filter(ground.contested.astype(float), EDGE_CELLS)
    _clip(canvas.axes.contourf(x, y, inside, levels=(0.5, 2), colors=[palette.second.ground], zorder=1.0), land)
    taken = np.minimum(inside, ground.share)
    _clip(canvas.axes.contourf(x, y, taken, levels=(0.5, 2), colors=[palette.first.ground], zorder=1.1), land)
    between = np.ma.masked_where(~ground.contested, ground.share)
    for color, width in (("white", LOOK.ground.front_casing_pt), (palette.first.frame, LOOK.ground.front_pt)):
        _clip(canvas.axes.contour(x, y, between, levels=(0.5,), colors=color, linewidths=width, zorder=4.0), land)


def _clip(drawn: QuadContourSet, land: PathPatch) -> None:
    """Cuts what was drawn at the coast."""
    drawn.set_clip_path(land)
    drawn.set_linestyle("solid")


def homeward(ground: Ground, xy_km: Array, sides: Sequence[Side]) -> dict[str, Array]:
    """For each side unit vectors, shape (n, 2), from each point towards its own ground; zero where there is none near."""
    share = np.where(ground.contested, ground.share, 1.0)
    smooth = ndimage.gaussian_filter(share, HOME_BLUR_KM / ground.grid.cell_km)
    north, east = np.gradient(smooth)
    cells = ground.grid.cells(xy_km)
    slope = np.column_stack([east[cells], north[cells]])
    steep = np.hypot(slope[:, 0], slope[:, 1])[:, None]
    way = np.where(steep > 1e-5, slope / np.maximum(steep, 1e-9), 0.0)
    return {side.id: way if number == 0 else -way for number, side in enumerate(sides)}


def draw_pockets(canvas: Canvas, points: Sequence[Array], palette: Palette) -> float:
    """A ring round each place that holds out: the second side's line and tint, the first side's ticks outside. Its radius in
    points with the ticks."""
    radius = min(max(POCKET_KM * canvas.pt_per_km, 5.5), 11.0)
    for x, y in points:
        look = palette.second
        canvas.axes.add_artist(Circle((x, y), radius, facecolor=look.ground, edgecolor=look.frame, linewidth=1.2, zorder=4.5))
        angles = np.radians(np.arange(0, 360, 30))
        rays = np.column_stack([np.cos(angles), np.sin(angles)])
        ticks = [np.array([[x, y] + ray * (radius + 0.9), [x, y] + ray * (radius + 2.9)]) for ray in rays]
        canvas.strokes(ticks, color=palette.first.frame, lw=0.9, solid_capstyle="butt", zorder=4.5)
    return radius + 2.9

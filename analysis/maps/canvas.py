"""The sheet a map is drawn on: one axes in points (1/72 inch), the real size on paper.

Everything that is placed on a map is measured in points, so that type, symbols and the room they take are in one unit; km and
degrees become points here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from numpy.typing import ArrayLike

from analysis.drawing.vector import HALO_ID
from analysis.ground.projection import Array, Frame, Lambert
from analysis.ground.raster import Grid

POINTS_PER_INCH = 72.0


@dataclass(frozen=True)
class Canvas:
    """A map frame on a figure; everything on it is placed and measured in points from its lower left corner."""

    axes: Axes
    projection: Lambert
    frame: Frame
    pt_per_km: float

    @property
    def width_pt(self) -> float:
        """Width of the map on paper in points."""
        return self.frame.width_km * self.pt_per_km

    @property
    def height_pt(self) -> float:
        """Height of the map on paper in points."""
        return self.frame.height_km * self.pt_per_km

    def from_km(self, xy_km: Array) -> Array:
        """Points on the canvas of positions in km."""
        return np.asarray((xy_km - np.array([self.frame.west, self.frame.south])) * self.pt_per_km, np.float64)

    def at(self, lon: ArrayLike, lat: ArrayLike) -> Array:
        """Points on the canvas, shape (n, 2), of positions in degrees."""
        return self.from_km(self.projection.km(lon, lat))

    def of_grid(self, grid: Grid) -> tuple[Array, Array]:
        """Points on the canvas of the middles of a grid's columns and of its rows, as contours take them."""
        return (grid.x_km - self.frame.west) * self.pt_per_km, (grid.y_km - self.frame.south) * self.pt_per_km

    def line(self, points: ArrayLike, **look: Any) -> Line2D:
        """A line through `points`, shape (n, 2). `Axes.plot` would also work out the limits, which are fixed here."""
        x, y = np.asarray(points, float).T
        line = Line2D(x, y, **look)
        self.axes.add_artist(line)
        return line

    def strokes(self, lines: Iterable[ArrayLike], **look: Any) -> Line2D:
        """Many lines of one look as one artist: one path in a vector file, where a collection writes one for each line."""
        gap = np.full((1, 2), np.nan)
        joined = [piece for line in lines for piece in (np.asarray(line, float), gap)]
        return self.line(np.concatenate(joined) if joined else np.empty((0, 2)), **look)

    def words(self, words: Text) -> None:
        """Words placed in points."""
        words.set_transform(self.axes.transData)
        self.axes.add_artist(words)


def lay_canvas(figure: Figure, projection: Lambert, frame: Frame, left_in: float, bottom_in: float, width_in: float) -> Canvas:
    """A canvas `width_in` wide on `figure`; its height follows from the frame."""
    height_in = width_in * frame.height_km / frame.width_km
    width, height = figure.get_figwidth(), figure.get_figheight()
    axes = figure.add_axes((left_in / width, bottom_in / height, width_in / width, height_in / height))
    axes.set_xlim(0, width_in * POINTS_PER_INCH)
    axes.set_ylim(0, height_in * POINTS_PER_INCH)
    axes.set_axis_off()
    return Canvas(axes, projection, frame, width_in * POINTS_PER_INCH / frame.width_km)


def compound(rings: Iterable[Array]) -> Path | None:
    """All rings as one closed path, None where there is none."""
    paths = [Path(ring, closed=True) for ring in rings]
    return Path.make_compound_path(*paths) if paths else None


class HaloText(Text):
    """Words on a white halo that sets them off from what lies below.

    With matplotlib's path effects words become outlines in a vector file, which nobody can search or edit; here the halo is
    drawn first and then the words as words. In an SVG the halo is the words too, stroked by `vector`.
    """

    def __init__(self, at: tuple[float, float], words: str, width_pt: float = 2.0, opacity: float = 0.85, **look: Any):
        super().__init__(*at, words, **look)
        self._halo_pt, self._opacity = width_pt, opacity

    def draw(self, renderer: RendererBase) -> None:
        """The halo, then the words."""
        if isinstance(getattr(renderer, "_renderer", renderer), RendererSVG):
            self._draw_halo_as_words(renderer)
        else:
            self.set_path_effects([Stroke(linewidth=self._halo_pt, foreground="white", alpha=self._opacity)])
            super().draw(renderer)
            self.set_path_effects([])
        super().draw(renderer)

    def _draw_halo_as_words(self, renderer: RendererBase) -> None:
        """The words in white, in a group whose name tells `vector` of width and opacity."""
        colour, name, alpha = self.get_color(), self.get_gid(), self.get_alpha()
        self.set(color="white", gid=f"{HALO_ID}-{self._halo_pt:g}-{self._opacity:g}", alpha=None)
        super().draw(renderer)
        self.set(color=colour, gid=name, alpha=alpha)

"""A grid of square cells over a map, and shapes painted on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from analysis.ground.projection import Array, Frame

Mask = NDArray[np.bool_]
FINE = 8
"""Pixels on a side of a cell. Shapes are painted so fine because Pillow knows corners by their whole pixel only."""
FAR = 1_000_000


@dataclass(frozen=True)
class Grid:
    """Cells of `cell_km` that cover `frame`, row 0 in the south; fields on it have the shape `(rows, columns)`."""

    frame: Frame
    cell_km: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns; a frame that is no whole number of cells is covered beyond its edge."""
        return int(np.ceil(self.frame.height_km / self.cell_km)), int(np.ceil(self.frame.width_km / self.cell_km))

    @cached_property
    def x_km(self) -> Array:
        """Middles of the columns."""
        return np.asarray(self.frame.west + (np.arange(self.shape[1]) + 0.5) * self.cell_km, np.float64)

    @cached_property
    def y_km(self) -> Array:
        """Middles of the rows."""
        return np.asarray(self.frame.south + (np.arange(self.shape[0]) + 0.5) * self.cell_km, np.float64)

    def points_km(self, mask: Mask | None = None) -> Array:
        """Middles of all cells, or of those in `mask`, shape (n, 2), row by row."""
        x, y = np.meshgrid(self.x_km, self.y_km)
        return np.column_stack([x.ravel(), y.ravel()]) if mask is None else np.column_stack([x[mask], y[mask]])

    def cells(self, xy_km: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of the cell of each point; points outside take the nearest cell of the edge."""
        rows, columns = self.shape
        row = np.floor((xy_km[:, 1] - self.frame.south) / self.cell_km).astype(np.intp)
        column = np.floor((xy_km[:, 0] - self.frame.west) / self.cell_km).astype(np.intp)
        return np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)

    def inside(self, rings_km: Sequence[Array]) -> Mask:
        """True in the cells that any of the closed rings touches."""
        picture = self._blank()
        pen = ImageDraw.Draw(picture)
        for ring in self._pixels(rings_km):
            pen.polygon(ring, fill=255)
        return _touched(picture)

    def along(self, lines_km: Sequence[Array], width_cells: float = 1.5) -> Mask:
        """True in the cells that a stroke of `width_cells` along any of the lines touches.

        At the usual width no path from cell to neighbouring cell crosses a line, so that lines bound areas.
        """
        picture = self._blank()
        pen = ImageDraw.Draw(picture)
        for line in self._pixels(lines_km):
            pen.line(line, 255, round(width_cells * FINE), joint="curve")
        return _touched(picture)

    def _blank(self) -> Image.Image:
        """A black picture `FINE` times as fine as the grid, its row 0 in the south like that of the grid."""
        rows, columns = self.shape
        return Image.new("L", (columns * FINE, rows * FINE))

    def _pixels(self, lines_km: Sequence[Array]) -> list[list[float]]:
        """The lines as [x, y, x, y, ...] in whole pixels of the fine picture.

        What lies far off the picture comes no nearer than `FAR` pixels, so that no coordinate is larger than Pillow can hold.
        """
        corner, scale = np.array([self.frame.west, self.frame.south]), FINE / self.cell_km
        return [np.clip(np.floor((line - corner) * scale), -FAR, FAR).ravel().tolist() for line in lines_km]


def _touched(picture: Image.Image) -> Mask:
    """The cells in which anything is painted: a mean over a cell is 0 only where all its pixels are black."""
    return np.asarray(picture.reduce(FINE)) > 0

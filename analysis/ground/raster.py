"""A grid of square cells over a map, and shapes painted on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from numpy.typing import NDArray

from analysis.ground.projection import Array, Frame

Mask = NDArray[np.bool_]


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

    def _paint(self, collection: PathCollection | LineCollection) -> Mask:
        rows, columns = self.shape
        figure = Figure(figsize=(columns / 100, rows / 100), dpi=100, facecolor="white")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(self.frame.west, self.frame.west + columns * self.cell_km)
        axes.set_ylim(self.frame.south, self.frame.south + rows * self.cell_km)
        axes.add_collection(collection, autolim=False)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())[::-1, :, 0]  # type: ignore[no-untyped-call]
        return np.asarray(pixels < 128)

    def inside(self, rings_km: Sequence[Array]) -> Mask:
        """True in the cells covered by any of the closed rings."""
        if not rings_km:
            return np.zeros(self.shape, bool)
        paths = [Path(ring) for ring in rings_km]
        return self._paint(PathCollection(paths, facecolors="black", edgecolors="none", antialiaseds=False))

    def along(self, lines_km: Sequence[Array], width_cells: float = 1.5) -> Mask:
        """True in the cells that any of the lines passes."""
        if not lines_km:
            return np.zeros(self.shape, bool)
        width_pt = width_cells * 72 / 100
        return self._paint(LineCollection(list(lines_km), colors="black", linewidths=width_pt, antialiaseds=False))

"""Unit symbols after the manner of printed atlases: a rectangle with the branch in it and the echelon above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Ellipse, Patch, Polygon, Rectangle
from numpy.typing import NDArray

from analysis.drawing.look import LOOK, BranchLook, Point, SideStyle
from analysis.drawing.style import PAPER

SIGNS = LOOK.symbols
BRANCHES, PLAIN = SIGNS.branches, BranchLook("")


@dataclass(frozen=True)
class Size:
    """Outer measures of a symbol in points, from the middle of its frame."""

    half_width: float
    below: float
    above: float


def symbol_size(echelon: str) -> Size:
    """Room a symbol of this echelon takes, echelon marks and plate included."""
    width, plate = SIGNS.echelons[echelon].width_pt, SIGNS.plate_pt
    half_height = width / SIGNS.aspect / 2
    above = half_height + SIGNS.mark_off_pt + _mark_height(width) + SIGNS.mark_above_pt + plate
    return Size(width / 2 + plate, half_height + plate, above)


def draw_symbol(axes: Axes, x: float, y: float, echelon: str, branch: str, look: SideStyle, zorder: float = 20) -> None:
    """A symbol with the middle of its frame at (x, y) in points."""
    _Pen(axes, x, y, SIGNS.echelons[echelon].width_pt, look, zorder).draw(echelon, branch)


def _mark_height(width: float) -> float:
    return max(SIGNS.least_mark_pt, SIGNS.mark * width)


@dataclass(frozen=True)
class _Pen:
    """Draws one symbol; coordinates of its methods are shares of the frame, from -1 to 1."""

    axes: Axes
    x: float
    y: float
    width: float
    look: SideStyle
    zorder: float

    @property
    def color(self) -> str:
        return PAPER if self.look.solid else self.look.frame

    @property
    def line_pt(self) -> float:
        return max(SIGNS.least_line_pt, SIGNS.line * self.width)

    def draw(self, echelon: str, branch: str) -> None:
        """Plate, frame, sign of the branch and marks of the echelon, from below."""
        half, tall = self.width / 2, self.width / SIGNS.aspect / 2
        marks = SIGNS.echelons[echelon].marks
        self._plate(-half, -tall, self.width, 2 * tall)
        span = self._mark_span(len(marks))
        self._plate(-span / 2, tall, span, SIGNS.mark_off_pt + _mark_height(self.width) + 0.1)
        face = self.look.frame if self.look.solid else PAPER
        dashes: Any = (0, SIGNS.dash_pt) if self.look.dashed else "-"
        self.axes.add_artist(
            Rectangle(
                (self.x - half, self.y - tall),
                self.width,
                2 * tall,
                facecolor=face,
                edgecolor=self.look.frame,
                linewidth=self.line_pt,
                linestyle=dashes,
                joinstyle="miter",
                zorder=self.zorder,
            )
        )
        self._icon(branch)
        self._echelon(marks)

    def _plate(self, x: float, y: float, width: float, height: float) -> None:
        self.axes.add_artist(
            Rectangle(
                (self.x + x - SIGNS.plate_pt, self.y + y - SIGNS.plate_pt),
                width + 2 * SIGNS.plate_pt,
                height + 2 * SIGNS.plate_pt,
                facecolor=PAPER,
                edgecolor="none",
                alpha=SIGNS.plate_alpha,
                zorder=self.zorder - 0.1,
            )
        )

    def _at(self, points: Sequence[Point]) -> NDArray[np.float64]:
        """Points on the canvas of shares of the frame."""
        half = np.array([self.width / 2, self.width / SIGNS.aspect / 2])
        return np.asarray(np.array(points) * half + np.array([self.x, self.y]), np.float64)

    def _strokes(self, lines: list[NDArray[np.float64]], color: str, width: float) -> None:
        drawn = LineCollection(lines, colors=color, linewidths=width, zorder=self.zorder + 0.1)
        drawn.set_capstyle("butt")
        self.axes.add_collection(drawn, autolim=False)

    def _icon(self, branch: str) -> None:
        """The sign of the branch; a branch that the look does not know leaves the frame empty."""
        sign, line = BRANCHES.get(branch, PLAIN), self.line_pt * SIGNS.icon_line
        self._strokes([self._at(points) for points in sign.lines], self.color, line)
        if sign.oval:
            wide, tall = SIGNS.oval[0] * self.width, SIGNS.oval[1] * self.width / SIGNS.aspect
            self._add(Ellipse((self.x, self.y), wide, tall, fill=False, linewidth=line))
        if sign.dot:
            x, y = self._at([sign.dot])[0]
            self._add(Circle((x, y), SIGNS.dot * self.width, facecolor=self.color, linewidth=0))
        if sign.wedge:
            self._add(Polygon(self._at(sign.wedge), facecolor=self.color, linewidth=0))

    def _add(self, patch: Patch) -> None:
        patch.set_edgecolor(self.color)
        patch.set_zorder(self.zorder + 0.1)
        self.axes.add_artist(patch)

    def _mark_span(self, count: int) -> float:
        return count * _mark_height(self.width) * SIGNS.mark_step

    def _echelon(self, marks: str) -> None:
        tall, size = self.width / SIGNS.aspect / 2, _mark_height(self.width)
        bottom, step = self.y + tall + SIGNS.mark_off_pt, self._mark_span(len(marks)) / len(marks)
        lines, wide = [], SIGNS.mark_half
        for number, mark in enumerate(marks):
            x = self.x + (number - (len(marks) - 1) / 2) * step
            for low, high in ((-wide, wide), (wide, -wide)) if mark == "X" else ((0.0, 0.0),):
                lines.append(np.array([[x + low * size, bottom], [x + high * size, bottom + size]]))
        self._strokes(lines, self.look.frame, max(SIGNS.least_mark_line_pt, self.line_pt * SIGNS.mark_line))

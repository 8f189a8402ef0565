"""Unit symbols after the manner of printed atlases: a rectangle with the branch in it and the echelon above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Ellipse, Polygon, Rectangle
from numpy.typing import NDArray

from analysis.drawing.style import PAPER, SideStyle

WIDTH_PT = {
    "front": 23.0,
    "area_army": 23.0,
    "army": 20.0,
    "corps": 16.0,
    "division": 13.0,
    "brigade": 10.5,
    "garrison": 10.5,
    "regiment": 9.5,
}
MARKS = {
    "front": "XXXXX",
    "area_army": "XXXXX",
    "army": "XXXX",
    "corps": "XXX",
    "division": "XX",
    "brigade": "X",
    "garrison": "X",
    "regiment": "III",
}
ASPECT = 1.5
LINE_SHARE = 0.062
"""Width of the lines as a share of the symbol's width."""
PLATE_PT = 1.1
DIAGONALS = frozenset({"rifle", "motor_rifle", "mechanized", "naval", "mountain"})
OVAL = frozenset({"tank", "mechanized"})
BRANCH_NAMES: Mapping[str, str] = {
    "rifle": "rifle",
    "motor_rifle": "motor",
    "mechanized": "mech",
    "tank": "tank",
    "cavalry": "cavalry",
    "mountain": "mountain",
    "naval": "naval",
    "fortified": "fortress",
    "artillery": "artillery",
    "air": "air",
}


@dataclass(frozen=True)
class Size:
    """Outer measures of a symbol in points, from the middle of its frame."""

    half_width: float
    below: float
    above: float


def symbol_size(echelon: str) -> Size:
    """Room a symbol of this echelon takes, echelon marks and plate included."""
    width = WIDTH_PT[echelon]
    half_height = width / ASPECT / 2
    return Size(width / 2 + PLATE_PT, half_height + PLATE_PT, half_height + _mark_height(width) + 2.0 + PLATE_PT)


def draw_symbol(axes: Axes, x: float, y: float, echelon: str, branch: str, look: SideStyle, zorder: float = 20) -> None:
    """A symbol with the middle of its frame at (x, y) in points."""
    _Pen(axes, x, y, WIDTH_PT[echelon], look, zorder).draw(echelon, branch)


def _mark_height(width: float) -> float:
    return max(2.2, 0.17 * width)


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
        return max(0.7, LINE_SHARE * self.width)

    def draw(self, echelon: str, branch: str) -> None:
        """Plate, frame, sign of the branch and marks of the echelon, from below."""
        half, tall = self.width / 2, self.width / ASPECT / 2
        marks = MARKS[echelon]
        self._plate(-half, -tall, self.width, 2 * tall)
        span = self._mark_span(len(marks))
        self._plate(-span / 2, tall, span, _mark_height(self.width) + 1.6)
        face = self.look.frame if self.look.solid else PAPER
        dashes = (0, (2.2, 1.2)) if self.look.dashed else "-"
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
                (self.x + x - PLATE_PT, self.y + y - PLATE_PT),
                width + 2 * PLATE_PT,
                height + 2 * PLATE_PT,
                facecolor=PAPER,
                edgecolor="none",
                alpha=0.9,
                zorder=self.zorder - 0.1,
            )
        )

    def _line(self, *points: tuple[float, float]) -> None:
        xy = np.array(points) * np.array([self.width / 2, self.width / ASPECT / 2]) + np.array([self.x, self.y])
        self._strokes([xy], self.color, self.line_pt * 0.9)

    def _strokes(self, lines: list[NDArray[np.float64]], color: str, width: float) -> None:
        drawn = LineCollection(lines, colors=color, linewidths=width, zorder=self.zorder + 0.1)
        drawn.set_capstyle("butt")
        self.axes.add_collection(drawn, autolim=False)

    def _icon(self, branch: str) -> None:
        if branch in DIAGONALS:
            self._line((-1, -1), (1, 1))
            self._line((-1, 1), (1, -1))
        if branch in OVAL:
            tall = self.width / ASPECT
            self._add(Ellipse((self.x, self.y), 0.6 * self.width, 0.48 * tall, fill=False, linewidth=self.line_pt * 0.9))
        if branch == "motor_rifle":
            self._line((0, -1), (0, 1))
        if branch == "cavalry":
            self._line((-1, -1), (1, 1))
        if branch == "fortified":
            self._line(
                (-0.62, -0.55), (-0.62, 0.2), (-0.22, 0.2), (-0.22, 0.6), (0.22, 0.6), (0.22, 0.2), (0.62, 0.2), (0.62, -0.55)
            )
        if branch in ("artillery", "naval"):
            y = self.y if branch == "artillery" else self.y - 0.28 * self.width / ASPECT
            self._add(Circle((self.x, y), 0.085 * self.width, facecolor=self.color, linewidth=0))
        if branch in ("air", "mountain"):
            self._bow_tie() if branch == "air" else self._peak()

    def _bow_tie(self) -> None:
        self._line((0, 0), (-0.6, 0.45), (-0.6, -0.45), (0.6, 0.45), (0.6, -0.45), (0, 0))

    def _peak(self) -> None:
        half, tall = self.width / 2, self.width / ASPECT / 2
        corners = [(self.x - 0.3 * half, self.y - tall), (self.x + 0.3 * half, self.y - tall), (self.x, self.y - 0.35 * tall)]
        self._add(Polygon(corners, facecolor=self.color, linewidth=0))

    def _add(self, patch: Ellipse | Polygon) -> None:
        patch.set_edgecolor(self.color)
        patch.set_zorder(self.zorder + 0.1)
        self.axes.add_artist(patch)

    def _mark_span(self, count: int) -> float:
        return count * _mark_height(self.width) * 1.25

    def _echelon(self, marks: str) -> None:
        tall, size = self.width / ASPECT / 2, _mark_height(self.width)
        bottom, step = self.y + tall + 1.5, self._mark_span(len(marks)) / len(marks)
        lines = []
        for number, mark in enumerate(marks):
            x = self.x + (number - (len(marks) - 1) / 2) * step
            for low, high in ((-0.4, 0.4), (0.4, -0.4)) if mark == "X" else ((0.0, 0.0),):
                lines.append(np.array([[x + low * size, bottom], [x + high * size, bottom + size]]))
        self._strokes(lines, self.look.frame, max(0.55, self.line_pt * 0.72))

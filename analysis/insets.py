"""Insets: parts of the theatre off the main frame, in a strip below it, each on a projection of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis import style
from analysis.canvas import Canvas, lay_canvas
from analysis.cards import Desk
from analysis.labels import text_size
from analysis.load import Result
from analysis.projection import inset_frames

HEIGHT_IN, GAP_IN = 2.75, 0.12
TITLE_PT, PAD_PT = 8.0, 4.0
BARS_KM = (500.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0)


@dataclass(frozen=True)
class Inset:
    """One inset laid on a figure."""

    name: str
    canvas: Canvas

    @property
    def bar_km(self) -> float:
        """A round length that takes at most a quarter of the width."""
        return next((km for km in BARS_KM if km <= self.canvas.frame.width_km / 4), BARS_KM[-1])

    def title_box(self) -> tuple[float, float, float, float]:
        """Where title and scale stand, in points: the upper left corner."""
        wide = max(text_size(self.name, style.font(TITLE_PT, "bold"))[0], self.bar_km * self.canvas.pt_per_km + 34) + 2 * PAD_PT
        return 0.0, self.canvas.height_pt - 30.0, wide, self.canvas.height_pt

    def draw_title(self) -> None:
        """The name over a scale bar in km."""
        left, low, right, high = self.title_box()
        axes, length = self.canvas.axes, self.bar_km * self.canvas.pt_per_km
        box = Rectangle((left, low), right - left, high - low, facecolor=style.PAPER, edgecolor=style.INK, lw=0.5, zorder=40)
        axes.add_artist(box)
        words: dict[str, Any] = {"va": "center", "zorder": 41}
        small = style.font(6.6)
        axes.text(PAD_PT, high - 9, self.name, fontproperties=style.font(TITLE_PT, "bold"), **words)
        bar = [(PAD_PT, low + 8), (PAD_PT + length, low + 8)]
        self.canvas.line(bar, color=style.INK, lw=1.6, solid_capstyle="butt", zorder=41)
        axes.text(PAD_PT + length + 4, low + 8, f"{self.bar_km:g} km", fontproperties=small, color=style.SOFT_INK, **words)


def lay_desk(figure: Figure, insets: Sequence[Inset], left_in: float, bottom_in: float) -> Desk | None:
    """The widest room that the insets leave on their strip, for the cards of the map; None where there are no insets."""
    if not insets:
        return None
    width, height = figure.get_figwidth(), figure.get_figheight()
    boxes = [inset.canvas.axes.get_position() for inset in insets]
    taken = sorted((box.x0 * width - GAP_IN, box.x1 * width + GAP_IN) for box in boxes)
    starts, ends = [left_in, *(end for _, end in taken)], [*(start for start, _ in taken), width - left_in]
    left, right = max(zip(starts, ends, strict=True), key=lambda gap: gap[1] - gap[0])
    axes = figure.add_axes((left / width, bottom_in / height, max(right - left, 0.01) / width, HEIGHT_IN / height))
    axes.set(xlim=(0, (right - left) * 72), ylim=(0, HEIGHT_IN * 72))
    axes.set_axis_off()
    return Desk(axes, (right - left) * 72, HEIGHT_IN * 72, below_map=True)


def insets_in(result: Result) -> float:
    """Inches that the strip takes, 0 where the map has no insets."""
    return HEIGHT_IN + GAP_IN if inset_frames(result.map) else 0.0


def lay_insets(figure: Figure, result: Result, left_in: float, bottom_in: float) -> list[Inset]:
    """The insets of the map on the strip between both margins of `figure`: those on the left from the left edge on, those on the
    right up to the right edge, those of the centre in the middle."""
    made = []
    for position, members in groupby(inset_frames(result.map), key=lambda inset: inset.position):
        group = list(members)
        widths = [HEIGHT_IN * one.frame.width_km / one.frame.height_km for one in group]
        whole = sum(widths) + GAP_IN * (len(widths) - 1)
        room = figure.get_figwidth() - 2 * left_in
        at = left_in + {"left": 0.0, "centre": (room - whole) / 2, "right": room - whole}[position]
        for one, width in zip(group, widths, strict=True):
            made.append(Inset(one.name, lay_canvas(figure, one.projection, one.frame, at, bottom_in, width)))
            at += width + GAP_IN
    return made

"""Insets: parts of the theatre off the main frame, in a strip below it, each on a projection of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis import style
from analysis.canvas import Canvas, lay_canvas
from analysis.labels import text_size
from analysis.load import Result
from analysis.projection import inset_frames

HEIGHT_IN, GAP_IN = 2.5, 0.12
TITLE_PT, PAD_PT = 8.0, 4.0
BARS_KM = (500.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0)


@dataclass(frozen=True)
class Inset:
    """One inset laid on a figure."""

    name: str
    canvas: Canvas

    def places(self, result: Result) -> set[str]:
        """Ids of the places inside its frame."""
        xy_km = self.canvas.projection.km([p["lon"] for p in result.places], [p["lat"] for p in result.places])
        inside = self.canvas.frame.holds(xy_km).tolist()
        return {str(place["id"]) for place, within in zip(result.places, inside, strict=True) if within}

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

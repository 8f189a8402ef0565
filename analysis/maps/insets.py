"""Insets: parts of the theatre off the main frame, in a strip below it, each on a projection of its own.

A scenario names them with their frames; here they are laid out on the page, with the room that they leave for the cards of the
map. An inset is as high as the strip, or lower where the key needs the room. What is drawn on them is left to `day_map` and
`plot`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.drawing import style
from analysis.drawing.lettering import text_size
from analysis.ground.projection import inset_frames
from analysis.maps.canvas import Canvas, lay_canvas
from analysis.maps.cards import KEY_WIDTH_PT, SCALE_CARD_PT, Desk
from analysis.results.load import Result

HEIGHT_IN, LEAST_IN, GAP_IN = 2.75, 1.2, 0.12
SCALE_IN = SCALE_CARD_PT[1] / 72 + GAP_IN + 0.02
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


def lay_desk(figure: Figure, insets: Sequence[Inset], left_in: float, bottom_in: float, high_in: float) -> Desk:
    """The widest room that the insets leave on their strip, for the cards of the map."""
    width = figure.get_figwidth()
    boxes = [inset.canvas.axes.get_position() for inset in insets]
    taken = sorted((box.x0 * width - GAP_IN, box.x1 * width + GAP_IN) for box in boxes)
    starts, ends = [left_in, *(end for _, end in taken)], [*(start for start, _ in taken), width - left_in]
    left, right = max(zip(starts, ends, strict=True), key=lambda gap: gap[1] - gap[0])
    return _desk(figure, left, bottom_in, right - left, high_in)


def lay_desk_under(figure: Figure, insets: Sequence[Inset], beside: Desk, bottom_in: float) -> Desk | None:
    """The room under insets that are less high than their strip, on the wider side of the desk `beside` them; None where there
    is none."""
    width, height = figure.get_figwidth(), figure.get_figheight()
    boxes = [inset.canvas.axes.get_position() for inset in insets]
    free_in = min((box.y0 * height for box in boxes), default=0.0) - bottom_in - GAP_IN
    if free_in <= 0:
        return None
    split = beside.axes.get_position().x0
    sides = [[box for box in boxes if (box.x0 < split) == is_left] for is_left in (True, False)]
    left, right = max(((min(b.x0 for b in side), max(b.x1 for b in side)) for side in sides if side), key=lambda x: x[1] - x[0])
    return _desk(figure, left * width, bottom_in, (right - left) * width, free_in)


def lay_desks_of_slim(figure: Figure, left_in: float, bottom_in: float, high_in: float) -> tuple[Desk, Desk]:
    """On a page of one column the room for the key, and under it that for the scale."""
    wide_in = figure.get_figwidth() - 2 * left_in
    under = _desk(figure, left_in, bottom_in, wide_in, SCALE_IN)
    return _desk(figure, left_in, bottom_in + SCALE_IN, wide_in, high_in - SCALE_IN), under


def _desk(figure: Figure, left_in: float, bottom_in: float, wide_in: float, high_in: float) -> Desk:
    """Axes in points for cards, over a rectangle of the page given in inches."""
    width, height = figure.get_figwidth(), figure.get_figheight()
    axes = figure.add_axes((left_in / width, bottom_in / height, max(wide_in, 0.01) / width, high_in / height))
    axes.set(xlim=(0, wide_in * 72), ylim=(0, high_in * 72))
    axes.set_axis_off()
    return Desk(axes, wide_in * 72, high_in * 72, below_map=True)


def strip_in(result: Result, width_in: float, left_in: float, cards_in: float) -> float:
    """Height of the strip of a page: on a narrow one what insets or cards need; on the usual one that of insets, of the cards
    where the frame is drawn round the places, of which a card in a corner would hide one, and else 0."""
    if style.is_slim(width_in):
        return cards_in
    if style.is_narrow(width_in):
        return max(inset_in(result, width_in, left_in), cards_in)
    return cards_in if result.map is None else HEIGHT_IN if inset_frames(result.map) else 0.0


def inset_in(result: Result, width_in: float, left_in: float) -> float:
    """Height of the insets: as much as a strip has, or less where the key needs the room or, on a narrow page, the scale; 0 where
    there are none."""
    frames = inset_frames(result.map)
    if not frames or style.is_slim(width_in):
        return 0.0
    line = sum(one.frame.width_km / one.frame.height_km for one in frames)
    room = width_in - 2 * left_in - KEY_WIDTH_PT / 72 - GAP_IN * (len(frames) + 1)
    highest = HEIGHT_IN - (SCALE_IN if style.is_narrow(width_in) else 0.0)
    return max(min(highest, room / line), LEAST_IN)


def lay_insets(figure: Figure, result: Result, left_in: float, bottom_in: float, high_in: float = HEIGHT_IN) -> list[Inset]:
    """The insets of the map on the strip between both margins of `figure`: those on the left from the left edge on, those on the
    right up to the right edge, those of the centre in the middle; at the upper edge of the strip, which is `high_in` high."""
    made: list[Inset] = []
    if style.is_slim(figure.get_figwidth()):
        return made
    room = figure.get_figwidth() - 2 * left_in
    height = inset_in(result, figure.get_figwidth(), left_in)
    bottom_in += high_in - height
    for position, members in groupby(inset_frames(result.map), key=lambda inset: inset.position):
        group = list(members)
        widths = [height * one.frame.width_km / one.frame.height_km for one in group]
        whole = sum(widths) + GAP_IN * (len(widths) - 1)
        at = left_in + {"left": 0.0, "centre": (room - whole) / 2, "right": room - whole}[position]
        for one, width in zip(group, widths, strict=True):
            made.append(Inset(one.name, lay_canvas(figure, one.projection, one.frame, at, bottom_in, width)))
            at += width + GAP_IN
    return made

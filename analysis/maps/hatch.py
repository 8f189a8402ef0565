"""Hatching on a map round the formations whose fuel is nearly out.

The first side's formations that burn fuel and had less than a day of it at their last sample: the map shows at a glance where
the advance is about to stop. Days of fuel are those of `analysis.results.days_of_supply`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import LineCollection

from analysis.drawing import style
from analysis.drawing.lettering import text_size
from analysis.ground.projection import Array
from analysis.ground.shown import Standing
from analysis.maps.canvas import Canvas, halo
from analysis.maps.labels import Sheet, name_slots
from analysis.results.days_of_supply import days_in_fill, lives_on_fuel
from analysis.results.load import Result

SHORT_DAYS = 1.0
RADIUS_PT, SPACING_PT, LINE_PT = 9.0, 2.6, 0.45
WORDS = "fuel for less than 1 day"


def short_of_fuel(result: Result, standing: dict[str, Standing], minute: int) -> list[str]:
    """Formations of the first side that stand, live on fuel and had under one day of it at their last sample."""
    tracks, first = result.tracks, result.sides[0].id
    past = np.flatnonzero(tracks.minute <= minute)
    fills = dict(zip(tracks.formation[past].tolist(), tracks.fuel_fills[past].tolist(), strict=True))
    users = [
        unit
        for unit in sorted(standing)
        if unit in result.formation and lives_on_fuel(result.formation[unit]) and standing[unit].men > 0
    ]
    return [
        unit for unit in users if result.formation[unit].side == first and fills[unit] * days_in_fill(result, unit) < SHORT_DAYS
    ]


def chords(centres: Array, radius: float, spacing: float) -> list[Array]:
    """Lines at 45 degrees, `spacing` apart, where they run inside any of the circles; overlapping circles share them."""
    across, along = np.array([1.0, -1.0]) / np.sqrt(2), np.array([1.0, 1.0]) / np.sqrt(2)
    found: dict[int, list[tuple[float, float]]] = {}
    for centre in centres:
        offset, middle = float(centre @ across), float(centre @ along)
        for number in range(int(np.ceil((offset - radius) / spacing)), int(np.floor((offset + radius) / spacing)) + 1):
            half = float(np.sqrt(max(radius**2 - (number * spacing - offset) ** 2, 0.0)))
            found.setdefault(number, []).append((middle - half, middle + half))
    return [
        np.array([number * spacing * across + end * along for end in span])
        for number in sorted(found)
        for span in _merged(sorted(found[number]))
    ]


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Overlapping spans as one."""
    kept: list[tuple[float, float]] = []
    for low, high in spans:
        if kept and low <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], high))
        else:
            kept.append((low, high))
    return kept


def draw_hatch(canvas: Canvas, centres: Array) -> None:
    """The hatching round the points `centres`."""
    lines = chords(centres, RADIUS_PT, SPACING_PT)
    canvas.axes.add_collection(LineCollection(lines, colors=style.SUPPLY, linewidths=LINE_PT, zorder=4.2), autolim=False)


def draw_hatch_words(canvas: Canvas, centres: Array, sheet: Sheet) -> None:
    """The words of the hatching once, beside the point where they cover least; of equal ones that with most others near it."""
    if not len(centres):
        return
    prop = style.font(6.4, italic=True)
    wide, tall = text_size(WORDS, prop)
    near = (np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1)) < 4 * RADIUS_PT).sum(axis=1)
    boxes = np.array([slot for centre in centres for slot in name_slots(centre, (wide, tall), RADIUS_PT)])
    cost = np.round(sheet.overlap(boxes), 1) - np.repeat(near, len(boxes) // len(centres)) * 0.01
    left, low, right, high = boxes[int(cost.argmin())].tolist()
    sheet.take((left, low, right, high), 3.0)
    canvas.axes.text(left, low, WORDS, fontproperties=prop, color=style.SUPPLY, va="baseline", zorder=29, path_effects=halo())

"""Names on a map: those placed by hand, and those of the towns by tier.

A scenario places the names of states, waters and mountains itself; the names of towns find their own slot. A town is named from
a certain scale on, by its tier, or where the day's text mentions it; a name that would cover too much is left out with its
mark. The sizes and thresholds are data of the look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties

from analysis.drawing import style
from analysis.drawing.lettering import text_size
from analysis.drawing.look import LOOK
from analysis.drawing.style import font
from analysis.ground.projection import Array
from analysis.maps.canvas import Canvas, HaloText
from analysis.maps.labels import Box, Sheet, name_slots, place_name
from analysis.results.load import Result
from analysis.results.records import MapLayout, MapName, Place

LEAST_HAND_PT = 6.5
"""Names placed by hand shrink with the map, but not below this."""
SPACED = "\u2009"
NAMES = LOOK.placing.names


@dataclass(frozen=True)
class Town:
    """A town to be marked and named, with the numbers of its reservations on the sheet."""

    place: Place
    at: Array
    tier: int
    words: str
    always: bool
    reserved: tuple[int, ...]


def draw_hand_names(canvas: Canvas, layout: MapLayout | None, sheet: Sheet) -> None:
    """States in spaced capitals, water and relief in italics, where the scenario puts them; reserved on the sheet.

    They shrink with a map that is narrower than the usual one, but not below `LEAST_HAND_PT`, and are then moved back inside
    its frame. A name whose middle lies off the frame is left out.
    """
    shrunk = min(1.0, round(canvas.width_pt / style.MAP_PT, 3))
    for name in layout.names if layout else ():
        x, y = canvas.at(name.lon, name.lat)[0]
        if not (0 < x < canvas.width_pt and 0 < y < canvas.height_pt):
            continue
        _draw_hand_name(canvas, sheet, name, (x, y), shrunk)


def _draw_hand_name(canvas: Canvas, sheet: Sheet, name: MapName, at: tuple[float, float], shrunk: float) -> None:
    """One name round `at`, on a map that is `shrunk` times as wide as the usual one."""
    look, size = LOOK.hand_names[name.style], max(name.size * shrunk, LEAST_HAND_PT)
    words = _spaced(name.text.upper() if look.capitals else name.text, look.spaced)
    prop, angle = font(size, look.weight, serif=True, italic=look.italic), float(name.angle)
    boxes = _along(*at, max(text_size(line, prop)[0] for line in words.split("\n")), size, angle)
    east, north = _back_inside(boxes, canvas) if shrunk < 1 else (0.0, 0.0)
    middle: dict[str, Any] = {"ha": "center", "va": "center", "rotation": angle, "rotation_mode": "anchor", "linespacing": 1.05}
    middle |= {"fontproperties": prop, "color": look.color, "alpha": 0.9, "zorder": 9.0}
    canvas.words(HaloText((at[0] + east, at[1] + north), words, 1.6, 0.6, **middle))
    for left, bottom, right, top in boxes:
        sheet.take((left + east, bottom + north, right + east, top + north), LOOK.placing.names.hand)


def _back_inside(boxes: Sequence[Box], canvas: Canvas) -> tuple[float, float]:
    """How far a name must move east and north so as not to stick out of the frame: it shrinks less than the map."""
    edges, size = np.array(boxes), np.array([canvas.width_pt, canvas.height_pt])
    low, high = edges[:, :2].min(axis=0) - 2, edges[:, 2:].max(axis=0) + 2
    east, north = np.maximum(-low, 0) - np.maximum(high - size, 0)
    return float(east), float(north)


def _spaced(words: str, by: int) -> str:
    """`words` with so many thin spaces between their letters."""
    return (SPACED * by).join(words)


def _along(x: float, y: float, length: float, size: float, angle: float) -> list[Box]:
    """Small boxes along a name that may run at an angle: one long box would keep room that the name does not take."""
    steps = max(2, round(length / size))
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * length
    half = size * 0.5
    middles = [np.array([x, y]) + way * share for share in np.linspace(-0.5, 0.5, steps)]
    return [(float(m[0] - half), float(m[1] - half), float(m[0] + half), float(m[1] + half)) for m in middles]


def reserve_towns(
    canvas: Canvas, result: Result, sheet: Sheet, mentioned: frozenset[str] | set[str], small: bool = False
) -> list[Town]:
    """The towns to be named at this scale, largest first, with room kept for the mark and, for tiers 1 and 2, for
    the name in its first slot inside the frame.

    Those `mentioned` are named wherever there is any room; on a `small` map with few towns any town may be named. A far bank has
    no name of its own beside that of its place.
    """
    ranked = sorted(result.towns, key=lambda place: (place.tier, -(place.population or 0), place.id))
    points = canvas.at([place.lon for place in ranked], [place.lat for place in ranked])
    inside = np.all((points > 4) & (points < np.array([canvas.width_pt, canvas.height_pt]) - 4), axis=1)
    shown = zip(ranked, points, inside.tolist(), strict=True)
    return [
        _reserve(sheet, place, at, place.id in mentioned)
        for place, at, is_inside in shown
        if is_inside and (small or place.id in mentioned or canvas.pt_per_km >= LOOK.town(place.tier).from_pt_per_km)
    ]


def _reserve(sheet: Sheet, place: Place, at: Array, always: bool) -> Town:
    """Room on the sheet for a town's mark, and for its name in the first slot that lies inside the frame.

    Tier 3 gets no room for its name unless it must be shown (`always`): symbols go before it.
    """
    tier, look, half = place.tier, LOOK.town(place.tier), LOOK.town(place.tier).mark_pt / 2 + 0.8
    words = place.name.upper() if look.capitals else place.name
    reserved = [sheet.take((at[0] - half, at[1] - half, at[0] + half, at[1] + half), NAMES.mark)]
    if tier < 3 or always:
        slots = name_slots(at, text_size(words, _font(tier)), _off(tier))
        reserved.append(sheet.take(next((slot for slot in slots if sheet.holds(slot)), slots[0]), look.kept))
    return Town(place, at, tier, words, always, tuple(reserved))


def _font(tier: int) -> FontProperties:
    """Type of a tier's names."""
    return font(LOOK.town(tier).type_pt, LOOK.town(tier).weight)


def _off(tier: int) -> float:
    """From the middle of a town's mark to its name."""
    return LOOK.town(tier).mark_pt / 2 + NAMES.mark_off_pt


def draw_town_names(canvas: Canvas, towns: Sequence[Town], sheet: Sheet) -> None:
    """Marks of the towns, and their names in the best free slot; a name without room is left out with its mark.

    The room that was kept is given back first, so that a name may go where symbols left room. A mark of tiers 1 and 2 stays
    without its name.
    """
    for number in (number for town in towns for number in town.reserved[1:]):
        sheet.release(number)
    for town in towns:
        sheet.release(town.reserved[0])
        size, half = text_size(town.words, _font(town.tier)), NAMES.mark_half_pt
        slot = place_name(sheet, town.at, size, _off(town.tier), town.tier, town.always)
        sheet.take((town.at[0] - half, town.at[1] - half, town.at[0] + half, town.at[1] + half), NAMES.mark)
        if slot:
            canvas.words(HaloText((slot[0], slot[1]), town.words, fontproperties=_font(town.tier), zorder=30.0))
        if slot or town.tier < 3:
            _mark(canvas, town)


def _mark(canvas: Canvas, town: Town) -> None:
    """The town itself: a square or a circle, filled or open by its tier."""
    look = LOOK.town(town.tier)
    canvas.line(
        [town.at],
        marker="s" if look.square else "o",
        markersize=look.mark_pt,
        markerfacecolor=style.INK if look.filled else style.PAPER,
        markeredgecolor=style.INK,
        markeredgewidth=0.7,
        zorder=17.0,
    )

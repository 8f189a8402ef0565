"""Names on a map: those placed by hand, and those of the towns by tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties

from analysis.drawing import style
from analysis.drawing.lettering import text_size
from analysis.drawing.style import font
from analysis.ground.projection import Array
from analysis.maps.canvas import Canvas, halo
from analysis.maps.labels import Box, Sheet, name_slots, place_name
from analysis.results.load import Record, Result

TOWN_PT = {1: 8.6, 2: 7.2, 3: 6.2}
TOWN_WEIGHT = {1: "semibold", 2: "semibold", 3: "regular"}
MARK_PT = {1: 3.4, 2: 3.2, 3: 2.0}
FROM_PT_PER_KM = {1: 0.0, 2: 0.24, 3: 1.0}
"""From this scale on the towns of a tier are named."""
LEAST_HAND_PT = 6.5
"""Names placed by hand shrink with the map, but not below this."""
SLOT_WEIGHT = {1: 3.0, 2: 1.2, 3: 1.2}
"""Cost of a square point of the room kept for a name, by tier."""
SPACED = "\u2009"


@dataclass(frozen=True)
class Town:
    """A town to be marked and named, with the numbers of its reservations on the sheet."""

    place: Record
    at: Array
    tier: int
    words: str
    always: bool
    reserved: tuple[int, ...]


def draw_hand_names(canvas: Canvas, layout: Mapping[str, Any] | None, sheet: Sheet) -> None:
    """States in spaced capitals, water and relief in italics, where the scenario puts them; reserved on the sheet."""
    shrunk = min(1.0, round(canvas.width_pt / style.MAP_PT, 3))
    for name in (layout or {}).get("names") or []:
        x, y = canvas.at(name["lon"], name["lat"])[0]
        if not (0 < x < canvas.width_pt and 0 < y < canvas.height_pt):
            continue
        kind, size = name["style"], max(float(name.get("size", 9)) * shrunk, LEAST_HAND_PT)
        words = name["text"] if kind == "water" else _spaced(name["text"].upper(), 2 if kind == "state" else 1)
        color = {"state": style.SOFT_INK, "water": "#4F7F99", "relief": "#7A6A4A"}[kind]
        prop = font(size, "semibold" if kind == "state" else "regular", serif=True, italic=kind != "state")
        angle = float(name.get("angle", 0))
        boxes = _along(x, y, max(text_size(line, prop)[0] for line in words.split("\n")), size, angle)
        east, north = _back_inside(boxes, canvas) if shrunk < 1 else (0.0, 0.0)
        x, y = x + east, y + north
        canvas.axes.text(
            x,
            y,
            words,
            fontproperties=prop,
            color=color,
            rotation=angle,
            ha="center",
            va="center",
            linespacing=1.05,
            rotation_mode="anchor",
            zorder=9.0,
            path_effects=halo(1.6, 0.6),
            alpha=0.9,
        )
        for left, bottom, right, top in boxes:
            sheet.take((left + east, bottom + north, right + east, top + north), 0.9)


def _back_inside(boxes: Sequence[Box], canvas: Canvas) -> tuple[float, float]:
    """How far a name must move east and north so as not to stick out of the frame: it shrinks less than the map."""
    edges, size = np.array(boxes), np.array([canvas.width_pt, canvas.height_pt])
    low, high = edges[:, :2].min(axis=0) - 2, edges[:, 2:].max(axis=0) + 2
    east, north = np.maximum(-low, 0) - np.maximum(high - size, 0)
    return float(east), float(north)


def _spaced(words: str, by: int) -> str:
    return (SPACED * by).join(words)


def _along(x: float, y: float, length: float, size: float, angle: float) -> list[Box]:
    """Small boxes along a name that may run at an angle."""
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

    Those `mentioned` are named wherever there is any room; on a `small` map with few towns any town may be named.
    """
    ranked = sorted(result.places, key=lambda p: (int(p.get("tier") or 3), -(p.get("population") or 0), p["id"]))
    points = canvas.at([place["lon"] for place in ranked], [place["lat"] for place in ranked])
    towns = []
    for place, at in zip(ranked, points, strict=True):
        tier = int(place.get("tier") or 3)
        wanted = small or canvas.pt_per_km >= FROM_PT_PER_KM[tier] or place["id"] in mentioned
        if wanted and 4 < at[0] < canvas.width_pt - 4 and 4 < at[1] < canvas.height_pt - 4:
            words = str(place["name"]).upper() if tier == 1 else str(place["name"])
            towns.append(_reserve(sheet, place, at, tier, words, place["id"] in mentioned))
    return towns


def _reserve(sheet: Sheet, place: Record, at: Array, tier: int, words: str, always: bool) -> Town:
    half = MARK_PT[tier] / 2 + 0.8
    reserved = [sheet.take((at[0] - half, at[1] - half, at[0] + half, at[1] + half), 3.0)]
    if tier < 3 or always:
        slots = name_slots(at, text_size(words, _font(tier)), MARK_PT[tier] / 2 + 1)
        reserved.append(sheet.take(next((slot for slot in slots if sheet.holds(slot)), slots[0]), SLOT_WEIGHT[tier]))
    return Town(place, at, tier, words, always, tuple(reserved))


def _font(tier: int) -> FontProperties:
    return font(TOWN_PT[tier], TOWN_WEIGHT[tier])


def draw_town_names(canvas: Canvas, towns: Sequence[Town], sheet: Sheet) -> None:
    """Marks of the towns, and their names in the best free slot; a name without room is left out with its mark."""
    for number in (number for town in towns for number in town.reserved[1:]):
        sheet.release(number)
    for town in towns:
        sheet.release(town.reserved[0])
        slot = place_name(
            sheet, town.at, text_size(town.words, _font(town.tier)), MARK_PT[town.tier] / 2 + 1, town.tier, town.always
        )
        sheet.take((town.at[0] - 2, town.at[1] - 2, town.at[0] + 2, town.at[1] + 2), 3.0)
        if slot:
            canvas.axes.text(
                slot[0],
                slot[1],
                town.words,
                fontproperties=_font(town.tier),
                va="baseline",
                ha="left",
                zorder=30.0,
                path_effects=halo(),
            )
        if slot or town.tier < 3:
            _mark(canvas, town)


def _mark(canvas: Canvas, town: Town) -> None:
    face = {1: style.INK, 2: style.PAPER, 3: style.INK}[town.tier]
    canvas.line(
        [town.at],
        marker="s" if town.tier == 1 else "o",
        markersize=MARK_PT[town.tier],
        markerfacecolor=face,
        markeredgecolor=style.INK,
        markeredgewidth=0.7,
        zorder=17.0,
    )

"""The map of a result at a minute: who holds what, where the formations stand and how they came there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from analysis import style
from analysis.canvas import Canvas, lay_canvas
from analysis.cards import KEY_WIDTH_PT, TEXT_WIDTH_PT, Desk, draw_key, draw_text_card, make_key, text_height_pt
from analysis.hatch import draw_hatch
from analysis.insets import Inset, insets_in, lay_desk, lay_insets
from analysis.labels import Sheet
from analysis.load import MINUTES_PER_DAY, Result
from analysis.names import draw_hand_names, draw_town_names, reserve_towns
from analysis.projection import map_projection
from analysis.scene import Scene, scene_of
from analysis.terrain import (
    draw_borders,
    draw_coast,
    draw_frame,
    draw_land,
    draw_railways,
    draw_relief,
    draw_rivers,
    draw_sea,
    lines_of,
    rings_pt,
)
from analysis.tint import draw_ground, draw_pockets, homeward
from analysis.troops import draw_symbols, positions_km
from analysis.ways import draw_ways, ways

LEFT_IN, TOP_IN, BOTTOM_IN = 0.14, 0.76, 0.5
NOTE_CONTROL = "Control between places is that of the nearest road or railway, smoothed"
NOTE_RELIEF = "; relief is a hint drawn from crest lines"


def draw_map(result: Result, minute: int | None = None, title: str | None = None) -> Figure:
    """The map of `result` at `minute` (default: the end) as a matplotlib figure 11.4 inches wide.

    Without `title` it is a plain factual one made from the data. A result without map data is drawn on a frame fitted to
    its places. The same result gives the same picture, byte for byte.
    """
    at = result.end_minute if minute is None else max(0, min(int(minute), result.end_minute))
    projection, frame = map_projection(result.map, result.places)
    width_in = style.PAGE_IN - 2 * LEFT_IN
    height_in, strip_in = width_in * frame.height_km / frame.width_km, insets_in(result)
    with style.drawing():
        figure = style.new_figure(style.PAGE_IN, height_in + TOP_IN + strip_in + BOTTOM_IN)
        canvas = lay_canvas(figure, projection, frame, LEFT_IN, BOTTOM_IN + strip_in, width_in)
        insets = lay_insets(figure, result, LEFT_IN, BOTTOM_IN)
        _draw(canvas, result, scene_of(result, canvas, at), lay_desk(figure, insets, LEFT_IN, BOTTOM_IN))
        for inset in insets:
            _draw_inset(inset, result, scene_of(result, inset.canvas, at))
        _write_round(figure, result, at, title)
    return figure


def save_map(result: Result, path: str | Path, minute: int | None = None, title: str | None = None) -> None:
    """Writes the map of `result` at `minute` (default: the end) to `path`; PNG, SVG or PDF by its suffix."""
    style.save(draw_map(result, minute, title), path)


def default_title(result: Result, minute: int) -> str:
    """A plain title: scenario, day and what is shown."""
    return f"{result.manifest['scenario']['title']}, {result.day_label(shown_day(minute))}: who holds what"


def shown_day(minute: int) -> int:
    """Midnight belongs to the day that ends with it."""
    return minute - 1 if minute > 0 and minute % MINUTES_PER_DAY == 0 else minute


def _write_round(figure: Figure, result: Result, minute: int, title: str | None) -> None:
    then = result.local_time(shown_day(minute))
    clock = "24:00" if shown_day(minute) != minute else f"{then:%H:%M}"
    hours = float(result.manifest.get("utc_offset_hours", 0))
    zone = f"UTC{hours:+g}".replace("-", "\u2212") if hours else "UTC"
    subtitle = (
        f"{result.long_date(shown_day(minute))}, {clock} ({zone}) · one simulated run · control, formations, axes, railways"
    )
    style.heading(figure, title or default_title(result, minute), subtitle, result.day_label(shown_day(minute)))
    note = NOTE_CONTROL + (NOTE_RELIEF if lines_of(result.map, "crest") else "")
    sources = str((result.map or {}).get("credits") or "")
    style.footer(figure, result.manifest, note, sources)


def _draw(canvas: Canvas, result: Result, scene: Scene, below: Desk | None) -> None:
    """The main map; its cards lie `below` it where they have room there, else in its lower corners."""
    land_rings, lakes = rings_pt(canvas, result.map, "land"), rings_pt(canvas, result.map, "lakes")
    borders = lines_of(result.map, "border")
    draw_sea(canvas, scene.ground.grid, scene.ground.land)
    land = draw_land(canvas, land_rings)
    draw_ground(canvas, scene.ground, land)
    draw_relief(canvas, lines_of(result.map, "crest"), land)
    draw_rivers(canvas, lines_of(result.map, "river"), land)
    draw_coast(canvas, land_rings, lakes)
    draw_borders(canvas, borders, land)
    draw_railways(canvas, result.links, result.place)
    cut_off = {place: canvas.at(result.place[place]["lon"], result.place[place]["lat"])[0] for place in scene.pockets}
    draw_pockets(canvas, [point for _, point in sorted(cut_off.items())])
    found = ways(result, scene.symbols, scene.standing, canvas.projection, scene.minute)
    heads = draw_ways(canvas, found, result.sides)
    key = make_key(result, scene.symbols, bool(cut_off), bool(borders), any(len(way.ahead) > 1 for way in found))
    sheet = Sheet(canvas.width_pt, canvas.height_pt)
    text_size, key_size = (TEXT_WIDTH_PT, text_height_pt(scene.day)), (KEY_WIDTH_PT, key.height_pt)
    key_desk = below if below and below.has_room(key_size) else Desk.on(canvas)
    text_desk = below if below and below.has_room(text_size, key_size) else Desk.on(canvas)
    corner, text = key_desk.right(*key_size), text_desk.left(*text_size)
    for desk, box in ((key_desk, corner), (text_desk, text)):
        if not desk.below_map:
            sheet.take(box, 60.0)
    for x, y in heads:
        sheet.take((x - 4, y - 4, x + 4, y + 4), 2.0)
    draw_hatch(canvas, canvas.from_km(np.array(scene.short).reshape(-1, 2)), sheet)
    draw_hand_names(canvas, result.map, sheet)
    towns = reserve_towns(canvas, result, sheet, scene.day.places | set(scene.pockets))
    draw_symbols(canvas, sheet, scene.symbols, homeward(scene.ground, positions_km(scene.symbols), result.sides), result.sides)
    draw_town_names(canvas, towns, sheet)
    draw_key(key_desk.axes, key, corner)
    draw_text_card(text_desk.axes, canvas, scene.day, text)
    draw_frame(canvas)


def _draw_inset(inset: Inset, result: Result, scene: Scene) -> None:
    """Ground, railways, ways, formations and places of a part off the main frame."""
    canvas = inset.canvas
    land_rings = rings_pt(canvas, result.map, "land")
    draw_sea(canvas, scene.ground.grid, scene.ground.land)
    land = draw_land(canvas, land_rings)
    draw_ground(canvas, scene.ground, land)
    draw_coast(canvas, land_rings, rings_pt(canvas, result.map, "lakes"))
    draw_borders(canvas, lines_of(result.map, "border"), land)
    draw_railways(canvas, result.links, result.place)
    draw_ways(canvas, ways(result, scene.symbols, scene.standing, canvas.projection, scene.minute), result.sides)
    sheet = Sheet(canvas.width_pt, canvas.height_pt)
    sheet.take(inset.title_box(), 60.0)
    towns = reserve_towns(canvas, result, sheet, set(), small=True)
    draw_symbols(canvas, sheet, scene.symbols, homeward(scene.ground, positions_km(scene.symbols), result.sides), result.sides)
    draw_town_names(canvas, towns, sheet)
    inset.draw_title()
    draw_frame(canvas)

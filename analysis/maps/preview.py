"""A scenario's network and plans as SVG: a check for its author before anything runs, not a map.

North is up; a degree of longitude shrinks with latitude. Names and the formations of a place stand where those of the maps would:
beside each other. A name that finds no room is left to its dot, which shows it under the pointer.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

import numpy as np

from analysis.drawing.lettering import text_size
from analysis.drawing.look import LOOK
from analysis.drawing.sides import palette
from analysis.drawing.style import font
from analysis.ground.projection import Array
from analysis.maps.labels import Box, Sheet, place_name, place_symbol
from analysis.maps.spec import Formation, Place, Spec
from analysis.results.longitudes import eastward, west_edge

LEAST_WIDE, MOST_WIDE, EDGE = 1200.0, 4000.0, 90.0
"""Pixels: of the picture by how many places there are, and free around these."""
PER_PLACE = 150.0
"""Pixels of width for the root of the number of places."""
STYLES = {
    "highway": 'stroke="#777" stroke-width="3"',
    "road": 'stroke="#888" stroke-width="2"',
    "river_boat": 'stroke="#5b9bd5" stroke-width="1.5" stroke-dasharray="2 4"',
    "sea": 'stroke="#5b9bd5" stroke-width="1.5" stroke-dasharray="2 4"',
    "river_crossing": 'stroke="#3a7bbf" stroke-width="2.5"',
}
OFF_ROAD = 'stroke="#aaa" stroke-width="1.2" stroke-dasharray="6 4"'
RAIL = 'stroke="#222" stroke-width="1" stroke-dasharray="8 2 2 2"'
TYPE, ROW = 10.0, 11.0
"""Pixels: of the type, and between lines of text."""
ROWS = 8
"""Formations of one place in a column."""
BROADER = 1.15
"""A browser's own font may be so much broader than the one that is measured."""
MARK_WEIGHT, STACK_WEIGHT = 3.0, 4.0
"""What it costs to cover a dot, or the formations of a place (the unit of `labels`)."""
RADII = (*LOOK.placing.symbols.radii_pt, 85.0, 105.0, 130.0, 160.0)
"""Pixels from a place at which its formations may stand: farther than on a map, for here all of them are named."""
LEADER = 12.0
"""Formations that stand farther off than this are tied to their place by a line, in pixels."""
HALO = "<style>text{paint-order:stroke;stroke:white;stroke-width:3px}</style>"
"""Names stay readable over lines."""
Points = Mapping[str, tuple[float, float]]


def preview_svg(spec: Spec) -> str:
    """The whole picture as text."""
    at, wide, high = _positions(spec)
    title = f'<text x="20" y="24" font-size="16">{escape(spec.title)}</text>'
    key = [title, *_key(spec)]
    sheet = Sheet(wide, high)
    sheet.take((0, high - 50 - 2 * ROW, max(_width(spec.title) * 1.6, 420), high), STACK_WEIGHT)
    parts = [*_links(spec, at), *_plans(spec, at), *_marks(spec, at), *_words(spec, at, sheet)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" font-family="sans-serif" font-size="{TYPE:g}">'
    )
    arrows = "".join(
        f'<marker id="arrow{side}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="3.5" markerHeight="3.5" orient="auto">'
        f'<path d="M0,0L8,4L0,8z" fill="{colour}"/></marker>'
        for side, colour in enumerate(palette(spec.sides).preview)
    )
    ground = f'<defs>{HALO}{arrows}</defs><rect width="100%" height="100%" fill="white"/>'
    return "\n".join([head, ground, *parts, *key, "</svg>"]) + "\n"


def _key(spec: Spec) -> Iterator[str]:
    """What the colours and lines are, under the title."""
    for row, (side, colour) in enumerate(zip(spec.sides, palette(spec.sides).preview, strict=True)):
        yield f'<text x="20" y="{40 + ROW * row:g}" fill="{colour}">{escape(side.name)}: starts and plans</text>'
    yield f'<text x="20" y="{40 + 2 * ROW:g}">grey: roads, broken off the road; black: railways; blue: water</text>'


def _positions(spec: Spec) -> tuple[Points, float, float]:
    """Where each place stands in pixels, and how wide and high the picture is."""
    edge = west_edge([place.lon for place in spec.places])
    lons, lats = [eastward(place.lon, edge) for place in spec.places], [place.lat for place in spec.places]
    wide = min(max(LEAST_WIDE, PER_PLACE * math.sqrt(len(lons))), MOST_WIDE)
    shrink = max(math.cos(math.radians((min(lats) + max(lats)) / 2)), 0.05)
    scale = (wide - 2 * EDGE) / max((max(lons) - min(lons)) * shrink, (max(lats) - min(lats)) / 2, 1e-6)
    at = {
        place.id: (EDGE + (lon - min(lons)) * shrink * scale, EDGE + (max(lats) - lat) * scale)
        for place, lon, lat in zip(spec.places, lons, lats, strict=True)
    }
    at |= {crossing.id: (at[crossing.at][0] + 6, at[crossing.at][1] + 6) for crossing in spec.crossings}
    return at, wide, 2 * EDGE + (max(lats) - min(lats)) * scale


def _links(spec: Spec, at: Points) -> Iterator[str]:
    for road in spec.roads:
        yield _line(
            at[road.ends[0]], at[road.ends[1]], STYLES.get(road.surface, OFF_ROAD), f"{road.id}: {road.surface}, {road.km:g} km"
        )
    for rail in spec.railways:
        yield _line(at[rail.ends[0]], at[rail.ends[1]], RAIL, f"{rail.id}: railway, {rail.km:g} km")


def _line(a: tuple[float, float], b: tuple[float, float], style: str, title: str) -> str:
    return f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" {style}><title>{escape(title)}</title></line>'


def _plans(spec: Spec, at: Points) -> Iterator[str]:
    """The steps of each plan from place to place; a step that holds has no line of its own."""
    sides, colours = _side_rows(spec), palette(spec.sides).preview
    of = {formation.id: sides[formation.side] for formation in spec.formations}
    for plan in spec.plans:
        places = [place for place, _ in groupby(step.place for step in plan.steps)]
        side = of[plan.formation]
        points = " ".join(f"{at[place][0]:.1f},{at[place][1]:.1f}" for place in places)
        if len(places) > 1:
            yield (
                f'<polyline points="{points}" fill="none" stroke="{colours[side]}" stroke-width="4" stroke-opacity="0.45" '
                f'marker-end="url(#arrow{side})"><title>{escape(plan.id)}</title></polyline>'
            )


def _side_rows(spec: Spec) -> dict[str, int]:
    return {side.id: row for row, side in enumerate(spec.sides)}


def _radius(place: Place) -> int:
    return 5 - place.tier


def _marks(spec: Spec, at: Points) -> Iterator[str]:
    """A dot for each place, which says its name and id under the pointer."""
    for place in spec.places:
        x, y = at[place.id]
        title = f"<title>{escape(place.name)} ({escape(place.id)})</title>"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_radius(place)}" fill="#333">{title}</circle>'


def _words(spec: Spec, at: Points, sheet: Sheet) -> Iterator[str]:
    """Formations at their places and the places' names; room goes first to dots, then to large towns, formations, small towns."""
    for place in spec.places:
        (x, y), half = at[place.id], _radius(place) + 1
        sheet.take((x - half, sheet.height - y - half, x + half, sheet.height - y + half), MARK_WEIGHT)
    colours = dict(zip(_side_rows(spec), palette(spec.sides).preview, strict=True))
    there = defaultdict[str, list[Formation]](list)
    for formation in spec.formations:
        there[formation.start.place].append(formation)
    ranked = sorted(spec.places, key=lambda each: (each.tier, each.id))
    yield from _names([place for place in ranked if place.tier < 3], at, sheet)
    for place_id in sorted(there, key=lambda each: (-len(there[each]), each)):
        yield from _stack(there[place_id], _up(at[place_id], sheet), colours, sheet)
    yield from _names([place for place in ranked if place.tier == 3], at, sheet)


def _names(places: Sequence[Place], at: Points, sheet: Sheet) -> Iterator[str]:
    for place in places:
        size = _width(place.name), ROW - 2
        slot = place_name(sheet, _up(at[place.id], sheet), size, _radius(place) + 1.0, place.tier)
        if slot:
            yield f'<text x="{slot[0]:.1f}" y="{sheet.height - slot[1]:.1f}">{escape(place.name)}</text>'


def _up(at: tuple[float, float], sheet: Sheet) -> Array:
    """A place in pixels with y upwards, as the sheet has it."""
    return np.array([at[0], sheet.height - at[1]])


def _stack(formations: Sequence[Formation], at: Array, colours: Mapping[str, str], sheet: Sheet) -> Iterator[str]:
    """The short names of the formations that start at a place, in columns beside it."""
    columns = [formations[row : row + ROWS] for row in range(0, len(formations), ROWS)]
    widths = [max(_width(one.short) for one in column) + TYPE / 2 for column in columns]
    half, high = sum(widths) / 2, ROW * len(columns[0])
    box = place_symbol(sheet, at, half, high / 2, high / 2, (0.0, 0.0), np.zeros(2), RADII).frame_box
    sheet.take(box, STACK_WEIGHT)
    yield from _leader(at, box, sheet)
    for column, left in zip(columns, np.cumsum([box[0], *widths]).tolist(), strict=False):
        for row, one in enumerate(column):
            down = sheet.height - box[3] + ROW * (row + 1) - 2
            yield f'<text x="{left:.1f}" y="{down:.1f}" fill="{colours[one.side]}">{escape(one.short)}</text>'


def _leader(at: Array, box: Box, sheet: Sheet) -> Iterator[str]:
    """A thin line from a place to the names that stand off it."""
    near = np.clip(at, box[:2], box[2:])
    if np.hypot(*(near - at)) > LEADER:
        ends = f'x1="{at[0]:.1f}" y1="{sheet.height - at[1]:.1f}" x2="{near[0]:.1f}" y2="{sheet.height - near[1]:.1f}"'
        yield f'<line class="leader" {ends} stroke="#999" stroke-width="0.7"/>'


def _width(words: str) -> float:
    """Pixels that words take at `TYPE`."""
    return BROADER * text_size(words, font(TYPE))[0]

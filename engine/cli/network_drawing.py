"""A scenario's network and plans as SVG: a check for its author, not a map.

North is up; a degree of longitude shrinks with latitude."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby

from engine.scenario.schema import Scenario

WIDE, EDGE = 1200.0, 90.0
"""Pixels: of the picture, and free around the places."""
COLOURS = ("#b3261e", "#1f4e9c")
"""Of the first side and of the second."""
STYLES = {
    "highway": 'stroke="#777" stroke-width="3"',
    "road": 'stroke="#888" stroke-width="2"',
    "river_boat": 'stroke="#5b9bd5" stroke-width="1.5" stroke-dasharray="2 4"',
    "sea": 'stroke="#5b9bd5" stroke-width="1.5" stroke-dasharray="2 4"',
    "river_crossing": 'stroke="#3a7bbf" stroke-width="2.5"',
}
OFF_ROAD = 'stroke="#aaa" stroke-width="1.2" stroke-dasharray="6 4"'
RAIL = 'stroke="#222" stroke-width="1" stroke-dasharray="8 2 2 2"'
ROW = 11.0
"""Pixels between lines of text."""
HALO = "<style>text{paint-order:stroke;stroke:white;stroke-width:3px}</style>"
"""Names stay readable over lines."""


def drawing(spec: Scenario) -> str:
    """The whole picture as text."""
    at, high = _positions(spec)
    parts = [*_links(spec, at), *_plans(spec, at), *_places(spec, at), *_formations(spec, at)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE:g}" height="{high:.0f}" '
        f'viewBox="0 0 {WIDE:g} {high:.0f}" font-family="sans-serif" font-size="10">'
    )
    arrows = "".join(
        f'<marker id="arrow{side}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="3.5" markerHeight="3.5" orient="auto">'
        f'<path d="M0,0L8,4L0,8z" fill="{colour}"/></marker>'
        for side, colour in enumerate(COLOURS)
    )
    title = f'<text x="20" y="24" font-size="16">{escape(spec.title)}</text>'
    ground = f'<defs>{HALO}{arrows}</defs><rect width="100%" height="100%" fill="white"/>'
    return "\n".join([head, ground, *parts, title, *_key(spec), "</svg>"]) + "\n"


def _key(spec: Scenario) -> Iterator[str]:
    """What the colours and lines are, under the title."""
    for row, (side, colour) in enumerate(zip(spec.sides, COLOURS, strict=True)):
        yield f'<text x="20" y="{40 + ROW * row:g}" fill="{colour}">{escape(side.name)}: starts and plans</text>'
    yield f'<text x="20" y="{40 + 2 * ROW:g}">grey: roads, broken off the road; black: railways; blue: water</text>'


def _positions(spec: Scenario) -> tuple[dict[str, tuple[float, float]], float]:
    """Where each place stands in pixels, and how high the picture is."""
    lons, lats = [place.lon for place in spec.places], [place.lat for place in spec.places]
    shrink = max(math.cos(math.radians((min(lats) + max(lats)) / 2)), 0.05)
    scale = (WIDE - 2 * EDGE) / max((max(lons) - min(lons)) * shrink, (max(lats) - min(lats)) / 2, 1e-6)
    at = {
        place.id: (EDGE + (place.lon - min(lons)) * shrink * scale, EDGE + (max(lats) - place.lat) * scale)
        for place in spec.places
    }
    at |= {crossing.id: (at[crossing.at][0] + 6, at[crossing.at][1] + 6) for crossing in spec.crossings}
    return at, 2 * EDGE + (max(lats) - min(lats)) * scale


def _links(spec: Scenario, at: dict[str, tuple[float, float]]) -> Iterator[str]:
    for road in spec.roads:
        yield _line(
            at[road.ends[0]], at[road.ends[1]], STYLES.get(road.surface, OFF_ROAD), f"{road.id}: {road.surface}, {road.km:g} km"
        )
    for rail in spec.railways:
        yield _line(at[rail.ends[0]], at[rail.ends[1]], RAIL, f"{rail.id}: railway, {rail.km:g} km")


def _line(a: tuple[float, float], b: tuple[float, float], style: str, title: str) -> str:
    return f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" {style}><title>{escape(title)}</title></line>'


def _plans(spec: Scenario, at: dict[str, tuple[float, float]]) -> Iterator[str]:
    """The steps of each plan from place to place; a step that holds has no line of its own."""
    rows = {side.id: row for row, side in enumerate(spec.sides)}
    sides = {formation.id: rows[formation.side] for formation in spec.formations}
    for plan in spec.plans:
        places = [place for place, _ in groupby(step.place for step in plan.steps)]
        side = sides[plan.formation]
        points = " ".join(f"{at[place][0]:.1f},{at[place][1]:.1f}" for place in places)
        if len(places) > 1:
            yield (
                f'<polyline points="{points}" fill="none" stroke="{COLOURS[side]}" stroke-width="4" stroke-opacity="0.45" '
                f'marker-end="url(#arrow{side})"><title>{escape(plan.id)}</title></polyline>'
            )


def _places(spec: Scenario, at: dict[str, tuple[float, float]]) -> Iterator[str]:
    for place in spec.places:
        x, y = at[place.id]
        size = 5 - place.tier
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="#333"/>'
        yield f'<text x="{x + 6:.1f}" y="{y - 5:.1f}">{escape(place.name)}</text>'


def _formations(spec: Scenario, at: dict[str, tuple[float, float]]) -> Iterator[str]:
    """Short names of the formations that start at a place, below its dot."""
    rows = {side.id: row for row, side in enumerate(spec.sides)}
    there: dict[str, int] = defaultdict(int)
    for formation in spec.formations:
        x, y = at[formation.start.place]
        there[formation.start.place] += 1
        down = y + 4 + ROW * there[formation.start.place]
        yield f'<text x="{x + 6:.1f}" y="{down:.1f}" fill="{COLOURS[rows[formation.side]]}">{escape(formation.short)}</text>'

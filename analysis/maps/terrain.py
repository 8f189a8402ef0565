"""Sea, land, relief, rivers, borders and railways, a function each: everything of a map that does not move.

Their order is the business of `base_map`; their widths, tones and spacings are data of the look. Signs that are as wide as the
country they stand for (crest lines, hachures, ticks of railways) have a greatest size in points, so that a map of a small
region does not drown in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from scipy import ndimage

from analysis.drawing import style
from analysis.drawing.look import LOOK
from analysis.ground.lines import chaikin, degrees, stations
from analysis.ground.projection import Array
from analysis.ground.raster import Grid, Mask
from analysis.maps.canvas import Canvas, compound
from analysis.results.records import Link, MapLayout, MapLine, Place, Point

GROUND = LOOK.ground
ROADS, NO_ROADS = ("highway", "road"), ("rail", "sea", "river_boat")
ROAD_PT, TRACK_DASHES = 0.9, (0.0, (4.4, 3.3))
SOLID = (0.0, ())
BEYOND_PT = 20.0
"""Coasts are cut so far beyond the frame that no line along the cut is seen."""


def _rings(layout: MapLayout | None, key: Literal["land", "lakes"]) -> Sequence[Sequence[Point]]:
    """The rings of [lon, lat] of the map's file; none where a scenario has no map."""
    if layout is None:
        return ()
    return layout.land if key == "land" else layout.lakes


def rings_pt(canvas: Canvas, layout: MapLayout | None, key: Literal["land", "lakes"]) -> list[Array]:
    """The polygons `land` or `lakes` of a map, in points, as far as they lie on the sheet or close by.

    Each is cut `BEYOND_PT` beyond the frame: the coast of a continent has thousands of points off the map, which would only
    make the file large.
    """
    sheet = Bbox.from_extents(-BEYOND_PT, -BEYOND_PT, canvas.width_pt + BEYOND_PT, canvas.height_pt + BEYOND_PT)
    whole = [Path(canvas.at(*degrees(ring)), closed=True) for ring in _rings(layout, key)]
    return [np.asarray(ring) for path in whole for ring in path.clip_to_bbox(sheet).to_polygons()]


def draw_sea(canvas: Canvas, grid: Grid, land: Mask) -> None:
    """Water over the whole sheet, with white lines along the coast at fixed distances from it, as old charts have them.

    `land` is true in the cells of `grid` that are land; without a coast, or without land, there are no lines.
    """
    canvas.axes.add_artist(Rectangle((0, 0), canvas.width_pt, canvas.height_pt, facecolor=style.SEA, edgecolor="none", zorder=0))
    if not land.all() and land.any():
        off_km = ndimage.distance_transform_edt(~land) * grid.cell_km
        x, y = canvas.of_grid(grid)
        canvas.axes.contour(
            x, y, off_km, levels=GROUND.water_lines_km, colors="white", linewidths=GROUND.water_line_pt, zorder=0.2
        )


def draw_land(canvas: Canvas, rings: Sequence[Array]) -> PathPatch:
    """The land as one patch, to be used as clip for all that lies on it; without a coast the whole frame is land."""
    w, h = canvas.width_pt, canvas.height_pt
    path = compound(rings) or compound([np.array([[0, 0], [w, 0], [w, h], [0, h], [0, 0]], float)])
    assert path is not None
    path = path.clip_to_bbox(Bbox.from_bounds(0, 0, w, h))  # a vector file clips to this patch alone, not to the frame as well
    patch = PathPatch(path, facecolor=style.LAND, edgecolor="none", zorder=0.5)
    canvas.axes.add_artist(patch)
    return patch


def draw_coast(canvas: Canvas, land: Sequence[Array], lakes: Sequence[Array]) -> None:
    """Lakes and the line of the coast."""
    for path, face, width in ((compound(lakes), style.SEA, GROUND.lake_pt), (compound(land), "none", GROUND.coast_pt)):
        if path is not None:
            canvas.axes.add_artist(PathPatch(path, facecolor=face, edgecolor=style.COAST, linewidth=width, zorder=3))


def draw_relief(canvas: Canvas, crests: Sequence[MapLine], land: PathPatch) -> None:
    """Crest lines as a soft tone of nested widths, with short hachures on both sides: a hint, not a survey."""
    for crest in crests:
        line = chaikin(canvas.at(*degrees(crest.points)), 3)
        full_pt = min(GROUND.crest_km[int(crest.rank) - 1] * canvas.pt_per_km, GROUND.crest_at_most_pt)
        widths = [full_pt * (step + 1) / GROUND.crest_tones for step in range(GROUND.crest_tones)]
        tone = LineCollection(
            [line] * GROUND.crest_tones, colors=style.RELIEF, linewidths=widths, alpha=GROUND.crest_alpha, zorder=1.5
        )
        tone.set_capstyle("round")
        tone.set_joinstyle("round")
        canvas.axes.add_collection(tone, autolim=False)
        look: dict[str, Any] = {"color": style.HACHURE, "lw": GROUND.hachure_pt, "alpha": GROUND.hachure_alpha}
        hachures = canvas.strokes(_hachures(line, full_pt, canvas.pt_per_km), zorder=1.6, **look)
        for artist in (tone, hachures):
            artist.set_clip_path(land)


def _hachures(line: Array, full_pt: float, pt_per_km: float) -> list[Array]:
    """Strokes down both slopes, lengths in a fixed irregular cycle so that they do not look like a comb."""
    spacing = min(GROUND.hachure_km * pt_per_km, GROUND.hachure_at_most_pt)
    positions, directions = stations(line, spacing, spacing / 2)
    strokes = []
    for number, (position, direction) in enumerate(zip(positions, directions, strict=True)):
        for side in (-1.0, 1.0):
            across = side * np.array([-direction[1], direction[0]])
            down = across + direction * 0.3 * (1 if number % 2 else -1)
            start = position + across * full_pt * (0.05 + 0.012 * (number * 5 % 7))
            strokes.append(np.array([start, start + down * full_pt * (0.1 + 0.015 * (number * 3 % 5))]))
    return strokes


def draw_rivers(canvas: Canvas, rivers: Sequence[MapLine], land: PathPatch) -> None:
    """Rivers as smoothed lines, wider by rank, clipped to the land."""
    for river in rivers:
        line = chaikin(canvas.at(*degrees(river.points)), 2)
        drawn = canvas.line(line, color=style.RIVER, linewidth=GROUND.river_pt[int(river.rank) - 1], zorder=2.5)
        drawn.set_solid_capstyle("round")
        drawn.set_clip_path(land)


def draw_borders(canvas: Canvas, borders: Sequence[MapLine], land: PathPatch) -> None:
    """Borders of states dash-dotted on a white casing, the surveyed ones (rank 1) stronger than those drawn by hand."""
    for border in borders:
        line = canvas.at(*degrees(border.points))
        width = GROUND.border_pt[int(border.rank) - 1]
        for color, size, dashes in (("white", width + GROUND.border_casing_pt, "-"), (style.BORDER, width, style.BORDER_DASHES)):
            drawn = canvas.line(line, color=color, linewidth=size, linestyle=dashes, zorder=3.5)
            drawn.set_alpha(0.6 if color == "white" else 1.0)
            drawn.set_clip_path(land)


def draw_railways(canvas: Canvas, links: Sequence[Link], places: Mapping[str, Place]) -> None:
    """Railways with cross ticks on a white casing; a closed line is dashed, a lifted one left out.

    A railway is drawn straight between the two places that it links.
    """
    lines = _rails(canvas, links, places)
    look: dict[str, Any] = {"color": "white", "lw": GROUND.rail_casing_pt, "alpha": 0.8, "solid_capstyle": "round"}
    canvas.strokes([line for _, line in lines], zorder=5, **look)
    ticks: list[Array] = []
    for closed, double in ((False, False), (False, True), (True, False), (True, True)):
        kind = [line for link, line in lines if (link.state == "closed", link.tracks > 1) == (closed, double)]
        ticks += _draw_rails(canvas, kind, GROUND.double_rail_pt if double else GROUND.rail_pt, closed)
    canvas.strokes(ticks, color=style.RAIL, lw=GROUND.tick_pt, solid_capstyle="butt", zorder=5.2)


def roads_of(links: Sequence[Link], *, firm: bool) -> list[Link]:
    """The roads that are `firm`, or the tracks, that are there."""
    ways = [link for link in links if link.surface not in NO_ROADS and link.state != "lifted"]
    return [link for link in ways if (link.surface in ROADS) == firm]


def draw_roads(canvas: Canvas, links: Sequence[Link], places: Mapping[str, Place]) -> None:
    """Roads and tracks as thin straight lines, tracks dashed: what a map shows whose scenario draws nothing."""
    for firm, dashes in ((True, SOLID), (False, TRACK_DASHES)):
        lines = [line for _, line in _between(canvas, roads_of(links, firm=firm), places)]
        canvas.strokes(lines, color=style.COLOURS["road"], lw=ROAD_PT, ls=dashes, zorder=4.9)


def _rails(canvas: Canvas, links: Sequence[Link], places: Mapping[str, Place]) -> list[tuple[Link, Array]]:
    """The railways that are not lifted, each with its line in points."""
    return _between(canvas, [link for link in links if link.surface == "rail" and link.state != "lifted"], places)


def _between(canvas: Canvas, links: Sequence[Link], places: Mapping[str, Place]) -> list[tuple[Link, Array]]:
    """Each link with the straight line between its places, in points."""
    points = canvas.at([place.lon for place in places.values()], [place.lat for place in places.values()])
    ends = dict(zip(places, points, strict=True))
    return [(link, np.array([ends[link.a], ends[link.b]])) for link in links]


def _draw_rails(canvas: Canvas, lines: Sequence[Array], width: float, closed: bool) -> list[Array]:
    """Draws railways of one kind; their ticks, of which a closed line has none."""
    dashes: Any = (0, GROUND.closed_rail_dashes) if closed else "-"
    canvas.strokes(lines, color=style.RAIL, lw=width, ls=dashes, solid_capstyle="butt", zorder=5.2)
    spacing_pt = min(max(GROUND.tick_km * canvas.pt_per_km, GROUND.tick_at_least_pt), GROUND.tick_at_most_pt)
    return [] if closed else [tick for line in lines for tick in _ticks(line, spacing_pt, GROUND.tick_half_pt + width / 2)]


def _ticks(line: Array, spacing_pt: float, half_pt: float) -> list[Array]:
    """Short strokes across a railway, `half_pt` to either side, the first of them half a spacing from its end."""
    positions, directions = stations(line, spacing_pt, spacing_pt / 2)
    across = np.column_stack([-directions[:, 1], directions[:, 0]]) * half_pt
    return [np.array([position - half, position + half]) for position, half in zip(positions, across, strict=True)]


def draw_frame(canvas: Canvas) -> None:
    """The line round the map."""
    canvas.axes.add_artist(
        Rectangle(
            (0, 0),
            canvas.width_pt,
            canvas.height_pt,
            facecolor="none",
            edgecolor=style.INK,
            linewidth=0.8,
            zorder=50,
            clip_on=False,
        )
    )

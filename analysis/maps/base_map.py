"""The base map: everything of a map that does not move, and the one place where its layers are put on top of each other.

A map for a page, its insets, a map of chances and the thumbnails of a report all stand on the same ground; they differ in the
layers that they have room for and in what tints the land. How one layer is drawn is left to `terrain`; who holds the land is
worked out in `analysis.ground` and painted by the caller's `tint`; names, symbols and cards come afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from matplotlib.patches import PathPatch

from analysis.ground.control import Ground
from analysis.ground.lines import lines_of
from analysis.maps.canvas import Canvas
from analysis.maps.terrain import (
    draw_borders,
    draw_coast,
    draw_land,
    draw_railways,
    draw_relief,
    draw_rivers,
    draw_roads,
    draw_sea,
    rings_pt,
)
from analysis.results.load import Result


class Layer(Enum):
    """A layer that a base map may leave out. Sea, land, coast and borders are never left out."""

    RELIEF = auto()
    RIVERS = auto()
    RAILWAYS = auto()


WHOLE = frozenset(Layer)
"""A map for a page."""
PART = frozenset({Layer.RAILWAYS})
"""An inset: too small for crest lines, and its rivers would be scraps."""
BARE = frozenset[Layer]()
"""A thumbnail of a few centimetres."""


def draw_base_map(
    canvas: Canvas, result: Result, ground: Ground, tint: Callable[[PathPatch], None], layers: frozenset[Layer] = WHOLE
) -> None:
    """Draws the ground of `result` on an empty canvas, from the sea upwards.

    `ground` gives the land on its grid (the white lines along a coast follow it). `tint` is called once, when the land is
    there and nothing lies on it, with the patch of the land to clip to. All that is drawn lies below z 6.
    """
    layout = result.map
    coast = rings_pt(canvas, layout, "land")
    draw_sea(canvas, ground.grid, ground.land)
    land = draw_land(canvas, coast)
    tint(land)
    if Layer.RELIEF in layers:
        draw_relief(canvas, lines_of(layout, "crest"), land)
    if Layer.RIVERS in layers:
        draw_rivers(canvas, lines_of(layout, "river"), land)
    draw_coast(canvas, coast, rings_pt(canvas, layout, "lakes"))
    draw_borders(canvas, lines_of(layout, "border"), land)
    if Layer.RAILWAYS in layers and layout is None:
        draw_roads(canvas, result.links, result.place)
    if Layer.RAILWAYS in layers:
        draw_railways(canvas, result.links, result.place)

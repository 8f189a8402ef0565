"""The symbols of the formations on the sheet: off their place, on a leader, with their number.

Which formations have a symbol is chosen by `analysis.ground.shown`, where it goes by `labels`, how it is drawn by
`analysis.drawing.symbols`; here these three come together, the largest echelon first and on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties

from analysis.drawing import style
from analysis.drawing.lettering import text_size
from analysis.drawing.look import LOOK
from analysis.drawing.sides import side_style
from analysis.drawing.style import font
from analysis.drawing.symbols import draw_symbol, symbol_size
from analysis.ground.projection import Array
from analysis.ground.shown import Shown, is_forward
from analysis.maps.canvas import Canvas, HaloText
from analysis.maps.labels import Box, Sheet, SymbolSpot, place_symbol
from analysis.results.manifests import Side
from analysis.results.order_of_battle import RANK
from analysis.results.records import Formation

SIGNS, PLACING = LOOK.symbols, LOOK.placing.symbols


def positions_km(symbols: Sequence[Shown]) -> Array:
    """Where the symbols' main bodies stand, in km of the map, shape (n, 2)."""
    return np.array([symbol.xy_km for symbol in symbols]).reshape(-1, 2)


def draw_symbols(
    canvas: Canvas, sheet: Sheet, symbols: Sequence[Shown], homeward: Mapping[str, Array], sides: Sequence[Side]
) -> None:
    """Places and draws the symbols, largest echelon first; `homeward` holds for each side a direction for every symbol.

    All places are reserved before the first symbol is placed, so that none hides the place of another. What is placed is
    reserved on `sheet`.
    """
    points = canvas.from_km(positions_km(symbols))
    half = PLACING.place_half_pt
    for x, y in points:
        sheet.take((x - half, y - half, x + half, y + half), PLACING.place)
    spots = []
    for number, symbol in enumerate(symbols):
        formation = symbol.formation
        size = symbol_size(formation.echelon)
        label = text_size(symbol.label, _font(formation))
        home = homeward[formation.side][number]
        spots.append(place_symbol(sheet, points[number], size.half_width, size.below, size.above, label, home))
    for number, symbol in enumerate(symbols):
        _draw(canvas, symbol, points[number], spots[number], sides, 20.0 + RANK[symbol.formation.echelon] * 0.5)


def _font(formation: Formation) -> FontProperties:
    """Type of a symbol's label, larger for the larger echelons."""
    return font(SIGNS.echelons[formation.echelon].label_pt, "bold")


def _draw(canvas: Canvas, symbol: Shown, at: Array, spot: SymbolSpot, sides: Sequence[Side], zorder: float) -> None:
    """One symbol: leader and dot of its place below all symbols, frame and label at `zorder`."""
    formation = symbol.formation
    look = side_style(sides, formation.side, formation.contingent)
    look = style.of_a_part(look) if is_forward(formation) else look
    end = _edge(at, (spot.x, spot.y), SIGNS.echelons[formation.echelon].width_pt)
    for color, width in (("white", SIGNS.leader_casing_pt), (look.frame, SIGNS.leader_pt)):
        canvas.line([tuple(at), end], color=color, linewidth=width, zorder=18.0 + (color != "white") * 0.1)
    edge: dict[str, Any] = {"markeredgewidth": SIGNS.place_dot_edge_pt, "markeredgecolor": "white"}
    canvas.line([at], marker="o", markersize=SIGNS.place_dot_pt, color=look.frame, zorder=18.2, **edge)
    draw_symbol(canvas.axes, spot.x, spot.y, formation.echelon, symbol.branch, look, zorder)
    type_of_label: dict[str, Any] = {"fontproperties": _font(formation), "color": look.text, "zorder": zorder + 0.3}
    canvas.words(HaloText((spot.label_x, spot.label_y), symbol.label, 1.8, 0.9, **type_of_label))


def _edge(at: Array, middle: tuple[float, float], width: float) -> tuple[float, float]:
    """Where the leader from the place meets the frame of the symbol."""
    tall = width / SIGNS.aspect
    half: Box = (middle[0] - width / 2, middle[1] - tall / 2, middle[0] + width / 2, middle[1] + tall / 2)
    return float(np.clip(at[0], half[0], half[2])), float(np.clip(at[1], half[1], half[3]))

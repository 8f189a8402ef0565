"""The small maps of a report: which run and which days they show, and how little of a map has room on a few centimetres.

They stand on the same base map as the maps of a page (`analysis.maps.base_map`) and take its symbols and names; the words beside
them are written by `sections`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.calendar import MINUTES_PER_DAY
from analysis.drawing import style
from analysis.drawing.sides import palette
from analysis.ground.chance import chance_of_ground
from analysis.ground.projection import map_projection
from analysis.ground.shown import Shown
from analysis.maps.base_map import BARE, draw_base_map
from analysis.maps.canvas import Canvas, lay_canvas
from analysis.maps.chance_tint import Dashes, draw_chance
from analysis.maps.labels import Sheet
from analysis.maps.names import draw_town_names, reserve_towns
from analysis.maps.scene import scene_of
from analysis.maps.terrain import draw_frame
from analysis.maps.tint import draw_control, homeward
from analysis.maps.troops import draw_symbols, positions_km
from analysis.results.load import Result
from analysis.results.order_of_battle import RANK
from analysis.scores.probability import ProbabilityTable
from analysis.scores.references import RUNS

SMALL_IN = 2.8
KEY_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
TOWNS_AT_MOST = 2
EVEN: tuple[tuple[float, float, Dashes], ...] = ((0.5, 1.2, "solid"),)


def median_run(results: Sequence[Result], table: ProbabilityTable, order: Sequence[Sequence[float]]) -> Result:
    """The run whose dates lie nearest to the median of all; `order` holds for each run its days, event by event.

    Its map stands for the ensemble: a real run with its own formations, where a mean of maps would show none.
    """
    medians = np.array([forecast.median for forecast in table.forecasts[RUNS]])
    away = [float(np.abs(np.array(days) - medians).sum()) if len(medians) else 0.0 for days in order]
    return results[int(np.argmin(away))]


def key_days(result: Result) -> list[int]:
    """Up to five ends of days, as minutes: when 10, 30, 50, 70 and 90 % of the first side's captures have happened."""
    mine = result.captures.minute[result.captures.side == result.sides[0].id]
    if not mine.size:
        return [result.end_minute]
    found = np.quantile(mine, KEY_SHARES)
    ends = np.minimum(np.ceil((found + 1) / MINUTES_PER_DAY) * MINUTES_PER_DAY, result.end_minute)
    return sorted({int(minute) for minute in ends})


def draw_small_map(result: Result, minute: int) -> Figure:
    """A small map at `minute`: control, armies, two towns at most; as tall as the frame of the scenario makes it."""
    with style.drawing():
        figure, canvas = _small_canvas(result)
        scene = scene_of(result, canvas, minute)
        draw_base_map(
            canvas, result, scene.ground, lambda land: draw_control(canvas, scene.ground, land, palette(result.sides)), BARE
        )
        symbols = [one for one in scene.symbols if _is_army_of_the_first(result, one)]
        sheet = Sheet(canvas.width_pt, canvas.height_pt)
        towns = reserve_towns(canvas, result, sheet, set())[:TOWNS_AT_MOST]
        draw_symbols(canvas, sheet, symbols, homeward(scene.ground, positions_km(symbols), result.sides), result.sides)
        draw_town_names(canvas, towns, sheet)
        draw_frame(canvas)
    return figure


def _is_army_of_the_first(result: Result, symbol: Shown) -> bool:
    """True for symbols of the first side's armies and fronts: a small map has room for no others."""
    formation = symbol.formation
    return bool(formation.side == result.sides[0].id) and RANK[formation.echelon] >= RANK["army"]


def draw_small_chance_map(results: Sequence[Result], minute: int) -> Figure:
    """A small map of the chance that the first side holds the ground at `minute`: five tints, the line of even chance.

    For a sweep that kept no tracks of formations, of which no single run can be drawn.
    """
    first = results[0]
    with style.drawing():
        figure, canvas = _small_canvas(first)
        ground = chance_of_ground(results, minute, canvas.projection, canvas.frame)
        draw_base_map(
            canvas, first, ground, lambda land: draw_chance(canvas, ground, land, len(results), palette(first.sides), EVEN), BARE
        )
        sheet = Sheet(canvas.width_pt, canvas.height_pt)
        draw_town_names(canvas, reserve_towns(canvas, first, sheet, set())[:TOWNS_AT_MOST], sheet)
        draw_frame(canvas)
    return figure


def _small_canvas(result: Result) -> tuple[Figure, Canvas]:
    """A figure of the usual small width that the map fills, as high as the frame of the scenario makes it."""
    projection, frame = map_projection(result.map, result.places)
    figure = style.new_figure(SMALL_IN, SMALL_IN * frame.height_km / frame.width_km)
    return figure, lay_canvas(figure, projection, frame, 0.0, 0.0, SMALL_IN)

"""The pictures of a report: bars of the scores, five small maps, and those of the other modules, as PNG bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from analysis.calendar import MINUTES_PER_DAY
from analysis.drawing import style
from analysis.ground.chance import chance_of_ground
from analysis.ground.control import Ground, holders
from analysis.ground.lines import lines_of
from analysis.ground.projection import map_projection
from analysis.ground.shown import choose, standings
from analysis.maps.canvas import Canvas, lay_canvas
from analysis.maps.labels import Sheet
from analysis.maps.names import draw_town_names, reserve_towns
from analysis.maps.plot import Dashes, draw_chance
from analysis.maps.scene import ground_at
from analysis.maps.terrain import draw_borders, draw_coast, draw_frame, draw_land, draw_sea, rings_pt
from analysis.maps.tint import draw_ground, homeward
from analysis.maps.troops import draw_symbols, positions_km
from analysis.results.load import Result
from analysis.results.order_of_battle import RANK
from analysis.scores.dates import RUNS
from analysis.scores.probability import DRESSED, ProbabilityTable

BAR_GREY = "#CBC5B8"
BARS_IN, BAR_IN, NAMES_IN = 7.2, 0.34, 2.55
SMALL_IN = 3.9
KEY_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
TOWNS_AT_MOST = 2
EVEN: tuple[tuple[float, float, Dashes], ...] = ((0.5, 1.2, "solid"),)


def png(figure: Figure, dots_per_inch: int = 128) -> bytes:
    """`figure` as the bytes of a PNG without date or software, the same for the same figure."""
    buffer = io.BytesIO()
    style.write(figure, buffer, "png", dots_per_inch=dots_per_inch)
    return buffer.getvalue()


def draw_score_bars(table: ProbabilityTable, part: str, day: str) -> Figure:
    """CRPS of the runs and of each reference on one set of events, with intervals from resampling axes."""
    names = [name for name in reversed(list(table.models)) if name != DRESSED and table.models[name][part].crps.value is not None]
    with style.drawing():
        figure = style.new_figure(BARS_IN, 0.62 + BAR_IN * len(names))
        height = figure.get_figheight()
        axes = figure.add_axes((NAMES_IN / BARS_IN, 0.5 / height, (BARS_IN - NAMES_IN - 0.75) / BARS_IN, 1 - 0.56 / height))
        for y, name in enumerate(names):
            crps, own = table.models[name][part].crps, name == RUNS
            value, low, high = (float(number or 0) for number in (crps.value, crps.low, crps.high))
            axes.barh(y, value, 0.62, color=style.NEUTRAL if own else BAR_GREY, lw=0)
            axes.plot([low, high], [y, y], color="#FFFFFF" if own else style.INK, lw=2.2 if own else 0.9, solid_capstyle="butt")
            axes.plot([low, high], [y, y], color=style.INK, lw=0.9, solid_capstyle="butt")
            weight = "bold" if own else "regular"
            axes.text(max(value, high), y, f"  {value:.2f} d", va="center", fontproperties=style.font(9, weight))
        labels = [f"{name} (n = {table.models[name][part].events})" for name in names]
        axes.set_yticks(range(len(names)), labels)
        for label, name in zip(axes.get_yticklabels(), names, strict=True):
            label.set_fontproperties(style.font(9, "bold" if name == RUNS else "regular"))
        axes.set_xlim(0, None)
        axes.tick_params(length=0, pad=4, labelsize=8)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.set_xlabel(f"CRPS of the date, days, {day} (lower is better); 95 % interval by axis", fontproperties=style.font(8))
    return figure


def median_run(results: Sequence[Result], table: ProbabilityTable, order: Sequence[Sequence[float]]) -> Result:
    """The run whose dates lie nearest to the median of all; `order` holds for each run its days, event by event."""
    medians = np.array([forecast.median for forecast in table.forecasts[RUNS]])
    away = [float(np.abs(np.array(days) - medians).sum()) if len(medians) else 0.0 for days in order]
    return results[int(np.argmin(away))]


def key_days(result: Result) -> list[int]:
    """Up to five ends of days, as minutes: when 10, 30, 50, 70 and 90 % of the first side's captures have happened."""
    mine = result.captures["minute"][result.captures["side"] == result.sides[0]["id"]]
    if not mine.size:
        return [result.end_minute]
    found = np.quantile(mine, KEY_SHARES)
    ends = np.minimum(np.ceil((found + 1) / MINUTES_PER_DAY) * MINUTES_PER_DAY, result.end_minute)
    return sorted({int(minute) for minute in ends})


def draw_small_map(result: Result, minute: int) -> Figure:
    """A small map at `minute`: control, armies, two towns at most; as tall as the frame of the scenario makes it."""
    with style.drawing():
        figure, canvas = _small_canvas(result)
        standing = standings(result, minute, canvas.projection)
        there = {unit: one for unit, one in standing.items() if one.men > 0 and result.formation[unit].get("combat", True)}
        inside = sorted(unit for unit, one in there.items() if canvas.frame.holds(one.xy_km[None])[0])
        sides = {unit: result.formation[unit]["side"] for unit in sorted(there)}
        positions = {
            side["id"]: np.array([there[unit].xy_km for unit in sides if sides[unit] == side["id"]]).reshape(-1, 2)
            for side in result.sides
        }
        ground = ground_at(result, canvas, holders(result, minute), positions)
        _draw_small_ground(canvas, result, ground, lambda land: draw_ground(canvas, ground, land))
        first = result.sides[0]["id"]
        symbols = [
            one
            for one in choose(result, standing, inside)
            if one.formation["side"] == first and RANK[one.formation["echelon"]] >= RANK["army"]
        ]
        sheet = Sheet(canvas.width_pt, canvas.height_pt)
        towns = reserve_towns(canvas, result, sheet, set())[:TOWNS_AT_MOST]
        draw_symbols(canvas, sheet, symbols, homeward(ground, positions_km(symbols), result.sides), result.sides)
        draw_town_names(canvas, towns, sheet)
        draw_frame(canvas)
    return figure


def draw_small_chance_map(results: Sequence[Result], minute: int) -> Figure:
    """A small map of the chance that the first side holds the ground at `minute`: five tints, the line of even chance."""
    first = results[0]
    with style.drawing():
        figure, canvas = _small_canvas(first)
        ground = chance_of_ground(results, minute, canvas.projection, canvas.frame)
        _draw_small_ground(canvas, first, ground, lambda land: draw_chance(canvas, ground, land, len(results), EVEN))
        sheet = Sheet(canvas.width_pt, canvas.height_pt)
        draw_town_names(canvas, reserve_towns(canvas, first, sheet, set())[:TOWNS_AT_MOST], sheet)
        draw_frame(canvas)
    return figure


def _small_canvas(result: Result) -> tuple[Figure, Canvas]:
    projection, frame = map_projection(result.map, result.places)
    figure = style.new_figure(SMALL_IN, SMALL_IN * frame.height_km / frame.width_km)
    return figure, lay_canvas(figure, projection, frame, 0.0, 0.0, SMALL_IN)


def _draw_small_ground(canvas: Canvas, result: Result, ground: Ground, tint: Callable[[PathPatch], None]) -> None:
    """Sea, land, what `tint` paints on it, coast and borders."""
    land_rings = rings_pt(canvas, result.map, "land")
    draw_sea(canvas, ground.grid, ground.land)
    land = draw_land(canvas, land_rings)
    tint(land)
    draw_coast(canvas, land_rings, rings_pt(canvas, result.map, "lakes"))
    draw_borders(canvas, lines_of(result.map, "border"), land)

"""Advance curves: kilometres along each army's axis against time, with the plan and the dated history.

A panel is one axis. Its runs are a line for one run, hairlines for a few and bands of percentiles from twenty on; the plan's
own dates and those of history lie over them, so that a reader sees at once where the model is late and whether the scatter of
its runs covers what happened. Kilometres and dates come from `analysis.scores.advance`; where the panels stand is left to
`curve_layout`, the key to `curve_marks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.patheffects import Normal, Stroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.charts.curve_layout import HEAD_IN, LEFT_IN, Layout
from analysis.charts.curve_marks import BANDS_FROM_RUNS, STEP_DOT_PT, draw_key, history_dot
from analysis.charts.curve_words import alt_text, factual_title, note, sources, subtitle, subtitle_of_two
from analysis.drawing import style
from analysis.drawing.lettering import fit, text_size
from analysis.drawing.paper import OTHER
from analysis.drawing.sides import side_style
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.advance import Advance, HistoryPoint, advances

SCALE_OFF_IN, PLACES_OFF_IN = 0.0625, 0.035
"""Distance of the scales' words from their axis, and of the places' names from the right edge."""
PERCENTILES = ((2.5, 97.5), (10, 90), (25, 75))
NAMES_APART = 0.08
BESIDE_PT = 4.4
DAY_STEPS = (1, 2, 5, 10, 20, 50)
LABELS_APART_PT = 5.0


def save_curves(
    results: Sequence[Result], path: str | Path, other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> None:
    """Writes the advance curves of `results` (one run, or an ensemble of one scenario) to `path`: PNG, SVG or PDF by its
    suffix.

    `other` is drawn over them; `army` (an id) leaves the axes of that formation, of those above and of those under it. The alt
    text goes into the file's metadata.
    """
    side = str(results[0].formation[army].side) if army else None
    figure = draw_curves(results, side, title, other, army)
    style.save(figure, path, alt_text(shown_axes(results, side, army), results))


def draw_curves(
    results: Sequence[Result],
    side: str | None = None,
    title: str | None = None,
    other: Sequence[Result] = (),
    army: str | None = None,
) -> Figure:
    """Small multiples of a side's axes (the first side's by default), by front, four in a row.

    With `other`, a second ensemble of the same scenario, its median lies under that of the first in each panel that both have.
    The figure is of the usual width and as high as its rows; an army without an axis of its own gives a page without panels,
    not an error.
    """
    first, panels = results[0], shown_axes(results, side, army)
    beside = {panel.owner: panel for panel in shown_axes(other, side, army)} if other else {}
    layout = Layout(len(panels), _widest_name_in(first, panels))
    with style.drawing():
        figure = style.new_figure(style.PAGE_IN, layout.height_in)
        drawn = subtitle_of_two(results, other) if other else subtitle(panels, results)
        words = title or factual_title(panels, results)
        size = style.title_pt(words, (style.PAGE_IN - LEFT_IN) * 72) or style.TITLES_PT[-1]
        style.heading(figure, words, drawn, left=_across(LEFT_IN - 0.26), title_pt=size)
        look = side_style(first.sides, side or first.sides[0].id)
        draw_key(figure, first, look, len(results), LEFT_IN - 0.26)
        for number, panel in enumerate(panels):
            axes = layout.new_axes(figure, number)
            _draw_panel(axes, first, panel, look, layout, number)
            if panel.owner in beside:
                draw_beside(axes, beside[panel.owner])
        _draw_front_rules(figure, panels, look, layout)
        told = note(panels, len(results))
        style.footer(figure, first.manifest, told, sources(other), len(results), left=_across(LEFT_IN - 0.26))
    return figure


def shown_axes(results: Sequence[Result], side: str | None = None, army: str | None = None) -> list[Advance]:
    """The axes that get a panel; with `army` its own, those under it, or else the nearest above it.

    A division that follows its army's axis is shown on that axis, because it has none of its own to be late on.
    """
    found = advances(results, side)
    if army is None:
        return found
    order = OrderOfBattle.of(results[0])
    own = [panel for panel in found if army in order.chain(panel.owner)]
    return own or [panel for panel in found if panel.owner in order.chain(army)]


def _across(inches: float) -> float:
    """Inches from the left edge of the page as a share of its width, as figures take positions."""
    return inches / style.PAGE_IN


def _title_font(name: str, room_in: float) -> FontProperties:
    """The type of a panel's title, smaller where the name is long for its panel."""
    sizes = (style.PANEL_PT, style.PANEL_PT - 1.2, style.PANEL_PT - 2.2)
    fonts = [style.font(size, "bold") for size in sizes]
    return next((font for font in fonts if text_size(name, font)[0] <= room_in * 72), fonts[-1])


def _draw_panel(axes: Axes, result: Result, panel: Advance, look: style.SideStyle, layout: Layout, number: int) -> None:
    """One axis: places and the clean window below, then the runs, the plan and history, the scales last."""
    room_in = layout.pitch_in - 0.2
    prop = _title_font(panel.name, room_in)
    axes.set_title(_fit(panel.name, room_in, prop), fontproperties=prop, loc="left", pad=4, y=1.0)
    axes.set_xlim(0, result.end_minute)
    axes.set_ylim(0, panel.total_km * 1.03)
    _draw_clean_window(axes, result)
    _draw_places(axes, result, panel, 1 + PLACES_OFF_IN / layout.width_in, layout.name_in)
    _draw_runs(axes, panel, look)
    _draw_plan(axes, panel)
    for point in panel.history:
        _draw_history(axes, point)
    _draw_passes(axes, panel)
    _draw_scales(axes, result, layout, first_column=layout.row_and_column(number)[1] == 0)


def _draw_passes(axes: Axes, panel: Advance) -> None:
    """A hairline where the owner of the axis passes to another army, with its name at the lower edge, below the curve."""
    for minute, name in panel.passes:
        axes.axvline(minute, color=style.SOFT_INK, lw=0.7, zorder=1.2)
        words: dict[str, Any] = {"fontproperties": style.font(style.LABEL_PT), "color": style.SOFT_INK}
        early = minute < 0.5 * axes.get_xlim()[1]
        axes.annotate(
            f"to {name}",
            (minute, 0.0),
            (2.5 if early else -2.5, 3.0),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="left" if early else "right",
            va="bottom",
            **words,
        )


def _draw_clean_window(axes: Axes, result: Result) -> None:
    """A tint over the days after the scenario's clean window, in which later events of the real campaign no longer compare."""
    until = result.manifest.clean_until_minute
    if until is not None and until < result.end_minute:
        axes.axvspan(until, result.end_minute, color=style.AFTER_CLEAN, lw=0, zorder=0)
        axes.axvline(until, color=style.INK, lw=0.9, ls=(0, (1, 1.6)), zorder=1)


def _draw_places(axes: Axes, result: Result, panel: Advance, right: float, room_in: float) -> None:
    """Names of places at the right edge, each with a hairline across the panel at its km; a long name is cut."""
    prop, beside = style.font(style.LABEL_PT), axes.get_yaxis_transform()
    for place, km in named_places(panel):
        axes.axhline(km, color=style.RULE, lw=0.5, zorder=0.5)
        name = _fit(str(result.place[place].name), room_in, prop)
        axes.text(right, km, name, fontproperties=prop, transform=beside, va="center")


def _widest_name_in(result: Result, panels: Sequence[Advance]) -> float:
    """Inches that the longest name beside any panel needs, without what stands in brackets."""
    prop = style.font(style.LABEL_PT)
    names = {str(result.place[place].name).partition(" (")[0] for panel in panels for place, _ in named_places(panel)}
    return max((text_size(name, prop)[0] / 72 for name in names), default=0.0)


def _fit(words: str, width_in: float, prop: FontProperties) -> str:
    """`words`, cut (first what stands in brackets) until they are no wider than `width_in` inches."""
    whole = text_size(words, prop)[0] <= width_in * 72
    return words if whole else fit(words.partition(" (")[0], width_in * 72, prop)


def named_places(panel: Advance) -> list[tuple[str, float]]:
    """Places named at the right edge: the last, then those with a date, then the other steps, 8 % of the height apart.

    The order decides what gives way where two places lie close: a step of the plan without a date goes first.
    """
    dated = [(point.place, point.km) for point in panel.history]
    kept: list[tuple[str, float]] = []
    for place, km in [*panel.steps[-1:], *dated, *reversed(panel.steps)]:
        if km > 0 and all(abs(km - other) >= NAMES_APART * panel.total_km for _, other in kept):
            kept.append((place, km))
    return kept


def _draw_runs(axes: Axes, panel: Advance, look: style.SideStyle) -> None:
    """The runs of an axis: bands of percentiles, or hairlines where they are few, and the median; a line alone where there is
    one.

    Percentiles are taken at each minute by itself, over all runs, those included that never arrive.
    """
    runs = len(panel.km)
    if runs >= BANDS_FROM_RUNS:
        for percentiles, colour in zip(PERCENTILES, look.bands, strict=True):
            low, high = np.percentile(panel.km, percentiles, axis=0)
            shown = _until_arrival(low, panel.total_km)
            axes.fill_between(panel.minutes[shown], low[shown], high[shown], color=colour, lw=0, zorder=2)
    elif runs > 1:
        for km in panel.km:
            shown = _until_arrival(km, panel.total_km)
            axes.plot(panel.minutes[shown], km[shown], color=look.frame, lw=0.5, alpha=0.25, zorder=2)
    median = np.median(panel.km, axis=0)
    shown = _until_arrival(median, panel.total_km)
    casing = [Stroke(linewidth=2.6, foreground=style.PAPER), Normal()]
    if runs == 1:
        shown = _until_reached(panel, shown)
    colour = look.median if runs > 1 else look.frame
    axes.plot(panel.minutes[shown], median[shown], color=colour, lw=1.5, path_effects=casing, zorder=3, solid_capstyle="butt")
    if runs == 1:
        _draw_arrivals(axes, panel, look)


def draw_beside(axes: Axes, panel: Advance) -> None:
    """The median of a second ensemble as a broad line under that of the first, which shows where both go the same way; thin lines
    at the ends of its middle 80 %."""
    if len(panel.km) >= BANDS_FROM_RUNS:
        for edge in np.percentile(panel.km, PERCENTILES[1], axis=0):
            shown = _until_arrival(edge, panel.total_km)
            axes.plot(panel.minutes[shown], edge[shown], color=OTHER.frame, lw=0.6, ls=(0, (2, 1.5)), zorder=2.8)
    median = np.median(panel.km, axis=0)
    shown = _until_arrival(median, panel.total_km)
    axes.plot(panel.minutes[shown], median[shown], color=OTHER.bands[2], lw=BESIDE_PT, zorder=2.9, solid_capstyle="butt")


def _until_arrival(km: NDArray[np.float64], total_km: float) -> slice:
    """The part of a curve up to its arrival at the end of the axis; all of it where it never arrives."""
    there = km >= total_km - 0.5
    return slice(0, int(there.argmax()) + 1 if there.any() else len(km))


def _until_reached(panel: Advance, shown: slice) -> slice:
    """The part of a single run's curve to the minute at which its last step is reached, or to the end of the run: a column that
    stands before it in contact has come its km, and not arrived."""
    last = panel.steps[-1][1] if panel.steps else panel.total_km
    there = [minute for minute, km in panel.reached if km >= last]
    until = int(np.searchsorted(panel.minutes, there[0])) + 1 if there else len(panel.minutes)
    return slice(0, max(until, shown.stop))


def _draw_arrivals(axes: Axes, panel: Advance, look: style.SideStyle) -> None:
    """A dot at each step of the plan that a single run reached, where and when it did; before it the line counts contacts."""
    for minute, km in panel.reached:
        axes.plot([minute], [km], "o", ms=STEP_DOT_PT, color=look.frame, mec=style.PAPER, mew=0.6, zorder=4, clip_on=False)


def _draw_plan(axes: Axes, panel: Advance) -> None:
    """The plan's own dates as a dashed line from step to step, up to the end of the run."""
    points = [(minute, km) for minute, km in panel.plan if minute <= panel.minutes[-1]]
    if len(points) > 1:
        minutes, km = zip(*points, strict=True)
        casing = [Stroke(linewidth=2.0, foreground=style.PAPER), Normal()]
        axes.plot(minutes, km, color=style.PLAN, lw=0.9, ls=style.PLAN_DASHES, path_effects=casing, zorder=5)
        axes.plot(minutes, km, "D", ms=3.6, mfc=style.PAPER, mec=style.PLAN, mew=0.8, zorder=5.5, clip_on=False)


def _draw_history(axes: Axes, point: HistoryPoint) -> None:
    """A date of history: a bar as long as its window, a whisker over the km that its place is uncertain by, and a dot.

    The dot is solid inside the runs and an open ring outside the middle 95 %. A window that reaches beyond the panel is cut
    there.
    """
    event = point.event
    window = np.clip([event.earliest_min, event.latest_min], *axes.get_xlim())
    axes.plot(window, [point.km] * 2, color=style.INK, lw=1.8, zorder=6, clip_on=False)
    if event.place_km:
        whisker = [max(point.km - event.place_km, 0), min(point.km + event.place_km, axes.get_ylim()[1])]
        axes.plot([window.mean()] * 2, whisker, color=style.INK, lw=0.7, zorder=6, clip_on=False)
    axes.plot([window.mean()], [point.km], "o", zorder=7, clip_on=False, **history_dot(point.outside))


def _draw_scales(axes: Axes, result: Result, layout: Layout, first_column: bool) -> None:
    """Days below and km at the left as marks and words of our own: matplotlib's hundreds of tick objects are slow."""
    (low, high), prop = axes.get_ylim(), style.font(style.LABEL_PT)
    below, beside = axes.get_xaxis_transform(), axes.get_yaxis_transform()
    each = np.array(result.midnights())
    named = _named_days(result, each, layout.width_in, prop)
    km = [tick for tick in MaxNLocator(4, integer=True).tick_values(low, high) if low <= tick <= high]
    look: dict[str, Any] = {"color": style.SOFT_INK, "clip_on": False, "zorder": 2.5}
    axes.plot([0, 0, 1], [1, 0, 0], lw=0.5, transform=axes.transAxes, **look)
    for at, length in ((each, 1.4), (named, 2.5)):
        axes.plot(at, 0 * at, marker=TICKDOWN, ms=length, mew=0.5, ls="", transform=below, **look)
    axes.plot([0] * len(km), km, marker=TICKLEFT, ms=2.5, mew=0.5, ls="", transform=beside, **look)
    words: dict[str, Any] = {"fontproperties": prop, "color": style.SOFT_INK}
    left = -SCALE_OFF_IN / layout.width_in
    for tick in named:
        day = result.day_label(int(tick)).replace(" / ", "\n")
        axes.text(tick, -SCALE_OFF_IN / layout.tall_in, day, ha="center", va="top", transform=below, **words)
    for tick in km:
        axes.text(left, tick, f"{tick:,.0f}", ha="right", va="center_baseline", transform=beside, **words)
    if first_column:
        words |= {"color": style.INK, "rotation": 90, "transform": axes.transAxes}
        axes.text(left - 0.3 / layout.width_in, 0.5, "km along axis", ha="center", va="center", **words)
    axes.set_axis_off()


def _named_days(result: Result, midnights: NDArray[np.int64], width_in: float, prop: FontProperties) -> NDArray[np.int64]:
    """The midnights that get a label: those of every `DAY_STEPS` days whose labels have room beside each other."""
    per_day = width_in * 72 / (result.end_minute / MINUTES_PER_DAY)
    words = [line for at in midnights.tolist() for line in result.day_label(at).split(" / ")]
    widest = max(text_size(line, prop)[0] for line in words) + LABELS_APART_PT
    step = next((step for step in DAY_STEPS if step * per_day >= widest), DAY_STEPS[-1])
    named: NDArray[np.int64] = midnights[::step]
    return named[named <= result.end_minute - 0.4 * widest / per_day * MINUTES_PER_DAY] if len(named) > 1 else named


def _draw_front_rules(figure: Figure, panels: Sequence[Advance], look: style.SideStyle, layout: Layout) -> None:
    """The name of each front over a rule that spans its panels of a row."""
    height = figure.get_figheight()
    for number, panel in enumerate(panels):
        row, column = layout.row_and_column(number)
        if column and panels[number - 1].front == panel.front:
            continue
        in_row = range(number, min((row + 1) * layout.columns, len(panels)))
        same = [other for other in in_row if panels[other].front == panel.front]
        left, last = (LEFT_IN + layout.row_and_column(one)[1] * layout.pitch_in for one in (number, same[-1]))
        left, line = left - 0.26, height - HEAD_IN - row * layout.row_in - 0.12
        span = [_across(left), _across(min(last + layout.width_in + layout.name_in - 0.08, style.PAGE_IN - 0.1))]
        figure.add_artist(Line2D(span, [line / height] * 2, color=look.frame, lw=1.0))
        name = figure.text(_across(left), (line + 0.05) / height, panel.front_name.upper(), color=look.text)
        name.set_fontproperties(style.font(8.6, "semibold"))

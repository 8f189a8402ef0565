"""Deliveries: what each army wanted of a good on each day, what it got of it, and what held back the rest.

A panel for each army, or with an army named one for each good of it. A column a day: at its foot what was loaded for the army at
its depots, above it what it still lacked at the end of the day, in the tint of the limit that held it back; a black line is what
formations received. Of several runs all are medians, with the middle 80 % of what was loaded as a thin line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.calendar import MINUTES_PER_DAY
from analysis.drawing import style
from analysis.drawing.paper import MARGIN_IN, Page, foot, foot_in, head, new_page
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.reading import ResultError
from analysis.results.supply_days import LIMITS, Floats, SupplyDays, supply_days
from analysis.words.sentences import cause_words
from engine.formats import GOODS

LOADED = "#8C9AA8"
TINTS = {"lorries": "#E2A93B", "railhead": "#7A4E00", "railway": "#C9B48C", "road": "#F0DFC0", "closed": "#1E1E1E"}
"""Fills of what each limit held back; they differ in lightness too, for print in grey."""
MOST_COLUMNS, PITCH_IN, PANEL_IN, TOP_IN, KEY_IN = 3, 1.95, 1.25, 1.0, 0.52
KEY_COLUMNS, KEY_ROW_IN = 4, 0.2
GUTTER_IN = 0.75
COLUMN_DAYS = 0.86
LEAST_SHARE = 0.005
"""An army that never wants this share of what the greatest wants has no panel: its columns could not be seen."""


def draw_deliveries(results: Sequence[Result], army: str | None = None, title: str | None = None) -> Figure:
    """The panels of the first side's armies for fuel, those that lacked most first; of `army` (an id) one for each good.

    Raises ResultError where the runs have no books of supply."""
    panels = _panels(results, army)
    columns = max(min(MOST_COLUMNS, len(panels)), 1)
    rows = -(-len(panels) // columns)
    height = TOP_IN + PITCH_IN * rows + foot_in(()) + KEY_IN - 0.2
    with style.drawing():
        page = new_page(height)
        head(page, title or factual_title(panels, results[0], army), _subtitle(results, army))
        for number, panel in enumerate(panels):
            at = _place(page, number, columns)
            _draw_panel(page, results, panel, _heading(results[0], panel, army), at)
        _draw_key(page, foot_in(()) + 0.16, panels)
        foot(page, results, _note(results), "")
    return page.figure


def save_deliveries(
    results: Sequence[Result], path: str | Path, other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> None:
    """Writes the panels to `path` (PNG, SVG or PDF) with their alt text as description; `other` is refused."""
    if other:
        raise ResultError("deliveries are drawn of one ensemble; leave OTHER out")
    style.save(draw_deliveries(results, army, title), path, alt_text(results, army))


def _panels(results: Sequence[Result], army: str | None) -> list[SupplyDays]:
    """The days to be drawn, those that lacked most first (of an army: in the order of goods)."""
    found = supply_days(results)
    if not found:
        raise ResultError(f"{results[0].folder}: the run has no books of supply (supply.csv)")
    if army is not None:
        goods = [found[army, good] for good in GOODS if (army, good) in found]
        if not goods:
            raise ResultError(f"{results[0].folder}: {OrderOfBattle.of(results[0]).name(army)} draws no supplies as an army")
        return goods
    first = {one.army or one.id for one in results[0].formations if one.side == results[0].sides[0].id}
    fuel = [days for (unit, good), days in found.items() if good == GOODS[0] and unit in first]
    most = max((float(days.wanted_t[1].max()) for days in fuel), default=0.0)
    shown = [days for days in fuel if days.wanted_t[1].max() >= LEAST_SHARE * most > 0.0]
    return sorted(shown, key=lambda days: (-days.held_back_t.sum(), days.army))


def factual_title(panels: Sequence[SupplyDays], result: Result, army: str | None = None) -> str:
    """What held back most, and of whom."""
    name = OrderOfBattle.of(result).name
    worst = max(panels, key=lambda days: float(days.held_back_t.sum()), default=None)
    if worst is None or worst.held_back_t.sum() < 1.0:
        return "All that was wanted was loaded"
    limit = LIMITS[int(worst.held_back_t.sum(axis=1).argmax())]
    return f"{name(army or worst.army)} lacks {worst.good} most: {cause_words(limit)}"


def alt_text(results: Sequence[Result], army: str | None = None) -> str:
    """What each of the first six panels lacked at its worst and why, then the form."""
    panels = _panels(results, army)
    said = []
    for days in panels[:6]:
        held = days.held_back_t
        day = int(held.sum(axis=0).argmax())
        why = cause_words(LIMITS[int(held[:, day].argmax())])
        lacking = f"{held[:, day].sum():,.0f} t lacking on {results[0].day_label(day * MINUTES_PER_DAY)} ({why})"
        said.append(f"{_heading(results[0], days, army)}: {lacking if held.sum() >= 1.0 else 'nothing lacking'}")
    return f"{'; '.join(said)}. Columns of tonnes wanted and loaded by day in {len(panels)} panels."


def _heading(result: Result, days: SupplyDays, army: str | None) -> str:
    """The name of the army, or of the good where all panels are of one army."""
    return days.good.capitalize() if army else OrderOfBattle.of(result).name(days.army)


def _subtitle(results: Sequence[Result], army: str | None) -> str:
    what = "one run" if len(results) == 1 else f"medians of {len(results)} runs, thin lines the middle 80 % of what was loaded"
    return f"Tonnes of {'supplies' if army else 'fuel'} by day: loaded, and still lacking at the end of the day; {what}."


def _note(results: Sequence[Result]) -> str:
    lacking = "What is lacking one day is still asked for on the next"
    divided = ", and is divided among the limits as these bound the runs" if len(results) > 1 else ""
    return f"{lacking}{divided}. Loads include what lorries burn on the way. Scales differ from panel to panel."


def _place(page: Page, number: int, columns: int) -> tuple[float, float, float]:
    """Left, bottom and width in inches of a panel, of which `columns` share the width of the page."""
    row, column = divmod(number, columns)
    wide = (page.width_in - 2 * MARGIN_IN - GUTTER_IN * columns) / columns
    return MARGIN_IN + GUTTER_IN * 0.75 + column * (wide + GUTTER_IN), page.height_in - TOP_IN - PITCH_IN * row - PANEL_IN, wide


def _draw_panel(page: Page, results: Sequence[Result], days: SupplyDays, heading: str, at: tuple[float, float, float]) -> None:
    """One panel with its columns, its line and a scale of its own."""
    left, bottom, wide = at
    page.words(left, bottom + PANEL_IN + 0.12, heading, style.PANEL_PT, "semibold", at_most_in=wide)
    box = (left / page.width_in, bottom / page.height_in, wide / page.width_in, PANEL_IN / page.height_in)
    axes = page.figure.add_axes(box)
    day, loaded = np.arange(days.loaded_t.shape[1]), days.loaded_t[1]
    _draw_columns(axes, np.zeros(len(day)), loaded, LOADED)
    top = loaded.copy()
    for limit, held in zip(LIMITS, days.held_back_t, strict=True):
        _draw_columns(axes, top, top + held, TINTS[limit])
        top += held
    if len(results) > 1:
        axes.vlines(day + 0.5, days.loaded_t[0], days.loaded_t[2], color=style.INK, lw=0.6)
    axes.stairs(days.delivered_t[1], np.arange(len(day) + 1), color=style.INK, lw=1.1, baseline=None)
    _lay_scales(axes, results[0], float(max(top.max(), days.loaded_t[2].max(), days.delivered_t[1].max(), 1.0)), len(day))


def _draw_columns(axes: Axes, bottom: Floats, top: Floats, tint: str) -> None:
    """A column for each day on which there is one, all as one artist: a bar of its own for each takes ten times as long."""
    shown = np.flatnonzero(top > bottom)
    left, right = shown + 0.5 - COLUMN_DAYS / 2, shown + 0.5 + COLUMN_DAYS / 2
    corners = [np.column_stack([left, bottom[shown]]), np.column_stack([left, top[shown]])]
    corners += [np.column_stack([right, top[shown]]), np.column_stack([right, bottom[shown]])]
    axes.add_collection(PolyCollection(list(np.stack(corners, axis=1)), facecolors=tint, edgecolors="none"), autolim=False)


def _lay_scales(axes: Axes, result: Result, most_t: float, days: int) -> None:
    """Days below, tonnes at the left with thin rules."""
    axes.set(xlim=(0, days), ylim=(0, 1.06 * most_t))
    step = 1 if days <= 7 else 2 if days <= 13 else 5 if days <= 35 else 10
    axes.set_xticks(
        range(0, days, step), [result.day_label(day * MINUTES_PER_DAY).split(" / ")[0] for day in range(0, days, step)]
    )
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(lambda tonnes, _: f"{tonnes:,.0f}" + (" t" if tonnes else ""))
    axes.grid(axis="y", color=style.RULE, lw=0.4, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=2, labelsize=style.LABEL_PT)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)


def _draw_key(page: Page, y: float, panels: Sequence[SupplyDays]) -> None:
    """The tints of what was loaded and of the limits that held back anything, and the line."""
    bound = [limit for row, limit in enumerate(LIMITS) if any(days.held_back_t[row].sum() > 0.5 for days in panels)]
    entries: list[tuple[str, str]] = [(LOADED, "loaded"), *((TINTS[limit], f"lacking: {cause_words(limit)}") for limit in bound)]
    pitch = (page.width_in - 2 * MARGIN_IN) / KEY_COLUMNS
    for number, (tint, words) in enumerate([*entries, (None, "received by formations")]):
        row, column = divmod(number, KEY_COLUMNS)
        x, at = MARGIN_IN + pitch * column, y + KEY_ROW_IN * (1 - row)
        if tint:
            page.box(x, at - 0.06, x + 0.26, at + 0.06, fc=tint)
        else:
            page.line([x, x + 0.26], [at, at], lw=1.1)
        page.words(x + 0.33, at, words, at_most_in=pitch - 0.4)

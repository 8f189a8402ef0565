"""The timeline: history's window of every dated event above the distribution of the runs, misses standing out.

One row an event, by army along the front and then by date: the black bar of history, the runs below it, the error of the
median in hours and the share of the runs in which it has happened by the end of the window. A row whose window lies wholly
outside the runs is tinted, so that the picture shows where the model is wrong before it shows where it is right. Which events
there are and how far the runs lie from them is worked out in `timeline_rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from matplotlib.figure import Figure

from analysis.calendar import day_text
from analysis.charts.curve_marks import BANDS_FROM_RUNS
from analysis.charts.timeline_rows import Spread, TimelineRow, direction, timeline_rows
from analysis.drawing import style
from analysis.drawing.paper import (
    HISTORY_SOURCES,
    MARGIN_IN,
    OTHER,
    DayScale,
    Page,
    foot,
    foot_in,
    head,
    new_page,
    told_apart,
    width_in,
)
from analysis.drawing.sides import side_style
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle

ROW_IN, OTHER_ROW_IN = 0.215, 0.33
GROUP_GAP_IN, TOP_IN, KEY_IN = 0.06, 1.1, 0.52
NAMES_IN, DAYS_FROM_IN, DAYS_TO_IN = 3.62, 3.78, 9.1
MEDIAN_IN, SHARE_IN = 10.35, 11.25
GROUP_AT_MOST_IN, NAME_AT_MOST_IN = 2.1, 1.4
BAND_PT = {95: 0.9, 80: 3.0, 50: 5.2}


def draw_timeline(
    results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> Figure:
    """Every dated event of history against `results`, and against the second ensemble `other` under it.

    `army` (an id) leaves the events of that formation and its subordinates. Without dated events the page says so in its title.
    """
    rows = timeline_rows(results, other, army)
    pitch = OTHER_ROW_IN if other else ROW_IN
    groups = len({row.group for row in rows})
    height = TOP_IN + pitch * max(len(rows), 1) + GROUP_GAP_IN * groups + KEY_IN + foot_in(other)
    with style.drawing():
        page = new_page(height)
        head(page, title or factual_title(rows, results, army), _subtitle(results, other, rows))
        _draw_table(page, DayScale(results[0], DAYS_FROM_IN, DAYS_TO_IN), rows, pitch, foot_in(other) + KEY_IN)
        _draw_key(page, results, other, foot_in(other) + 0.16)
        foot(page, results, _note(results), HISTORY_SOURCES, other)
    return page.figure


def save_timeline(
    results: Sequence[Result], path: str | Path, other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> None:
    """Writes the timeline to `path` (PNG, SVG or PDF) with its alt text as description."""
    style.save(draw_timeline(results, other, army, title), path, alt_text(results, other, army))


def factual_title(rows: Sequence[TimelineRow], results: Sequence[Result], army: str | None = None) -> str:
    """How many of the dated events lie where the runs put them.

    Of twenty runs or more it counts those outside the middle 95 %; of fewer, which have no such band, those whose window holds
    the median.
    """
    if not rows:
        return "No dated event of history can be compared with these runs"
    whose = f"{OrderOfBattle.of(results[0]).name(army)}: " if army else ""
    if len(results) < BANDS_FROM_RUNS:
        inside = sum(row.spread.hit(row.event) for row in rows)
        what = "the run" if len(results) == 1 else "the median of the runs"
        window = "its window" if inside == 1 else "their window"
        return f"{whose}{inside} of {len(rows)} dated events {_fall(inside)} in {window} in {what}"
    missed = sum(row.miss for row in rows)
    return (
        f"{whose}{missed} of {len(rows)} dated events {_fall(missed)} outside the middle 95 % of the runs"
        if missed
        else (f"{whose}all {len(rows)} dated events fall within the middle 95 % of the runs")
    )


def _fall(count: int) -> str:
    """The verb for so many events."""
    return "falls" if count == 1 else "fall"


def alt_text(results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None) -> str:
    """The finding and the three largest errors in words, then the form."""
    rows = timeline_rows(results, other, army)
    worst = sorted((row for row in rows if row.spread.error_h(row.event)), key=lambda row: -abs(row.spread.error_h(row.event)))
    named = "; ".join(f"{row.words} {_error_words(row.spread, row, results[0])}" for row in worst[:3])
    largest = f" Largest errors of the median: {named}." if named else ""
    form = f" Timeline of {len(rows)} dated events, history's window above the simulated distribution, rows by army."
    return factual_title(rows, results, army) + "." + largest + form


def _subtitle(results: Sequence[Result], other: Sequence[Result], rows: Sequence[TimelineRow]) -> str:
    """What the bars of a row are, and in which order rows come."""
    runs = "the run" if len(results) == 1 else f"{len(results)} runs"
    if other:
        first, second = told_apart(results, other)
        return f"History’s window above; below it {first} (colour) and {second} (grey)."
    told = direction(results[0], (row.group for row in rows))
    return f"When each event happened: history’s window above, {runs} below it. Rows by army from {told}, then by date."


def _note(results: Sequence[Result]) -> str:
    """Time zone, sign of the errors, and that an event which never happens counts as the run's last minute."""
    hours = float(results[0].manifest.utc_offset_hours)
    zone = f"UTC{hours:+g}".replace("-", "−") if hours else "UTC"
    return (
        f"Days are local ({zone}). Error from the nearer edge of the window, + is late. "
        "A run in which the event never happens counts as its last minute. Events on one axis are not independent."
    )


def _draw_table(page: Page, scale: DayScale, rows: Sequence[TimelineRow], pitch: float, bottom: float) -> None:
    """All rows under the scale of days, `bottom` inches kept below: groups with a rule and a name, then their events."""
    top = page.height_in - TOP_IN
    scale.draw(page, top + 0.02, bottom)
    single = len(rows) > 0 and rows[0].spread.runs == 1
    page.words(MEDIAN_IN, top + 0.2, f"{'run' if single else 'median'} against\nhistory", color=style.SOFT_INK, ha="right")
    if not single:
        page.words(SHARE_IN, top + 0.2, "runs there\nby then", color=style.SOFT_INK, ha="right")
    order, sides = OrderOfBattle.of(scale.result), scale.result.sides
    y = top
    for group, members in groupby(rows, key=lambda row: row.group):
        y -= GROUP_GAP_IN / 2
        page.line([MARGIN_IN, SHARE_IN], [y, y], color=style.RULE, zorder=2)
        listed = list(members)
        look = side_style(sides, listed[0].event.side)
        name = _group_name(order, group) if group else _side_name(scale.result, listed[0].event.side)
        page.words(MARGIN_IN, y - ROW_IN / 2 - 0.01, name, 8.0, "bold", look.text, at_most_in=GROUP_AT_MOST_IN)
        for row in listed:
            _draw_row(page, scale, row, y - pitch, pitch, look)
            y -= pitch
        y -= GROUP_GAP_IN / 2


def _side_name(result: Result, side: str) -> str:
    """The side's name, for events that name no formation."""
    return next((one.name for one in result.sides if one.id == side), side)


def _group_name(order: OrderOfBattle, group: str) -> str:
    """The army's name, or its short label where the name is too long for its column."""
    name = order.name(group)
    fits = width_in(name, 8.0, "bold") <= GROUP_AT_MOST_IN
    return name if fits else (group in order.formation and order.formation[group].short) or name


def _draw_row(page: Page, scale: DayScale, row: TimelineRow, bottom: float, pitch: float, look: style.SideStyle) -> None:
    """One event: its name, the window, the runs and their numbers; a miss in bold on a tint."""
    weight = "bold" if row.miss else "regular"
    if row.miss:
        page.box(
            MARGIN_IN + GROUP_AT_MOST_IN + 0.06,
            bottom + 0.005,
            SHARE_IN + 0.04,
            bottom + pitch - 0.005,
            fc=style.MISS_ROW,
            zorder=0.3,
        )
    first = bottom + pitch - 0.135
    page.words(NAMES_IN, first, row.words, 7.8, weight, ha="right", at_most_in=NAME_AT_MOST_IN)
    event = row.event
    left, right = scale.at(event.earliest_min), scale.at(event.latest_min)
    page.box(left, first + 0.025, max(right, left + 0.03), first + 0.09, fc=style.INK, zorder=5)
    _draw_spread(page, scale, row.spread, first - 0.035, look, row.miss)
    _write_numbers(page, scale, row, row.spread, first - 0.005, weight, style.INK)
    if row.other:
        _draw_spread(page, scale, row.other, first - 0.14, OTHER, row.other.misses(event))
        _write_numbers(page, scale, row, row.other, first - 0.14, "regular", style.NEUTRAL)


def _draw_spread(page: Page, scale: DayScale, spread: Spread, y: float, look: style.SideStyle, miss: bool) -> None:
    """When an event happens in the runs, on the line `y`: bands from twenty runs on, ticks for fewer, a ring for the median.

    An arrow at the right edge says that some runs never see it; where half of them do not, words stand in place of the median.
    """
    if spread.never:
        words = "never in the run →" if spread.runs == 1 else "half or more never →"
        page.words(scale.right_in - 0.05, y, words, 6.6, color=look.text, ha="right", italic=True)
        return
    if spread.runs >= BANDS_FROM_RUNS:
        for (percent, width), colour in zip(BAND_PT.items(), (look.frame, *look.bands[1:]), strict=True):
            low, high = spread.middle(percent)
            page.line([scale.at(low), scale.at(high)], [y, y], lw=width, color=colour, zorder=6)
    elif spread.runs > 1:
        known = [scale.at(minute) for minute in spread.minutes if minute < float("inf")]
        page.line(known, [y] * len(known), ls="", marker="|", ms=5, mew=0.7, color=look.frame, zorder=6)
    if spread.minutes[-1] == float("inf") and spread.runs > 1:
        page.line([scale.right_in - 0.01], [y], ls="", marker=">", ms=3, color=look.frame, zorder=6)
    face = style.PAPER if miss or spread.runs > 1 else look.frame
    page.line([scale.at(spread.median_min)], [y], ls="", marker="o", ms=4.6, mfc=face, mec=look.median, mew=1.3, zorder=7)


def _write_numbers(page: Page, scale: DayScale, row: TimelineRow, spread: Spread, y: float, weight: str, color: str) -> None:
    """At the right of a row the error of the median and the share of the runs in time; of one run the error alone."""
    words = _error_words(spread, row, scale.result)
    page.words(MEDIAN_IN, y, words, 7.6, weight, color, ha="right")
    if spread.runs > 1:
        page.words(SHARE_IN, y, f"{spread.there_by(row.event) * 100:.0f} %", 7.6, color=style.SOFT_INK, ha="right")


def _error_words(spread: Spread, row: TimelineRow, result: Result) -> str:
    """`in window`, `+35 h`, `−13 h`, or by which day it has not happened."""
    if spread.never:
        return f"not by {day_text(result.local_time(0), spread.end_minute).split(' ')[0]}"
    error = spread.error_h(row.event)
    return "in window" if error == 0 else f"{error:+.0f} h".replace("-", "−") if abs(error) >= 1 else "under 1 h"


def _draw_key(page: Page, results: Sequence[Result], other: Sequence[Result], y: float) -> None:
    """One row of what window, band, ring and tint mean, for as many ensembles as there are."""
    look, runs = side_style(results[0].sides, results[0].sides[0].id), len(results)
    y += 0.075
    page.box(MARGIN_IN + 0.05, y - 0.03, MARGIN_IN + 0.5, y + 0.035, fc=style.INK)
    page.words(MARGIN_IN + 0.6, y, "history: the window of the date")
    x = 2.7 if other else 3.4
    _draw_key_spread(page, x, y, look, runs)
    page.words(x + 1.1, y, _key_words(runs))
    if other:
        _draw_key_spread(page, x + 3.1, y, OTHER, len(other))
        page.words(x + 4.2, y, f"beside it: {_key_words(len(other))}")
    miss = "miss: window wholly outside 95 %" if runs >= BANDS_FROM_RUNS else "miss: never, or over 48 h off"
    left = page.width_in - MARGIN_IN - width_in(miss, style.LABEL_PT, "bold")
    page.box(left - 0.45, y - 0.075, left - 0.08, y + 0.075, fc=style.MISS_ROW)
    page.words(left, y, miss, weight="bold")


def _draw_key_spread(page: Page, x: float, y: float, look: style.SideStyle, runs: int) -> None:
    """The sample of a spread for the key, as `_draw_spread` would draw it for so many runs."""
    if runs >= BANDS_FROM_RUNS:
        for (width, half), colour in zip(((0.9, 0.5), (3.0, 0.34), (5.2, 0.2)), (look.frame, *look.bands[1:]), strict=True):
            page.line([x + 0.5 - half, x + 0.5 + half], [y, y], lw=width, color=colour)
    elif runs > 1:
        ticks = [x + 0.2, x + 0.34, x + 0.62, x + 0.8]
        page.line(ticks, [y] * 4, ls="", marker="|", ms=5, mew=0.7, color=look.frame)
    page.line([x + 0.5], [y], ls="", marker="o", ms=4.6, mfc=style.PAPER if runs > 1 else look.frame, mec=look.median, mew=1.3)


def _key_words(runs: int) -> str:
    """What stands for so many runs."""
    if runs == 1:
        return "the run (open ring: a miss)"
    return f"median, 50, 80 and 95 % of {runs} runs" if runs >= BANDS_FROM_RUNS else f"each of {runs} runs, and their median"

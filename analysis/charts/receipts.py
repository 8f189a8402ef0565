"""Receipts by day: the campaign's record as grey boxes, what the runs received as a band and its median.

A panel for each army and good of which the scenario has a record. The picture answers whether the chain of supply brought what it
is known to have brought, and on which days it did not; why is left to `supply.csv` and `explain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from analysis.calendar import MINUTES_PER_DAY
from analysis.drawing import style
from analysis.drawing.paper import HISTORY_SOURCES, MARGIN_IN, OTHER, DayScale, Page, foot, foot_in, head, new_page, told_apart
from analysis.drawing.sides import side_style
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.reading import ResultError
from analysis.scores.receipts import ReceiptRow, Receipts, range_t, receipts
from analysis.words.receipt_table import receipts_title, sum_words

PANEL_IN, GAP_IN, TOP_IN, KEY_IN, SCALE_IN = 2.4, 0.3, 1.12, 0.52, 0.62
RECORD, MARK_IN = "#C9C4B8", 0.012
STEPS_T = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def save_receipts(
    results: Sequence[Result], path: str | Path, other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> None:
    """Writes the picture of `draw_receipts` to `path` (PNG, SVG or PDF) with its alt text as description."""
    style.save(draw_receipts(results, other, army, title), path, alt_text(results, army))


def draw_receipts(
    results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> Figure:
    """A panel for each army and good with a record (of `army`, an id, alone where one is given); `other` is a second median.

    Raises ResultError where there is no record, or a sweep kept none of its outcomes."""
    panels = _panels(results, army)
    beside = {(each.formation, each.good): each for each in receipts(other)} if other else {}
    bottom = foot_in(other) + KEY_IN
    height = TOP_IN + (PANEL_IN + GAP_IN) * len(panels) + bottom
    with style.drawing():
        page = new_page(height)
        head(page, title or factual_title(results, army), _subtitle(results, other))
        scale = DayScale(results[0], MARGIN_IN + SCALE_IN, page.width_in - MARGIN_IN - 0.1)
        scale.draw(page, height - TOP_IN + 0.04, bottom)
        top = height - TOP_IN
        for found in panels:
            _draw_panel(page, scale, found, beside.get((found.formation, found.good)), top - 0.3)
            top -= PANEL_IN + GAP_IN
        _draw_key(page, results, other, foot_in(other) + 0.16)
        note = (
            "Received: by road, rail and air, into the vehicles of formations and by army troops; captured stocks do not count."
        )
        foot(page, results, note, HISTORY_SOURCES, other)
    return page.figure


def factual_title(results: Sequence[Result], army: str | None = None) -> str:
    """The sums of the first panel."""
    found = _panels(results, army)[0]
    who = receipts_title(results[0], found)
    return f"{who[:1].upper()}{who[1:]}: {found.runs_t:,.0f} t, and {found.record_t:,.0f} t in the record"


def alt_text(results: Sequence[Result], army: str | None = None) -> str:
    """Each panel in words: sums, mean distance, and on how many of the days the median lies within the record's range."""
    parts = []
    for found in _panels(results, army):
        within = sum(row.outside_t == 0.0 for row in found.rows)
        words = f"{receipts_title(results[0], found)}: {sum_words(found)}; within its range in {within} of {len(found.rows)} rows"
        parts.append(words[:1].upper() + words[1:] + ".")
    return " ".join(parts)


def _panels(results: Sequence[Result], army: str | None) -> list[Receipts]:
    found = receipts(results)
    if army is not None:
        chain = OrderOfBattle.of(results[0]).chain(army)
        found = [each for each in found if each.formation in chain]
    if not found:
        raise ResultError(f"{results[0].folder}: there is no record of receipts, or the sweep kept no outcome received.*")
    return found


def _subtitle(results: Sequence[Result], other: Sequence[Result]) -> str:
    if other:
        first, second = told_apart(results, other)
        return f"Tonnes a day: {first}, and {second} as the dashed line."
    what = "one run" if len(results) == 1 else f"median of {len(results)} runs, with 80 % of them"
    return f"Tonnes a day beside the record: {what}."


def _draw_panel(page: Page, scale: DayScale, found: Receipts, beside: Receipts | None, top: float) -> None:
    """One panel: a scale of tonnes at the left, then for each row of the record its box and the runs."""
    rows = [*found.rows, *(beside.rows if beside else ())]
    most = max(max(range_t(row.record)[1], row.high) for row in rows) or 1.0
    per_t, bottom = (PANEL_IN - 0.3) / most, top - PANEL_IN + 0.3
    page.words(scale.left_in, top + 0.12, receipts_title(scale.result, found), 8.2, "semibold")
    step = next((step for step in STEPS_T if most / step <= 5), STEPS_T[-1])
    for tonnes in range(0, int(most) + 1, step):
        y = bottom + tonnes * per_t
        page.line([scale.left_in, scale.right_in], [y, y], color=style.RULE, zorder=0.6)
        page.words(scale.left_in - 0.08, y, f"{tonnes:,}", ha="right", color=style.SOFT_INK)
    look = side_style(scale.result.sides, OrderOfBattle.of(scale.result).side(found.formation) or "")
    for row in found.rows:
        left, right = _days(scale, row)
        low, high = range_t(row.record)
        page.box(left, bottom + low * per_t, right, bottom + high * per_t, fc=RECORD, zorder=1)
        page.line([left, right], [bottom + row.record.t_per_day * per_t] * 2, color=style.SOFT_INK, lw=1.2, zorder=2)
        inset = 0.22 * (right - left)
        page.box(left + inset, bottom + row.low * per_t, right - inset, bottom + row.high * per_t, fc=look.bands[1], zorder=3)
        page.line([left, right], [bottom + row.median * per_t] * 2, color=look.median, lw=1.8, zorder=4)
    for row in beside.rows if beside else ():
        page.line([*_days(scale, row)], [bottom + row.median * per_t] * 2, color=OTHER.median, lw=1.4, ls=(0, (2, 1.4)), zorder=5)


def _days(scale: DayScale, row: ReceiptRow) -> tuple[float, float]:
    """Inches of the begin and the end of a row's days, with a little air between rows."""
    record = row.record
    left, right = (scale.at(day * MINUTES_PER_DAY) for day in (record.day, record.day + record.days))
    return left + MARK_IN, right - MARK_IN


def _draw_key(page: Page, results: Sequence[Result], other: Sequence[Result], y: float) -> None:
    """A box of the record, and the lines of the runs."""
    look = side_style(results[0].sides, results[0].sides[0].id)
    x = MARGIN_IN + SCALE_IN
    page.box(x, y - 0.06, x + 0.35, y + 0.06, fc=RECORD)
    page.line([x, x + 0.35], [y, y], color=style.SOFT_INK, lw=1.2)
    page.words(x + 0.43, y, "the record and its range")
    page.line([x + 2.1, x + 2.45], [y, y], color=look.median, lw=1.8)
    page.words(x + 2.53, y, "the runs")
    if other:
        page.line([x + 3.5, x + 3.85], [y, y], color=OTHER.median, lw=1.4, ls=(0, (2, 1.4)))
        page.words(x + 3.93, y, "the other runs")

"""Receipts of the runs beside the campaign's record, as text."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.calendar import MINUTES_PER_DAY, day_text
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.receipts import ReceiptRow, Receipts, range_t, receipts
from analysis.terminal import columns, short

HEAD = ("record, t a day", "range", "runs, median", "80 % of the runs", "outside the range")


def receipts_text(results: Sequence[Result]) -> str:
    """A table for each army and good of which the campaign has a record, and the sums; empty where it has none."""
    return "\n\n".join(_table(results[0], each) for each in receipts(results))


def receipts_title(result: Result, found: Receipts) -> str:
    """`fuel received by First Army`."""
    return f"{found.good} received by {OrderOfBattle.of(result).name(found.formation)}"


def receipt_cells(result: Result, row: ReceiptRow) -> tuple[str, ...]:
    """Days, record, its range, median, 80 % of the runs, and by how much the median lies outside."""
    record, start = row.record, result.local_time(0)
    first, last = (day_text(start, day * MINUTES_PER_DAY) for day in (record.day, record.day + record.days - 1))
    low, high = range_t(record)
    outside = "within" if row.outside_t == 0.0 else f"{row.outside_t:+,.0f}"
    days = first if first == last else f"{first} – {last}"
    between = f"{low:,.0f} – {high:,.0f}" if low < high else ""
    return days, f"{record.t_per_day:,.0f}", between, f"{row.median:,.0f}", f"{row.low:,.0f} – {row.high:,.0f}", outside


def sum_words(found: Receipts) -> str:
    """`12,345 t recorded, 23,456 t in the runs; mean distance 123 t a day`."""
    return (
        f"{found.record_t:,.0f} t recorded in all, {found.runs_t:,.0f} t in the median of the runs; "
        f"mean distance {found.mean_error_t:,.0f} t a day"
    )


def _table(result: Result, found: Receipts) -> str:
    rows = [[short(receipts_title(result, found), 44), *HEAD], *(list(receipt_cells(result, row)) for row in found.rows)]
    return columns(rows, right=range(1, 6)) + f"\n{sum_words(found)}"

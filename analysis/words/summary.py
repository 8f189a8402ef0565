"""How good a run or an ensemble is, in three lines: the first that the command line prints."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calendar import days_and_hours
from analysis.results.load import Result
from analysis.scores.arrivals import NEAR_H, arrivals, error_h, is_hit, no_hit
from analysis.scores.dates import ScoreTable
from analysis.scores.history import DatedEvent
from analysis.scores.losses import ClaimedLoss, claimed_losses, whose
from analysis.scores.references import RUNS
from analysis.terminal import days, plain, run_count, width_at_most

WORST_AT_MOST = 2
CLAIMS_AT_MOST = 2
KILLED = "killed"


@dataclass(frozen=True)
class DateError:
    """A dated event with its signed error in hours (0: in its window), and whether it happens at all."""

    event: DatedEvent
    error_h: float
    happens: bool


def run_summary(result: Result) -> str:
    """Three lines on one run: its dates, the two that are furthest off, and the killed beside what is claimed."""
    table = arrivals([result])
    rows = []
    for event, happens, (counted,) in zip(table.events, table.reached, table.counted, strict=True):
        rows.append(DateError(event, no_hit(error_h(counted, event.earliest_min, event.latest_min), happens), happens))
    return _lines(dates_line(rows), worst_line(rows), _killed_line(result))


def score_summary(table: ScoreTable) -> str:
    """Three lines on an ensemble: the dates of its median, its mean error beside the best reference, and the furthest off."""
    rows = [DateError(row.event, row.error_h, row.happens) for row in table.events]
    return _lines(f"{run_count(table.runs)}: {dates_line(rows)}", _skill_line(table), worst_line(rows))


def _lines(*told: str) -> str:
    """Lines of summary, wrapped where a terminal is narrower than they are."""
    return "\n".join("\n".join(textwrap.wrap(line, width_at_most(len(line) + 1), subsequent_indent="  ")) for line in told)


def dates_line(rows: Sequence[DateError]) -> str:
    """`19 of 63 dates in their window, 36 within a day of it, median error 18 h`; what never happens is neither."""
    if not rows:
        return "no dated event of history can be compared with this run"
    errors = np.array([abs(row.error_h) for row in rows])
    inside, near = (sum(is_hit(row.error_h, row.happens, within_h) for row in rows) for within_h in (0.0, NEAR_H))
    within = f"{inside} of {len(rows)} dates in their window, {near} within a day of it"
    median = float(np.median(errors))
    return f"{within}, median error {days_and_hours(median / 24) if median else '0 h'}"


def worst_line(rows: Sequence[DateError]) -> str:
    """The dates furthest from their window, and how many events do not happen at all."""
    worst = sorted((row for row in rows if row.error_h), key=lambda row: (-abs(row.error_h), row.event.id))[:WORST_AT_MOST]
    never = sum(not row.happens for row in rows)
    told = "; ".join(_off(row) for row in worst)
    missing = f"; {never} not in the run" if never else ""
    return f"furthest off: {told}{missing}" if told else "no date is off"


def _off(row: DateError) -> str:
    """`surrender Redford 9 days 3 h early`."""
    size = days_and_hours(abs(row.error_h) / 24)
    return (
        f"{plain(row.event.kind).replace('_', ' ')} {plain(row.event.place_name)} {size} {'early' if row.error_h < 0 else 'late'}"
    )


def _skill_line(table: ScoreTable) -> str:
    """The mean error over all dates in days, and that of the best reference."""
    own, others = table.figures[RUNS]["all"].mean_abs_days, {name: table.figures[name]["all"] for name in table.figures}
    known = {name: one.mean_abs_days for name, one in others.items() if name != RUNS and one.mean_abs_days is not None}
    if own is None or not known:
        return f"mean error {days(own)} days"
    best = min(known, key=lambda name: (known[name], name))
    return f"mean error {days(own)} days; the best of {len(known)} simple references ({best}) is off by {days(known[best])}"


def _killed_line(result: Result) -> str:
    """The killed of each side beside what is claimed of them."""
    claims = [one for one in claimed_losses(result) if KILLED in one.claim.quantity.lower() and one.count is not None]
    of_sides = [one for one in claims if not one.claim.contingent and not one.claim.formation]
    told = [_claimed(result, one) for one in (of_sides or claims)[:CLAIMS_AT_MOST]]
    return "killed: " + "; ".join(told) if told else "no claim of killed can be compared with this run"


def _claimed(result: Result, one: ClaimedLoss) -> str:
    """`North 5,029 (claimed 9,780 – 12,031)`."""
    low, high = f"{one.claim.low:,.0f}", f"{one.claim.high:,.0f}"
    claimed = low if low == high else f"{low} – {high}"
    return f"{whose(result, one.claim)} {one.count:,.0f} (claimed {claimed})"

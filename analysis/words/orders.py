"""What became of orders with a date in the runs of a sweep, in words: who had them in hand when, and who could not obey."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from analysis.results.sweeps import Sweep, load_table
from analysis.terminal import columns
from engine.vocabulary import Cause, EventKind

TAKEN = (Cause.NEW_PLAN, Cause.ALLOCATION)
CANNOT = (Cause.ENCIRCLED, Cause.GONE, Cause.OUT_OF_REACH, Cause.FIXED, Cause.CEASE_FIRE)
MIN_PER_DAY = 1440


def orders_text(sweep: Sweep) -> str:
    """A row for each formation that an order came to: in how many runs, on which day at the median, and why it could not obey."""
    table = load_table(sweep.folder, "events")
    kinds, formations, causes = (table.column(name).to_pylist() for name in ("kind", "formation", "cause"))
    minutes = table.column("minute").to_pylist()
    days, refusals = defaultdict[str, list[float]](list), defaultdict[tuple[str, str], int](int)
    for kind, formation, cause, minute in zip(kinds, formations, causes, minutes, strict=True):
        if kind == EventKind.ORDER and cause in TAKEN:
            days[formation].append(minute / MIN_PER_DAY)
        elif kind == EventKind.ORDER and cause in CANNOT:
            refusals[formation, cause] += 1
    if not days and not refusals:
        return "No order with a date reached anybody."
    rows = [["formation", "has the order in hand", "day, median", "cannot obey"]]
    for formation in sorted({*days, *(name for name, _ in refusals)}):
        why = ", ".join(
            f"{count} x {Cause(cause).words}" for (name, cause), count in sorted(refusals.items()) if name == formation
        )
        got = days.get(formation, [])
        rows.append([formation, f"{len(got)} runs", f"{np.median(got):.2f}" if got else "-", why or "-"])
    return columns(rows, right=(2,))

"""Where the spread of a date comes from: its variance split by the groups of draws that were exchanged between runs.

Two independent sets of runs, `first` and `second`; and for each group the first set again with that group's draws taken from
the second (pick-freeze). A run of the second set and its exchanged partner have only the group in common; a run of the first
and its partner have everything but the group in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.scores.arrivals import Arrivals
from analysis.scores.history import DatedEvent, comparable
from analysis.scores.probability import RESAMPLES, SEED, Estimate
from analysis.terminal import columns, days, short

Floats = NDArray[np.float64]
FIRST, SECOND = "first", "second"
SAME_DAYS = 1e-6
"""Dates that differ by less than this do not differ."""


@dataclass(frozen=True)
class Share:
    """A group's part of a variance, 0-1: of the draws of the group alone, and of all that changes when only they change."""

    alone: Estimate
    total: Estimate


@dataclass(frozen=True)
class Split:
    """The variance of one date, or of all of them together, by group."""

    sd_days: float
    shares: Mapping[str, Share]


@dataclass(frozen=True)
class VarianceTable:
    """`pairs` runs in each set; `dates` are those events whose date differs between runs, `fixed` counts the others."""

    pairs: int
    together: Split | None
    dates: tuple[tuple[DatedEvent, Split], ...]
    fixed: int


def dates_of(result: Result) -> Floats:
    """(dates,): days of the comparable dated events of history in a run, in their order; never counts as the last minute."""
    return np.asarray(Arrivals.of([result]).counted[:, 0] / MINUTES_PER_DAY)


def variance_table(example: Result, sets: Mapping[str, Sequence[Floats]]) -> VarianceTable:
    """The split of the dates of history. `sets` holds `dates_of` every run of `first`, `second` and each group."""
    values = {name: np.array(runs, float).T for name, runs in sets.items()}
    events = comparable(example).dates
    varies = [bool(np.ptp(np.concatenate([rows[at] for rows in values.values()])) > SAME_DAYS) for at in range(len(events))]
    moving = [at for at, differs in enumerate(varies) if differs and _variance(values, [at]) > 0]
    splits = tuple((events[at], split({name: rows[[at]] for name, rows in values.items()})) for at in moving)
    together = split({name: rows[moving] for name, rows in values.items()}) if moving else None
    return VarianceTable(values[FIRST].shape[1], together, splits, len(events) - len(moving))


def split(values: Mapping[str, Floats]) -> Split:
    """The variance of outcomes by group, summed over the outcomes; `values` maps each set to an array (outcomes, runs).

    Alone E[(second - mean) (exchanged - first)] / V, in total E[(first - exchanged)^2] / 2V, with mean and V over both sets
    (Saltelli et al. 2010, Computer Physics Communications 181, table 2 b and f): both are exactly 0 for a group that changes
    nothing. Intervals of 95 % resample the pairs (fixed seed)."""
    first, second = values[FIRST], values[SECOND]
    pairs = first.shape[1]
    drawn = np.random.default_rng(SEED).integers(pairs, size=(RESAMPLES, pairs))
    weights = np.stack([np.bincount(row, minlength=pairs) for row in drawn]) / pairs
    weights = np.vstack([np.full(pairs, 1 / pairs), weights])
    centred = second - np.concatenate([first, second], axis=1).mean(axis=1, keepdims=True)
    variance = _weighted_variance(np.concatenate([first, second], axis=1), np.hstack([weights, weights]) / 2)
    shares = {}
    for group in values:
        if group not in (FIRST, SECOND):
            moved = values[group] - first
            alone = (centred * moved).sum(axis=0) @ weights.T
            total = (moved**2).sum(axis=0) @ weights.T / 2
            shares[group] = Share(_estimate(alone, variance), _estimate(total, variance))
    return Split(float(np.sqrt(_variance(values) / len(first))), shares)


def _variance(values: Mapping[str, Floats], rows: Sequence[int] | slice = slice(None)) -> float:
    """Variance over both independent sets, summed over outcomes."""
    both = np.concatenate([values[FIRST][rows], values[SECOND][rows]], axis=1)
    return float(both.var(axis=1, ddof=1).sum())


def _weighted_variance(both: Floats, weights: Floats) -> Floats:
    """(resamples,): variance summed over outcomes, free of bias for the runs as they are."""
    n = both.shape[1]
    centred = both - both.mean(axis=1, keepdims=True)
    variance: Floats = ((centred**2) @ weights.T - (centred @ weights.T) ** 2).sum(axis=0) * n / (n - 1)
    return variance


def _estimate(above: Floats, below: Floats) -> Estimate:
    """The ratio of the first entries; its interval from those of the others in which there is a variance at all."""
    ratios = above[1:][below[1:] > 0] / below[1:][below[1:] > 0]
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Estimate(float(above[0] / below[0]), float(low), float(high))


def variance_text(table: VarianceTable) -> str:
    """The split of all dates together, then of each date, as aligned text."""
    if table.together is None:
        return "variance by group: no date differs between the runs"
    groups = list(table.together.shares)
    head = [f"variance of the dates by group, n = {table.pairs} pairs", "", "alone", "95 %", "in total", "95 %"]
    rows = [head, *([f"  {group}", "", *_cells(table.together.shares[group])] for group in groups)]
    known = sum(share.alone.value or 0.0 for share in table.together.shares.values())
    rows.append(["  several at once", "", f"{1 - known:.0%}"])
    each = [["date", "sd, days", *groups]]
    for event, found in sorted(table.dates, key=lambda pair: (pair[0].earliest_min, pair[0].id)):
        cells = [f"{found.shares[group].alone.value:.0%} {_span(found.shares[group].alone)}" for group in groups]
        each.append([f"  {short(event.text, 40)}", days(found.sd_days), *cells])
    text = [columns(rows, right=(2, 4)), columns(each, right=(1,))]
    return "\n\n".join([*text, f"{table.fixed} more dates are the same in every run"] if table.fixed else text)


def _cells(share: Share) -> list[str]:
    return [f"{share.alone.value:.0%}", _span(share.alone), f"{share.total.value:.0%}", _span(share.total)]


def _span(estimate: Estimate) -> str:
    return f"[{estimate.low:.0%} – {estimate.high:.0%}]"

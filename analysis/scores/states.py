"""States of history beside those of an ensemble: fuel, halts and depth, where a date alone says too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.results.load import Result
from analysis.scores.advance import advances
from analysis.scores.history import DatedEvent, comparable, forced_halt, fuel_fills
from analysis.stats import crps as crps_of


@dataclass(frozen=True)
class StateRow:
    """A state in history and in the runs: median, 10 and 90 % points in `unit`; `crps` in the same unit.

    For a halt the numbers are the share of the runs in which one overlaps history's window, and `crps` its Brier score.
    """

    kind: str
    event: DatedEvent
    who: str
    minute: float
    unit: str
    history: float
    median: float
    low: float
    high: float
    crps: float


@dataclass(frozen=True)
class AirliftRow:
    """Tonnes that a lift has brought by the end: median, 10 and 90 % points over the runs."""

    lift: str
    places: tuple[str, ...]
    """Names of the places where it landed in any of the runs."""
    tonnes: float
    low: float
    high: float


def state_rows(results: Sequence[Result]) -> list[StateRow]:
    """Every fuel state and halt of history, then the depth of each army at each dated place of its axis."""
    states = comparable(results[0]).states
    found = [_fuel(results, event) for event in states if event.kind == "fuel"]
    found += [_halt(results, event) for event in states if event.kind == "halt"]
    return [row for row in found if row is not None] + _depths(results)


def mean_crps(rows: Sequence[StateRow], kind: str) -> tuple[float | None, int]:
    """Mean CRPS of the states of one kind, in their unit, and how many there are."""
    values = [row.crps for row in rows if row.kind == kind]
    return (float(np.mean(values)) if values else None), len(values)


def airlifts(results: Sequence[Result]) -> list[AirliftRow]:
    """Tonnes by lift, summed over each run; empty where none flies."""
    sums: list[dict[str, float]] = []
    landed: dict[str, set[str]] = {}
    for result in results:
        total: dict[str, float] = {}
        rows = result.events
        for at in np.flatnonzero(rows.kind == "airlift").tolist():
            numbers = dict(pair.partition("=")[::2] for pair in str(rows.numbers[at]).split(";"))
            lift = str(rows.cause[at])
            total[lift] = total.get(lift, 0.0) + float(numbers.get("tonnes") or 0)
            landed.setdefault(lift, set()).add(result.place_name(str(rows.place[at])))
        sums.append(total)
    brought = {lift: _middle([total.get(lift, 0.0) for total in sums]) for lift in sorted(landed)}
    return [AirliftRow(lift, tuple(sorted(landed[lift])), *tonnes) for lift, tonnes in brought.items()]


def _middle(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, 10 and 90 % points."""
    low, median, high = np.quantile(np.asarray(values, float), [0.1, 0.5, 0.9])
    return float(median), float(low), float(high)


def _fuel(results: Sequence[Result], event: DatedEvent) -> StateRow | None:
    fills = [value for value in (fuel_fills(result, event) for result in results) if value is not None]
    if not fills or event.value is None:
        return None
    crps = float(crps_of(fills, event.value, event.value))
    return StateRow("fuel", event, event.formation_name, event.middle_min, "fills", event.value, *_middle(fills), crps)


def _halt(results: Sequence[Result], event: DatedEvent) -> StateRow:
    halts = [forced_halt(result, event) for result in results]
    share = float(
        np.mean([halt is not None and halt.from_min <= event.latest_min and halt.to_min >= event.earliest_min for halt in halts])
    )
    return StateRow("halt", event, event.formation_name, event.middle_min, "of runs", 1.0, share, share, share, (1 - share) ** 2)


def _depths(results: Sequence[Result]) -> list[StateRow]:
    """Kilometres along its axis where each army stands in the runs at the middle of the window of each dated place."""
    rows = []
    for panel in advances(results):
        for point in panel.history:
            km = [float(np.interp(point.event.middle_min, panel.minutes, run)) for run in panel.km]
            crps = float(crps_of(km, point.km - point.event.place_km, point.km + point.event.place_km))
            rows.append(StateRow("depth", point.event, panel.name, point.event.middle_min, "km", point.km, *_middle(km), crps))
    return rows

"""The score: how far the median of an ensemble lies from each dated event, in the company of its references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.arrivals import Floats, arrivals, error_h, in_most, is_hit, no_hit
from analysis.scores.history import DatedEvent, forced_halt, fuel_fills
from analysis.scores.references import RUNS, Minutes, reference_dates

WINDOWS = ("all", "clean", "after")
PLACES, ENDS = "places", "ends"
ENDING = ("surrender", "siege_end")
"""Kinds of events by which a formation ends; all others date a place."""


@dataclass(frozen=True)
class Figure:
    """Errors of several events in one: mean and median absolute, mean signed (late is positive) in days, and the counts."""

    mean_abs_days: float | None
    median_abs_days: float | None
    mean_days: float | None
    inside: int
    count: int


@dataclass(frozen=True)
class EventScore:
    """One dated event: the ensemble's median minute, in how many runs it happened, the error and the references' errors."""

    event: DatedEvent
    median_min: float
    arrived: int
    error_h: float
    reference_error_h: Mapping[str, float]
    happens: bool
    """Whether it happens in more than half of the runs."""

    def hit(self, within_h: float = 0.0) -> bool:
        """Whether the median is at most `within_h` hours off the window, and no end of a run that never saw the event."""
        return is_hit(self.error_h, self.happens, within_h)


@dataclass(frozen=True)
class StateScore:
    """A state of history beside that of the runs.

    Fuel: the median of the runs' fills. Halt: in how many runs a forced halt overlaps the window, and the median start
    of the halts nearest to it.
    """

    event: DatedEvent
    fills: float | None
    halted: int
    halt_min: float | None


@dataclass(frozen=True)
class ScoreTable:
    """All scores of an ensemble. `figures` is by model (the runs first, then each reference) and set of events: the windows
    `WINDOWS`, and over all of time `PLACES` (dates of places) and `ENDS` (surrenders and ends of sieges)."""

    scenario: str
    start: datetime
    runs: int
    end_minute: int
    clean_until_minute: int | None
    events: tuple[EventScore, ...]
    states: tuple[StateScore, ...]
    left_out: Mapping[tuple[str, str], int]
    figures: Mapping[str, Mapping[str, Figure]]
    by_front: Mapping[str, Mapping[str, Figure]]
    by_army: Mapping[str, Mapping[str, Figure]]


def figure(errors_h: Iterable[float]) -> Figure:
    """`errors_h` in one figure; None instead of a mean where there is no event."""
    errors = np.array(list(errors_h), dtype=float) / 24
    if not errors.size:
        return Figure(None, None, None, 0, 0)
    size = np.abs(errors)
    return Figure(float(size.mean()), float(np.median(size)), float(errors.mean()), int((errors == 0).sum()), errors.size)


def score(
    results: Sequence[Result], empty: Sequence[Result] | None = None, unresisted: Sequence[Result] | None = None
) -> ScoreTable:
    """Scores of the ensemble `results` against its own history.

    `empty` is the ensemble without an enemy that the slowed reference is taken from; without it, `results` itself is
    taken for it. `unresisted` is the one without resistance, a reference of its own. Raises ValueError for no results, or
    results of different scenarios or lengths.
    """
    _check_alike([*results, *(empty or ()), *(unresisted or ())])
    first, table = results[0], arrivals(results)
    known, predicted = table.known, reference_dates(results, empty, unresisted)
    rows = zip(table.events, table.minutes, table.medians.tolist(), strict=True)
    events = tuple(_event_score(event, minutes, median, predicted) for event, minutes, median in rows)
    order, clean = OrderOfBattle.of(first), first.manifest.clean_until_minute
    return ScoreTable(
        scenario=first.manifest.scenario.id,
        start=first.local_time(0),
        runs=len(results),
        end_minute=first.end_minute,
        clean_until_minute=clean,
        events=events,
        states=tuple(_state_score(event, results) for event in known.states),
        left_out=known.left_out,
        figures=_figures_by_model(events, predicted, clean),
        by_front=_grouped(events, clean, lambda event: order.name(event.front)),
        by_army=_grouped(
            events, clean, lambda event: order.name(event.army) if event.army else f"{order.name(event.front)}, no army"
        ),
    )


def _check_alike(results: Sequence[Result]) -> None:
    if not results:
        raise ValueError("no result to score; give at least one result folder")
    kinds = sorted({(result.manifest.scenario.id, result.end_minute) for result in results})
    if len(kinds) > 1:
        listed = ", ".join(f"{scenario} to minute {end}" for scenario, end in kinds)
        raise ValueError(f"the results are not of one ensemble ({listed}); score runs of one scenario and length together")


def _event_score(event: DatedEvent, minutes: Floats, median: float, predicted: Mapping[str, Minutes]) -> EventScore:
    others = {
        name: error_h(dates[event.id], event.earliest_min, event.latest_min)
        for name, dates in predicted.items()
        if event.id in dates
    }
    happens = in_most(minutes)
    error = no_hit(error_h(median, event.earliest_min, event.latest_min), happens)
    return EventScore(event, median, int(np.isfinite(minutes).sum()), error, others, happens)


def _state_score(event: DatedEvent, results: Sequence[Result]) -> StateScore:
    if event.kind == "fuel":
        fills = [value for value in (fuel_fills(result, event) for result in results) if value is not None]
        return StateScore(event, float(np.median(fills)) if fills else None, 0, None)
    halts = [halt for halt in (forced_halt(result, event) for result in results) if halt]
    inside = sum(halt.from_min <= event.latest_min and halt.to_min >= event.earliest_min for halt in halts)
    return StateScore(event, None, inside, float(np.median([halt.from_min for halt in halts])) if halts else None)


def is_clean(event: DatedEvent, clean_until_minute: int | None) -> bool:
    """True if the event's whole window lies in the clean window (always, where the scenario has none)."""
    return clean_until_minute is None or event.latest_min <= clean_until_minute


def _by_window(rows: Sequence[tuple[DatedEvent, float]], clean: int | None) -> dict[str, Figure]:
    """Figures over all events, those of the clean window and those after it, dates of places and ends of formations."""
    return {
        "all": figure(error for _, error in rows),
        "clean": figure(error for event, error in rows if is_clean(event, clean)),
        "after": figure(error for event, error in rows if not is_clean(event, clean)),
        PLACES: figure(error for event, error in rows if event.kind not in ENDING),
        ENDS: figure(error for event, error in rows if event.kind in ENDING),
    }


def _figures_by_model(
    events: Sequence[EventScore], predicted: Mapping[str, Minutes], clean: int | None
) -> dict[str, dict[str, Figure]]:
    figures = {RUNS: _by_window([(row.event, row.error_h) for row in events], clean)}
    for name in predicted:
        rows = [(row.event, row.reference_error_h[name]) for row in events if name in row.reference_error_h]
        figures[name] = _by_window(rows, clean)
    return figures


def _grouped(events: Sequence[EventScore], clean: int | None, key: Callable[[DatedEvent], str]) -> dict[str, dict[str, Figure]]:
    names = list(dict.fromkeys(key(row.event) for row in events))
    return {name: _by_window([(row.event, row.error_h) for row in events if key(row.event) == name], clean) for name in names}

"""Scores of an ensemble as a probability forecast: CRPS, interval score, coverage, sharpness, order and rank of each date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.scores.arrivals import Floats, arrivals
from analysis.scores.dates import ENDING, ENDS, is_clean
from analysis.scores.history import DatedEvent
from analysis.scores.references import RUNS, Minutes, planned_dates, reference_dates
from analysis.stats import crps

BAND = 0.8
RANK_CLASSES = 5
RESAMPLES, SEED = 2000, 1
PLAN, DRESSED = "the attacker's plan", "these runs with their error spread"
SETS = ("all", "clean", "after", ENDS)


@dataclass(frozen=True)
class Forecast:
    """The members (days, sorted) that a model gives for one dated event, and history's window in days."""

    event: DatedEvent
    axis: str
    members: Floats
    earliest: float
    latest: float
    end: float = np.inf
    """Last day of the run: a member there stands for an event that has not happened by then."""

    @cached_property
    def median(self) -> float:
        """Median day of the members."""
        return float(np.median(self.members))

    @property
    def band(self) -> tuple[float, float]:
        """The central 80 % of the members (10 and 90 % points, straight between members)."""
        low, high = np.quantile(self.members, [(1 - BAND) / 2, (1 + BAND) / 2])
        return float(low), float(high)


@dataclass(frozen=True)
class Estimate:
    """A mean over events with its 95 % interval from resampling whole axes; None where there is no event."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Scores:
    """What one model scores on one set of events; days, shares from 0 to 1, tau from -1 to 1.

    `skill` is the share of this model's CRPS that the runs save on the events that both date (for the runs: none).
    """

    events: int
    axes: int
    crps: Estimate
    interval_days: float | None
    coverage: Estimate
    width_days: float | None
    bias_days: float | None
    tau: float | None
    tau_within: float | None
    ranks: tuple[float, ...]
    skill: Estimate
    inside: float | None
    """Share of the members that lie inside history's window, mean over the events."""


@dataclass(frozen=True)
class ProbabilityTable:
    """Scores by model (the runs, the runs with their error spread, each reference) and set (`SETS`), and the forecasts."""

    runs: int
    models: Mapping[str, Mapping[str, Scores]]
    forecasts: Mapping[str, tuple[Forecast, ...]]


def probability_scores(
    results: Sequence[Result], empty: Sequence[Result] | None = None, unresisted: Sequence[Result] | None = None
) -> ProbabilityTable:
    """Scores of the ensemble `results` (of one scenario and length), of the references and of the attacker's plan.

    `empty` and `unresisted` are the ensembles for the references taken from them, as in `scores.score`.
    """
    first, table = results[0], arrivals(results)
    singles = {**reference_dates(results, empty, unresisted), PLAN: planned_dates(first, table.events)}
    raw = tuple(_forecast(event, members, first.end_minute) for event, members in zip(table.events, table.counted, strict=True))
    medians = {forecast.event.id: forecast.median * MINUTES_PER_DAY for forecast in raw}
    forecasts = {RUNS: raw, DRESSED: dressed(table.events, medians, first.end_minute)}
    forecasts |= {name: dressed(table.events, minutes, first.end_minute) for name, minutes in singles.items()}
    clean = first.manifest.clean_until_minute
    models = {
        name: {part: _scores(_part(rows, part, clean), _part(raw, part, clean)) for part in SETS}
        for name, rows in forecasts.items()
    }
    return ProbabilityTable(len(results), models, forecasts)


def interval_score_days(low: float, high: float, earliest: float, latest: float) -> float:
    """Width of the 80 % band plus 10 days for each day by which it misses the window (Gneiting and Raftery 2007, eq. 43)."""
    return (high - low) + 2 / (1 - BAND) * max(earliest - high, low - latest, 0.0)


def order_score(forecasts: Sequence[Forecast], within_axes: bool = False) -> float | None:
    """Kendall's tau of the medians over the pairs of events that history puts in order (windows apart), a tie counting 0.

    `within_axes` takes pairs of one axis only. None without such a pair.
    """
    signs = [
        float(np.sign(b.median - a.median)) * (1 if b.earliest > a.latest else -1)
        for number, a in enumerate(forecasts)
        for b in forecasts[number + 1 :]
        if (b.earliest > a.latest or a.earliest > b.latest) and (a.axis == b.axis or not within_axes)
    ]
    return float(np.mean(signs)) if signs else None


def rank_shares(forecasts: Sequence[Forecast], classes: int = RANK_CLASSES) -> tuple[float, ...]:
    """Share of events by where history lies among the members, from earlier than most (first) to later; flat is right.

    A window that spans several ranks is spread evenly over them.
    """
    edges, total = np.linspace(0, 1, classes + 1), np.zeros(classes)
    for forecast in forecasts:
        count = forecast.members.size + 1
        low = np.searchsorted(forecast.members, forecast.earliest, "left") / count
        high = (np.searchsorted(forecast.members, forecast.latest, "right") + 1) / count
        total += np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0, None) / (high - low)
    return tuple((total / max(len(forecasts), 1)).tolist())


def dressed(events: Sequence[DatedEvent], minutes: Minutes, end_minute: int) -> tuple[Forecast, ...]:
    """A single date per event made a distribution by its own errors on all *other* axes, cut at both ends of the run.

    Errors are history's window middle less the date. An event whose date is missing, or without another axis, is absent.
    """
    dated = [event for event in events if event.id in minutes]
    found = []
    for event in dated:
        errors = [other.middle_min - minutes[other.id] for other in dated if axis_of(other) != axis_of(event)]
        if errors:
            found.append(_forecast(event, np.clip(minutes[event.id] + np.array(errors), 0, end_minute), end_minute))
    return tuple(found)


def axis_of(event: DatedEvent) -> str:
    """What an event's errors are shared with: its army, else its front, formation or side."""
    return event.army or event.front or event.formation or event.side


def _forecast(event: DatedEvent, members_min: Floats, end_minute: int) -> Forecast:
    members = np.sort(members_min) / MINUTES_PER_DAY
    earliest, latest, end = (minute / MINUTES_PER_DAY for minute in (event.earliest_min, event.latest_min, end_minute))
    return Forecast(event, axis_of(event), members, earliest, latest, end)


def _part(forecasts: Sequence[Forecast], part: str, clean: int | None) -> list[Forecast]:
    if part == ENDS:
        return [one for one in forecasts if one.event.kind in ENDING]
    return [one for one in forecasts if part == "all" or is_clean(one.event, clean) == (part == "clean")]


def crps_days(forecast: Forecast) -> float:
    """CRPS of a forecast against its window, in days."""
    return float(crps(forecast.members, forecast.earliest, forecast.latest))


def _covers(forecast: Forecast) -> bool:
    low, high = forecast.band
    return low <= forecast.latest and high >= forecast.earliest


def _inside(forecast: Forecast) -> float:
    """Share of the members that happen inside history's window."""
    members = forecast.members
    return float(np.mean((members >= forecast.earliest) & (members <= forecast.latest) & (members < forecast.end)))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _scores(forecasts: Sequence[Forecast], runs: Sequence[Forecast]) -> Scores:
    axes = [one.axis for one in forecasts]
    own = {one.event.id: crps_days(one) for one in forecasts}
    of_runs = {one.event.id: crps_days(one) for one in runs}
    bands = [one.band for one in forecasts]
    missed = [interval_score_days(*band, one.earliest, one.latest) for one, band in zip(forecasts, bands, strict=True)]
    covered = [float(_covers(one)) for one in forecasts]
    errors = [min(one.median - one.earliest, 0.0) + max(one.median - one.latest, 0.0) for one in forecasts]
    return Scores(
        events=len(forecasts),
        axes=len(set(axes)),
        crps=_ratio(list(own.values()), [1.0] * len(own), axes),
        interval_days=_mean(missed),
        coverage=_ratio(covered, [1.0] * len(covered), axes),
        width_days=_mean([high - low for low, high in bands]),
        bias_days=_mean(errors),
        tau=order_score(forecasts),
        tau_within=order_score(forecasts, within_axes=True),
        ranks=rank_shares(forecasts),
        skill=_ratio([own[event] - of_runs[event] for event in own], list(own.values()), axes),
        inside=_mean([_inside(one) for one in forecasts]),
    )


def _ratio(above: Sequence[float], below: Sequence[float], axes: Sequence[str]) -> Estimate:
    """Sum over sum, with the 2.5 and 97.5 % points over resamples of whole axes (fixed seed)."""
    names = sorted(set(axes))
    sums = np.array(
        [[sum(v for v, axis in zip(part, axes, strict=True) if axis == name) for name in names] for part in (above, below)],
        dtype=float,
    )
    if not names or sums[1].sum() <= 0:
        return Estimate(None, None, None)
    drawn = sums[:, np.random.default_rng(SEED).integers(len(names), size=(RESAMPLES, len(names)))].sum(axis=2)
    known = drawn[:, drawn[1] > 0]
    low, high = np.percentile(known[0] / known[1], [2.5, 97.5])
    return Estimate(float(sums[0].sum() / sums[1].sum()), float(low), float(high))

"""Answers as tables: what `compare`, `sensitivity` and `score` print, by columns, for files and data frames.

Units and meanings stand in docs/formats.md (section Answers). A number that does not exist is None, never infinite."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.tidy import Columns
from analysis.results.tracks import zone_time
from analysis.scores.compare import Difference
from analysis.scores.dates import EventScore, ScoreTable
from analysis.scores.probability import Forecast, ProbabilityTable, crps_days
from analysis.scores.references import RUNS
from analysis.scores.sensitivity import Dependence, Index

Row = TypeVar("Row")
OWN = "as `unit` says"
TOLD: Mapping[str, tuple[str, str]] = {
    "variant_name": ("", "the variant, as it was named"),
    "outcome": ("", "name of the outcome (docs/paths.md)"),
    "unit": ("", "unit of the outcome"),
    "n": ("runs", "pairs, runs or design points that were used"),
    "base": (OWN, "mean of the base"),
    "variant": (OWN, "mean of the variant"),
    "difference": (OWN, "mean of variant less base over the pairs"),
    "half_width_95": (OWN, "half of the 95 % interval of the difference"),
    "differs": ("", "whether that interval leaves 0 out"),
    "less": ("share", "share of pairs in which the variant's value is less: a day earlier"),
    "less_low_95": ("share", "lower end of its 95 % interval"),
    "less_high_95": ("share", "upper end of its 95 % interval"),
    "equal": ("share", "share of pairs that are equal"),
    "pairing": (
        "times",
        "how many times more runs the same interval would need unpaired; empty where all pairs differ by the same",
    ),
    "choice": ("", "values of the levers"),
    "method": ("", "what the index is"),
    "input": ("", "path of the number that varies"),
    "index": ("by method", "how much the outcome depends on the input"),
    "low_95": ("by method", "lower end of its 95 % interval"),
    "high_95": ("by method", "upper end of its 95 % interval"),
    "counts": ("", "whether that interval leaves 0 out"),
    "second": ("by method", "mean signed effect (Morris) or first-order index (Sobol)"),
    "grade": ("", "grade of the evidence for the input's range: A, B or C"),
    "input_unit": ("", "unit of the input"),
    "event": ("", "id of the dated event"),
    "kind": ("", "kind of event"),
    "text": ("", "the event in words"),
    "place": ("", "id of the place"),
    "formation": ("", "id of the formation"),
    "side": ("", "id of the side"),
    "army": ("", "id of the army"),
    "front": ("", "id of the front"),
    "earliest": ("time", "beginning of history's window, with the scenario's offset"),
    "latest": ("time", "end of history's window"),
    "earliest_day": ("days", "the same, in days after the start"),
    "latest_day": ("days", "the same, in days after the start"),
    "runs": ("runs", "runs of the ensemble"),
    "arrived": ("runs", "runs in which it happens"),
    "median_day": ("days", "median of the runs, in days after the start; empty where most never see it"),
    "p10_day": ("days", "10 % point of the runs; a run in which it never happens counts as its end"),
    "p90_day": ("days", "90 % point of the runs"),
    "error_h": ("hours", "distance of the median from the window; late is positive"),
    "crps_days": ("days", "continuous ranked probability score of the runs"),
}
"""Unit and meaning of each column; those named `error_h of REFERENCE` are hours of the references."""


def told(table: Columns) -> dict[str, tuple[str, str]]:
    """Unit and meaning of the columns of one of these tables."""
    return {name: TOLD.get(name, ("hours", "the error of a simple reference")) for name in table}


def difference_table(found: Mapping[str, Sequence[Difference]]) -> Columns:
    """A row for each variant (the keys of `found`) and outcome, in that order."""
    rows = [(name, each) for name, listed in found.items() for each in listed]
    cells: dict[str, Callable[[tuple[str, Difference]], Any]] = {
        "variant_name": lambda row: row[0],
        "outcome": lambda row: row[1].outcome,
        "unit": lambda row: row[1].unit,
        "n": lambda row: row[1].n,
        "base": lambda row: row[1].base,
        "variant": lambda row: row[1].variant,
        "difference": lambda row: row[1].mean,
        "half_width_95": lambda row: row[1].half_width,
        "differs": lambda row: row[1].differs,
        "less": lambda row: row[1].less,
        "less_low_95": lambda row: row[1].less_interval[0],
        "less_high_95": lambda row: row[1].less_interval[1],
        "equal": lambda row: row[1].same,
        "pairing": lambda row: row[1].reduction,
    }
    return _table(rows, cells)


def dependence_table(found: Sequence[Dependence]) -> Columns:
    """A row for each outcome, choice of the levers and input, the strongest input first."""
    rows = [(dependence, index) for dependence in found for index in dependence.indices]
    cells: dict[str, Callable[[tuple[Dependence, Index]], Any]] = {
        "outcome": lambda row: row[0].outcome,
        "unit": lambda row: row[0].unit,
        "choice": lambda row: row[0].choice or None,
        "method": lambda row: row[0].method,
        "n": lambda row: row[0].n,
        "input": lambda row: row[1].input,
        "index": lambda row: row[1].value,
        "low_95": lambda row: row[1].low,
        "high_95": lambda row: row[1].high,
        "counts": lambda row: row[1].counts,
        "second": lambda row: row[1].second,
        "grade": lambda row: row[1].grade or None,
        "input_unit": lambda row: row[1].unit or None,
    }
    return _table(rows, cells)


def score_columns(table: ScoreTable, chances: ProbabilityTable, first: Result) -> Columns:
    """A row for each dated event: history's window, the runs' dates, their error and that of each reference."""
    forecasts = {forecast.event.id: forecast for forecast in chances.forecasts[RUNS]}
    rows = [(row, forecasts[row.event.id]) for row in table.events]
    cells: dict[str, Callable[[tuple[EventScore, Forecast]], Any]] = {
        "event": lambda row: row[0].event.id,
        "kind": lambda row: row[0].event.kind,
        "text": lambda row: row[0].event.text,
        "place": lambda row: row[0].event.place,
        "formation": lambda row: row[0].event.formation,
        "side": lambda row: row[0].event.side,
        "army": lambda row: row[0].event.army,
        "front": lambda row: row[0].event.front,
        "earliest": lambda row: zone_time(first, row[0].event.earliest_min),
        "latest": lambda row: zone_time(first, row[0].event.latest_min),
        "earliest_day": lambda row: row[0].event.earliest_min / MINUTES_PER_DAY,
        "latest_day": lambda row: row[0].event.latest_min / MINUTES_PER_DAY,
        "runs": lambda _: table.runs,
        "arrived": lambda row: row[0].arrived,
        "median_day": lambda row: row[0].median_min / MINUTES_PER_DAY if row[0].happens else None,
        "p10_day": lambda row: row[1].band[0],
        "p90_day": lambda row: row[1].band[1],
        "error_h": lambda row: row[0].error_h,
        "crps_days": lambda row: crps_days(row[1]),
    }
    names = [name for name in table.figures if name != RUNS]
    others = {f"error_h of {name}": [_cell(row.reference_error_h.get(name)) for row, _ in rows] for name in names}
    return {**_table(rows, cells), **others}


def _table(rows: Sequence[Row], cells: Mapping[str, Callable[[Row], Any]]) -> Columns:
    """The rows by columns."""
    return {name: [_cell(cell(row)) for row in rows] for name, cell in cells.items()}


def _cell(value: Any) -> Any:
    """A value as tables have it: no number that is none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""The tables of a run as pandas data frames, for notebooks. Needs the extra `study`; nothing else in analysis does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.results.load import Result
from analysis.results.tidy import tidy_tables

if TYPE_CHECKING:
    from pandas import DataFrame

TIMES = ("time", "from", "until")


def formations(result: Result) -> DataFrame:
    """A row for each formation: who it is, whose, where it began and with what."""
    return _frame(result, "formations")


def tracks(result: Result) -> DataFrame:
    """A row for each formation and sample: where it stood and in what state."""
    return _frame(result, "tracks")


def captures(result: Result) -> DataFrame:
    """A row for each change of holder of a place, in order."""
    return _frame(result, "captures")


def control(result: Result) -> DataFrame:
    """A row for each spell of one side's hold of a place."""
    return _frame(result, "control")


def events(result: Result) -> DataFrame:
    """A row for each event, in order."""
    return _frame(result, "events")


def losses(result: Result) -> DataFrame:
    """A row for each formation with the account of its men, tanks and guns at the end."""
    return _frame(result, "losses")


def outcomes(result: Result) -> DataFrame:
    """A row for each outcome: name, value, unit."""
    return _frame(result, "outcomes")


def _frame(result: Result, name: str) -> DataFrame:
    """One of the tidy tables; times become timestamps of the scenario's zone."""
    pandas = _pandas()
    frame = pandas.DataFrame(dict(tidy_tables(result)[name]))
    for column in TIMES:
        if column in frame:
            frame[column] = pandas.to_datetime(frame[column])
    return frame


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise ImportError("data frames need pandas, which is not installed; the extra `study` brings it") from None
    return pandas

"""What armies of the runs received of a good, day by day, beside the campaign's own record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.records import Receipt
from engine.vocabulary import OutcomeGroup


@dataclass(frozen=True)
class ReceiptRow:
    """A record and what the runs have for its days, tonnes a day: median, 10 and 90 % points."""

    record: Receipt
    median: float
    low: float
    high: float

    @property
    def outside_t(self) -> float:
        """By how much the median lies outside the record's range: 0 within it, negative below."""
        least, most = range_t(self.record)
        return min(self.median - least, 0.0) + max(self.median - most, 0.0)


@dataclass(frozen=True)
class Receipts:
    """The records of one army and one good, by day, and tonnes over all their days: the record's, and the runs' median."""

    formation: str
    good: str
    rows: tuple[ReceiptRow, ...]
    record_t: float
    runs_t: float

    @property
    def mean_error_t(self) -> float:
        """Mean over all days of the distance between record and median, tonnes a day."""
        days = np.array([row.record.days for row in self.rows], float)
        gaps = np.array([abs(row.median - row.record.t_per_day) for row in self.rows])
        return float((gaps * days).sum() / days.sum())


def range_t(record: Receipt) -> tuple[float, float]:
    """Least and most of a record, tonnes a day."""
    low = record.t_per_day if record.low is None else record.low
    return low, record.t_per_day if record.high is None else record.high


def receipts(results: Sequence[Result]) -> list[Receipts]:
    """One for each army and good with a record whose days all lie within the runs, in the order of the file; days in order.

    A sweep that kept no such outcome has none."""
    groups: dict[tuple[str, str], list[ReceiptRow]] = {}
    for record in sorted(results[0].receipts, key=lambda record: record.day):
        values = [value for value in (_value(result, record) for result in results) if value is not None]
        if values and (record.day + record.days) * MINUTES_PER_DAY <= results[0].end_minute:
            low, median, high = np.quantile(np.array(values), [0.1, 0.5, 0.9]).tolist()
            groups.setdefault((record.formation, record.good), []).append(ReceiptRow(record, median, low, high))
    return [_together(formation, good, rows, results) for (formation, good), rows in groups.items()]


def _together(formation: str, good: str, rows: list[ReceiptRow], results: Sequence[Result]) -> Receipts:
    record_t = sum(row.record.t_per_day * row.record.days for row in rows)
    totals = [sum((_value(result, row.record) or 0.0) * row.record.days for row in rows) for result in results]
    return Receipts(formation, good, tuple(rows), record_t, float(np.median(totals)))


def _value(result: Result, record: Receipt) -> float | None:
    names: NDArray[np.bool_] = result.outcomes.name == f"{OutcomeGroup.RECEIVED}.{record.id}"
    return float(result.outcomes.value[names][0]) if names.any() else None

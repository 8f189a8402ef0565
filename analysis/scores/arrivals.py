"""The one table on which history and the runs meet: every dated event of history against every run, with the minute between.

Built once for an ensemble and read by all that compares dates: scores, references, chances, timeline, variance, report. Which
events can be compared and how each is recognised in a run is `history`'s to say; how wrong a minute is, that of the readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.results.ensembles import SameRuns
from analysis.results.load import Result
from analysis.scores.history import Comparable, DatedEvent, comparable, simulated_minute

Floats = NDArray[np.float64]

NEAR_H = 24.0
"""What a date may be off to be called near its window: a day."""


@dataclass(frozen=True)
class Arrivals:
    """Minutes of the run, shape (events, runs): when each dated event of history happens; infinity where it never does."""

    known: Comparable
    minutes: Floats
    end_minute: int

    @classmethod
    def of(cls, results: Sequence[Result], history: Result | None = None) -> Arrivals:
        """The table of `results`; the events are those of `history`, by default of the first of the runs."""
        known = comparable(history or results[0])
        found = [[simulated_minute(result, event) for result in results] for event in known.dates]
        minutes = np.array([[np.inf if one is None else one for one in row] for row in found], float)
        return cls(known, minutes.reshape(len(known.dates), len(results)), results[0].end_minute)

    @property
    def events(self) -> tuple[DatedEvent, ...]:
        """The rows, by date."""
        return self.known.dates

    @cached_property
    def counted(self) -> Floats:
        """The minutes as scores count them, shape (events, runs): what never happens counts as the last minute."""
        return np.minimum(self.minutes, self.end_minute)

    @cached_property
    def medians(self) -> Floats:
        """The ensemble's median minute of each event."""
        return np.asarray(np.median(self.counted, axis=1) if len(self.events) else np.empty(0))

    @cached_property
    def reached(self) -> tuple[bool, ...]:
        """Of each event whether it happens in more than half of the runs."""
        return tuple(map(in_most, self.minutes))

    @cached_property
    def row(self) -> dict[str, int]:
        """Number of the row by id of the event."""
        return {event.id: at for at, event in enumerate(self.events)}


def arrivals(results: Sequence[Result], history: Result | None = None) -> Arrivals:
    """`Arrivals.of`, made once for the very same runs."""
    return _made(SameRuns((history or results[0], *results)))


def error_h(minute: float, earliest_min: float, latest_min: float) -> float:
    """Signed hours from the nearer edge of the window: 0 inside it, negative early, positive late."""
    return (min(minute - earliest_min, 0.0) + max(minute - latest_min, 0.0)) / 60


def no_hit(error: float, happens: bool) -> float:
    """An error in hours; that of a date which is never reached is not 0: with its window open at the end, it is a minute late."""
    return error if happens or error else 1 / 60


def in_most(minutes: Floats) -> bool:
    """Whether an event happens in more than half of the runs; `minutes` by run, infinity where it never does."""
    return 2 * int(np.isfinite(minutes).sum()) > len(minutes)


def is_hit(error: float, happens: bool, within_h: float = 0.0) -> bool:
    """Whether a date is at most `within_h` hours off its window: in it, by default.

    A date that is never reached is no hit, soon after its window as the run may end: how late it would be is not known."""
    return happens and abs(error) <= within_h


@lru_cache(maxsize=4)
def _made(key: SameRuns) -> Arrivals:
    history, *results = key.results
    return Arrivals.of(results, history)

"""What a timeline shows: every dated event with its window against the minutes at which it happens in the runs.

Numbers and their order alone; how they are drawn is left to `timeline`. An event that a run never sees counts as infinitely
late, so that percentiles and medians stay honest about runs that do not get there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.charts.curve_marks import BANDS_FROM_RUNS
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.records import Place
from analysis.scores.arrivals import Arrivals, arrivals, error_h, in_most, is_hit, no_hit
from analysis.scores.history import DatedEvent

WEST_TO_EAST, NORTH_TO_SOUTH = "west to east", "north to south"
FEW_RUNS_MISS_H = 48.0
"""A handful of runs has no 95 %: there a miss is a median further than this from the window."""
KIND_WORDS = {"siege_end": "siege ends", "surrender": "surrender", "landing": "landing", "airborne": "landing by air"}


@dataclass(frozen=True)
class Spread:
    """When an event happens in an ensemble: minutes by run, rising; infinity where it never does."""

    minutes: NDArray[np.float64]
    median_min: float
    end_minute: int

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.minutes)

    @property
    def never(self) -> bool:
        """True if half the runs or more end before it happens."""
        return not in_most(self.minutes)

    def middle(self, percent: float) -> tuple[float, float]:
        """Ends of the middle `percent` of the runs; infinity for an end beyond the last minute of the runs."""
        low, high = np.percentile(self.minutes, [50 - percent / 2, 50 + percent / 2], method="nearest")
        return float(low), float(high)

    def error_h(self, event: DatedEvent) -> float:
        """Signed hours of the median from the nearer edge of the window."""
        return no_hit(error_h(self.median_min, event.earliest_min, event.latest_min), not self.never)

    def hit(self, event: DatedEvent, within_h: float = 0.0) -> bool:
        """Whether the median is at most `within_h` hours off the window, and no end of a run that never saw the event."""
        return is_hit(self.error_h(event), not self.never, within_h)

    def there_by(self, event: DatedEvent) -> float:
        """Share of the runs in which it has happened by the end of the window."""
        return float((self.minutes <= event.latest_min).mean())

    def misses(self, event: DatedEvent) -> bool:
        """True if the window lies wholly outside the middle 95 %; of a few runs, more than two days from the median, or the event
        is never reached in half of them or more."""
        if self.runs < BANDS_FROM_RUNS:
            return not self.hit(event, FEW_RUNS_MISS_H)
        low, high = self.middle(95)
        return event.latest_min < low or event.earliest_min > high


@dataclass(frozen=True)
class TimelineRow:
    """An event with its spread in the runs and in those beside them, if there are such."""

    event: DatedEvent
    group: str
    """The army that the event is listed under, or the highest formation above that of the event."""
    spread: Spread
    other: Spread | None

    @property
    def words(self) -> str:
        """`Redford`, or with what happens there where it is no entry: `Redford, surrender`."""
        kind = KIND_WORDS.get(self.event.kind)
        return f"{self.event.place_name}, {kind}" if kind else self.event.place_name

    @property
    def miss(self) -> bool:
        """True if history's window lies outside the runs, as `Spread.misses` says."""
        return self.spread.misses(self.event)


def spread(table: Arrivals, event: DatedEvent) -> Spread:
    """When `event` happens in the runs of a table."""
    at = table.row[event.id]
    return Spread(np.sort(table.minutes[at]), float(table.medians[at]), table.end_minute)


def timeline_rows(results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None) -> list[TimelineRow]:
    """Every dated event of history, grouped by army; `army` (an id) leaves those of that formation and its subordinates.

    The first side comes first; in a side fronts and then armies go in their `direction`, and the events of an army by date.
    """
    first = results[0]
    order, table = OrderOfBattle.of(first), arrivals(results)
    beside = arrivals(other, first) if other else None
    kept = [event for event in table.events if army is None or army in order.chain(event.formation)]
    rows = [
        TimelineRow(event, _group(order, event), spread(table, event), spread(beside, event) if beside else None)
        for event in kept
    ]
    places = _march_order(first, order, sorted({row.group for row in rows}))
    return sorted(rows, key=lambda row: places[row.group])


def _group(order: OrderOfBattle, event: DatedEvent) -> str:
    return event.army or (order.chain(event.formation)[:1] or ("",))[0]


def direction(result: Result, groups: Iterable[str]) -> str:
    """In which direction armies are told: "north to south" where their starts are farther apart so, else "west to east"."""
    starts = [place for group in sorted(set(groups)) if (place := _start(result, group))]
    if not starts:
        return WEST_TO_EAST
    lat, lon = (np.array([getattr(place, name) for place in starts]) for name in ("lat", "lon"))
    return NORTH_TO_SOUTH if np.ptp(lat) > np.ptp(lon) * math.cos(math.radians(float(lat.mean()))) else WEST_TO_EAST


def _march_order(result: Result, order: OrderOfBattle, groups: Sequence[str]) -> Mapping[str, tuple[int, float, str, float, str]]:
    """Key by which groups are sorted: side, how far along the front lies, how far along the group starts."""
    sides, told = [side.id for side in result.sides], direction(result, groups)
    along = {group: _along(result, group, told) for group in groups}
    front = {group: order.front(group) or group for group in groups}
    edge = {one: min(along[group] for group in groups if front[group] == one) for one in sorted(set(front.values()))}
    return {
        group: (sides.index(order.side(group) or sides[0]), edge[front[group]], front[group], along[group], group)
        for group in groups
    }


def _along(result: Result, group: str, told: str) -> float:
    """How far along that direction the group starts, in degrees; last if that is not known."""
    place = _start(result, group)
    if place is None:
        return math.inf
    return place.lon if told == WEST_TO_EAST else -place.lat


def _start(result: Result, group: str) -> Place | None:
    """Where the group's axis starts, else where its formation stands at the start."""
    starts = [axis.places[0].place for axis in result.axes if axis.formation == group and axis.places]
    stands = result.formation[group].place if group in result.formation else None
    return result.place.get((starts or [stands or ""])[0])

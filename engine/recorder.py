"""What a run writes down: events as they happen, the state of every formation at fixed hours, changes of holder."""

from __future__ import annotations

from typing import NamedTuple

from engine.arrays import Bools, Floats, Ints
from engine.errors import EngineError
from engine.events import Event, pairs
from engine.fights import Taken
from engine.registry import Numbers
from engine.vocabulary import Activity, Body, Cause, EventKind, Reason

MOST_IN_A_MINUTE = 100_000
"""Events of one minute; processes that wake each other without end would fill the memory."""


class Track(NamedTuple):
    """One formation at one sample: the columns of `tracks.csv` after the time."""

    minute: int
    formation: str
    place: str
    next_place: str
    lat: float
    lon: float
    axis_km: float
    men: float
    tanks: float
    guns: float
    share: float
    readiness: float
    fuel_fills: float
    ammo_bk: float
    food_days: float
    supply_fraction: float
    supply_km: float
    state: Activity
    cause: Reason


class Sample(NamedTuple):
    """Every formation at one minute: rows in the world's order, numbers in the order of `Track` from `lat` to `supply_km`."""

    minute: int
    place: Ints
    next_place: Ints
    numbers: Floats
    state: list[Activity]
    cause: list[Reason]
    absent: Bools
    """(formations,): stand nowhere: forward detachments with their main body, formations that have yet to come or have gone."""
    lost: dict[str, Floats]
    """Count of a claim to (formations,) what each has lost so far; of those counts alone that some claim of an action names."""


class Capture(NamedTuple):
    """A place changes hands."""

    place: str
    side: str
    minute: int
    formation: str
    by: Body
    """Whether its main body takes it, or a detachment."""


class Recorder:
    """Append-only lists; nothing is ever rewritten."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.samples: list[Sample] = []
        self.captures: list[Capture] = []
        self.impulses: list[Taken] = []
        self._minute, self._in_minute = -1, 0

    def event(
        self,
        minute: int,
        kind: EventKind,
        *,
        side: str = "",
        formation: str = "",
        place: str = "",
        cause: Reason = Cause.NONE,
        numbers: Numbers | None = None,
    ) -> None:
        """Note what happened; `numbers` keep their order and are rounded to six significant places when written.

        EngineError where a minute has so many events that it has no end."""
        if minute == self._minute:
            self._in_minute += 1
            if self._in_minute > MOST_IN_A_MINUTE:
                raise EngineError(
                    f"minute {minute} has no end: after {MOST_IN_A_MINUTE:,} events in it comes {kind} of {formation}"
                )
        else:
            self._minute, self._in_minute = minute, 0
        self.events.append(Event(int(minute), kind, side, formation, place, cause, pairs(numbers or {})))

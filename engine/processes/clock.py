"""The clock of a run: its order within a minute, and what sleeping processes wait for.

Time is whole minutes since the scenario's start. Two things wake a process: the clock (`Clock.after`), in a stated order
within the minute, and another process (`Clock.ring`). The internals of SimPy that this file relies on are those of
`simpy.Timeout` (an event that is scheduled when it is made, `_ok` and `_value` set) and the queue's order by (time, priority,
count); `tests/structure/test_clock.py` compares both with the installed version.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum, IntEnum, auto
from typing import Any

import simpy

Process = Generator[simpy.Event, Any, None]

ROWS_PER_RANK = 1_000_000


class Rank(IntEnum):
    """What comes first in one minute: the stated rule, whatever was scheduled earlier. Within a rank, by row."""

    WEATHER = 1
    MARCH = 2
    COMBAT = 3
    UPKEEP = 4
    LIFT = 5
    SAMPLE = 6


class Signal(Enum):
    """What a process may wait for that no clock announces; each with the row or id that it is about."""

    ALERT = auto()
    """A formation has to look at its plan again."""
    REFUELLED = auto()
    """A formation that stands dry has the fuel it needs."""
    MAIN_BODY = auto()
    """The main body of a detachment has come nearer, or has left the war."""
    FALL = auto()
    """A place changes hands."""
    PENETRATED = auto()
    """The position at a place stops its attackers no longer."""
    SIEGE_OVER = auto()
    """The garrison of a place has fallen, or is relieved."""
    WAY_OPEN = auto()
    """A group of works that bar the way of wheels is cleared."""
    SHIPS = auto()
    """Ships have become free, or a formation has come over the water as a whole."""
    ASHORE = auto()
    """The head of a formation that came over the water is ashore."""
    FIGHTING = auto()
    """A position or a siege exists again."""
    DECIDED = auto()
    """A government has decided; by the id of the decision."""

    __hash__ = object.__hash__  # each is one object; that of Enum hashes the name, in Python, seven thousand times a run


def priority(rank: Rank, row: int) -> int:
    """The place of a wait in its minute, as SimPy sorts it: by rank, then by row (0 to `ROWS_PER_RANK` - 1).

    SimPy's own events (a process begins, is interrupted, a signal is rung) have the priorities 0 and 1 and so come before
    every rank: what follows from something at once follows before anything else of the minute."""
    return rank * ROWS_PER_RANK + row


class Wait(simpy.Event):
    """A `simpy.Timeout` with an order in its minute; `env.timeout` offers none."""

    def __init__(self, env: simpy.Environment, minutes: int, priority: int):
        self.env, self.callbacks = env, []
        self._ok, self._value = True, None
        env.schedule(self, priority, minutes)  # type: ignore[arg-type]


class Clock:
    """The time of one run, its processes, and what they wait for."""

    def __init__(self) -> None:
        self.env = simpy.Environment()
        self._signals: dict[Signal, dict[int | str, simpy.Event]] = {signal: {} for signal in Signal}

    @property
    def minute(self) -> int:
        """The clock in whole minutes since the scenario's start."""
        return self.env._now  # type: ignore[return-value]  # every delay is a whole number

    def after(self, minutes: int, rank: Rank, row: int = 0) -> simpy.Event:
        """An event that many whole minutes from now, in its order of the minute; the one place where the clock is set."""
        if minutes < 0:
            raise ValueError(f"a wait of {minutes} minutes at minute {self.minute}: time does not run backwards")
        return Wait(self.env, int(minutes), priority(rank, row))

    def signal(self, signal: Signal, about: int | str = 0) -> simpy.Event:
        """An event that succeeds when the signal is next rung; all that wait for the same share it."""
        return self._signals[signal].setdefault(about, self.env.event())

    def ring(self, signal: Signal, about: int | str = 0) -> None:
        """Wake all that wait for the signal, in the order in which they began to wait; nobody needs to."""
        if about in self._signals[signal]:
            self._signals[signal].pop(about).succeed()

    def forget(self, signal: Signal, about: int | str) -> None:
        """What waited for a signal has been woken by something else, and listens no longer."""
        self._signals[signal].pop(about, None)

    def awaited(self, signal: Signal) -> list[int]:
        """The rows about which something waits for the signal, sorted."""
        return sorted([row for row in self._signals[signal] if isinstance(row, int)])

    def start(self, process: Process) -> simpy.Process:
        """Let a process begin, before anything else of the present minute."""
        return self.env.process(process)

    def run(self, until: int) -> None:
        """Let everything happen that is due before the minute `until`; what is due in that minute itself does not happen."""
        self.env.run(until=until)

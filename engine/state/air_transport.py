"""Transport aircraft of a run: which sorties of each pool are flown already."""

from __future__ import annotations

import numpy as np

from engine.constants import LOOK_MIN
from engine.rules import airlift
from engine.theatre.transport_forces import TransportForces
from engine.units import MIN_PER_DAY


class AirTransport:
    """Arrays have the shape (pools,). A watch is the six hours up to a look; a quarter of a day's sorties is flown in each."""

    def __init__(self, forces: TransportForces):
        self._watch_sorties = np.array([pool.sorties_per_day for pool in forces.pools]) * (LOOK_MIN / MIN_PER_DAY)
        self._watch = 0
        self.flown = np.zeros(len(forces.pools))
        """Sorties of the watch that are flown, by lifts or by parties."""
        self.owed = np.zeros(len(forces.pools))
        """Sorties of later watches that parties have taken already."""

    def begin_watch(self, minute: int) -> None:
        """The watch that ends at the first look from `minute` on; what parties have taken of it counts as flown."""
        watch = airlift.watch(minute, LOOK_MIN)
        while self._watch < watch:
            self._watch += 1
            self.flown = np.minimum(self.owed, self._watch_sorties)
            self.owed = self.owed - self.flown

    def left(self, pool: int) -> float:
        """Sorties (>= 0) that a pool has left in this watch."""
        return max(self._watch_sorties.item(pool) - self.flown.item(pool), 0.0)

    def fly(self, pool: int, sorties: float) -> None:
        """A lift has flown so many sorties of this watch."""
        self.flown[pool] += sorties

    def set_down(self, pool: int, sorties: float) -> None:
        """A party is flown in: its aircraft fly so many sorties less in the watches that follow."""
        self.owed[pool] += sorties

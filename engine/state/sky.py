"""Air superiority over every place on the present day, and what it does to columns below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats, Ints


class SkyControl:
    """Set each midnight by the air war; where no aircraft fly, nobody rules any sky."""

    def __init__(self, sides: int, holder: Ints):
        places = len(holder)
        self.superiority: Floats = np.zeros(places)
        """(places,): -1 to 1, positive where the first side rules the sky."""
        self.pace: list[list[float]] = [[1.0] * places] * sides
        """(sides, places): multiple of the pace that the enemy's aircraft leave the columns of a side."""

        self._seen_holder = holder.copy()
        self.held_since_day: Floats = np.full(places, -np.inf)
        """(places,): day of the midnight from which the side that holds each has done so; -inf where it always has."""

    def see_holders(self, holder: Ints, day: float) -> None:
        """At midnight the airmen look which side holds which place, (places,)."""
        self.held_since_day[holder != self._seen_holder] = day
        self._seen_holder = holder.copy()

    def over(self, place: int, side: int) -> float:
        """Superiority of a side over a place, -1 to 1."""
        return float(self.superiority[place]) * (1.0 if side == 0 else -1.0)

    def change(self, superiority: Floats, pace: Sequence[list[float]]) -> None:
        """A new day: superiority over every place, (places,), and what the enemy leaves of the pace, (sides, places)."""
        self.superiority, self.pace = superiority, list(pace)

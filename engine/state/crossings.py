"""Crossings of a run: which bridges are down, which side has boats and a bridge of its own where, and who prepares an assault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.arrays import Ints
from engine.units import MIN_PER_DAY


class Over(NamedTuple):
    """From when on a side crosses a river at a link."""

    boats_minute: int
    """Foot, and by ferry what can wait for it."""
    bridge_minute: int
    """Vehicles: the engineers' bridge stands."""


@dataclass
class Attempt:
    """A side's assault over one river at one link: changed by the verbs of `Crossings` alone."""

    minute: int
    """When the next try is ready."""
    deliberate: bool
    """Whether that try has been prepared as a deliberate crossing."""
    tries: int = 0
    bridgehead_minute: int | None = None
    """When a try got a foothold; None before."""


class Crossings:
    """Links by row."""

    def __init__(self, down: Iterable[int], sides: int, links: int) -> None:
        self.down = {*down}
        """Roads over a river on which no bridge stands: blown, or none from the beginning."""
        self.down_rows: Ints = np.array(sorted(self.down), int)
        """The same, ascending."""
        self.bridge_minute = np.full((sides, links), np.inf)
        """(sides, links): from when on the bridge of a side that has begun to cross stands; inf where it has not."""
        self._over: dict[tuple[int, int], Over] = {}
        self._attempts: dict[tuple[int, int], Attempt] = {}

    @property
    def any_begun(self) -> bool:
        """Whether any side has begun to cross anywhere."""
        return bool(self._over)

    def over(self, side: int, link: int) -> Over | None:
        """From when on a side crosses there; None where it has not begun to. A later column uses what its side has built."""
        return self._over.get((side, link))

    def begin(self, side: int, link: int, over: Over) -> Over:
        """The first of a side has begun to cross; returns `over`."""
        self._over[side, link] = over
        self.bridge_minute[side, link] = over.bridge_minute
        return over

    def is_in_boats(self, side: int, link: int, minute: int) -> bool:
        """Whether troops of a side on this link have come over the river before their bridge stands."""
        over = self._over.get((side, link))
        return link in self.down and over is not None and minute < over.bridge_minute

    def blow(self, link: int) -> None:
        """The bridge of a road is gone."""
        self.down.add(link)
        self.down_rows = np.array(sorted(self.down), int)

    def attempt(self, side: int, link: int) -> Attempt | None:
        """The assault of a side there, None before the first of it has come before the river."""
        return self._attempts.get((side, link))

    def prepare(self, side: int, link: int, minute: int, *, deliberate: bool) -> Attempt:
        """The first of a side stands before a defended river, and is ready to cross at a minute."""
        return self._attempts.setdefault((side, link), Attempt(minute, deliberate))

    def gain(self, attempt: Attempt, minute: int) -> None:
        """A try has got its bridgehead."""
        attempt.tries += 1
        attempt.bridgehead_minute = minute

    def fail(self, attempt: Attempt, ready_minute: int) -> None:
        """A try was thrown back; the next is a deliberate one, ready at a minute."""
        attempt.tries += 1
        attempt.minute, attempt.deliberate, attempt.bridgehead_minute = ready_minute, True, None

    def has_bridgehead(self, side: int, link: int, minute: int, *, fighting: bool) -> bool:
        """Whether troops of a side stand on the far bank: they are `fighting` there, or have got there within a day."""
        attempt = self._attempts.get((side, link))
        gained = None if attempt is None else attempt.bridgehead_minute
        return gained is not None and (fighting or minute - gained < MIN_PER_DAY)

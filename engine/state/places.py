"""Places of a run: the side that holds each, what stands there, and whether traffic passes."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.theatre.world import World


class Places:
    """Arrays have the shape (places,)."""

    def __init__(self, world: World, where: Ints):
        self._world, self._sides = world, len(world.spec.sides)
        self.holder = world.network.holder_at_start.copy()
        """Row of the side."""
        self.closed = np.zeros(len(world.places), bool)
        """Through traffic is stopped by an invested garrison."""
        self.taken_minute = np.full(len(world.places), -np.inf)
        """When each changed hands last; -inf where it has not yet."""
        self.at: list[set[int]] = [set() for _ in world.places]
        """Rows of the formations that stand at each."""
        for f, place in enumerate(where.tolist()):
            self.at[place].add(f)
        self.version = 0
        """Counts changes of holder and closed places, so that lines of communication are traced only when they may differ."""
        self._friendly, self._friendly_version = np.zeros((0, 0)), -1

    def leave(self, f: int, place: int) -> None:
        """A formation is on the road."""
        self.at[place].discard(f)

    def enter(self, f: int, place: int) -> None:
        """A formation stands at a place."""
        self.at[place].add(f)

    def take(self, place: int, side: int, minute: int) -> None:
        """A place changes hands."""
        self.holder[place], self.taken_minute[place] = side, minute
        self.version += 1

    def close(self, place: int) -> None:
        """A garrison that holds out closes rail and road through its place."""
        self.closed[place] = True
        self.version += 1

    def reopen(self, place: int) -> None:
        """Rail and road through a place are free again."""
        self.closed[place] = False
        self.version += 1

    def friendly_share(self) -> Floats:
        """(sides, places): share (0-1) of a place's land neighbours that each side holds; counted when a holder changed."""
        if self._friendly_version != self.version:
            (place, neighbour, share), n = self._world.neighbours.shares, len(self.holder)
            held_by = self.holder[neighbour]
            counted = np.bincount(held_by * n + place, share, self._sides * n).astype(float)
            self._friendly, self._friendly_version = counted.reshape(self._sides, n), self.version
        return self._friendly

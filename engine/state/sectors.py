"""Sectors of a run: which formation holds which places with how much of itself, and where its posts belong."""

from __future__ import annotations

from typing import NamedTuple


class Sector(NamedTuple):
    """A formation, the places of its front, and the share of itself at each.

    A defender holds its places with posts; an attacker's zone is the same, and its parts clear them."""

    formation: int
    """Row of the formation, whose main body holds what no share holds."""
    shares: dict[int, float]
    """Row of a place to the share (0-1) of the whole formation that stands there; 0 where nobody does until the enemy crosses."""
    counter_attacks: bool = False
    """Whether what the enemy takes of it is attacked at once."""


class Sectors:
    """By formation and by post."""

    def __init__(self) -> None:
        self.of: dict[int, Sector] = {}
        """Formation to the sector that it holds now."""
        self._home: dict[int, int] = {}
        self._recalled: set[int] = set()
        self._chasing: set[int] = set()
        self._times: dict[int, int] = {}

    def hold(self, sector: Sector) -> None:
        """A formation takes over a sector."""
        self.of[sector.formation] = sector

    def give_up(self, f: int) -> None:
        """A formation holds no sector any more."""
        self.of.pop(f, None)

    def covering(self, place: int) -> list[int]:
        """The formations whose sector has a place, sorted."""
        return sorted(f for f, sector in self.of.items() if place in sector.shares)

    def counter_attacks(self, f: int) -> bool:
        """Whether a formation holds a sector of which it takes back what it loses."""
        return f in self.of and self.of[f].counter_attacks

    def send(self, g: int, home: int) -> int:
        """A body leaves for a post; it comes back to `home`. Returns how often its row has been sent now."""
        self._home[g] = home
        self._recalled.discard(g)
        self._chasing.discard(g)
        self._times[g] = self.times(g) + 1
        return self._times[g]

    def times(self, g: int) -> int:
        """How often a row has been sent to a post."""
        return self._times.get(g, 0)

    def recall(self, g: int, home: int) -> None:
        """A post is to come back, to where its formation goes."""
        self._home[g] = home
        self._recalled.add(g)

    def chase(self, g: int, place: int) -> None:
        """A body has done its work and comes after its formation, which was last in a place."""
        self.recall(g, place)
        self._chasing.add(g)

    def is_chasing(self, g: int) -> bool:
        """Whether a body comes after its formation wherever that goes."""
        return g in self._chasing

    def home(self, g: int) -> int:
        """The place to which a post comes back."""
        return self._home[g]

    def is_recalled(self, g: int) -> bool:
        """Whether a post is to come back."""
        return g in self._recalled

"""Ships of a run: where those of each pool lie that are free, and what of a formation its ships still have to bring over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.theatre.shipping import ShipPools

NOBODY = 1e-9
"""A share of a formation below this is nobody."""


@dataclass(frozen=True)
class Convoy:
    """Ships of one pool, by its row, that carry a share (0-1) of a formation over a link of water, once."""

    pool: int
    ships: int
    share: float


@dataclass
class Voyage:
    """A formation on its way over a link of water."""

    f: int
    link: int
    origin: int
    place: int
    is_first: bool
    """It was never at sea before: what lies at its port was loaded beforehand."""
    waiting: float = 1.0
    """Share (0-1) of it that has no ships yet."""
    head: Convoy | None = None
    """The ships that it sails with; None before they are found."""
    ashore: bool = False
    """The head has got ashore, or is no more."""


class Ships:
    """A pool's ships are free and lie somewhere, or they are at work for one formation."""

    def __init__(self, pools: ShipPools):
        self.lying: list[dict[int, int]] = [{base: pool.ships} for base, pool in zip(pools.bases, pools.pools, strict=True)]
        """(pools,): free ships by the row of the place where they lie."""
        self.voyages: dict[int, Voyage] = {}
        """By formation; one that is over as a whole has none."""
        self._have_sailed: set[int] = set()

    def voyage(self, f: int, link: int, origin: int, place: int) -> Voyage:
        """A voyage as it is before anybody is on board."""
        return Voyage(f, link, origin, place, is_first=f not in self._have_sailed)

    def begin(self, voyage: Voyage, head: Convoy) -> None:
        """The head of a formation goes on board."""
        voyage.head = head
        self.voyages[voyage.f] = voyage
        self._have_sailed.add(voyage.f)

    def end(self, voyage: Voyage) -> None:
        """A formation is over as a whole."""
        del self.voyages[voyage.f]

    def free(self, pool: int) -> int:
        """How many ships (>= 0) of a pool are free."""
        return sum(self.lying[pool].values())

    def take(self, pool: int, wanted: int, minutes: Callable[[int], float]) -> list[tuple[int, int]]:
        """Up to so many free ships, the nearest first, as (ships, minutes until they are alongside); `minutes` from a place.

        Ships from which no way leads (inf) stay where they are."""
        called = []
        for away_min, place in sorted((minutes(place), place) for place in self.lying[pool]):
            ships = min(self.lying[pool][place], wanted) if away_min < float("inf") else 0
            if ships > 0:
                wanted -= ships
                called.append((ships, round(away_min)))
                self._leave(pool, place, ships)
        return called

    def _leave(self, pool: int, place: int, ships: int) -> None:
        self.lying[pool][place] -= ships
        if self.lying[pool][place] == 0:
            del self.lying[pool][place]

    def put_back(self, convoy: Convoy, place: int) -> None:
        """Ships have done their work and lie free at a place."""
        lying = self.lying[convoy.pool]
        lying[place] = lying.get(place, 0) + convoy.ships

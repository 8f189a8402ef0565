"""Ships as troops need them: pools of hulls of one kind, each shared by all formations that it names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from engine.scenario.schema import Scenario, Shipping

ANYWHERE = -1
"""The place of ships without a base before their first work: wherever that is."""


class ShipPools:
    """Pools by row: those of a scenario, the fastest first, then by id."""

    def __init__(self, spec: Scenario, below: Callable[[str], list[int]], place_row: Mapping[str, int], formations: int):
        self.pools: list[Shipping] = sorted(spec.shipping, key=lambda pool: (-(pool.km_h or 0.0), pool.id))
        self.bases = [ANYWHERE if pool.base is None else place_row[pool.base] for pool in self.pools]
        """(pools,): row of the place where the ships of each lie at the beginning."""
        self.of: list[list[int]] = [[] for _ in range(formations)]
        """(formations,): rows of the pools on which each may draw, in that order; none for most."""
        for row, pool in enumerate(self.pools):
            for f in sorted({f for to in pool.to for f in below(to)}):
                self.of[f].append(row)

    def wanted(self, row: int, men: float) -> int:
        """Ships (>= 0) of a pool that carry so many men at once."""
        return max(math.ceil(men / self.pools[row].men - 1e-9), 0)

"""Reserves: who may draw from what stands in a depot, and which formations therefore share their lines of communication.

A reserve is what is kept at any depot for certain formations: for those that a source names (`for:`), or for those to which an
allocation gives a share of it. The last reserve is for all. Formations of a side that may draw from the same reserves have
the same depots, and form one group whose lines are traced together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Bools, Ints
from engine.theatre.world import World

Named = tuple[str, ...] | None
"""The formations that a reserve is for, sorted; None for all."""


class Reserves:
    """Reserves in the order in which they are drawn upon: those for the fewest formations first, the one for all last."""

    def __init__(self, world: World):
        spec = world.spec
        named = {served_by(source.serves) for source in spec.supply_sources}
        named |= {(formation,) for allocation in spec.allocations for formation in allocation.shares}
        below = world.order_of_battle.below
        rows = {each: {row for name in each for row in below(name)} for each in named if each is not None}
        by_size = sorted(rows, key=lambda each: (len(rows[each]), each))
        self.names: list[Named] = [*by_size, None]
        self.may_draw: Bools = np.ones((len(self.names), len(world.formations)), bool)
        """(reserves, formations)."""
        for reserve, each in enumerate(by_size):
            self.may_draw[reserve] = np.isin(np.arange(len(world.formations)), list(rows[each]))
        sides, columns = world.order_of_battle.side, map(tuple, self.may_draw.T.tolist())
        plain = [(side, (*(False for _ in self.names[:-1]), True)) for side in range(len(spec.sides))]
        kinds = list(zip(sides, columns, strict=True))
        groups = [*plain, *sorted(set(kinds) - set(plain))]
        number = {each: group for group, each in enumerate(groups)}
        self.group: Ints = np.array([number[each] for each in kinds])
        """(formations,): the group of each; the first groups are those of the sides, of formations that nobody names."""
        self.group_side: Ints = np.array([side for side, _ in groups])
        self.group_draws: Bools = np.array([draws for _, draws in groups], bool)
        """(groups, reserves)."""
        self.first: Ints = self.may_draw.argmax(axis=0)
        """(formations,): the first reserve that each draws upon."""

    def of(self, formations: Sequence[str] | None) -> int:
        """The reserve for those named, or for all."""
        return self.names.index(served_by(formations))


def served_by(formations: Sequence[str] | None) -> Named:
    """The key of a reserve."""
    return None if formations is None else tuple(sorted(set(formations)))

"""Reserves: who may draw from what stands in a depot, and which formations therefore share their lines of communication.

A reserve is what is kept at any depot for certain formations: for those that a source names (`for:`), or for those to which an
allocation gives a share of it. The last reserve is for all. Formations of a side that may draw from the same reserves have
the same depots, and form one group whose lines are traced together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Bools, Ints
from engine.theatre.world import World

Named = tuple[str, ...] | None
"""The formations that a reserve is for, sorted; None for all."""


@dataclass(frozen=True)
class Stage:
    """The reserves on which formations draw while the tree of command stays as it is."""

    may_draw: Bools
    """(reserves, formations)."""
    group: Ints
    """(formations,): the group of each."""
    first: Ints
    """(formations,): the first reserve that each draws upon."""


class Reserves:
    """Reserves in the order in which they are drawn upon: those for the fewest formations first, the one for all last."""

    def __init__(self, world: World):
        spec = world.spec
        named = {served_by(source.serves) for source in spec.supply_sources}
        named |= {(formation,) for allocation in spec.allocations for formation in allocation.shares}
        trees, sides = world.order_of_battle.command.trees, world.order_of_battle.side
        by_name = [each for each in named if each is not None]
        rows = [{each: {row for name in each for row in tree.below(name)} for each in by_name} for tree in trees]
        by_size = sorted(by_name, key=lambda each: (len(rows[0][each]), each))
        self.names: list[Named] = [*by_size, None]
        may_draw = [_may_draw([stage[each] for each in by_size], len(sides)) for stage in rows]
        kinds = [list(zip(sides, map(tuple, stage.T.tolist()), strict=True)) for stage in may_draw]
        plain = [(side, (*(False for _ in self.names[:-1]), True)) for side in range(len(spec.sides))]
        groups = [*plain, *sorted({each for stage in kinds for each in stage} - set(plain))]
        number = {each: group for group, each in enumerate(groups)}
        self.group_side: Ints = np.array([side for side, _ in groups])
        """(groups,): the first are those of the sides, of formations that nobody names."""
        self.group_draws: Bools = np.array([draws for _, draws in groups], bool)
        """(groups, reserves)."""
        self.stages = [
            Stage(draws, np.array([number[each] for each in stage]), draws.argmax(axis=0))
            for draws, stage in zip(may_draw, kinds, strict=True)
        ]
        """As formations stand under their headquarters at the start, and after each reassignment."""

    def of(self, formations: Sequence[str] | None) -> int:
        """The reserve for those named, or for all."""
        return self.names.index(served_by(formations))


def served_by(formations: Sequence[str] | None) -> Named:
    """The key of a reserve."""
    return None if formations is None else tuple(sorted(set(formations)))


def _may_draw(rows: Sequence[Collection[int]], formations: int) -> Bools:
    """(reserves, formations): who is among the `rows` of each reserve, of the last one all."""
    among = [np.isin(np.arange(formations), list(each)) for each in rows]
    return np.array([*among, np.ones(formations, bool)], bool)

"""The tree of command: which formation stands under which, asked in one place, at the start and after each reassignment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from engine.units import MIN_PER_DAY

if TYPE_CHECKING:
    from engine.scenario.schema import Formation

T = TypeVar("T")

ABOVE_ARMIES = ("army_group", "front", "area_army")


class TreeOfCommand:
    """Formations by id, each with the headquarters above it. Every question that climbs the tree is asked here.

    Lists have one entry a formation, in the order given. `parents` names other headquarters than those at the start."""

    def __init__(self, formations: Iterable[Formation], parents: Mapping[str, str] | None = None):
        self._formations = list(formations)
        above = {formation.id: formation.parent for formation in self._formations} | dict(parents or {})
        self.chain = {name: _upwards(name, above) for name in above}
        """Id of every formation to the ids from itself up to the top of its tree."""

    def nearest(self, formation: str, where: Callable[[str], bool]) -> str | None:
        """The nearest formation from `formation` itself upwards of which `where` is true; None where there is none."""
        return next((above for above in self.chain[formation] if where(above)), None)

    def common(self, one: str, other: str) -> str | None:
        """The lowest headquarters that two formations have above them (it may be one of the two); None in two trees."""
        return self.nearest(one, self.chain[other].__contains__)

    @cached_property
    def army(self) -> list[str]:
        """The id of the army (or independent corps) that each belongs to; fronts belong to themselves."""
        return [self.army_of(formation.id) for formation in self._formations]

    def army_of(self, formation: str) -> str:
        """The army of a formation; without an army above it, the highest formation below its front."""
        echelon = self._echelon
        army = self.nearest(formation, lambda above: echelon[above] == "army")
        if army is not None:
            return army
        chain = self.chain[formation]
        below_front = [above for above in chain if echelon[above] not in ABOVE_ARMIES]
        return below_front[-1] if below_front else chain[-1]

    @cached_property
    def _echelon(self) -> dict[str, str]:
        return {formation.id: formation.echelon for formation in self._formations}

    @cached_property
    def front(self) -> list[str]:
        """The id of the top of the tree that each belongs to."""
        return [self.chain[formation.id][-1] for formation in self._formations]

    def below(self, formation: str) -> list[int]:
        """Rows of a formation and of all below it, ascending; none for an id that no formation has."""
        return self._rows_below.get(formation, [])

    @cached_property
    def _rows_below(self) -> dict[str, list[int]]:
        below: dict[str, list[int]] = {}
        for row, each in enumerate(self._formations):
            for above in self.chain[each.id]:
                below.setdefault(above, []).append(row)
        return below

    def inherited(self, given: Mapping[str, T], default: T) -> list[T]:
        """What each formation has of `given` (id to value), or else the nearest formation above it, or else `default`."""
        heirs = (self.nearest(formation.id, given.__contains__) for formation in self._formations)
        return [default if heir is None else given[heir] for heir in heirs]


class Reassignments:
    """The trees of command in the course of a scenario: stage 0 is that of the start, each day of reassignments begins another.

    `listed` are the formations of the scenario; `formations` those of the order of battle, split-off rows among them."""

    def __init__(self, listed: Sequence[Formation], formations: Sequence[Formation]):
        orders = [(each.day, formation.id, each.to) for formation in listed for each in formation.reassigned]
        self.minutes = sorted({round(day * MIN_PER_DAY) for day, _, _ in orders})
        """When each stage after the first begins, ascending."""
        self.trees = [TreeOfCommand(formations)]
        """(stages,)."""
        for minute in self.minutes:
            parents = {name: to for day, name, to in sorted(orders) if round(day * MIN_PER_DAY) <= minute}
            self.trees.append(TreeOfCommand(formations, parents))

    def stage(self, minute: float) -> int:
        """The stage that holds at a minute."""
        return bisect_right(self.minutes, minute)

    def tree(self, minute: float) -> TreeOfCommand:
        """The tree of command that holds at a minute."""
        return self.trees[self.stage(minute)]


def _upwards(formation: str, parents: Mapping[str, str | None]) -> list[str]:
    chain = [formation]
    while (above := parents[chain[-1]]) is not None:
        chain.append(above)
    return chain

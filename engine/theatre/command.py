"""The tree of command: which formation stands under which, asked in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.scenario.schema import Formation


class TreeOfCommand:
    """Formations by id, each with the headquarters above it. Every question that climbs the tree is asked here."""

    def __init__(self, formations: Iterable[Formation]):
        parents = {formation.id: formation.parent for formation in formations}
        self.chain = {name: _upwards(name, parents) for name in parents}
        """Id of every formation to the ids from itself up to the top of its tree."""

    def nearest(self, formation: str, where: Callable[[str], bool]) -> str | None:
        """The nearest formation from `formation` itself upwards of which `where` is true; None where there is none."""
        return next((above for above in self.chain[formation] if where(above)), None)

    def common(self, one: str, other: str) -> str | None:
        """The lowest headquarters that two formations have above them (it may be one of the two); None in two trees."""
        return self.nearest(one, self.chain[other].__contains__)


def _upwards(formation: str, parents: dict[str, str | None]) -> list[str]:
    chain = [formation]
    while (above := parents[chain[-1]]) is not None:
        chain.append(above)
    return chain

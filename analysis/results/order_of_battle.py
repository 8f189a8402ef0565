"""The order of battle: chains of command and the groups that lines and curves are drawn for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from analysis.results.load import Result
from analysis.results.records import Formation
from engine.vocabulary import EventKind

RANK = {
    "army_group": 6,
    "front": 6,
    "area_army": 6,
    "army": 5,
    "corps": 4,
    "division": 3,
    "brigade": 2,
    "garrison": 2,
    "regiment": 1,
}


FRONT_ECHELONS = ("army_group", "front", "area_army")


class NewParent(NamedTuple):
    """A formation passes to another headquarters, with all below it, at a minute."""

    minute: int
    formation: str
    parent: str


def new_parents(result: Result) -> list[NewParent]:
    """Every new parent of the run, in order of time."""
    events = result.events.where(result.events.kind == EventKind.REASSIGNED)
    return [NewParent(*each) for each in events.rows("minute", "formation", "cause")]


@dataclass(frozen=True)
class OrderOfBattle:
    """The tree of command of one run."""

    formation: Mapping[str, Formation]

    @classmethod
    def of(cls, result: Result) -> OrderOfBattle:
        """The order of battle of `result`; runs that share their list of formations share it."""
        return _of(_Same(result.formations))

    @cached_property
    def _chains(self) -> dict[str, tuple[str, ...]]:
        return {unit: self._climb(unit) for unit in sorted(self.formation)}

    def _climb(self, unit: str) -> tuple[str, ...]:
        chain: list[str] = []
        above = unit
        while above in self.formation and above not in chain:
            chain.append(above)
            above = self.formation[above].parent or ""
        return tuple(chain)

    def chain(self, unit: str | None) -> tuple[str, ...]:
        """`unit` and everyone above it, lowest first; empty for an unknown formation."""
        return self._chains.get(unit or "", ())

    def group(self, unit: str | None) -> frozenset[str]:
        """`unit` and all its subordinates; empty for an unknown formation."""
        return frozenset(member for member, chain in self._chains.items() if unit in chain)

    def commander(self, unit: str, minute: int, orders: Sequence[NewParent]) -> str:
        """`unit`, or the headquarters to which it, or the lowest of those above it that moved, had passed by that minute."""
        passed = {order.formation: order.parent for order in orders if order.minute <= minute}
        while moved := next((member for member in self.chain(unit) if member in passed), None):
            unit = passed.pop(moved)
        return unit

    def army(self, unit: str | None) -> str | None:
        """The army that `unit` is or belongs to."""
        chain = self.chain(unit)
        return self._known(chain, self.formation[chain[0]].army if chain else None, ("army",))

    def front(self, unit: str | None) -> str | None:
        """The front (or area army) that `unit` is or belongs to; the top of its chain where there is none."""
        chain = self.chain(unit)
        found = self._known(chain, self.formation[chain[0]].front if chain else None, FRONT_ECHELONS)
        return found or (chain[-1] if chain else None)

    def _known(self, chain: tuple[str, ...], named: str | None, echelons: tuple[str, ...]) -> str | None:
        """The formation that a record names, else the first of the chain of one of the echelons."""
        if named in self.formation:
            return named
        return next((member for member in chain if self.formation[member].echelon in echelons), None)

    def side(self, unit: str | None) -> str | None:
        """The side of `unit`; None for an unknown formation."""
        return self.formation[unit].side if unit and unit in self.formation else None

    def name(self, unit: str | None) -> str:
        """What `unit` and all its subordinates are called: its name without brackets and without `HQ and ...`."""
        full = self.formation[unit].name if unit and unit in self.formation else "(none)"
        return plain_name(full) or full

    def own_name(self, unit: str | None) -> str:
        """What the row of `unit` itself is called where its own losses are told: of a headquarters not the army's name."""
        record, name = self.formation.get(unit or ""), self.name(unit)
        if record is None or RANK[record.echelon] < RANK["corps"] or len(self.group(unit)) < 2:
            return name
        own = record.name.partition(" (")[0].strip()
        return own if own != name or record.combat else f"headquarters of {name}"


def plain_name(name: str) -> str:
    """A formation's name without what the scenario adds in brackets or about its headquarters."""
    return name.partition(" (")[0].partition(" HQ")[0].strip()


class _Same:
    """Formations as a key: equal only to the very same list, which it keeps alive."""

    def __init__(self, formations: Sequence[Formation]):
        self.formations = formations

    def __hash__(self) -> int:
        return id(self.formations)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.formations is self.formations


@lru_cache(maxsize=64)
def _of(key: _Same) -> OrderOfBattle:
    return OrderOfBattle({formation.id: formation for formation in key.formations})

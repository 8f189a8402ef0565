"""The record of a run as it is written, dealt out to the headquarters that hear of it.

Which headquarters a report reaches hangs on the chain of command at its own minute, not on when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.beliefs import Beliefs
from engine.events import Event
from engine.fights import Taken
from engine.policies.view import Road
from engine.processes.campaign import Campaign
from engine.recorder import Sample, Track
from engine.state.knowledge import Loss
from engine.theatre.command import TreeOfCommand
from engine.theatre.world import World
from engine.vocabulary import EventKind

if TYPE_CHECKING:
    from engine.staffs.staff import Staff

FUEL, AMMO, FOOD = (Track._fields.index(name) - Track._fields.index("lat") for name in ("fuel_fills", "ammo_bk", "food_days"))
"""Rows of the numbers of a sample."""
RETURNS_KEPT = 10
"""Samples among which the last return that has come up is looked for: five days."""
NEWS = {EventKind.REACH: "reached", EventKind.FUEL_EMPTY: "fuel"}
"""Kinds of event of its own formations of which a headquarters hears, and what it calls them."""
Returns = list[tuple[int, list[float], list[float], list[float]]]


class Reports:
    """The record of a run, read on behalf of all of its headquarters with policies."""

    def __init__(self, c: Campaign):
        self._c, self.beliefs = c, Beliefs(c.world, c.dice, c.log, c.state.knowledge)
        self.roads = _roads(c.world)
        self._staffs: list[Staff] = []
        self._above: dict[TreeOfCommand, dict[int, list[Staff]]] = {}
        self._read = 0, 0, 0, 0
        self._returns: tuple[int, Returns] = 0, []

    def go_to(self, staff: Staff) -> None:
        """From now on this headquarters gets its reports."""
        self._staffs.append(staff)
        self._above.clear()

    def returns(self) -> Returns:
        """Minute, fills of fuel, units of fire and days of food of every formation, at the last samples, newest first."""
        samples = self._c.log.samples
        if self._returns[0] != len(samples):
            rows = [(each.minute, [each.numbers[row].tolist() for row in (FUEL, AMMO, FOOD)]) for each in samples[-RETURNS_KEPT:]]
            self._returns = len(samples), [(minute, fuel, ammo, food) for minute, (fuel, ammo, food) in reversed(rows)]
        return self._returns[1]

    def read(self) -> None:
        """Give everybody what the run has written since the last call."""
        log, falls = self._c.log, self._c.state.knowledge.falls
        written = len(log.samples), len(log.impulses), len(falls), len(log.events)
        if written == self._read:
            return
        (samples, impulses, fallen, events), self._read = self._read, written
        for sample in log.samples[samples:]:
            self._of_sample(sample)
        for taken in () if self.beliefs.knows_all else log.impulses[impulses:]:
            self._of_fights(taken)
        for place, loss in falls[fallen:]:
            self._of_fall(place, loss)
        for event in log.events[events:]:
            if event.kind in NEWS:
                self._of_event(event, NEWS[event.kind])

    def _of_sample(self, sample: Sample) -> None:
        """Troops report to those above them; without `intelligence` everybody knows of everybody."""
        for f, number in self.beliefs.see(sample):
            for staff in self._staffs if self.beliefs.knows_all else self._staffs_above(sample.minute).get(f, ()):
                staff.hear_of_troops(f, self.beliefs.sampled[f], number)

    def _of_fights(self, taken: Taken) -> None:
        """Those that fight the enemy tell of it."""
        above = self._staffs_above(taken.minute)
        for f, number in self.beliefs.sight(taken):
            reports = self.beliefs.sighted[f]
            told = {staff.h: staff for one in reports[number].observers for staff in above.get(one, ())}
            for staff in told.values():
                if staff.side != self.beliefs.side[f]:
                    staff.hear_of_troops(f, reports, number)

    def _of_fall(self, place: int, loss: Loss) -> None:
        """Everybody hears that a place has fallen."""
        name, captures = self._c.world.places[place].id, reversed(self._c.log.captures)
        taken_by = next((each for each in captures if (each.place, each.minute) == (name, loss.minute)), None)
        if taken_by is not None:
            for staff in self._staffs:
                staff.hear_of_fall(loss, taken_by)

    def _of_event(self, event: Event, reason: str) -> None:
        f = self._c.world.formation_row[event.formation]
        for staff in self._staffs_above(event.minute).get(f, ()):
            if reason in staff.wanted:
                staff.hear_of_event(f, event, reason)

    def _staffs_above(self, minute: int) -> Mapping[int, Sequence[Staff]]:
        """Each formation to the headquarters with policies above it at a minute, itself included."""
        tree = self._c.world.order_of_battle.command.tree(minute)
        if tree not in self._above:
            above: dict[int, list[Staff]] = {}
            for staff in self._staffs:
                for f in tree.below(staff.name):
                    above.setdefault(f, []).append(staff)
            self._above[tree] = above
        return self._above[tree]


def _roads(world: World) -> Mapping[str, tuple[Road, ...]]:
    """The map, which every headquarters has."""
    roads: dict[str, list[Road]] = {place.id: [] for place in world.places}
    for (a, b), km in zip((edge["ends"] for edge in world.network.attributes), world.links.km.tolist(), strict=True):
        roads[a].append(Road(b, km))
        roads[b].append(Road(a, km))
    return MappingProxyType({place: tuple(links) for place, links in roads.items()})

"""What a headquarters with a policy has heard so far.

What it believes is what `beliefs.csv` says of the highest headquarters, by the same reports and the same draws; both are
worked out from the
record of the run, this one while the run goes on. Nothing of the run hangs on it but what a policy makes of it.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any, TypeVar

from engine.beliefs import Belief, Beliefs
from engine.policies.view import Report, Road, Supply, Troops, View
from engine.processes.campaign import Campaign
from engine.randomness import Stream
from engine.recorder import Capture, Track
from engine.scenario.schema import Order
from engine.state.knowledge import Loss
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind

FUEL, AMMO, FOOD = (Track._fields.index(name) - Track._fields.index("lat") for name in ("fuel_fills", "ammo_bk", "food_days"))
"""Rows of the numbers of a sample."""
Entry = TypeVar("Entry")
RETURNS_KEPT = 10
"""Samples among which the last return that has come up is looked for: five days."""
NEWS = {EventKind.REACH: "reached", EventKind.FUEL_EMPTY: "fuel"}
"""Kinds of event of its own formations of which a headquarters hears, and what it calls them."""


class Reports:
    """What formations of a run have told and seen so far, worked out once for all of its headquarters."""

    def __init__(self, c: Campaign):
        self._c, self.beliefs = c, Beliefs(c.world, c.dice, c.log, c.state.knowledge)
        self._read = 0, 0, 0
        self.new: list[tuple[int, bool, int]] = []
        """Formation, whether the enemy tells of it, and number of its report, in the order in which they were made."""
        self.falls: list[tuple[int, Loss, Capture]] = []
        """Every place that has fallen, how its last holder lost it, and who took it."""
        self.roads = _roads(c)
        self._returns: tuple[int, list[tuple[int, list[float], list[float], list[float]]]] = 0, []

    def returns(self) -> list[tuple[int, list[float], list[float], list[float]]]:
        """Minute, fills of fuel, units of fire and days of food of every formation, at the last samples, newest first."""
        samples = self._c.log.samples
        if self._returns[0] != len(samples):
            rows = [(each.minute, [each.numbers[row].tolist() for row in (FUEL, AMMO, FOOD)]) for each in samples[-RETURNS_KEPT:]]
            self._returns = len(samples), [(minute, fuel, ammo, food) for minute, (fuel, ammo, food) in reversed(rows)]
        return self._returns[1]

    def read(self) -> None:
        """Take in what the run has written since the last call."""
        log, everyone, falls = self._c.log, range(len(self._c.world.formations)), self._c.state.knowledge.falls
        written = len(log.samples), len(log.impulses), len(falls)
        if written == self._read:
            return
        for sample in log.samples[self._read[0] :]:
            for f in self.beliefs.see(sample, everyone):
                self.new.append((f, False, len(self.beliefs.sampled[f]) - 1))
        for taken in () if self.beliefs.knows_all else log.impulses[self._read[1] :]:
            for f in self.beliefs.sight(taken):
                self.new.append((f, True, len(self.beliefs.sighted[f]) - 1))
        for place, loss in falls[self._read[2] :]:
            name = self._c.world.places[place].id
            taken_by = next((each for each in reversed(log.captures) if (each.place, each.minute) == (name, loss.minute)), None)
            if taken_by is not None:
                self.falls.append((place, loss, taken_by))
        self._read = written


class Staff:
    """The knowledge of one headquarters of a run, row `h`."""

    def __init__(self, c: Campaign, h: int, reports: Reports):
        self.c, self.h = c, h
        self.name = c.world.formations[h].id
        self._reports, self._beliefs = reports, reports.beliefs
        self._read = [0, 0, 0]
        self._coming: list[tuple[int, int, Belief | tuple[str, int]]] = []
        self._number = itertools.count()
        self._believed: dict[tuple[str, str], int] = {}
        sides = [side.id for side in c.world.spec.sides]
        self.own, self.enemy, self.supply = dict[str, Report](), dict[str, Report](), dict[str, Supply]()
        self.holders = {place.id: sides[int(c.world.network.holder_at_start[row])] for row, place in enumerate(c.world.places)}
        self.given, self.orders, self.decisions = dict[str, Order](), 0, 0
        self._late_min: dict[int, int] = {}
        self._stage, self._below, self._links = -1, frozenset[int](), dict[int, float]()
        self._fixed = {**_known_from_the_start(c, h), "roads": reports.roads}
        self._shown: dict[str, Mapping[str, Any]] = {}
        """Copies that views have been given of what has not changed since."""

    def news(self) -> set[str]:
        """Take in what the run has written since the last call, and believe what has been heard by now: what a decision is
        due for."""
        written = [len(self._reports.new), len(self._reports.falls), len(self.c.log.events)]
        if written != self._read:
            if self.c.stage != self._stage:
                self._stage, self._below, self._links = self.c.stage, frozenset(self.c.tree.below(self.name)), {}
            coming: list[tuple[int, Belief | tuple[str, int]]] = [*self._of_troops(), *self._of_falls(), *self._of_events()]
            for heard, what in coming:
                heapq.heappush(self._coming, (heard, next(self._number), what))
            self._read = written
        found = set[str]()
        while self._coming and self._coming[0][0] <= self.c.minute:
            heard_now = heapq.heappop(self._coming)[2]
            found |= self._believe(heard_now) if isinstance(heard_now, Belief) else {heard_now[0]}
        return found

    def _of_troops(self) -> Iterator[tuple[int, Belief]]:
        """Every new report of troops that somebody under this headquarters tells of."""
        mine, beliefs = int(self.c.state.side[self.h]), self._beliefs
        side = beliefs.side
        for f, seen, number in self._reports.new[self._read[0] :]:
            reports = beliefs.sighted[f] if seen else beliefs.sampled[f]
            report = reports[number]
            if (side[f] == mine) is seen or not (beliefs.knows_all or any(one in self._below for one in report.observers)):
                continue
            delay = self._delay_min(f, report.observers, report.minute, self.c.world.formations[f].id, number)
            self._late_min[f] = delay
            men = float(round(beliefs.judged(report, reports[number - 1] if number else None)))
            yield (
                report.minute + delay,
                Belief(report.minute + delay, report.minute, self.h, f, report.place, side[f], report.spot, men),
            )

    def _delay_min(self, f: int, observers: Sequence[int], minute: int, about: str, number: int) -> int:
        """Minutes until this headquarters hears of something that happened to a formation."""
        if self._beliefs.knows_all or minute <= 0:
            return 0
        news = self._beliefs.news
        for one in observers:
            if one not in self._links:
                self._links[one] = news.links(self.h, one, minute)
        return news.delay_min(self.h, about, number, min(self._links[one] for one in observers), minute)

    def _of_falls(self) -> Iterator[tuple[int, Belief]]:
        """Every place that has fallen."""
        for fall in self._reports.falls[self._read[1] :]:
            belief = self._beliefs.of_fall(self.h, *fall)
            yield belief.heard_minute, belief

    def _of_events(self) -> Iterator[tuple[int, tuple[str, int]]]:
        """What formations of its own report: a step that is reached, fuel that is gone."""
        for event in self.c.log.events[self._read[2] :]:
            if event.kind in NEWS:
                f = self.c.world.formation_row[event.formation]
                if f in self._below:
                    about = f"{event.formation}:{event.kind}:{event.minute}"
                    yield event.minute + self._delay_min(f, (f,), event.minute, about, 0), (NEWS[event.kind], f)

    def _believe(self, belief: Belief) -> set[str]:
        """Take in a report, unless a newer one has overtaken it; which decision it is worth."""
        world = self.c.world
        about = world.formations[belief.formation].id if belief.formation >= 0 else ""
        place = world.places[belief.place].id
        key = (about, "" if about else place)
        if self._believed.get(key, -1) > belief.true_minute:
            return set()
        self._believed[key] = belief.true_minute
        if not about:
            before = self.holders[place]
            if before == world.spec.sides[belief.side].id:
                return set()
            self._shown.pop("holders", None)
            self.holders[place] = world.spec.sides[belief.side].id
            return {"report"}
        mine = belief.side == int(self.c.state.side[self.h])
        self._shown.pop("own" if mine else "enemy", None)
        (self.own if mine else self.enemy)[about] = Report(about, place, belief.men, belief.true_minute / MIN_PER_DAY)
        return set() if mine else {"report"}

    def take_returns(self) -> None:
        """The supply returns of the morning: of each formation that has reported, as old as its last report was under way."""
        tables = self._reports.returns()
        self._shown.pop("supply", None)
        for name in self.own:
            f = self.c.world.formation_row[name]
            arrived = self.c.minute - self._late_min.get(f, 0)
            for minute, fuel, ammo, food in tables:
                if minute <= arrived:
                    self.supply[name] = Supply(fuel[f], ammo[f], food[f], minute / MIN_PER_DAY)
                    break

    def view(self, reasons: set[str]) -> View:
        """What the headquarters knows now, copied."""
        number, self.decisions = self.decisions, self.decisions + 1
        seed = int(self.c.dice.uniform(Stream.POLICY, self.name, number) * 2**53)

        return View(
            headquarters=self.name,
            day=self.c.minute / MIN_PER_DAY,
            reasons=tuple(sorted(reasons)),
            own=self._copy("own", self.own),
            supply=self._copy("supply", self.supply),
            enemy=self._copy("enemy", self.enemy),
            holders=self._copy("holders", self.holders),
            given=MappingProxyType(dict(self.given)),
            received=self.c.state.plans.latest(self.h),
            random=Random(seed),
            **self._fixed,
        )

    def _copy(self, name: str, known: Mapping[str, Entry]) -> Mapping[str, Entry]:
        """What is known, frozen as it is now; the copy of the last view where nothing has come in since."""
        if name not in self._shown:
            self._shown[name] = MappingProxyType(dict(known))
        return self._shown[name]

    def issue(self, given: Order) -> Order:
        """An order of the policy, with sender, day and a name of its own."""
        self.orders += 1
        issued = given.model_copy(
            update={"id": f"{self.name}.{self.orders}", "sender": self.name, "day": self.c.minute / MIN_PER_DAY}
        )
        for name in given.to:
            self.given[name] = issued
        return issued


def led(world: World) -> list[str]:
    """Formations that a policy can lead: those of the order of battle that have a plan of the scenario, or others below them."""
    listed = [formation.id for formation in world.spec.formations]
    above = {formation.parent for formation in world.spec.formations} | {plan.formation for plan in world.spec.plans}
    return [name for name in listed if name in above]


def _known_from_the_start(c: Campaign, h: int) -> dict[str, Any]:
    """What a headquarters knows whatever happens: its order of battle and its plans."""
    world, name = c.world, c.world.formations[h].id
    listed = {formation.id for formation in world.spec.formations}
    below = [world.formations[f] for f in world.order_of_battle.tree.below(name) if world.formations[f].id in listed]
    planned = {plan.formation for plan in world.spec.plans}
    follows = world.order_of_battle.tree.nearest(name, lambda above: above in planned)
    troops = {each.id: Troops(each.id, each.parent or "", each.mobility, each.combat, _km_per_fill(c, each.id)) for each in below}
    return {
        "side": world.formations[h].side,
        "troops": MappingProxyType(troops),
        "plans": MappingProxyType({plan.formation: plan for plan in world.spec.plans if plan.formation in {*troops, follows}}),
    }


def _roads(c: Campaign) -> Mapping[str, tuple[Road, ...]]:
    """The map, which every headquarters has."""
    world = c.world
    roads: dict[str, list[Road]] = {place.id: [] for place in world.places}
    for (a, b), km in zip((edge["ends"] for edge in world.network.attributes), world.links.km.tolist(), strict=True):
        roads[a].append(Road(b, km))
        roads[b].append(Road(a, km))
    return MappingProxyType({place: tuple(links) for place, links in roads.items()})


def _km_per_fill(c: Campaign, name: str) -> float:
    """Km of road on one fill by the tables, without what is drawn for this run."""
    f, fuel = c.world.formation_row[name], c.world.rates.fuel
    if not c.world.burns_fuel[f]:
        return math.inf
    formation = c.world.formations[f]
    return formation.km_per_fill or (fuel.km_per_fill_tracked if formation.mobility == "tracked" else fuel.km_per_fill_motor)

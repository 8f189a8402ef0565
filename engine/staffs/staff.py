"""What a headquarters with a policy has heard so far.

What it believes is what `beliefs.csv` says of the highest headquarters, by the same reports and the same draws; both are
worked out from the record of the run, this one while the run goes on. Nothing of the run hangs on it but what a policy makes
of it.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.beliefs import Report as Made
from engine.events import Event
from engine.policies.calling import MORNING
from engine.policies.view import Report, Supply, Troops, View
from engine.processes.campaign import Campaign
from engine.randomness import Stream
from engine.recorder import Capture
from engine.scenario.schema import Order
from engine.staffs.reports import Reports
from engine.state.knowledge import Loss
from engine.theatre.world import World
from engine.units import MIN_PER_DAY


class Told:
    """A report on its way: which book of a headquarters it is for and what about, when it was so, and what draws say of it:
    how late it comes, and what it says."""

    __slots__ = ("_delay", "_delay_min", "about", "book", "says", "true_minute")

    def __init__(self, book: str, about: str, true_minute: int, delay: Callable[[], int], says: Callable[[], Any]):
        self.book, self.about, self.true_minute, self._delay, self.says = book, about, true_minute, delay, says
        self._delay_min: int | None = None

    def delay_min(self) -> int:
        """Drawn when it is first asked for: what a newer report has overtaken before anybody reads it costs no draw."""
        if self._delay_min is None:
            self._delay_min = self._delay()
        return self._delay_min

    def heard_minute(self) -> int:
        """When it comes in."""
        return self.true_minute + self.delay_min()


class Staff:
    """The knowledge of one headquarters of a run, row `h`; `wanted` are the reasons for which its policy is asked."""

    def __init__(self, c: Campaign, h: int, reports: Reports, wanted: frozenset[str]):
        self.c, self.h, self.wanted = c, h, wanted
        self.name, self.side = c.world.formations[h].id, int(c.state.side[h])
        self._reports, self._beliefs = reports, reports.beliefs
        self._coming: list[tuple[int, int, Told | str]] = []
        self._number = itertools.count()
        self._unread: dict[tuple[str, str], list[Told]] = {}
        self._newest: dict[str, Told] = {}
        """The last report that each formation of its own has made."""
        self._believed: dict[tuple[str, str], int] = {}
        sides = [side.id for side in c.world.spec.sides]
        holders = {place.id: sides[int(c.world.network.holder_at_start[row])] for row, place in enumerate(c.world.places)}
        self.own, self.supply = dict[str, Report](), dict[str, Supply]()
        self._books: dict[str, dict[str, Any]] = {"own": self.own, "enemy": {}, "holders": holders, "supply": self.supply}
        self.given, self.orders, self.decisions = dict[str, Order](), 0, 0
        self._fixed = {**_known_from_the_start(c, h), "roads": reports.roads}
        self._shown: dict[str, Mapping[str, Any]] = {}
        """Copies that views have been given of what has not changed since."""
        reports.go_to(self)

    def hear_of_troops(self, f: int, reports: Sequence[Made], number: int) -> None:
        """The report of a number about a formation is made."""
        report, name = reports[number], self.c.world.formations[f].id
        before = reports[number - 1] if number else None

        def delay_min() -> int:
            return self._beliefs.delay_min(self.h, name, number, report.observers, report.minute)

        def says() -> Report:
            men = float(round(self._beliefs.judged(report, before)))
            return Report(name, self.c.world.places[report.place].id, men, report.minute / MIN_PER_DAY)

        book = "own" if self._beliefs.side[f] == self.side else "enemy"
        told = Told(book, name, report.minute, delay_min, says)
        if book == "own":
            self._newest[name] = told
        self._expect(told)

    def hear_of_fall(self, loss: Loss, taken_by: Capture) -> None:
        """A place has fallen."""

        def delay_min() -> int:
            return self._beliefs.fall_delay_min(self.h, loss, taken_by)

        self._expect(Told("holders", taken_by.place, loss.minute, delay_min, lambda: taken_by.side))

    def hear_of_event(self, f: int, event: Event, reason: str) -> None:
        """A formation of its own reports something for which the policy is asked."""
        about = f"{event.formation}:{event.kind}:{event.minute}"
        delay_min = self._beliefs.delay_min(self.h, about, 0, (f,), event.minute)
        heapq.heappush(self._coming, (event.minute + delay_min, next(self._number), reason))

    def _expect(self, told: Told) -> None:
        """What may be a reason to decide is awaited; the rest lies unread until the headquarters decides."""
        if "report" in self.wanted:
            heapq.heappush(self._coming, (told.heard_minute(), next(self._number), told))
        else:
            self._unread.setdefault((told.book, told.about), []).append(told)

    def news(self) -> set[str]:
        """Believe what has come in by now; the reasons to decide that are in it."""
        found = set[str]()
        while self._coming and self._coming[0][0] <= self.c.minute:
            come = heapq.heappop(self._coming)[2]
            if isinstance(come, str):
                found.add(come)
            elif self._believe(come) and come.book != "own":
                found.add("report")
        return found

    def _read(self) -> None:
        """Believe the newest of each thing that has come in by now and lies unread."""
        for key, reports in list(self._unread.items()):
            for row in range(len(reports) - 1, -1, -1):
                if reports[row].heard_minute() <= self.c.minute:
                    self._believe(reports[row])
                    del reports[: row + 1]
                    break
            if not reports:
                del self._unread[key]

    def _believe(self, told: Told) -> bool:
        """Take in a report, unless a newer one has overtaken it; whether it says anything new."""
        key = told.book, told.about
        if self._believed.get(key, -1) > told.true_minute:
            return False
        self._believed[key] = told.true_minute
        book, says = self._books[told.book], told.says()
        if book.get(told.about) == says:
            return False
        book[told.about] = says
        self._shown.pop(told.book, None)
        return True

    def _take_returns(self) -> None:
        """The supply returns of the morning: of each formation that has reported, as old as its last report was under way."""
        tables = self._reports.returns()
        self._shown.pop("supply", None)
        for name in self.own:
            f = self.c.world.formation_row[name]
            arrived = self.c.minute - self._newest[name].delay_min()
            for minute, fuel, ammo, food in tables:
                if minute <= arrived:
                    self.supply[name] = Supply(fuel[f], ammo[f], food[f], minute / MIN_PER_DAY)
                    break

    def view(self, reasons: set[str]) -> View:
        """What the headquarters knows now, copied."""
        self._read()
        if MORNING in reasons:
            self._take_returns()
        number, self.decisions = self.decisions, self.decisions + 1
        return View(
            headquarters=self.name,
            day=self.c.minute / MIN_PER_DAY,
            reasons=tuple(sorted(reasons)),
            own=self._copy("own"),
            supply=self._copy("supply"),
            enemy=self._copy("enemy"),
            holders=self._copy("holders"),
            given=MappingProxyType(dict(self.given)),
            received=self.c.state.plans.latest(self.h),
            seed=int(self.c.dice.uniform(Stream.POLICY, self.name, number) * 2**53),
            **self._fixed,
        )

    def _copy(self, book: str) -> Mapping[str, Any]:
        """What is known, frozen as it is now; the copy of the last view where nothing has come in since."""
        if book not in self._shown:
            self._shown[book] = MappingProxyType(dict(self._books[book]))
        return self._shown[book]

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


def _km_per_fill(c: Campaign, name: str) -> float:
    """Km of road on one fill by the tables, without what is drawn for this run."""
    f, fuel = c.world.formation_row[name], c.world.rates.fuel
    if not c.world.burns_fuel[f]:
        return math.inf
    formation = c.world.formations[f]
    return formation.km_per_fill or (fuel.km_per_fill_tracked if formation.mobility == "tracked" else fuel.km_per_fill_motor)

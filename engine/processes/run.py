"""The table of contents of a run: every process in the order in which it begins to live, and what follows from what.

`PROCESSES` is what `simulate` starts and `august-storm list processes` prints. Processes begin in the order of this table and
act until each comes to its first wait; from then on the rank of a wait decides what comes first in a minute (`clock.Rank`).
`subscribe` says what follows at once from what the state publishes, in which order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from engine.beliefs import headquarters
from engine.policies.calling import wants
from engine.processes.air.air_war import air_war
from engine.processes.air.airborne import flown_in
from engine.processes.air.airlift import flying
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat.desertion import deserting
from engine.processes.combat.impulse import combat
from engine.processes.combat.positions import overrun_arrived, overrun_fallen
from engine.processes.combat.sieges import end_if_empty, relieve_fallen
from engine.processes.command.allocations import allocating
from engine.processes.command.comings import coming, going, reassigning
from engine.processes.command.halts import bound, look_for
from engine.processes.command.messages import deciding, envoys, travelling
from engine.processes.command.orders import ordering, take_up
from engine.processes.command.plans import campaigning, defending, keeping_away
from engine.processes.command.policies import directing
from engine.processes.command.sectors import answer, join_arrived, strike_back
from engine.processes.movement.detachments import come_up, lose_main_body, pool, see_the_way
from engine.processes.movement.link_ups import link_up
from engine.processes.movement.trails import cut
from engine.processes.samples import samples
from engine.processes.supply.replacements import arriving
from engine.processes.supply.upkeep import upkeep
from engine.processes.weather import weather
from engine.registry import Writer, written_by
from engine.scenario.schema import Scenario, Step
from engine.staffs.desk import Desk
from engine.staffs.reports import Reports
from engine.staffs.staff import Staff
from engine.state.bus import Arrived, CrossingBegun, LeftWar, PlaceFell, PlanChanged, RanDry
from engine.theatre.itineraries import Itinerary
from engine.vocabulary import Activity, Cause, EventKind, Rule

Start = Callable[[Campaign], None]


@dataclass(frozen=True)
class Kind:
    """One kind of process: when it lives and what it does, for people and for the tests that hold it to that."""

    name: str
    """Of the generator function, by which the registry of events knows it."""
    one_per: str
    """What there is one of it for."""
    rank: Rank
    """Of its waits, in their minute; what a signal wakes goes on at once, before all ranks."""
    waits_for: str
    rules: tuple[Rule, ...] = ()
    """It lives where all of these are on."""
    start: Start | None = None
    """Lets its processes begin; None for a kind that another row or another process starts."""

    @property
    def writes(self) -> tuple[EventKind, ...]:
        """The kinds of event that it may write, itself or through what it calls; as `engine.registry` says."""
        return tuple(kind for writer in Writer if writer == self.name for kind in written_by(writer))

    def lives(self, c: Campaign) -> bool:
        """Whether the rules of a run let it live."""
        return all(c.world.on(rule) for rule in self.rules)


class Listed(Protocol):
    """What a scenario lists under an id."""

    @property
    def id(self) -> str:
        """The id."""


def one(process: Callable[[Campaign], Process]) -> Start:
    """A single process of this kind."""

    def start(c: Campaign) -> None:
        c.clock.start(process(c))

    return start


def each(process: Callable[[Campaign, Any], Process], listed: Callable[[Scenario], Sequence[Listed]]) -> Start:
    """One process for each thing of the scenario, by id: the order in which a scenario lists its things decides nothing."""

    def start(c: Campaign) -> None:
        for item in sorted(listed(c.world.spec), key=lambda item: item.id):
            c.clock.start(process(c, item))

    return start


def formations(c: Campaign) -> None:
    """Every formation's process, in the order of march; those that arrive later begin when they have come."""
    for f in np.argsort(c.order).tolist():
        if f not in c.theatre.arrivals.of:
            live(c, f)


def live(c: Campaign, f: int) -> None:
    """The process of a formation that is there; what never moves and does not fight just stands."""
    process = _of(c, f)
    if process is not None:
        c.marches[f] = c.clock.start(process)
    elif c.world.formations[f].mobility == "fixed":
        c.state.stand(f, Activity.HOLDING, Cause.FIXED)


def comings(c: Campaign) -> None:
    """Those that arrive later, in the order of march."""
    for f in sorted(c.theatre.arrivals.of, key=lambda f: c.order[f]):
        c.clock.start(coming(c, f, live))


def goings(c: Campaign) -> None:
    """Those that leave, in the order of march."""
    for f in np.argsort(c.order).tolist():
        leaves = c.world.formations[f].leaves
        if leaves is not None:
            c.clock.start(going(c, f, leaves.day))


def reassignments(c: Campaign) -> None:
    """Those that pass to other headquarters, in the order of march; rows split off go with their formations and say nothing."""
    listed = {formation.id for formation in c.world.spec.formations}
    for f in np.argsort(c.order).tolist():
        formation = c.world.formations[f]
        for order in formation.reassigned if formation.id in listed else ():
            c.clock.start(reassigning(c, f, order))


def directors(c: Campaign) -> None:
    """The highest headquarters of each side that has a policy, and the others that have one of their own."""
    if not c.policies:
        return
    reports, highest, desks = Reports(c), headquarters(c.world), list[Desk]()
    for h, formation in enumerate(c.world.formations):
        whose = formation.id if formation.id in c.policies else formation.side if h in highest else ""
        name, policy = c.policies.get(whose, ("", None))
        if policy is not None and wants(policy):
            desks.append(Desk(Staff(c, h, reports, wants(policy)), name, policy))
    if desks:
        c.clock.start(directing(c, reports, desks))


def _of(c: Campaign, f: int) -> Process | None:
    """The process of one formation by the plan of the scenario."""
    return _by(c, f, c.orders.itineraries[f], c.orders.defence_of(c.world.formations[f].id))


def live_anew(c: Campaign, changed: PlanChanged) -> None:
    """A formation has left what it was doing: another process of it begins, by the plan that it has in hand."""
    f = changed.formation
    process = _by(c, f, *take_up(c, f))
    if process is not None:
        c.marches[f] = c.clock.start(process)


def _by(c: Campaign, f: int, itinerary: Itinerary | None, steps: list[Step]) -> Process | None:
    """The process of one formation: its axis, its plan of defence, or keeping away from the enemy; None where it has none."""
    if itinerary is not None:
        return campaigning(c, f, itinerary)
    if c.at_war and c.state.fights[f]:
        carries_out = c.resisting and c.world.on(Rule.WITHDRAWAL)
        return defending(c, f, steps if carries_out else [])
    return keeping_away(c, f) if c.at_war and c.world.formations[f].mobility != "fixed" else None


WAR, TOLD = (Rule.ENEMY,), (Rule.ENEMY, Rule.MESSAGES)
PROCESSES = (
    Kind("weather", "run", Rank.WEATHER, "midnight", start=one(weather)),
    Kind("upkeep", "run", Rank.UPKEEP, "six hours", start=one(upkeep)),
    Kind("combat", "run", Rank.COMBAT, "the end of an impulse, or a first position or siege", WAR, one(combat)),
    Kind("deserting", "run", Rank.UPKEEP, "six hours", WAR, one(deserting)),
    Kind(
        "flown_in",
        "landing from the air",
        Rank.LIFT,
        "its day, then six hours at a time",
        (Rule.ENEMY, Rule.AIRBORNE),
        each(flown_in, lambda spec: spec.air_landings),
    ),
    Kind("air_war", "run", Rank.WEATHER, "midnight", (Rule.ENEMY, Rule.AIR), one(air_war)),
    Kind(
        "deciding",
        "decision",
        Rank.WEATHER,
        "its hour, or the hazard that grows with what is lost",
        TOLD,
        each(deciding, lambda spec: spec.decisions),
    ),
    Kind(
        "travelling",
        "message",
        Rank.MARCH,
        "its hour or its decision, then each receipt",
        TOLD,
        each(travelling, lambda spec: spec.messages),
    ),
    Kind(
        "ordering",
        "order with a date",
        Rank.MARCH,
        "its day, then each receipt",
        start=each(ordering, lambda spec: spec.orders),
    ),
    Kind(
        "allocating",
        "allocation that is issued",
        Rank.MARCH,
        "its day, then its receipt",
        start=each(allocating, lambda spec: [allocation for allocation in spec.allocations if allocation.sender]),
    ),
    Kind(
        "directing",
        "highest headquarters of a side, or other headquarters, with a policy",
        Rank.WEATHER,
        "an hour",
        start=directors,
    ),
    Kind("envoys", "run", Rank.UPKEEP, "six hours", TOLD, one(envoys)),
    Kind(
        "flying",
        "airlift",
        Rank.LIFT,
        "its day, then six hours at a time",
        (Rule.AIRLIFT,),
        each(flying, lambda spec: spec.lifts),
    ),
    Kind(
        "arriving",
        "train of replacements",
        Rank.LIFT,
        "its day, then a day at a time",
        (Rule.RESERVES,),
        each(arriving, lambda spec: spec.replacements),
    ),
    Kind(
        "campaigning",
        "formation with an axis",
        Rank.MARCH,
        "its release and opening, the end of a stage, road, river, fuel, the enemy before it",
        start=formations,
    ),
    Kind("defending", "other fighting formation", Rank.MARCH, "the conditions of its plan, then its march", WAR),
    Kind("keeping_away", "other formation", Rank.MARCH, "the loss of its place, then its march", WAR),
    Kind(
        "coming", "formation that arrives later", Rank.MARCH, "its day, or the fall of the first place on its way", start=comings
    ),
    Kind("going", "formation that leaves", Rank.MARCH, "its day, then six hours at a time", start=goings),
    Kind("reassigning", "formation and order that gives it another headquarters", Rank.MARCH, "its day", start=reassignments),
    Kind("samples", "run", Rank.SAMPLE, "twelve hours", start=one(samples)),
    Kind("taking_over", "formation that has an order in hand", Rank.MARCH, "its commander and its staff"),
    Kind("coming_up", "part that contained a garrison", Rank.MARCH, "the end of the siege, then its march"),
    Kind("breaking_out", "encircled field troops", Rank.COMBAT, "the hours between two looks for a way out"),
    Kind("detaching", "forward detachment", Rank.MARCH, "the draining of vehicles, then its march and its main body"),
    Kind("returning", "forward detachment whose main body has another plan", Rank.MARCH, "its march and its main body"),
    Kind("posting", "post of a sector", Rank.MARCH, "its march, then an alert or its recall"),
    Kind("calling", "formation that waits for ships", Rank.MARCH, "ships that are free, or a port that they need"),
    Kind("carrying", "ships behind the head of a formation", Rank.MARCH, "loading, crossing, and the head to be ashore"),
    Kind("unloading", "ships that are over", Rank.MARCH, "the hours of it"),
    Kind("ride", "party of replacements", Rank.LIFT, "the end of its drive"),
)
"""In the order in which they begin. Formations begin one after the other in the order of march, whatever their kind, and those
that arrive later when they have come; the last seven kinds are begun by `campaigning`, `defending` and `arriving`."""


def begin(c: Campaign) -> None:
    """Let every process begin whose rules are on, and make the subscriptions."""
    subscribe(c)
    for kind in PROCESSES:
        if kind.start is not None and kind.lives(c):
            kind.start(c)


def subscribe(c: Campaign) -> None:
    """What follows at once from what happens, in this order."""
    bus = c.bus
    bus.subscribe(PlaceFell, lambda fell: c.intelligence.fell(fell.place, c.minute))
    if c.at_war:
        bus.subscribe(PlaceFell, partial(cut, c))
        bus.subscribe(PlaceFell, partial(relieve_fallen, c), partial(overrun_fallen, c))
        bus.subscribe(Arrived, partial(overrun_arrived, c))
        bus.subscribe(LeftWar, partial(end_if_empty, c))
        bus.subscribe(PlaceFell, partial(strike_back, c))
    bus.subscribe(PlaceFell, lambda fell: wake(c, fell.place), partial(see_the_way, c))
    bus.subscribe(Arrived, lambda came: link_up(c, came.formation, came.place), partial(come_up, c))
    bus.subscribe(Arrived, lambda came: look_for(c, came.formation))
    bus.subscribe(LeftWar, lambda left: look_for(c, left.formation), partial(lose_main_body, c))
    bus.subscribe(Arrived, partial(join_arrived, c))
    bus.subscribe(CrossingBegun, partial(answer, c))
    bus.subscribe(PlanChanged, partial(live_anew, c))
    bus.subscribe(RanDry, lambda dry: pool(c, dry, bound))


def wake(c: Campaign, place: int) -> None:
    """A place has fallen: those that wait for it to follow, then the formations whose plan asks for it, look again."""
    c.clock.ring(Signal.FALL, place)
    for waiting in c.state.knowledge.watchers(place):
        c.alert(waiting)

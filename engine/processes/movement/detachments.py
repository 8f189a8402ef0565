"""Forward detachments: a part of a dry formation goes on along its axis, and joins it again where the two meet.

A detachment is a formation like any other while it is ahead: it marches, fights, is supplied and runs dry by the same rules.
What is its own is when it sets out, how far ahead it may be, and that it ends.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Signal
from engine.processes.combat.sieges import contain
from engine.processes.movement.fuel import drained, may_detach, pooling, stands_dry
from engine.processes.movement.march import go, go_on, gone, stay
from engine.processes.movement.withdrawal import way
from engine.rules import fuel
from engine.state.bus import Arrived, LeftWar, PlaceFell, RanDry
from engine.theatre.itineraries import Itinerary
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause

Bound = Callable[[Campaign, int, int, int], bool]
"""(campaign, formation, its detachment, number of a leg): whether orders of the formation keep the detachment from that leg."""


def pool(c: Campaign, dry: RanDry, bound: Bound) -> None:
    """A main body that stands for fuel on its axis begins to drain its vehicles for a forward detachment."""
    f = dry.formation
    if may_detach(c, f):
        c.marches[c.world.order_of_battle.forward[f]] = c.clock.start(detaching(c, f, dry.opening_minute, bound))


def detaching(c: Campaign, f: int, opening: int, bound: Bound) -> Process:
    """After the hours of draining and collecting a part of a dry formation goes on, on the axis whose offensive opened then.

    It does not where the formation has moved on meanwhile. Writes `detachment`; then the detachment marches from where it stands,
    leg by leg: it waits where it is too far ahead or would not come back, and ends where its main body comes up with it or its
    axis ends."""
    yield from pooling(c, f)
    itinerary, g = c.state.itinerary[f], c.world.order_of_battle.forward[f]
    if itinerary is None or not stands_dry(c, f):
        return
    c.state.detach(f, g, c.minute, c.rates.fuel.detachment_share, drained(c, f))
    leg = int(c.state.leg[g])
    link, place = itinerary.legs[leg]
    yield from go_on(c, g, c.theatre.router.stretch(c.world.order_of_battle.mobility[g], link), place, opening)
    for number, to in enumerate(itinerary.legs[leg + 1 :], start=leg + 1):
        yield from contain(c, g, int(c.state.place[g]))
        yield from stay(c, g)
        yield from wait_for_main_body(c, g, f, to[0])
        yield from wait_for_way_back(c, g, to[0])
        if gone(c, g):
            return
        if not on_plan(c, f, itinerary):
            yield from coming_back(c, g, f, opening)
            return
        if itinerary.awaits_orders(number) or bound(c, f, g, number):
            break  # what its formation has to wait for is for its formation to see
        yield from go(c, g, to, opening, itinerary.axis_km[number + 1], number)
        if gone(c, g):
            return
    c.state.done(g)


def wait_for_main_body(c: Campaign, g: int, f: int, link: int) -> Process:
    """A detachment that is more than its days alone ahead, or behind which the enemy holds a place of its way, halts until its
    main body has come nearer and the way is free, or there is none any more that marches by the same plan.

    Waits for `MAIN_BODY`; writes `halt` and `resume` (cause `ahead`)."""
    stretch = c.theatre.router.stretch(c.world.order_of_battle.mobility[g], link)
    mine = c.state.itinerary[f]
    day_km = MIN_PER_DAY / stretch.minutes_per_km[c.today.over_link(link)] * c.world.own_rates.pace_mult(g, stretch.carrier)

    def alone() -> bool:
        lead_km = c.state.along_axis_km(g, c.minute) - c.state.along_axis_km(f, c.minute)
        if gone(c, g) or gone(c, f) or not on_plan(c, f, mine):
            return False
        return fuel.alone_too_long(lead_km, day_km, rates=c.rates.fuel) or _is_cut_off(c, g, f)

    if not alone():
        return
    c.state.halt(g, c.minute, Cause.AHEAD)
    while alone():
        yield c.clock.signal(Signal.MAIN_BODY, f)
    c.state.resume(g, c.minute, Cause.AHEAD)


def _is_cut_off(c: Campaign, g: int, f: int) -> bool:
    """Whether the enemy holds a place of the way between a detachment and its main body."""
    itinerary, s = c.state.itinerary[f], c.state
    first, last = max(s.leg.item(f), 0), s.leg.item(g)
    behind = () if itinerary is None else itinerary.legs[first:last]
    return any(s.places.holder[place] != s.side[g] for _, place in behind)


def wait_for_way_back(c: Campaign, g: int, link: int) -> Process:
    """A detachment whose fuel would not bring it over the next link and back halts until it has as much.

    Waits for deliveries and airlifts (`REFUELLED`); writes `halt` and `resume` (cause `fuel`)."""
    s, stretch = c.state, c.theatre.router.stretch(c.world.order_of_battle.mobility[g], link)
    road_km = stretch.km * stretch.fuel_mult[c.today.over_link(link)]
    needed_fills = fuel.way_back_fills(road_km, c.consumption.fills_per_km[g], rates=c.rates.fuel)
    if gone(c, g) or s.fuel_fills.item(g) >= needed_fills:
        return
    s.halt(g, c.minute, Cause.FUEL, **s.supply_numbers(g))
    while s.fuel_fills.item(g) < needed_fills and not gone(c, g):
        s.wait_for_fuel(g, needed_fills)
        yield c.clock.signal(Signal.REFUELLED, g)
    s.resume(g, c.minute, Cause.FUEL, **s.supply_numbers(g))


def see_the_way(c: Campaign, fell: PlaceFell) -> None:
    """A place has changed hands: detachments that wait for their main body look at the way behind them."""
    for f in c.clock.awaited(Signal.MAIN_BODY):
        c.clock.ring(Signal.MAIN_BODY, f)


def on_plan(c: Campaign, f: int, itinerary: Itinerary | None) -> bool:
    """Whether a main body still marches by the plan of an itinerary."""
    now = c.state.itinerary[f]
    return now is not None and itinerary is not None and now.plan is itinerary.plan


def coming_back(c: Campaign, g: int, f: int, opening: int) -> Process:
    """A detachment whose main body has another plan marches to it, and joins it where it finds it.

    Waits for its main body to come to the place where both are bound, and as a march does. It stands where no way leads there."""
    while not gone(c, g) and not gone(c, f):
        s, here = c.state, int(c.state.place[g])
        there = int(s.toward[f] if s.link[f] >= 0 else s.place[f])
        if here == there:
            if s.link[f] < 0:
                meet(c, g, f)
                return
            yield c.clock.signal(Signal.MAIN_BODY, f)
            continue
        path = way(c, g, c.place_id(there), c.world.order_of_battle.mobility[g])
        if path is None:
            break
        yield from stay(c, g)
        yield from go(c, g, path.legs[0], opening, float(s.axis_km[g]))
    if not gone(c, g):
        c.state.done(g)


def call_back(c: Campaign, f: int) -> None:
    """A main body has another plan: its forward detachment looks for it again, one that stands at the end of its axis too."""
    g = c.world.order_of_battle.forward[f]
    if g < 0 or not c.state.in_play[g]:
        return
    c.clock.ring(Signal.MAIN_BODY, f)
    if not c.marches[g].is_alive:
        c.marches[g] = c.clock.start(returning(c, g, f))


def returning(c: Campaign, g: int, f: int) -> Process:
    """A detachment that stood at the end of its axis marches back to its main body. Waits as `coming_back` does."""
    yield from coming_back(c, g, f, c.minute)


def meet(c: Campaign, g: int, f: int) -> None:
    """A detachment is part of its main body again. Writes `closed_up`."""
    c.state.merge(g, f, c.minute)
    c.clock.ring(Signal.REFUELLED, g)
    c.alert(g)


def come_up(c: Campaign, came: Arrived) -> None:
    """A main body has come to the end of a link: its detachment may go on, or joins it if it stands there or on that link."""
    g = c.world.order_of_battle.forward[came.formation]
    if g < 0 or not c.state.in_play[g] or not c.state.in_play[came.formation]:
        return
    stands_there = c.state.link[g] < 0 and c.state.place[g] == came.place
    if stands_there or c.state.link[g] == came.link:
        meet(c, g, came.formation)
    c.clock.ring(Signal.MAIN_BODY, came.formation)


def lose_main_body(c: Campaign, left: LeftWar) -> None:
    """A detachment whose main body has left the war waits for it no longer."""
    c.clock.ring(Signal.MAIN_BODY, left.formation)

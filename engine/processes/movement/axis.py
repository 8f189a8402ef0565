"""A formation on its axis: leg after leg, by which way, and back to where the axis goes on.

One leg is a link (`march`) and what has to be contained at its end. Headquarters and services follow fighting troops: they go
where their side is, and give way where the enemy comes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from engine.processes.campaign import Campaign, heed
from engine.processes.clock import Process, Signal
from engine.processes.combat.sieges import contain
from engine.processes.movement.march import go, gone, stay, tied_down
from engine.processes.movement.withdrawal import fall_back, is_overrun
from engine.theatre.itineraries import Itinerary
from engine.theatre.routes import Leg
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause, EventKind, StepNumber


def opening_of(c: Campaign, f: int, itinerary: Itinerary) -> int:
    """Minute at which a formation sets out on its axis: not before it opens, late as army and commander are, not in the past.

    A new plan has come late already."""
    if f in c.state.plans.carried_out:
        return max(itinerary.opens_minute, c.minute)
    held_min = c.commanders.release_min(f, itinerary.opens_minute)
    return max(itinerary.opens_minute + c.friction.start_delay_min(f) + held_min, c.minute)


def marching(c: Campaign, f: int, itinerary: Itinerary, ordered: Callable[[Itinerary, int], Process]) -> Process:
    """March leg by leg along an axis that has opened now, and stand at the end of the plan.

    Each step goes by the way that is quickest under the sky of the day on which it begins. `ordered` is what its orders let the
    formation wait for before the leg of a number. Waits for that and as `one_leg` does. Ends early when the formation leaves the
    war or no way leads back to where its axis goes on, and at the end of a link where it has a new plan. Writes `start`,
    `reach` at each step of the plan,
    and what `ordered` and `one_leg` write."""
    opening, held_min = c.state.plans.set_out(f, c.minute), c.commanders.release_min(f, itinerary.opens_minute)
    c.state.note(f, c.minute, EventKind.START, plan_days=c.minute / MIN_PER_DAY, held_days=held_min / MIN_PER_DAY)
    here = c.world.place_row[itinerary.start]
    leg = 0
    while leg < len(itinerary.legs):
        heed(c, f)
        yield from ordered(itinerary, leg)
        if not (is_at(c, f, here) or (yield from regain(c, f, here, opening, itinerary.axis_km[leg]))):
            return
        itinerary = choose_way(c, f, itinerary, leg)
        to = itinerary.legs[leg]
        yield from one_leg(c, f, to, opening, itinerary.axis_km[leg + 1], leg)
        here = to[1]
        if not (is_at(c, f, here) or (yield from regain(c, f, here, opening, itinerary.axis_km[leg + 1]))):
            return
        if leg in itinerary.goals:
            c.state.note(f, c.minute, EventKind.REACH, cause=StepNumber(f"step {itinerary.goals[leg] + 1}"))
        leg += 1
    c.state.done(f)


def choose_way(c: Campaign, f: int, itinerary: Itinerary, leg: int) -> Itinerary:
    """The march as it goes on where a leg is the first of a step: by the quickest way under today's sky.

    A main body whose forward detachment is ahead follows it on its way. Writes no event; the way is in the tracks."""
    forward = c.world.order_of_battle.forward[f]
    if forward >= 0 and not gone(c, forward):
        return itinerary
    chosen = c.orders.under_todays_sky(f, itinerary, leg, c.today.over_link)
    c.state.take_way(f, chosen)
    return chosen


def is_at(c: Campaign, f: int, place: int) -> bool:
    """Whether a formation in play stands at a place, or has set out from there; asked before there is anything to wait for."""
    return c.state.place.item(f) == place and not gone(c, f)


def regain(c: Campaign, f: int, place: int, opening: int, axis_km: float) -> Generator[simpy.Event, Any, bool]:
    """March to where the axis of a formation goes on, if it was driven from there or has turned back; whether it stands there.

    Waits and writes as `one_leg` does; writes `halt`, cause cut off, where no way leads there."""
    while int(c.state.place[f]) != place and not gone(c, f):
        ends = c.world.places[int(c.state.place[f])].id, c.world.places[place].id
        path = c.theatre.router.quickest(c.world.order_of_battle.mobility[f], *ends, c.today.over_link)
        if path is None:
            c.state.halt(f, c.minute, Cause.CUT_OFF)
            return False
        for to in path.legs:
            heed(c, f)
            yield from one_leg(c, f, to, opening, axis_km)
            if int(c.state.place[f]) != to[1] or gone(c, f):
                break
    return not gone(c, f)


def one_leg(c: Campaign, f: int, to: Leg, opening: int, axis_km: float, leg: int = -1) -> Process:
    """A link of an axis, and what has to be contained at its end.

    Waits as `go` does, for the siege of a garrison that the formation contains as a whole, and for its own side's troops where it
    is headquarters or services. Writes what `follow`, `go` and `contain` write."""
    place, here = to[1], int(c.state.place[f])
    if not c.world.order_of_battle.combat[f]:
        yield from follow(c, f, place)
        if gone(c, f) or int(c.state.place[f]) != here:
            return
    yield from go(c, f, to, opening, axis_km, leg)
    if place in c.state.sieges.at:
        yield from contain(c, f, place)
    if tied_down(c, f):
        yield from stay(c, f)


def follow(c: Campaign, f: int, place: int) -> Process:
    """Headquarters and services do not go where the enemy is: they wait until fighting troops hold the next place.

    Where the enemy takes the place that they stand in they fall back one march first, and have to look for their way anew.
    Waits for the next place to fall to any side, or for an alert. Writes `halt` and `resume` with the cause follows, and what
    `fall_back` writes."""
    waits = overrun = False
    while c.state.places.holder[place] != c.state.side[f] and not gone(c, f):
        heed(c, f)
        overrun = is_overrun(c, f)
        if overrun:
            break
        if not waits:
            c.state.halt(f, c.minute, Cause.FOLLOWS)
        waits = True
        yield c.clock.signal(Signal.FALL, place) | c.clock.signal(Signal.ALERT, f)
        c.clock.forget(Signal.ALERT, f)
    if waits and not gone(c, f):
        c.state.resume(f, c.minute, Cause.FOLLOWS)
    if overrun:
        yield from fall_back(c, f)

"""A formation on the march: leg after leg along its axis, one wait a stage of a link.

A stage ends at the far place, when fuel runs low, when the effort of the opening ends, or when the sky over the road changes:
`weather` interrupts the wait, and the column sets a new pace from where it is. Nothing is polled. Roads (`roads`), fuel
(`fuel`), voyages (`amphibious`), the enemy (`combat.positions`) and garrisons on the way (`combat.sieges`) have files of
their own; when a march begins is for `command.plans`.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Generator
from typing import Any

import simpy

from engine.constants import REPORTED_SLOWDOWN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat.positions import contact
from engine.processes.combat.sieges import contain
from engine.processes.movement.amphibious import put_ashore
from engine.processes.movement.fuel import run_dry
from engine.processes.movement.roads import ford, queue
from engine.rules import armour, fuel, march
from engine.theatre.itineraries import Itinerary
from engine.theatre.routes import Leg, Stretch
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, Cause, EventKind, StepNumber

ROUNDING_KM = 1e-6
WOKEN_EARLY = contextlib.suppress(simpy.Interrupt)


def opening_of(c: Campaign, f: int, itinerary: Itinerary) -> int:
    """Minute at which a formation sets out on its axis: not before it opens, late as army and commander are, not in the past."""
    held_min = c.commanders.release_min(f, itinerary.opens_minute)
    return max(itinerary.opens_minute + c.friction.start_delay_min(f) + held_min, c.minute)


def marching(c: Campaign, f: int, itinerary: Itinerary, ordered: Callable[[Itinerary, int], Process]) -> Process:
    """March leg by leg along an axis that has opened now, and stand at the end of the plan.

    Each step goes by the way that is quickest under the sky of the day on which it begins. `ordered` is what its orders let the
    formation wait for before the leg of a number. Waits for that and as `one_leg` does. Ends early when
    the formation leaves the war or no way leads back to where its axis goes on. Writes `start`, `reach` at each step of the plan,
    and what `ordered` and `one_leg` write."""
    opening, held_min = c.minute, c.commanders.release_min(f, itinerary.opens_minute)
    c.state.note(f, c.minute, EventKind.START, plan_days=opening / MIN_PER_DAY, held_days=held_min / MIN_PER_DAY)
    here = c.world.place_row[c.world.formations[f].start.place]
    leg = 0
    while leg < len(itinerary.legs):
        yield from ordered(itinerary, leg)
        if not (yield from regain(c, f, here, opening, itinerary.axis_km[leg])):
            return
        itinerary = choose_way(c, f, itinerary, leg)
        to = itinerary.legs[leg]
        yield from one_leg(c, f, to, opening, itinerary.axis_km[leg + 1], leg)
        if gone(c, f):
            return
        here = to[1]
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


def regain(c: Campaign, f: int, place: int, opening: int, axis_km: float) -> Generator[simpy.Event, Any, bool]:
    """March back to where the axis of a formation goes on, if it was driven from there while it waited; whether it stands there.

    Waits and writes as `one_leg` does; writes `halt`, cause cut off, where no way leads back."""
    here = int(c.state.place[f])
    ends = c.world.places[here].id, c.world.places[place].id
    path = c.theatre.router.quickest(c.world.order_of_battle.mobility[f], *ends, c.today.over_link)
    if path is None:
        c.state.halt(f, c.minute, Cause.CUT_OFF)
    for to in path.legs if path is not None else ():
        yield from one_leg(c, f, to, opening, axis_km)
        if gone(c, f):
            break
    return path is not None and not gone(c, f)


def one_leg(c: Campaign, f: int, to: Leg, opening: int, axis_km: float, leg: int = -1) -> Process:
    """A link of an axis, and what has to be contained at its end.

    Waits as `go` does, for the siege of a garrison that the formation contains as a whole, and for its own side's troops where it
    is headquarters or services. Writes what `follow`, `go` and `contain` write."""
    place = to[1]
    if not c.world.order_of_battle.combat[f]:
        yield from follow(c, f, place)
        if gone(c, f):
            return
    yield from go(c, f, to, opening, axis_km, leg)
    yield from contain(c, f, place)
    yield from stay(c, f)


def gone(c: Campaign, f: int) -> bool:
    """Whether a formation has left the war: it marches no further, wherever the news or the enemy found it."""
    return not c.state.in_play[f]


def go(c: Campaign, f: int, to: Leg, opening: int, axis_km: float, leg: int = -1) -> Process:
    """One link from end to end: wait for room and for the crossing, march, stand before an enemy, arrive.

    Writes what `queue`, `ford`, `cover`, `put_ashore` and `contact` write, in that order, then `capture` or `pass`. A formation
    that has become encircled before it sets out stays, and goes on when it is relieved."""
    link, place = to
    stretch = c.theatre.router.stretch(c.world.order_of_battle.mobility[f], link)
    if stretch.lanes and c.world.order_of_battle.combat[f]:
        yield from queue(c, f, stretch, place)
    if stretch.river or link in c.state.roads.blown:
        yield from ford(c, f, link)
    yield from stay(c, f)
    if gone(c, f):
        return
    c.state.enter(f, link, place, axis_km, leg)
    yield from go_on(c, f, stretch, place, opening)


def go_on(c: Campaign, f: int, stretch: Stretch, place: int, opening: int) -> Process:
    """What is left of a link: march, stand before an enemy, arrive."""
    yield from cover(c, f, stretch, opening)
    if c.world.order_of_battle.combat[f]:
        if stretch.water:
            yield from put_ashore(c, f, stretch.link, place)
        yield from contact(c, f, place)
    if not gone(c, f):
        c.state.arrive(f, c.minute)


def tied_down(c: Campaign, f: int) -> bool:
    """Whether a formation stays where it is, whatever its orders: it is encircled, or obeys a cease-fire."""
    return bool(c.state.encircled[f] or c.state.wills.obeys[f])


def stay(c: Campaign, f: int) -> Process:
    """An encircled formation halts until it is relieved; one that obeys a cease-fire stands for good.

    Waits for an alert. Writes no event; the cause of its holding is in the tracks."""
    while tied_down(c, f) and not gone(c, f):
        if not c.state.encircled[f]:
            c.state.stand(f, Activity.HOLDING, Cause.CEASE_FIRE)
        yield c.clock.signal(Signal.ALERT, f)


def follow(c: Campaign, f: int, place: int) -> Process:
    """Headquarters and services do not go where the enemy is: they wait until fighting troops hold the next place.

    Waits for the place to fall to any side. Writes `halt` and `resume` with the cause follows."""
    while c.state.places.holder[place] != c.state.side[f]:
        c.state.halt(f, c.minute, Cause.FOLLOWS)
        yield c.clock.signal(Signal.FALL, place)
        if gone(c, f):
            return
        c.state.resume(f, c.minute, Cause.FOLLOWS)


def cover(c: Campaign, f: int, stretch: Stretch, opening: int) -> Process:
    """March a link in stages; a stage ends at the far place, when fuel runs low, at a change of effort or of weather.

    `opening`: minute from which the days of forced marches are counted. Waits for the end of the stage (rank MARCH, in the order
    of march); `weather` may interrupt it, and then what has been covered so far counts. Ends early when the formation leaves the
    war. Writes `air_attack` once a day, `breakdown`, and what `run_dry` writes."""
    s, today, now = c.state, c.today, c.minute
    per_km, kept_fills = c.consumption.fills_per_km[f], c.commanders.halt_fills[f]
    remaining_km = stretch.km - s.link_km.item(f)
    while remaining_km > ROUNDING_KM and s.in_play[f]:
        sky = today.over_link(stretch.link)
        road_km = stretch.fuel_mult[sky]
        fills_km = road_km * per_km
        reach_km = fuel.reach_km(s.fuel_fills.item(f), kept_fills, fills_km)
        if reach_km <= ROUNDING_KM:
            yield from run_dry(c, f, opening)
            now = c.minute
            continue
        speed, effort, change_min = gait(c, f, stretch, sky, now - opening)
        report_air_attack(c, f)
        s.drive(f, now, speed, effort, road_km)
        with WOKEN_EARLY:
            yield c.after(march.stage_minutes(remaining_km, reach_km, speed, change_min), Rank.MARCH, c.order[f])
        if not s.in_play[f]:
            return
        begun, now = now, c.minute
        km = min((now - begun) * speed, remaining_km, reach_km)
        s.covered(f, km, km * road_km, km * fills_km)
        if stretch.breakdowns_per_km > 0.0 and s.strengths.tanks.item(f) > 0.0:
            down = armour.broken_down_share(km, stretch.breakdowns_per_km)
            s.break_down(f, now, down, c.rates.armour.breakdown_written_off_share)
        remaining_km -= km


def gait(c: Campaign, f: int, stretch: Stretch, sky: int, since_min: int) -> tuple[float, float, float]:
    """Speed in km a minute, effort as a multiple of the sustained rate, and minutes until the effort changes.

    `since_min`: minutes since the offensive opened. Road, sky, tiredness and friction multiply up to the ceiling of the troops;
    enemy aircraft take a part of what comes out. Each is a rule."""
    first, forced_days, later = c.theatre.troops.efforts[stretch.carrier]
    until_min = forced_days * MIN_PER_DAY - since_min
    effort, until_min = (first, until_min) if until_min > 0 else (later, math.inf)
    tired = march.tired_mult(c.state.readiness.item(f), rates=c.rates.march)
    pace = c.friction.pace(f, stretch.link)
    speed = march.km_per_minute(stretch.minutes_per_km[sky], effort, tired, pace, stretch.most_km_min)
    return speed * interdicted_mult(c, f), effort, until_min


def interdicted_mult(c: Campaign, f: int) -> float:
    """Multiple of the pace that enemy aircraft leave a column today on its way to the next place."""
    mult: float = c.state.sky.pace[c.world.order_of_battle.side[f]][c.state.toward.item(f)]
    return mult


def report_air_attack(c: Campaign, f: int) -> None:
    """Write `air_attack`, once a day, for a column that enemy aircraft slow so much that it shows."""
    mult = interdicted_mult(c, f)
    if mult < 1.0 - REPORTED_SLOWDOWN and c.log.mark_first(EventKind.AIR_ATTACK, (f, c.today.day())):
        c.state.note(f, c.minute, EventKind.AIR_ATTACK, cause=Cause.AIR, pace_share=mult)

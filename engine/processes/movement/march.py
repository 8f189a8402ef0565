"""A formation on the march over one link: one wait a stage.

A stage ends at the far place, when fuel runs low, when the effort of the opening ends, or when the sky over the road changes:
`weather` interrupts the wait, and the column sets a new pace from where it is. Nothing is polled. Roads (`roads`), rivers
(`crossings`), fuel (`fuel`), voyages (`amphibious`), the enemy (`combat.positions`) and garrisons on the way (`combat.sieges`)
have files of their own; which links a march leads over is for `axis` and `withdrawal`, when it begins for `command.plans`.
"""

from __future__ import annotations

import math

import simpy

from engine.constants import REPORTED_SLOWDOWN
from engine.processes.campaign import Campaign, NewOrders, heed
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat.opposition import defenders
from engine.processes.combat.positions import contact, turn_away
from engine.processes.combat.sieges import barred
from engine.processes.movement.amphibious import put_ashore
from engine.processes.movement.crossings import cross
from engine.processes.movement.fuel import kept_fills, run_dry
from engine.processes.movement.roads import queue, room_in
from engine.processes.movement.trails import leave
from engine.processes.movement.voyages import disembark, embark, needs_ships, sails
from engine.rules import armour, fuel, march
from engine.theatre.routes import Leg, Stretch
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, Cause, EventKind

ROUNDING_KM = 1e-6
LORRIES = "motor"
"""The mobility of troops on lorries."""


def gone(c: Campaign, f: int) -> bool:
    """Whether a formation has left the war: it marches no further, wherever the news or the enemy found it."""
    return not c.state.in_play[f]


def go(c: Campaign, f: int, to: Leg, opening: int, axis_km: float, leg: int = -1) -> Process:
    """One link from end to end: wait for room and for the crossing, march, stand before an enemy, arrive.

    Writes what `queue`, `cross`, `embark`, `cover`, `put_ashore` and `contact` write, in that order, then `capture` or `pass`.
    A formation that has become encircled before it sets out stays, and goes on when it is relieved."""
    link, place = to
    stretch = as_it_moves(c, f, link)
    if stretch.lanes and c.world.order_of_battle.combat[f]:
        wait = room_in(c, f, stretch, place)
        if wait > 0:
            yield from queue(c, f, wait)
    if stretch.river:
        yield from cross(c, f, stretch, place)
    if needs_ships(c, f, stretch):
        yield from embark(c, f, stretch, place)
        stretch = sails(c, f, stretch)
    if tied_down(c, f):
        yield from stay(c, f)
    if gone(c, f):
        disembark(c, f)
        return
    leave(c, f)
    c.state.enter(f, link, place, axis_km, leg)
    yield from go_on(c, f, stretch, place, opening)


def as_it_moves(c: Campaign, f: int, link: int) -> Stretch:
    """A link as a formation finds it now: on its own, or on borrowed lorries where these can go.

    Men mount and dismount between two links."""
    own = c.theatre.router.stretch(c.world.order_of_battle.mobility[f], link)
    if not c.state.shuttles.riding[f] or own.carrier != c.world.order_of_battle.mobility[f]:
        return own
    riding = c.theatre.router.stretch(LORRIES, link)
    return riding if math.isfinite(riding.minutes_per_km[c.today.over_link(link)]) else own


def go_on(c: Campaign, f: int, stretch: Stretch, place: int, opening: int, *, may_turn: bool = True) -> Process:
    """What is left of a link: march, stand before an enemy, arrive. One with a new plan that `may_turn` does not stand there."""
    yield from cover(c, f, stretch, opening)
    if c.world.order_of_battle.combat[f]:
        if stretch.water:
            yield from put_ashore(c, f, place)
        yield from stand_before(c, f, stretch, place, opening, may_turn=may_turn)
        while (yield from barred(c, f, place)):
            yield from stand_before(c, f, stretch, place, opening, may_turn=may_turn)
    elif c.state.places.holder[place] != c.state.side[f]:
        yield from turn_back(c, f, stretch, place, opening)
    if not gone(c, f):
        c.state.arrive(f, c.minute)


def stand_before(c: Campaign, f: int, stretch: Stretch, place: int, opening: int, *, may_turn: bool) -> Process:
    """Stand before a defended place until it is passed, or a new plan calls the formation away. Waits and writes as `contact` or
    `break_away` does."""
    try:
        if may_turn and not stretch.water and defenders(c, place, int(c.state.side[f])):
            heed(c, f)
        yield from contact(c, f, place)
    except (simpy.Interrupt, NewOrders):
        yield from break_away(c, f, stretch, place, opening)


def stands_before_enemy(c: Campaign, f: int) -> bool:
    """Whether a formation stands at the end of its link before a defended place, and not on its shore."""
    s = c.state
    position = s.positions.at.get(int(s.toward[f])) if s.link[f] >= 0 else None
    if position is None or f not in position.attackers:
        return False
    return not c.theatre.router.stretch(c.world.order_of_battle.mobility[f], int(s.link[f])).water


def break_away(c: Campaign, f: int, stretch: Stretch, place: int, opening: int) -> Process:
    """A formation with a new plan leaves the enemy before whom it stands, and goes back to where it came from.

    Where the enemy has taken that meanwhile it has to fight its way in. Waits and writes as `go_on` does; writes `resume`.
    Raises NewOrders at its end."""
    s, behind = c.state, int(c.state.place[f])
    turn_away(c, f, place)
    s.resume(f, c.minute, Cause.ENEMY)
    s.enter(f, stretch.link, behind, s.axis_km.item(f))
    yield from go_on(c, f, stretch, behind, opening, may_turn=False)
    if not gone(c, f):
        raise NewOrders


def turn_back(c: Campaign, f: int, stretch: Stretch, ahead: int, opening: int) -> Process:
    """Headquarters and services that come before a place which the enemy has taken meanwhile go back to where they came from.

    Where that has been lost as well they stand on the road until one of the two is free again. Waits and writes as `cover` and
    `stand_between` do."""
    s, behind = c.state, int(c.state.place[f])
    axis_km = {behind: s.axis_km.item(f), ahead: s.link_axis_km.item(f)}
    while s.places.holder[ahead] != s.side[f] and not gone(c, f):
        if s.places.holder[behind] != s.side[f]:
            yield from stand_between(c, f, ahead, behind)
            continue
        ahead, behind = behind, ahead
        s.enter(f, stretch.link, ahead, axis_km[ahead])
        yield from cover(c, f, stretch, opening)


def stand_between(c: Campaign, f: int, ahead: int, behind: int) -> Process:
    """A formation on the road between two places of the enemy's halts until one of them is its own side's.

    Waits for either place to fall; writes `halt` and `resume` with the cause follows."""
    c.state.halt(f, c.minute, Cause.FOLLOWS)
    while c.state.side[f] not in c.state.places.holder[[ahead, behind]] and not gone(c, f):
        yield c.clock.signal(Signal.FALL, ahead) | c.clock.signal(Signal.FALL, behind)
    c.state.resume(f, c.minute, Cause.FOLLOWS)


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


def cover(c: Campaign, f: int, stretch: Stretch, opening: int) -> Process:
    """March a link in stages; a stage ends at the far place, when fuel runs low, at a change of effort or of weather.

    `opening`: minute from which the days of forced marches are counted. Waits for the end of the stage (rank MARCH, in the order
    of march); `weather` may interrupt it, and then what has been covered so far counts. Ends early when the formation leaves the
    war. Writes `air_attack` once a day, `breakdown`, and what `run_dry` writes."""
    s, today, now = c.state, c.today, c.minute
    walks = f in c.theatre.lorry_companies.riders and stretch.carrier != LORRIES
    per_km, kept = 0.0 if walks else c.consumption.fills_per_km[f], kept_fills(c, f)
    remaining_km = stretch.km - s.link_km.item(f)
    while remaining_km > ROUNDING_KM and s.in_play[f]:
        sky = today.over_link(stretch.link)
        road_km = stretch.fuel_mult[sky]
        fills_km = road_km * per_km
        reach_km = fuel.reach_km(s.fuel_fills.item(f), kept, fills_km)
        if reach_km <= ROUNDING_KM:
            yield from run_dry(c, f, opening)
            now = c.minute
            continue
        in_the_air = interdicted_mult(c, f)
        speed, effort, change_min = gait(c, f, stretch, sky, now - opening, in_the_air)
        report_air_attack(c, f, in_the_air)
        s.drive(f, now, speed, effort, road_km)
        try:  # noqa: SIM105  # a context would be entered and left at every stage
            yield c.after(march.stage_minutes(remaining_km, reach_km, speed, change_min), Rank.MARCH, c.order[f])
        except simpy.Interrupt:  # woken early
            pass
        if not s.in_play[f]:
            return
        begun, now = now, c.minute
        km = min((now - begun) * speed, remaining_km, reach_km)
        s.covered(f, km, km * road_km, km * fills_km)
        if stretch.breakdowns_per_km > 0.0 and s.strengths.tanks.item(f) > 0.0:
            down = armour.broken_down_share(km, stretch.breakdowns_per_km)
            s.break_down(f, now, down, c.rates.armour.breakdown_written_off_share)
        remaining_km -= km


def gait(c: Campaign, f: int, stretch: Stretch, sky: int, since_min: int, in_the_air: float) -> tuple[float, float, float]:
    """Speed in km a minute, effort as a multiple of the sustained rate, and minutes until the effort changes.

    `since_min`: minutes since the offensive opened; `in_the_air`: what `interdicted_mult` says. Road, sky, tiredness and friction
    multiply up to the ceiling of the troops; enemy aircraft take a part of what comes out. Each is a rule."""
    first, forced_days, later = c.theatre.troops.efforts[stretch.carrier]
    until_min = forced_days * MIN_PER_DAY - since_min
    effort, until_min = (first, until_min) if until_min > 0 else (later, math.inf)
    tired = march.tired_mult(c.state.readiness.item(f), rates=c.rates.march)
    pace = c.friction.pace(f, stretch.link) * c.world.own_rates.pace_mult(f, stretch.carrier)
    speed = march.km_per_minute(stretch.minutes_per_km[sky], effort, tired, pace, stretch.most_km_min)
    return speed * in_the_air, effort, until_min


def interdicted_mult(c: Campaign, f: int) -> float:
    """Multiple of the pace that enemy aircraft leave a column today on its way to the next place."""
    mult: float = c.state.sky.pace[c.world.order_of_battle.side[f]][c.state.toward.item(f)]
    return mult


def report_air_attack(c: Campaign, f: int, mult: float) -> None:
    """Write `air_attack`, once a day, for a column that enemy aircraft slow so much that it shows: to this multiple."""
    if mult < 1.0 - REPORTED_SLOWDOWN and c.log.mark_first(EventKind.AIR_ATTACK, (f, c.today.day())):
        c.state.note(f, c.minute, EventKind.AIR_ATTACK, cause=Cause.AIR, pace_share=mult)

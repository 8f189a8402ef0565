"""Sieges: garrisons and pockets that the front has passed, and the forces that contain them.

A siege begins where encircled troops are left at a place (`invest`), closes rail and road through it, and ends by storm,
exhaustion, order or envoy (`end_by`), when the last of the garrison has left the war (`end_if_empty`), or when its own side
comes (`relieve`). Of those that come foot and horse leave behind what it takes to contain and storm it (`contain`); all
others go on.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat.breakout import breaking_out, can_break_out
from engine.processes.combat.forces import points, points_of
from engine.processes.combat.opposition import garrison
from engine.randomness import Stream
from engine.rules import fortress, march
from engine.state.bus import LeftWar, PlaceFell
from engine.state.sieges import Siege
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause, EventKind

CONTAINING = ("foot", "horse")


def invest(c: Campaign, place: int, side: int) -> None:
    """Troops of a side are all round a place: its encircled garrison is besieged, and their own, encircled there, are free."""
    relieve(c, place, side)
    invested = garrison(c, place, side)
    if invested and place not in c.state.sieges.at:
        men = np.array(float(c.state.strengths.men[invested].sum()))
        z = np.array(c.dice.normal(Stream.CLEARING, c.world.places[place].id))
        groups = np.array(c.theatre.ground.groups[place])
        days = float(fortress.clearing_days(men, groups, np.array(True), z, rates=c.rates.fortress))
        c.state.places.close(place)
        siege = Siege(place, side, c.minute, days)
        c.state.sieges.begin(siege)
        c.clock.ring(Signal.FIGHTING)
        for f in (f for f in invested if can_break_out(c, f)):
            c.clock.start(breaking_out(c, f, siege))


def relieve(c: Campaign, place: int, side: int) -> None:
    """Encircled troops of a side at a place are so no longer: their own have come, or no enemy is left before them.

    Writes `relieved` for each, and wakes it."""
    s, siege = c.state, c.state.sieges.at.get(place)
    for f in garrison(c, place, 1 - side):
        s.note(f, c.minute, EventKind.RELIEVED, cause=c.place_id(place), men=float(s.strengths.men[f]))
        s.relieve(f)
        c.alert(f)
    if siege is not None and siege.side != side:
        _end(c, siege)


def relieve_fallen(c: Campaign, fell: PlaceFell) -> None:
    """The new holder of a place frees its own troops there."""
    relieve(c, fell.place, int(c.state.places.holder[fell.place]))


def end_by(c: Campaign, siege: Siege, cause: Cause, *, killed_share: float = 0.0) -> None:
    """A garrison's end by storm, exhaustion, order or envoy; the forces that contained it march on.

    Writes `siege_end` and `surrender` for each formation of it."""
    days = (c.minute - siege.begun_minute) / MIN_PER_DAY
    invested = garrison(c, siege.place, siege.side)
    _end(c, siege)
    for f in invested:
        c.state.note(f, c.minute, EventKind.SIEGE_END, cause=cause, days=days, men=float(c.state.strengths.men[f]))
        c.state.leave_war(f, c.minute, cause, prisoners=True, killed_share=killed_share)


def end_if_slipped(c: Campaign) -> None:
    """Sieges whose garrison has broken out are over."""
    for place, siege in sorted(c.state.sieges.at.items()):
        if not garrison(c, place, siege.side):
            _end(c, siege)


def end_if_empty(c: Campaign, left: LeftWar) -> None:
    """A place whose garrison has gone home is besieged no longer."""
    siege = c.state.sieges.at.get(left.place)
    if siege is not None and not garrison(c, left.place, siege.side):
        _end(c, siege)


def _end(c: Campaign, siege: Siege) -> None:
    c.state.sieges.end(siege.place)
    c.state.places.reopen(siege.place)
    c.clock.ring(Signal.SIEGE_OVER, siege.place)


def contain(c: Campaign, f: int, place: int) -> Process:
    """A formation leaves behind what it takes to contain a garrison until it falls; one that is needed as a whole stays.

    Only foot and horse do. Waits for the end of the siege. Writes `contain`, and `halt` and `resume` for a whole formation."""
    siege = c.state.sieges.at.get(place)
    if siege is None or not c.resisting or c.world.order_of_battle.mobility[f] not in CONTAINING or not c.state.fights[f]:
        return
    there = float(c.state.forward_fraction(f))
    needed = _needed_share(c, siege, f, there)
    if needed == 0.0:
        return
    share = needed * there
    siege.contain(f, share)
    if needed < 1.0:
        c.state.contain(f, c.minute, c.place_id(place), share)
        c.clock.start(coming_up(c, f, place, share, c.clock.signal(Signal.SIEGE_OVER, place)))
    else:
        c.state.note(f, c.minute, EventKind.CONTAIN, cause=c.place_id(place), share=there)
        c.state.halt(f, c.minute, Cause.CONTAINING)
        yield c.clock.signal(Signal.SIEGE_OVER, place)
        c.state.resume(f, c.minute, Cause.CONTAINING)


def is_way_open(c: Campaign, siege: Siege) -> bool:
    """Whether vehicles pass besieged works: there is a road round them, or a group of them is cleared."""
    place = siege.place
    if not c.theatre.ground.bars_wheels[place]:
        return True
    return bool(fortress.is_way_open(np.array(siege.cleared), np.array(c.theatre.ground.groups[place])))


def barred(c: Campaign, f: int, place: int) -> Generator[simpy.Event, Any, bool]:
    """Vehicles stand before works that can be bypassed off the road alone until a group of them is cleared, and storm them
    meanwhile.

    Returns whether they had to wait. Waits for that, or for the end of the siege. Writes `halt` and `resume`, cause works."""
    siege = c.state.sieges.at.get(place)
    if siege is None or not c.resisting or siege.side != c.state.side[f] or is_way_open(c, siege):
        return False
    if c.world.order_of_battle.mobility[f] not in march.VEHICLES or not c.state.fights[f]:
        return False
    siege.contain(f, float(c.state.forward_fraction(f)))
    c.state.halt(f, c.minute, Cause.WORKS)
    yield c.clock.signal(Signal.WAY_OPEN, place) | c.clock.signal(Signal.SIEGE_OVER, place)
    siege.release(f)
    c.state.resume(f, c.minute, Cause.WORKS)
    return True


def _needed_share(c: Campaign, siege: Siege, f: int, there: float) -> float:
    """Share (0-1) of that part of a formation which is `there` that a garrison takes, until it is contained by enough.

    Vehicles that wait for their way go on as soon as they can: they contain nobody."""
    stay = {other: share for other, share in siege.containing.items() if c.world.order_of_battle.mobility[other] in CONTAINING}
    rows, part = np.array([*stay], int), np.array([*stay.values()], float)
    wanted = float(fortress.storm_power(np.array(points(c, garrison(c, siege.place, siege.side))), rates=c.rates.fortress))
    men = there * float(c.state.strengths.men[f])
    by_power = fortress.containing_share(wanted, points_of(c, rows, part), points(c, [f]), men, rates=c.rates.fortress)
    if by_power == 1.0 or c.theatre.ships.of[f]:  # ships cannot spare a regiment
        return by_power
    around = float((c.state.strengths.men[rows] * part).sum()) + by_power * men
    garrison_men = float(c.state.strengths.men[garrison(c, siege.place, siege.side)].sum())
    return min(by_power + fortress.left_to_storm(men, garrison_men, around, rates=c.rates.fortress), 1.0)


def coming_up(c: Campaign, f: int, place: int, share: float, over: simpy.Event) -> Process:
    """The share that contained a garrison marches after its formation once that has ended, to where it is then.

    Waits for the end of the siege, then for the march (rank MARCH). Writes `closed_up`."""
    yield over
    minutes = c.theatre.router.minutes_from(c.world.order_of_battle.mobility[f], place)[c.state.place[f]]
    yield c.after(round(float(minutes)) if np.isfinite(minutes) else 0, Rank.MARCH, c.order[f])
    c.state.rejoin(f, c.minute, share)

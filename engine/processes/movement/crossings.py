"""Rivers on the march: bridges that are blown or taken whole, boats and bridges of the engineers, assaults on a defended bank.

A river is one thing however it is crossed: a road over it with a bridge that stands, or without. Where both ends of a road
stand on the river (`banks`), troops at the far one defend the crossing, and blow the bridge when the enemy comes; where the
river lies somewhere on a long road, the rear guard that marches over it may blow it behind itself. The arithmetic stands in
`rules.rivers`, the state of bridges and crossings in `State.crossings`.
"""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.combat.forces import points
from engine.processes.combat.losses import lose_ashore
from engine.processes.combat.opposition import defenders, posture
from engine.processes.combat.positions import test_will
from engine.randomness import Stream
from engine.rules import fortress, march, power, rivers, skies
from engine.state.bus import CrossingBegun
from engine.state.crossings import Attempt, Over
from engine.theatre.routes import Stretch
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, EventKind, LinkId, Rule


def cross(c: Campaign, f: int, stretch: Stretch, place: int) -> Process:
    """A formation at a river, before it turns into the road over it towards a place.

    A bridge that stands carries it over, if the guard at its far end does not blow it first. Without one it crosses against a
    defended bank by assault, else in boats; vehicles wait for a ferry or a bridge of their side's engineers. Troops that come
    up to the far bank while it waits have to be fought for it too. Waits and writes as `assault` and `set_over` do; writes
    `demolition` or `bridge_taken`."""
    link = stretch.link
    if not c.world.on(Rule.RIVERS):
        return
    if link not in c.state.crossings.down:
        meet_guard(c, f, link, place)
    if link not in c.state.crossings.down:
        return
    yield from assault(c, f, link, place)
    yield from set_over(c, f, link, place)
    yield from assault(c, f, link, place)


def is_defended(c: Campaign, f: int, link: int, place: int) -> bool:
    """Whether a formation finds the far bank of a road over a river in the hands of troops that defend it."""
    s = c.state
    fights = c.resisting and s.fights[f] and s.places.holder[place] != s.side[f] and c.world.links.banks[link]
    return bool(fights) and bool(defenders(c, place, int(s.side[f])))


def meet_guard(c: Campaign, f: int, link: int, place: int) -> None:
    """A formation comes to a bridge whose far end the enemy defends: it goes up, or is taken whole. Writes which."""
    if not is_defended(c, f, link, place):
        return
    name, guard = LinkId(c.world.links.ids[link]), defenders(c, place, int(c.state.side[f]))[0]
    if goes_up(c, link, pressed=False):
        c.state.crossings.blow(link)
        c.state.note(guard, c.minute, EventKind.DEMOLITION, cause=name)
    elif c.log.mark_first(EventKind.BRIDGE_TAKEN, link):
        c.state.note(f, c.minute, EventKind.BRIDGE_TAKEN, cause=name)


def goes_up(c: Campaign, link: int, *, pressed: bool) -> bool:
    """Whether the guard of a bridge blows it; drawn once a run for each bridge."""
    mined = c.world.links.mined[link]
    intact = rivers.intact_probability(mined=mined, pressed=pressed, rates=c.rates.rivers)
    return c.dice.uniform(Stream.DEMOLITION, c.world.links.ids[link]) >= intact


def blow_behind(c: Campaign, f: int, *, pressed: bool) -> None:
    """A formation on its way back has a bridge behind it: as the last of its side it may blow it.

    One under pressure does so; one that leaves in good order only where the charges are laid. Troops that it leaves behind keep
    their bridge, unless they are encircled. Writes `demolition`."""
    s, link = c.state, int(c.state.link[f])
    if link < 0 or not c.world.links.bridged[link] or link in s.crossings.down or not c.world.on(Rule.RIVERS):
        return
    if not (pressed or c.world.links.mined[link]):
        return
    side, behind = s.side[f], s.places.at[int(s.place[f])]
    if any(s.fights[other] and s.side[other] == side and not s.encircled[other] for other in behind):
        return
    if goes_up(c, link, pressed=pressed):
        s.crossings.blow(link)
        s.note(f, c.minute, EventKind.DEMOLITION, cause=LinkId(c.world.links.ids[link]))


def set_over(c: Campaign, f: int, link: int, place: int) -> Process:
    """Over a river without a bridge: the first of a side puts in boats and begins a bridge; later columns use both.

    Foot waits for the boats, lorries and tanks for the ferry or the bridge, whichever is first. Waits until then (rank MARCH).
    Writes `crossing` for the first, and `halt` and `resume` with the cause river."""
    side, crossings = int(c.state.side[f]), c.state.crossings
    over = crossings.over(side, link)
    if over is None:
        flooded = bool(skies.FLOOD[c.today.over_link(link)])
        hours = float(rivers.assault_delay_h(c.world.links.river_m[link], flooded, rates=c.rates.rivers))
        over = _begin(c, f, link, place, c.minute + round(hours * MIN_PER_H), hours)
    yield from wait(c, f, _ready_minute(c, f, over))


def _begin(c: Campaign, f: int, link: int, place: int, boats_minute: int, hours: float, **assault: float) -> Over:
    """A side has boats on a river from a minute on, and begins its bridge now, from the near bank; writes `crossing`.

    After an `assault` the event says what it cost."""
    width_m = float(c.world.links.river_m[link])
    bridge_minute = max(boats_minute, c.minute + round(float(rivers.bridging_h(width_m, rates=c.rates.rivers)) * MIN_PER_H))
    c.state.note(f, c.minute, EventKind.CROSSING, cause=Cause.RIVER, width_m=width_m, hours=hours, **assault)
    c.bus.publish(CrossingBegun(place, int(c.state.side[f])))
    return c.state.crossings.begin(int(c.state.side[f]), link, Over(boats_minute, bridge_minute))


def _ready_minute(c: Campaign, f: int, over: Over) -> int:
    """When a formation is over a river: foot with the boats, vehicles by the ferry or the bridge."""
    if c.world.order_of_battle.mobility[f] not in march.VEHICLES:
        return over.boats_minute
    force = c.state.strengths
    ferry_h = float(rivers.ferrying_h(force.tanks.item(f) + force.guns.item(f), rates=c.rates.rivers))
    return min(over.bridge_minute, over.boats_minute + round(ferry_h * MIN_PER_H))


def wait(c: Campaign, f: int, until_minute: int) -> Process:
    """A formation stands at a river until a minute (rank MARCH). Writes `halt` and `resume`, cause river."""
    minutes = until_minute - c.minute
    if minutes > 0:
        c.state.halt(f, c.minute, Cause.RIVER, hours=minutes / MIN_PER_H)
        yield c.after(minutes, Rank.MARCH, c.order[f])
        c.state.resume(f, c.minute, Cause.RIVER)


def assault(c: Campaign, f: int, link: int, place: int) -> Process:
    """Cross against a defended bank: try from the march, or prepared, until a try gets its bridgehead or nobody defends the bank.

    The first of a side before the river sets the clock; the first in the order of march tries for all that stand there. Each try
    costs its first wave; one that is thrown back is tried again as a deliberate crossing. In the bridgehead the fight for the
    place goes on as any other. Waits until the next try is ready (rank MARCH). Writes `crossing` with the bridgehead,
    `crossing_fails`, `halt` and `resume` (cause river); before each try the will of the defenders is tested, with what that
    writes."""
    s, side = c.state, int(c.state.side[f])
    while is_defended(c, f, link, place) and not _is_across(c, side, link, place):
        attempt = s.crossings.attempt(side, link) or _prepare(c, side, link, place)
        if c.minute < attempt.minute:
            yield from wait(c, f, attempt.minute)
            continue
        test_will(c, place, side)
        if is_defended(c, f, link, place):
            _try(c, f, link, place, attempt)


def _is_across(c: Campaign, side: int, link: int, place: int) -> bool:
    position = c.state.positions.at.get(place)
    fighting = position is not None and position.side == side
    return c.state.crossings.has_bridgehead(side, link, c.minute, fighting=fighting)


def _prepare(c: Campaign, side: int, link: int, place: int) -> Attempt:
    """The clock of a side's first try: hours from the march, days where the far bank has to be stormed."""
    rows, rates = defenders(c, place, side), c.rates.rivers
    deliberate = rivers.prepares_first(posture(c, rows), thin=_is_thin(c, place, rows))
    hours = rates.deliberate_prepare_days * MIN_PER_DAY / MIN_PER_H if deliberate else rates.hasty_prepare_h
    return c.state.crossings.prepare(side, link, c.minute + round(hours * MIN_PER_H), deliberate=deliberate)


def _is_thin(c: Campaign, place: int, rows: list[int]) -> bool:
    """Whether defenders are so few for their front that they do not stop an army."""
    men = np.array(float((c.state.strengths.men[rows] * c.state.forward_fraction(np.array(rows, int))).sum()))
    return bool(fortress.is_thin(men, np.array(c.theatre.ground.frontage_km[place]), rates=c.rates.fortress))


def _try(c: Campaign, f: int, link: int, place: int, attempt: Attempt) -> None:
    """One try of a side, by a formation for all that stand before the river: what it costs, and whether it got across."""
    s, rows, name = c.state, defenders(c, place, int(c.state.side[f])), c.world.links.ids[link]
    waiting = [other for other in sorted(s.places.at[int(s.place[f])]) if s.fights[other] and s.side[other] == s.side[f]]
    ratio = float(power.force_ratio(np.array(points(c, waiting)), np.array(points(c, rows))))
    chance = rivers.bridgehead_probability(
        posture(c, rows), thin=_is_thin(c, place, rows), deliberate=attempt.deliberate, force_ratio=ratio, rates=c.rates.rivers
    )
    across = c.dice.uniform(Stream.RIVER_ASSAULT, name, attempt.tries) < chance
    lost = lose_ashore(c, f, c.dice.normal(Stream.RIVER_LOSS, name, attempt.tries), c.rates.rivers.first_wave_share, rows)
    if across:
        s.crossings.gain(attempt, c.minute)
        _begin(c, f, link, place, c.minute, 0.0, men_lost=lost)
    else:
        next_min = c.minute + round(c.rates.rivers.deliberate_prepare_days * MIN_PER_DAY)
        s.crossings.fail(attempt, next_min)
        s.note(f, c.minute, EventKind.CROSSING_FAILS, cause=c.place_id(place), force_ratio=ratio, men_lost=lost)

"""Voyages: ships of a pool load troops, cross, unload, and are free where they are; those who still wait call them back.

The ships are one number for all who may use them (`theatre.shipping`). The head of a formation goes with the fastest that are
free, others follow at their own speed with as many men as they carry, and those who find no room wait for the next. Ships that
need a quay sail once their side holds the port at the far end. A flotilla is its own ship.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import inf

import simpy

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.rules import landings
from engine.state.ships import NOBODY, Convoy, Voyage
from engine.theatre.routes import Stretch
from engine.theatre.shipping import ANYWHERE
from engine.units import H_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, Rule

PORT, SEA = "port", "sea"


def needs_ships(c: Campaign, f: int, stretch: Stretch) -> bool:
    """Whether a formation crosses a link in ships of a pool."""
    if not stretch.water or not c.theatre.ships.of[f] or not c.world.on(Rule.AMPHIBIOUS):
        return False
    return c.world.order_of_battle.mobility[f] != "boat" and bool(c.state.fights[f])


def embark(c: Campaign, f: int, stretch: Stretch, place: int) -> Process:
    """A formation that comes to the water waits for ships, and its head boards the fastest that are free.

    It sails again only when it is over as a whole. Waits for that, for ships that are free, for a port that they need, and until
    they are alongside and loaded (rank MARCH). Writes `halt` and `resume`, cause no_ships."""
    s = c.state
    voyage = s.ships.voyage(f, stretch.link, int(s.place[f]), place)
    if not _may_board(c, voyage):
        s.halt(f, c.minute, Cause.NO_SHIPS)
        while s.in_play[f] and not _may_board(c, voyage):
            yield _ships_or_port(c, voyage)
        s.resume(f, c.minute, Cause.NO_SHIPS)
    if not s.in_play[f]:
        return
    minutes = _board(c, voyage)
    c.clock.start(calling(c, voyage))
    if minutes:
        s.halt(f, c.minute, Cause.NO_SHIPS)
        yield c.after(minutes, Rank.MARCH, c.order[f])
        s.resume(f, c.minute, Cause.NO_SHIPS)


def _may_board(c: Campaign, voyage: Voyage) -> bool:
    return voyage.f not in c.state.ships.voyages and bool(_pools(c, voyage))


def _ships_or_port(c: Campaign, voyage: Voyage) -> simpy.Event:
    return c.clock.signal(Signal.SHIPS) | c.clock.signal(Signal.FALL, voyage.place)


def _board(c: Campaign, voyage: Voyage) -> int:
    """The head of a formation boards the fastest ships, the nearest of them first; minutes until these are loaded."""
    (head, minutes), *others = _called(c, voyage, _pools(c, voyage)[0])
    c.state.ships.begin(voyage, head)
    c.state.embark(voyage.f, head.share)
    for convoy, later_min in others:
        c.clock.start(carrying(c, voyage, convoy, later_min))
    return minutes


def calling(c: Campaign, voyage: Voyage) -> Process:
    """Ships that are free are called for those who wait, as long as anybody does. Waits for ships, or for a port they need."""
    while voyage.waiting > NOBODY and c.state.in_play[voyage.f]:
        for pool in _pools(c, voyage):
            for convoy, minutes in _called(c, voyage, pool):
                c.clock.start(carrying(c, voyage, convoy, minutes))
        if voyage.waiting > NOBODY:
            yield _ships_or_port(c, voyage)


def carrying(c: Campaign, voyage: Voyage, convoy: Convoy, minutes: int) -> Process:
    """Ships are alongside and loaded after so many minutes, cross, lie off until the head is ashore, and unload.

    Waits for each of these (rank MARCH). Writes `closed_up` with the last of a formation."""
    s, f = c.state, voyage.f
    yield c.after(minutes + _crossing_min(c, voyage, convoy.pool), Rank.MARCH, c.order[f])
    s.bring_over(f, convoy.share)
    if not voyage.ashore:
        yield c.clock.signal(Signal.ASHORE, f)
    close_up(c, voyage)
    yield from unloading(c, voyage, convoy)


def disembark(c: Campaign, f: int) -> None:
    """The head of a formation is ashore, or nobody of it is left: its ships unload, and so do those that lie off behind it."""
    voyage = c.state.ships.voyages.get(f)
    if voyage is not None and voyage.head is not None and not voyage.ashore:
        voyage.ashore = True
        c.clock.ring(Signal.ASHORE, f)
        close_up(c, voyage)
        c.clock.start(unloading(c, voyage, voyage.head))


def close_up(c: Campaign, voyage: Voyage) -> None:
    """A formation is whole again once its ships have brought over the last of it. Writes `closed_up` if it was ever parted."""
    s, f = c.state, voyage.f
    if s.ships.voyages.get(f) is not voyage or not voyage.ashore or s.share[f] < 1.0 - NOBODY:
        return
    s.ships.end(voyage)
    if s.in_play[f] and voyage.head is not None and voyage.head.share < 1.0 - NOBODY:
        s.close_up(f, c.minute)


def unloading(c: Campaign, voyage: Voyage, convoy: Convoy) -> Process:
    """Ships unload, and are free where they lie. Waits for the hours of it (rank MARCH)."""
    yield c.after(_port_min(c, voyage.place), Rank.MARCH, c.order[voyage.f])
    c.state.ships.put_back(convoy, voyage.place)
    c.clock.ring(Signal.SHIPS)


def sails(c: Campaign, f: int, stretch: Stretch) -> Stretch:
    """A link of water at the speed of the ships that carry the head of a formation."""
    voyage = c.state.ships.voyages.get(f)
    if voyage is None or voyage.head is None:
        return stretch
    km_h = c.theatre.ships.pools[voyage.head.pool].km_h
    if km_h is None or c.world.links.surface[stretch.link] != SEA:
        return stretch
    return replace(stretch, minutes_per_km=(MIN_PER_H / km_h,) * len(stretch.minutes_per_km), most_km_min=km_h / MIN_PER_H)


def _pools(c: Campaign, voyage: Voyage) -> list[int]:
    """Pools, the fastest first, with free ships that may be sent for those who wait."""
    return [
        pool
        for pool in c.theatre.ships.of[voyage.f]
        if _may_unload(c, pool, voyage) and any(_sail_min(c, pool, at, voyage.origin) < inf for at in c.state.ships.lying[pool])
    ]


def _may_unload(c: Campaign, pool: int, voyage: Voyage) -> bool:
    """Whether ships of a pool can load and unload: over any shore, or between quays, the far one in their side's hands."""
    if not c.theatre.ships.pools[pool].quay:
        return True
    ends = c.world.places[voyage.origin], c.world.places[voyage.place]
    return all(place.kind == PORT for place in ends) and bool(c.state.places.holder[voyage.place] == c.state.side[voyage.f])


def _called(c: Campaign, voyage: Voyage, pool: int) -> list[tuple[Convoy, int]]:
    """Free ships of a pool, the nearest first, for those who wait, each with the minutes until they are loaded."""
    shipping, men = c.theatre.ships, max(_men(c, voyage.f), 1.0)
    away = partial(_sail_min, c, pool, origin=voyage.origin)
    convoys = []
    for ships, away_min in c.state.ships.take(pool, shipping.wanted(pool, voyage.waiting * men), away):
        share = min(voyage.waiting, landings.first_wave(men, ships * shipping.pools[pool].men))
        voyage.waiting -= share
        convoys.append((Convoy(pool, ships, share), away_min + _loading_min(c, voyage, pool, away_min)))
    return convoys


def _men(c: Campaign, f: int) -> float:
    """Men of a formation who are to go over: all but those who contain a garrison."""
    return float(c.state.strengths.men[f] * (1.0 - c.state.containing[f]))


def _sail_min(c: Campaign, pool: int, at: int, origin: int) -> float:
    """Minutes in which empty ships come to where they are wanted; inf where no water leads there."""
    if at in (ANYWHERE, origin):
        return 0.0
    km_h, convoy_km_h = c.theatre.ships.pools[pool].km_h, c.rates.march.sea_km_day / H_PER_DAY
    faster = 1.0 if km_h is None else km_h / convoy_km_h
    return float(c.theatre.router.minutes_from("boat", at)[origin]) / faster


def _crossing_min(c: Campaign, voyage: Voyage, pool: int) -> int:
    """Minutes over the link of a voyage for ships of a pool, under today's sky."""
    km_h = c.theatre.ships.pools[pool].km_h
    boat = c.theatre.router.stretch("boat", voyage.link)
    if km_h is None or c.world.links.surface[voyage.link] != SEA:
        return round(boat.km * boat.minutes_per_km[c.today.over_link(voyage.link)])
    return round(boat.km / km_h * MIN_PER_H)


def _loading_min(c: Campaign, voyage: Voyage, pool: int, away_min: int) -> int:
    """Minutes of loading; ships at the port of a formation that was never at sea before have been loaded beforehand."""
    if voyage.is_first and away_min == 0:
        return 0
    load_h = c.theatre.ships.pools[pool].load_h
    return _port_min(c, voyage.origin) if load_h is None else round(load_h * MIN_PER_H)


def _port_min(c: Campaign, place: int) -> int:
    """Minutes in which ships unload at a place."""
    ashore = "port" if c.world.places[place].kind == PORT else "beach"
    return round(landings.unload_h(ashore, rates=c.rates.landings) * MIN_PER_H)

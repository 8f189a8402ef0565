"""Airborne landings: parties that seize a place ahead of the columns.

Like a landing from the sea a lift with a capacity, an hour and a risk (`movement.amphibious`); what follows on the ground is
an ordinary fight. A party is a detachment, split off its formation when the order of battle is compiled.
"""

from __future__ import annotations

import numpy as np

from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.combat.opposition import enemies
from engine.processes.combat.positions import overwhelm
from engine.randomness import Stream
from engine.rules import airlift, landings
from engine.rules.daylight import dark_share
from engine.scenario.schema import AirLanding
from engine.units import H_PER_DAY, MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, EventKind, PlaceId


def flown_in(c: Campaign, landing: AirLanding) -> Process:
    """A party waits for its order, its preparation, an airfield within range and a clear day, and tries to seize its place.

    Its order is the enemy's cease-fire, and then it flies only to a garrison most of which obeys; or it needs none, and flies
    against any. Waits for its day, then six hours at a time (rank LIFT), until it holds the place, or its side does, or it is
    lost. Nothing interrupts it. Writes `airborne` and `capture` or `pass`, `repulsed` and `surrender`; what the defenders do
    comes before."""
    f, target = c.world.formation_row[landing.id], c.world.place_row[landing.place]
    ready, attempt = None, 0
    yield c.after(round(landing.opens * MIN_PER_DAY), Rank.LIFT)
    while c.state.places.holder[target] != c.state.side[f] and c.state.fights[f]:
        if ready is None and (landing.before_cease_fire or 1 - c.world.order_of_battle.side[f] in c.state.messages.ceased):
            z = c.dice.normal(Stream.LANDING_PREPARED, landing.id)
            ready = c.minute + round(landings.prepare_h("air", z, rates=c.rates.landings) * MIN_PER_H)
        if ready is not None and c.minute >= ready and _can_fly(c, landing, f, target):
            resists = resisted(c, f, target)
            if landing.before_cease_fire or not resists:
                _take_off(c, landing)
                _seize(c, f, target, attempt, resists=resists)
                attempt += 1
        yield c.after(LOOK_MIN, Rank.LIFT)


def _can_fly(c: Campaign, landing: AirLanding, f: int, target: int) -> bool:
    """Whether the party is free to go, and an airfield of its side lies within range with a sky to fly in, as over the target.

    Nothing flies in the dark; an encircled party, or one that obeys a cease-fire itself, stays."""
    if c.state.encircled[f] or c.state.wills.obeys[f] or not _has_aircraft(c, landing):
        return False
    sky = c.today.over_places()
    hour = (c.minute / MIN_PER_H + c.world.calendar.start.hour + c.world.calendar.start.minute / MIN_PER_H) % H_PER_DAY
    dark = dark_share(hour - 1.0, 1.0, c.rates.combat.attrition.dark_h_per_day)
    own = np.flatnonzero(c.world.network.airfields & (c.state.places.holder == c.state.side[f]))
    near = own[c.world.network.great_circle_km[own, target] <= _range_km(c, landing)]
    return landings.flies(int(sky[target]), dark) and any(landings.flies(int(sky[base]), dark) for base in near.tolist())


def _range_km(c: Campaign, landing: AirLanding) -> float:
    if landing.force is None:
        return landing.range_km
    forces = c.theatre.transport_forces
    return min(landing.range_km, forces.pools[forces.of_force(landing.force)].range_km)


def _sorties(c: Campaign, landing: AirLanding) -> tuple[int, int]:
    """The pool on which a party draws, and the sorties that it takes. It names a force."""
    row = c.theatre.transport_forces.of_force(landing.force or "")
    return row, airlift.party_sorties(landing.men, c.theatre.transport_forces.pools[row].men_per_sortie)


def _has_aircraft(c: Campaign, landing: AirLanding) -> bool:
    """Whether the force has aircraft for the whole party at once, beside those that have set down others in the last hours."""
    if landing.force is None:
        return True
    c.state.air_transport.begin_watch(c.minute)
    row, sorties = _sorties(c, landing)
    pool = c.theatre.transport_forces.pools[row]
    return sorties + c.state.air_transport.owed.item(row) <= min(pool.aircraft, pool.sorties_per_day)


def _take_off(c: Campaign, landing: AirLanding) -> None:
    if landing.force is not None:
        c.state.air_transport.set_down(*_sorties(c, landing))


def resisted(c: Campaign, f: int, target: int) -> bool:
    """Whether most of the enemy's men at a place have no order to cease fire, or do not obey it."""
    garrison = np.array(enemies(c, target, int(c.state.side[f])), int)
    men, obey = c.state.strengths.men[garrison], c.state.wills.obeys[garrison]
    return bool(men[~obey].sum() > men[obey].sum())


def _seize(c: Campaign, f: int, target: int, attempt: int, *, resists: bool) -> None:
    """One try to seize a place: a garrison that resists no more lays down arms; one that fights retreats, or destroys the party.

    Whether a try succeeds is drawn once each; after a failure against resistance the party is gone."""
    s, name = c.state, c.world.formations[f].id
    if c.dice.uniform(Stream.LANDING, name, attempt) < landings.air_probability(resists, rates=c.rates.landings):
        overwhelm(c, target, int(s.side[f]))
        s.fly_in(f, target, c.minute)
    elif resists:
        s.note(f, c.minute, EventKind.REPULSED, cause=PlaceId(c.world.places[target].id))
        s.leave_war(f, c.minute, Cause.REPULSED, prisoners=True)

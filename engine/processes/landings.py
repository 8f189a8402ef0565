"""Landings: troops that come over water fight for a foothold; parties from the air seize a place ahead of the columns.

Both are lifts that set down troops: a capacity, a way, an hour, a risk. What follows ashore is an ordinary fight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.constants import NEGLIGIBLE
from engine.processes.campaign import LOOK_MIN, Campaign, Process, Rank
from engine.processes.combat.forces import points
from engine.processes.combat.opposition import believed_odds, defenders, enemies
from engine.processes.combat.positions import overwhelm, test_will
from engine.randomness import Stream
from engine.rules import landings, march
from engine.rules.daylight import dark_share
from engine.scenario.schema import AirLanding
from engine.units import H_PER_DAY, MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Activity, Cause, EventKind, PlaceId, Rule

LANDINGS = 1_000_000
"""Occasion of the estimate of a garrison from the sea: no engagement has this number."""


def embarking(c: Campaign, f: int, links: Sequence[int]) -> Process:
    """A reserve that was not told before that it would go over water is brought to its ships and embarked."""
    if not c.world.on(Rule.AMPHIBIOUS) or not any(c.world.links.surface[link] in march.WATER for link in links):
        return
    c.state.stand(f, Activity.WAITING, Cause.EMBARKING)
    z = c.dice.normal(Stream.LANDING_PREPARED, c.world.formations[f].id)
    yield c.after(round(landings.prepare_h("sea", z, rates=c.rates.landings) * MIN_PER_H), Rank.MARCH, c.order[f])


def put_ashore(c: Campaign, f: int, link: int, place: int) -> Process:
    """The end of a voyage to a place the enemy holds: the first wave fights for its foothold, the rest follow in their turn.

    A formation that is afloat itself needs no ships; where its own side's troops fight already, it lands among them."""
    s = c.state
    if s.holder[place] == s.side[f] or not c.world.on(Rule.AMPHIBIOUS):
        return
    if c.world.formations[f].mobility != "boat":
        share = landings.first_wave(float(s.strengths.men[f] * (1.0 - s.masking[f])), c.world.order_of_battle.carried_men[f])
        crossing_min = float(c.world.links.km[link] * c.world.links.minutes_per_km[march.MOBILITIES.index("boat"), 0, link])
        ashore = "port" if c.world.places[place].kind == "port" else "beach"
        s.embark(f, share, c.minute + round(landings.later_waves_min(share, crossing_min, ashore, rates=c.rates.landings)))
    if c.at_war:
        yield from assault(c, f, place)
    if s.fights[f]:
        s.note(f, c.minute, EventKind.LANDING, cause=PlaceId(c.world.places[place].id), share=float(s.at_head(f)))


def assault(c: Campaign, f: int, place: int) -> Process:
    """Try to get ashore, together with all who lie off the place, until it succeeds or nobody resists any more.

    Each try costs men; against worse odds than are dared the ships lie off and wait for others."""
    s, side, name = c.state, int(c.state.side[f]), f"{c.world.places[place].id}:{c.world.formations[f].id}"
    offshore = c.offshore.setdefault(place, [])
    offshore.append(f)
    attempt = 0
    while s.fights[f] and place not in s.positions.at:
        test_will(c, place, side)
        ashore = defenders(c, place, side)
        if not ashore:
            break
        odds = points(c, offshore) / max(points(c, ashore), NEGLIGIBLE)
        if believed_odds(c, place, side, LANDINGS, odds) >= c.rates.landings.least_odds:
            if _ashore(c, f, name, attempt, odds):
                break
            s.note(f, c.minute, EventKind.REPULSED, cause=PlaceId(c.world.places[place].id), odds=odds)
            attempt += 1
        s.halt(f, c.minute, Cause.OFFSHORE)
        yield c.after(round(c.rates.readiness.reorganise_h * MIN_PER_H), Rank.MARCH, c.order[f])
        s.resume(f, c.minute, Cause.OFFSHORE)
    offshore.remove(f)


def _ashore(c: Campaign, f: int, name: str, attempt: int, odds: float) -> bool:
    """One try against the beach: what it costs, and whether it got there."""
    lost = float(landings.first_day_loss(np.array(c.dice.normal(Stream.LANDING_LOSS, name, attempt)), rates=c.rates.landings))
    share = lost * c.state.at_head(np.array([f]))
    c.lose(np.array([f]), share, share, share)
    return bool(c.dice.uniform(Stream.LANDING, name, attempt) < landings.sea_probability(np.array(odds), rates=c.rates.landings))


def flown_in(c: Campaign, landing: AirLanding) -> Process:
    """A party waits for its order, its preparation, an airfield within range and a clear day, and tries to seize its place.

    Its order is the enemy's cease-fire, and then it flies to a garrison that obeys; or it needs none, and dares all."""
    f, target = c.world.formation_row[landing.id], c.world.place_row[landing.place]
    ready, attempt = None, 0
    yield c.after(round(landing.opens * MIN_PER_DAY), Rank.LIFT)
    while c.state.holder[target] != c.state.side[f] and c.state.fights[f]:
        if ready is None and (landing.before_cease_fire or 1 - c.world.order_of_battle.side[f] in c.ceased):
            z = c.dice.normal(Stream.LANDING_PREPARED, landing.id)
            ready = c.minute + round(landings.prepare_h("air", z, rates=c.rates.landings) * MIN_PER_H)
        if ready is not None and c.minute >= ready and _can_fly(c, landing, f, target):
            resists = resisted(c, f, target)
            if landing.before_cease_fire or not resists:
                _seize(c, f, target, attempt, resists=resists)
                attempt += 1
        yield c.after(LOOK_MIN, Rank.LIFT)


def _can_fly(c: Campaign, landing: AirLanding, f: int, target: int) -> bool:
    """Whether the party is free to go, and an airfield of its side lies within range with a sky to fly in, as over the target."""
    if c.state.sealed[f] or c.state.obeys[f]:
        return False
    sky = c.place_sky()
    hour = (c.minute / MIN_PER_H + c.world.calendar.start.hour + c.world.calendar.start.minute / MIN_PER_H) % H_PER_DAY
    dark = dark_share(hour - 1.0, 1.0, c.combat_rates.attrition.dark_h_per_day)
    own = np.flatnonzero(c.world.network.airfields & (c.state.holder == c.state.side[f]))
    near = own[c.world.network.great_circle_km[own, target] <= landing.range_km]
    return landings.flies(int(sky[target]), dark) and any(landings.flies(int(sky[base]), dark) for base in near.tolist())


def resisted(c: Campaign, f: int, target: int) -> bool:
    """Whether most of the enemy's men at a place have no order to cease fire, or do not obey it."""
    garrison = np.array(enemies(c, target, int(c.state.side[f])), int)
    men, obey = c.state.strengths.men[garrison], c.state.obeys[garrison]
    return bool(men[~obey].sum() > men[obey].sum())


def _seize(c: Campaign, f: int, target: int, attempt: int, *, resists: bool) -> None:
    """One try: a garrison that resists no more lays down arms to the party; one that fights gives way or destroys it."""
    s, name = c.state, c.world.formations[f].id
    if c.dice.uniform(Stream.LANDING, name, attempt) < landings.air_probability(resists, rates=c.rates.landings):
        overwhelm(c, target, int(s.side[f]))
        s.fly_in(f, target, c.minute)
    elif resists:
        s.note(f, c.minute, EventKind.REPULSED, cause=PlaceId(c.world.places[target].id))
        s.leave_war(f, c.minute, Cause.REPULSED, prisoners=True)

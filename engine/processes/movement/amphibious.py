"""Landings: troops that come over water fight for a foothold; parties from the air seize a place ahead of the columns.

Both are lifts that set down troops: a capacity, a way, an hour, a risk. What follows ashore is an ordinary fight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.combat.forces import points
from engine.processes.combat.losses import lose_ashore
from engine.processes.combat.opposition import defenders, estimated_force_ratio
from engine.processes.combat.positions import test_will
from engine.processes.movement.voyages import disembark
from engine.randomness import Stream
from engine.rules import landings, march, power
from engine.units import MIN_PER_H
from engine.vocabulary import Activity, Cause, EventKind, PlaceId, Rule

LANDINGS = 1_000_000
"""Occasion of the estimate of a garrison from the sea: no engagement has this number."""


def embarking(c: Campaign, f: int, links: Sequence[int]) -> Process:
    """A reserve that was not told before that it would go over water is brought to its ships and embarks.

    Waits for the time of preparation, which is drawn (rank MARCH); nothing interrupts it. Writes no event: the formation stands
    waiting, cause embarking. A formation whose way leads over no water does not wait."""
    if not c.world.on(Rule.AMPHIBIOUS) or not any(c.world.links.surface[link] in march.WATER for link in links):
        return
    c.state.stand(f, Activity.WAITING, Cause.EMBARKING)
    z = c.dice.normal(Stream.LANDING_PREPARED, c.world.formations[f].id)
    yield c.after(round(landings.prepare_h("sea", z, rates=c.rates.landings) * MIN_PER_H), Rank.MARCH, c.order[f])


def put_ashore(c: Campaign, f: int, place: int) -> Process:
    """The end of a voyage to a place the enemy holds: the first wave fights for its foothold, the rest follow in their turn.

    Where its own side's troops fight already, it lands among them; the rest comes with its ships (`voyages`). Waits as `assault`
    does. Writes `landing` once it is ashore."""
    s = c.state
    if s.places.holder[place] != s.side[f] and c.world.on(Rule.AMPHIBIOUS):
        if c.at_war:
            yield from assault(c, f, place)
        if s.fights[f]:
            s.note(f, c.minute, EventKind.LANDING, cause=PlaceId(c.world.places[place].id), share=float(s.forward_fraction(f)))
    disembark(c, f)


def assault(c: Campaign, f: int, place: int) -> Process:
    """Try to get ashore, together with all that lie off the place, until it succeeds or nobody resists any more.

    Each try costs men; below the minimum force ratio the ships lie off and wait for others. Between tries a formation waits for
    the hours of reorganisation (rank MARCH), halted offshore. Writes `repulsed`, `halt` and `resume`; before each try the will of
    the defenders is tested, with what that writes."""
    s, side, name = c.state, int(c.state.side[f]), f"{c.world.places[place].id}:{c.world.formations[f].id}"
    s.shores.lie_off(place, f)
    attempt = 0
    while s.fights[f] and place not in s.positions.at:
        test_will(c, place, side)
        ashore = defenders(c, place, side)
        if not (ashore and c.resisting):
            break
        odds = float(power.force_ratio(np.array(points(c, s.shores.offshore(place))), np.array(points(c, ashore))))
        if estimated_force_ratio(c, place, side, LANDINGS, odds) >= c.rates.landings.minimum_force_ratio:
            lost = lose_ashore(c, f, c.dice.normal(Stream.LANDING_LOSS, name, attempt), 1.0, ashore)
            if c.dice.uniform(Stream.LANDING, name, attempt) < landings.sea_probability(np.array(odds), rates=c.rates.landings):
                break
            s.note(f, c.minute, EventKind.REPULSED, cause=PlaceId(c.world.places[place].id), force_ratio=odds, men_lost=lost)
            attempt += 1
        s.halt(f, c.minute, Cause.OFFSHORE)
        yield c.after(round(c.rates.readiness.reorganise_h * MIN_PER_H), Rank.MARCH, c.order[f])
        s.resume(f, c.minute, Cause.OFFSHORE)
    s.shores.leave(place, f)

"""Sectors: a line held by few, and the zone of an attacker. A formation holds several places with parts of itself, sends what it
can where none stands, and counter-attacks what it has lost where it is ordered to; one that advances clears the places beside its
axis with parts of itself.

A post is a body with a share, as a forward detachment or a garrison is: a row of the order of battle that marches, fights and
loses by the rules of all others. What is its own is when it is sent, and that it comes back. The main body sends one more where
the enemy crosses a river at a place of its sector that nobody holds; whether that comes up in time is for its march.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Signal
from engine.processes.combat.forces import points
from engine.processes.combat.opposition import defenders
from engine.processes.command.posts import take_post
from engine.processes.command.triggers import standing
from engine.processes.movement.march import go, gone
from engine.processes.movement.withdrawal import holds_together, move_to, stands_at, step_by_step, way
from engine.rules import power
from engine.scenario.schema import Step, Trigger
from engine.state.bus import Arrived, CrossingBegun, PlaceFell
from engine.state.sectors import Sector
from engine.theatre.itineraries import Itinerary
from engine.vocabulary import PlaceId, Rule

LEAST_SHARE = 1e-6


def man(c: Campaign, f: int, step: Step) -> None:
    """A formation in its place takes over the sector of a step: a body for each share. At the start of the run they stand there.

    Writes `posted` for each; their processes begin."""
    if not step.sector or not c.world.on(Rule.POSTS) or f in c.state.sectors.of:
        return
    row = c.world.place_row
    sector = Sector(f, {row[place]: share for place, share in step.sector.items()}, step.counter_attacks)
    c.state.sectors.hold(sector)
    left = 1.0
    for place, share in sector.shares.items():
        if share > 0.0 and (g := _free(c, f)) is not None:
            send(c, f, g, place, min(share / max(left, LEAST_SHARE), 1.0), step)
            left -= share


def clear_zone(c: Campaign, f: int, itinerary: Itinerary, leg: int) -> None:
    """A formation on its axis is about to begin a leg: where that begins after a step with a zone, parts of it go to clear that.

    They come after it once they have done their work. Writes `posted`."""
    if leg - 1 not in itinerary.goals:
        return
    c.state.sectors.give_up(f)
    step = itinerary.steps[itinerary.goals[leg - 1]]
    if step.task == "attack":
        man(c, f, step)


def _free(c: Campaign, f: int) -> int | None:
    """A row of a formation for one more post; None where all are out or lost."""
    s = c.state
    return next((g for g in c.world.order_of_battle.posts[f] if not s.in_play[g] and not s.standing.has_left(g)), None)


def send(c: Campaign, f: int, g: int, place: int, share: float, step: Step) -> None:
    """A share of what is at the main body becomes a post, bound for a place, in the posture of a step. Writes `posted`."""
    s = c.state
    time = s.sectors.send(g, int(s.place[f]))
    s.post_body(f, g, c.minute, share, c.place_id(place))
    if c.minute == 0:
        s.stand_at_post(g, place)
    post = step.model_copy(update={"place": c.place_id(place), "by": "road", "sector": {}})
    c.marches[g] = c.clock.start(posting(c, f, g, post, time))


def recall(c: Campaign, f: int, to: str) -> None:
    """A formation leaves its sector for a place: its posts come after it. Wakes them."""
    c.state.sectors.give_up(f)
    for g in c.world.order_of_battle.posts[f]:
        if c.state.in_play[g]:
            c.state.sectors.recall(g, c.world.place_row[to])
            c.alert(g)


def posting(c: Campaign, f: int, g: int, post: Step, time: int) -> Process:
    """A body of a formation marches to its post, holds it until it is driven off or recalled, and joins its formation again.

    `time` is how often its row has been sent. Where its step attacks it goes there as an attacker. Where no way leads back, or
    its formation is no more, it holds where it stands.
    Waits and writes as a withdrawal, an advance and `standing` do; writes `closed_up` when it joins."""
    yield from step_by_step(_posting(c, f, g, post), lambda: bool(c.state.fights[g]) and c.state.sectors.times(g) == time)


def _posting(c: Campaign, f: int, g: int, post: Step) -> Process:
    if post.task == "attack":
        yield from clearing(c, g, post.place)
        if not c.state.sectors.counter_attacks(f):
            c.state.sectors.chase(g, int(c.state.place[f]))
    else:
        yield from move_to(c, g, post)
    if holds_together(c, g) and stands_at(c, g, post.place) and not c.state.sectors.is_recalled(g):
        take_post(c, g, post)
        yield from standing(c, g, Trigger(retreated=True), None, lambda: c.state.sectors.is_recalled(g))
    while c.state.in_play[f]:
        home = c.state.sectors.home(g)
        yield from move_to(c, g, Step(task="withdraw", place=c.place_id(home)))
        join(c, f, g)
        if not c.state.in_play[g]:
            return
        take_post(c, g, None)
        if stands_at(c, g, c.place_id(c.state.sectors.home(g))):
            yield c.clock.signal(Signal.ALERT, g)
        else:
            yield from standing(c, g, Trigger(), None, goes_elsewhere(c, g, home))
    yield from standing(c, g, Trigger(), None)


def clearing(c: Campaign, g: int, place: PlaceId | str) -> Process:
    """A body goes to a place by today's quickest way and takes what the enemy has on it. Waits and writes as `go` does."""
    path = way(c, g, place, c.world.order_of_battle.mobility[g])
    for to in path.legs if path is not None else ():
        yield from go(c, g, to, c.minute, float(c.state.axis_km[g]))
        if gone(c, g) or int(c.state.place[g]) != to[1]:
            return


def goes_elsewhere(c: Campaign, g: int, home: int) -> Callable[[], bool]:
    """The condition that a post belongs to another place than `home` now."""
    return lambda: c.state.sectors.home(g) != home


def join(c: Campaign, f: int, g: int) -> None:
    """A post that stands where its formation stands is part of it again. Writes `closed_up`."""
    s = c.state
    together = s.in_play[f] and s.in_play[g] and s.link[f] < 0 and s.link[g] < 0 and s.place[f] == s.place[g]
    if together and not (s.encircled[f] or s.encircled[g]):
        s.merge_post(g, f, c.minute)
        c.alert(g)


def join_arrived(c: Campaign, came: Arrived) -> None:
    """A formation has come to a place: those of its posts that wait for it there join it, those that come after it go there."""
    for g in c.world.order_of_battle.posts[came.formation]:
        if c.state.in_play[g] and c.state.sectors.is_recalled(g):
            join(c, came.formation, g)
        if c.state.in_play[g] and c.state.sectors.is_chasing(g):
            c.state.sectors.chase(g, came.place)
            c.alert(g)


def answer(c: Campaign, begun: CrossingBegun) -> None:
    """The enemy begins to cross at a place: formations in whose sector it lies, and who stand free, send what they can.

    Only where nobody holds the place, and no more than one body. Writes `posted`."""
    s = c.state
    if not c.world.on(Rule.POSTS) or defenders(c, begun.place, begun.side):
        return
    for f in s.sectors.covering(begun.place):
        g = _free(c, f)
        if _stands_free(c, f) and g is not None and c.world.order_of_battle.side[f] != begun.side:
            step = Step(task="hold", place=c.place_id(begun.place))
            send(c, f, g, begun.place, c.rates.rivers.reserve_share, step)
            return


def strike_back(c: Campaign, fell: PlaceFell) -> None:
    """The enemy has taken a place: a formation that is to counter-attack in its sector, and stands free, attacks it at once.

    With the same share of itself as it sends to a crossing, and only where that is not hopeless: the least ratio of real attacks.
    Writes `posted`."""
    s, share = c.state, c.rates.rivers.reserve_share
    for f in s.sectors.covering(fell.place) if c.world.on(Rule.POSTS) else ():
        g, side = _free(c, f), int(s.side[f])
        if g is None or not s.sectors.counter_attacks(f) or s.places.holder[fell.place] == side or not _stands_free(c, f):
            continue
        ratio = power.force_ratio(np.array(share * points(c, [f])), np.array(points(c, defenders(c, fell.place, side))))
        if c.intelligence.commits(float(ratio)):
            send(c, f, g, fell.place, share, Step(task="attack", place=c.place_id(fell.place)))


def _stands_free(c: Campaign, f: int) -> bool:
    """Whether a formation is in its place, and neither encircled nor under attack."""
    s = c.state
    return bool(s.fights[f]) and s.link[f] < 0 and not (s.encircled[f] or s.retreating[f] or int(s.place[f]) in s.positions.at)

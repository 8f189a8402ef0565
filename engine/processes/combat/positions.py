"""Positions: places under attack, and what becomes of their defenders.

A position is a place that fighting troops of the other side hold. A column that reaches it stands before it until it is
passed: its field troops have retreated or its depth is covered, and its works are broken through. Works and troops that could
not leave are then encircled (`sieges`), while the others retreat.
"""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat import sieges
from engine.processes.combat.desertion import contact_tries
from engine.processes.combat.opposition import defenders, posture
from engine.randomness import Stream
from engine.rules import advance, fortress
from engine.state.bus import Arrived, PlaceFell
from engine.state.positions import Position
from engine.units import MIN_PER_H
from engine.vocabulary import Cause, EventKind

ATTACKER = 0
"""Row of the side whose attack the scenario's surprise belongs to."""


def contact(c: Campaign, f: int, place: int) -> Process:
    """Stand before a defended place until it is passed and its defenders have answered.

    Waits for the position to be passed, then for its turn in that minute (rank COMBAT). Writes `contact` for the first that
    comes, `halt` and `resume`; what `test_will` writes comes before."""
    s = c.state
    while c.at_war and s.fights[f] and s.places.holder[place] != s.side[f]:
        side = int(s.side[f])
        test_will(c, place, side)
        if not c.resisting:
            walk_over(c, place, side)
        if not defenders(c, place, side):
            return
        engage(c, f, place)
        s.halt(f, c.minute, Cause.ENEMY)
        yield c.clock.signal(Signal.PENETRATED, place)
        yield c.after(0, Rank.COMBAT, c.order[f])
        s.resume(f, c.minute, Cause.ENEMY)


def walk_over(c: Campaign, place: int, side: int) -> None:
    """Without resistance the defenders of a place are passed at once, and wait there for an order, an envoy or hunger."""
    for f in defenders(c, place, side):
        c.state.encircle(f)
    sieges.invest(c, place, side)


def test_will(c: Campaign, place: int, side: int) -> None:
    """Troops of a side come before a place: defenders that obey a cease-fire lay down arms, unreliable ones may break up."""
    for f in defenders(c, place, side):
        if c.state.wills.obeys[f]:
            c.state.leave_war(f, c.minute, Cause.CEASE_FIRE, prisoners=True)
        else:
            contact_tries(c, f)


def engage(c: Campaign, f: int, place: int) -> Position:
    """A formation takes its stand before the defenders of a place; the first opens the position and writes `contact`."""
    side, here = int(c.state.side[f]), c.state.positions.at
    rows = defenders(c, place, side)
    if place in here and here[place].side != side:  # its attackers hold the place, and go in
        pass_through(c, here[place])
    if place not in here:
        c.state.positions.open(_position(c, place, side, rows))
        force = c.state.strengths
        men, guns = float(force.men[rows].sum()), float(force.guns[rows].sum())
        c.state.note(f, c.minute, EventKind.CONTACT, cause=c.place_id(place), enemy_men=men, enemy_guns=guns)
        c.clock.ring(Signal.FIGHTING)
    here[place].join(f)
    return here[place]


def _position(c: Campaign, place: int, side: int, rows: list[int]) -> Position:
    ground, rates = c.theatre.ground, c.rates.fortress
    men = float(c.state.strengths.men[rows].sum())
    field_troops = [f for f in rows if not ground.is_works[f]]
    thin = bool(fortress.is_thin(np.array(men), np.array(ground.frontage_km[place]), rates=rates))
    hours = 0.0
    if thin or len(field_troops) < len(rows):
        z = np.array(c.dice.normal(Stream.BREAKTHROUGH, c.world.places[place].id))
        alerted = np.array(side != ATTACKER or c.intelligence.surprise_left(rows[0], c.minute) <= 0.0)
        hours = float(fortress.breakthrough_h(np.array(men), np.array(ground.frontage_km[place]), alerted, z, rates=rates))
    depth = 0.0
    if field_troops and not thin:
        held_by = np.array(float((c.state.strengths.men[field_troops] * c.theatre.troops.quality[field_troops]).sum()))
        depth = float(advance.position_depth_km(np.array(posture(c, field_troops)), held_by, rates=c.rates.combat.advance))
    engagement = c.state.positions.count_engagement(place)
    return Position(place, side, c.minute, round(hours * MIN_PER_H), depth, z_advance(c, place, engagement), engagement)


def z_advance(c: Campaign, place: int, engagement: int) -> float:
    """Standard normal of the speed of advance in an engagement at a place."""
    return c.dice.normal(Stream.ADVANCE, c.world.places[place].id, engagement)


def pass_through(c: Campaign, position: Position) -> None:
    """The position stops its attackers no longer: what is left of its defenders retreats, or is encircled.

    Writes `retreat` for those that retreat, then `penetrated`, then `relieved`; wakes the attackers."""
    c.state.positions.close(position.place)
    for f in defenders(c, position.place, position.side):
        turn_out(c, f)
    hours, place = (c.minute - position.opened_minute) / MIN_PER_H, c.place_id(position.place)
    first = position.attackers[0]
    c.state.note(first, c.minute, EventKind.PENETRATED, cause=place, hours=hours, covered_km=position.covered_km)
    sieges.invest(c, position.place, position.side)
    c.clock.ring(Signal.PENETRATED, position.place)


def turn_out(c: Campaign, f: int) -> None:
    """A place is lost: a defender that can leave it retreats; works, and all that have no way out, are encircled."""
    if c.theatre.ground.stays[f] or not c.resisting or not c.state.way_out(f):
        c.state.encircle(f)
    else:
        c.state.retreat(f, c.minute, Cause.PENETRATED)
        c.alert(f)


def overwhelm(c: Campaign, place: int, side: int) -> None:
    """A place is seized from within: its willing defenders retreat, or are encircled if they cannot."""
    test_will(c, place, side)
    for f in defenders(c, place, side):
        turn_out(c, f)
    sieges.invest(c, place, side)


def muster(c: Campaign) -> None:
    """Drop formations that have left the war from positions and containing forces; a position without attackers is none."""
    fights = c.state.fights
    for siege in c.state.sieges.at.values():
        siege.keep_containing(fights)
    for position in list(c.state.positions.at.values()):
        position.keep_attackers(fights)
        _end_without_attackers(c, position)


def turn_away(c: Campaign, f: int, place: int) -> None:
    """A formation that stands before a place attacks it no longer; the last one to go leaves no position behind."""
    position = c.state.positions.at.get(place)
    if position is not None:
        position.leave(f)
        _end_without_attackers(c, position)


def _end_without_attackers(c: Campaign, position: Position) -> None:
    if not position.attackers:
        c.state.positions.close(position.place)
        c.clock.ring(Signal.PENETRATED, position.place)
        sieges.relieve(c, position.place, 1 - position.side)


def overrun(c: Campaign, place: int) -> None:
    """Headquarters, services and airmen in a place that the enemy holds now: those that can leave it do, the others are taken.

    Wakes the ones, writes `surrender` for the others."""
    s = c.state
    for f in sorted(s.places.at[place]):
        formation = c.world.formations[f]
        if s.side[f] == s.places.holder[place] or formation.combat or not s.strengths.men[f] > 0.0:
            continue
        if formation.mobility != "fixed" and c.state.way_out(f):
            c.alert(f)
        else:
            s.leave_war(f, c.minute, Cause.OVERRUN, prisoners=True)


def overrun_fallen(c: Campaign, fell: PlaceFell) -> None:
    """What is not combat troops answers to the fall of its place."""
    overrun(c, fell.place)


def overrun_arrived(c: Campaign, came: Arrived) -> None:
    """A formation that is not combat troops itself has come to a place of the enemy's; all there have to leave it."""
    if c.state.places.holder[came.place] != c.state.side[came.formation]:
        overrun(c, came.place)

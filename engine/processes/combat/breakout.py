"""Breakout: encircled field troops that are not overmatched slip away by the least guarded way, at a price."""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.combat.opposition import enemies
from engine.rules import breakout
from engine.state.sieges import Siege
from engine.units import MIN_PER_H


def can_break_out(c: Campaign, f: int) -> bool:
    """Whether a formation ever does: mobile field troops that defend; not works, the fixed, or a mass without a front."""
    formation = c.world.formations[f]
    return bool(c.resisting and c.state.itinerary[f] is None and not formation.strung_out and not c.theatre.ground.stays[f])


def breaking_out(c: Campaign, f: int, siege: Siege) -> Process:
    """An encircled formation looks for a way out, again and again, until it is out, relieved or taken, or obeys a cease-fire.

    Waits for the hours of reorganisation between two looks (rank COMBAT). Writes `breaks_out`; its own plan marches it."""
    while True:
        yield c.after(round(c.rates.readiness.reorganise_h * MIN_PER_H), Rank.COMBAT, c.order[f])
        still = c.state.encircled[f] and c.state.fights[f] and c.state.sieges.at.get(siege.place) is siege
        if not still or c.state.wills.obeys[f]:
            return
        to = least_guarded(c, f, siege)
        if to is not None:
            leave(c, f, to)
            return


def least_guarded(c: Campaign, f: int, siege: Siege) -> int | None:
    """The place beside it by which a formation gets out; None where the ring holds.

    Of those with fewest enemies the one most of whose neighbours its side holds, then the nearest."""
    side, men, around = int(c.state.side[f]), float(c.state.strengths.men[f]), besiegers(c, siege)
    minutes = c.theatre.router.minutes_from(c.world.order_of_battle.mobility[f], siege.place)
    safe = c.state.places.friendly_share()[side]
    open_to = []
    for place in neighbours(c, f):
        guard = float(c.state.strengths.men[enemies(c, place, side)].sum())
        if breakout.is_possible(np.array(men), np.array(around), np.array(guard), rates=c.rates.combat.breakout):
            open_to.append((guard, -safe.item(place), minutes.item(place), place))
    return min(open_to)[-1] if open_to else None


def neighbours(c: Campaign, f: int) -> list[int]:
    """The places beside that of a formation to which a way leads for it."""
    here = int(c.state.place[f])
    minutes = c.theatre.router.minutes_from(c.world.order_of_battle.mobility[f], here)
    return [place for place in c.world.neighbours.of[here] if np.isfinite(minutes[place])]


def besiegers(c: Campaign, siege: Siege) -> float:
    """Men of those who contain a place."""
    rows, part = np.array([*siege.containing], int), np.array([*siege.containing.values()], float)
    return float((c.state.strengths.men[rows] * part).sum())


def leave(c: Campaign, f: int, to: int) -> None:
    """A formation leaves what it cannot take along, and is free to march."""
    rates = c.rates.combat.breakout
    c.state.sieges.slip_away(f, to)
    c.state.break_out(f, c.minute, c.place_id(to), rates.men_loss, rates.machines_loss)
    c.alert(f)

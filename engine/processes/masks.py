"""Masks: what a formation that goes on leaves behind around a garrison, and how those men come up again."""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.front import Front, Siege
from engine.rules import fortress
from engine.vocabulary import Cause, EventKind, PlaceId

MASKING = ("foot", "horse")


def mask(c: Campaign, f: int, place: int) -> Process:
    """Leave behind what it takes to mask a garrison until it falls; who is needed as a whole stays. Only foot and horse do."""
    siege = c.front.sieges.get(place) if c.front is not None else None
    if c.front is None or siege is None or c.world.mobility[f] not in MASKING or not c.state.fights[f]:
        return
    there = float(c.state.at_head(f))
    needed = needed_share(c, c.front, siege, f, there)
    if needed == 0.0:
        return
    share = needed * there
    siege.masks[f] = siege.masks.get(f, 0.0) + share
    if needed < 1.0:
        c.state.mask(f, c.minute, PlaceId(c.world.places[place].id), share)
        c.env.process(coming_up(c, f, siege, share))
    else:
        c.state.note(f, c.minute, EventKind.MASK, cause=PlaceId(c.world.places[place].id), share=there)
        c.state.halt(f, c.minute, Cause.MASK)
        yield siege.over
        c.state.resume(f, c.minute, Cause.MASK)


def needed_share(c: Campaign, front: Front, siege: Siege, f: int, there: float) -> float:
    """Share (0-1) of that part of a formation which is `there` that a garrison takes, until it is masked by enough."""
    garrison = front.points(front.garrison(siege.place, siege.side))
    wanted = float(fortress.storm_power(np.array(garrison), rates=c.rates.fortress))
    men = there * float(c.state.strengths.men[f])
    return fortress.masking_share(wanted, masking_points(front, siege), front.points([f]), men, rates=c.rates.fortress)


def masking_points(front: Front, siege: Siege) -> float:
    """Combat points of those who stay around a garrison."""
    rows, part = np.array([*siege.masks], int), np.array([*siege.masks.values()], float)
    return front.points_of(front.forces_of(rows, np.zeros(len(rows), int), 1, part))


def coming_up(c: Campaign, f: int, siege: Siege, share: float) -> Process:
    """The share that masked a garrison marches after its formation once that has ended, to where it is then."""
    yield siege.over
    minutes = c.theatre.router.minutes(c.world.mobility[f])[siege.place, c.state.place[f]]
    yield c.after(round(float(minutes)) if np.isfinite(minutes) else 0, Rank.MARCH, c.order[f])
    c.state.rejoin(f, c.minute, share)

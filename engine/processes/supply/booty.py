"""Captured depots: formations that stand at one fill up from what the enemy has left in it."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints, rows_of, some
from engine.processes.campaign import Campaign
from engine.rules import railways
from engine.rules.rationing import ration
from engine.vocabulary import EventKind


def takers(c: Campaign) -> Ints:
    """Rows of the formations in play that stand at a captured depot with something left in it."""
    s = c.state
    if not s.depots.any:
        return np.zeros(0, int)
    stocked = (s.supply.captured_fuel_t + s.supply.captured_food_t) > 0.0
    if not some(stocked):
        return np.zeros(0, int)
    return rows_of(stocked[s.place] & (s.link < 0) & s.in_play & (s.places.holder[s.place] == s.side))


def capture(c: Campaign) -> None:
    """Stocks of depots whose place the enemy holds are the captor's, as far as they were not destroyed before; their own side's
    loads leave from elsewhere. The share that the scenario names is destroyed."""
    s, depots = c.state, c.theatre.depots
    fallen = s.places.holder[depots.place] != depots.side
    if not some(fallen):
        return
    lost = rows_of(fallen & s.depots.stock_t.any(axis=(0, 1)))
    if lost.size:
        left = 1.0 - depots.destroyed_share[lost]
        s.supply.capture(depots.place[lost], *railways.captured_t(s.depots.lose(lost) * left, rates=c.rates.rail))


def take(c: Campaign, rows: Ints, fuel_t: Floats, food_t: Floats) -> tuple[Floats, Floats]:
    """(rows,) tonnes of fuel and food that come out of captured depots to the `takers` in `rows`, which still want so much.

    Those at one depot share what is short in proportion. Writes `stocks` for the first that takes from a depot."""
    s, wants = c.state, fuel_t + food_t > 0.0
    places, fuel_t, food_t = s.place[rows[wants]], fuel_t[wants], food_t[wants]
    wanted_t = np.array([fuel_t, food_t])
    fuel_t, food_t = wanted_t * ration(wanted_t, places, np.array([s.supply.captured_fuel_t, s.supply.captured_food_t]))
    s.supply.take(places, fuel_t, food_t)
    for f, place, fuel, food in zip(rows[wants].tolist(), places.tolist(), fuel_t.tolist(), food_t.tolist(), strict=True):
        if c.log.mark_first(EventKind.STOCKS, place):
            s.note(f, c.minute, EventKind.STOCKS, fuel_t=fuel, food_t=food)
    got = np.zeros((2, len(rows)))
    got[:, wants] = fuel_t, food_t
    return got[0], got[1]

"""Captured depots: what is left in them, and the formations that live off it."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.processes.supply.railways import NOBODY
from engine.rules import railways
from engine.rules.rationing import ration
from engine.vocabulary import EventKind


class Booty:
    """(places,) tonnes of fuel and of food left in depots, for whoever takes them from the side they belonged to."""

    def __init__(self, c: Campaign):
        self.c, n = c, len(c.world.places)
        issue, self.owner = np.zeros(n), np.full(n, NOBODY)
        for source in c.theatre.tracer.sources:
            place = c.world.place_row[source.place]
            issue[place] += source.t_per_day
            self.owner[place] = c.world.side_row[source.side]
        self.fuel_t, self.food_t = railways.captured_t(issue, rates=c.rates.rail)
        self.depots = np.flatnonzero(self.owner != NOBODY)
        self._told: set[int] = set()

    def takers(self) -> Ints:
        """Rows of the formations that stand at a captured depot with something left in it."""
        s = self.c.state
        left = (s.places.holder[self.depots] != self.owner[self.depots]) & (self.fuel_t + self.food_t)[self.depots].astype(bool)
        if not left.any():
            return np.zeros(0, int)
        captured = np.zeros(len(self.owner), bool)
        captured[self.depots[left]] = True
        there = captured[s.place] & (s.link < 0) & ~np.array(s.gone, bool)
        return np.flatnonzero(there & (self.owner[s.place] != s.side) & (s.places.holder[s.place] == s.side))

    def take(self, rows: Ints, fuel_t: Floats, food_t: Floats) -> tuple[Floats, Floats]:
        """(rows,) tonnes of fuel and food that come out of captured depots to the `takers` in `rows`, who still want so much."""
        s, wants = self.c.state, fuel_t + food_t > 0.0
        places, fuel_t, food_t = s.place[rows[wants]], fuel_t[wants], food_t[wants]
        fuel_t, food_t = fuel_t * ration(fuel_t, places, self.fuel_t), food_t * ration(food_t, places, self.food_t)
        np.subtract.at(self.fuel_t, places, fuel_t)
        np.subtract.at(self.food_t, places, food_t)
        self._tell(rows[wants], fuel_t, food_t)
        got = np.zeros((2, len(rows)))
        got[:, wants] = fuel_t, food_t
        return got[0], got[1]

    def _tell(self, rows: Ints, fuel_t: Floats, food_t: Floats) -> None:
        """Note the first who take from a depot."""
        for f, fuel, food in zip(rows.tolist(), fuel_t.tolist(), food_t.tolist(), strict=True):
            place = int(self.c.state.place[f])
            if place not in self._told:
                self._told.add(place)
                self.c.state.note(f, self.c.minute, EventKind.STOCKS, fuel_t=fuel, food_t=food)

"""Depots at the sources of supply: whose they are, and what an enemy who takes one finds in it."""

from __future__ import annotations

import numpy as np

from engine.rules import railways
from engine.theatre.rail_lines import NOBODY
from engine.theatre.supply_lines import SupplyTracer
from engine.theatre.world import World


class SourceDepots:
    """Arrays have the shape (places,)."""

    def __init__(self, world: World, tracer: SupplyTracer):
        issue_t_day, self.owner = np.zeros(len(world.places)), np.full(len(world.places), NOBODY)
        """Side that a depot belongs to at the start; NOBODY where there is none."""
        for source in tracer.sources:
            place = world.place_row[source.place]
            issue_t_day[place] += source.t_per_day
            self.owner[place] = world.side_row[source.side]
        self.fuel_t, self.food_t = railways.captured_t(issue_t_day, rates=world.rates.rail)
        """What is left behind in each when it is lost."""
        self.places = np.flatnonzero(self.owner != NOBODY)
        """Rows of the places with a depot."""

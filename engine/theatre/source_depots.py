"""Depots: what the sources of a side hand out at a place, and what they can keep in stock."""

from __future__ import annotations

import numpy as np

from engine.rules import railways
from engine.theatre.supply_lines import SupplyTracer
from engine.theatre.world import World


class SourceDepots:
    """Arrays have the shape (depots,), in the order of the tracer of supply lines."""

    def __init__(self, world: World, tracer: SupplyTracer):
        self.place, self.side = tracer.depot_place, tracer.depot_side
        row = {
            (place, side): depot for depot, (place, side) in enumerate(zip(self.place.tolist(), self.side.tolist(), strict=True))
        }
        self.t_day = np.zeros(len(row))
        """Tonnes that reach each in a day, of all its sources together."""
        for source in tracer.sources:
            self.t_day[row[world.place_row[source.place], world.side_row[source.side]]] += source.t_per_day
        self.stock_t = railways.depot_stock_t(self.t_day, rates=world.rates.rail)
        """What each has in stock at the start, and the most that it keeps: what is not fetched then waits down the line."""

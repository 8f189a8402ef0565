"""Railways as supply needs them: the facts of every line; the work on it in a run stands in `engine.state`."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Ints
from engine.theatre.supply_lines import SupplyTracer
from engine.theatre.world import World

NOBODY = -1
"""Holder of a line whose ends two sides hold."""


class RailLines:
    """Arrays have the shape (lines,), in the order of `SupplyTracer.railways`."""

    def __init__(self, world: World, tracer: SupplyTracer):
        lines = [world.network.attributes[row] for row in tracer.railways.tolist()]
        self.names = [world.links.ids[row] for row in tracer.railways.tolist()]
        self.ends, self.km, self.river_m = tracer.rail_ends, world.links.km[tracer.railways], tracer.rail_river_m
        """Rows of the places at both ends, (2, lines); length; width of the water below its bridges, 0 without any."""
        self.gauge_mm = np.array([line["gauge_mm"] for line in lines], float)
        self.tracks = np.array([line["tracks"] for line in lines], float)
        self.operating = np.array([line["state"] == "operating" for line in lines], bool)
        self.lifted = np.array([line["state"] == "lifted" for line in lines], bool)
        """Without rails: never made to run."""
        self.side_mm = np.array([side.gauge_mm for side in world.spec.sides], float)
        """(sides,): gauge of each side's own network."""

    def holders(self, places: Ints) -> Ints:
        """The side that holds both ends of each line where `places` (places,) are held so; else NOBODY."""
        first, second = places[self.ends]
        return np.where(first == second, first, NOBODY)

    def at_own_network(self, holder: Ints, cut: Bools, repaired: Bools, places: int) -> Bools:
        """Lines that an end joins to trains of their holder's own gauge: uncut lines of it, or repaired ones.

        Such a line can be restored by its holder's railway troops; `places`: how many there are."""
        runs = (holder != NOBODY) & ((~cut & (self.gauge_mm == self.side_mm[holder])) | repaired)
        joined = np.zeros(places, bool)
        joined[self.ends[:, runs]] = True
        return np.asarray(joined[self.ends].any(axis=0))

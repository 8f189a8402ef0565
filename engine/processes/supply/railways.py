"""Railways of a run: who holds which line, how far it is cleared and repaired, and what is left in captured depots."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.processes.campaign import Campaign
from engine.randomness import Stream
from engine.rules import railways
from engine.vocabulary import Rule

NOBODY = -1


class Railways:
    """(lines,) arrays in the order of `SupplyTracer.railways`; lines whose state is `lifted` are never made to run."""

    def __init__(self, c: Campaign):
        self.c, tracer, world = c, c.theatre.tracer, c.world
        self.ends, self.km = tracer.rail_ends, world.links.km[tracer.railways]
        self.lines = [world.network.attributes[row] for row in tracer.railways.tolist()]
        """What the graph says of each."""
        self.gauge_mm = np.array([line["gauge_mm"] for line in self.lines], float)
        self.tracks = np.array([line["tracks"] for line in self.lines], float)
        self.operating = np.array([line["state"] == "operating" for line in self.lines], bool)
        self.lifted = np.array([line["state"] == "lifted" for line in self.lines], bool)
        self.side_mm = np.array([side.gauge_mm for side in world.spec.sides], float)
        self.holder = self._holder()
        self.cut = ~self.operating | (self.holder == NOBODY)
        """Lines on which trains do not simply run as they did before the war."""
        self.blown_m = np.zeros(len(self.lines))
        self.cleared_km, self.repaired_km = np.zeros(len(self.lines)), np.zeros(len(self.lines))
        self.version, self._seen = 0, c.state.places.version
        self.repaired = np.zeros(len(self.lines), bool)
        self.open = np.zeros(len(self.lines), bool)
        """Captured or restored lines on which trains run."""
        self.held = self.cut & (self.holder != NOBODY) & ~self.lifted
        """Lines that somebody works on, and those of them that are restored from an end of his own network."""
        self.restored = self.held & self._at_own_network()

    def _holder(self) -> Ints:
        first, second = self.c.state.places.holder[self.ends]
        return np.where(first == second, first, NOBODY)

    def work(self, days: float) -> None:
        """Note who holds what, and clear and repair for `days`; `version` counts the changes of `open`."""
        if self._seen != self.c.state.places.version:
            self._seen = self.c.state.places.version
            self._change_hands()
        if not self.held.any():
            return
        rates, was_open, was_repaired = self.c.rates.rail, self.open, self.repaired
        clear, restore = rates.clear_km_day, rates.restore_km_day
        self.cleared_km = railways.worked_km(self.cleared_km, self.held & self.operating, clear, days)
        self.repaired_km = railways.worked_km(self.repaired_km, self.restored, restore, days)
        cleared = self.cleared_km >= railways.work_km(self.km, self.blown_m, clear, rates=rates)
        self.repaired = self.held & (self.repaired_km >= railways.work_km(self.km, self.blown_m, restore, rates=rates))
        self.open = self.held & ((cleared & self.operating) | self.repaired)
        self.version += int((self.open != was_open).any())
        if (self.repaired != was_repaired).any():
            self.restored = self.held & self._at_own_network()

    def _change_hands(self) -> None:
        holder = self._holder()
        changed = holder != self.holder
        for line in np.flatnonzero(changed & (self.holder != NOBODY)).tolist():
            self._retreat_over(line)
        self.cut |= changed
        self.cleared_km[changed] = self.repaired_km[changed] = 0.0
        self.open = self.open & ~changed
        self.repaired = self.repaired & ~changed
        self.version += int(changed.any())
        self.holder = holder
        self.held = self.cut & (self.holder != NOBODY) & ~self.lifted
        self.restored = self.held & self._at_own_network()

    def _retreat_over(self, line: int) -> None:
        """Whoever loses a line with a bridge blows it with the probability that holds on roads."""
        tracer = self.c.theatre.tracer
        river_m, name = tracer.rail_river_m[line], self.c.world.links.ids[tracer.railways[line]]
        if river_m == 0 or self.blown_m[line] > 0 or not self.c.world.on(Rule.DEMOLITION):
            return
        if self.c.dice.uniform(Stream.RAIL_DEMOLITION, name) < self.c.rates.command.demolition_probability:
            self.blown_m[line] = river_m

    def _at_own_network(self) -> Bools:
        """Lines that an end joins to trains of their holder's own gauge: uncut lines of it, or repaired ones."""
        runs = (self.holder != NOBODY) & ((~self.cut & (self.gauge_mm == self.side_mm[self.holder])) | self.repaired)
        joined = np.zeros(len(self.c.world.places), bool)
        joined[self.ends[:, runs]] = True
        return np.asarray(joined[self.ends].any(axis=0))

    def station_t_day(self) -> Floats:
        """(places,): tonnes a day that the best open line at each place carries, 0 where none is."""
        tonnes = railways.capacity_t_day(self.gauge_mm, self.tracks, ~self.repaired, rates=self.c.rates.rail) * self.open
        stations = np.zeros(len(self.c.world.places))
        for end in self.ends:
            np.maximum.at(stations, end, tonnes)
        return stations

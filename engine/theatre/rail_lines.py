"""Railways as supply needs them: the facts of every line; the work on it in a run stands in `engine.state`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Bools, Floats, Ints, rows_of
from engine.theatre.supply_lines import SupplyTracer
from engine.theatre.world import World

NOBODY = -1
"""Holder of a line whose ends two sides hold."""


@dataclass(frozen=True)
class RailwayTroops:
    """How many lines a side works on at once, and the place (lines,) of each in its stated order and by distance."""

    crews: int
    rank: Ints
    nearest: Ints


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
        self.t_per_day = np.array([line.get("t_per_day") or np.nan for line in lines], float)
        """What each carries in a day where the scenario says so, else nan."""
        self.engines, self.wagons = (
            np.array([np.inf if line.get(key) is None else line[key] for line in lines], float) for key in ("engines", "wagons")
        )
        """Rolling stock of each; inf where nobody has counted it."""
        self.opens_day = np.array([-np.inf if line.get("opens") is None else line["opens"] for line in lines], float)
        """Day before which no train of a captor runs."""
        self.troops = [_troops(world, side, self) for side in range(len(world.spec.sides))]
        """(sides,): the railway troops of each; None where there are enough for all lines."""
        self.side_mm = np.array([side.gauge_mm for side in world.spec.sides], float)
        """(sides,): gauge of each side's own network."""

    def worked_on(self, waiting: Bools, begun: Bools, holder: Ints) -> Bools:
        """Of the lines that are `waiting` for repair those on which their holder's railway troops work, as many as it has crews.

        First those of its stated order; then lines already `begun`; then the nearest to a source of its side, by id."""
        at_work = waiting.copy()
        for side, troops in enumerate(self.troops):
            if troops is not None:
                mine = np.flatnonzero(waiting & (holder == side))
                left = mine[np.lexsort((troops.nearest[mine], ~begun[mine], troops.rank[mine]))][troops.crews :]
                at_work[left] = False
        return at_work

    def connected(self, running: Bools, holder: Ints, sources: Bools) -> Bools:
        """Of the lines that are `running` those that lines running for the same holder join to one of its `sources`.

        `sources`: (sides, places), where a side has a source in its own hands."""
        joined = sources.flatten()
        lines = rows_of(running & (holder != NOBODY))
        a, b = holder[lines] * sources.shape[1] + self.ends[:, lines]
        count, reached = -1, np.zeros(len(lines), bool)
        while (now := int(np.count_nonzero(reached))) > count:
            count, reached = now, joined[a] | joined[b]
            joined[a[reached]] = joined[b[reached]] = True
        result = np.zeros(len(running), bool)
        result[lines] = reached
        return result

    def runs_own(self, holder: Ints, cut: Bools, repaired: Bools) -> Bools:
        """Lines on which trains of their holder's own gauge run: uncut lines of it, or repaired ones."""
        return np.asarray((holder != NOBODY) & ((~cut & (self.gauge_mm == self.side_mm[holder])) | repaired))

    def holders(self, places: Ints) -> Ints:
        """The side that holds both ends of each line where `places` (places,) are held so; else NOBODY."""
        first, second = places[self.ends]
        return np.where(first == second, first, NOBODY)

    def at_own_network(self, holder: Ints, cut: Bools, repaired: Bools, places: int) -> Bools:
        """Lines that an end joins to trains of their holder's own gauge: uncut lines of it, or repaired ones.

        Such a line can be restored by its holder's railway troops; `places`: how many there are."""
        runs = self.runs_own(holder, cut, repaired)
        joined = np.zeros(places, bool)
        joined[self.ends[:, runs]] = True
        return np.asarray(joined[self.ends].any(axis=0))


def _troops(world: World, side: int, lines: RailLines) -> RailwayTroops | None:
    given = [troops for troops in world.spec.railway_troops if world.side_row[troops.side] == side]
    if not given:
        return None
    stated = {line: place for place, line in enumerate(given[0].order)}
    rank = np.array([stated.get(name, len(stated)) for name in lines.names], int)
    nearest = np.lexsort((lines.names, _source_km(world, side, lines))).argsort()
    return RailwayTroops(given[0].crews, rank, nearest)


def _source_km(world: World, side: int, lines: RailLines) -> Floats:
    """(lines,): distance of the nearer end from the nearest source of a side as the crow flies, inf without a source."""
    homes = [world.place_row[source.place] for source in world.spec.supply_sources if world.side_row[source.side] == side]
    if not homes:
        return np.full(len(lines.km), np.inf)
    return np.asarray(world.network.great_circle_km[homes].min(axis=0)[lines.ends].min(axis=0))

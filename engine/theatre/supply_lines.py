"""Supply lines: the quickest way of lorries from a source to every place, over links whose two ends a side holds.

A railway on which captured or restored trains run costs next to nothing: a formation that draws from it counts its kilometres
from where its goods are unloaded. What moves over the lines, and how much of it, is the business of the processes of supply.

All groups of formations that draw from the same depots are stacked as one block-diagonal sparse matrix, so that one scipy call
traces everything; km, roads and stations are those of the ways that it finds. Its structure is compiled from the network once a
theatre; a tracing only fills in weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from engine.arrays import Bools, Floats, Ints
from engine.rules import march, transport
from engine.theatre.source_depots import SourceDepots
from engine.theatre.world import World

BARRED = 1e9
LIMIT = 1e6
RAIL_DAYS_KM = 1e-6
"""Days that a km by rail counts as: trains outrun both lorries and the repair of the line."""
NOWHERE = -1
NO_LINKS: Ints = np.zeros(0, int)


@dataclass(frozen=True)
class SupplyLines:
    """(groups, places) each: km of road on the quickest way, whether all of it is good road, the lorries' days (inf while the
    sky shuts it), the row of the depot that it comes from (-1: none).

    A group are formations that draw from the same depots (`theatre.reserves`); the first are those of the sides.

    `first_station` and `railhead` are the rows of the first and the last place that the goods for a place reach by rail,
    -1 where all goes by road; `first_road` is the row of the first link of road on the way, -1 where there is none."""

    km: Floats
    good: Bools
    days: Floats
    depot: Ints
    first_station: Ints
    railhead: Ints
    first_road: Ints

    def to(self, group: Ints, place: Ints) -> SupplyLines:
        """(formations,) each: the lines to those of a `group` at a `place`, a row of each per formation."""
        at = group * self.km.shape[1] + place
        parts = (self.km, self.good, self.days, self.depot, self.first_station, self.railhead, self.first_road)
        return SupplyLines(*(part.take(at) for part in parts))


class SupplyTracer:
    """The fixed sparse structure of the supply lines; only weights change between tracings.

    Of several land links between two places lorries take the quickest, ties by id. An edge of the structure is a pair of places
    that a road or a railway joins."""

    def __init__(self, world: World, depots: SourceDepots):
        self.world, self.places, self.group_side = world, len(world.places), depots.reserves.group_side
        self.groups, self.depot_place = len(self.group_side), depots.place
        self._own_depots = depots.side == self.group_side[:, None]
        """(groups, depots): those of its side."""
        self.railways = world.network.railways
        """Rows of the links that are railways; the arrays of `rail_` are theirs."""
        ends = world.network.ends
        self.rail_ends = ends[:, self.railways]
        self.rail_river_m = world.links.river_m[self.railways]
        roads = self._roads(self._pairs(ends))
        pairs = sorted({*roads, *self._pairs(self.rail_ends)})
        self._ends = np.array(pairs, int).reshape(-1, 2).T
        self._is_road = np.array([pair in roads for pair in pairs], bool)
        self._link = np.array([roads.get(pair, 0) for pair in pairs], int)
        number = {pair: edge for edge, pair in enumerate(pairs)}
        self._rail_edge = np.array([number[pair] for pair in self._pairs(self.rail_ends)], int)
        self.good_links = np.array([_is_good(link) for link in world.network.attributes], bool)
        """(links,): made roads in good or fair state."""
        self._km, self._days_by_sky = world.links.km[self._link], self._weights()
        self._bad = ~self.good_links[self._link]
        """(edges,): of road that is not good."""
        self._between = np.zeros((self.places, self.places), np.int32)
        """(places, places): the edge that joins two places, any where none does."""
        self._between[self._ends[0], self._ends[1]] = self._between[self._ends[1], self._ends[0]] = np.arange(len(pairs))
        self._graph, self._order = self._structure(self.groups)
        self._road_graph, self._order_of_roads = self._structure(1)

    def _pairs(self, ends: Ints) -> list[tuple[int, int]]:
        return list(zip(*ends.tolist(), strict=True))

    def _roads(self, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """Each pair of places that land links join to one of them: the quickest for lorries, ties by id. `pairs`: by link."""
        best: dict[tuple[int, int], int] = {}
        links = self.world.links
        motor = links.minutes_per_km[march.MOBILITIES.index("motor"), 0] * links.km
        for row in np.flatnonzero(np.isfinite(motor)).tolist():
            if pairs[row] not in best or motor[row] < motor[best[pairs[row]]]:
                best[pairs[row]] = row
        return best

    def _structure(self, blocks: int) -> tuple[csr_array, Ints]:
        """So many times the graph of all edges side by side, both ways; and where each of its weights stands in an array of
        blocks and edges, all of them one way and then the other."""
        edges = len(self._link)
        a = np.concatenate([block * self.places + self._ends[0] for block in range(blocks)])
        b = np.concatenate([block * self.places + self._ends[1] for block in range(blocks)])
        rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
        number = np.arange(1.0, 2 * blocks * edges + 1)
        size = blocks * self.places
        graph = csr_array((number, (rows.astype(np.int32), columns.astype(np.int32))), shape=(size, size))
        return graph, graph.data.astype(int) - 1

    def _weights(self) -> Floats:
        """(skies, edges): days of driving; edges that are no road have the weight `BARRED`."""
        km, minutes = self.world.links.km[self._link], self.world.links.minutes_per_km[march.MOBILITIES.index("motor")]
        days = transport.drive_days(km, minutes[:, self._link], rates=self.world.rates.transport)
        shut = np.array([transport.shut_surface(link["surface"]) for link in self.world.network.attributes], bool)[self._link]
        return np.where(self._is_road, transport.days_by_sky(days, shut), BARRED)

    def trace(
        self,
        holder: Ints,
        closed: Bools,
        sky: NDArray[np.int8],
        trains: Bools | None = None,
        usable: Bools | None = None,
        unbridged: Ints = NO_LINKS,
    ) -> SupplyLines:
        """The lines to every place for every group.

        `holder`: (places,) rows of sides; `closed`: (places,) places that can be reached, but from which nothing goes on; `sky`:
        (links,) today's code into `march.SKIES`; `trains`: (railways,) those on which goods move on, by default none; `usable`:
        (groups, depots) depots that serve each group, by default all of its side; `unbridged`: rows of links over rivers that are
        shut to lorries for want of a bridge."""
        days = self._days(sky, unbridged)
        by_rail = np.zeros(len(days), bool)
        if trains is not None:
            by_rail[self._rail_edge[trains]] = True
            days[self._rail_edge[trains]] = RAIL_DAYS_KM * self.world.links.km[self.railways[trains]]
        held = holder[self._ends]
        own = (held[0] == held[1]) & (held[0] == self.group_side[:, None])
        barred = closed[self._ends][:, None] | ~own
        self._graph.data = np.where(barred, BARRED, days).ravel()[self._order]
        return self._solve(holder, self._own_depots if usable is None else usable, by_rail)

    def _days(self, sky: NDArray[np.int8], unbridged: Ints) -> Floats:
        """(edges,): days of driving over each today."""
        days = self._days_by_sky.take(sky.take(self._link) * np.intp(len(self._link)) + np.arange(len(self._link)))
        return transport.days_by_bridge(days, np.isin(self._link, unbridged)) if unbridged.size else days

    def by_road(self, side: int, holder: Ints, closed: Bools, sky: NDArray[np.int8], unbridged: Ints = NO_LINKS) -> Floats:
        """(edges,): days on the roads that lorries of a side can drive, as `trace` sees them, trains left out, else `BARRED`."""
        open_ = ((holder == side) & ~closed)[self._ends]
        return np.where(open_[0] & open_[1], self._days(sky, unbridged), BARRED)

    def quickest(self, days: Floats, start: Ints) -> tuple[Floats, Ints]:
        """(starts, places): days of the quickest ways from each of `start` to every place over edges of so many `days`, and the
        place before each as scipy numbers them."""
        self._road_graph.data = np.concatenate([days, days])[self._order_of_roads]
        found, before = dijkstra(self._road_graph, indices=start, limit=LIMIT, return_predecessors=True)
        return found, before.astype(int)

    def road_between(self, place: int, other: int) -> int:
        """Row of the link that lorries take between two places that a road joins."""
        return int(self._link[self._between[place, other]])

    def _solve(self, holder: Ints, usable: Bools, by_rail: Bools) -> SupplyLines:
        """The lines from every usable depot whose place its own side holds, over the weights that `trace` has set; `by_rail`
        (edges,) those on which trains run."""
        depots, groups = np.nonzero((usable & (holder[self.depot_place] == self.group_side[:, None])).T)
        shape = (self.groups, self.places)
        if depots.size == 0:
            far, nobody = np.full(shape, np.inf), np.full(shape, NOWHERE, int)
            return SupplyLines(far, nobody == NOWHERE, far, nobody, nobody, nobody, nobody)
        start = groups * self.places + self.depot_place[depots]
        days, before, root = dijkstra(
            self._graph, directed=True, indices=start, min_only=True, limit=LIMIT, return_predecessors=True
        )
        at = np.full(days.size, NOWHERE)
        at[start] = depots
        depot = np.where(root >= 0, at[np.maximum(root, 0)], NOWHERE)
        km, good, first_station, railhead, first_road = self._along(before.astype(int), by_rail)
        parts: tuple[NDArray[Any], ...] = (
            np.where(np.isfinite(days), km, np.inf),
            good,
            transport.open_days(days),
            depot,
            first_station,
            railhead,
            first_road,
        )
        return SupplyLines(*(part.reshape(shape) for part in parts))

    def _along(self, before: Ints, by_rail: Bools) -> tuple[Floats, Bools, Ints, Ints, Ints]:
        """(nodes,): km of road on the way to each, whether all of it is good road, its first station, its last station and its
        first link of road.

        `before` (nodes,) is the node before each, as scipy numbers them. Each doubling looks twice as far back along the way."""
        nodes = np.arange(len(before))
        parent = np.where(before >= 0, before, nodes)
        place = nodes % self.places
        edge = self._between.take(parent % self.places * self.places + place)
        moves = parent != nodes
        rail, road = moves & by_rail[edge], moves & ~by_rail[edge]
        km_and_bad = np.array([self._km[edge], self._bad[edge]]) * road
        station = np.where(rail, place, NOWHERE)
        first, last = np.array([station, np.where(road, self._link[edge], NOWHERE)]), station
        while np.count_nonzero(moves):
            before_them = first.take(parent, axis=1)
            first, last = np.where(before_them >= 0, before_them, first), np.where(last >= 0, last, last.take(parent))
            km_and_bad = km_and_bad + km_and_bad.take(parent, axis=1)
            back = parent.take(parent)
            parent, moves = back, back != parent
        km, bad = km_and_bad
        return km, bad == 0.0, first[0], last, first[1]


def _is_good(link: Mapping[str, Any]) -> bool:
    """Whether a link, given by its attributes, is a made road in good or fair state."""
    return link["surface"] in march.MADE_ROADS and link["trafficability"] in ("good", "fair")

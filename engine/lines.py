"""Lines of communication: road distance and lorry days from the nearest source, over links that a side holds.

Both sides and three measures (km over good roads alone, km over any road, days of driving) are stacked as one
block-diagonal sparse graph, so that one scipy call traces everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from engine.rules import march, supply
from engine.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BARRED = 1e9
LIMIT = 1e6
MEASURES = 3


@dataclass(frozen=True)
class Lines:
    """(sides, places) each: distances in km, lorry days, and the row of the source that serves a place (-1: none)."""

    good_km: Floats
    any_km: Floats
    days: Floats
    source: Ints


class LineTracer:
    """The fixed sparse structure of the lines of communication; only weights change between tracings."""

    def __init__(self, world: World):
        self.world, self.places, self.sides = world, len(world.places), len(world.spec.sides)
        self.sources = sorted(world.spec.supply_sources, key=lambda source: source.id)
        self._source_place = np.array([world.place_row[source.place] for source in self.sources], int)
        self._source_side = np.array([world.side_row[source.side] for source in self.sources], int)
        self._link = self._links()
        links = world.links
        self._ends = np.stack([links.a[self._link], links.b[self._link]])
        self._good = np.array([self._is_good(row) for row in self._link], bool)
        self._graph, self._order = self._structure()

    def _links(self) -> Ints:
        """One land link for each pair of places: the quickest for lorries, ties by id."""
        best: dict[tuple[int, int], int] = {}
        links = self.world.links
        motor = links.minutes_per_km[march.MOBILITIES.index("motor"), 0] * links.km
        for row in np.flatnonzero(np.isfinite(motor)).tolist():
            pair = (min(int(links.a[row]), int(links.b[row])), max(int(links.a[row]), int(links.b[row])))
            if pair not in best or motor[row] < motor[best[pair]]:
                best[pair] = row
        return np.array([best[pair] for pair in sorted(best)], int)

    def _is_good(self, row: int) -> bool:
        way = self.world.ways[row]
        return self.world.links.surface[row] in march.MADE_ROADS and getattr(way, "trafficability", "") in ("good", "fair")

    def _structure(self) -> tuple[csr_array, Ints]:
        blocks, edges = self.sides * MEASURES, len(self._link)
        a = np.concatenate([block * self.places + self._ends[0] for block in range(blocks)])
        b = np.concatenate([block * self.places + self._ends[1] for block in range(blocks)])
        rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
        number = np.arange(1.0, 2 * blocks * edges + 1)
        size = blocks * self.places
        graph = csr_array((number, (rows, columns)), shape=(size, size))
        return graph, graph.data.astype(int) - 1

    def trace(self, holder: Ints, closed: NDArray[np.bool_], sky: NDArray[np.int8]) -> Lines:
        """Distances of every place for both sides, given holders (side rows), closed places and today's sky by link.

        A closed place can be reached, but nothing goes on from it."""
        links, row = self.world.links, self._link
        minutes = links.minutes_per_km[march.MOBILITIES.index("motor"), sky[row], row]
        km = links.km[row]
        days = supply.truck_days(km, minutes, self.world.parameters)
        measures = np.stack([np.where(self._good, km, BARRED), km, days])
        weights = []
        for leaving in self._ends:
            for side in range(self.sides):
                barred = (holder[self._ends] != side).any(axis=0) | closed[leaving]
                weights.append(np.where(barred, BARRED, measures).ravel())
        self._graph.data = np.concatenate(weights)[self._order]
        return self._solve(holder)

    def _solve(self, holder: Ints) -> Lines:
        usable = np.flatnonzero(holder[self._source_place] == self._source_side)
        shape = (self.sides, MEASURES, self.places)
        if usable.size == 0:
            nowhere = np.full(shape, np.inf)
            return Lines(nowhere[:, 0], nowhere[:, 1], nowhere[:, 2], np.full((self.sides, self.places), -1))
        start = self._source_side[usable] * MEASURES * self.places + self._source_place[usable]
        indices = np.concatenate([start + measure * self.places for measure in range(MEASURES)])
        distance, _, root = dijkstra(
            self._graph, directed=True, indices=indices, min_only=True, limit=LIMIT, return_predecessors=True
        )
        measures, roots = distance.reshape(shape), root.reshape(shape)[:, 1]
        by_place = np.full(self.places * self.sides * MEASURES, -1)
        by_place[indices] = np.tile(usable, MEASURES)
        return Lines(measures[:, 0], measures[:, 1], measures[:, 2], np.where(roots >= 0, by_place[np.maximum(roots, 0)], -1))

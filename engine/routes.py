"""Ways through the theatre: the quickest path of each kind of troops, found once for all runs of a scenario."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from engine.rules import march
from engine.world import World

Leg = tuple[int, int]
"""A link's row and the row of the place it leads to."""


@dataclass(frozen=True)
class Path:
    """A way between two places: its legs in order and its length."""

    legs: tuple[Leg, ...]
    km: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One link as troops of one mobility find it, in plain numbers: single items of arrays are slow to read."""

    link: int
    carrier: str
    """What moves them: their own mobility, or trains or boats."""
    km: float
    minutes_per_km: tuple[float, ...]
    """At the sustained rate under each of `march.SKIES`; inf where closed."""
    fills_per_km: tuple[float, ...]
    """Under each of `march.SKIES`; 0 for troops that burn no fuel."""
    breakdowns_per_km: float
    lanes: bool
    river: bool
    """Whether it crosses a river without a bridge."""
    water: bool


class Router:
    """Quickest dry-weather paths by mobility, ties broken by place id; answers are kept."""

    def __init__(self, world: World):
        self.world = world
        self._graphs: dict[str, nx.Graph[str]] = {}
        self._trees: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._matrices: dict[str, NDArray[np.float64]] = {}
        self._paths: dict[tuple[str, str, str], Path | None] = {}
        self._stretches: dict[tuple[str, int], Stretch] = {}

    def path(self, mobility: str, origin: str, target: str) -> Path | None:
        """The quickest path for troops of this mobility (`train:1435`: over operating lines of that gauge), or None."""
        key = (mobility, origin, target)
        if key not in self._paths:
            self._paths[key] = self._path(*key)
        return self._paths[key]

    def _path(self, mobility: str, origin: str, target: str) -> Path | None:
        nodes = self._tree(mobility, origin).get(target)
        if nodes is None:
            return None
        graph = self._graph(mobility)
        rows = [int(graph[a][b]["row"]) for a, b in itertools.pairwise(nodes)]
        places = [self.world.place_row[node] for node in nodes[1:]]
        return Path(tuple(zip(rows, places, strict=True)), float(sum(self.world.links.km[row] for row in rows)))

    def stretch(self, mobility: str, link: int) -> Stretch:
        """A link for troops of this mobility."""
        if (mobility, link) not in self._stretches:
            self._stretches[mobility, link] = self._stretch(mobility, link)
        return self._stretches[mobility, link]

    def _stretch(self, mobility: str, link: int) -> Stretch:
        links = self.world.links
        surface, wet = links.surface[link], [int(sky != "dry") for sky in march.SKIES]
        carrier = march.carrier(surface, mobility)
        minutes = links.minutes_per_km[march.MOBILITIES.index(carrier), :, link]
        fills = links.fills_per_km[march.MOBILITIES.index(mobility), wet, link]
        return Stretch(
            link, carrier, float(links.km[link]), tuple(minutes.tolist()), tuple(fills.tolist()),
            links.breakdowns_per_km[link], bool(links.lanes[link]), bool(links.river_m[link] > 0), surface in march.WATER,
        )

    def km(self, mobility: str, origin: str, target: str) -> float:
        """Length in km of the quickest path; inf where there is none."""
        path = self.path(mobility, origin, target)
        return path.km if path else float("inf")

    def minutes(self, mobility: str) -> NDArray[np.float64]:
        """(places, places): minutes of the quickest dry way between any two for troops of this mobility; inf without one."""
        if mobility not in self._matrices:
            links, minutes = self.world.links, self._minutes(mobility)
            n, open_to = len(self.world.places), np.flatnonzero(np.isfinite(minutes))
            quickest = np.full((n, n), np.inf)
            np.minimum.at(quickest, (links.a[open_to], links.b[open_to]), minutes[open_to])
            quickest = np.minimum(quickest, quickest.T)
            graph = csr_array(np.where(np.isfinite(quickest), quickest, 0.0))
            self._matrices[mobility] = dijkstra(graph, directed=False)
        return self._matrices[mobility]

    def _tree(self, mobility: str, origin: str) -> dict[str, list[str]]:
        key = (mobility, origin)
        if key not in self._trees:
            self._trees[key] = nx.single_source_dijkstra_path(self._graph(mobility), origin, weight="minutes")
        return self._trees[key]

    def _graph(self, mobility: str) -> nx.Graph[str]:
        """Simple graph of the quickest link between each pair of places; nodes and edges in sorted order."""
        if mobility not in self._graphs:
            minutes = self._minutes(mobility)
            graph: nx.Graph[str] = nx.Graph()
            graph.add_nodes_from(place.id for place in self.world.places)
            for row in sorted(np.flatnonzero(np.isfinite(minutes)), key=lambda r: (*sorted(self.world.ways[r].ends), minutes[r])):
                a, b = sorted(self.world.ways[row].ends)
                if not graph.has_edge(a, b):
                    graph.add_edge(a, b, row=int(row), minutes=float(minutes[row]))
            self._graphs[mobility] = graph
        return self._graphs[mobility]

    def _minutes(self, mobility: str) -> NDArray[np.float64]:
        troops, _, gauge_mm = mobility.partition(":")
        links = self.world.links
        minutes: NDArray[np.float64] = links.minutes_per_km[march.MOBILITIES.index(troops), 0] * links.km
        if gauge_mm:
            foreign = np.array([getattr(way, "gauge_mm", None) != float(gauge_mm) for way in self.world.ways])
            minutes = np.where(foreign, np.inf, minutes)
        return minutes

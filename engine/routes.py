"""Ways through the theatre: the quickest path of each kind of troops, found once for all runs of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from engine.rules import march
from engine.world import World

Leg = tuple[int, int]
"""A link's row and the row of the place it leads to."""


@dataclass(frozen=True)
class Path:
    """A way between two places: its legs in order and its length."""

    legs: tuple[Leg, ...]
    km: float


class Router:
    """Quickest dry-weather paths by mobility, ties broken by place id; answers are kept."""

    def __init__(self, world: World):
        self.world = world
        self._graphs: dict[str, nx.Graph] = {}
        self._trees: dict[tuple[str, str], dict[str, list[str]]] = {}

    def path(self, mobility: str, origin: str, target: str) -> Path | None:
        """The quickest path for troops of this mobility (`rail`: by train over operating lines of the side's gauge), or None."""
        nodes = self._tree(mobility, origin).get(target)
        if nodes is None:
            return None
        graph = self._graph(mobility)
        rows = [int(graph[a][b]["row"]) for a, b in zip(nodes, nodes[1:], strict=False)]
        places = [self.world.place_row[node] for node in nodes[1:]]
        return Path(tuple(zip(rows, places, strict=True)), float(sum(self.world.links.km[row] for row in rows)))

    def km(self, mobility: str, origin: str, target: str) -> float:
        """Length in km of the quickest path; inf where there is none."""
        path = self.path(mobility, origin, target)
        return path.km if path else float("inf")

    def _tree(self, mobility: str, origin: str) -> dict[str, list[str]]:
        key = (mobility, origin)
        if key not in self._trees:
            self._trees[key] = nx.single_source_dijkstra_path(self._graph(mobility), origin, weight="minutes")
        return self._trees[key]

    def _graph(self, mobility: str) -> nx.Graph:
        """Simple graph of the quickest link between each pair of places; nodes and edges in sorted order."""
        if mobility not in self._graphs:
            minutes = self._minutes(mobility)
            graph = nx.Graph()
            graph.add_nodes_from(place.id for place in self.world.places)
            for row in sorted(np.flatnonzero(np.isfinite(minutes)), key=lambda r: (*sorted(self.world.ways[r].ends), minutes[r])):
                a, b = sorted(self.world.ways[row].ends)
                if not graph.has_edge(a, b):
                    graph.add_edge(a, b, row=int(row), minutes=float(minutes[row]))
            self._graphs[mobility] = graph
        return self._graphs[mobility]

    def _minutes(self, mobility: str) -> NDArray[np.float64]:
        if mobility.startswith("rail"):
            return train_minutes(self.world)
        links = self.world.links
        return links.minutes_per_km[march.MOBILITIES.index(mobility), 0] * links.km


def train_minutes(world: World) -> NDArray[np.float64]:
    """(links,): minutes of a troop train over each operating railway, inf elsewhere."""
    minutes = np.full(len(world.ways), np.inf)
    per_km = 1440.0 / world.parameters["march.train_km_day"]
    for row, way in enumerate(world.ways):
        if world.links.surface[row] == "rail" and getattr(way, "state", "") == "operating":
            minutes[row] = way.km * per_km
    return minutes

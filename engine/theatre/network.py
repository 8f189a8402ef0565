"""The network: a theatre's graph and the rows by which arrays know its places and links.

Nothing here depends on a parameter of the rules, so that all design points of a sweep over parameters share one network. What
troops of a kind find on a link, and how fast, is compiled in `links`."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.rules.geodesy import between_places, great_circle_km
from engine.scenario.ground import Place
from engine.scenario.schema import Scenario
from engine.theatre.changed_graph import checked, digest
from engine.theatre.graph import RAILWAY, Graph, graph_of

PLACE_FIELDS = frozenset(Place.model_fields)


class Network:
    """Places in rows by id; links in rows by id, the railways after all others. The order of the graph itself decides nothing.

    `places` are the scenario's models as the graph's nodes have them, `attributes` the edges' own dictionaries by row. Nothing
    writes to the graph once a network is made of it."""

    def __init__(self, graph: Graph, spec: Scenario, changed: str = ""):
        self.graph, self.changed = graph, changed
        """`changed` is the digest of a graph that is not the scenario's own, and empty for one that is."""
        side_row = {side.id: row for row, side in enumerate(spec.sides)}
        nodes = sorted(graph.nodes.items())
        self.places = [Place.model_construct(id=name, **_of_place(node)) for name, node in nodes]
        self.place_row = {place.id: row for row, place in enumerate(self.places)}
        self.holder_at_start: Ints = np.array([side_row[node["side"]] for _, node in nodes])
        """(places,): row of the side that holds each place when the scenario starts."""
        self.asked: dict[tuple[str, int], set[int]] = {}
        """Troops and sky to the places from which routers on this network have been asked for routes (`routes.Router`)."""
        links = self._edges()
        self.link_ids = [name for name, _, _ in links]
        self.attributes = [edge for _, _, edge in links]
        """What the graph's edges carry, by row."""

    @classmethod
    def of(cls, spec: Scenario) -> Network:
        """The network that a scenario describes."""
        return cls(graph_of(spec), spec)

    @classmethod
    def on(cls, graph: Graph, spec: Scenario) -> Network:
        """The network of a scenario on a graph that a user gives; ScenarioError where the graph is wrong."""
        given = checked(graph, spec)
        name = digest(given)
        return cls(given, spec, "" if name == digest(graph_of(spec)) else name)

    def _edges(self) -> list[tuple[str, tuple[str, str], dict[str, Any]]]:
        """Id, ends and attributes of every link, in order of rows."""
        edges = [(key, (a, b), edge) for a, b, key, edge in self.graph.edges(keys=True, data=True)]
        return sorted(edges, key=lambda link: (link[2]["kind"] == RAILWAY, link[0]))

    @cached_property
    def ends(self) -> Ints:
        """(2, links): rows of the two places that each link joins, the lower one first; gathered from the graph's edges."""
        ends = [[self.place_row[a], self.place_row[b]] for _, (a, b), _ in self._edges()]
        return np.sort(np.array(ends, int).reshape(-1, 2).T, axis=0)

    def column(self, attribute: str, default: Any = None) -> list[Any]:
        """(links,): an attribute of every link, `default` where a link has none of the name."""
        return [edge.get(attribute, default) for edge in self.attributes]

    @cached_property
    def railways(self) -> Ints:
        """Rows of the links that are railways."""
        return np.array([row for row, kind in enumerate(self.column("kind")) if kind == RAILWAY], int)

    @cached_property
    def place_at(self) -> Floats:
        """(places, 2): longitude and latitude in degrees."""
        return np.array([[place.lon, place.lat] for place in self.places])

    @cached_property
    def link_at(self) -> Floats:
        """(links, 2): longitude and latitude of the middle between the ends of each."""
        a, b = self.ends
        one, other = self.place_at[a], self.place_at[b]
        across = np.abs(one[:, :1] - other[:, :1]) > 180.0
        middle: Floats = np.where(across, between_places(one, other, np.full(len(one), 0.5)), (one + other) / 2)
        return middle

    @cached_property
    def great_circle_km(self) -> Floats:
        """(places, places): distance over the sphere."""
        lon, lat = self.place_at.T
        return np.stack([great_circle_km(lat, lon, float(b), float(a)) for a, b in self.place_at])

    @cached_property
    def airfields(self) -> Bools:
        """(places,): where aircraft can land."""
        return np.array([place.airfield for place in self.places], bool)


def _of_place(node: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a node that are fields of a place."""
    return {name: value for name, value in node.items() if name in PLACE_FIELDS}

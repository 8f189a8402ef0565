"""A graph that a user has changed before a run: checked as a scenario's files are, and told apart from the scenario's own.

The check is by the same models that read the files, so that a value which no file may have reaches no run, and its messages
read the same. What a checked graph does to routes and supply is seen when the theatre is compiled (`preparation`)."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import networkx as nx

from engine.errors import Problem, ScenarioError
from engine.rules import march
from engine.scenario.ground import Place, Railway, Road
from engine.scenario.mistakes import validated
from engine.scenario.nearest import nearest
from engine.scenario.schema import Scenario
from engine.theatre.graph import RAIL, RAILWAY, ROAD, Graph


def checked(changed: object, spec: Scenario) -> Graph:
    """A copy of a changed graph that holds what the engine reads; what else the user hung on nodes and edges is left out.

    Places and links may be added, links removed, all attributes changed; fields that an added one lacks get the defaults of the
    scenario format. Raises ScenarioError with every mistake: a value that no scenario file may have, an unknown side, country
    or river, an id that two links share, a place of the scenario that is missing."""
    if not isinstance(changed, nx.MultiGraph) or changed.is_directed():
        raise ScenarioError([_problem("it must be an undirected networkx.MultiGraph, as engine.graph gives it")])
    check = _Check(spec)
    for place in sorted(changed, key=str):
        check.place(place, changed.nodes[place])
    for a, b, link, attributes in sorted(changed.edges(keys=True, data=True), key=lambda edge: str(edge[2])):
        check.link(a, b, link, attributes)
    check.whole()
    if check.problems:
        raise ScenarioError(check.problems)
    return check.graph


def digest(graph: Graph) -> str:
    """SHA-256 in hex of what a graph says; the order in which it was built does not count."""
    nodes = sorted(graph.nodes.items())
    edges = sorted((key, sorted((a, b)), edge) for a, b, key, edge in graph.edges(keys=True, data=True))
    return hashlib.sha256(json.dumps([nodes, edges], sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class _Check:
    """The checked copy as far as it has come, and the mistakes found on the way: `problems` has one for every wrong value.

    Places are checked before links, and the whole only where every part is right."""

    def __init__(self, spec: Scenario):
        self.spec = spec
        self.graph: Graph = nx.MultiGraph()
        self.problems: list[Problem] = []
        self.sides = {country.id: country.side for country in spec.countries}
        self.widths_m = {river.id: river.width_m for river in spec.rivers}
        self.links = Counter[str]()

    def place(self, place: str, attributes: Mapping[str, Any]) -> None:
        """Check a node and take it over."""
        where = f"place {place!r}"
        model, wrong = validated(Place, _fields(Place, {**attributes, "id": place}))
        self._tell(where, *wrong)
        if model is None:
            return
        if model.country not in self.sides:
            self._tell(where, f"there is no country '{model.country}'; {nearest(model.country, sorted(self.sides))}")
            return
        side = attributes.get("side", model.held_by or self.sides[model.country])
        if side not in (known := [side.id for side in self.spec.sides]):
            self._tell(where, f"there is no side {side!r}; {nearest(str(side), known)}")
            return
        self.graph.add_node(model.id, **model.model_dump(mode="json", exclude={"id", "held_by"}), side=side)

    def link(self, a: str, b: str, link: str, attributes: Mapping[str, Any]) -> None:
        """Check an edge and take it over."""
        if "lanes" in attributes:  # 0 of the graph: any number, as a scenario says by its silence
            attributes = {**attributes, "lanes": int(attributes["lanes"]) or None}
        where, kind = f"link {link!r}", attributes.get("kind", RAILWAY if attributes.get("surface") == RAIL else ROAD)
        if kind not in (ROAD, RAILWAY):
            self._tell(where, f"kind is {kind!r}; it must be {ROAD} or {RAILWAY}")
            return
        model, wrong = _link(kind, {**attributes, "id": link, "ends": [a, b]})
        wrong = [*wrong, *self._crossing(a, b, attributes)]
        self._tell(where, *wrong)
        if model is None or wrong:
            return
        self.links[link] += 1
        plain = {"kind": kind, "surface": RAIL} | model.model_dump(mode="json", exclude={"id", "ends"})
        plain["river_m"] = float(attributes.get("river_m", self.widths_m.get(plain["river"], 0.0)))
        plain["lanes"] = march.lanes(plain["surface"], attributes.get("lanes"))
        ends = attributes.get("ends", ())
        plain["ends"] = tuple(ends) if {*ends} == {a, b} else (a, b)
        self.graph.add_edge(a, b, key=link, **plain)

    def _crossing(self, a: str, b: str, attributes: Mapping[str, Any]) -> list[str]:
        """What is wrong with where a link leads, and with the river that it crosses."""
        wrong, river, width_m = [], attributes.get("river"), attributes.get("river_m", 0.0)
        if a == b:
            wrong.append(f"both its ends are '{a}'; a link joins two different places")
        if river is not None and river not in self.widths_m:
            wrong.append(f"there is no river {river!r}; {nearest(str(river), sorted(self.widths_m))}")
        if river is None and attributes.get("surface") == "river_crossing":
            wrong.append("its surface is river_crossing, but it has no river; name one of the scenario's")
        if not isinstance(width_m, int | float) or not 0 <= width_m < math.inf:
            wrong.append(f"river_m is {width_m!r}; it must be 0 or more")
        return wrong

    def whole(self) -> None:
        """What only the whole graph can be asked: ids that two links share, places that nothing but a scenario may lack."""
        for link in sorted(link for link, times in self.links.items() if times > 1):
            self._tell(f"link {link!r}", "two edges have this key; every link needs an id of its own")
        if not self.problems:
            for place in sorted({place.id for place in self.spec.places} - {*self.graph}):
                self._tell(f"place {place!r}", "the scenario names it and the graph has lost it; remove its links instead")

    def _tell(self, where: str, *texts: str) -> None:
        self.problems += [_problem(f"{where}: {text}") for text in texts]


def _problem(text: str) -> Problem:
    return Problem("the graph", 0, 0, text)


def _link(kind: str, attributes: dict[str, Any]) -> tuple[Road | Railway | None, list[str]]:
    """A link as its model, or None and what is wrong with it."""
    if kind == RAILWAY:
        return validated(Railway, _fields(Railway, attributes))
    return validated(Road, _fields(Road, attributes))


def _fields(model: type[Place | Road | Railway], attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Those attributes that are fields of the model."""
    return {name: value for name, value in attributes.items() if name in model.model_fields}

"""The theatre as one networkx graph: places, the roads, waterways and railways that join them, and all that is known of each.

The graph is the only list of links. The rows by which arrays know places and links, the routes of the troops, the lines of
communication and the railways are compiled from it (`network`, `links`, `routes`, `supply_lines`), so that a graph changed
before a run changes all of them (`engine.theatre.preparation.prepare`). What moves on it is the business of the processes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx

from engine.rules import march
from engine.scenario.ground import Railway, Road
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.schema import Scenario
from engine.theatre.crossings import far_banks, roads_with_crossings

Graph: TypeAlias = "nx.MultiGraph[str]"
"""Nodes are ids of places, the key of an edge is the id of its link. An edge has no direction: every link is two-way."""

ROAD, RAILWAY = "road", "railway"
"""Kinds of link; waterways and sea lanes are of the kind road, with surface `river_boat` and `sea`."""
RAIL = "rail"
"""The surface of every railway."""


def graph(scenario: str | Path | LoadedScenario) -> Graph:
    """The graph of a scenario, given as `load_scenario` takes it or loaded already; a new one each time, free to be changed.

    A node carries the fields of a place as the scenario format names them (docs/scenarios.md) and `side`, the id of the side
    that holds it at the start. An edge carries the fields of a road or railway and `kind` (`road` or `railway`), `river_m`
    (width in metres of the river that it crosses, 0 without one), `lanes` (columns abreast on the road, 0 for any number) and
    `ends`, its two places as the scenario writes them. The far bank of a crossing is a node of its id, the link to it `over.` and
    its id. Raises ScenarioError if the scenario is wrong."""
    loaded = scenario if isinstance(scenario, LoadedScenario) else load_scenario(scenario)
    return graph_of(loaded.spec)


def graph_of(spec: Scenario) -> Graph:
    """The graph of a scenario's models; see `graph`."""
    made: Graph = nx.MultiGraph()
    sides = {country.id: country.side for country in spec.countries}
    widths_m = {river.id: river.width_m for river in spec.rivers}
    for place in [*spec.places, *far_banks(spec)]:
        side = place.held_by or sides[place.country]
        made.add_node(place.id, **place.model_dump(mode="json", exclude={"id", "held_by"}), side=side)
    links: list[tuple[Road | Railway, float | None]] = [*roads_with_crossings(spec), *((line, None) for line in spec.railways)]
    for link, width_m in links:
        made.add_edge(link.ends[0], link.ends[1], key=link.id, **_attributes(link, widths_m, width_m))
    return made


def _attributes(link: Road | Railway, widths_m: dict[str, float], width_m: float | None) -> dict[str, Any]:
    """What an edge carries; `widths_m`: id of a river to its width, `width_m` that of the water at this link where it has one."""
    derived = {"kind": ROAD} if isinstance(link, Road) else {"kind": RAILWAY, "surface": RAIL}
    attributes = derived | link.model_dump(mode="json", exclude={"id", "ends"})
    return attributes | {
        "river_m": width_m or (widths_m[link.river] if link.river is not None else 0.0),
        "lanes": march.lanes(attributes["surface"], attributes.get("lanes")),
        "ends": tuple(link.ends),
    }

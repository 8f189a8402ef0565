"""Ways are as quick as those of networkx on the theatre's own graph, the clear version of the search."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from engine.rules import march
from engine.scenario.loading import load_scenario
from engine.theatre.preparation import prepare
from tests.shipped import theatre as shipped


@pytest.mark.parametrize("scenario", ["crossroads", "manchuria_1945"])
@pytest.mark.parametrize("mobility", ["foot", "tracked", "boat"])
def test_no_way_is_quicker_than_the_routers(scenario: str, mobility: str) -> None:
    theatre = shipped(scenario)
    world, links = theatre.world, theatre.world.links
    minutes = links.minutes_per_km[march.MOBILITIES.index(mobility), 0] * links.km

    row = {name: row for row, name in enumerate(links.ids)}

    def weight(a: str, b: str, edges: dict[str, object]) -> float | None:
        quickest = min(float(minutes[row[link]]) for link in edges)
        return quickest if np.isfinite(quickest) else None

    for origin in world.places[:: max(1, len(world.places) // 8)]:
        known = nx.single_source_dijkstra_path_length(world.network.graph, origin.id, weight=weight)
        for place in world.places:
            path = theatre.router.path(mobility, origin.id, place.id)
            assert (path is None) == (place.id not in known)
            if path is not None:
                assert sum(minutes[row] for row, _ in path.legs) == pytest.approx(known[place.id])
                assert theatre.router.minutes_from(mobility, world.place_row[origin.id])[
                    world.place_row[place.id]
                ] == pytest.approx(known[place.id])


def test_ways_are_the_same_whoever_else_has_asked_the_network() -> None:
    """A router that follows others on a network searches at once for all that they were asked for."""
    loaded = load_scenario("manchuria_1945")
    alone = prepare(loaded)
    prepare(loaded, network=alone.world.network)
    last = prepare(loaded, network=alone.world.network)
    assert last.orders.itineraries == alone.orders.itineraries
    places = [place.id for place in alone.world.places[::40]]
    for mobility in ("foot", "tracked", "motor"):
        for origin in places:
            assert [last.router.choices(mobility, origin, each) for each in places] == [
                alone.router.choices(mobility, origin, each) for each in places
            ]

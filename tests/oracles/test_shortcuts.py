"""What is kept or looked up for speed against the plain way to the same answer."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from engine.processes.air.air_war import AirWar
from engine.processes.campaign import Campaign
from engine.randomness import Dice
from engine.rules import march, skies
from engine.rules.geodesy import great_circle_km
from engine.theatre.preparation import prepare
from engine.theatre.routes import Path as Way
from engine.theatre.routes import Router
from engine.theatre.world import World
from tests import shipped, tiny

RADIUS_KM = 6371.0


@pytest.fixture(scope="module", params=["crossroads", "manchuria_1945"])
def world(request: pytest.FixtureRequest) -> World:
    return shipped.theatre(request.param).world


def test_who_is_below_a_formation_is_whoever_has_it_above_him(world: World) -> None:
    parent = {formation.id: formation.parent for formation in world.formations}

    def above(name: str | None) -> set[str]:
        return {name, *above(parent[name])} if name else set()

    for head in parent:
        assert world.order_of_battle.below(head) == [
            row for row, formation in enumerate(world.formations) if head in above(formation.id)
        ]
    assert world.order_of_battle.below("nobody of this name") == []


def test_distances_as_the_crow_flies_are_angles_between_points_of_a_sphere(world: World) -> None:
    lon, lat = np.radians(world.network.place_at).T
    point = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    chord = np.linalg.norm(point[:, None] - point[None], axis=2)
    assert np.allclose(world.network.great_circle_km, 2 * RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0)), atol=1e-6)
    assert np.array_equal(
        world.network.great_circle_km[3], great_circle_km(*world.network.place_at.T[::-1], *world.network.place_at[3][::-1])
    )


def test_plain_lists_say_what_the_models_say(world: World) -> None:
    fill_t = {formation.id: formation.fill_t for formation in world.formations}
    for row, formation in enumerate(world.formations):
        assert world.order_of_battle.combat[row] == formation.combat and world.order_of_battle.mobility[row] == formation.mobility
        assert world.spec.sides[world.order_of_battle.side[row]].id == formation.side
        whole = formation.id.removesuffix(".forward")  # a forward detachment has the vehicles of its formation
        assert world.burns_fuel[row] == (fill_t[whole] > 0)


def minutes(world: World, row: int, troops: str) -> float:
    """Dry minutes over a link for such troops (`train:1435` over that gauge alone); inf where it is closed to them."""
    name, _, gauge = troops.partition(":")
    link = world.network.attributes[row]
    if gauge and link.get("gauge_mm") != float(gauge):
        return math.inf
    return float(world.links.minutes_per_km[march.MOBILITIES.index(name), 0, row] * link["km"])


def ends(world: World) -> dict[str, set[str]]:
    """Id of each link to its two places, straight from the scenario's models."""
    return {link.id: {*link.ends} for link in (*world.spec.roads, *world.spec.railways)}


@pytest.mark.parametrize("troops", ["foot", "tracked", "boat", "train:1435"])
def test_a_kept_way_is_a_quickest_way_that_holds_together(world: World, troops: str) -> None:
    """Against networkx on the graph of all links; from every seventh place to all, twice: found and kept."""
    graph = nx.Graph()
    graph.add_nodes_from(place.id for place in world.places)
    joined = ends(world)
    for row, link in enumerate(world.links.ids):
        cost = minutes(world, row, troops)
        if cost < graph.get_edge_data(*joined[link], {"cost": math.inf})["cost"]:
            graph.add_edge(*joined[link], cost=cost)
    router = Router(world)
    for origin in [place.id for place in world.places][::7]:
        lengths = nx.single_source_dijkstra_path_length(graph, origin, weight="cost")
        for target in world.place_row:
            found = router.path(troops, origin, target)
            assert router.path(troops, origin, target) is found
            if found is None:
                assert target not in lengths and router.km(troops, origin, target) == math.inf
                continue
            assert sum(minutes(world, row, troops) for row, _ in found.legs) == pytest.approx(lengths[target])
            assert follow(world, joined, origin, found) == target
            plain_km = sum(world.links.km[row] for row, _ in found.legs)
            assert found.km == router.km(troops, origin, target) == pytest.approx(plain_km)


def follow(world: World, joined: dict[str, set[str]], origin: str, way: Way) -> str:
    """Where the legs of a way lead, each of them joined to the one before; `joined`: the `ends` of each link."""
    here = origin
    for row, place in way.legs:
        assert joined[world.links.ids[row]] == {here, world.places[place].id}
        here = world.places[place].id
    return here


def test_links_as_plain_numbers_are_those_of_the_arrays(world: World) -> None:
    router, links = Router(world), world.links
    for mobility, link in itertools.product(("foot", "tracked", "motor"), range(len(world.links.ids))):
        stretch = router.stretch(mobility, link)
        carrier = march.MOBILITIES.index(march.carrier(links.surface[link], mobility))
        assert stretch.minutes_per_km == tuple(links.minutes_per_km[carrier, :, link].tolist())
        muddy = [int(sky.mud) for sky in skies.TABLE]
        assert stretch.fuel_mult == tuple(links.fuel_mult[muddy, link].tolist())
        assert (stretch.km, stretch.lanes) == (links.km[link], links.lanes[link])
        assert stretch.river == has_to_cross(world.network.attributes[link])


def has_to_cross(link: dict[str, Any]) -> bool:
    """Whether a road leads over a river on a bridge of its own or over a gap; a plain road at a river fords it on the way."""
    over_water = link["kind"] == "road" and link["river"] is not None
    return over_water and (bool(link["bridge"]) or link["surface"] == "river_crossing")


def test_aircraft_fly_from_the_nearest_of_their_fields(tmp_path: Path) -> None:
    """Whatever fields are open, asked twice, against one field after the other; neither the enemy's nor far ones count."""
    war = tiny.war(places=8, km=80.0)
    for place in war["places"]:
        place["airfield"] = True
    c = Campaign(prepare(tiny.load(war, tmp_path)), Dice(1, 0))
    air, crow, reach = AirWar(c), c.world.network.great_circle_km, c.rates.air.rebase_km
    rng = np.random.default_rng(1)
    for _ in range(30):
        fields = np.flatnonzero(rng.random(len(crow)) < 0.5)
        home, side = int(rng.integers(len(crow))), int(rng.integers(2))
        own = [field for field in fields.tolist() if c.state.places.holder[field] == side and crow[home, field] <= reach]
        plain = [min(crow[base, place] for base in (home, *own)) for place in range(len(crow))]
        for _ in range(2):
            assert air._km(home, side, fields).tolist() == plain


def test_itineraries_are_the_ways_between_their_steps(world: World) -> None:
    """Every leg begins where the one before it ends, the first where the formation starts; each goal is its step's place."""
    theatre = prepare(world.loaded)
    axes, joined = theatre.orders.axes, ends(world)
    for formation, itinerary in zip(world.formations, theatre.orders.itineraries, strict=True):
        if itinerary is None:
            continue
        here = [formation.start.place]
        for row, place in itinerary.legs:
            assert {here[-1], world.places[place].id} == joined[world.links.ids[row]]
            here.append(world.places[place].id)
        axis = axes[itinerary.plan.id]
        assert axis is not None
        for leg, step in itinerary.goals.items():
            assert here[leg + 1] == axis.steps[step].place
            assert itinerary.axis_km[leg + 1] == pytest.approx(axis.step_km[step])

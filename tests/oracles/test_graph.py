"""The graph is what the engine moves on: changed before a run, it changes the ways of formations, supply and railways."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from engine import ScenarioError, graph, load_scenario, prepare, simulate
from engine.results import RunResult
from engine.scenario.loading import LoadedScenario
from engine.theatre.graph import Graph
from tests import tiny

STILL = ["friction", "readiness", "forced_march", "enemy"]


def two_ways(folder: Path) -> LoadedScenario:
    """From `home` to `far` and, by rail, to `depot`: 200 km by the left, 220 km by the right."""
    scenario = tiny.line(days=20, without=STILL)
    scenario["places"] = [
        scenario["places"][0] | {"id": name, "name": name, "country": land, "lon": 10.0 + i}
        for i, (name, land) in enumerate({"home": "red", "left": "red", "right": "red", "depot": "red", "far": "blue"}.items())
        for land in (f"{land}land",)
    ]
    sides = {"left": 100, "right": 110}
    scenario["roads"] = [
        {"id": f"road.{a}-{b}", "ends": [a, b], "surface": "road", "km": km, "terrain": "plain", "trafficability": "good"}
        for side, km in sides.items()
        for a, b in (("home", side), (side, "far"))
    ]
    scenario["railways"] = [
        {"id": f"rail.{a}-{b}", "ends": [a, b], "km": km, "gauge_mm": 1435}
        for side, km in sides.items()
        for a, b in (("home", side), (side, "depot"))
    ]
    scenario["sides"][0]["gauge_mm"] = 1435
    scenario["supply_sources"] = [{"id": "store", "place": "home", "side": "red", "t_per_day": 10000}]
    here = {"place": "home", "food_days": 100}
    scenario["formations"] = [tiny.formation(start=here), tiny.formation(id="r2", name="Second", start=here)]
    ride = [{"task": "march", "place": "home"}, {"task": "march", "place": "depot", "by": "rail"}]
    scenario["plans"] = [tiny.attack("r1", "far", origin="home"), {"id": "ride", "formation": "r2", "steps": ride}]
    return tiny.load(scenario, folder)


def passed(run: RunResult, formation: str) -> list[str]:
    """Places at which a formation arrived, in order."""
    return [e.place for e in run.recorder.events if e.formation == formation and e.kind in ("pass", "capture")]


def supply_km(run: RunResult, formation: str) -> float:
    """Length of a formation's line of communication at the end."""
    return run.tracks[-2 if formation == "r1" else -1].supply_km


def changed(folder: Path, change: Callable[[Graph], Any]) -> RunResult:
    loaded = two_ways(folder)
    given = graph(loaded)
    change(given)
    return simulate(prepare(loaded, graph=given))


def test_all_take_the_shorter_way(tmp_path: Path) -> None:
    run = simulate(two_ways(tmp_path))
    assert (passed(run, "r1"), supply_km(run, "r1")) == (["left", "far"], 200)
    assert passed(run, "r2") == ["left", "depot"]


def test_without_an_edge_formations_supply_and_trains_take_the_other_way(tmp_path: Path) -> None:
    def cut(given: Graph) -> None:
        given.remove_edge("home", "left", key="road.home-left")
        given.remove_edge("left", "depot", key="rail.left-depot")
        given.edges["right", "far", "road.right-far"]["km"] = 150

    run = changed(tmp_path, cut)
    assert (passed(run, "r1"), supply_km(run, "r1")) == (["right", "far"], 260)
    assert passed(run, "r2") == ["right", "depot"]
    assert {link["id"] for link in run._network()["links"]}.isdisjoint({"road.home-left", "rail.left-depot"})


def test_a_link_made_longer_is_gone_round(tmp_path: Path) -> None:
    def lengthen(given: Graph) -> None:
        given.edges["left", "far", "road.left-far"]["km"] = 130
        given.edges["home", "left", "rail.home-left"]["km"] = 130

    run = changed(tmp_path, lengthen)
    assert (passed(run, "r1"), supply_km(run, "r1")) == (["right", "far"], 220)
    assert passed(run, "r2") == ["right", "depot"]


def test_goods_by_rail_take_the_way_that_the_graph_leaves(tmp_path: Path) -> None:
    """Where trains run on all lines, the depot is served over the left; over the right once the left is closed in the graph."""
    loaded = two_ways(tmp_path)
    given = graph(loaded)
    given.remove_edge("home", "left", key="rail.home-left")
    for theatre, station in ((prepare(loaded), "left"), (prepare(loaded, graph=given), "right")):
        world, tracer = theatre.world, theatre.tracer
        trains = np.ones(len(tracer.railways), bool)
        sky, closed = np.zeros(len(world.links.ids), np.int8), np.zeros(len(world.places), bool)
        lines = tracer.trace(world.network.holder_at_start, closed, sky, trains)
        assert lines.first_station[0, world.place_row["depot"]] == world.place_row[station]


def test_a_link_that_is_added_is_marched(tmp_path: Path) -> None:
    run = changed(tmp_path, lambda given: given.add_edge("home", "far", key="new", surface="highway", km=50, terrain="plain"))
    assert (passed(run, "r1"), supply_km(run, "r1")) == (["far"], 50)


def test_a_place_that_changes_sides_in_the_graph_is_there_to_be_taken(tmp_path: Path) -> None:
    run = changed(tmp_path, lambda given: given.nodes["left"].update(side="blue"))
    assert [capture.place for capture in run.recorder.captures] == ["left", "far"]


def rebuilt(given: Graph, seed: int) -> Graph:
    """The same graph, put together in another order, edges from either end."""
    rng, other = random.Random(seed), nx.MultiGraph()
    nodes, edges = list(given.nodes(data=True)), [list(edge) for edge in given.edges(keys=True, data=True)]
    rng.shuffle(nodes)
    rng.shuffle(edges)
    other.add_nodes_from(nodes)
    for a, b, key, attributes in edges:
        ends = (a, b) if rng.random() < 0.5 else (b, a)
        other.add_edge(*ends, key=key, **attributes)
    return other


def test_the_scenarios_own_graph_gives_the_same_bytes_in_whatever_order_it_is_built() -> None:
    loaded = load_scenario("crossroads")
    own = simulate(loaded).files
    assert "graph" not in simulate(loaded).manifest
    for seed in range(3):
        assert simulate(prepare(loaded, graph=rebuilt(graph(loaded), seed))).files == own


def test_a_manifest_says_that_the_graph_was_changed(tmp_path: Path) -> None:
    def lengthen(given: Graph) -> None:
        given.edges["left", "far", "road.left-far"]["km"] = 130

    digests = {changed(tmp_path / name, lengthen).manifest["graph"] for name in ("one", "other")}
    assert len(digests) == 1 and len(digests.pop()) == 64


def test_what_a_user_hangs_on_a_graph_does_not_matter_and_what_he_does_later_neither(tmp_path: Path) -> None:
    loaded = two_ways(tmp_path)
    given = graph(loaded)
    nx.set_node_attributes(given, nx.betweenness_centrality(given), "betweenness")
    theatre = prepare(loaded, graph=given)
    given.clear()
    assert simulate(theatre).files == simulate(loaded).files


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda g: g.edges["left", "far", "road.left-far"].update(km=-3),
            r"link 'road.left-far': km is -3; it must be more than 0",
        ),
        (lambda g: g.edges["left", "far", "road.left-far"].update(surface="rode"), "surface is 'rode'; .* did you mean 'road'"),
        (lambda g: g.edges["left", "far", "road.left-far"].update(kind="canal"), "kind is 'canal'; it must be road or railway"),
        (lambda g: g.edges["left", "far", "road.left-far"].update(river="styx"), "there is no river 'styx'"),
        (lambda g: g.edges["left", "far", "road.left-far"].update(river_m=-1), "river_m is -1; it must be 0 or more"),
        (lambda g: g.edges["left", "far", "road.left-far"].update(surface="river_crossing"), "but it has no river"),
        (lambda g: g.edges["home", "left", "rail.home-left"].update(tracks=9), "tracks is 9; it must be .*1-4"),
        (lambda g: g.add_edge("left", "far"), "link 1: id is 1; it must be an id"),
        (lambda g: g.add_edge("left", "right", key="new"), "link 'new': the road has no 'km'"),
        (lambda g: g.add_edge("left", "left", key="new", km=1, surface="road", terrain="plain"), "joins two different places"),
        (
            lambda g: g.add_edge("home", "far", key="road.left-far", km=1, surface="road", terrain="plain"),
            "two edges have this key",
        ),
        (lambda g: g.add_node("new"), "place 'new': the place has no 'lat'"),
        (lambda g: g.nodes["left"].update(country="blueland_"), "there is no country 'blueland_'; did you mean 'blueland'"),
        (lambda g: g.nodes["left"].update(side="green"), "there is no side 'green'"),
        (lambda g: g.remove_node("depot"), "place 'depot': the scenario names it and the graph has lost it"),
    ],
)
def test_a_wrong_graph_is_refused_in_plain_words(change: Callable[[Graph], Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=rf"the graph: .*{told}"):
        changed(tmp_path, change)


@pytest.mark.parametrize("given", [nx.Graph(), nx.MultiDiGraph(), "crossroads"])
def test_another_kind_of_graph_is_refused(given: Any) -> None:
    with pytest.raises(ScenarioError, match=r"the graph: it must be an undirected networkx\.MultiGraph"):
        prepare(load_scenario("crossroads"), graph=given)


def test_a_place_that_no_link_reaches_any_more_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no way leads from home to far"):
        changed(tmp_path, lambda given: given.remove_edges_from(list(given.edges("far", keys=True))))


def test_a_place_is_held_by_the_side_of_its_country_or_by_the_one_that_it_names(tmp_path: Path) -> None:
    """Who holds what at the start is not a matter of countries: the same ground under another flag plays the same."""

    def played(folder: str, place: dict[str, str]) -> tuple[str, list[Any]]:
        scenario = tiny.war()
        scenario["places"][1] |= place
        loaded = tiny.load(scenario, tmp_path / folder)
        captures = [(c.place, c.minute) for c in simulate(loaded).recorder.captures]
        return graph(loaded).nodes["p1"]["side"], captures

    own, other = played("own", {}), played("other", {"country": "redland", "held_by": "blue"})
    taken = played("taken", {"held_by": "red"})
    assert own == other and own[0] == "blue" and own[1][0][0] == "p1"
    assert taken[0] == "red" and "p1" not in dict(taken[1])


def test_a_changed_graph_keeps_who_holds_a_place(tmp_path: Path) -> None:
    scenario = tiny.war()
    scenario["places"][1] |= {"held_by": "red"}
    loaded = tiny.load(scenario, tmp_path)
    changed = graph(loaded)
    changed.nodes["p2"]["side"] = "red"
    held = prepare(loaded, graph=changed).world.network.holder_at_start
    assert held.tolist() == [0, 0, 0, 1]

"""Railheads that follow the advance, in a tiny theatre whose every number is known."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from engine.processes.supply.railways import station_t_day
from engine.scenario import parameters
from engine.simulation import simulate
from tests import tiny

P = parameters.values({})
STILL = ["friction", "readiness", "forced_march"]


def along_a_railway(gauge_mm: float = 1000, **changes: Any) -> dict[str, Any]:
    """A tank brigade drives 1,000 km along a railway from a rich depot, with little fuel."""
    scenario = tiny.line(places=11, formations=[tiny.tanks()], without=STILL, days=60)
    ends = [place["id"] for place in scenario["places"]]
    scenario["railways"] = [
        {"id": f"rail.{a}-{b}", "ends": [a, b], "km": 100, "gauge_mm": gauge_mm} | changes for a, b in itertools.pairwise(ends)
    ]
    scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 10000}]
    return scenario


def arrival(scenario: dict[str, Any], folder: Path, **options: Any) -> int:
    return next(c.minute for c in simulate(tiny.load(scenario, folder, **options)).recorder.captures if c.place == "p10")


def test_a_captured_railway_hastens_the_advance_and_a_lifted_one_does_not(tmp_path: Path) -> None:
    running, lifted = along_a_railway(), along_a_railway(state="lifted")
    for scenario in (running, lifted):
        scenario["formations"][0]["lorries"] = 30
    without = arrival(running, tmp_path / "a", without=[*STILL, "rail_repair"])
    assert arrival(running, tmp_path / "b") < without - 1440
    assert arrival(lifted, tmp_path / "c") == without


def test_trains_run_when_the_line_is_cleared(tmp_path: Path) -> None:
    run = simulate(tiny.load(along_a_railway(), tmp_path))
    taken = next(c.minute for c in run.recorder.captures if c.place == "p1") / 1440
    told = next(e for e in run.recorder.events if e.kind == "railhead")
    assert told.minute / 1440 == pytest.approx(taken + 100 / P["rail.clear_km_day"], abs=0.76)  # six and twelve hours' looks


def test_a_closed_line_waits_for_repair_from_the_own_network(tmp_path: Path) -> None:
    scenario = along_a_railway(state="closed", gauge_mm=1435)
    scenario["sides"][0]["gauge_mm"] = 1435
    run = simulate(tiny.load(scenario, tmp_path / "far"))
    assert not [e for e in run.recorder.events if e.kind == "railhead"]  # it is joined to no line that runs
    scenario["railways"].append({"id": "rail.home", "ends": ["p0", "depot"], "km": 20, "gauge_mm": 1435})
    scenario["places"].append(scenario["places"][0] | {"id": "depot", "name": "Depot"})
    run = simulate(tiny.load(scenario, tmp_path / "joined"))
    told = [e for e in run.recorder.events if e.kind == "railhead"]
    assert told and told[0].minute / 1440 > 100 / P["rail.restore_km_day"]


def test_a_blown_bridge_holds_the_trains_up_for_its_metres(tmp_path: Path) -> None:
    def first_railhead(folder: Path, probability: float) -> float:
        scenario = along_a_railway(river="broad")
        scenario["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 200}]
        del scenario["railways"][1:]
        # the line lies in the defender's country, so that there is somebody to blow its bridge
        scenario["places"][0]["country"] = "blueland"
        scenario["places"].insert(0, scenario["places"][0] | {"id": "base", "name": "Base", "country": "redland", "lon": 9.0})
        scenario["roads"].append(scenario["roads"][0] | {"id": "road.base", "ends": ["base", "p0"], "km": 20})
        scenario["supply_sources"][0]["place"] = scenario["formations"][0]["start"]["place"] = "base"
        scenario["plans"][0]["steps"][0]["place"] = "base"
        loaded = tiny.load(scenario, folder, settings={"rules.rivers.intact_surprised": 1 - probability})
        run = simulate(loaded)
        return next(e.minute for e in run.recorder.events if e.kind == "railhead" and e.cause == "p1") / 1440

    blown, whole = first_railhead(tmp_path / "blown", 1.0), first_railhead(tmp_path / "whole", 0.0)
    assert blown - whole == pytest.approx(200 / P["rail.bridge_m_day"], abs=1.0)


def test_a_captured_depot_is_emptied_once(tmp_path: Path) -> None:
    scenario = tiny.line(formations=[tiny.tanks(start={"food_days": 5})], without=STILL)
    scenario["supply_sources"] = [{"id": "theirs", "place": "p1", "side": "blue", "t_per_day": 30}]
    scenario["plans"][0]["steps"][1]["place"] = "p1"
    run = tiny.fight(tiny.load(scenario, tmp_path))
    booty = [dict(e.numbers) for e in run.events("stocks")]
    assert len(booty) == 1 and booty[0]["fuel_t"] > 0 and booty[0]["food_t"] > 0
    ends = [t.fuel_fills for t in run.result.tracks if t.minute == run.result.end_minute]
    without = simulate(tiny.load(scenario, tmp_path / "off", without=[*STILL, "rail_repair"]))
    left = [t.fuel_fills for t in without.tracks if t.minute == without.end_minute]
    held_t = 30 * (P["rail.captured_stock_days"] + 0.25)  # what it keeps, and what came in the last six hours
    found_t = held_t * P["rail.captured_fuel_share"]
    assert ends[0] - left[0] == pytest.approx(found_t / 30)  # tonnes of one fill


def days_of_trains(scenario: dict[str, Any], folder: Path) -> dict[str, float]:
    """Day of the first look, twice a day, at which trains of a captor run on each line."""
    first: dict[str, float] = {}

    def look(c: Any) -> None:
        for row, name in enumerate(c.theatre.rail_lines.names):
            if c.state.railways.open[row]:
                first.setdefault(name, c.minute / 1440)

    tiny.fight(tiny.load(scenario, folder), at_sample=look)
    return first


def two_branches(*, km: float = 24, **changes: Any) -> dict[str, Any]:
    """Two closed lines of one side, of `km` each, that leave its own network at home: repaired at once where troops suffice."""
    scenario = tiny.line(places=4, formations=[tiny.formation()], plans=[], without=STILL, days=12)
    for place in scenario["places"]:
        place["country"] = "redland"
    scenario["sides"][0]["gauge_mm"] = 1435
    line = {"km": km, "gauge_mm": 1435}
    scenario["railways"] = [
        line | {"id": "rail.home", "ends": ["p0", "p1"]},
        line | {"id": "rail.a", "ends": ["p1", "p3"], "state": "closed"},
        line | {"id": "rail.b", "ends": ["p1", "p2"], "state": "closed"},
    ]
    scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 100}]
    return scenario | changes


REPAIR_DAYS = 24 / P["rail.restore_km_day"]


def test_without_a_number_of_railway_troops_all_lines_are_worked_on_at_once(tmp_path: Path) -> None:
    seen = days_of_trains(two_branches(), tmp_path)
    assert seen["rail.a"] == seen["rail.b"] == pytest.approx(REPAIR_DAYS, abs=0.76)


def test_one_crew_repairs_the_nearest_line_first_and_then_the_other(tmp_path: Path) -> None:
    """Both begin at p1; the nearer end decides, and of two alike the id."""
    scenario = two_branches(railway_troops=[{"side": "red", "crews": 1}])
    seen = days_of_trains(scenario, tmp_path)
    assert seen["rail.a"] == pytest.approx(REPAIR_DAYS, abs=0.76)
    assert seen["rail.b"] == pytest.approx(2 * REPAIR_DAYS, abs=0.76)


def test_a_stated_order_comes_first(tmp_path: Path) -> None:
    scenario = two_branches(railway_troops=[{"side": "red", "crews": 1, "order": ["rail.b"]}])
    seen = days_of_trains(scenario, tmp_path)
    assert seen["rail.b"] == pytest.approx(REPAIR_DAYS, abs=0.76) and seen["rail.a"] == pytest.approx(2 * REPAIR_DAYS, abs=0.76)


def test_a_side_without_crews_repairs_nothing_and_the_other_side_has_its_own(tmp_path: Path) -> None:
    assert days_of_trains(two_branches(railway_troops=[{"side": "red", "crews": 0}]), tmp_path) == {}
    theirs = two_branches(railway_troops=[{"side": "blue", "crews": 0}])
    assert set(days_of_trains(theirs, tmp_path / "blue")) == {"rail.a", "rail.b"}


def test_no_train_runs_before_the_day_that_is_known(tmp_path: Path) -> None:
    scenario = two_branches()
    scenario["railways"][1]["opens"] = 6.5
    seen = days_of_trains(scenario, tmp_path)
    assert seen["rail.a"] == 6.5 and seen["rail.b"] == pytest.approx(REPAIR_DAYS, abs=0.76)


def test_a_known_capacity_is_what_reaches_the_station(tmp_path: Path) -> None:
    def stations(folder: Path, **line: float) -> list[float]:
        scenario = two_branches()
        scenario["railways"][2] |= line
        run = tiny.fight(tiny.load(scenario, folder))
        return station_t_day(run.campaign).tolist()

    known, built = stations(tmp_path / "known", t_per_day=300), stations(tmp_path / "built")
    full = P["march.trains_per_day"] * P["rail.t_per_train"]
    assert built[2] == full and known[2] == 300 and known[3] == full


def island(**line: Any) -> dict[str, Any]:
    """The line from p1 to p2 runs from the start, but only a road joins it to the depot at p0; p2 to p3 is restored."""
    scenario = two_branches()
    scenario["railways"] = [
        {"km": 24, "gauge_mm": 1435, "id": "rail.apart", "ends": ["p1", "p2"]},
        {"km": 24, "gauge_mm": 1435, "id": "rail.beyond", "ends": ["p2", "p3"], "state": "closed"},
        *([line] if line else []),
    ]
    return scenario


def test_a_restored_line_counts_only_when_running_lines_join_it_to_a_source(tmp_path: Path) -> None:
    assert days_of_trains(island(), tmp_path / "apart") == {}
    link = {"id": "rail.home", "ends": ["p0", "p1"], "km": 20, "gauge_mm": 1435}
    joined = days_of_trains(island(**link), tmp_path / "joined")
    assert joined == {"rail.beyond": pytest.approx(REPAIR_DAYS, abs=0.76)}
    other = days_of_trains(island(**link | {"gauge_mm": 1000}), tmp_path / "gauge")
    assert other == {}  # trains do not change the gauge


def test_a_source_at_the_line_itself_is_enough(tmp_path: Path) -> None:
    scenario = island()
    scenario["supply_sources"][0]["place"] = "p1"
    assert set(days_of_trains(scenario, tmp_path)) == {"rail.beyond"}
    scenario["supply_sources"][0]["side"] = "blue"
    assert days_of_trains(scenario, tmp_path / "theirs") == {}

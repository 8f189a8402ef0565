"""The books of supply.csv: nothing is lost between source and tank, and a halted formation's fuel leads back to its source."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest

from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests import tiny

Row = dict[str, str]
LEFT = ("delivered_t", "burned_t", "army_t", "called_back_t")


def rows_of(run: RunResult) -> list[Row]:
    return list(csv.DictReader(io.StringIO(run.files["supply.csv"])))


def tonnes(rows: list[Row], *columns: str) -> float:
    return sum(float(row[column]) for row in rows for column in columns)


@pytest.fixture(scope="module")
def run() -> RunResult:
    return simulate(load_scenario("crossroads"))


@pytest.fixture(scope="module")
def rows(run: RunResult) -> list[Row]:
    return rows_of(run)


def test_every_day_of_the_run_and_every_depot_has_a_row(run: RunResult, rows: list[Row]) -> None:
    depots = [row for row in rows if not row["army"]]
    sources = {(source.place, source.side) for source in run.world.spec.supply_sources}
    assert {(row["depot"], row["side"]) for row in depots} == sources and all(row["good"] == "all" for row in depots)
    assert [int(row["day"]) for row in rows] == sorted(int(row["day"]) for row in rows)
    assert {int(row["day"]) for row in depots} == set(range(run.end_minute // 1440))


def test_what_comes_to_a_depot_is_loaded_lost_or_in_stock(run: RunResult, rows: list[Row]) -> None:
    before: dict[tuple[str, str], str] = {}
    for row in rows:
        if not row["army"]:
            came, went = tonnes([row], "opening_t", "issued_t", "called_back_t"), tonnes([row], "loaded_t", "lost_t", "stock_t")
            assert came == pytest.approx(went, rel=1e-4), row
            assert row["opening_t"] == before.get((row["depot"], row["side"]), row["opening_t"])
            before[row["depot"], row["side"]] = row["stock_t"]
    assert sum(float(row["issued_t"]) for row in rows if not row["army"]) > 100


def test_a_depot_s_row_sums_those_of_its_armies(rows: list[Row]) -> None:
    of_depot: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        of_depot[row["day"], row["depot"], row["side"]].append(row)
    for (_, depot, _), found in of_depot.items():
        if depot:
            (whole,), parts = [row for row in found if not row["army"]], [row for row in found if row["army"]]
            for column in ("wanted_t", "loaded_t", "on_road_t", *LEFT):
                assert float(whole[column]) == pytest.approx(tonnes(parts, column), rel=1e-4, abs=1e-4)


def test_what_an_army_loads_is_delivered_burned_or_on_the_road(rows: list[Row]) -> None:
    """Good by good, from one day to the next; of the first day the lines were full already."""
    books: dict[tuple[str, str], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["army"]:
            books[row["army"], row["good"]][int(row["day"])].append(row)
    moved = 0.0
    for of_army in books.values():
        for day in range(1, 1 + max(of_army)):
            now, then = of_army.get(day, []), of_army.get(day - 1, [])
            came = tonnes(then, "on_road_t") + tonnes(now, "loaded_t")
            assert came == pytest.approx(tonnes(now, *LEFT, "on_road_t"), rel=1e-3, abs=1e-2)
            moved += tonnes(now, "delivered_t")
    assert moved > 100


def hungry(folder: Path) -> RunResult:
    """Tanks a long way from a depot that has little, with next to no fuel."""
    scenario = tiny.line(places=30, km=20, surface="steppe", formations=[tiny.tanks(start={"fuel_fills": 1.0})], days=12)
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 5}]
    return simulate(tiny.load(scenario, folder))


def test_a_limit_says_what_was_narrow_and_how_much_was_lacking(tmp_path: Path) -> None:
    fuel = [row for row in rows_of(hungry(tmp_path)) if row["good"] == "fuel"]
    dry = [row for row in fuel if float(row["wanted_t"]) > float(row["loaded_t"]) + 1.0]
    assert dry and {row["limit"] for row in dry} == {"railhead"}
    assert all(row["limit"] == "" for row in fuel if float(row["wanted_t"]) == pytest.approx(float(row["loaded_t"])))


def test_the_fuel_of_a_halted_formation_can_be_followed_to_its_source(tmp_path: Path) -> None:
    run = hungry(tmp_path)
    dry = next(event for event in run.recorder.events if event.kind == "fuel_empty")
    depot = next(event for event in run.recorder.events if event.kind == "depot" and event.formation == dry.formation)
    assert depot.minute == dry.minute and depot.cause in {source.place for source in run.world.spec.supply_sources}
    numbers = dict(depot.numbers)
    assert numbers["supply_km"] == dict(dry.numbers)["supply_km"] >= 20 and 0 < numbers["drive_days"] < 12


def test_without_supply_there_is_nothing_to_book(tmp_path: Path) -> None:
    assert rows_of(simulate(tiny.load(tiny.line(formations=[tiny.tanks()]), tmp_path, without=["supply"]))) == []

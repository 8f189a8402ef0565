"""The books of supply.csv: nothing is lost between source and tank, and a halted formation's fuel leads back to its source."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest

from engine import formats
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.state import ledger
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


def test_a_long_war_adds_up_its_days_as_it_goes_on(run: RunResult, monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (1, 7):
        monkeypatch.setattr(ledger, "MOST_TICKS", most)
        assert simulate(load_scenario("crossroads")).files["supply.csv"] == run.files["supply.csv"]


def test_every_day_of_the_run_and_every_depot_has_a_row(run: RunResult, rows: list[Row]) -> None:
    depots = [row for row in rows if not row["army"] and row["good"] == "all"]
    sources = {(source.place, source.side) for source in run.world.spec.supply_sources}
    assert {(row["depot"], row["side"]) for row in depots} == sources
    assert [int(row["day"]) for row in rows] == sorted(int(row["day"]) for row in rows)
    assert {int(row["day"]) for row in depots} == set(range(run.end_minute // 1440))


def check_depots(rows: list[Row]) -> None:
    """What comes to a depot is drawn, lost or in stock, good by good and from one day to the next; all goods sum up."""
    rows = [row for row in rows if row["army"] or row["opening_t"]]  # without those of one of several sources
    before: dict[tuple[str, ...], str] = {}
    of_depot: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if not row["army"]:
            came, went = (
                tonnes([row], "opening_t", "issued_t", "received_t", "returned_t"),
                tonnes([row], "drawn_t", "lost_t", "stock_t"),
            )
            assert came == pytest.approx(went, rel=1e-4), row
            named = row["depot"], row["side"], row["good"]
            assert row["opening_t"] == before.get(named, row["opening_t"])
            before[named] = row["stock_t"]
            of_depot[row["day"], row["depot"], row["side"]].append(row)
    for whole, *goods in of_depot.values():
        assert whole["good"] == "all" and len({row["good"] for row in goods}) == len(goods)
        for column in formats.DEPOT_TONNES:
            assert float(whole[column]) == pytest.approx(tonnes(goods, column), rel=1e-4, abs=1e-4)
        assert float(whole["loaded_t"]) == pytest.approx(float(whole["drawn_t"]), rel=1e-4, abs=1e-4)


def test_what_comes_to_a_depot_is_drawn_lost_or_in_stock(rows: list[Row]) -> None:
    check_depots(rows)
    assert sum(float(row["issued_t"]) for row in rows if row["good"] == "all") > 100
    assert {row["good"] for row in rows if not row["army"]} <= {"all", "any", "fuel", "ammunition", "food"}


def test_a_depot_that_issues_goods_apart_keeps_stocks_of_each(tmp_path: Path) -> None:
    scenario = tiny.line(places=30, km=20, surface="steppe", formations=[tiny.tanks(start={"fuel_fills": 1.0})], days=4)
    issues = {"fuel": [[0, 40.0]], "food": [[0, 20.0]]}
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "issues": issues}]
    found = rows_of(simulate(tiny.load(scenario, tmp_path)))
    check_depots(found)
    issued = {row["good"]: float(row["issued_t"]) for row in found if row["day"] == "1" and not row["army"]}
    assert (
        issued["fuel"] == pytest.approx(40.0) and 0 < issued["food"] <= 20.0 and issued["all"] == issued["fuel"] + issued["food"]
    )


def test_what_several_sources_issue_sums_up_to_what_comes_to_their_depot(tmp_path: Path) -> None:
    """Two sources at a place have a row each for every good that they issued, beside those of the depot, which names neither."""
    scenario = tiny.line(formations=[tiny.tanks(start={"fuel_fills": 1.0})], plans=[], days=4)
    scenario["supply_sources"] = [
        {"id": "rail", "place": "p0", "side": "red", "issues": {"fuel": [[0, 20], [2, 5]], "food": 20}},
        {"id": "pipe", "place": "p0", "side": "red", "opens": 1, "issues": {"fuel": 10}, "stock": {"fuel": 7}},
        {"id": "alone", "place": "p1", "side": "red", "t_per_day": 3},
    ]
    found = rows_of(simulate(tiny.load(scenario, tmp_path)))
    check_depots(found)
    by_source = {
        (row["day"], row["source"], row["good"]): float(row["issued_t"])
        for row in found
        if not row["army"] and not row["opening_t"]
    }
    here = [row for row in found if row["depot"] == "p0" and row["opening_t"] and row["good"] in ("fuel", "food")]
    for row in here:
        parts = [t for (day, _, good), t in by_source.items() if (day, good) == (row["day"], row["good"])]
        assert row["source"] == "" and sum(parts) == pytest.approx(float(row["issued_t"]), rel=1e-4)
    assert by_source["0", "rail", "fuel"] == pytest.approx(20) and ("0", "pipe", "fuel") not in by_source
    assert by_source["1", "pipe", "fuel"] == pytest.approx(17) and by_source["2", "rail", "fuel"] == pytest.approx(5)
    assert {row["source"] for row in found if row["depot"] == "p1"} == {"alone"}


def test_a_depot_s_rows_sum_those_of_its_armies(rows: list[Row]) -> None:
    of_depot: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        of_depot[row["day"], row["depot"], row["side"]].append(row)
    for (_, depot, _), found in of_depot.items():
        if depot:
            parts = [row for row in found if row["army"]]
            for whole in (row for row in found if not row["army"] and row["good"] != "any"):
                of_good = [row for row in parts if whole["good"] in ("all", row["good"])]
                for column in ("wanted_t", "loaded_t", "on_road_t", *LEFT):
                    assert float(whole[column]) == pytest.approx(tonnes(of_good, column), rel=1e-4, abs=1e-4)


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
    fuel = [row for row in rows_of(hungry(tmp_path)) if row["good"] == "fuel" and row["army"]]
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

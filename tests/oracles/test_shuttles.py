"""Lorry companies: a shuttle brings tonnes by its round, nothing is lost on it, and lorries do one thing at a time."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.rules import transport
from engine.rules.rates import Rates
from engine.scenario import parameters
from engine.scenario.loading import load_scenario
from engine.state.shuttles import Shuttles
from engine.units import MIN_PER_DAY
from tests import tiny

STILL = ["friction", "readiness", "forced_march"]
SPEC = load_scenario("proving_ground/relay").spec
R = Rates.from_parameters(parameters.values(SPEC.rules)).transport
COMPANY = SPEC.lorry_companies[0]


def lag(km: float) -> float:
    return km / float(R.km_day) + float(R.terminal_h) / 48.0


def kept(km: float) -> float:
    return 1.0 - float(transport.burned_share(np.array(km), np.array(True), rates=R))


def lift(lorries: float) -> float:
    return float(transport.lift_t(np.array(lorries), rates=R))


def two_depots(km: float = 50.0, places: int = 3, **changes: Any) -> dict[str, Any]:
    """A base that serves shuttles alone, and a dump at the end of a road in hand; a division eats beside it."""
    eaters = tiny.formation(men=5000, lorries=500, start={"place": f"p{places - 1}", "food_days": 50})
    scenario = tiny.line(places=places, km=km, formations=[eaters], plans=[], without=STILL, days=30)
    for place in scenario["places"]:
        place["country"] = "redland"
    base = {"id": "base", "place": "p0", "side": "red", "t_per_day": 1000, "for": []}
    dump = {"id": "dump", "place": f"p{places - 1}", "side": "red"}
    company = {"id": "relay", "of": "r1", "lorries": 40, "tasks": [{"from": "base", "to": "dump"}]}
    rules = {"lorries": {"breakdown_pct_100km": 0}}
    return scenario | {"supply_sources": [base, dump], "lorry_companies": [company], "rules": rules} | changes


def shuttles(scenario: dict[str, Any], folder: Path, **options: Any) -> tuple[Shuttles, tiny.Run]:
    fought = tiny.fight(tiny.load(scenario, folder, **options))
    return fought.campaign.state.shuttles, fought


@cache
def relay(*without: str) -> tiny.Run:
    return tiny.fight(load_scenario("proving_ground/relay", without=without))


def books(fought: tiny.Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fought.result.files["supply.csv"])))


@pytest.mark.parametrize(("km", "lorries"), [(50.0, 40), (150.0, 40), (150.0, 80)])
def test_a_shuttle_brings_tonnes_by_its_round(km: float, lorries: int, tmp_path: Path) -> None:
    """n x payload x serviceable x (1 - burned) / (2 d / km a day + terminal) while lorries bind."""
    scenario = two_depots(km)
    scenario["lorry_companies"][0]["lorries"] = lorries
    done, _ = shuttles(scenario, tmp_path)
    sent, left = float(done.moving.sent_t.sum()), 30 - 2 * lag(2 * km)
    assert sent / (30 + lag(2 * km)) == pytest.approx(lift(lorries) / (2 * lag(2 * km)), rel=0.08) and left > 20
    delivered = float(done.moving.delivered_t.sum())
    assert delivered / (delivered + done.moving.burned_t.sum()) == pytest.approx(kept(2 * km))


def test_while_the_source_binds_distance_does_not(tmp_path: Path) -> None:
    def sent(km: float) -> float:
        scenario = two_depots(km)
        scenario["supply_sources"][0] |= {"t_per_day": 10}
        return float(shuttles(scenario, tmp_path / str(km))[0].moving.sent_t.sum())

    assert sent(20.0) == pytest.approx(sent(60.0)) and sent(20.0) > 300


def test_goods_are_carried_in_the_parts_that_are_stated(tmp_path: Path) -> None:
    """What a source has of a good goes before what it has of any kind, and both arrive as that good."""
    scenario = two_depots()
    scenario["supply_sources"][0] = scenario["supply_sources"][0] | {"t_per_day": None, "stock": {"fuel": 100, "all": 5000}}
    scenario["lorry_companies"][0]["tasks"][0]["goods"] = {"fuel": 3, "food": 1}
    done, fought = shuttles(scenario, tmp_path)
    fuel, ammunition, food, whatever = done.moving.sent_t.sum(axis=1)
    assert ammunition == whatever == 0 and fuel == pytest.approx(3 * food) and fuel > 100
    depots = fought.campaign.state.depots
    assert depots.left_t[0].sum() == pytest.approx(100) and depots.received_t[3].sum() == 0 < depots.received_t[0].sum()


def test_lorries_load_the_share_of_those_whose_they_are(tmp_path: Path) -> None:
    """Of what an allocation divides they have the part of their own formation, and nothing of the others'; without one, all."""

    def sent_t_day(name: str, **shares: float) -> float:
        scenario = two_depots()
        other = tiny.formation(id="r2", men=0, combat=False, branch="headquarters")
        base = {"id": "base", "place": "p0", "side": "red", "issues": {"food": 8}}
        divided = {"allocations": [{"id": "by_halves", "sources": ["base"], "shares": shares}]} if shares else {}
        scenario["lorry_companies"][0]["tasks"][0]["goods"] = {"food": 1}
        scenario |= {"formations": [*scenario["formations"], other], "supply_sources": [base, scenario["supply_sources"][1]]}
        return float(shuttles(scenario | divided, tmp_path / name)[0].moving.sent_t.sum()) / 30

    assert sent_t_day("all") == pytest.approx(8.0, rel=0.02)
    assert sent_t_day("part", r1=3, r2=1) == pytest.approx(6.0, rel=0.02)
    assert sent_t_day("none", r2=1) == 0.0


def check_books(fought: tiny.Run) -> None:
    """Kind by kind: what a depot had and got is there, gone or lost; what left on shuttles has come, is burned or on the road."""
    depots, moving = fought.campaign.state.depots, fought.campaign.state.shuttles.moving
    came = depots.opened_t + (depots.issued_t + depots.received_t + depots.called_back_t).sum(axis=1)
    assert np.allclose(came, depots.stock_t.sum(axis=(0, 2)) + (depots.left_t + depots.lost_t).sum(axis=1))
    assert np.allclose(moving.sent_t, moving.delivered_t + moving.burned_t + moving.on_road_t()) and moving.sent_t.sum() > 0
    assert np.allclose(depots.left_t.sum(), depots.drawn_t.sum() + moving.sent_t.sum())
    assert np.allclose(moving.delivered_t.sum(axis=1), depots.received_t.sum(axis=1))


def test_nothing_is_lost_between_source_and_dump() -> None:
    check_books(relay())
    rows = [row for row in books(relay()) if row["army"] == "relay"]
    days = {int(row["day"]): row for row in rows}
    for day in range(1, max(days) + 1):
        before, row = (
            float(days[day - 1]["on_road_t"]),
            {key: float(value or 0) for key, value in days[day].items() if key[-2:] == "_t"},
        )
        assert before + row["loaded_t"] == pytest.approx(row["delivered_t"] + row["burned_t"] + row["on_road_t"], abs=0.01)
    depots = [row for row in books(relay()) if not row["army"] and row["good"] == "all"]
    received = sum(float(row["received_t"]) for row in depots if row["depot"] == "orchard")
    assert received == pytest.approx(sum(float(row["delivered_t"]) for row in rows), rel=1e-4) and received > 300
    assert {row["depot"] for row in rows} == {"sidings"} and {row["limit"] for row in rows} == {"lorries"}


def test_the_first_load_of_the_relay_is_where_its_working_has_it() -> None:
    """Loaded at the look after Orchard is taken; it comes for a quarter of a day."""
    taken = relay().captured("orchard")
    assert taken is not None and 0.75 < taken / MIN_PER_DAY < 1.0
    came = {
        int(row["day"]): float(row["received_t"] or 0)
        for row in books(relay())
        if row["depot"] == "orchard" and row["good"] == "all"
    }
    first = lift(100) * kept(140)
    assert came[0] == came[1] == 0 and came[2] == pytest.approx(first, rel=1e-4)
    assert first / (2 * lag(140)) == pytest.approx(71.9, abs=0.05)


def test_the_corps_moves_on_when_both_roads_have_been_driven() -> None:
    halts = [event.minute / MIN_PER_DAY for event in relay().events("resume", "corps") if event.cause == "fuel"]
    assert halts[0] in (2.75, 3.0)
    assert next(e.minute for e in relay().events("fuel_empty", "corps")) == pytest.approx(200 / 150 * MIN_PER_DAY, abs=2)


def test_fewer_lorries_or_none_leave_the_dump_poorer_and_the_corps_behind(tmp_path: Path) -> None:
    def war(lorries: float) -> tuple[float, float]:
        path = tmp_path / f"{lorries}.yaml"
        path.write_text(
            f"extends: proving_ground/relay\nid: few\ntitle: Few\nlorry_companies:\n  - {{id: relay, lorries: {lorries}}}\n"
            "remove: {lifts: [transports]}\n"
        )
        fought = tiny.fight(load_scenario(path))
        km = max(t.axis_km for t in fought.result.tracks if t.formation == "corps" and t.minute <= 8 * MIN_PER_DAY)
        return float(fought.campaign.state.depots.received_t.sum()), km

    none, few, many = war(0), war(10), war(100)
    assert none[0] == 0 < few[0] < many[0]
    assert none[1] <= few[1] < many[1] and none[1] == pytest.approx(200, abs=0.1)


def test_lorries_change_their_task_as_they_come_home(tmp_path: Path) -> None:
    """From day 7 on they are the army's: none is in two places, and none is lost on the way."""
    s = relay().campaign.state
    (lift_t,) = s.shuttles.lift_t
    assert lift_t.tolist() == pytest.approx([0.0, lift(100)], abs=1e-6)
    assert s.transport.lift_t[s.transport.fleet[relay().campaign.world.formation_row["corps"]]] == pytest.approx(lift(164))
    last = max(int(row["day"]) for row in books(relay()) if row["army"] == "relay" and float(row["loaded_t"]) > 0)
    assert 4 <= last < 7


def test_companies_grow_and_go_home_empty(tmp_path: Path) -> None:
    scenario = two_depots()
    company = scenario["lorry_companies"][0]
    company |= {"lorries": [[0, 10], [5, 40], [20, 0]], "tasks": [{"from": "base", "to": "dump", "until": 25}]}
    done, fought = shuttles(scenario, tmp_path)
    check_books(fought)
    rows = {int(row["day"]): float(row["loaded_t"]) for row in books(fought) if row["army"] == "relay"}
    assert sum(rows.get(day, 0.0) for day in range(4)) < 0.4 * sum(rows.get(day, 0.0) for day in range(7, 12))
    assert not any(rows.get(day, 0.0) for day in range(20, 30)) and done.lift_t[0].sum() + done.pool_t.sum() == pytest.approx(
        0.0, abs=1e-6
    )
    assert done.moving.on_road_t().sum() == pytest.approx(0.0, abs=1e-6)


def test_lorries_without_number_carry_all_there_is(tmp_path: Path) -> None:
    done, fought = shuttles(two_depots(), tmp_path, without=[*STILL, "lorries"])
    check_books(fought)
    issued = float(fought.campaign.state.depots.issued_t.sum())
    assert done.moving.sent_t.sum() == pytest.approx(issued + fought.campaign.state.depots.opened_t.sum(), rel=0.01)


def test_a_shuttle_has_the_roads_after_the_formations(tmp_path: Path) -> None:
    narrow, _ = shuttles(two_depots(rules={"lorries": {"good_road_per_day": 5}}), tmp_path)
    passing = 5 * float(R.payload_t)
    assert narrow.moving.sent_t.sum() == pytest.approx(30 * passing, rel=0.02)


def test_loads_wait_where_the_dump_is_lost_and_nothing_more_leaves(tmp_path: Path) -> None:
    scenario = two_depots(100.0, places=4)
    scenario["lorry_companies"][0]["lorries"] = [[0, 20], [3, 80]]
    raider = tiny.defender(id="b1", men=30000, start={"place": "p4", "food_days": 50})
    scenario["places"].append(scenario["places"][-1] | {"id": "p4", "name": "P4", "country": "blueland", "lon": 14.0})
    scenario["roads"].append(scenario["roads"][-1] | {"id": "road.p3-p4", "ends": ["p3", "p4"]})
    scenario["formations"] = [
        tiny.formation(men=5000, lorries=500, start={"place": "p0", "food_days": 50}),
        raider | {"lorries": 10},
    ]
    scenario["sides"] = scenario["sides"][::-1]
    scenario["plans"] = [tiny.attack("b1", "p3", "p4")]
    done, fought = shuttles(scenario, tmp_path)
    lost = fought.captured("p3")
    assert lost is not None
    check_books(fought)
    after = [row for row in books(fought) if row["army"] == "relay" and int(row["day"]) > lost / MIN_PER_DAY + 1]
    assert not any(float(row["loaded_t"]) or float(row["delivered_t"]) for row in after)
    assert done.moving.on_road_t().sum() > 0

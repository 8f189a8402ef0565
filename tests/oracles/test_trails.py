"""Strung-out columns: where the enemy comes between head and tail, what has not come through is taken; the rest goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.scenario.parameters import values
from tests import tiny

P = values({})
KM = 20.0
MEN = 60_000.0


def mass(roads: float | None = 1.0, **changes: Any) -> dict[str, Any]:
    """A mass goes from p2 to p5 on the first day; the enemy drives into p2 behind it, and on."""
    remnants = tiny.defender(id="b1", men=MEN, tanks=60, start={"food_days": 60}, quality=0.2)
    if roads is not None:
        remnants["strung_out"] = roads
    red = tiny.formation(id="r1", mobility="motor", guns=60, men=12_000, start={"place": "p0", "fuel_fills": 9, "food_days": 60})
    scenario = tiny.war(places=6, formations=[red, remnants], days=4)
    away = {"task": "withdraw", "place": "p5", "when": {"day": 0.0}}
    scenario["plans"] = [tiny.attack("r1", "p2"), tiny.plan("b1", {"task": "delay", "place": "p2"}, away)]
    return scenario | changes


def run(scenario: dict[str, Any], folder: Path, *without: str, **settings: float) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**settings), without=["command", "fuel", *without]))


@pytest.mark.parametrize("roads", [1.0, 4.0])
def test_what_has_not_come_through_is_taken(tmp_path: Path, roads: float) -> None:
    """The enemy is at p2 after 40 km on lorries; men pass at 8 h for 10,000 of them on each road."""
    fought = run(mass(roads), tmp_path)
    fell_h = 2 * KM / P["march.motor_km_day"] * 24
    passage_h = MEN / 10_000 * P["march.division_passage_h"] / roads
    share = max(0.0, 1 - fell_h / passage_h)
    (cut,) = fought.events("column_cut", "b1")
    assert cut.cause == "p2" and cut.minute == pytest.approx(fell_h * 60, abs=2)
    assert dict(cut.numbers)["share"] == pytest.approx(share, abs=0.01)
    assert fought.of("prisoners", "b1") == pytest.approx(MEN * share, rel=0.02)
    assert fought.of("men", "b1") == pytest.approx(MEN * (1 - share), rel=0.05)
    assert fought.of("tanks_captured", "b1") == pytest.approx(60 * share, rel=0.02)
    assert fought.events("pass", "b1")[-1].place == "p5"


def test_what_has_come_through_comes_back_as_battalions_behind_a_line(tmp_path: Path) -> None:
    """Of the mass what reaches p5 holds it and mans p4 with a quarter of those who are left, in order."""
    scenario = mass(4.0)
    scenario["plans"][1]["steps"].append({"task": "hold", "place": "p5", "posture": "prepared", "sector": {"p4": 0.25}})
    scenario["plans"][0]["steps"].append({"task": "attack", "place": "p5", "pause_days": 5})
    fought = run(scenario | {"days": 12}, tmp_path)
    (posted,) = fought.events("posted", "b1.post1")
    through = MEN * (1 - dict(fought.events("column_cut", "b1")[0].numbers)["share"])
    assert posted.cause == "p4" and dict(posted.numbers)["men"] == pytest.approx(through / 4, rel=0.05)
    assert next(event.cause for event in fought.events("contact", "r1")) == "p4"


def test_a_place_that_the_tail_has_left_costs_nothing(tmp_path: Path) -> None:
    """Two hours after the head has left it a column of ten thousand on eight roads is through."""
    scenario = mass(8.0)
    scenario["formations"][1]["men"] = 10_000
    assert not run(scenario, tmp_path).events("column_cut")


def test_what_is_driven_out_leaves_as_a_whole(tmp_path: Path) -> None:
    """A mass that stands and is penetrated loses what the fight costs, and no column."""
    scenario = mass(1.0)
    scenario["plans"][1] = tiny.plan("b1", {"task": "delay", "place": "p2"})
    scenario["formations"][1]["men"] = 4000
    fought = run(scenario, tmp_path, advance__depth_delay_km=0.1)
    assert fought.events("retreat", "b1") and fought.captured("p2") and not fought.events("column_cut")


def test_a_formation_in_order_keeps_together(tmp_path: Path) -> None:
    """The negative controls: without the key, and without columns, nobody is cut off; all else is the same."""
    plain, off = run(mass(None), tmp_path / "plain"), run(mass(), tmp_path / "off", "columns")
    for fought in (plain, off):
        assert not fought.events("column_cut") and fought.of("men", "b1") == MEN


def test_a_mass_whose_way_is_barred_goes_on_by_any_that_is_free(tmp_path: Path) -> None:
    """p3 is the enemy's: a formation in order stands, cut off; the mass goes to the neighbour that is free."""
    for roads in (None, 4.0):
        scenario = mass(roads)
        scenario["places"][3]["country"] = "redland"
        scenario["places"].append(scenario["places"][4] | {"id": "side", "name": "Side", "lat": 50.1, "lon": 12.1})
        scenario["roads"].append(scenario["roads"][0] | {"id": "road.p2-side", "ends": ["p2", "side"], "km": 10})
        scenario["plans"][0] = tiny.attack("r1", "p1")
        fought = run(scenario, tmp_path / str(roads))
        assert [event.cause for event in fought.events("halt", "b1")] == ["cut_off"]
        went = [event.cause for event in fought.events("withdraw", "b1")]
        assert went == ([] if roads is None else ["side"])

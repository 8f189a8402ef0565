"""Tanks on the march and in the workshop against shares counted by hand."""

from __future__ import annotations

from math import exp
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import armour
from engine.rules.rates import Rates
from engine.scenario import parameters
from engine.theatre.world import World
from tests import tiny

P = parameters.values({})
RATES = Rates.from_parameters(P)
PER_KM = P["armour.breakdown_pct_per_100km"] / 1e4


def march(folder: Path, surface: str = "road", without: tuple[str, ...] = (), **changes: Any) -> tiny.Run:
    """Sixty tanks that drive 300 km with fuel enough, and nobody in their way."""
    scenario = tiny.line(surface=surface, formations=[tiny.tanks(start={"fuel_fills": 20})], **changes)
    return tiny.fight(tiny.load(scenario, folder, without=list(without), settings={"rules.combat.tank_repair_days": 1e6}))


@pytest.mark.parametrize(("surface", "mult"), [("road", 1.0), ("track", 1.0), ("trail", P["armour.rough_mult"])])
def test_a_march_costs_its_share_of_the_running_tanks(tmp_path: Path, surface: str, mult: float) -> None:
    run = march(tmp_path, surface)
    broke = 60 * (1 - exp(-300 * PER_KM * mult))
    assert run.of("tanks_broke_down", "r1") == pytest.approx(broke)
    assert run.of("tanks_written_off", "r1") == pytest.approx(broke * P["armour.breakdown_written_off_share"])
    assert run.of("tanks", "r1") == pytest.approx(60 - broke, rel=1e-3)  # a millionth of a day's repairs
    assert not run.events("breakdown") or surface == "trail"


def test_events_tell_of_each_tenth(tmp_path: Path) -> None:
    told = march(tmp_path, "track", places=8, km=200.0, days=60).events("breakdown", "r1")
    broke = [60 * (1 - exp(-200 * PER_KM * leg)) for leg in range(1, 8)]
    first_beyond = [min(number for number in broke if number >= tenth) for tenth in (6, 12, 18) if max(broke) >= tenth]
    assert [dict(event.numbers)["tanks"] for event in told] == pytest.approx(first_beyond)
    assert [dict(event.numbers)["running"] for event in told] == pytest.approx([60 - number for number in first_beyond], rel=1e-3)
    assert {event.cause for event in told} == {"armour"}


def test_without_the_rule_every_tank_arrives_at_the_same_minute(tmp_path: Path) -> None:
    whole, off = march(tmp_path), march(tmp_path, without=("armour_pools",))
    assert off.of("tanks", "r1") == 60 > whole.of("tanks", "r1")
    assert off.result.recorder.captures == whole.result.recorder.captures
    assert off.result.recorder.events == [event for event in whole.result.recorder.events if event.kind != "breakdown"]


def test_who_stands_gets_his_tanks_back(tmp_path: Path) -> None:
    """Of those in repair a share exp(-t / mean) is left after t days."""
    scenario = tiny.line(formations=[tiny.tanks(start={"fuel_fills": 9})], days=20)
    run = tiny.fight(tiny.load(scenario, tmp_path))
    there = (run.captured("p3") or 0) / 1440
    broke = 60 * (1 - exp(-300 * PER_KM)) * (1 - P["armour.breakdown_written_off_share"])
    left = run.of("tanks_in_repair", "r1")
    assert broke * exp(-20 / P["combat.tank_repair_days"]) < left < broke * exp(-(19.5 - there) / P["combat.tank_repair_days"])


@given(st.floats(0, 2000), st.floats(0, 0.01), st.integers(1, 9))
def test_breakdowns_do_not_depend_on_how_the_way_is_cut(km: float, per_km: float, parts: int) -> None:
    left = (1 - armour.broken_down_share(km / parts, per_km)) ** parts
    assert 1 - left == pytest.approx(armour.broken_down_share(km, per_km), abs=1e-12)
    assert 0 <= armour.broken_down_share(km, per_km) <= 1


def test_nothing_breaks_down_on_rails_and_boats() -> None:
    assert [armour.breakdowns_per_km(surface, rates=RATES.armour) for surface in ("rail", "sea", "river_boat")] == [0.0] * 3
    assert armour.breakdowns_per_km("road", rates=RATES.armour) < armour.breakdowns_per_km("marsh", rates=RATES.armour)


def put_out(folder: Path, **defender: Any) -> float:
    """Tanks of an attacking division that twenty guns of a division in works put out; nobody breaks."""
    rows = [tiny.formation(tanks=100), tiny.defender(guns=20, **defender)]
    plans = [tiny.attack("r1", "p3"), tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})]
    war = tiny.war(formations=rows, days=3, km=10.0, plans=plans)
    run = tiny.fight(tiny.load(war, folder, settings=tiny.settled(advance__depth_fortified_km=500), without=["armour_pools"]))
    return run.of("tanks_fell_out", "r1")


def test_guns_that_are_made_to_stop_tanks_stop_more_of_them(tmp_path: Path) -> None:
    none, unsaid, usual, all_ = (
        put_out(tmp_path / str(n), **({} if n is None else {"anti_tank_guns": n})) for n in (0, None, 5, 20)
    )
    assert none < unsaid < all_
    assert usual == pytest.approx(unsaid)  # a quarter of the guns is what stands in (`combat.anti_tank_share`)


def test_a_detachment_has_the_anti_tank_share_of_its_whole_and_the_usual_one_stands_in(tmp_path: Path) -> None:
    rows = [tiny.formation(fill_t=100, guns=40, anti_tank_guns=30), tiny.defender(guns=20)]
    world = World(tiny.load(tiny.war(formations=rows, days=1, plans=[tiny.attack("r1", "p3")]), tmp_path))
    share = {formation.id: float(part) for formation, part in zip(world.formations, world.anti_tank_share, strict=True)}
    assert share == {"r1": 0.75, "b1": world.rates.combat.attrition.anti_tank_share, "r1.forward": 0.75}

"""Infantry on borrowed lorries moves as these do and no further than they have fuel, and they carry no supplies meanwhile."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.scenario import parameters
from engine.scenario.loading import load_scenario
from engine.units import MIN_PER_DAY
from tests import tiny

P = parameters.values({})
LIFT = P["lorries.serviceable_share"] * P["lorries.payload_t"]


@cache
def lifted(*without: str) -> tiny.Run:
    return tiny.fight(load_scenario("proving_ground/lifted", without=without))


def changed(folder: Path, text: str) -> tiny.Run:
    path = folder / "changed.yaml"
    path.write_text(f"extends: proving_ground/lifted\nid: changed\ntitle: Changed\n{text}")
    return tiny.fight(load_scenario(path))


def came(fought: tiny.Run, place: str) -> float:
    return min(e.minute for kind in ("pass", "capture") for e in fought.events(kind, "rifles") if e.place == place) / MIN_PER_DAY


def test_the_division_rides_at_the_pace_of_lorries_and_walks_without_them() -> None:
    assert came(lifted(), "limekiln") == pytest.approx(0.60 + 40 / P["march.motor_km_day"], abs=0.01)
    waits = 140 / P["march.motor_km_day"]  # until the corps that it follows has come to Orchard
    assert came(lifted(), "tollgate") == pytest.approx(waits + 50 / P["march.motor_km_day"], abs=0.01)
    leaves = next(e.minute for e in lifted().events("resume", "rifles") if e.cause == "phase_line") / MIN_PER_DAY
    assert 5 <= leaves < 6 and came(lifted(), "cistern") == pytest.approx(leaves + 100 / P["march.foot_km_day"], abs=0.01)


def test_men_that_too_few_lorries_carry_walk(tmp_path: Path) -> None:
    """Two hundred carry 3,750 of 5,000 men: the division does not divide itself."""
    few = changed(tmp_path, "lorry_companies:\n  - {id: borrowed, lorries: 200}\n")
    assert came(few, "tollgate") == pytest.approx(0.60 + 90 / P["march.foot_km_day"], abs=0.01)
    assert not few.campaign.state.shuttles.riding.any()


def test_it_goes_no_further_than_its_lorries_have_fuel(tmp_path: Path) -> None:
    """Fills so heavy that nobody brings one: 0.4 less 0.25 of 400 km are 60 km, short of Tollgate; on foot it burns nothing."""
    short = changed(tmp_path, "formations:\n  - {id: rifles, fill_t: 100000, start: {fuel_fills: 0.4}}\n")
    (dry, *_) = short.events("fuel_empty", "rifles")
    at = next(t for t in short.result.tracks if t.formation == "rifles" and t.minute >= dry.minute)
    assert at.axis_km == pytest.approx(60, rel=0.05) and at.state == "halted"
    assert not lifted().events("fuel_empty", "rifles") and not lifted().events("detachment", "rifles")
    assert lifted().campaign.world.order_of_battle.forward[lifted().campaign.world.formation_row["rifles"]] == -1
    walked = [t.fuel_fills for t in lifted().result.tracks if t.formation == "rifles" and t.minute >= 6 * MIN_PER_DAY]
    assert walked == sorted(walked)


def test_lorries_that_carry_men_carry_no_supplies() -> None:
    """They are the army's from day 4 on: the lift of its fleet grows by theirs then, and not before."""
    s = lifted().campaign.state
    fleet = s.transport.fleet[lifted().campaign.world.formation_row["corps"]]
    assert s.transport.lift_t[fleet] == pytest.approx((64 + 300) * LIFT) and not s.shuttles.riding.any()
    early = tiny.fight(load_scenario("proving_ground/lifted"), last_day=2)
    assert (
        early.campaign.state.transport.lift_t[fleet] == pytest.approx(64 * LIFT, rel=1e-3)  # some lead a detachment
        and early.campaign.state.shuttles.riding.sum() == 1
    )


def test_without_supply_it_rides_as_well_and_stands_for_nothing() -> None:
    assert came(lifted("supply"), "tollgate") == pytest.approx(came(lifted(), "tollgate"), abs=0.01)
    assert came(lifted("lorries"), "tollgate") == pytest.approx(came(lifted(), "tollgate"), abs=0.01)

"""Commanders: what each draw does, against its closed form; nobody else's dice move."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from engine.randomness import Dice, Stream
from engine.scenario import parameters
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests import tiny

P = parameters.values({})
NOTHING = {
    f"rules.friction.{name}": 0.0
    for name in (
        "theatre_ln_sd",
        "army_ln_sd",
        "link_ln_sd",
        "start_delay_days",
        "fuel_reserve_ln_sd",
        "steadiness_ln_sd",
        "release_delay_days",
    )
} | {"rules.fuel.like_formations_cv": 0.0}
"""Friction in force and without any effect."""
SEEDS = range(1, 7)


def only(**friction: float) -> dict[str, float]:
    """Settings under which one kind of friction alone acts."""
    return NOTHING | {f"rules.friction.{name}": value for name, value in friction.items()}


def multiple(stream: Stream, army: str, seed: int, sd: float) -> float:
    return math.exp(sd * Dice(seed, 0).normal(stream, army))


def events(result: Any, kind: str) -> list[Any]:
    return [event for event in result.recorder.events if event.kind == kind]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_commander_halts_at_his_own_multiple_of_the_fuel_that_he_keeps(tmp_path: Path, seed: int) -> None:
    scenario = tiny.line(formations=[tiny.tanks(start={"fuel_fills": 1.0})], without=["enemy"], days=6)
    loaded = tiny.load(scenario, tmp_path, settings=only(fuel_reserve_ln_sd=0.4))
    empty = next(event for event in events(simulate(loaded, seed=seed), "fuel_empty") if event.formation == "r1")
    numbers, expected = dict(empty.numbers), multiple(Stream.FUEL_RESERVE, "r1", seed, 0.4)
    assert numbers["fuel_reserve_factor"] == pytest.approx(expected)
    assert numbers["fuel_fills"] == pytest.approx(P["fuel.halt_fills"] * expected, abs=0.01)


def test_who_is_more_cautious_waits_for_more_fuel(tmp_path: Path) -> None:
    scenario = tiny.line(km=250.0, formations=[tiny.tanks(start={"fuel_fills": 1.0})], without=["enemy", "detachments"])
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 12}]
    settings = only(fuel_reserve_ln_sd=0.6) | {"rules.rail.captured_stock_days": 0.0}
    waits = {}
    for seed in SEEDS:
        result = simulate(tiny.load(scenario, tmp_path / str(seed), settings=settings), seed=seed)
        halt, go = events(result, "halt")[0], events(result, "resume")[0]
        factor, fills = multiple(Stream.FUEL_RESERVE, "r1", seed, 0.6), dict(go.numbers)["fuel_fills"]
        assert 0 <= fills - P["fuel.resume_fills"] * factor < 12 / 4 / 30  # what six hours bring, in fills
        waits[factor] = go.minute - halt.minute
    ordered = [waits[factor] for factor in sorted(waits)]
    assert ordered == sorted(ordered) and ordered[0] < ordered[-1]


def test_a_firmer_commander_never_yields_sooner_on_the_same_dice(tmp_path: Path) -> None:
    stand = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "hasty"})
    scenario = tiny.war(plans=[tiny.attack("r1", "p3"), stand], without=["readiness", "forced_march"])
    settings = {"rules.combat.break_base_hazard": 0.0, "rules.combat.break_loss_hazard": 20.0}
    both = [prepare(tiny.load(scenario, tmp_path / f"{sd}", settings=settings | only(steadiness_ln_sd=sd))) for sd in (0.0, 1.0)]
    later = {True: 0, False: 0}
    for seed in range(1, 13):
        plain, own = (events(simulate(theatre, seed=seed, last_day=10), "retreat") for theatre in both)
        firm = multiple(Stream.STEADINESS, "b1", seed, 1.0) > 1.0
        first, second = ((found[0].minute if found else math.inf) for found in ((plain, own) if firm else (own, plain)))
        assert first <= second
        later[firm] += first < second
    assert later[True] > 0 and later[False] > 0


@pytest.mark.parametrize("opens", [0.0, 1.0])
def test_what_is_held_back_is_let_go_late_by_one_draw_an_army(tmp_path: Path, opens: float) -> None:
    scenario = tiny.line(without=["enemy"])
    scenario["plans"][0]["opens"] = opens
    (start,) = events(simulate(tiny.load(scenario, tmp_path, settings=only(release_delay_days=0.5)), seed=3), "start")
    days = -0.5 * math.log(Dice(3, 0).uniform(Stream.RELEASE, "r1")) if opens else 0.0
    assert start.minute == opens * 1440 + round(days * 1440)
    assert dict(start.numbers)["held_days"] == pytest.approx(days, abs=1 / 1440)


def test_a_dated_order_of_the_defence_is_late_too(tmp_path: Path) -> None:
    back = {"task": "withdraw", "place": "p3", "when": {"day": 1}}
    plans = [tiny.plan("b1", {"task": "hold", "place": "p2"}, back)]
    scenario = tiny.war(plans=plans, without=["readiness", "forced_march", "command"])
    leaves = events(simulate(tiny.load(scenario, tmp_path, settings=only(release_delay_days=0.5)), seed=3), "withdraw")
    assert leaves[0].minute == 1440 + round(-0.5 * math.log(Dice(3, 0).uniform(Stream.RELEASE, "b1")) * 1440)


def test_without_friction_is_as_with_friction_of_no_size(tmp_path: Path) -> None:
    scenario = tiny.war(without=["readiness", "forced_march"])
    still = simulate(tiny.load(scenario, tmp_path / "0", settings=NOTHING), seed=4)
    off = simulate(tiny.load(scenario, tmp_path / "off", without=["friction"]), seed=4)
    assert still.recorder.events == off.recorder.events

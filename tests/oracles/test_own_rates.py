"""Rates of its own: a side, a contingent and a formation march, drive and eat at what they say, as if the world did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import ScenarioError
from engine.rules import transport
from engine.scenario import parameters
from engine.theatre.preparation import Theatre, prepare
from tests import tiny

P = parameters.values({})
FLAG = {"id": "allies", "name": "Allies"}


def compiled(folder: Path, side: dict[str, Any], flag: dict[str, Any], *formations: dict[str, Any]) -> Theatre:
    scenario = tiny.line(formations=list(formations), plans=[])
    scenario["sides"][0] |= {"rates": side, "contingents": [FLAG | {"rates": flag}]}
    return prepare(tiny.load(scenario, folder))


def test_the_nearest_says_it_formation_then_contingent_then_side(tmp_path: Path) -> None:
    rows = [
        tiny.formation(id="a", lorries=10),
        tiny.formation(id="b", lorries=10, contingent="allies"),
        tiny.formation(id="c", lorries=10, contingent="allies", rates={"lorries": {"km_day": 50}}),
        tiny.formation(id="d", parent="c"),
        tiny.formation(id="e", side="blue", lorries=10),
    ]
    theatre = compiled(tmp_path, {"lorries": {"km_day": 300, "payload_t": 5}}, {"lorries": {"km_day": 200}}, *rows)
    own, fleets = theatre.world.own_rates.transport, theatre.fleets
    assert np.array(own.km_day).tolist() == [300, 200, 50, 50, P["lorries.km_day"]]
    assert np.array(fleets.rates.payload_t)[fleets.of].tolist() == [5, 5, 5, 5, P["lorries.payload_t"]]


def test_where_nobody_says_anything_the_rates_are_the_worlds_own(tmp_path: Path) -> None:
    theatre = compiled(tmp_path, {}, {}, tiny.formation(lorries=10))
    world = theatre.world
    assert world.own_rates.transport is world.rates.transport is theatre.fleets.rates
    assert world.own_rates.supply is world.rates.supply and set(world.own_rates.march_mult) == {1.0}


def columns(folder: Path, rates: dict[str, Any], **settings: float) -> tiny.Run:
    """Infantry on a road, fed by few lorries from a depot behind it."""
    army = tiny.formation(id="ra", echelon="army", branch="headquarters", combat=False, men=0, lorries=30)
    foot = tiny.formation(parent="ra", start={"food_days": 1})
    scenario = tiny.line(formations=[army, foot], without=["friction", "forced_march"])
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 1000}]
    scenario["sides"][0] |= {"rates": rates}
    return tiny.fight(tiny.load(scenario, folder, settings={f"rules.{k.replace('__', '.')}": v for k, v in settings.items()}))


RATES = {
    "lorries": {"km_day": 60.0, "payload_t": 1.0, "serviceable_share": 0.5, "terminal_h": 30.0, "fuel_kg_km": 1.0},
    "march": {"foot_km_day": 11.0},
    "supply": {"food_kg_man_day": 3.0},
}


def test_a_side_with_rates_of_its_own_does_as_if_they_were_the_worlds(tmp_path: Path) -> None:
    own = columns(tmp_path / "own", RATES)
    world = columns(
        tmp_path / "world", {}, **{f"{group}__{name}": value for group, names in RATES.items() for name, value in names.items()}
    )
    plain = columns(tmp_path / "plain", {})
    first, second, third = (
        [(round(t.axis_km, 6), round(t.food_days, 6), round(t.readiness, 6)) for t in run.result.tracks]
        for run in (own, world, plain)
    )
    assert first == second and first != third


def test_what_an_armys_troops_burn_of_its_fuel_may_be_a_rate_of_a_side(tmp_path: Path) -> None:
    """Of a tonne that leaves for it a formation gets what is left, 0.8 of it here and by default a half; of food all."""
    rows = [tiny.formation(id="b1", side="blue"), tiny.formation(id="r1")]
    world = compiled(tmp_path, {"fuel": {"nondivisional_share": 0.2}}, {}, *rows).world
    kept = transport.kept_share(np.zeros(2), rates=world.own_rates.transport)
    assert kept.tolist() == [[1.0 - P["fuel.nondivisional_share"], 0.8], [1.0, 1.0], [1.0, 1.0]]


def test_half_the_pace_takes_twice_the_time_and_moves_nobody_else(tmp_path: Path) -> None:
    half = P["march.foot_km_day"] / 2
    rows = [tiny.formation(), tiny.formation(id="r2")]
    arrivals = []
    for name, rates in (("plain", {}), ("slow", {"march": {"foot_km_day": half}})):
        rows[1]["rates"] = rates
        scenario = tiny.line(formations=rows, without=["friction", "forced_march", "readiness"], days=40)
        scenario["plans"] = [tiny.attack("r1", "p1"), tiny.attack("r2", "p2")]
        run = tiny.fight(tiny.load(scenario, tmp_path / name))
        arrivals.append([run.events("reach", f)[-1].minute for f in ("r1", "r2")])
    assert arrivals[0][0] == arrivals[1][0]
    assert arrivals[1][1] == pytest.approx(2 * arrivals[0][1], abs=1300)  # a night's passage of the other column


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ({"lorries": {"km_days": 3}}, "there is no parameter 'lorries.km_days'; did you mean 'lorries.km_day'"),
        ({"combat": {"impulse_h": 3}}, "combat.impulse_h is one for the whole world and stands under rules:"),
        ({"lorries": {"km_day": 0}}, "lorries.km_day is 0; it must be more than 0 (km/day)"),
        ({"lorries": {"km_day": "far"}}, "rates.lorries.km_day"),
    ],
)
@pytest.mark.parametrize("owner", ["side", "contingent", "formation"])
def test_wrong_rates_are_named_with_their_place(tmp_path: Path, owner: str, rates: dict[str, Any], said: str) -> None:
    scenario = tiny.line()
    scenario["sides"][0]["contingents"] = [dict(FLAG)]
    at = {
        "side": scenario["sides"][0],
        "contingent": scenario["sides"][0]["contingents"][0],
        "formation": scenario["formations"][0],
    }
    at[owner]["rates"] = rates
    with pytest.raises(ScenarioError) as found:
        tiny.load(scenario, tmp_path)
    problem = next(each for each in found.value.problems if said in str(each))
    assert "scenario.yaml:1:" in str(problem)

"""Inputs of a study in words: parameters as the catalogue has them, numbers of things by the names of the things."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenario.loading import load_scenario
from engine.scenario.study import plain_study
from engine.study.describing import describe
from engine.study.plan import plan_study


@pytest.mark.parametrize(
    ("path", "unit", "about"),
    [
        ("formations.n_mech.start.fuel_fills", "fills", "Start fuel of First Mechanised Corps"),
        ("formations.n_mech.men", "", "Men of First Mechanised Corps"),
        ("supply_sources.frostgate_depot.t_per_day", "t a day", "Tonnes per day of frostgate_depot"),
        ("plans.mech_axis.steps.4.when.day", "day after the start", "Step 5 when day of mech_axis"),
        ("days", "", "Days"),
    ],
)
def test_a_number_of_the_scenario_is_said_by_its_keys_and_the_name_of_its_thing(path: str, unit: str, about: str) -> None:
    loaded = load_scenario("crossroads")
    job = plan_study(plain_study("crossroads", id="tried", replications=1)).job(Path())
    told = describe(path, job, loaded)
    assert (told["unit"], told["about"]) == (unit, about)
    assert told["grade"] == loaded.grades.get(path, ("", ""))[1]


def test_a_parameter_is_said_as_the_catalogue_says_it() -> None:
    job = plan_study(plain_study("crossroads", id="tried", replications=1)).job(Path())
    told = describe("rules.march.foot_km_day", job, load_scenario("crossroads"))
    assert told == {"unit": "km/day", "grade": "A", "about": "Infantry on a road, sustained."}

"""Paths of `--set` name one number, or say what would."""

from __future__ import annotations

from typing import Any

import pytest

from engine.scenario.loading import load_scenario
from tests.scenario.copies import problems


def named(things: list[Any], identity: str) -> Any:
    """The thing with this id."""
    return next(thing for thing in things if thing.id == identity)


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("days", "10", lambda spec: spec.days),
        ("formations.n_mech.start.fuel_fills", "3.5", lambda spec: named(spec.formations, "n_mech").start.fuel_fills),
        ("formations.n_horse.fill_t", 7.0, lambda spec: named(spec.formations, "n_horse").fill_t),
        ("rules.march.foot_km_day", "1e1", lambda spec: spec.rules["march"]["foot_km_day"]),
        ("rules.readiness.forced_day_loss", 0.1, lambda spec: spec.rules["readiness"]["forced_day_loss"]),
        ("plans.mech_axis.steps.4.when.day", "4", lambda spec: named(spec.plans, "mech_axis").steps[4].when.day),
        ("plans.army_axis.steps.1.planned_day.0", "0.5", lambda spec: spec.plans[0].steps[1].planned_day[0]),
    ],
)
def test_a_path_changes_one_number(path: str, value: str | float, read: object) -> None:
    loaded = load_scenario("crossroads", settings={path: value})
    assert read(loaded.spec) == float(value)  # type: ignore[operator]
    assert loaded.settings == {path: float(value)}
    assert loaded.digest != load_scenario("crossroads").digest


def test_a_number_that_was_set_is_not_there_when_the_same_files_are_read_again() -> None:
    plain = load_scenario("crossroads")
    for path in ("formations.n_mech.start.fuel_fills", "rules.march.foot_km_day", "days"):
        assert load_scenario("crossroads", settings={path: 3}, without=["fuel"]).digest != plain.digest
        assert load_scenario("crossroads").digest == plain.digest


def test_a_strength_may_be_varied_though_totals_are_published() -> None:
    spec = load_scenario("crossroads", settings={"formations.n_rifle.men": 5000}).spec
    assert named(spec.formations, "n_rifle").men == 5000


def test_rules_switched_off_are_sorted_and_kept_once() -> None:
    assert load_scenario("crossroads", without=["weather", "fuel", "friction"]).spec.without == ["friction", "fuel", "weather"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("dayz", 4, "a scenario has no 'dayz'; did you mean 'days'?"),
        ("days", 4.5, "days is 4.5; it must be a whole number 1-3650"),
        ("days", "many", "'many' is no number; numbers are set here, all else in a file with extends:"),
        ("days", "true", "'true' is no number; numbers are set here, all else in a file with extends:"),
        ("days", "5:30", '5:30 is a number to the base 60 to some; write hours as 5.5, or a text in quotes as "5:30"'),
        ("days", float("nan"), "nan is no quantity; give a finite number"),
        ("days.x", 3, "days is a single value; the path ends there"),
        ("rivers.alder.width_m.value", 3, "rivers.alder.width_m is a single value; the path ends there"),
        ("a..b", 3, "a path is made of names with single dots between them, such as rules.march.foot_km_day"),
        ("outcomes.depth", 3, "outcomes are results of a run; only a scenario's values can be set"),
        ("formations.n_mehc.men", 3, "formations has no id 'n_mehc'; did you mean 'n_mech'?"),
        ("formations.n_mech.meen", 3, "formations[1] may not have the key 'meen'; did you mean 'men'?"),
        ("formations.n_mech.men", -3, "formations[1].men is -3; it must be 0 or more"),
        ("formations.n_mech.name", 3, "formations[1].name is 3; it must be text of 1-200 characters, in quotes"),
        ("rivers", 3, "rivers is no number but 1 things; go on with one of them: alder"),
        ("rules.march.foot_km_dya", 3, "rules.march has no parameter 'foot_km_dya'; did you mean 'foot_km_day'?"),
        ("rules.march.foot_km_day", "-3", "rules.march.foot_km_day is -3; it must be 0 or more (km/day)"),
        ("weather.7.sky", 3, "weather has no number (they count from 0) '7'; known: 0, 1, 2, 3, 4"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(path: str, value: str | float, said: str) -> None:
    assert [str(problem) for problem in problems("crossroads", settings={path: value})] == [f"--set {path}: {said}"]


def test_an_unknown_rule_is_refused_by_its_name() -> None:
    assert [str(p) for p in problems("crossroads", without=["fule"])] == [
        "--without fule: 'fule' is not a rule that can be switched off; did you mean 'fuel'?"
    ]

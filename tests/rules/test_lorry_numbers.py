"""Lorries that stand in where an author counts none: by echelon, mobility and branch, in proportion to the men."""

from __future__ import annotations

import pytest

from engine.rules.lorry_numbers import LorryNumberRates, usual_lorries
from engine.scenario import parameters

R = LorryNumberRates.from_parameters(parameters.values({}))


@pytest.mark.parametrize(
    ("echelon", "mobility", "branch", "expected"),
    [
        ("division", "foot", "rifle", R.division_foot_per_1000),
        ("division", "tracked", "tank", R.division_tracked_per_1000),
        ("corps", "tracked", "mechanized", R.corps_tracked_per_1000),
        ("corps", "motor", "headquarters", R.corps_troops_per_1000),
        ("corps", "cavalry", "cavalry", R.division_cavalry_per_1000),
        ("front", "fixed", "headquarters", R.army_troops_per_1000),
        ("brigade", "horse", "rifle", R.brigade_foot_per_1000),
        ("regiment", "motor", "motor_rifle", R.brigade_motor_per_1000),
        ("garrison", "fixed", "fortified", R.brigade_fixed_per_1000),
        ("brigade", "boat", "naval", 0.0),
    ],
)
def test_each_kind_has_those_of_its_table(echelon: str, mobility: str, branch: str, expected: float) -> None:
    assert usual_lorries(1000, echelon, mobility, branch, rates=R) == expected
    assert usual_lorries(4500, echelon, mobility, branch, rates=R) == pytest.approx(4.5 * expected)
    assert usual_lorries(0, echelon, mobility, branch, rates=R) == 0.0


def test_a_tank_division_has_several_times_the_lorries_of_one_that_walks() -> None:
    assert R.division_tracked_per_1000 > R.division_motor_per_1000 > 3 * R.division_foot_per_1000 > 0

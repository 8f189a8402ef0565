"""Combat power: arms add, circumstances multiply, each circumstance has a neutral value."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import march, power, skies
from engine.scenario.ground import Sky, Terrain
from engine.scenario.parameters import values
from engine.scenario.schema import Posture

RATES = power.PowerRates.from_parameters(values({}))
RAIN, DOWNPOUR = skies.NAMES.index("rain"), skies.NAMES.index("downpour")
HASTY, FORTIFIED = power.POSTURES.index("hasty"), power.POSTURES.index("fortified")
FLAT, RUGGED = power.TERRAINS.index("flat_bare"), power.TERRAINS.index("rugged")


def force(men: float, tanks: float = 0.0, guns: float = 0.0, effectiveness: float = 1.0) -> power.Force:
    return power.Force(*(np.array(x) for x in (men, tanks, guns, 0.25, effectiveness)))


def attack(of: power.Force, sky: int = skies.DRY, surprise: float = 0.0, air: float = 0.0) -> float:
    return float(power.attacker_power(of, np.array(sky), np.array(surprise), np.array(air), rates=RATES))


def defence(of: power.Force, posture: int = HASTY, terrain: int = FLAT, sky: int = skies.DRY, air: float = 0.0) -> float:
    codes = (np.array(code) for code in (posture, terrain, sky))
    return float(power.defender_power(of, *codes, np.array(air), rates=RATES))


def test_a_division_of_8000_men_with_30_tanks_and_100_guns_is_worth_19_points() -> None:
    assert attack(force(8000, 30, 100)) == pytest.approx(8000 / 800 + 30 * 0.1 + 100 * 0.06)


def test_works_and_ground_multiply_the_defender_alone() -> None:
    assert defence(force(800), FORTIFIED, RUGGED) == pytest.approx(1.6 * 1.5)
    assert attack(force(800)) == pytest.approx(1.0)


def test_a_downpour_costs_tanks_their_own_factor_and_not_the_rains_as_well() -> None:
    tanks = force(0, tanks=10)
    assert attack(tanks, RAIN) == pytest.approx(0.9)
    assert attack(tanks, DOWNPOUR) == pytest.approx(0.6)
    assert defence(tanks, sky=RAIN) == pytest.approx(defence(tanks))
    assert defence(tanks, sky=DOWNPOUR) == pytest.approx(0.6 * defence(tanks))


def test_surprise_is_whole_at_first_two_thirds_after_a_day_and_gone_after_three() -> None:
    left = power.surprise_left(np.array(3.0), np.array([0.0, 1.0, 3.0, 9.0]), rates=RATES)
    assert left.tolist() == pytest.approx([3.0, 2.0, 0.0, 0.0])
    assert [attack(force(800), surprise=level) for level in (0.0, 1.0, 2.0, 3.0)] == pytest.approx([1.0, 1.2, 1.6, 2.0])


def test_the_defenders_surprise_counts_as_none() -> None:
    assert float(power.surprise_left(np.array(-2.0), np.array(0.0), rates=RATES)) == 0.0


def test_whoever_rules_the_sky_gains_and_nobody_loses() -> None:
    mine, theirs = force(8000), force(8000)
    assert attack(mine, air=1.0) == pytest.approx(1.15 * attack(mine))
    assert attack(mine, air=-1.0) == attack(mine)
    assert defence(theirs, air=-1.0) == pytest.approx(1.15 * defence(theirs))
    assert defence(theirs, air=1.0) == defence(theirs)


@given(st.floats(-1.0, 3.0))
def test_ammunition_factor_lies_between_the_empty_and_the_full_force(share: float) -> None:
    assert RATES.out_of_ammo <= float(power.ammunition_factor(np.array(share), rates=RATES)) <= 1.0


strengths = st.floats(0.0, 1e6)


@given(strengths, strengths, strengths, st.floats(0.0, 2.0), st.integers(0, 4), st.integers(0, 6), st.integers(0, 2))
def test_power_is_finite_and_grows_with_every_arm(
    men: float, tanks: float, guns: float, effectiveness: float, posture: int, terrain: int, sky: int
) -> None:
    smaller = force(men, tanks, guns, effectiveness)
    larger = force(men + 800, tanks + 10, guns + 10, effectiveness)
    assert 0.0 <= attack(smaller, sky) <= attack(larger, sky) < np.inf
    assert 0.0 <= defence(smaller, posture, terrain, sky) <= defence(larger, posture, terrain, sky) < np.inf


def test_power_broadcasts_over_leading_axes_as_it_does_over_one() -> None:
    men = np.array([1000.0, 9000.0, 20000.0])
    of = power.Force(men, men / 100, men / 50, np.array(0.25), np.linspace(0.2, 1.0, 4)[:, None])
    table = power.attacker_power(of, np.array([0, 1, 2]), np.array(1.0), np.array(1.0), rates=RATES)
    assert table.shape == (4, 3)
    single = power.Force(men[1], men[1] / 100, men[1] / 50, np.array(0.25), np.array(0.2 + 0.8 / 3))
    assert table[1, 1] == pytest.approx(attack(single, RAIN, 1.0, 1.0))


def test_codes_follow_the_words_of_the_scenario_format() -> None:
    assert get_args(Posture) == power.POSTURES
    assert set(get_args(Terrain)) == set(power.COMBAT_TERRAIN)
    assert set(power.COMBAT_TERRAIN.values()) == set(power.TERRAINS)
    assert get_args(Sky) == march.SKIES == skies.NAMES


def test_a_gathered_force_adds_up_arms_and_weighs_worth_by_men() -> None:
    men, group = np.array([1000.0, 3000.0, 500.0]), np.array([0, 0, 2])
    worth = power.effective_men(men, np.array([1.0, 0.5, 1.0]), np.ones(3), np.array([1.0, 1.0, 9.0]), rates=RATES)
    force = power.gathered(np.array([men, men / 100, men / 50]), np.array([20.0, 12.0, 0.0]), worth, group, groups=3)
    assert force.men.tolist() == [4000.0, 0.0, 500.0]
    assert force.tanks.tolist() == [40.0, 0.0, 5.0] and force.guns.tolist() == [80.0, 0.0, 10.0]
    assert force.effectiveness == pytest.approx([(1000 + 1500) / 4000, 0.0, 1.0])
    assert force.anti_tank_share.tolist() == [0.4, 0.0, 0.0]


def test_troops_without_ammunition_are_worth_the_factor_and_no_more_than_a_unit_of_fire_counts() -> None:
    worth = power.effective_men(np.full(3, 800.0), np.ones(3), np.ones(3), np.array([0.0, 1.0, 5.0]), rates=RATES)
    assert worth == pytest.approx([800 * RATES.out_of_ammo, 800, 800])


def test_a_force_ratio_is_finite_without_an_enemy() -> None:
    assert power.force_ratio(np.array(30.0), np.array(10.0)) == 3.0
    assert np.isfinite(power.force_ratio(np.array(30.0), np.array(0.0)))

"""Attrition: the default rule in figures, and what holds for any strengths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import attrition
from engine.rules.power import POSTURES, TERRAINS
from engine.scenario.parameters import values

RATES = attrition.AttritionRates.from_parameters(values({}))
SPREAD = float(np.hypot(RATES.noise_engagement_ln_sd, RATES.noise_daily_ln_sd))
WITH_PRISONERS = replace(RATES, share_without_prisoners=1.0)
HASTY, FORTIFIED, DELAY = (POSTURES.index(posture) for posture in ("hasty", "fortified", "delay"))
ROLLING, RUGGED = TERRAINS.index("rolling_mixed"), TERRAINS.index("rugged")
MEAN_NIGHT = RATES.dark_h_per_day / 24.0

Rule = Callable[..., attrition.Floats]

powers = st.floats(0.0, 1e4)
men = st.floats(0.0, 1e6)
multipliers = st.floats(0.0, 50.0)
hours = st.sampled_from([1.0, 2.0, 4.0, 12.0, 24.0])


def intensity(posture: int, terrain: int, surprise: float = 0.0, laststand: bool = False) -> tuple[float, float]:
    attacker, defender = attrition.intensity(
        np.array(posture), np.array(terrain), np.array(surprise), np.array(MEAN_NIGHT), np.array(laststand), rates=RATES
    )
    return float(attacker), float(defender)


def test_equal_divisions_lose_the_base_rates_in_a_day() -> None:
    equal = (np.array(10.0), np.array(10.0), np.array(15_000.0), np.array(1.0))
    assert float(attrition.attacker_loss(*equal, hours=24.0, rates=WITH_PRISONERS)) == pytest.approx(0.011)
    assert float(attrition.defender_loss(*equal, hours=24.0, rates=WITH_PRISONERS)) == pytest.approx(0.021)
    assert float(attrition.defender_loss(*equal, hours=24.0, rates=RATES)) == pytest.approx(0.021 * 0.7)


def test_twice_the_enemy_costs_a_sixth_more_and_an_army_loses_at_a_lower_rate_than_a_division() -> None:
    def loss(rule: Rule, enemy: float, strength: float) -> float:
        arguments = (np.array(10.0), np.array(enemy), np.array(strength), np.array(1.0))
        return float(rule(*arguments, hours=24.0, rates=RATES))

    attacker, defender = attrition.attacker_loss, attrition.defender_loss
    assert loss(attacker, 20.0, 15_000.0) / loss(attacker, 10.0, 15_000.0) == pytest.approx(2**0.2)
    assert loss(defender, 20.0, 15_000.0) / loss(defender, 10.0, 15_000.0) == pytest.approx(2**0.22)
    assert loss(attacker, 10.0, 60_000.0) / loss(attacker, 10.0, 15_000.0) == pytest.approx(4**-0.38)
    assert loss(defender, 10.0, 60_000.0) == pytest.approx(loss(defender, 10.0, 15_000.0))


def test_intensity_is_one_in_the_reference_fight_and_moves_as_the_table_says() -> None:
    assert intensity(HASTY, ROLLING) == pytest.approx((1.0, 1.0))
    assert intensity(FORTIFIED, RUGGED) == pytest.approx((1.26 * 0.72, 0.72))
    assert intensity(DELAY, ROLLING) == pytest.approx((0.58, 0.58))
    assert intensity(HASTY, ROLLING, surprise=2.0) == pytest.approx((1.2**2, 1.38**2))
    assert intensity(FORTIFIED, ROLLING, laststand=True) == pytest.approx((1.26 * 1.2, 4.0))


def test_an_hour_of_night_costs_half_an_hour_of_day_and_the_whole_day_is_unchanged() -> None:
    dark_hours = 9
    day = attrition.night_factor(np.array([1.0] * dark_hours + [0.0] * (24 - dark_hours)), rates=RATES)
    assert day[0] / day[-1] == pytest.approx(RATES.night_mult)
    assert day.mean() == pytest.approx(1.0)


def test_noise_has_median_one_and_the_stated_spread() -> None:
    z = np.random.default_rng(7).standard_normal((2, 40_000))
    drawn = np.log(attrition.noise(z[0], z[1], rates=RATES))
    # Two tests at four standard errors: false alarm about 1 in 10,000.
    assert abs(np.median(drawn)) < 4 * 1.2533 * SPREAD / 200
    assert drawn.std() == pytest.approx(SPREAD, rel=4 / np.sqrt(2 * 40_000))


@given(powers, powers, men, multipliers, hours)
def test_losses_lie_between_nothing_and_the_cap(own: float, enemy: float, strength: float, mult: float, h: float) -> None:
    arguments = tuple(np.array(x) for x in (own, enemy, strength, mult))
    assert 0.0 <= attrition.attacker_loss(*arguments, hours=h, rates=RATES) <= 0.15 * h / 24 + 1e-12
    assert 0.0 <= attrition.defender_loss(*arguments, hours=h, rates=RATES) <= 0.35 * h / 24 + 1e-12


@given(powers, powers, st.floats(0.0, 1e4), men, multipliers)
def test_more_enemy_power_never_costs_less(own: float, enemy: float, more: float, strength: float, mult: float) -> None:
    for rule in (attrition.attacker_loss, attrition.defender_loss):
        few, many = (
            rule(np.array(own), np.array(power), np.array(strength), np.array(mult), hours=4.0, rates=RATES)
            for power in (enemy, enemy + more)
        )
        assert few <= many


def test_nobody_is_lost_where_nobody_fights() -> None:
    strength, one = np.array([15_000.0, 0.0]), np.array(1.0)
    assert attrition.attacker_loss(one, np.array([0.0, 5.0]), strength, one, hours=4.0, rates=RATES).tolist() == [0.0, 0.0]


@given(st.floats(0.0, 0.3), st.floats(0.0, 5000.0), st.floats(0.0, 5000.0))
def test_tanks_fall_out_at_up_to_three_times_the_mens_share(men_loss: float, tanks: float, stoppers: float) -> None:
    exposure = attrition.armour_exposure(np.array(tanks), np.array(stoppers), rates=RATES)
    assert RATES.close_assault_share <= exposure <= 1.0
    assert 0.0 <= attrition.tank_loss(np.array(men_loss), exposure, rates=RATES) <= min(3.0 * men_loss + 1e-12, 1.0)


def test_without_anti_tank_guns_armour_fears_close_assault_alone() -> None:
    bare, some, many = attrition.armour_exposure(np.array(100.0), np.array([0.0, 12.5, 100.0]), rates=RATES)
    assert bare == pytest.approx(0.15)
    assert some == pytest.approx(0.15 + 0.85 / 2)
    assert many == 1.0


def test_repair_is_the_same_however_the_time_is_cut() -> None:
    whole = attrition.repaired_share(24.0, rates=RATES)
    quarter = attrition.repaired_share(6.0, rates=RATES)
    assert 1.0 - (1.0 - quarter) ** 4 == pytest.approx(whole)
    assert attrition.repaired_share(24.0 * RATES.tank_repair_days, rates=RATES) == pytest.approx(1.0 - np.exp(-1.0))


def test_a_quarter_of_the_lost_men_and_three_tenths_of_the_lost_tanks_are_gone_for_good() -> None:
    men_gone, tanks_gone = attrition.irrecoverable(np.array(400.0), np.array(10.0), rates=RATES)
    assert (float(men_gone), float(tanks_gone)) == pytest.approx((100.0, 3.0))


def test_an_unknown_law_is_refused() -> None:
    with pytest.raises(KeyError):
        attrition.law_exponents("cubic")


def test_the_share_of_tank_hunters_is_weighted_by_men() -> None:
    share = attrition.hunting_share(np.array([900.0, 100.0]), np.array([1.0, 0.0]), np.array([0, 0]), groups=2)
    assert share == pytest.approx([0.9, 0.0])


def test_each_tank_put_out_by_hand_costs_its_men() -> None:
    assert attrition.close_assault_deaths(4.0, rates=RATES) == 4.0 * RATES.close_assault_men_per_tank


def test_what_is_short_of_the_start_is_lost_and_reinforced_troops_are_below_nothing() -> None:
    assert attrition.lost_share(np.array([750.0, 1100.0, 0.0]), np.array([1000.0, 1000.0, 0.0])) == pytest.approx(
        [0.25, -0.1, 1.0]
    )

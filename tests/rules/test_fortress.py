"""Fortified zones: getting through, masking and clearing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import fortress
from engine.rules.rates import Rates
from engine.scenario.parameters import values

PARAMETERS = values({})
RATES = Rates.from_parameters(PARAMETERS)


def through(men: float, front_km: float, alerted: bool, z: float = 0.0) -> float:
    return float(fortress.breakthrough_h(*(np.array(x) for x in (men, front_km, alerted, z)), rates=RATES.fortress))


def clearing(men: float, encircled: bool, z: float = 0.0, groups: int = 1) -> float:
    return float(fortress.clearing_days(*(np.array(x) for x in (men, groups, encircled, z)), rates=RATES.fortress))


def test_a_few_hundred_men_on_tens_of_kilometres_stop_nobody() -> None:
    assert fortress.is_thin(np.array([400.0, 6000.0]), np.array([40.0, 40.0]), rates=RATES.fortress).tolist() == [True, False]


def test_surprised_and_thin_zones_take_the_surprised_time_and_alerted_ones_up_to_three_times() -> None:
    assert through(6000, 20, alerted=False) == pytest.approx(12.0)
    assert through(400, 40, alerted=True) == pytest.approx(12.0)
    assert through(4000, 20, alerted=True) == pytest.approx(24.0)
    assert through(60_000, 20, alerted=True) == pytest.approx(36.0)


def test_only_an_encircled_garrison_of_thousands_holds_as_a_strong_one() -> None:
    assert clearing(3000, encircled=True) == pytest.approx(8.0)
    assert clearing(2999, encircled=True) == clearing(9000, encircled=False) == pytest.approx(4.0)


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 500), st.booleans(), st.floats(-5, 5))
def test_more_garrison_never_opens_the_gap_sooner(men: float, more: float, front: float, alerted: bool, z: float) -> None:
    assert 0.0 < through(men, front, alerted, z) <= through(men + more, front, alerted, z) < np.inf


def test_the_works_fall_after_their_clearing_days_whatever_the_impulse() -> None:
    for hours in (1.0, 4.0, 24.0):
        share = float(fortress.cleared_share(np.array(8.0), np.array(20.0), np.array(5.0), hours, rates=RATES.fortress))
        assert share * (8 * 24 / hours) == pytest.approx(1.0)


def test_a_besieger_too_weak_to_mask_clears_nothing() -> None:
    garrison = np.array(10.0)
    besiegers = np.array([0.0, 9.9, 10.0])
    assert fortress.containing_power(garrison, rates=RATES.fortress) == pytest.approx(10.0)
    cleared = fortress.cleared_share(np.array(8.0), besiegers, garrison, 24.0, rates=RATES.fortress)
    assert cleared.tolist() == pytest.approx([0.0, 0.0, 1 / 8])


def test_a_zone_of_many_strongpoints_falls_group_after_group() -> None:
    at_once = PARAMETERS["fortress.groups_at_once"]
    assert clearing(1000, True, groups=int(3 * at_once)) == pytest.approx(3 * clearing(1000, True))
    assert clearing(1000, True, groups=1) == clearing(1000, True, groups=int(at_once))


def test_works_are_stormed_by_men_at_the_pace_of_those_who_are_there() -> None:
    """Three for each man of the garrison clear in the clearing time, half of them in twice that."""
    full = RATES.fortress.full_storm_men_ratio
    strength = fortress.storm_strength(np.array([full, full / 2, 10.0]) * 1000.0, np.array([1000.0] * 3), rates=RATES.fortress)
    assert strength == pytest.approx([1.0, 0.5, 1.0])
    share = fortress.cleared_share(np.array(4.0), np.array(9.0), np.array(1.0), 24.0, rates=RATES.fortress, strength=strength)
    assert share == pytest.approx([0.25, 0.125, 0.25])


def test_a_division_that_passes_leaves_a_regiment_at_most_until_a_full_storm_is_there() -> None:
    rates, full = RATES.fortress, RATES.fortress.full_storm_men_ratio * 1000.0
    left = [fortress.left_to_storm(9000.0, 1000.0, around, rates=rates) for around in (0.0, full - 900.0, full)]
    assert left == pytest.approx([min(full / 9000.0, rates.storm_left_share), 0.1, 0.0])

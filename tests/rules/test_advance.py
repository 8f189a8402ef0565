"""Opposed advance: medians by posture, slower in the wet and the hills, never faster than a march."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import advance
from engine.rules.power import POSTURES, TERRAINS
from engine.rules.skies import DRY, NAMES
from engine.scenario.parameters import values

RATES = advance.AdvanceRates.from_parameters(values({}))
RAIN = NAMES.index("rain")
ROLLING, RUGGED = TERRAINS.index("rolling_mixed"), TERRAINS.index("rugged")


def position(posture: str, terrain: int = ROLLING, sky: int = DRY, laststand: bool = False) -> float:
    codes = (np.array(POSTURES.index(posture)), np.array(terrain), np.array(sky), np.array(laststand))
    return float(advance.position_speed_km_day(*codes, rates=RATES))


def attack(km_day: float, surprise: float = 0.0, z: float = 0.0, march: float = 1e3) -> float:
    arguments = (np.array(x) for x in (km_day, surprise, z, march))
    return float(advance.opposed_km_day(*arguments, rates=RATES))


def test_medians_by_posture() -> None:
    speeds = [position(posture) for posture in POSTURES]
    assert speeds == pytest.approx([2.4, 1.3, 1.2, 3.0, 3.0])
    assert position("fortified", laststand=True) == pytest.approx(0.33)
    assert position("hasty", laststand=True) == position("hasty")


def test_hills_rain_and_surprise_multiply() -> None:
    assert position("hasty", RUGGED, RAIN) == pytest.approx(2.4 * 0.74 * 0.75)
    assert attack(2.0, surprise=2.0) == pytest.approx(2.0 * 1.15**2)
    assert attack(2.0, z=1.0) / attack(2.0) == pytest.approx(np.exp(1.1))


@given(st.sampled_from(POSTURES), st.integers(0, 6), st.integers(0, 2), st.floats(0, 3), st.floats(-5, 5), st.floats(0, 100))
def test_an_attack_never_outruns_its_own_march(
    posture: str, terrain: int, sky: int, surprise: float, z: float, march: float
) -> None:
    assert 0.0 <= attack(position(posture, terrain, sky), surprise, z, march) <= march


def test_depths_are_those_of_the_posture_for_the_median_defence() -> None:
    depth = advance.position_depth_km(np.arange(len(POSTURES)), np.array(RATES.depth_men), rates=RATES)
    assert depth.tolist() == pytest.approx(RATES.depth_by_posture.tolist())


def test_few_men_hold_no_depth_within_what_was_seen() -> None:
    low, high = RATES.depth_low_men / RATES.depth_men, RATES.depth_high_men / RATES.depth_men
    men = np.array([RATES.depth_men / 2.0, 100.0, 1e6])
    depth = advance.position_depth_km(np.zeros(3, int), men, rates=RATES) / RATES.depth_hasty_km
    assert depth == pytest.approx(
        [0.5**RATES.depth_size_exponent, low**RATES.depth_size_exponent, high**RATES.depth_size_exponent]
    )
    flat = replace(RATES, depth_size_exponent=0.0)
    assert advance.position_depth_km(np.zeros(3, int), men, rates=flat) == pytest.approx(RATES.depth_hasty_km)


def test_a_position_is_passed_by_yielding_or_by_depth_whichever_is_first() -> None:
    covered, retreated = np.array([0.0, 1.9, 2.0, 0.1]), np.array([False, False, False, True])
    assert advance.is_penetrated(covered, np.array(2.0), retreated).tolist() == [False, False, True, True]


@given(st.floats(0.0, 1000.0))
def test_at_least_one_division_finds_room_and_they_never_overfill_the_front(front_km: float) -> None:
    room = int(advance.divisions_abreast(np.array(front_km), rates=RATES))
    assert room >= 1
    assert room == 1 or room * RATES.attack_front_km <= front_km


def test_large_attacks_go_faster_within_the_sizes_that_were_seen() -> None:
    factor = advance.size_factor(np.array([15_000.0, 1_500.0, 1.0, 0.0, 150_000.0, 250_000.0, 1e7]), rates=RATES)
    exponent = RATES.size_exponent
    expected = [1.0, 0.1**exponent, 0.1**exponent, 0.1**exponent, 10**exponent, (50 / 3) ** exponent, (50 / 3) ** exponent]
    assert np.allclose(factor, expected)


@pytest.mark.parametrize(
    ("men", "room", "number"),
    [
        ([], 4.0, 0),
        ([30_000.0], 1.0, 1),
        ([10_000.0] * 5, 4.0, 4),
        ([10_000.0] * 5, 3.5, 4),
        ([10_000.0] * 5, 3.4, 3),
        ([10_000.0, 60_000.0, 1_000.0], 2.0, 1),
    ],
)
def test_attackers_find_half_the_room_they_need_or_queue_with_all_behind_them(men: list[float], room: float, number: int) -> None:
    assert advance.attackers_with_room(men, room) == number


def test_a_dense_defence_is_slower_to_get_through_within_what_was_seen() -> None:
    men, front = np.array([28_000.0, 1_400.0, 100.0, 1e6, 5_000.0]), np.array([20.0, 1.0, 20.0, 20.0, 0.0])
    factor = advance.density_factor(men, front, rates=RATES)
    low, high = (density / RATES.density_men_per_km for density in (RATES.density_low_men_per_km, RATES.density_high_men_per_km))
    assert factor == pytest.approx([1.0, 1.0, low**RATES.density_exponent, high**RATES.density_exponent, 1.0])


def test_below_the_force_ratio_of_real_attacks_a_force_probes() -> None:
    hasty, fortified = POSTURES.index("hasty"), POSTURES.index("fortified")
    men, postures = np.array([470.0, 235.0, 780.0, 5000.0]), np.array([hasty, hasty, fortified, 1])
    ground = advance.push(men, np.array([1000.0] * 4), postures, rates=RATES)
    assert ground == pytest.approx([1.0, 0.5, 0.5, 1.0])
    assert advance.push(np.array([10.0]), np.array([0.0]), np.array([hasty]), rates=RATES) == 1.0, "nobody bars the way"
    assert not advance.is_an_attack(np.array(0.0), np.array(0.0), np.array(hasty), rates=RATES)

"""Supply range against its closed forms and conservation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.rules import readiness, supply
from engine.rules.rates import Rates
from engine.rules.rationing import ration
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)


def test_the_dose_is_whole_within_the_radius_and_1_over_e_at_twice_the_radius():
    fraction = supply.range_fraction(np.array([0.0, 130.0, 260.0, np.inf]), 130.0)
    assert np.allclose(fraction, [1, 1, np.exp(-1), 0])


def test_a_good_road_beats_a_shorter_track():
    assert float(supply.supply_fraction(np.array(250.0), np.array(200.0), rates=RATES.supply)) == 1.0


def test_a_fleet_brings_trucks_times_payload_times_daily_way_over_twice_the_distance():
    distance_km, lorries = 200.0, 600.0
    lag_days = float(supply.truck_days(distance_km, 1440 / P["march.motor_km_day"], rates=RATES.supply))
    tonnes = float(supply.lorry_work_td(np.array(lorries), 1.0, rates=RATES.supply)) / (2 * lag_days)
    closed = lorries * P["supply.lorry_serviceable"] * P["supply.lorry_payload_t"] * P["supply.lorry_km_day"] / (2 * distance_km)
    assert tonnes == pytest.approx(closed)


def test_who_stands_gets_a_days_departures_a_day_and_who_outruns_the_lorries_none():
    served = np.zeros(3)
    lag = np.array([1.0, 2.5, np.inf])
    arrived, served = supply.arrived(served, 2.0, lag)
    assert arrived.tolist() == [1.0, 0.0, 0.0] and served.tolist() == [1.0, 0.0, 2.0]
    arrived, served = supply.arrived(served, 3.0, lag)
    assert arrived.tolist() == [1.0, 0.5, 0.0]


def test_a_column_at_half_the_speed_of_the_lorries_gets_half_the_dose_and_the_rest_when_it_stands():
    served, got, speed = np.array([0.0]), [], 0.5
    for day in range(1, 9):
        arrived, served = supply.arrived(served, float(day), np.array([min(day, 4) * speed]))
        got.append(float(arrived[0]))
    assert got == [0.5] * 4 + [1.0] * 4


@given(st.lists(st.floats(0, 20), min_size=1, max_size=20))
def test_no_more_arrives_than_set_out_and_all_of_it_that_has_had_the_time(lags):
    served, total = np.array([-lags[0]]), 0.0
    for day, lag in enumerate(lags):
        arrived, served = supply.arrived(served, float(day), np.array([lag]))
        total += float(arrived[0])
    latest = max(day - lag for day, lag in enumerate(lags))
    assert total == pytest.approx(latest + lags[0]) and total <= len(lags) - 1 + lags[0] + 1e-9


def test_after_a_cut_nothing_arrives_before_the_first_lorries_have_made_the_way():
    served = np.array([1.0])
    for day, lag, wanted in ((2.0, np.inf, 0.0), (3.0, np.inf, 0.0), (4.0, 2.0, 0.0), (5.0, 2.0, 0.0), (6.0, 2.0, 1.0)):
        arrived, served = supply.arrived(served, day, np.array([lag]))
        assert arrived.tolist() == [wanted]


@given(arrays(float, 6, elements=st.floats(0, 1e4)), arrays(float, 3, elements=st.floats(0, 1e4)))
def test_rations_never_exceed_what_there_is(wanted, available):
    group = np.array([0, 0, 1, 1, 2, 2])
    share = ration(wanted, group, available)
    given_out = np.bincount(group, weights=wanted * share, minlength=3)
    assert np.all(given_out <= available * (1 + 1e-9) + 1e-9) and np.all((share >= 0) & (share <= 1))


def test_a_part_that_goes_on_leaves_the_rest_of_the_fuel_owed():
    assert float(supply.closing_debt_fills(1.0, 0.2)) == pytest.approx(0.8)
    assert supply.reach_km(0.1, 0.0, 0.01, 0.2) == pytest.approx(50)
    assert supply.reach_km(0.3, 0.25, 0.01, 1.0) == pytest.approx(5)


def after(e: float, **changes: float) -> float:
    facts = {"strain_days": 0.0, "rest_days": 0.0, "combat_days": 0.0, "fed": 1.0, "supply_fraction": 1.0} | changes
    return float(readiness.readiness_after(np.array(e), 1.0, rates=RATES.readiness, **{k: np.array(v) for k, v in facts.items()}))


def test_readiness_by_hand():
    assert after(1.0, strain_days=1.0) == pytest.approx(1 - P["readiness.forced_day_loss"])
    assert after(0.5, rest_days=1.0) == pytest.approx(0.5 + P["readiness.recovery_rest_day"])
    assert after(0.5, rest_days=1.0, supply_fraction=0.4) == pytest.approx(0.5 + P["readiness.recovery_rest_day"] / 2)
    assert after(1.0, fed=0.0) == pytest.approx(1 - P["readiness.hunger_day_loss"])


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_readiness_stays_a_fraction(e, strain, fed, fraction):
    assert 0 <= after(e, strain_days=strain, rest_days=1 - strain, fed=fed, supply_fraction=fraction) <= 1


def test_a_stock_takes_its_doses_as_far_as_it_has_room() -> None:
    taken = supply.wanted(np.array([2.0, 2.0, 2.0]), np.array(0.25), np.array(3.5), np.array([1.0, 3.25, 4.0]))
    assert taken.tolist() == [0.5, 0.25, 0.0]


def test_those_behind_follow_when_their_fuel_and_twice_the_reserve_is_there() -> None:
    needed = 0.4 + 2.0 * P["supply.halt_fills"] * 1.5
    fuel = np.array([needed - 0.01, needed + 0.01])
    assert supply.closes_up(fuel, np.array(0.4), np.array(1.5), rates=RATES.supply).tolist() == [False, True]


def test_ammunition_is_used_on_the_march_and_food_by_all() -> None:
    ammo, food = supply.used(np.array([True, False]), 0.25, rates=RATES.supply)
    assert ammo == pytest.approx([0.25 * P["supply.ammo_pursuit_bk_day"], 0.0]) and food.tolist() == [0.25, 0.25]

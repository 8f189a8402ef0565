"""Railways that change hands: rates of work, bridges, capacity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import railways
from engine.rules.rates import Rates
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)
YES, NO, UNKNOWN = np.array([True]), np.array([False]), np.array([np.nan])


@given(km=st.floats(1, 500), rate=st.floats(1, 100), blown=st.floats(0, 1000))
def test_a_line_is_done_after_its_km_and_its_bridge(km: float, rate: float, blown: float) -> None:
    days = km / rate + blown / P["rail.bridge_m_day"]
    needed = railways.work_km(np.array([km]), np.array([blown]), rate, rates=RATES.rail)
    assert railways.worked_km(np.zeros(1), YES, rate, days * 1.001)[0] > needed[0]
    assert railways.worked_km(np.zeros(1), YES, rate, days * 0.999)[0] < needed[0]


def test_where_nobody_works_nothing_is_done() -> None:
    assert railways.worked_km(np.array([3.0]), NO, 12.0, 5.0)[0] == 3.0


def test_capacity_of_a_single_track_is_its_trains_and_a_light_railway_carries_its_own_tonnes() -> None:
    single = railways.capacity_t_day(np.array([1435.0]), np.array([1.0]), NO, UNKNOWN, rates=RATES.rail)[0]
    assert single == pytest.approx(14 * 450)
    assert railways.capacity_t_day(np.array([1435.0]), np.array([2.0]), NO, UNKNOWN, rates=RATES.rail)[0] == 2 * single
    assert (
        railways.capacity_t_day(np.array([1435.0]), np.array([1.0]), YES, UNKNOWN, rates=RATES.rail)[0]
        == P["rail.captured_share"] * single
    )
    assert railways.capacity_t_day(np.array([750.0]), np.array([1.0]), NO, UNKNOWN, rates=RATES.rail)[0] == 700


def test_a_known_capacity_stands_for_that_of_the_gauge_and_captured_stock_carries_its_part() -> None:
    gauge, track, known = np.array([1435.0, 750.0]), np.ones(2), np.array([2500.0, np.nan])
    full, part = (railways.capacity_t_day(gauge, track, stock, known, rates=RATES.rail) for stock in (NO, YES))
    assert full.tolist() == [2500.0, 700.0] and part == pytest.approx(full * P["rail.captured_share"])


def test_engines_and_wagons_move_tonnes_by_their_round() -> None:
    """Twice the line, half the tonnes; the fewer of the two binds; without number nothing does."""
    many = np.array([np.inf])
    rounds = P["march.train_km_day"] / (2 * 125.0)
    by_engine = railways.stock_t_day(np.array([4.0]), many, np.array([125.0]), rates=RATES.rail)
    assert by_engine == pytest.approx(4 * P["rail.t_per_train"] * rounds)
    assert railways.stock_t_day(np.array([4.0]), many, np.array([250.0]), rates=RATES.rail) == pytest.approx(by_engine / 2)
    both = railways.stock_t_day(np.array([4.0]), np.array([50.0]), np.array([125.0]), rates=RATES.rail)
    assert both == pytest.approx(50 * P["rail.t_per_wagon"] * rounds) and both < by_engine
    assert np.isinf(railways.stock_t_day(many, many, np.array([125.0]), rates=RATES.rail))


def test_of_a_captured_stock_fuel_and_food_are_of_use_and_of_goods_of_any_kind_a_share_is_fuel() -> None:
    fuel, food = railways.captured_t(np.array([[5.0], [7.0], [3.0], [100.0]]), rates=RATES.rail)
    assert fuel + food == pytest.approx(5 + 3 + 100)  # ammunition fits no gun of the captor
    assert fuel == pytest.approx(5 + 100 * P["rail.captured_fuel_share"])

"""Supply lorries: closed forms, bounds, conservation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.constants import MOST_BURNED_SHARE
from engine.rules import lorries
from engine.rules.rates import Rates
from engine.rules.rationing import ration
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)
few = st.floats(1e-6, 1000) | st.just(0.0)
"""Tonnes: nothing, or a gram and more."""


def test_what_is_burned_is_the_way_there_and_back() -> None:
    burned = lorries.burned_share(np.array([100.0, 100.0, np.inf]), np.array([True, False, False]), rates=RATES.lorries)
    assert burned[0] == pytest.approx(200 * P["lorries.fuel_kg_km"] / 2200)
    assert burned[1] == pytest.approx(burned[0] * P["supply.offroad_fuel_mult"])
    assert burned[2] == 0.0


@given(km=few, more=few)
def test_longer_ways_burn_more_but_never_all(km: float, more: float) -> None:
    burned = lorries.burned_share(np.array([km, km + more]), np.array(False), rates=RATES.lorries)
    assert 0.0 <= burned[0] <= burned[1] <= MOST_BURNED_SHARE


def test_running_lorries_settle_where_breakdowns_equal_repairs() -> None:
    running = np.ones(1)
    for _ in range(2000):
        running = lorries.running_after(running, np.ones(1), 0.25, rates=RATES.lorries)
    broken_a_day = P["supply.lorry_km_day"] * P["lorries.breakdown_pct_100km"] / 1e4
    assert running[0] == pytest.approx(1 / (1 + broken_a_day * P["lorries.repair_days"]))


def test_parked_lorries_do_not_break_down() -> None:
    assert lorries.running_after(np.ones(1), np.zeros(1), 5.0, rates=RATES.lorries)[0] == 1.0


@given(
    wanted=arrays(float, 6, elements=few),
    priority=arrays(float, 6, elements=st.floats(0.2, 5)),
    available=arrays(float, 2, elements=few),
    group=arrays(int, 6, elements=st.integers(0, 1)),
)
def test_priorities_share_out_no_more_than_there_is_and_favour_the_first(
    wanted: np.ndarray, priority: np.ndarray, available: np.ndarray, group: np.ndarray
) -> None:
    share = ration(wanted, group, available, priority)
    assert (np.bincount(group, wanted * share, 2) <= available + 1e-6).all()
    assert (share >= 0).all() and (share <= 1 + 1e-12).all()
    for a in range(6):
        for b in range(6):
            if group[a] == group[b] and priority[a] > priority[b]:
                assert share[a] >= share[b] - 1e-12


@given(wanted=arrays(float, 5, elements=few), available=few)
def test_equal_priorities_are_none(wanted: np.ndarray, available: float) -> None:
    group = np.zeros(5, int)
    plain = ration(wanted, group, np.array([available]))
    assert ration(wanted, group, np.array([available]), np.full(5, 2.0)) == pytest.approx(plain)


def test_open_country_never_fills_up_and_a_good_road_carries_more() -> None:
    t_day = lorries.road_t_day(np.array([True, False, False]), np.array([True, True, False]), rates=RATES.lorries)
    assert t_day[2] == np.inf and t_day[0] > t_day[1] > 0


def test_what_is_sent_pays_for_what_is_burned_on_the_way() -> None:
    km, good = np.array([200.0]), np.array([True])
    sent = lorries.sent_t(np.array([50.0]), km, good, rates=RATES.lorries)
    assert sent * (1 - lorries.burned_share(km, good, rates=RATES.lorries)) == pytest.approx(50.0)


def test_work_is_there_and_back_and_nothing_without_a_way() -> None:
    assert lorries.work_td(np.array([10.0, 10.0]), np.array([1.5, np.inf])).tolist() == [30.0, 0.0]


def test_a_fleet_is_used_in_proportion_up_to_all_its_time_and_an_uncounted_one_not() -> None:
    use = lorries.fleet_use(np.array([30.0, 30.0, 500.0, 9.0]), np.array([0, 0, 1, 2]), np.array([100.0, 50.0, np.inf]))
    assert use == pytest.approx([0.6, 1.0, 0.0])

"""Rivers: delays grow with the width and are nothing without it; bridges and bridgeheads have the chances of the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.power import POSTURES
from engine.rules.rivers import (
    RiverRates,
    assault_delay_h,
    bridgehead_probability,
    bridging_h,
    ferrying_h,
    intact_probability,
    prepares_first,
)
from engine.scenario.parameters import values

RATES = RiverRates.from_parameters(values({}))
WIDTH_M = st.floats(1, 2000)


@pytest.mark.parametrize(("width_m", "flooded", "hours"), [(100, False, 6), (400, False, 12), (400, True, 24), (0, True, 0)])
def test_worked_numbers(width_m: float, flooded: bool, hours: float) -> None:
    assert float(assault_delay_h(width_m, flooded, rates=RATES)) == pytest.approx(hours)


@given(WIDTH_M, WIDTH_M)
def test_a_wider_river_never_takes_less(one: float, other: float) -> None:
    narrow, wide = assault_delay_h(np.sort([one, other]), np.array([False, False]), rates=RATES)
    assert 0 < narrow <= wide


@given(WIDTH_M, st.booleans())
def test_the_neutral_value_costs_nothing(width_m: float, flooded: bool) -> None:
    assert float(assault_delay_h(width_m, flooded, rates=replace(RATES, assault_h_per_100m=0.0))) == 0.0


def test_a_bridge_and_a_ferry_take_their_time_by_metres_and_by_vehicles() -> None:
    assert float(bridging_h(90, rates=RATES)) == pytest.approx(90 / RATES.bridge_m_h) and float(bridging_h(0, rates=RATES)) == 0
    assert float(ferrying_h(30, rates=RATES)) == pytest.approx(30 / RATES.raft_vehicles_h)


def test_charges_and_an_alert_guard_save_few_bridges_for_the_pursuer() -> None:
    chances = [
        intact_probability(mined=mined, pressed=pressed, rates=RATES) for mined in (False, True) for pressed in (False, True)
    ]
    assert chances == [RATES.intact_surprised] * 2 + [RATES.intact_mined, RATES.intact_surprised]


@pytest.mark.parametrize("posture", POSTURES)
@given(ratio=st.floats(0, 10))
def test_a_bridgehead_is_a_probability_that_falls_below_even_odds(posture: str, ratio: float) -> None:
    code = POSTURES.index(posture)
    for thin in (False, True):
        hasty, deliberate = (
            bridgehead_probability(code, thin=thin, deliberate=each, force_ratio=ratio, rates=RATES) for each in (False, True)
        )
        assert 0 <= hasty <= deliberate <= 1
        even = bridgehead_probability(code, thin=thin, deliberate=True, force_ratio=1.0, rates=RATES)
        assert deliberate == pytest.approx(even * min(1.0, ratio))
    assert prepares_first(code, thin=False) == (posture == "fortified") and not prepares_first(code, thin=True)

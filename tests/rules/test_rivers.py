"""Rivers: the delay grows with the root of the width, is longer in flood, and nothing without width."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.rivers import RiverRates, assault_delay_h

RATES = RiverRates(assault_h_per_100m=6.0, flood_mult=2.0)
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
    assert float(assault_delay_h(width_m, flooded, rates=RiverRates(assault_h_per_100m=0.0, flood_mult=2.0))) == 0.0

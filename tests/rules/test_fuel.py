"""Fuel against its closed forms: stop without supply, reach of a detachment, days that cost whatever the distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import fuel
from engine.rules.fuel import FuelRates
from engine.scenario.parameters import catalogue, values

RATES = FuelRates.from_parameters(values({}))


def test_stop_without_supply() -> None:
    """x = (F0 - F_stop) x km per fill / ground: 3.5 fills of 220 km over steppe, down to a quarter, are 357 km."""
    per_km = fuel.ground_mult("steppe", False, rates=RATES) / 220.0
    assert fuel.reach_km(3.5, RATES.halt_fills, per_km) == pytest.approx(357.5)


def test_reach_of_a_detachment() -> None:
    """km per fill / m x (q + drain x (1 - s) / s): 0.25 fills and 0.07 drained carry a quarter of it 92 km."""
    drained = fuel.drained_fills(0.25, 0.25, rates=RATES)
    assert 200.0 * (0.25 + drained) == pytest.approx(92.0)


@given(fills=st.floats(0.0, 6.0), share=st.floats(0.05, 0.95))
def test_draining_conserves_fuel(fills: float, share: float) -> None:
    drained, left = fuel.drained_fills(fills, share, rates=RATES), fuel.left_after_draining(fills, rates=RATES)
    assert share * (fills + drained) + (1.0 - share) * left == pytest.approx(fills)
    assert left >= 0.0


@pytest.mark.parametrize(
    ("surface", "muddy", "mult"),
    [("highway", False, 1.0), ("road", True, 1.3), ("track", False, 2.0), ("track", True, 2.0), ("sands", True, 3.0)],
)
def test_ground_is_the_worse_of_two_never_their_product(surface: str, muddy: bool, mult: float) -> None:
    assert fuel.ground_mult(surface, muddy, rates=RATES) == mult


def test_the_spread_of_like_formations_keeps_the_mean() -> None:
    drawn = fuel.consumption_factor(np.random.default_rng(1).standard_normal(200_000), rates=RATES)
    assert drawn.mean() == pytest.approx(1.0, abs=0.003)  # 4 standard errors of a mean with cv 0.3
    assert drawn.std() == pytest.approx(RATES.like_formations_cv, abs=0.005)


@given(driven=st.floats(0.0, 300.0), days=st.floats(0.0, 1.0))
def test_a_day_in_contact_costs_a_day_and_not_a_multiple_of_the_march(driven: float, days: float) -> None:
    def cost(active: bool, rationed: bool) -> float:
        beyond = fuel.idle_km(np.array(driven), days, active=np.array(active), rationed=np.array(rationed), rates=RATES)
        return driven + float(beyond)

    assert cost(True, False) == pytest.approx(max(driven, RATES.active_day_km * days))
    assert cost(False, True) <= cost(False, False) <= cost(True, False)


def test_a_lead_is_counted_in_its_own_marches() -> None:
    assert fuel.alone_too_long(70.0, 45.0, rates=RATES)
    assert not fuel.alone_too_long(70.0, 90.0, rates=RATES)


@given(
    halt=st.floats(catalogue()["fuel.halt_fills"].low, catalogue()["fuel.halt_fills"].high),
    resume=st.floats(catalogue()["fuel.resume_fills"].low, catalogue()["fuel.resume_fills"].high),
    factor=st.floats(0.2, 5.0),
)
def test_a_body_that_moves_on_has_more_than_it_keeps(halt: float, resume: float, factor: float) -> None:
    """Wherever in their ranges the two lie; at their modes it is the fuel with which a commander moves on and nothing else."""
    rates = FuelRates.from_parameters({**values({}), "fuel.halt_fills": halt, "fuel.resume_fills": resume})
    assert fuel.moves_on_fills(halt * factor, factor, rates=rates) >= 1.2 * halt * factor
    assert fuel.moves_on_fills(RATES.halt_fills * factor, factor, rates=RATES) == RATES.resume_fills * factor

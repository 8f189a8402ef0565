"""Landing rules against conservation, their anchor points and monotonicity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import landings
from engine.rules.rates import Rates
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)


def test_even_odds_and_two_to_one_are_the_rows_of_the_catalogue() -> None:
    odds = np.array([0.0, 1.0, 2.0, 50.0])
    even, superior = P["landings.sea_parity"], P["landings.sea_superior"]
    assert landings.sea_probability(odds, rates=RATES.landings) == pytest.approx([0.0, even, superior, superior])


@given(st.floats(0, 100), st.floats(0, 100))
def test_better_odds_are_never_worse(a: float, b: float) -> None:
    low, high = landings.sea_probability(np.array(sorted((a, b))), rates=RATES.landings)
    assert 0.0 <= low <= high <= 1.0


def test_a_garrison_that_resists_is_harder_to_seize() -> None:
    assert landings.air_probability(True, rates=RATES.landings) < landings.air_probability(False, rates=RATES.landings)


@given(st.floats(-6, 6), st.floats(-6, 6))
def test_losses_grow_with_ill_luck_up_to_a_half(a: float, b: float) -> None:
    low, high = landings.first_day_loss(np.array(sorted((a, b))), rates=RATES.landings)
    assert 0.0 < low <= high <= 0.5
    assert landings.first_day_loss(np.array(0.0), rates=RATES.landings) == pytest.approx(P["landings.first_day_loss"])


@given(st.floats(1, 50_000), st.floats(1, 50_000))
def test_a_first_wave_is_what_the_ships_carry_and_never_more_than_all(men: float, carried: float) -> None:
    share = landings.first_wave(men, carried)
    assert 0.0 < share <= 1.0 and share * men == pytest.approx(min(carried, men))


def test_aircraft_fly_on_dry_days_by_light() -> None:
    assert landings.flies(0, 0.0)
    assert not any(landings.flies(sky, 0.0) for sky in (1, 2, 3, 4)) and not landings.flies(0, 1.0)

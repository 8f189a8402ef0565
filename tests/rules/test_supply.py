"""What troops use up, and the readiness of fed and hungry ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import readiness, supply
from engine.rules.rates import Rates
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)


def test_food_and_forage_by_hand():
    tonnes = supply.food_t_day(np.array([10_000.0]), np.array([2_000.0]), rates=RATES.supply)
    assert tonnes == pytest.approx(10 * P["supply.food_kg_man_day"] + 2 * P["supply.forage_kg_horse_day"])


def test_ammunition_is_used_on_the_march_and_food_every_day():
    ammunition, food = supply.used(np.array([True, False]), 0.25, rates=RATES.supply)
    assert ammunition == pytest.approx([P["supply.ammo_pursuit_bk_day"] / 4, 0.0])
    assert food == pytest.approx([0.25, 0.25])


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

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


def test_ammunition_is_used_by_kind_of_day_and_food_every_day():
    marching, combat_days = np.array([True, False, True, False, True]), np.array([0.0, 0.0, 0.1, 0.25, 0.5])
    ammunition, food = supply.used(marching, combat_days, 0.25, rates=RATES.supply)
    march, combat = P["supply.ammo_pursuit_bk_day"], P["supply.ammo_combat_bk_day"]
    assert ammunition == pytest.approx([march / 4, 0.0, 0.15 * march + 0.1 * combat, combat / 4, combat / 2])
    assert food == pytest.approx([0.25] * 5)


def after(e: float, **changes: float) -> float:
    facts = {"strain_days": 0.0, "rest_days": 0.0, "combat_days": 0.0, "wants": 0.0, "supply_fraction": 1.0} | changes
    return float(readiness.readiness_after(np.array(e), rates=RATES.readiness, **{k: np.array(v) for k, v in facts.items()}))


def test_readiness_by_hand():
    assert after(1.0, strain_days=1.0) == pytest.approx(1 - P["readiness.forced_day_loss"])
    assert after(0.5, rest_days=1.0) == pytest.approx(0.5 + P["readiness.recovery_rest_day"])
    assert after(0.5, rest_days=1.0, supply_fraction=0.4) == pytest.approx(0.5 + P["readiness.recovery_rest_day"] / 2)
    assert after(1.0, wants=0.2) == pytest.approx(0.8)


def starved(days: int, fed: float) -> float:
    """Readiness that hunger costs in so many days on a share of rations."""
    hungry, cost = 0.0, 0.0
    for _ in range(4 * days):
        before, hungry = hungry, float(readiness.hungry_after(np.array(hungry), np.array(fed), 0.25))
        endured, loss = P["readiness.hunger_endured_days"], P["readiness.hunger_day_loss"]
        cost += float(readiness.want_loss(np.array(before), np.array(hungry), endured_days=endured, day_loss=loss))
    return cost


def test_hunger_costs_by_what_was_lacked_in_sum_beyond_what_is_endured():
    endured, loss = P["readiness.hunger_endured_days"], P["readiness.hunger_day_loss"]
    assert starved(10, 0.0) == pytest.approx((10 - endured) * loss)
    assert starved(10, 0.5) == pytest.approx((5 - endured) * loss)
    assert starved(2, 0.0) == 0.0
    assert readiness.hungry_after(np.array(3.0), np.array(1.0), 2.0) == 1.0


def test_men_without_fuel_on_dry_ground_lack_water_until_they_have_all_of_it():
    yes, no, share = np.array(True), np.array(False), P["readiness.stranded_water_share"]
    watered = [
        float(readiness.watered_share(dry, stranded, rates=RATES.readiness)) for dry in (yes, no) for stranded in (yes, no)
    ]
    assert watered == [share, 1.0, 1.0, 1.0]
    assert readiness.thirsty_after(np.array(1.0), np.array(share), 2.0) == pytest.approx(1.0 + 2 * (1 - share))
    assert readiness.thirsty_after(np.array(1.0), np.array(1.0), 0.25) == 0.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_readiness_stays_a_fraction(e, strain, wants, fraction):
    assert 0 <= after(e, strain_days=strain, rest_days=1 - strain, wants=wants, supply_fraction=fraction) <= 1

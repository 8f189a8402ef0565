"""Each law, chosen by its four exponents alone, conserves its known invariant as the impulse shrinks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.constants import REFERENCE_MEN
from engine.rules import attrition
from engine.scenario.parameters import values

ATTACKER_PCT, DEFENDER_PCT = 2.0, 3.0
START = (30_000.0, 20_000.0)

Invariant = Callable[[float, float], float]


def rates_of(law: str, weight: float = 0.5) -> attrition.AttritionRates:
    """The law, chosen by name alone, with unequal bases and without caps: 2 and 3 % a day at equal power and 15,000 men."""
    bare = {
        "combat.base_attacker_pct_day": ATTACKER_PCT,
        "combat.base_defender_pct_day": DEFENDER_PCT,
        "combat.share_without_prisoners": 1.0,
        "combat.cap_attacker_pct_day": 1e9,
        "combat.cap_defender_pct_day": 1e9,
    }
    chosen = {"combat.law": float(attrition.LAWS.index(law)), "combat.law_weight": weight}
    return attrition.AttritionRates.from_parameters({**values({}), **bare, **chosen})


def fought(rates: attrition.AttritionRates, hours: float, days: float = 10.0) -> tuple[float, float]:
    """Attackers and defenders left, every man worth the same."""
    x, y = (np.array(men) for men in START)
    one = np.array(1.0)
    for _ in range(round(days * 24 / hours)):
        lost_x = attrition.attacker_loss(x, y, x, one, hours=hours, rates=rates)
        lost_y = attrition.defender_loss(y, x, y, one, hours=hours, rates=rates)
        x, y = x * (1.0 - lost_x), y * (1.0 - lost_y)
    return float(x), float(y)


def square(x: float, y: float) -> float:
    return DEFENDER_PCT * x**2 - ATTACKER_PCT * y**2


def linear(x: float, y: float) -> float:
    return DEFENDER_PCT * x - ATTACKER_PCT * y


def mixed(x: float, y: float) -> float:
    # dx/dt = -a y aimed at the attacker, dy/dt = -b x y / 15,000 into the defender's area.
    return DEFENDER_PCT * x**2 / REFERENCE_MEN / 2.0 - ATTACKER_PCT * y


def helmbold(weight: float) -> Invariant:
    return lambda x, y: DEFENDER_PCT * x ** (2 * weight) - ATTACKER_PCT * y ** (2 * weight)


def log_law(x: float, y: float) -> float:
    return DEFENDER_PCT * float(np.log(x)) - ATTACKER_PCT * float(np.log(y))


@pytest.mark.parametrize(
    ("law", "weight", "invariant"),
    [
        ("square", 0.5, square),
        ("linear", 0.5, linear),
        ("mixed", 0.5, mixed),
        ("helmbold", 0.75, helmbold(0.75)),
        ("helmbold", 0.3, helmbold(0.3)),
        ("helmbold", 0.0, log_law),
    ],
)
def test_the_laws_invariant_drifts_less_the_shorter_the_impulse(law: str, weight: float, invariant: Invariant) -> None:
    rates = rates_of(law, weight)
    start = invariant(*START)
    drifts = [abs(invariant(*fought(rates, hours)) - start) / abs(start) for hours in (8.0, 2.0, 0.5)]
    assert drifts[-1] < 1e-3
    # First-order steps: a quarter of the impulse leaves about a quarter of the drift (or rounding alone).
    assert all(fine < max(0.3 * coarse, 1e-12) for coarse, fine in pairwise(drifts))
    assert fought(rates, 0.5)[0] < 0.95 * START[0], "the fight moved the strengths far enough to mean something"


@pytest.mark.parametrize("wrong", [linear, helmbold(0.3), log_law])
def test_another_laws_invariant_is_not_conserved(wrong: Invariant) -> None:
    start = wrong(*START)
    assert abs(wrong(*fought(rates_of("square"), 0.5)) - start) > 0.01 * abs(start)


def test_square_law_follows_its_closed_form() -> None:
    a, b = ATTACKER_PCT / 100.0, DEFENDER_PCT / 100.0
    days = 10.0
    swing = np.sqrt(a * b) * days
    expected = START[0] * np.cosh(swing) - START[1] * np.sqrt(a / b) * np.sinh(swing)
    assert fought(rates_of("square"), 0.25, days)[0] == pytest.approx(expected, rel=1e-3)


def test_helmbolds_weight_one_is_the_square_law() -> None:
    assert fought(rates_of("helmbold", 1.0), 4.0) == fought(rates_of("square"), 4.0)


def test_the_default_stands_between_log_and_square() -> None:
    parameters = values({})
    for exponent in ("combat.ratio_exponent_on_attacker", "combat.ratio_exponent_on_defender"):
        assert attrition.law_exponents("helmbold", weight=0.0)[exponent] < parameters[exponent]
        assert parameters[exponent] < attrition.law_exponents("square")[exponent]


def test_a_scenario_chooses_a_law_by_a_plain_number_and_the_default_takes_the_exponents_as_they_are() -> None:
    for number, law in enumerate(attrition.LAWS[1:], start=1):
        by_number = attrition.AttritionRates.from_parameters(values({"combat": {"law": number, "law_weight": 0.3}}))
        exponents = attrition.law_exponents(law, weight=0.3)
        assert all(getattr(by_number, path.partition(".")[2]) == value for path, value in exponents.items())
    own = values({"combat": {"ratio_exponent_on_attacker": 0.9}})
    assert attrition.AttritionRates.from_parameters(own).ratio_exponent_on_attacker == 0.9


@pytest.mark.parametrize("number", [-1.0, 0.5, 5.0, float("nan")])
def test_a_law_that_is_none_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="a whole number from 0 to 4"):
        attrition.AttritionRates.from_parameters({**values({}), "combat.law": number})


@given(st.floats(0.0, 1.5), st.floats(0.0, 1.5), st.floats(1e3, 1e5), st.floats(1e3, 1e5))
def test_the_general_law_conserves_its_integral(e: float, s: float, x: float, y: float) -> None:
    """dx/dt = -a y^e x^(1+s-e) with the same exponents on both sides: b x^p / p - a y^p / p, p = 2 e - s (a logarithm at 0)."""
    same = {
        "combat.ratio_exponent_on_attacker": e,
        "combat.ratio_exponent_on_defender": e,
        "combat.size_exponent_attacker": s,
        "combat.size_exponent_defender": s,
    }
    bare = {
        "combat.base_attacker_pct_day": ATTACKER_PCT,
        "combat.base_defender_pct_day": DEFENDER_PCT,
        "combat.share_without_prisoners": 1.0,
        "combat.cap_attacker_pct_day": 1e9,
        "combat.cap_defender_pct_day": 1e9,
    }
    rates = attrition.AttritionRates.from_parameters({**values({}), **bare, **same})
    power = 2.0 * e - s

    def integral(x: float, y: float) -> float:
        scaled = [np.log(v / 15_000) if abs(power) < 1e-9 else np.expm1(power * np.log(v / 15_000)) / power for v in (x, y)]
        return float(DEFENDER_PCT * scaled[0] - ATTACKER_PCT * scaled[1])

    def drift(hours: float) -> float:
        one = np.array(1.0)
        lost_x = float(attrition.attacker_loss(np.array(x), np.array(y), np.array(x), one, hours=hours, rates=rates))
        lost_y = float(attrition.defender_loss(np.array(y), np.array(x), np.array(y), one, hours=hours, rates=rates))
        before, after = integral(x, y), integral(x * (1 - lost_x), y * (1 - lost_y))
        return abs(after - before) / (abs(DEFENDER_PCT * lost_x) + abs(ATTACKER_PCT * lost_y)) / max((x / 15_000) ** power, 1.0)

    # Euler's step errs by the square of its length: the change per loss vanishes with it.
    assert drift(1e-4) < 1e-3

"""Culmination: weighted supply of armies, since when it is short, and what limits it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.rules import culmination
from engine.rules.culmination import CulminationRates
from engine.scenario.parameters import values

RATES = CulminationRates.from_parameters(values({}))


def test_an_armys_supply_is_weighted_by_the_tonnes_of_its_doses() -> None:
    fraction = culmination.army_fraction(np.array([1.0, 0.2, 0.5]), np.array([10.0, 30.0, 0.0]), np.array([0, 0, 1]), armies=2)
    assert fraction == pytest.approx([(10 + 6) / 40, 0.0])


def test_an_army_of_which_nobody_counts_is_not_short() -> None:
    fraction = np.array([RATES.fraction - 0.01, RATES.fraction, 0.0])
    assert culmination.is_short(fraction, np.array([5.0, 5.0, 0.0]), rates=RATES).tolist() == [True, False, False]


def test_the_minute_since_which_an_army_is_short_is_kept_until_it_is_not() -> None:
    since = culmination.short_since(np.array([-1, 360, 360]), np.array([True, True, False]), 720)
    assert since.tolist() == [720, 360, -1]


def test_the_limit_is_that_of_most_missing_tonnes() -> None:
    limit, fraction, weight = np.array([0, 1, 1]), np.array([0.0, 0.5, 0.5]), np.array([10.0, 15.0, 10.0])
    assert culmination.limited_by(limit, fraction, weight, limits=5) == 1

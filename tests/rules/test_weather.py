"""Chains of days against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.weather import drawn_skies, stationary

CHANCE = st.floats(0.01, 0.99)


@given(CHANCE, CHANCE)
def test_two_skies_have_the_known_shares(wetting: float, drying: float) -> None:
    """A chain of two states spends drying : wetting of its days dry and wet; one that never occurs has none."""
    chain = np.array([[1 - wetting, wetting, 0.0], [drying, 1 - drying, 0.0], [0.5, 0.5, 0.0]])
    assert stationary(chain) == pytest.approx(np.array([drying, wetting, 0.0]) / (drying + wetting), abs=1e-9)


@given(st.lists(st.floats(0.01, 1), min_size=9, max_size=9))
def test_the_long_run_stays_as_it_is(weights: list[float]) -> None:
    chain = np.array(weights).reshape(3, 3)
    chain /= chain.sum(axis=1, keepdims=True)
    shares = stationary(chain)
    assert shares.sum() == pytest.approx(1.0) and (shares >= 0).all() and shares @ chain == pytest.approx(shares)


def test_a_month_follows_its_chain() -> None:
    """Counts of 50 000 days and of what followed lie within 4 standard errors (false alarm about 1 in 2 000 for 12 numbers)."""
    chain = np.array([[0.8, 0.15, 0.05], [0.5, 0.35, 0.15], [0.3, 0.4, 0.3]])
    days = drawn_skies(np.random.default_rng(7).uniform(size=50_000), chain)
    for sky, row in enumerate(chain):
        after = days[1:][days[:-1] == sky]
        counts = np.bincount(after, minlength=3) / len(after)
        assert (np.abs(counts - row) < 4 * np.sqrt(row * (1 - row) / len(after))).all()


def test_certain_chains_leave_nothing_to_chance() -> None:
    swap = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert drawn_skies(np.array([0.1, 0.5, 0.5, 0.99]), swap).tolist() == [0, 1, 0, 1]
    assert drawn_skies(np.full(5, 0.999999), np.tile([1.0, 0.0, 0.0], (3, 1))).tolist() == [0] * 5

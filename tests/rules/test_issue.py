"""Schedules and the sharing out of stocks against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import issue

STEPS = [(0.0, 100.0), (2.0, 0.0), (5.0, 40.0)]
DAYS = st.floats(-2.0, 12.0)


def t(first: float, last: float, opens: float = -np.inf, closes: float = np.inf) -> float:
    return float(issue.scheduled_t(STEPS, opens, closes, np.array(first), np.array(last)))


def test_a_schedule_is_summed_step_by_step() -> None:
    assert t(-3, 0) == 0.0
    assert t(0, 1) == 100.0 and t(0, 2) == t(0, 4) == 200.0 and t(4, 6.5) == 60.0
    assert t(0, 10, opens=1) == 300.0 and t(0, 10, closes=5.5) == 220.0 and t(0, 10, opens=2, closes=5) == 0.0


@given(DAYS, DAYS, DAYS)
def test_time_that_is_cut_in_two_brings_the_same(a: float, b: float, c: float) -> None:
    first, middle, last = sorted((a, b, c))
    assert t(first, middle, 1, 7) + t(middle, last, 1, 7) == pytest.approx(t(first, last, 1, 7), abs=1e-9)


def stocks(reserves: int = 1, **tonnes: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(reserves, kinds, 2): the first depot has so much for the last reserve; the second, of those without one, nothing."""
    stock = np.zeros((reserves, issue.KINDS, 2))
    stock[-1, :, 0] = [tonnes.get(kind, 0.0) for kind in ("fuel", "ammunition", "food", "all")]
    return stock


def test_each_good_comes_from_its_own_stock_first_and_then_from_what_is_of_any_kind() -> None:
    claims = np.array([[60.0, 40.0], [10.0, 0.0], [0.0, 30.0]])
    share, parts = issue.granted(claims, np.zeros(2, int), stocks(fuel=50, all=45), np.ones((1, 2), bool))
    # fuel: half of each; lacking 50 t of fuel, 10 of ammunition, 30 of food = 90 t, of which half is there
    assert share == pytest.approx(np.array([[0.75, 0.75], [0.5, 0.5], [0.5, 0.5]]))
    drawn = issue.drawn_t(claims * share, share, parts)
    assert drawn.sum(axis=(0, 2, 3)) == pytest.approx([50.0, 0.0, 0.0, 45.0])


def test_what_is_kept_for_one_is_his_and_he_shares_in_the_rest() -> None:
    """50 t for the first alone, 60 t for both: of claims of 80 each the first lacks 30, the second 80; 60 / 110 is there."""
    stock = stocks(2, all=60.0)
    stock[0, issue.ALL_GOODS, 0] = 50.0
    share, _ = issue.granted(np.array([[80.0, 80.0]]), np.zeros(2, int), stock, np.array([[True, False], [True, True]]))
    assert share[0] * 80 == pytest.approx([50 + 30 * 60 / 110, 80 * 60 / 110])


@given(
    st.lists(st.floats(0.0, 100.0), min_size=9, max_size=9),
    st.lists(st.floats(0.0, 80.0), min_size=16, max_size=16),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.booleans(),
)
def test_nobody_gets_more_than_he_claims_nor_more_than_there_is(
    claims: list[float], stock: list[float], may: list[bool], together: bool
) -> None:
    asked = np.array(claims).reshape(3, 3)
    there = np.array(stock).reshape(2, issue.KINDS, 2)
    there[:, :, 1] = 0.0
    if together:
        there[:, : issue.ALL_GOODS] = 0.0
    share, parts = issue.granted(
        asked.sum(axis=0)[None] if together else asked, np.array([0, 0, 1]), there, np.array([may, [True, True, True]])
    )
    loads = asked * share
    drawn = issue.drawn_t(loads, share, parts)
    assert share.min() >= 0.0 and share.max() <= 1.0 + 1e-12
    assert drawn.sum(axis=(0, 1)) == pytest.approx(loads, abs=1e-9)
    assert (drawn.sum(axis=2)[:, :, :2].sum(axis=2) <= there[:, :, 0] + 1e-9).all()
    assert not loads[:, 2].any()
    assert not drawn[0][:, :, ~np.array(may)].any()


def test_shares_are_in_proportion_to_weights() -> None:
    assert issue.divided(np.array([5000.0, 2000.0, 0.0])) == pytest.approx([5 / 7, 2 / 7, 0.0])

"""Desertion: confidence, deserters, mutinies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import desertion
from engine.rules.rates import Rates
from engine.scenario.parameters import values

P = values({})
RATES = Rates.from_parameters(P)
shares = st.floats(0.0, 1.0)


@given(shares, shares)
def test_the_first_contact_leaves_the_share_that_is_reliable(confidence: float, reliability: float) -> None:
    one = np.array(1.0)
    assert float(desertion.confidence_after(one, np.array(reliability), one)) == reliability
    after = float(desertion.confidence_after(np.array(confidence), np.array(reliability), one))
    assert 0.0 <= after <= confidence and after == pytest.approx(confidence * reliability)


@given(shares, st.floats(0.0, 5.0))
def test_who_is_reliable_or_sees_nothing_stays_as_he_is(confidence: float, exposure: float) -> None:
    assert float(desertion.confidence_after(np.array(confidence), np.array(1.0), np.array(exposure))) == confidence
    assert float(desertion.confidence_after(np.array(confidence), np.array(0.0), np.array(0.0))) == confidence


@given(st.floats(1e-3, 1.0), st.floats(1e-3, 1.0), st.floats(1e-3, 1.0))
def test_deserters_do_not_depend_on_how_the_time_is_cut(a: float, b: float, c: float) -> None:
    first, then, last = sorted((a, b, c), reverse=True)
    share = lambda before, after: float(desertion.deserted_share(np.array(before), np.array(after), rates=RATES.desertion))  # noqa: E731
    assert 0.0 <= share(first, last) <= 1.0
    assert (1 - share(first, then)) * (1 - share(then, last)) == pytest.approx(1 - share(first, last))


def test_a_day_with_half_the_places_around_lost_is_half_of_a_day_with_all() -> None:
    half, whole = desertion.exposure_to_losses(np.array([0.5, 1.0]), 1.0, rates=RATES.desertion)
    assert 2 * half == whole == P["command.desertion_per_day"]


def test_mutinies_come_in_their_share() -> None:
    u = (np.arange(1000) + 0.5) / 1000
    assert np.mean([desertion.mutinies(float(x), rates=RATES.desertion) for x in u]) == pytest.approx(
        P["command.change_side_share"], abs=1e-3
    )


def test_news_of_a_surrender_takes_off_those_who_believe_it() -> None:
    assert desertion.confidence_after_news(0.8, rates=RATES.desertion) == pytest.approx(0.8 * (1 - P["command.broadcast_belief"]))

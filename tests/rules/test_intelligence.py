"""How far a blow was expected, and how long a report takes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import intelligence
from engine.rules.rates import Rates
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)
SHARE = st.floats(0, 1)
DAYS = st.floats(-500, 500)


def test_on_the_day_itself_half_of_the_confidence_is_alert() -> None:
    assert intelligence.alertness(0.8, 0.0, 30.0) == pytest.approx(0.4)
    assert intelligence.alertness(0.8, 30.0, 30.0) == pytest.approx(0.8 * 0.8413, abs=1e-4)


@given(SHARE, DAYS, st.floats(0, 100), st.floats(0.1, 200))
def test_who_expects_it_earlier_or_more_surely_is_surprised_less(here: float, late: float, more: float, spread: float) -> None:
    alert, later = intelligence.alertness(here, late, spread), intelligence.alertness(here, late + more, spread)
    assert 0.0 <= alert <= later <= here
    assert 0.0 <= intelligence.surprise_level(3.0, later) <= intelligence.surprise_level(3.0, alert) <= 3.0
    assert intelligence.surprise_level(3.0, intelligence.alertness(0.0, late, spread)) == 3.0


def test_a_report_takes_its_links() -> None:
    links = np.array([0.0, 1.0, 3.0])
    assert intelligence.report_delay_h(links, np.zeros(3), rates=RATES.intelligence) == pytest.approx(
        links * P["command.report_h_per_link"]
    )
    assert float(intelligence.report_delay_h(np.array(2.0), np.array(1.0), rates=RATES.intelligence)) == pytest.approx(
        2 * P["command.report_h_per_link"] * np.exp(P["command.receipt_ln_sd"])
    )

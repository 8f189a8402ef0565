"""Darkness: the night lies around midnight, and every day has its whole night."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.daylight import dark_share

HOUR, LENGTH, NIGHT = st.floats(0, 23.99), st.floats(0.25, 24), st.floats(0, 24)


@pytest.mark.parametrize(
    ("start", "hours", "share"),
    [
        (8, 4, 0),
        (22, 4, 1),
        (0, 4, 1),
        (4, 4, 0),
        (18, 4, 0.5),
        (20, 4, 1),
        (2, 4, 0.5),
        (0, 24, 1 / 3),
        (12, 24, 1 / 3),
        (18, 12, 2 / 3),
    ],
)
def test_eight_hours_of_night_run_from_eight_to_four(start, hours, share):
    assert dark_share(start, hours, 8.0) == pytest.approx(share)


@given(start=HOUR, hours=LENGTH, night=NIGHT)
def test_it_is_a_share(start, hours, night):
    assert -1e-12 <= dark_share(start, hours, night) <= 1 + 1e-9


@given(start=HOUR, night=NIGHT, cuts=st.sampled_from([1, 2, 3, 6, 12, 24]))
def test_a_day_has_its_whole_night_however_it_is_cut(start, night, cuts):
    parts = [dark_share((start + part * 24 / cuts) % 24, 24 / cuts, night) for part in range(cuts)]
    assert np.mean(parts) == pytest.approx(night / 24, abs=1e-9)


@given(start=HOUR, hours=st.floats(0.5, 12), night=NIGHT)
def test_it_agrees_with_counting_minutes(start, hours, night):
    minutes = (start + (np.arange(2000) + 0.5) / 2000 * hours) % 24
    counted = np.mean(np.minimum(minutes, 24 - minutes) < night / 2)
    assert dark_share(start, hours, night) == pytest.approx(counted, abs=2e-3)

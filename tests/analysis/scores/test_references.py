"""The references against closed forms, and that no front sees its own dates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from analysis.results.load import Result
from analysis.scores import references
from analysis.scores.history import DatedEvent, comparable
from analysis.scores.probability import DRESSED
from tests.analysis.small_campaign import DAY, END, event, result, true_history


def dates(run: Result) -> tuple[DatedEvent, ...]:
    return comparable(run).dates


def test_constant_date_is_the_median_of_the_window_middles() -> None:
    run = result(
        [
            event(place, "entry", place, "nd", early, late)
            for place, early, late in (("n1", 0, 100), ("n2", 100, 300), ("n3", 1000, 3000))
        ]
    )
    assert set(references.constant_date(dates(run)).values()) == {200.0}
    assert references.constant_date(()) == {}


def test_single_speed_goes_by_road_from_the_nearest_first_step_and_never_by_rail() -> None:
    run = result([event(place, "entry", place, "nd", 0, DAY) for place in ("n1", "n3", "off", "isle", "s2")])
    km = {"n1": 100, "n3": 300, "off": 230, "s2": 400}
    expected = {place: min(at / 45 * DAY, END) for place, at in km.items()} | {"isle": float(END)}
    assert references.single_speed(run, dates(run)) == pytest.approx(expected)


def test_slowed_divides_the_minute_and_stops_at_the_last() -> None:
    assert references.slowed({"a": 700.0, "b": 900.0}, 1200) == pytest.approx({"a": 1000.0, "b": 1200.0})


def test_km_of_an_event_is_that_of_its_axis_or_of_the_nearest_place_on_one() -> None:
    run = result([event(place, "entry", place, "nd", 0, DAY) for place in ("n2", "off", "s1")])
    assert references.axis_km(run, dates(run)) == {"n2": 200.0, "off": 200.0, "s1": 200.0}


def test_other_fronts_dates_interpolate_their_own_line() -> None:
    run = result(true_history())
    predicted = references.neighbours_dates(run, dates(run))
    middle = {one.id: one.middle_min for one in dates(run)}
    assert predicted["take_s1"] == middle["take_n2"]
    assert predicted["take_s2"] == middle["take_n3"]
    assert predicted["take_n3"] == pytest.approx((middle["take_s1"] + middle["take_s2"]) / 2)
    assert predicted["take_n1"] == middle["take_s1"]


@given(st.lists(st.integers(0, END - DAY), min_size=2, max_size=2))
def test_a_front_left_out_is_not_seen(shifted: list[int]) -> None:
    known = true_history()
    changed = [
        {**one, "earliest_minute": shifted.pop(), "latest_minute": END} if one["formation"] == "sd" else one for one in known
    ]
    before, after = result(known), result(changed)
    old, new = references.neighbours_dates(before, dates(before)), references.neighbours_dates(after, dates(after))
    for place in ("s1", "s2"):
        assert new[f"take_{place}"] == old[f"take_{place}"]


def test_a_front_does_see_the_others() -> None:
    known = true_history()
    later = [{**one, "latest_minute": END} if one["formation"] == "nd" else one for one in known]
    before, after = result(known), result(later)
    old, new = references.neighbours_dates(before, dates(before)), references.neighbours_dates(after, dates(after))
    assert new["take_s1"] > old["take_s1"] and new["take_n1"] == old["take_n1"]


def test_a_single_front_cannot_be_predicted() -> None:
    run = result([one for one in true_history() if one["formation"] == "nd"])
    assert references.neighbours_dates(run, dates(run)) == {}


@given(st.lists(st.tuples(st.integers(0, 8), st.floats(0, 1000)), min_size=1, max_size=12))
def test_isotonic_fit_equals_scipys(points: list[tuple[int, float]]) -> None:
    x, y = [float(at) for at, _ in points], [value for _, value in points]
    knots, fitted = references.isotonic(x, y)
    means = [float(np.mean([value for at, value in zip(x, y, strict=True) if at == knot])) for knot in knots]
    weights = [x.count(knot) for knot in knots]
    np.testing.assert_allclose(fitted, isotonic_regression(means, weights=weights).x, atol=1e-6)
    assert (np.diff(fitted) >= 0).all()


def test_one_run_is_called_so() -> None:
    named = [references.called(name, runs) for runs in (1, 20) for name in (references.RUNS, DRESSED, references.EMPTY)]
    assert named == ["this run", "this run with its error spread", "empty map", references.RUNS, DRESSED, "empty map"]

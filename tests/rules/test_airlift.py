"""Lifts: the weather's share of the sorties, equal shares of the load, distances on the sphere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import airlift, geodesy
from engine.rules.rates import Rates
from engine.rules.rationing import shared_out
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)
WISHES = st.lists(st.floats(0, 500), min_size=1, max_size=8)


def test_a_dry_sky_flies_all_and_worse_weather_less():
    for aircraft in ("combat_aircraft", "transports"):
        dry, *others = airlift.sortie_share(np.arange(5), aircraft, rates=RATES.airlift)
        rain, downpour, overcast, fog = others
        assert others == [P[f"airlift.{sky}_share"] for sky in ("rain", "downpour", "overcast", "fog")]
        assert dry == 1.0 > overcast > rain > downpour > fog > 0


@given(wishes=WISHES, tonnes=st.floats(0, 2000))
def test_nobody_gets_more_than_he_wants_and_all_together_what_there_is(wishes, tonnes):
    shares = shared_out(np.array(wishes), tonnes)
    assert np.all(shares >= 0) and np.all(shares <= np.array(wishes) * (1 + 1e-12))
    assert shares.sum() == pytest.approx(min(tonnes, sum(wishes)), rel=1e-12)


def test_scarce_tonnes_are_shared_in_proportion():
    assert shared_out(np.array([10.0, 30.0]), 20.0).tolist() == [5.0, 15.0]
    assert shared_out(np.array([0.0, 0.0]), 20.0).tolist() == [0.0, 0.0]


def test_a_quarter_of_the_globe_is_ten_thousand_kilometres():
    quarter = np.pi / 2 * 6371.0
    ends = geodesy.great_circle_km(np.array([90.0, 0.0, 0.0]), np.array([0.0, 90.0, 180.0]), 0.0, 0.0)
    assert ends == pytest.approx([quarter, quarter, 2 * quarter])


@given(lat=st.floats(-80, 80), lon=st.floats(-180, 180), lat_0=st.floats(-80, 80), lon_0=st.floats(-180, 180))
def test_distance_is_that_of_the_chord_and_the_same_both_ways(lat, lon, lat_0, lon_0):
    there = float(geodesy.great_circle_km(np.array(lat), np.array(lon), lat_0, lon_0))
    back = float(geodesy.great_circle_km(np.array(lat_0), np.array(lon_0), lat, lon))
    a, b = (
        np.array(
            [np.cos(np.radians(y)) * np.cos(np.radians(x)), np.cos(np.radians(y)) * np.sin(np.radians(x)), np.sin(np.radians(y))]
        )
        for y, x in ((lat, lon), (lat_0, lon_0))
    )
    chord = 2 * np.arcsin(min(np.linalg.norm(a - b) / 2, 1.0))
    assert there == pytest.approx(back, abs=1e-6) and there == pytest.approx(6371.0 * chord, abs=1e-3)


def test_a_lift_brings_sorties_times_load_times_days_as_far_as_the_skies_let_it():
    tonnes = airlift.lifted_t(np.array([0, 1]), sorties=40 * 0.25, t_per_sortie=2.5, rates=RATES.airlift)
    assert tonnes == pytest.approx(40 * 2.5 * 0.25 * (1 + P["airlift.rain_share"]) / 2)


def test_half_way_between_places_is_the_middle_in_degrees():
    ends = np.array([[100.0, 40.0], [10.0, 0.0]]), np.array([[110.0, 50.0], [20.0, 2.0]])
    assert geodesy.between_places(*ends, np.array([0.5, 0.0])).tolist() == [[105.0, 45.0], [10.0, 0.0]]

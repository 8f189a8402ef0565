"""The projection keeps scale and angles where the theory says so, and can be turned back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ground.projection import EARTH_RADIUS_KM, Frame, Lambert, map_projection
from analysis.results.records import MapLayout, Place

NORTH, SOUTH = Lambert((41, 49), (124.5, 45)), Lambert((-20, -35), (140.0, -28.0))
STEP = 1e-4


def test_the_centre_is_the_origin_and_north_is_up() -> None:
    for projection in (NORTH, SOUTH):
        lon, lat = projection.centre
        assert np.allclose(projection.km(lon, lat), 0, atol=1e-9)
        (x, y), (x_east, _) = projection.km(lon, lat + 1)[0], projection.km(lon + 1, lat)[0]
        assert x == pytest.approx(0, abs=1e-9) and y > 0 and x_east > 0


@given(lon=st.floats(95, 155), lat=st.floats(20, 70))
def test_degrees_undo_km(lon: float, lat: float) -> None:
    assert np.allclose(NORTH.degrees(NORTH.km(lon, lat)), [[lon, lat]], atol=1e-7)


@given(lon=st.floats(100, 150), lat=st.floats(25, 65))
def test_the_map_is_conformal_and_true_on_its_parallels(lon: float, lat: float) -> None:
    def scales(at: float) -> tuple[float, float]:
        here = NORTH.km(lon, at)[0]
        north = np.hypot(*(NORTH.km(lon, at + STEP)[0] - here)) / (EARTH_RADIUS_KM * np.radians(STEP))
        east = np.hypot(*(NORTH.km(lon + STEP, at)[0] - here)) / (EARTH_RADIUS_KM * np.radians(STEP) * np.cos(np.radians(at)))
        return float(north), float(east)

    assert scales(lat)[0] == pytest.approx(scales(lat)[1], rel=1e-4)
    for parallel in NORTH.parallels:
        assert scales(parallel) == pytest.approx((1.0, 1.0), rel=1e-4)


def test_a_southern_map_can_be_turned_back() -> None:
    assert np.allclose(SOUTH.degrees(SOUTH.km([130, 145], [-40, -15])), [[130, -40], [145, -15]], atol=1e-7)


def town(lon: float, lat: float) -> Place:
    return Place(id="t", name="T", lon=lon, lat=lat)


def test_without_a_map_the_frame_holds_all_places_with_a_margin() -> None:
    places = [town(10.0, 50.0), town(12.0, 51.0), town(11.0, 49.5)]
    projection, frame = map_projection(None, places)
    xy = projection.km([p.lon for p in places], [p.lat for p in places])
    width = np.ptp(xy[:, 0])
    assert frame.holds(xy, inside_km=0.079 * width).all() and 2 / 3 < frame.width_km / frame.height_km < 2.01


def test_one_place_still_has_a_frame() -> None:
    _, frame = map_projection(None, [town(10.0, 0.0)])
    assert frame.width_km > 0 and frame.height_km > 0


def test_the_frame_of_the_map_is_used() -> None:
    layout = MapLayout(standard_parallels=(41, 49), centre=(124.5, 45), frame_km=(-965, 860, -735, 640))
    assert map_projection(layout, [town(0.0, 0.0)])[1] == Frame(-965, 860, -735, 640)

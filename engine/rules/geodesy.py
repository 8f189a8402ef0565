"""Distances on the globe."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Numbers
from engine.constants import EARTH_RADIUS_KM


def great_circle_km(lat: Floats, lon: Floats, lat_0: float, lon_0: float) -> Floats:
    """Distance (>= 0) in km of points (degrees) from one point, on a sphere of the mean radius; shape of `lat`.

    Source: haversine formula. Accurate to 0.5 % of an ellipsoid."""
    a, b = np.radians(lat), np.radians(lat_0)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(np.asarray(lon) - lon_0) / 2) ** 2
    return np.asarray(EARTH_RADIUS_KM * 2.0 * np.arcsin(np.sqrt(half)))


def half_turn(lon: Numbers) -> Floats:
    """Longitudes, or differences of two (degrees, less than a turn and a half), between -180 and 180; shape of `lon`.

    Source: geometry."""
    return np.where(np.abs(lon) > 180.0, lon - np.copysign(360.0, lon), lon)


def between_places(from_place: Floats, to_place: Floats, share: Floats) -> Floats:
    """Longitude and latitude (degrees) at a `share` (0-1) of the way between places; shape (..., 2) of the two, (...) of `share`.

    Straight in degrees, as maps draw a link; across 180 degrees the short way. Source: linear interpolation."""
    step = to_place - from_place
    step = np.stack([half_turn(step[..., 0]), step[..., 1]], axis=-1)
    found = np.asarray(from_place + np.asarray(share)[..., None] * step)
    found[..., 0] = half_turn(found[..., 0])
    return found

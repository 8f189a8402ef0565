"""Distances on the globe."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.constants import EARTH_RADIUS_KM


def great_circle_km(lat: Floats, lon: Floats, lat_0: float, lon_0: float) -> Floats:
    """Distance (>= 0) in km of points (degrees) from one point, on a sphere of the mean radius; shape of `lat`.

    Source: haversine formula. Accurate to 0.5 % of an ellipsoid."""
    a, b = np.radians(lat), np.radians(lat_0)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(np.asarray(lon) - lon_0) / 2) ** 2
    return np.asarray(EARTH_RADIUS_KM * 2.0 * np.arcsin(np.sqrt(half)))

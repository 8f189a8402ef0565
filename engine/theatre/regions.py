"""Which points lie in a region of the scenario: the sky over a road and the ground that a measure asks for mean one box."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats
from engine.scenario.schema import Region


def inside(box: Region, lon: Floats, lat: Floats) -> Bools:
    """(points,): which lie in a region, its edges included; one whose west is more than its east lies across 180 degrees.

    `lon`, `lat`: (points,), in degrees, east and north positive, longitudes from -180 to 180."""
    (west, east), (south, north) = box.lon, box.lat
    along = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return np.asarray(along & (lat >= south) & (lat <= north))

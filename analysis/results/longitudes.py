"""Longitudes of a theatre that may lie across 180 degrees: told eastwards from its west edge, so that it is one piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

TURN = 360.0


def west_edge(lons: Sequence[float] | NDArray[np.float64]) -> float:
    """The longitude (degrees, -180 to 180) east of the widest gap between these; -180 without any.

    Of a theatre that does not lie across 180 degrees it is the least."""
    known = np.unique(np.asarray(lons, float))
    if not len(known):
        return -TURN / 2
    gaps = np.diff(known, append=known[0] + TURN)
    widest = len(known) - 1 if gaps[-1] >= gaps.max() else int(gaps.argmax())
    return float(known[(widest + 1) % len(known)])


def eastward(lon: float, west: float) -> float:
    """A longitude as it is east of the west edge: over 180 where the theatre goes on beyond 180 degrees."""
    return lon + TURN if lon < west else lon


def usual(lon: float) -> float:
    """A longitude between -180 and 180 again."""
    return lon - TURN if lon > TURN / 2 else lon

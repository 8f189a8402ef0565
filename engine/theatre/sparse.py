"""Shortest distances between all places at once, on scipy's sparse matrices."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from engine.arrays import Floats
from engine.theatre.searches import Ways


def shortest(ways: Ways) -> Floats:
    """(places, places): minutes of the quickest route between any two; inf without one."""
    rows = [sorted(neighbours.items()) for neighbours in ways]
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    ends = np.array([place for row in rows for place, _ in row], np.int32)
    minutes = np.array([more for row in rows for _, more in row], float)
    found: Floats = dijkstra(csr_array((minutes, ends, starts), shape=(len(ways), len(ways))))
    return found

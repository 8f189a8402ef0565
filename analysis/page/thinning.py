"""Lines with as few points as a tolerance allows: Douglas and Peucker's rule, all lines of a drawing at once.

Cartographica 10 (1973), 112-122. A line is split at the point that is furthest from its chord until none is further off than
the tolerance. Here all pieces of all lines are split together, one round after the other, so that numpy works on long arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


def thinned(lines: Sequence[Array], tolerance: float) -> list[Array]:
    """Each of `lines`, shape (n, 2) with n of 1 or more, with the points left out that lie within `tolerance` of what stays."""
    if not lines:
        return []
    points, ends = np.concatenate(lines), np.cumsum([len(line) for line in lines])
    keep = np.zeros(len(points), bool)
    first, last = np.concatenate([[0], ends[:-1]]), ends - 1
    keep[first] = keep[last] = True
    while len(first):
        split, middle = _furthest(points, first, last, tolerance)
        keep[middle] = True
        first, last = np.concatenate([first[split], middle]), np.concatenate([middle, last[split]])
    return [points[begin:end][keep[begin:end]] for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def _furthest(points: Array, first: Indices, last: Indices, tolerance: float) -> tuple[Indices, Indices]:
    """Which pieces have an inner point further than `tolerance` from their chord, and the first furthest in each of these."""
    wide = np.flatnonzero(last - first > 1)
    first, last = first[wide], last[wide]
    count = last - first - 1
    if not len(wide):
        return wide, wide
    begins = np.cumsum(count) - count
    of = np.repeat(np.arange(len(wide)), count)
    inner = np.arange(len(of)) - begins[of] + first[of] + 1
    off = _off_chord(points, inner, first, last, of)
    most = np.maximum.reduceat(off, begins)
    where = np.flatnonzero(off == most[of])
    furthest = inner[where[np.searchsorted(of[where], np.arange(len(wide)))]]
    far = most > tolerance
    return wide[far], furthest[far]


def _off_chord(points: Array, inner: Indices, first: Indices, last: Indices, of: Indices) -> Array:
    """How far points are from the chords of the pieces `of` which they are."""
    chord = (points[last] - points[first])[of]
    from_first = points[inner] - points[first][of]
    long = np.maximum((chord * chord).sum(axis=1), 1e-12)
    share = np.clip((from_first * chord).sum(axis=1) / long, 0.0, 1.0)
    return np.asarray(np.hypot(*(from_first - share[:, None] * chord).T), np.float64)

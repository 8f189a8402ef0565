"""Sparse matrices for searches, made from pairs that are in order already."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from engine.arrays import Floats, Ints


def of_sorted(weights: Floats, ends: Ints, size: int) -> csr_array:
    """(size, size): `weights` (n,) at rows and columns `ends` (2, n), which are sorted, each pair once.

    What `csr_array((weights, ends))` makes, without looking for an order and for doubles."""
    starts = np.searchsorted(ends[0], np.arange(size + 1)).astype(np.int32)
    return csr_array((weights, ends[1].astype(np.int32), starts), shape=(size, size))

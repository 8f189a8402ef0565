"""The array types that every part of the engine names, and a few operations that numpy does slowly.

This file holds no formula of the field. Shapes stand in the docstring of each function that takes an array."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Numbers = Floats | float
"""An array, or one number that broadcasts."""


def between(values: Numbers, low: float, high: float) -> Floats:
    """`values` held within `low` and `high`; on a few dozen values twice as fast as `np.clip`."""
    least, most = _of_numpy(low, high)
    return np.asarray(np.minimum(np.maximum(values, least), most))


def when(flags: Bools, factor: float) -> Floats:
    """`factor` where `flags` are set and 1 elsewhere; shape of `flags`. Four times as fast as `np.where` with numbers."""
    return _one_or(factor).take(flags)


def some(values: NDArray[Any] | np.bool_) -> bool:
    """Whether any value is not 0 or False: counted, which takes a tenth of the time of `any` on a few hundred values."""
    return bool(np.count_nonzero(values))


def rows_of(flags: Bools) -> Ints:
    """(rows,): where flags (n,) are set, ascending; `np.flatnonzero` without its detours."""
    return flags.nonzero()[0]


def summed(values: Floats, group: Ints, groups: int) -> Floats:
    """(..., groups): sums of `values` (..., n) over those of one `group` (n,), in their order; in one count over all of them."""
    kinds = values.shape[:-1]
    if not kinds:
        return np.asarray(np.bincount(group, values, groups), float)
    cells = math.prod(kinds)
    number = (_first_of_each(cells, groups) + group).ravel()
    return np.asarray(np.bincount(number, values.ravel(), cells * groups), float).reshape(*kinds, groups)


@lru_cache(maxsize=1024)
def _first_of_each(cells: int, groups: int) -> Ints:
    return np.arange(cells)[:, None] * groups


@cache
def _of_numpy(low: float, high: float) -> tuple[np.float64, np.float64]:
    """The same numbers as numpy's own, for which an operation does not have to look for the fitting type."""
    return np.float64(low), np.float64(high)


@cache
def _one_or(factor: float) -> Floats:
    return np.array([1.0, factor])

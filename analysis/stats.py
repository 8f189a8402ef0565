"""Intervals of 95 %: of a mean, of a share and of a rank correlation."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
Z = 1.959963984540054


def half_width(values: NDArray[np.float64]) -> float:
    """Half the interval of the mean by Student's t; NaN for fewer than two values."""
    from scipy.special import stdtrit

    n = len(values)
    if n > 1 and np.ptp(values) == 0.0:
        return 0.0  # the mean of equal numbers may differ from them by rounding
    return float(stdtrit(n - 1, (1 + LEVEL) / 2) * np.std(values, ddof=1) / math.sqrt(n)) if n > 1 else math.nan


def share_interval(count: int, n: int) -> tuple[float, float]:
    """The interval of a probability after `count` of `n` cases (Wilson's)."""
    share, spread = count / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def correlation_interval(rho: float, n: int) -> tuple[float, float]:
    """The interval of a rank correlation over `n` cases by Fisher's z, with the usual 6 % more for ranks."""
    if n < 4 or abs(rho) >= 1.0:
        return rho, rho
    z, half = math.atanh(rho), Z * 1.03 / math.sqrt(n - 3)
    return math.tanh(z - half), math.tanh(z + half)

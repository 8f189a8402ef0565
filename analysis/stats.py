"""Statistics that every room needs: intervals of 95 %, and the one score of a probability forecast against a window.

`scipy.stats` takes longer to import than most commands take to answer: its distributions are taken from `scipy.special`, where
they are functions, and only the rank correlation imports it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""Of every interval that is printed."""
Z = 1.959963984540054
"""Half of such an interval of a normal variable, in standard deviations."""
RANKS_WIDER = 1.03
"""Interval of a rank correlation over that of Pearson's: 6 % more variance of z (Fieller, Hartley and Pearson 1957)."""


def half_width(values: NDArray[np.float64]) -> float:
    """Half the interval of the mean of `values` by Student's t, in their unit; NaN for fewer than two values."""
    from scipy.special import stdtrit

    n = len(values)
    if n > 1 and np.ptp(values) == 0.0:
        return 0.0  # the mean of equal numbers may differ from them by rounding
    return float(stdtrit(n - 1, (1 + LEVEL) / 2) * np.std(values, ddof=1) / math.sqrt(n)) if n > 1 else math.nan


BLOCK, FEWEST = 8, 8
"""Replications in a block of priors drawn by Latin hypercube, and the blocks from which intervals are taken from their means."""


def block_means(
    values: NDArray[np.float64], replication: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of each block of replications, and the share of the values that are in it."""
    _, block = np.unique(replication // BLOCK, return_inverse=True)
    sizes = np.bincount(block)
    return np.bincount(block, values) / sizes, sizes / len(values)


def sampled_half_width(values: NDArray[np.float64], replication: NDArray[np.integer[Any]], sampling: str) -> float:
    """Half the interval of a mean over replications whose priors were drawn by `sampling`.

    By Latin hypercube it comes from the means of blocks; with fewer than `FEWEST`, and for random draws, from the values."""
    from scipy.special import stdtrit

    if sampling == "random" or len(np.unique(replication // BLOCK)) < FEWEST or np.ptp(values) == 0.0:
        return half_width(values)
    means, shares = block_means(values, replication)
    blocks = len(means)
    variance = blocks / (blocks - 1) * float(np.sum((shares * (means - values.mean())) ** 2))
    return float(stdtrit(blocks - 1, (1 + LEVEL) / 2) * math.sqrt(variance))


def share_interval(count: int, n: int) -> tuple[float, float]:
    """The ends (0-1) of the interval of a probability after `count` of `n` cases, Wilson's."""
    middle, whole = (2 * count + Z**2) / 2, n + Z**2
    half = Z / 2 * math.sqrt(4 * count * (n - count) / n + Z**2)
    return (middle - half) / whole if count else 0.0, (middle + half) / whole if count < n else 1.0


def rank_correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Spearman's rank correlation, -1 to 1; 0 where either does not vary or there are fewer than four cases."""
    from scipy.stats import spearmanr

    if len(x) < 4 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(spearmanr(x, y).statistic)


def correlation_interval(rho: float, n: int) -> tuple[float, float]:
    """The ends of the interval of a rank correlation `rho` over `n` cases, by Fisher's z; -1 and 1 for fewer than four.

    Ranks move in steps, so each end is taken from half a step of `rho` farther out. Then as many correlations of nothing can be
    told from 0 as the permutations say: none of four cases, of which 1 in 12 has a correlation of 1 or -1, and 1.7 % of five."""
    if n < 4:
        return -1.0, 1.0
    step, half = 12 / (n * (n * n - 1)), Z * RANKS_WIDER / math.sqrt(n - 3)
    low, high = rho - step / 2, rho + step / 2
    return (math.tanh(math.atanh(low) - half) if low > -1.0 else -1.0, math.tanh(math.atanh(high) + half) if high < 1.0 else 1.0)


FEWEST_CASES = 5
"""The least cases of which a rank correlation can be told from 0 at 95 %: one of 1 or -1."""


def crps(members: ArrayLike, earliest: ArrayLike, latest: ArrayLike) -> NDArray[np.float64]:
    """Continuous ranked probability score of an ensemble against a window in which nothing is known, in the members' unit.

    `members` has shape (members,) or (members, cases), `earliest` and `latest` (that may coincide) shape () or (cases,); so has
    what comes back: >= 0 on average, 0 for certainty inside the window. It is the integral, outside the window, of the squared
    distance between the members' distribution and the step of what happened. With errors e = distance from the nearer edge (0
    inside): mean |e| - mean |e - e'| / 2 over pairs of *different* members, which is fair to ensembles of any size (Ferro 2014,
    Q. J. R. Meteorol. Soc. 140); over all pairs a small ensemble would be charged for its size. One member: its absolute error.
    """
    values = np.sort(np.asarray(members, dtype=float), axis=0)
    errors = np.minimum(values - earliest, 0) + np.maximum(values - latest, 0)
    count = len(errors)
    if count == 1:
        return np.asarray(np.abs(errors[0]))
    rank = (2 * np.arange(count) - count + 1).reshape(-1, *[1] * (errors.ndim - 1))
    spread = 2 * (rank * errors).sum(axis=0) / (count * (count - 1))
    return np.asarray(np.abs(errors).mean(axis=0) - spread / 2)

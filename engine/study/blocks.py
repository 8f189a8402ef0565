"""Priors drawn by Latin hypercube: blocks of replications in which every parameter is spread evenly over its range.

Eight replications in a row are a block. In it each parameter falls once into each eighth of its range, in an order of its own,
anywhere within the eighth. Blocks are independent of one another, so that a sweep can be extended by any number of runs, and
the scatter of their means says how well a mean is known (McKay, Beckman and Conover 1979; Owen 1997: the variance of a mean is at
most n / (n - 1) times that of random draws). A draw stays keyed by seed, replication and parameter: the order of a block is the
order of the random draws of its replications, so a new parameter moves no other's."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats

BLOCK = 8
"""Replications in a block."""
FEWEST = 8
"""Blocks from which intervals are taken from their means; with fewer, runs count as drawn at random, which is wider."""
LEVEL = 0.95


def stratified(uniforms: Floats, within: Floats) -> Floats:
    """Evenly spread numbers in 0-1 from random ones, both of shape (BLOCK, ...): a column's ranks decide which part each gets."""
    ranks = np.argsort(np.argsort(uniforms, axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray((ranks + within) / len(uniforms))


def block_half_width(values: Sequence[float] | Floats, replications: Sequence[int] | Floats) -> float:
    """Half the 95 % interval of the mean from the means of blocks, by Student's t; inf for fewer than two blocks.

    A block counts by the number of its values, since the last may be cut short, or runs of it may have failed."""
    from scipy.special import stdtrit

    kept, number = np.asarray(values, dtype=float), np.asarray(replications, dtype=int) // BLOCK
    _, block = np.unique(number, return_inverse=True)
    sizes = np.bincount(block)
    if len(sizes) < 2:
        return math.inf
    if float(np.ptp(kept)) == 0.0:
        return 0.0
    gaps = np.bincount(block, kept) / sizes - kept.mean()
    variance = len(sizes) / (len(sizes) - 1) * float(np.sum((sizes / sizes.sum() * gaps) ** 2))
    return float(stdtrit(len(sizes) - 1, (1 + LEVEL) / 2) * math.sqrt(variance))

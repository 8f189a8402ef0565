"""Priors: from a range and a shape to a value, and one value of every uncertain parameter for each replication.

A draw is the quantile of a keyed uniform number, addressed by the parameter's path. So all design points of a replication
share the draws, and a new parameter moves no other's draw. What a parameter means and where its range comes from stands in the
catalogue (docs/parameters.md).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from engine.randomness import Dice, Stream
from engine.scenario.parameters import Outside, Parameter, catalogue
from engine.scenario.renamed import first_called
from engine.scenario.study import Sampling
from engine.study.blocks import BLOCK, stratified

P90 = NormalDist().inv_cdf(0.9)
SIGNIFICANT = 9
WITHIN = 1
"""The occasion of a parameter's draw that says where in its part of the range it falls; occasion 0 is the random draw."""
RULES = "rules."
SHAPES = {"beta": "pert"}
"""The catalogue's names of shapes where a study calls them otherwise."""


@dataclass(frozen=True)
class Prior:
    """What is believed of a number: `low` and `high` bound it, or are its 10 and 90 % points if it is lognormal."""

    low: float
    mode: float
    high: float
    shape: str

    def at(self, u: float) -> float:
        """The quantile of `u` in 0-1, to nine significant digits so that it can be written down and read back."""
        return float(f"{self._quantile(u):.{SIGNIFICANT}g}")

    def _quantile(self, u: float) -> float:
        if self.shape == "uniform":
            return self.low + u * (self.high - self.low)
        if self.shape == "lognormal":
            # The two halves of a range that is not symmetric in the logarithm each keep their own point.
            z = NormalDist().inv_cdf(u)
            return self.mode * math.exp(z / P90 * math.log(self.high / self.mode if z > 0 else self.mode / self.low))
        return self._triangular(u) if self.shape == "triangular" else self._pert(u)

    def _triangular(self, u: float) -> float:
        width, below = self.high - self.low, self.mode - self.low
        if u * width <= below:
            return self.low + math.sqrt(u * width * below)
        return self.high - math.sqrt((1.0 - u) * width * (self.high - self.mode))

    def _pert(self, u: float) -> float:
        """The beta distribution with the mean (low + 4 mode + high) / 6."""
        from scipy.special import betaincinv

        width = self.high - self.low
        a, b = 1.0 + 4.0 * (self.mode - self.low) / width, 1.0 + 4.0 * (self.high - self.mode) / width
        return self.low + width * float(betaincinv(a, b, u))


def prior_of(parameter: Parameter, *, held_out: Collection[str] = ()) -> Prior | None:
    """The prior of a parameter of the catalogue, None if it is a choice or a scale and not uncertain.

    Where its path is in `held_out`, its twin from outside counts."""
    if parameter.shape == "fixed" or parameter.low == parameter.high:
        return None
    row = believed(parameter, held_out=held_out)
    return Prior(row.low, row.mode, row.high, SHAPES.get(parameter.shape, parameter.shape))


def believed(parameter: Parameter, *, held_out: Collection[str] = ()) -> Parameter | Outside:
    """The row that a prior is drawn from: the parameter's own, or its twin from outside where its path is in `held_out`."""
    return parameter.outside if parameter.outside and parameter.path in held_out else parameter


def uncertain(fixed: Iterable[str] = (), *, held_out: Collection[str] = ()) -> dict[str, Prior]:
    """Path (`rules.GROUP.NAME`) to prior of every uncertain parameter of campaigns but those in `fixed`, sorted by path.

    Those of `held_out` (`GROUP.NAME`) have the prior of their twin from outside."""
    kept, rows = set(fixed), {path: row for path, row in catalogue().items() if row.scope == "campaign"}
    priors = {RULES + path: prior_of(parameter, held_out=held_out) for path, parameter in rows.items()}
    return {path: prior for path, prior in sorted(priors.items()) if prior is not None and path not in kept}


def drawn(priors: Iterable[tuple[str, Prior]], *, seed: int, replication: int, sampling: Sampling = "random") -> dict[str, float]:
    """One value of each prior for a replication, by path."""
    listed = list(priors)
    keys = [first_called(path) for path, _ in listed]
    if sampling == "latin_hypercube":
        units = _spread(keys, seed, replication)
    else:
        dice = Dice(seed, replication)
        units = [dice.uniform(Stream.PARAMETER, key) for key in keys]
    return {path: prior.at(u) for (path, prior), u in zip(listed, units, strict=True)}


def _spread(keys: Sequence[str], seed: int, replication: int) -> list[float]:
    """The numbers in 0-1 of a replication, one a key: spread evenly over the replications of its block."""
    first, own = replication - replication % BLOCK, replication % BLOCK
    members = [Dice(seed, first + member) for member in range(BLOCK)]
    random = np.array([[dice.uniform(Stream.PARAMETER, key) for key in keys] for dice in members])
    within = np.array([members[own].uniform(Stream.PARAMETER, key, WITHIN) for key in keys])
    units: list[float] = stratified(random, within)[own].tolist()
    return units

"""Design points: the combinations of a study's factors that are run.

A factor is a lever, which the analyst sets, or an uncertainty. Sampling is scipy's and SALib's; what a sampled number in 0-1
means for a factor is its prior's to say (`priors`). The same study and seed give the same points in the same order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Floats
from engine.errors import EngineError
from engine.scenario.parameters import Parameter, catalogue
from engine.scenario.study import CHOICE, RULES, Design, Factor, Study
from engine.study.priors import SHAPES, Prior, prior_of

Values = dict[str, float]

MORRIS_LEVELS = 4
EDGE = 0.05
"""Morris' levels are quantiles from here to 1 - EDGE, so that a tail without end has a last level too."""


@dataclass(frozen=True)
class Point:
    """A design point: the value of every factor by path, and for sampled ones where in 0-1 it came from.

    `units` is what methods of sensitivity need that look at the unit cube and not at values."""

    values: Values
    units: Values


@dataclass(frozen=True)
class FactorRange:
    """A factor ready to be sampled: its listed values, or its prior; exactly one of the two is given."""

    path: str
    values: tuple[float, ...]
    prior: Prior | None

    def at(self, u: float) -> float:
        """The value at `u` in 0-1: a quantile of the prior, or one of the listed values, each with an equal share of 0-1."""
        if self.prior is not None:
            return self.prior.at(u)
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]

    @property
    def levels(self) -> tuple[float, ...]:
        """The values that stand for the factor where it is not sampled: as listed, or low, mode and high."""
        if self.prior is None:
            return self.values
        return tuple(sorted({self.prior.low, self.prior.mode, self.prior.high}))


def range_of_factor(factor: Factor) -> FactorRange:
    """The factor with its range: its own, or that of the catalogue's row, whose mode the scenario runs with.

    EngineError where neither the study nor the catalogue gives a range."""
    if factor.values:
        return FactorRange(factor.path, tuple(factor.values), None)
    known = catalogue().get(factor.path.removeprefix(RULES)) if factor.path.startswith(RULES) else None
    if factor.low is None or factor.high is None:
        return FactorRange(factor.path, (), _known_prior(factor, known))
    shape = factor.distribution or (SHAPES.get(known.shape, known.shape) if known else "triangular")
    mode = (factor.low + factor.high) / 2 if factor.mode is None else factor.mode
    return FactorRange(factor.path, (), Prior(factor.low, mode, factor.high, "triangular" if shape == "fixed" else shape))


def _known_prior(factor: Factor, known: Parameter | None) -> Prior:
    """The prior of the catalogue's row, with the factor's own mode and shape where it has them. EngineError for none."""
    found = prior_of(known) if known else None
    if found is None:
        raise EngineError(f"{factor.path} has no prior in the catalogue; give low and high, or values")
    mode = found.mode if factor.mode is None else factor.mode
    return Prior(found.low, mode, found.high, factor.distribution or found.shape)


def points_of(study: Study) -> list[Point]:
    """The design points in their order; without factors one point that changes nothing.

    Every combination of the levers meets every sample of the uncertainties; choices are a lever, and vary fastest."""
    levers = [range_of_factor(factor) for factor in study.factors if factor.kind == "lever"]
    if study.choices:
        levers.append(FactorRange(CHOICE, tuple(map(float, range(len(study.choices)))), None))
    rest = [range_of_factor(factor) for factor in study.factors if factor.kind == "uncertainty"]
    samples = list(_samples(study.design, rest, study.seed)) if study.design and rest else [Point({}, {})]
    choices = [dict(zip([axis.path for axis in levers], chosen, strict=True)) for chosen in _product(levers)]
    return [Point({**choice, **sample.values}, sample.units) for sample in samples for choice in choices]


def _product(ranges: Sequence[FactorRange]) -> Iterator[tuple[float, ...]]:
    """Every combination of the factors' levels, the last factor fastest."""
    return itertools.product(*(axis.levels for axis in ranges))


def _samples(design: Design, ranges: Sequence[FactorRange], seed: int) -> Iterator[Point]:
    """The points of the uncertainties alone, as the study's design has them."""
    if design.kind == "full_factorial":
        for chosen in _product(ranges):
            yield Point({axis.path: value for axis, value in zip(ranges, chosen, strict=True)}, {})
    elif design.kind == "one_at_a_time":
        yield from _one_at_a_time(ranges)
    else:
        for row in _units(design, len(ranges), seed).tolist():
            units = {axis.path: round(u, 12) for axis, u in zip(ranges, row, strict=True)}
            yield Point({axis.path: axis.at(units[axis.path]) for axis in ranges}, units)


def _one_at_a_time(ranges: Sequence[FactorRange]) -> Iterator[Point]:
    """The middle of all factors, then each level of each factor with the others in the middle."""
    middle = {axis.path: axis.prior.mode if axis.prior else axis.values[0] for axis in ranges}
    yield Point(middle, {})
    for axis in ranges:
        for level in axis.levels:
            if level != middle[axis.path]:
                yield Point({**middle, axis.path: level}, {})


def _units(design: Design, factors: int, seed: int) -> Floats:
    """Samples in the unit cube, shape (points, factors)."""
    if design.kind == "latin_hypercube":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(factors, seed=np.random.default_rng(seed)).random(design.samples))
    problem = {"num_vars": factors, "names": [str(i) for i in range(factors)], "bounds": [[0.0, 1.0]] * factors}
    if design.kind == "sobol":
        if design.samples & (design.samples - 1):
            raise EngineError(f"a Sobol design of {design.samples} samples is unbalanced; take a power of 2")
        return np.asarray(_salib("sobol").sample(problem, design.samples, calc_second_order=False, seed=seed % 2**32))
    sampled = np.asarray(_salib("morris").sample(problem, design.samples, num_levels=MORRIS_LEVELS, seed=seed % 2**32))
    return EDGE + (1.0 - 2.0 * EDGE) * sampled


def _salib(method: str) -> Any:
    """SALib's sampler of that name, imported only when a design asks for it. EngineError where the extra is not installed."""
    from importlib import import_module

    try:
        return import_module(f"SALib.sample.{method}")
    except ImportError:
        raise EngineError(f"a {method} design needs SALib; pip install 'august-storm[study]'") from None

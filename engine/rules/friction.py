"""Friction: what no plan foresees, as multiples of pace and of what a commander holds to, and as late starts.

Theory: `docs/methods/march.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats, Numbers
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class FrictionRates(RateGroup):
    """Spreads of pace and of commanders, and mean delays (`friction.*`)."""

    PREFIX: ClassVar[str] = "friction."

    theatre_ln_sd: float
    army_ln_sd: float
    link_ln_sd: float
    fuel_reserve_ln_sd: float
    steadiness_ln_sd: float
    start_delay_days: float
    release_delay_days: float


def multiple(normal: Numbers, *, ln_sd: float) -> Floats:
    """Lognormal multiple (> 0, median 1) of pace, or of what a commander holds to, from a standard normal; its shape.

    Source: friction parameters (judgement, grade C). Neutral: `ln_sd` 0."""
    return np.asarray(np.exp(ln_sd * np.asarray(normal, float)))


def delay_days(uniform: Numbers, *, mean_days: float) -> Floats:
    """Exponential delay (>= 0) in days with the given mean, from a uniform number (0-1); shape of `uniform`.

    Source: friction delays (judgement, grade C). Neutral: a mean of 0."""
    return np.asarray(-mean_days * np.log(np.asarray(uniform, float)))

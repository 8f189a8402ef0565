"""Landings: whether a party from the air, or troops from ships, get a foothold, what it costs them, and who follows when.

Theory, sources and limits: `docs/methods/landings.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats
from engine.constants import DARK_SHARE, MOST_FIRST_DAY_LOSS
from engine.rules import skies
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class LandingRates(RateGroup):
    """Footholds from the air and over water (`landings.*`)."""

    PREFIX: ClassVar[str] = "landings."

    air_collapsed: float
    air_defended: float
    air_prepare_h: float
    sea_prepare_h: float
    prepare_ln_sd: float
    sea_superior: float
    sea_parity: float
    first_day_loss: float
    first_day_loss_ln_sd: float
    minimum_force_ratio: float
    port_unload_h: float
    beach_unload_h: float


def air_probability(resists: bool, *, rates: LandingRates) -> float:
    """Probability (0-1) that a party from the air seizes a place whose garrison `resists` or does not.

    Source: landings parameters (Citino; general knowledge, grade C)."""
    return rates.air_defended if resists else rates.air_collapsed


def prepare_h(by: str, z: float, *, rates: LandingRates) -> float:
    """Hours from the order to land until the aircraft start (`by` "air") or the ships sail ("sea"), from a standard normal.

    Lognormal about the median. Source: judgement, grade C. Neutral: a median of 0."""
    return float((rates.air_prepare_h if by == "air" else rates.sea_prepare_h) * np.exp(rates.prepare_ln_sd * z))


def flies(sky: int, dark: float) -> bool:
    """Whether a party is flown in under a sky, a code of `skies.TABLE`, at an hour with this share of darkness: by daylight.

    Source: a statement of the rule (a column of the table); no parameter."""
    return skies.TABLE[sky].parties and dark < DARK_SHARE


def sea_probability(odds: Floats, *, rates: LandingRates) -> Floats:
    """Probability (0-1) that troops from ships get ashore at `odds` of their power to the defenders'; broadcasts.

    Linear in the logarithm of the odds through the rows for even odds and for two to one, which is also the most; from
    there down to nothing. Source: landings parameters (Citino; general knowledge, grade C); the line is a judgement."""
    even, superior = rates.sea_parity, rates.sea_superior
    doublings = np.log2(np.maximum(np.asarray(odds, float), 1e-9))
    return np.asarray(np.clip(even + (superior - even) * doublings, 0.0, superior))


def first_day_loss(z: Floats, *, rates: LandingRates) -> Floats:
    """Share (0-0.5) of its men that an opposed landing loses before it is ashore, from standard normals; broadcasts.

    Lognormal about the median, at most a half. Source: landings parameters (general knowledge, grade C)."""
    loss = rates.first_day_loss * np.exp(rates.first_day_loss_ln_sd * np.asarray(z))
    return np.minimum(loss, MOST_FIRST_DAY_LOSS)


def first_wave(men: float, carried: float) -> float:
    """Share (0-1] of a formation that ships for `carried` men land at once. Source: conservation."""
    return min(1.0, carried / men) if men > 0 else 1.0


def unload_h(ashore: str, *, rates: LandingRates) -> float:
    """Hours in which ships unload, or load, over a `port` or a `beach`. Source: a judgement, grade C. Neutral: 0."""
    return rates.port_unload_h if ashore == "port" else rates.beach_unload_h

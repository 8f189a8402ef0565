"""Landings: whether a party from the air, or troops from ships, get a foothold, what it costs them, and who follows when.

Theory, sources and limits: `docs/methods/landings.md`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.units import MIN_PER_H

Floats = NDArray[np.float64]
Parameters = Mapping[str, float]


def air_probability(resists: bool, parameters: Parameters) -> float:
    """Probability (0-1) that a party from the air seizes a place whose garrison `resists` or does not.

    Source: landings parameters (Citino; general knowledge, grade C)."""
    return parameters["landings.air_defended" if resists else "landings.air_collapsed"]


def prepare_h(by: str, z: float, parameters: Parameters) -> float:
    """Hours from the order to land until the aircraft start (`by` "air") or the ships sail ("sea"), from a standard normal.

    Lognormal about the median. Source: judgement, grade C. Neutral: a median of 0."""
    return float(parameters[f"landings.{by}_prepare_h"] * np.exp(parameters["landings.prepare_ln_sd"] * z))


def flies(sky: int, dark: float) -> bool:
    """Whether a party is flown in under a sky (0 dry) at an hour with this share of darkness: on dry days by daylight.

    Source: a statement of the rule; no parameter."""
    return sky == 0 and dark < 0.5


def sea_probability(odds: Floats, parameters: Parameters) -> Floats:
    """Probability (0-1) that troops from ships get ashore at `odds` of their power to the defenders'; broadcasts.

    Linear in the logarithm of the odds through the rows for even odds and for two to one, which is also the most; from
    there down to nothing. Source: landings parameters (Citino; general knowledge, grade C); the line is a judgement."""
    even, superior = parameters["landings.sea_parity"], parameters["landings.sea_superior"]
    doublings = np.log2(np.maximum(np.asarray(odds, float), 1e-9))
    return np.asarray(np.clip(even + (superior - even) * doublings, 0.0, superior))


def first_day_loss(z: Floats, parameters: Parameters) -> Floats:
    """Share (0-0.5) of its men that an opposed landing loses before it is ashore, from standard normals; broadcasts.

    Lognormal about the median, at most a half. Source: landings parameters (general knowledge, grade C)."""
    loss = parameters["landings.first_day_loss"] * np.exp(parameters["landings.first_day_loss_ln_sd"] * np.asarray(z))
    return np.minimum(loss, 0.5)


def first_wave(men: float, carried: float) -> float:
    """Share (0-1] of a formation that ships for `carried` men land at once. Source: conservation."""
    return min(1.0, carried / men) if men > 0 else 1.0


def later_waves_min(share: float, crossing_min: float, ashore: str, parameters: Parameters) -> float:
    """Minutes after the first wave until the last is ashore: for each wave ships unload, over a `port` or a `beach`, and sail
    there and back.

    Source: conservation; the hours of unloading are a judgement, grade C. Neutral: a `share` of 1."""
    waves = math.ceil(1.0 / share - 1e-9) - 1
    return waves * (2.0 * crossing_min + MIN_PER_H * parameters[f"landings.{ashore}_unload_h"])

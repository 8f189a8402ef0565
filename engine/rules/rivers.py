"""Rivers without a bridge: what the heads of the columns pay, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Numbers
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class RiverRates(RateGroup):
    """Crossings without a bridge (`rivers.*`)."""

    PREFIX: ClassVar[str] = "rivers."

    assault_h_per_100m: float
    flood_mult: float


def assault_delay_h(width_m: Numbers, flooded: Bools | bool, *, rates: RiverRates) -> Floats:
    """Hours until the first regiments stand on the far bank; shape of `width_m` and `flooded`.

    Grows with the root of the width, times the flood multiple. Ferries and bridges that follow hold only the tail.
    Range: 1-2,000 m. Source: rivers parameters (general knowledge, grade C); neutral value 0 h."""
    dry = rates.assault_h_per_100m * np.sqrt(np.asarray(width_m, float) / 100.0)
    return np.asarray(dry * np.where(flooded, rates.flood_mult, 1.0))

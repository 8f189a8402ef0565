"""Armour on the march: tanks that break down. Theory and limits: `docs/methods/armour.md`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from engine.rules.march import WATER
from engine.rules.rate_group import RateGroup
from engine.units import PCT_PER_100KM


@dataclass(frozen=True, slots=True)
class ArmourRates(RateGroup):
    """Breakdowns of tanks on the march (`armour.*`)."""

    PREFIX: ClassVar[str] = "armour."

    breakdown_pct_per_100km: float
    rough_mult: float
    breakdown_written_off_share: float


ROUGH = ("trail", "pass", "marsh", "sands")
"""Surfaces on which tanks break down at the rate of rough ground."""


def breakdowns_per_km(surface: str, *, rates: ArmourRates) -> float:
    """Hazard a km that a running tank falls out on the march over a link; 0 where rails or boats carry it.

    Source: 2 of 18 in 450 km on good roads, and tank armies' workshops (grade B); more on rough ground (grade C, in-sample).
    Neutral: 0."""
    if surface in (*WATER, "rail"):
        return 0.0
    rough = rates.rough_mult if surface in ROUGH else 1.0
    return rates.breakdown_pct_per_100km / PCT_PER_100KM * rough


def broken_down_share(km: float, per_km: float) -> float:
    """Share (0-1) of the running tanks that break down over `km` at a hazard `per_km`; the same however the way is cut.

    Source: a constant hazard, 1 - exp(-hazard x km); the rows stand in armour parameters (grade B-C)."""
    return -math.expm1(-km * per_km)

"""Air war: sorties by range and weather, who rules the sky over a place, and what that costs columns on the march.

What superiority is worth in combat stands in `power`. Theory and limits: `docs/methods/air.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class AirRates(RateGroup):
    """Sorties, superiority and what it is worth (`air.*`)."""

    PREFIX: ClassVar[str] = "air."

    sorties_per_aircraft_day: float
    range_km: float
    rebase_days: float
    rebase_km: float
    ruled_sorties: float
    interdiction_share: float
    reconnaissance_share: float
    one_way_share: float
    one_way_hit: float


def sorties(aircraft: float, km: Floats, sky_share: Floats, *, rates: AirRates) -> Floats:
    """Sorties a day of `aircraft` fit for combat over each place, `km` away under a sky that allows `sky_share` (0-1) of them.

    They spread over all places within `air.range_km`, the nearer the more, falling evenly to nothing. `km` and `sky_share`
    have one shape, (..., places). Source: transport crews for the rate, judgement for the rest, grade C. Neutral: 0 aircraft."""
    near = np.maximum(1.0 - np.asarray(km) / rates.range_km, 0.0)
    part = near / np.maximum(near.sum(axis=-1, keepdims=True), 1e-9)
    return np.asarray(aircraft * rates.sorties_per_aircraft_day * part * sky_share)


def superiority(own: Floats, theirs: Floats, *, rates: AirRates) -> Floats:
    """Superiority (-1 to 1, positive for `own`) over places over which both sides fly so many sorties a day; broadcasts.

    (own - theirs) / (own + theirs + ruled): a few sorties rule no sky, even unopposed. A judgement, grade C. Neutral: 0."""
    return np.asarray((own - theirs) / (own + theirs + rates.ruled_sorties))


def interdicted_mult(enemy_superiority: Floats, *, rates: AirRates) -> Floats:
    """Multiple (0-1) of the pace of a column where the enemy rules the sky by so much; 1 where he does not (0 or less).

    Shape of `enemy_superiority`. A judgement, grade C; a daily mean, for columns move on at night."""
    return np.asarray(1.0 - rates.interdiction_share * np.maximum(enemy_superiority, 0.0))


def one_way_sorties(sorties: float, *, rates: AirRates) -> float:
    """Sorties of a day (>= 0) from which the airmen of a side with that custom do not come back: a share of all that it flies.

    A judgement, grade C. Neutral: `air.one_way_share` 0."""
    return sorties * rates.one_way_share


def one_way_hits(sorties: float, enemy_superiority: float, *, rates: AirRates) -> float:
    """Tanks (>= 0) put out by so many one-way sorties under a sky that the enemy rules by so much (-1 to 1).

    As many fewer get through as he rules the sky. Source: general knowledge of such attacks on ships, of which one in
    seven or so struck, grade C; that a tank is struck as often as a ship is a judgement."""
    return sorties * rates.one_way_hit * (1.0 - max(enemy_superiority, 0.0))


def fit_share(combat_aircraft: float | None, aircraft: float) -> float:
    """Share (0-1) of a formation's aircraft that are fit for combat; 1 where nothing is said of them.

    Source: the order of battle (a ratio)."""
    return 1.0 if combat_aircraft is None or aircraft == 0.0 else min(combat_aircraft / aircraft, 1.0)


def hit_share(hits: float, tanks: float) -> float:
    """Share (0-1) of the `tanks` (> 0) of a formation that so many hits put out. Source: none needed (a ratio)."""
    return min(hits / tanks, 1.0)

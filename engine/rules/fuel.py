"""Fuel: what a formation carries, what a day costs it, when it halts and how far a detachment comes.

A *fill* is what the tanks of a formation's vehicles hold; it weighs `fill_t` tonnes and carries the formation `km_per_fill`
kilometres of road. Everything else is counted in kilometres of road: ground multiplies the kilometres marched, a day in
contact or at rest costs a number of them whatever the distance, and like formations differ by one factor that is drawn
once a run. A body is a part of a formation with fuel of its own; its fills are those of its own vehicles.
Theory and closed forms: `docs/methods/supply.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.rules.rate_group import RateGroup

ROADS = frozenset({"highway", "road"})
"""Surfaces on which a kilometre costs a kilometre's fuel, while they are dry."""

ABOVE_KEPT = 1.25
"""Of the fuel that a commander keeps: the least with which he moves on."""


@dataclass(frozen=True, slots=True)
class FuelRates(RateGroup):
    """What vehicles burn and how commanders treat what is left (`fuel.*`)."""

    PREFIX: ClassVar[str] = "fuel."

    km_per_fill_tracked: float
    km_per_fill_motor: float
    off_road_mult: float
    mud_mult: float
    sands_mult: float
    active_day_km: float
    quiet_day_km: float
    rationed_share: float
    like_formations_cv: float
    capacity_fills: float
    halt_fills: float
    resume_fills: float
    detachment_share: float
    recoverable_share: float
    pool_hours: float
    alone_days: float
    nondivisional_share: float


def ground_mult(surface: str, muddy: bool, *, rates: FuelRates) -> float:
    """Multiple (>= 1) of the road's consumption on a surface; the worse of ground and mud, never the product.

    Source: rear services (0.75 fill per 100 km off the roads), FM 101-10 (2.5 across country); sands and mud are judgements."""
    ground = 1.0 if surface in ROADS else rates.sands_mult if surface == "sands" else rates.off_road_mult
    return max(ground, rates.mud_mult if muddy else 1.0)


def consumption_factor(z: Floats, *, rates: FuelRates) -> Floats:
    """Multiple (> 0, mean 1) of the consumption of its type that a formation has in a run; shape of the standard normals `z`.

    Lognormal with the coefficient of variation `fuel.like_formations_cv`. Source: judgement, grade C. Neutral: cv 0."""
    variance = np.log1p(rates.like_formations_cv**2)
    return np.asarray(np.exp(np.sqrt(variance) * np.asarray(z, float) - variance / 2.0))


def idle_km(driven_km: Floats, days: float, *, active: Bools, rationed: Bools, rates: FuelRates) -> Floats:
    """Kilometres of road (>= 0) that `days` (at most one) cost beyond the `driven_km` that were driven in them; broadcasts.

    A day in contact (`active`) costs `fuel.active_day_km` whatever the distance, a day at rest `fuel.quiet_day_km`;
    a formation that saves fuel (`rationed`) burns a part of that. What was driven counts towards it, so that combat costs a day
    and never a multiple of the march. Source: 140 t a day at 1.27 t a km and 20 t a day of a quiet motorised division; one sixth
    of normal use was ordered where movement was forbidden."""
    quiet = rates.quiet_day_km * np.where(rationed, rates.rationed_share, 1.0)
    floor = np.where(active, rates.active_day_km, quiet) * days
    return np.maximum(floor - driven_km, 0.0)


def reach_km(fills: float, kept_fills: float, fills_per_km: float) -> float:
    """Kilometres of the road ahead that a body drives until `kept_fills` of its own are left; inf for one that burns none.

    Source: conservation."""
    return max(fills - kept_fills, 0.0) / fills_per_km if fills_per_km > 0.0 else float("inf")


def moves_on_fills(kept_fills: float, reserve_factor: float, *, rates: FuelRates) -> float:
    """Fills of its own with which a body that stood for fuel moves on, whose commander keeps `kept_fills`.

    `fuel.resume_fills` times the commander's factor, and a quarter more than is kept in any case: where the two are drawn from
    their ranges, or a commander keeps much, he would else halt again on the spot. Source: judgement, grade C."""
    return max(rates.resume_fills * reserve_factor, ABOVE_KEPT * kept_fills)


def drained_fills(fills: float, share: float, *, rates: FuelRates) -> float:
    """Fills of its own that a detachment of `share` (0-1) of a formation gains from the vehicles that stay, which hold `fills`.

    Each stopped vehicle gives at most `fuel.recoverable_share` of a fill: (1 - s) / s x min(fills, recoverable). So a quarter of
    a formation comes (q + 3 x recoverable) x km_per_fill far. Source: judgement, grade C. Neutral: 0."""
    return (1.0 - share) / share * min(fills, rates.recoverable_share)


def left_after_draining(fills: float, *, rates: FuelRates) -> float:
    """Fills of their own that the vehicles that stay keep. Source: conservation with `drained_fills`."""
    return fills - min(fills, rates.recoverable_share)


def way_back_fills(road_km: float, fills_per_km: float, *, rates: FuelRates) -> float:
    """Fills with which a detachment leaves a place for the next, which costs so many km of the road: there and back again, to
    where its lorries and its main body can meet it.

    Where the next place is farther than that, those with which a body that stood for fuel moves on have to do.
    Source: a judgement, grade C. Neutral: 0 km."""
    return min(2.0 * road_km * fills_per_km, rates.resume_fills)


def alone_too_long(lead_km: float, day_march_km: float, *, rates: FuelRates) -> bool:
    """Whether a detachment is further ahead of its main body than it may be: more than `fuel.alone_days` of its own marches.

    A number of days and not of kilometres, so that a lead is long over empty steppe and short where the enemy blocks.
    Source: general knowledge (half a day to three days alone)."""
    return lead_km > rates.alone_days * day_march_km

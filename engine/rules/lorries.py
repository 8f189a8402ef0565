"""Supply lorries: what a journey costs them, what they burn on it, how many still run, and when a road is full.

Together these make supply fade with distance, wherever the number of an army's lorries is known.
Theory: `docs/methods/supply.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Ints, between
from engine.constants import MOST_BURNED_SHARE, NEGLIGIBLE
from engine.rules.rate_group import RateGroup, at
from engine.units import KG_PER_T, PCT_PER_100KM


@dataclass(frozen=True, slots=True)
class LorryRates(RateGroup):
    """Supply lorries on the road (`lorries.*`, `supply.truck_*`)."""

    PREFIX: ClassVar[str] = "lorries."

    loading_days: float
    fuel_kg_km: float
    breakdown_pct_100km: float
    repair_days: float
    good_road_per_day: float
    track_per_day: float
    lorry_km_day: float = field(metadata=at("supply.lorry_km_day"))
    lorry_payload_t: float = field(metadata=at("supply.lorry_payload_t"))
    offroad_fuel_mult: float = field(metadata=at("supply.offroad_fuel_mult"))


def burned_share(km: Floats, good: Bools, *, rates: LorryRates) -> Floats:
    """Share (0-1) of a load that lorries burn on `km` there and back, on good roads or worse ones; broadcasts.

    2 km x kg of fuel a km / payload. Source: lorries.fuel_kg_km (general knowledge); the multiple off roads as for troops."""
    mult = np.where(good, 1.0, rates.offroad_fuel_mult)
    way_km = np.where(np.isfinite(km), km, 0.0)
    kg = 2.0 * way_km * rates.fuel_kg_km * mult
    return np.minimum(kg / (KG_PER_T * rates.lorry_payload_t), MOST_BURNED_SHARE)


def turn_round_days(drive_days: Floats, *, rates: LorryRates) -> Floats:
    """Days of a lorry's round with loading and unloading, over a drive of so many days (inf counts as none); its shape.

    Source: there and back; lorries.loading_days is a judgement, grade C; neutral 0."""
    return np.where(np.isfinite(drive_days), 2.0 * drive_days, 0.0) + rates.loading_days


def running_after(running: Floats, use: Floats, days: float, *, rates: LorryRates) -> Floats:
    """Share (0-1) of the serviceable lorries that run after `days` of driving with the `use` (0-1) of their time.

    Breakdowns per km driven, repair in a mean time. Source: movement.breakdown.truck (general knowledge, grade C) and a
    judgement for the repair; neutral: no breakdowns, everything runs. Range: steps of up to a day."""
    broken = running * use * rates.lorry_km_day * days * rates.breakdown_pct_100km / PCT_PER_100KM
    mended = (1.0 - running) * days / rates.repair_days
    return between(running - broken + mended, 0.0, 1.0)


def road_t_day(good: Bools, narrow: Bools, *, rates: LorryRates) -> Floats:
    """Tonnes a day that a road lets pass: a good one, a worse one, inf over open country (not `narrow`); broadcasts.

    Source: judgement, grade C."""
    passing = np.where(good, rates.good_road_per_day, rates.track_per_day)
    return np.where(narrow, passing * rates.lorry_payload_t, np.inf)


def sent_t(wanted_t: Floats, km: Floats, good: Bools, *, rates: LorryRates) -> Floats:
    """Tonnes that have to leave the railheads so that `wanted_t` arrive after the lorries' own fuel; broadcasts.

    `km` and `good` as `burned_share`. Source: conservation."""
    return np.asarray(wanted_t / (1.0 - burned_share(km, good, rates=rates)))


def work_td(tonnes: Floats, drive_days: Floats) -> Floats:
    """Tonne-days of driving that `tonnes` cost over a drive of so many days (inf counts as none), there and back; broadcasts.

    Without loading, unloading and rest: with them `turn_round_days` counts. Source: van Creveld's arithmetic."""
    return np.asarray(tonnes * 2.0 * np.where(np.isfinite(drive_days), drive_days, 0.0))


def fleet_use(work_td: Floats, fleet: Ints, given_td: Floats) -> Floats:
    """Share (0-1) of its time that each fleet drives: the tonne-days asked of it over those that it gives; shape of `given_td`.

    `work_td` has one entry a formation, `fleet` the number of its fleet. Fleets without a number of lorries (inf) count as idle.
    Source: none needed (a ratio)."""
    asked = np.bincount(fleet, weights=work_td, minlength=len(given_td))
    return np.where(np.isfinite(given_td), np.minimum(asked / np.maximum(given_td, NEGLIGIBLE), 1.0), 0.0)

"""Supply range: what reaches a formation by lorry from its railhead, when, and what it uses up.

A source hands over a dose each day; the share of it that arrives fades with the road distance, never more than the
army's lorries can carry or the railhead receives. What arrives at t left the railhead a journey earlier.
Theory: `docs/methods/supply.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.constants import CLOSE_UP_MARGIN
from engine.rules.rate_group import RateGroup, at
from engine.units import KG_PER_T, MIN_PER_DAY


@dataclass(frozen=True, slots=True)
class SupplyRates(RateGroup):
    """What troops use up, carry and are brought by lorry (`supply.*`)."""

    PREFIX: ClassVar[str] = "supply."

    fill_km_tracked: float
    fill_km_motor: float
    offroad_fuel_mult: float
    mud_fuel_mult: float
    fuel_capacity_fills: float
    delivery_cap_fills_day: float
    halt_fills: float
    resume_km: float
    detachment_share: float
    ammo_pursuit_bk_day: float
    food_kg_man_day: float
    forage_kg_horse_day: float
    radius_good_road_km: float
    radius_track_km: float
    lorry_km_day: float
    lorry_payload_t: float
    lorry_serviceable: float
    motor_km_day: float = field(metadata=at("march.motor_km_day"))


def range_fraction(distance_km: Floats, radius_km: float) -> Floats:
    """Share (0-1) of the daily dose that reaches a formation `distance_km` from its railhead; shape of the distance.

    1 within the radius, then exp(-(d - R) / R); 0 at infinite distance. Source: van Creveld and Davie for the radii; the
    exponential fade is a judgement."""
    beyond = np.maximum(np.asarray(distance_km, float) - radius_km, 0.0) / radius_km
    return np.exp(-beyond)


def supply_fraction(good_km: Floats, any_km: Floats, *, rates: SupplyRates) -> Floats:
    """Share (0-1) of the daily dose: the better of the way over good roads alone and of the shortest way over any road.

    Distances in km, inf where there is no way. Source: as `range_fraction`."""
    return np.maximum(
        range_fraction(good_km, rates.radius_good_road_km),
        range_fraction(any_km, rates.radius_track_km),
    )


def arrived(served_day: Floats, now_day: float, lag_days: Floats) -> tuple[Floats, Floats]:
    """Days' worth of departures (>= 0) that arrive now, and the day up to which departures have arrived; shape of the lag.

    A formation that stands gets a day's departures a day; one that drives away as fast as the lorries follow gets nothing, and
    what is on the road when it stops. `served_day` is the second result of the time before. To troops without a way (lag inf)
    nothing sets out: after a cut the first arrive a drive after it ends. Source: conservation, no parameter. Neutral: lag 0."""
    reachable = np.isfinite(lag_days)
    reached = np.where(reachable, np.maximum(served_day, now_day - lag_days), now_day)
    return np.where(reachable, reached - served_day, 0.0), reached


def truck_days(km: Floats, motor_minutes_per_km: Floats, *, rates: SupplyRates) -> Floats:
    """Days that supply lorries need over `km` of a link, from the sustained march time of lorried troops there.

    Surface and mud slow both alike; lorries drive `supply.lorry_km_day` where troops drive `march.motor_km_day`.
    Source: supply and march parameters."""
    faster = rates.motor_km_day / rates.lorry_km_day
    return np.asarray(km, float) * motor_minutes_per_km / MIN_PER_DAY * faster


def lorry_work_td(lorries: Floats, days: float, *, rates: SupplyRates) -> Floats:
    """Tonne-days of driving that a fleet gives in `days`: trucks x serviceable x payload x days.

    A tonne brought over a journey of L days costs 2 L tonne-days (there and back), so that over a distance d the fleet
    brings trucks x serviceable x payload x km a day / (2 d) tonnes a day. Source: van Creveld's arithmetic."""
    return np.asarray(lorries, float) * rates.lorry_serviceable * rates.lorry_payload_t * days


def fuel_mult(surface: str, muddy: bool, *, rates: SupplyRates) -> float:
    """Multiple of road consumption on a surface. Source: rear services (0.75 fill per 100 km off roads)."""
    if surface in ("highway", "road"):
        return rates.mud_fuel_mult if muddy else 1.0
    return rates.offroad_fuel_mult


def food_t_day(men: Floats, horses: Floats, *, rates: SupplyRates) -> Floats:
    """Tonnes of food and forage a day. Source: supply parameters (general knowledge)."""
    kg = np.asarray(men, float) * rates.food_kg_man_day
    return (kg + np.asarray(horses, float) * rates.forage_kg_horse_day) / KG_PER_T


def reach_km(fuel_fills: float, kept_fills: float, fills_per_km_whole: float, share: float) -> float:
    """Km that a formation (or the `share` of it that moves) can drive down to `kept_fills`; inf for troops that burn none.

    Source: conservation."""
    used = fills_per_km_whole * share
    return max(fuel_fills - kept_fills, 0.0) / used if used > 0 else float("inf")


def needed_fills(km: float, fills_per_km_whole: float, share: float) -> float:
    """Fills that a formation, or the `share` of it that moves, needs for `km`. Source: conservation."""
    return km * fills_per_km_whole * share


def closing_debt_fills(moved_fills: float, share: float) -> float:
    """Fills that those left behind will need to follow a part that moved on with `share` of the formation.

    The part burned share x moved_fills; the rest of the way's fuel is still owed. Source: conservation."""
    return moved_fills * (1.0 - share)


def wanted(doses_days: Floats, dose: Floats, full: Floats, stocks: Floats) -> Floats:
    """What each stock takes of so many days' doses: no more than it has room for, and at least 0; broadcasts.

    All in the stock's own unit (refills, units of fire, days of food). Source: conservation."""
    return np.asarray(np.minimum(doses_days * dose, np.maximum(full - stocks, 0.0)))


def closes_up(fuel_fills: Floats, debt_fills: Floats, reserve_factor: Floats, *, rates: SupplyRates) -> Bools:
    """True where a formation has fuel for those it left behind, and twice what makes its commander halt again; broadcasts.

    `debt_fills` is what those behind need to follow, `reserve_factor` the commander's multiple of the reserve.
    Source: supply.halt_fills (judgement, grade C); twice is a judgement."""
    return np.asarray(fuel_fills > debt_fills + CLOSE_UP_MARGIN * rates.halt_fills * reserve_factor)


def used(marching: Bools, days: float, *, rates: SupplyRates) -> tuple[Floats, Floats]:
    """Units of fire and days of food that formations use up in `days`; shape of `marching`, ammunition on the march alone.

    Fuel is burned by the march itself, ammunition of combat is not counted. Source: supply.ammo_pursuit_bk_day, grade B."""
    return np.asarray(marching, float) * rates.ammo_pursuit_bk_day * days, np.full_like(marching, days, dtype=float)

"""March rates: how fast which troops move over which ground in which weather.

Daily rates are means over the day with halts. Rain turns dirt roads to mud; tracks, trails and open ground have rows of their
own, which hold in any weather. Sources stand with each parameter
(`docs/parameters.md`); the theory is in `docs/methods/march.md`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Floats | float
Parameters = Mapping[str, float]

MOBILITIES = ("foot", "horse", "cavalry", "motor", "tracked", "boat", "fixed", "train")
SKIES = ("dry", "rain", "downpour")
LAND = ("highway", "road", "track", "trail", "steppe", "desert", "sands", "pass", "marsh", "river_crossing")
WATER = ("river_boat", "sea")
WITHOUT_COLUMNS = ("steppe", "desert", "sands", *WATER, "rail")
MADE_ROADS = ("highway", "road")
MUDDY = ("poor", "very_poor")

_GAIT = {"foot": "foot", "horse": "foot", "cavalry": "foot", "motor": "wheeled", "tracked": "tracked"}


def base_km_day(mobility: str, parameters: Parameters) -> float:
    """Sustained km a day on a good road (boats on water, trains on rails; fixed troops 0). Source: march parameters."""
    return 0.0 if mobility == "fixed" else parameters[f"march.{mobility}_km_day"]


def carrier(surface: str, mobility: str) -> str:
    """What moves troops over a link: trains on rails, boats on water, else their own mobility. Source: none needed."""
    return {"rail": "train", "river_boat": "boat", "sea": "boat"}.get(surface, mobility)


def surface_mult(surface: str, mobility: str, parameters: Parameters) -> float:
    """Share of the road rate on a dry surface, 0 where the troops cannot go at all.

    `pass` is the rate of the climb itself (see `pass_mult`). Source: march parameters."""
    if mobility == "boat":
        return float(surface in WATER)
    if mobility == "train":
        return float(surface == "rail")
    if surface in (*WATER, "rail") or mobility == "fixed":
        return 0.0
    gait = _GAIT[mobility]
    motor_or_foot = "foot" if gait == "foot" else "motor"
    names = {
        "track": f"track_{gait}_mult",
        "river_crossing": f"track_{gait}_mult",
        "trail": f"trail_{gait}_mult",
        "steppe": f"steppe_{motor_or_foot}_mult",
        "sands": f"sands_{motor_or_foot}_mult",
        "desert": "desert_mult",
        "marsh": "marsh_mult",
        "pass": "pass_mult",
    }
    return 1.0 if surface in MADE_ROADS else parameters[f"march.{names[surface]}"]


def pass_mult(climb: float, other: float, km: float, climb_km: float) -> float:
    """Mean share of the road rate on a pass link of `km`, of which at most `climb_km` go at `climb`, the rest at `other`.

    Times add, so the mean is harmonic. Source: rates of the climb from Daines; the cap is a judgement (march.pass_km)."""
    steep = min(km, climb_km)
    return km / (steep / climb + (km - steep) / other)


def mud_mult(mobility: str, sky: str, parameters: Parameters) -> float:
    """Share of the road rate on a dirt road in rain or downpour. Source: march.mud parameters."""
    return 1.0 if sky == "dry" or mobility not in _GAIT else parameters[f"march.mud_{_GAIT[mobility]}_mult"]


def link_mult(
    surface: str, mobility: str, sky: str, parameters: Parameters, km: float, ascent_m: float, trafficability: str
) -> float:
    """Share of the road rate on one link in one weather, 0 where it is closed to the troops. Source: as its parts."""
    track = surface_mult("track", mobility, parameters)
    dry = surface_mult(surface, mobility, parameters)
    if surface == "pass" and dry > 0:
        dry = pass_mult(dry, track, km, parameters["march.pass_km"]) if ascent_m > 0 else track
    dirt_road = surface in MADE_ROADS and trafficability in MUDDY
    return mud_mult(mobility, sky, parameters) if dirt_road and dry > 0 else dry


def efforts(mobility: str, parameters: Parameters, *, forced: bool = True) -> tuple[float, float, float]:
    """Multiple of the sustained rate at the opening of an offensive, days that it is kept up, and the multiple after that.

    Infantry: forced, then a lesser push while it lasts; cavalry, lorries and tanks: forced, then the sustained rate.
    Source: march parameters (forced rows); neutral value 1 (`forced` False, and troops that do not march)."""
    if not forced or mobility not in ("foot", "cavalry", "motor", "tracked"):
        return 1.0, float("inf"), 1.0
    if mobility in ("motor", "tracked"):
        return parameters["march.motor_forced_mult"], parameters["march.motor_forced_days"], 1.0
    forced_mult = parameters[f"march.{mobility}_forced_km_day"] / parameters[f"march.{mobility}_km_day"]
    later = parameters["march.foot_push_mult"] if mobility == "foot" else 1.0
    return forced_mult, parameters[f"march.{mobility}_forced_days"], later


def tired_mult(readiness: float, parameters: Parameters) -> float:
    """Share of pace left at a readiness of 0-1. Source: judgement (march.readiness_on_pace); neutral at readiness 1."""
    return 1.0 - parameters["march.readiness_on_pace"] * (1.0 - readiness)


def passage_h(men: float, parameters: Parameters) -> float:
    """Hours that a column of `men` needs to pass a point on one road. Source: march.division_passage_h, per 10,000 men."""
    return men / 10_000.0 * parameters["march.division_passage_h"]


def entrain_days(men: Numbers, parameters: Parameters) -> Floats:
    """Days from the first train of a formation to the middle of its trains, over one line; shape of `men`.

    Half of trains / trains a day. Source: march.trains parameters; a formation is taken to be there with half its trains."""
    trains = np.asarray(men, float) / 10_000.0 * parameters["march.trains_per_division"]
    return np.asarray(trains / parameters["march.trains_per_day"] / 2.0)


def friction(normal: Numbers, ln_sd: float) -> Floats:
    """Lognormal multiple (of pace, of what a commander holds to) with median 1 from a standard normal.

    Source: friction parameters (judgement). Neutral: `ln_sd` 0."""
    return np.asarray(np.exp(ln_sd * np.asarray(normal, float)))


def start_delay_days(uniform: Numbers, mean_days: float) -> Floats:
    """Exponential delay in days with the given mean from a uniform number. Source: friction delays (judgement)."""
    return np.asarray(-mean_days * np.log(np.asarray(uniform, float)))


def km_per_minute(minutes_per_km: float, effort: float, tired: float, pace: float) -> float:
    """Speed in km a minute from the sustained time per km and the multiples of effort, tiredness and friction (all > 0).

    Source: product of the rules above."""
    return effort * tired * pace / minutes_per_km


def stage_minutes(remaining_km: float, reach_km: float, speed_km_min: float, until_change_min: float) -> int:
    """Whole minutes (>= 1) until the next thing happens to a column: arrival, an empty tank or a change of effort.

    Source: none needed (time = way / speed, rounded up to the clock's minute)."""
    shortest = min(remaining_km, reach_km) / speed_km_min
    return max(1, math.ceil(min(shortest, until_change_min) - 1e-9))

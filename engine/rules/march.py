"""March rates: how fast which troops move over which ground in which weather.

Daily rates are means over the day with halts. Rain turns dirt roads to mud, on which nobody is slower than on a track; tracks,
trails and open ground have rows of their own, which hold in any weather. Sources stand with each parameter
(`docs/parameters.md`); the theory is in `docs/methods/march.md`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats, Numbers
from engine.constants import DIVISION_MEN
from engine.rules import skies
from engine.rules.rate_group import RateGroup

MOBILITIES = ("foot", "horse", "cavalry", "motor", "tracked", "boat", "fixed", "train")
VEHICLES = ("motor", "tracked")
"""Mobilities that need a road, a ferry or a bridge where men and horses find a way."""
SKIES = skies.NAMES
LAND = ("highway", "road", "track", "trail", "steppe", "desert", "sands", "pass", "marsh", "river_crossing")
WATER = ("river_boat", "sea")
WITHOUT_COLUMNS = ("steppe", "desert", "sands", *WATER, "rail")
MADE_ROADS = ("highway", "road")
MUDDY = ("poor", "very_poor")


@dataclass(frozen=True, slots=True)
class MarchRates(RateGroup):
    """How fast columns move over which ground in which weather (`march.*`)."""

    PREFIX: ClassVar[str] = "march."

    foot_km_day: float
    foot_forced_km_day: float
    foot_forced_days: float
    foot_push_mult: float
    horse_km_day: float
    cavalry_km_day: float
    cavalry_forced_km_day: float
    cavalry_forced_days: float
    motor_km_day: float
    tracked_km_day: float
    motor_forced_mult: float
    motor_forced_days: float
    boat_km_day: float
    sea_km_day: float
    train_km_day: float
    track_foot_mult: float
    track_wheeled_mult: float
    track_tracked_mult: float
    trail_foot_mult: float
    trail_wheeled_mult: float
    trail_tracked_mult: float
    steppe_foot_mult: float
    steppe_motor_mult: float
    desert_mult: float
    sands_motor_mult: float
    sands_foot_mult: float
    pass_mult: float
    pass_km: float
    marsh_mult: float
    mud_foot_mult: float
    mud_wheeled_mult: float
    mud_tracked_mult: float
    fog_vehicles_mult: float
    division_passage_h: float
    readiness_on_pace: float
    trains_per_division: float
    trains_per_day: float
    foot_ceiling_km_day: float
    horse_ceiling_km_day: float
    cavalry_ceiling_km_day: float
    motor_ceiling_km_day: float
    tracked_ceiling_km_day: float
    boat_ceiling_km_day: float
    sea_ceiling_km_day: float
    train_ceiling_km_day: float


_GAIT = {"foot": "foot", "horse": "foot", "cavalry": "foot", "motor": "wheeled", "tracked": "tracked"}

OfRates = Callable[[MarchRates], float]

_KM_DAY: dict[str, OfRates] = {
    "foot": lambda rates: rates.foot_km_day,
    "horse": lambda rates: rates.horse_km_day,
    "cavalry": lambda rates: rates.cavalry_km_day,
    "motor": lambda rates: rates.motor_km_day,
    "tracked": lambda rates: rates.tracked_km_day,
    "boat": lambda rates: rates.boat_km_day,
    "train": lambda rates: rates.train_km_day,
    "fixed": lambda rates: 0.0,
}

_CEILING: dict[str, OfRates] = {
    "foot": lambda rates: rates.foot_ceiling_km_day,
    "horse": lambda rates: rates.horse_ceiling_km_day,
    "cavalry": lambda rates: rates.cavalry_ceiling_km_day,
    "motor": lambda rates: rates.motor_ceiling_km_day,
    "tracked": lambda rates: rates.tracked_ceiling_km_day,
    "boat": lambda rates: rates.boat_ceiling_km_day,
    "train": lambda rates: rates.train_ceiling_km_day,
    "fixed": lambda rates: 0.0,
}

_TRACK: dict[str, OfRates] = {
    "foot": lambda rates: rates.track_foot_mult,
    "wheeled": lambda rates: rates.track_wheeled_mult,
    "tracked": lambda rates: rates.track_tracked_mult,
}
_TRAIL: dict[str, OfRates] = {
    "foot": lambda rates: rates.trail_foot_mult,
    "wheeled": lambda rates: rates.trail_wheeled_mult,
    "tracked": lambda rates: rates.trail_tracked_mult,
}
_STEPPE: dict[str, OfRates] = {
    "foot": lambda rates: rates.steppe_foot_mult,
    "wheeled": lambda rates: rates.steppe_motor_mult,
    "tracked": lambda rates: rates.steppe_motor_mult,
}
_SANDS: dict[str, OfRates] = {
    "foot": lambda rates: rates.sands_foot_mult,
    "wheeled": lambda rates: rates.sands_motor_mult,
    "tracked": lambda rates: rates.sands_motor_mult,
}
_MUD: dict[str, OfRates] = {
    "foot": lambda rates: rates.mud_foot_mult,
    "wheeled": lambda rates: rates.mud_wheeled_mult,
    "tracked": lambda rates: rates.mud_tracked_mult,
}
_DESERT: dict[str, OfRates] = dict.fromkeys(_TRACK, lambda rates: rates.desert_mult)
_MARSH: dict[str, OfRates] = dict.fromkeys(_TRACK, lambda rates: rates.marsh_mult)
_PASS: dict[str, OfRates] = dict.fromkeys(_TRACK, lambda rates: rates.pass_mult)
_ROAD: dict[str, OfRates] = dict.fromkeys(_TRACK, lambda rates: 1.0)

_SURFACE: dict[str, dict[str, OfRates]] = {
    "highway": _ROAD,
    "road": _ROAD,
    "track": _TRACK,
    "river_crossing": _TRACK,
    "trail": _TRAIL,
    "steppe": _STEPPE,
    "sands": _SANDS,
    "desert": _DESERT,
    "marsh": _MARSH,
    "pass": _PASS,
}
"""Each land surface and gait to the share of the road rate."""


def lanes(surface: str, given: int | None) -> int:
    """Columns that march abreast on a link; 0 for any number, over open ground, water and rails.

    `given` is what is known of the road, None where nothing is: then a made or narrow road has one. Source: a statement of the
    rule."""
    return given if given is not None else int(surface not in WITHOUT_COLUMNS)


def base_km_day(mobility: str, *, rates: MarchRates) -> float:
    """Sustained km a day on a good road (boats on rivers, trains on rails; fixed troops 0). Source: march parameters."""
    return _KM_DAY[mobility](rates)


def ceiling_km_day(surface: str, mobility: str, *, rates: MarchRates) -> float:
    """The most km that troops cover in a day on any way of a surface, whatever friction makes of their pace.

    Source: march ceilings (the upper ends of the forced rows)."""
    return rates.sea_ceiling_km_day if surface == "sea" and mobility == "boat" else _CEILING[mobility](rates)


def link_km_day(
    surface: str, mobility: str, sky: str, *, km: float, ascent_m: float, trafficability: str, rates: MarchRates
) -> float:
    """Sustained km a day over one link (not a railway) in one weather, 0 where it is closed to the troops; at sea a convoy's.

    Source: the base rate times `link_mult`; march.sea_km_day for boats at sea."""
    if surface == "sea" and mobility == "boat":
        return rates.sea_km_day
    mult = link_mult(surface, mobility, sky, km=km, ascent_m=ascent_m, trafficability=trafficability, rates=rates)
    return base_km_day(mobility, rates=rates) * mult


def carrier(surface: str, mobility: str) -> str:
    """What moves troops over a link: trains on rails, boats on water, else their own mobility. Source: none needed."""
    return {"rail": "train", "river_boat": "boat", "sea": "boat"}.get(surface, mobility)


def surface_mult(surface: str, mobility: str, *, rates: MarchRates) -> float:
    """Share of the road rate on a dry surface, 0 where the troops cannot go at all.

    `pass` is the rate of the climb itself (see `pass_mult`). Source: march parameters."""
    if mobility == "boat":
        return float(surface in WATER)
    if mobility == "train":
        return float(surface == "rail")
    if surface in (*WATER, "rail") or mobility == "fixed":
        return 0.0
    return _SURFACE[surface][_GAIT[mobility]](rates)


def pass_mult(climb: float, other: float, km: float, climb_km: float) -> float:
    """Mean share of the road rate on a pass link of `km`, of which at most `climb_km` go at `climb`, the rest at `other`.

    Times add, so the mean is harmonic. Source: rates of the climb from Daines; the cap is a judgement (march.pass_km)."""
    steep = min(km, climb_km)
    return km / (steep / climb + (km - steep) / other)


def mud_mult(mobility: str, sky: str, *, rates: MarchRates) -> float:
    """Share of the road rate on a dirt road, 1 where the sky leaves it dry. Source: march.mud parameters."""
    return _MUD[_GAIT[mobility]](rates) if skies.OF[sky].mud and mobility in _GAIT else 1.0


def sight_mult(mobility: str, sky: str, *, rates: MarchRates) -> float:
    """Share of their pace that a sky leaves to lorries and tanks on any ground, 1 to others. Source: march.fog_vehicles_mult."""
    return skies.multiple(skies.OF[sky].vehicles, rates=rates) if mobility in ("motor", "tracked") else 1.0


def link_mult(
    surface: str, mobility: str, sky: str, *, km: float, ascent_m: float, trafficability: str, rates: MarchRates
) -> float:
    """Share of the road rate on one link in one weather, 0 where it is closed to the troops.

    A dirt road in mud is at worst a track: where its surface is gone there is the ground beside it. Source: as its parts."""
    track = surface_mult("track", mobility, rates=rates)
    mult = surface_mult(surface, mobility, rates=rates)
    if surface == "pass" and mult > 0:
        mult = pass_mult(mult, track, km, rates.pass_km) if ascent_m > 0 else track
    if surface in MADE_ROADS and trafficability in MUDDY and mult > 0:
        mult = max(mud_mult(mobility, sky, rates=rates), track)
    return mult * sight_mult(mobility, sky, rates=rates)


def efforts(mobility: str, *, rates: MarchRates, forced: bool = True) -> tuple[float, float, float]:
    """Multiple of the sustained rate at the opening of an offensive, days that it is kept up, and the multiple after that.

    Infantry: forced, then a lesser push while it lasts; cavalry, lorries and tanks: forced, then the sustained rate.
    Source: march parameters (forced rows); neutral value 1 (`forced` False, and troops that do not march)."""
    if not forced or mobility not in ("foot", "cavalry", "motor", "tracked"):
        return 1.0, float("inf"), 1.0
    if mobility in ("motor", "tracked"):
        return rates.motor_forced_mult, rates.motor_forced_days, 1.0
    if mobility == "cavalry":
        return rates.cavalry_forced_km_day / rates.cavalry_km_day, rates.cavalry_forced_days, 1.0
    return rates.foot_forced_km_day / rates.foot_km_day, rates.foot_forced_days, rates.foot_push_mult


def tired_mult(readiness: float, *, rates: MarchRates) -> float:
    """Share of pace left at a readiness of 0-1. Source: judgement (march.readiness_on_pace); neutral at readiness 1."""
    return 1.0 - rates.readiness_on_pace * (1.0 - readiness)


def passage_h(men: float, *, rates: MarchRates) -> float:
    """Hours that a column of `men` needs to pass a point on one road. Source: march.division_passage_h, per 10,000 men."""
    return men / DIVISION_MEN * rates.division_passage_h


def still_behind(since_min: float, passage_min: float) -> float:
    """Share (0-1) of a column that takes `passage_min` to pass and has not, `since_min` after its head did.

    Source: none needed (an even flow). Neutral: no column, 0."""
    return max(0.0, 1.0 - since_min / passage_min) if passage_min > 0.0 else 0.0


def entrain_days(men: Numbers, *, rates: MarchRates) -> Floats:
    """Days from the first train of a formation to the middle of its trains, over one line; shape of `men`.

    Half of trains / trains a day. Source: march.trains parameters; a formation is taken to be there with half its trains."""
    trains = np.asarray(men, float) / DIVISION_MEN * rates.trains_per_division
    return np.asarray(trains / rates.trains_per_day / 2.0)


def km_per_minute(minutes_per_km: float, effort: float, tired: float, pace: float, most: float) -> float:
    """Speed in km a minute from the sustained time per km and the multiples of effort, tiredness and friction (all > 0).

    At most `most` km a minute. Source: product of the rules above, and the ceiling of the troops' mobility."""
    return min(effort * tired * pace / minutes_per_km, most)


def stage_minutes(remaining_km: float, reach_km: float, speed_km_min: float, until_change_min: float) -> int:
    """Whole minutes (>= 1) until the next thing happens to a column: arrival, an empty tank or a change of effort.

    Source: none needed (time = way / speed, rounded up to the clock's minute)."""
    shortest = min(remaining_km, reach_km) / speed_km_min
    return max(1, math.ceil(min(shortest, until_change_min) - 1e-9))


def covered_share(km: Floats, speed_km_min: Floats, minutes: Floats, link_km: Floats) -> Floats:
    """Share (0-1) of its link that a column has behind it, `minutes` after it had covered `km`; broadcasts.

    Source: way = speed x time, at most the link."""
    return np.asarray(np.minimum((km + speed_km_min * minutes) / link_km, 1.0))

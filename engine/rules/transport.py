"""Road transport: lorries whose loads are on the road for as long as they drive.

A fleet has a lift in tonnes. A load takes its lorries from the depot; it arrives when the way to its formation, *as the formation
stands then*, has been driven; the lorries are idle again when they have driven home and been loaded. So tonnes fall with
distance because lorries come back later, a column that outruns its lorries receives nothing until it stands, and a shut way
keeps loads where they are. Departures are kept as a cumulative curve per formation and good: what arrives by a day is what
had left by that day less the drive. Theory and closed forms: `docs/methods/supply.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Numbers, between
from engine.constants import MOST_BURNED_SHARE, NEGLIGIBLE, SHUT_DAYS
from engine.rules import skies
from engine.rules.rate_group import RateGroup, at
from engine.units import H_PER_DAY, KG_PER_T, MIN_PER_DAY, MIN_PER_H, PCT_PER_100KM


@dataclass(frozen=True, slots=True)
class TransportRates(RateGroup):
    """Supply lorries on the road (`lorries.*`); `Numbers` may be arrays of formations or fleets that have their own."""

    PREFIX: ClassVar[str] = "lorries."

    payload_t: Numbers
    serviceable_share: Numbers
    km_day: Numbers
    terminal_h: Numbers
    fuel_kg_km: Numbers
    breakdown_pct_100km: float
    repair_days: float
    men_per_lorry: float
    good_road_per_day: float
    track_per_day: float
    off_road_mult: float = field(metadata=at("fuel.off_road_mult"))
    nondivisional_share: Numbers = field(metadata=at("fuel.nondivisional_share"))
    motor_km_day: float = field(metadata=at("march.motor_km_day"))


def drive_days(km: Floats, motor_minutes_per_km: Floats, *, rates: TransportRates) -> Floats:
    """Days that supply lorries need over `km` of a link, from the sustained march time of lorried troops there; broadcasts.

    Surface and mud slow both alike; lorries cover `lorries.km_day` where troops cover `march.motor_km_day`.
    Source: what a lorry was got to drive in a day, not its speed times its hours."""
    faster = rates.motor_km_day / rates.km_day
    return np.asarray(km, float) * motor_minutes_per_km / MIN_PER_DAY * faster


def shut_surface(surface: str) -> bool:
    """Whether a way of this surface is shut to supply lorries under a sky that shuts such ways.

    Source: narrow roads over the passes that days of downpour closed to lorries and not to tanks; one report (grade B). For
    tracks and trails as well it is a judgement."""
    return surface in ("pass", "track", "trail")


def days_by_sky(days: Floats, shut: Bools) -> Floats:
    """(skies, links): days of driving over each link, `SHUT_DAYS` more on those of `shut` (links,) where the sky shuts them."""
    return np.asarray(days + SHUT_DAYS * (skies.SHUTS[:, None] & shut))


def days_by_bridge(days: Floats, shut: Bools) -> Floats:
    """(links,): days of driving over each link, `SHUT_DAYS` more on those of `shut` (links,), where no bridge stands yet."""
    return np.asarray(days + SHUT_DAYS * shut)


def bridge_minute(taken_minute: Floats, engineers_h: Floats, laid_minute: Floats) -> Floats:
    """Minute from which lorries cross a river without a bridge of peace: engineers lay one in so many hours once both banks are
    in hand, from `taken_minute`; or that of the first column stands, from `laid_minute`. Broadcasts.

    Source: `rules.rivers.bridging_h`; that somebody bridges what nobody has marched over is a judgement, grade C."""
    return np.minimum(taken_minute + engineers_h * MIN_PER_H, laid_minute)


def open_days(days: Floats) -> Floats:
    """Days of driving, inf over a way that is shut somewhere; any shape."""
    return np.where(days < SHUT_DAYS, days, np.inf)


def own_drive_days(drive_days: Floats, own: TransportRates, *, rates: TransportRates) -> Floats:
    """Days that lorries with rates of their own drive where those of the world need `drive_days`; broadcasts.

    Source: time = way / km a day."""
    return np.asarray(drive_days * (rates.km_day / np.asarray(own.km_day, float)))


def lag_days(drive_days: Floats, *, rates: TransportRates) -> Floats:
    """Days from the depot to the formation, and as many back: the drive and half the time at the terminals; inf without a way.

    Source: lorries.terminal_h of a round trip, loading, unloading and waiting."""
    return drive_days + rates.terminal_h / H_PER_DAY / 2.0


def lift_t(lorries: Floats, *, rates: TransportRates) -> Floats:
    """Tonnes that a fleet carries at once; shape of `lorries`, inf stays inf. Source: number x serviceable x payload."""
    return np.asarray(lorries, float) * rates.serviceable_share * rates.payload_t


def own_lift_t(fuel_t: Floats, all_fuel_t: Floats, lift_t: Floats) -> Floats:
    """Tonnes of the lift of a fleet (t) that are a detachment's own: by its part of the tonnes that fill all those whom the fleet
    serves; broadcasts.

    Source: a judgement, grade C: lorries are told off by what is to be filled. Neutral: a part of 0."""
    return np.asarray(lift_t * (fuel_t / np.maximum(all_fuel_t, NEGLIGIBLE)))


def running_left(lift_t: float, running_share: float, moved_t: float) -> float:
    """Share (0-1) of a fleet's lorries that run once so many tonnes of running ones have left it (< 0: joined it).

    Source: conservation of those that have broken down."""
    left_t = lift_t - moved_t
    return min(max((lift_t * running_share - moved_t) / left_t, 0.0), 1.0) if left_t > NEGLIGIBLE else 1.0


def rides(lift_t: float, men: float, payload_t: float, *, rates: TransportRates) -> bool:
    """Whether lorries that carry `lift_t` tonnes of supplies at once, `payload_t` each, lift all of so many men at once.

    Source: lorries.men_per_lorry."""
    return lift_t / payload_t * rates.men_per_lorry >= men


def burned_share(km: Floats, good: Bools, *, rates: TransportRates) -> Floats:
    """Share (0-0.9) of a load that its lorries burn on `km` there and back, on good roads or worse ones; broadcasts.

    2 km x kg of fuel a km / payload; no way (inf) counts as none. Source: lorries.fuel_kg_km."""
    way_km = np.where(np.isfinite(km), km, 0.0)
    kg = 2.0 * way_km * rates.fuel_kg_km * np.where(good, 1.0, rates.off_road_mult)
    return np.minimum(kg / (KG_PER_T * rates.payload_t), MOST_BURNED_SHARE)


def kept_share(burned: Floats, *, rates: TransportRates) -> Floats:
    """(goods, formations): share (0-1) of what leaves a depot for a formation that the formation gets.

    The lorries burn their part of every load; of fuel the corps, army and supply troops of the formation's army take
    `fuel.nondivisional_share`. Source: own fuel by distance; general knowledge for the share, grade C."""
    kept = 1.0 - burned
    return np.stack([kept * (1.0 - np.asarray(rates.nondivisional_share)), kept, kept])


def running_after(running: Floats, use: Floats, days: float, *, rates: TransportRates) -> Floats:
    """Share (0-1) of the serviceable lorries that run after `days` in which the share `use` (0-1) of them was on the road.

    Breakdowns per km driven, repair in a mean time. Source: movement.breakdown.truck (general knowledge, grade C) and a
    judgement for the repair; neutral: no breakdowns, everything runs. Range: steps of up to a day."""
    broken = running * use * rates.km_day * days * rates.breakdown_pct_100km / PCT_PER_100KM
    repaired = (1.0 - running) * days / rates.repair_days
    return between(running - broken + repaired, 0.0, 1.0)


def road_t_day(good: Bools, narrow: Bools, *, rates: TransportRates) -> Floats:
    """Tonnes a day that a road lets pass: a good one, a worse one, inf over open country (not `narrow`); broadcasts.

    Source: judgement, grade C."""
    passing = np.where(good, rates.good_road_per_day, rates.track_per_day)
    return np.where(narrow, passing * rates.payload_t, np.inf)


def claims_t(wanted_t: Floats, on_road_t: Floats, kept: Floats) -> Floats:
    """(goods, formations): tonnes (>= 0) that have to leave the depots so that `wanted_t` arrive, less what is on the road.

    `kept` (0-1) is what arrives of a tonne. Source: conservation."""
    return np.maximum(wanted_t / kept - on_road_t, 0.0)


def served_until(served_day: Floats, now_day: float, lag_days: Floats) -> Floats:
    """Day up to which departures have arrived, given the day up to which they had; shape of the lag, never earlier than before.

    Where there is no way (lag inf) loads wait where they are. Source: conservation, no parameter."""
    return np.maximum(served_day, now_day - lag_days)


def departed_t(cumulative_t: Floats, day: Floats, step_days: float) -> Floats:
    """Tonnes that had left by `day`, shape (goods, formations), from the curve of departures (steps, goods, formations).

    Row k of the curve is what had left by day k x `step_days`; between rows it grows evenly, after the last it is the last.
    Source: linear interpolation."""
    last = len(cumulative_t) - 1
    step = between(day / step_days, 0.0, last)
    below = np.minimum(step.astype(int), max(last - 1, 0))
    _, goods, formations = cumulative_t.shape
    at = below * (goods * formations) + np.arange(goods * formations).reshape(goods, formations)
    first, second = cumulative_t.take(at), cumulative_t.take(at + min(last, 1) * goods * formations)
    return np.asarray(first + (step - below) * (second - first))


def supplied_share(arrived_t: Floats, used_t: Floats) -> Floats:
    """Share (0-1) of what a formation used that arrived in the same time, 1 where nothing was used; broadcasts.

    What has been left over by rounding counts as nothing. Source: a ratio, no parameter."""
    came_t = np.where(arrived_t > NEGLIGIBLE, arrived_t, 0.0)
    return np.where(used_t > 0.0, np.minimum(came_t / np.where(used_t > 0.0, used_t, 1.0), 1.0), 1.0)

"""Railways that change hands: how fast they are made to run again, what they carry, and what a captured depot holds.

Two works go on along a captured line. It is cleared, from whatever station is in hand, and then runs with the rolling stock
that was taken, at a part of its capacity; and it is repaired, or laid to the own gauge, from the end of the own network onwards,
and then carries what it is built for. Theory: `docs/methods/supply.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.constants import NARROW_GAUGE_MM
from engine.rules.rate_group import RateGroup, at


@dataclass(frozen=True, slots=True)
class RailRates(RateGroup):
    """Repair, capacity and captured stocks of railways (`rail.*`)."""

    PREFIX: ClassVar[str] = "rail."

    restore_km_day: float
    clear_km_day: float
    captured_share: float
    t_per_train: float
    narrow_gauge_t_day: float
    bridge_m_day: float
    captured_stock_days: float
    captured_fuel_share: float
    t_per_wagon: float
    trains_per_day: float = field(metadata=at("march.trains_per_day"))
    train_km_day: float = field(metadata=at("march.train_km_day"))


def work_km(km: Floats, blown_m: Floats, km_per_day: float, *, rates: RailRates) -> Floats:
    """Km of work on a line of `km` at `km_per_day`, a blown bridge of `blown_m` counted as the km of the days it costs.

    Shape of `km`. Source: supply.rail and river.rail_bridge rates."""
    return np.asarray(km + blown_m / rates.bridge_m_day * km_per_day)


def worked_km(done_km: Floats, at_work: Bools, km_per_day: float, days: float) -> Floats:
    """Km of work done after `days` more at the lines that are worked on; shape of `done_km`. Source: rate x time."""
    return np.asarray(done_km + at_work * (km_per_day * days))


def capacity_t_day(gauge_mm: Floats, tracks: Floats, captured_stock: Bools, known_t: Floats, *, rates: RailRates) -> Floats:
    """Tonnes a day over lines of a gauge and number of tracks; a part of it with captured rolling stock; broadcasts.

    `known_t` is what a line carries where a source says so, else nan. Trains a day and track x load of a train; lines below
    1,000 mm carry a light railway's tonnes. Two tracks count twice, a floor. Source: rail parameters; the part is a judgement,
    grade C. Neutral: part 1."""
    full = rates.trains_per_day * rates.t_per_train * np.asarray(tracks)
    built = np.where(np.asarray(gauge_mm) < NARROW_GAUGE_MM, rates.narrow_gauge_t_day, full)
    built = np.where(np.isnan(known_t), built, known_t)
    return np.asarray(built * np.where(captured_stock, rates.captured_share, 1.0))


def stock_t_day(engines: Floats, wagons: Floats, km: Floats, *, rates: RailRates) -> Floats:
    """Tonnes a day that so many engines and wagons move over `km` of line, there and back; inf where both are; broadcasts.

    An engine goes so many km a day and draws a train, a wagon goes with it. Source: trains = engines x km a day / (2 x km); time
    in stations costs nothing. Neutral: inf."""
    rounds = rates.train_km_day / (2.0 * np.asarray(km, float))
    return np.asarray(np.minimum(engines * rates.t_per_train, wagons * rates.t_per_wagon) * rounds)


def depot_stock_t(t_per_day: Floats, *, rates: RailRates) -> Floats:
    """Tonnes that a depot to which `t_per_day` come keeps in stock; shape of it. Source: judgement, grade C. Neutral: 0 days."""
    return np.asarray(t_per_day * rates.captured_stock_days)


def captured_t(stock_t: Floats, *, rates: RailRates) -> tuple[Floats, Floats]:
    """Tonnes of fuel and of food that a captor can use of a stock (kinds, depots); (depots,) each.

    Fuel and food are what they are, ammunition fits no gun of his; of goods of any kind a share is fuel, the rest food and
    forage. Source: judgement, grade C."""
    fuel_t, _, food_t, any_t = stock_t
    return fuel_t + any_t * rates.captured_fuel_share, food_t + any_t * (1.0 - rates.captured_fuel_share)

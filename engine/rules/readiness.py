"""Readiness: the effectiveness that is left of rested, fed troops, 0-1. Theory: `docs/methods/readiness.md`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, between
from engine.constants import RECOVERY_READINESS
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class ReadinessRates(RateGroup):
    """What wears troops down and restores them (`readiness.*`)."""

    PREFIX: ClassVar[str] = "readiness."

    forced_day_loss: float
    recovery_rest_day: float
    hunger_endured_days: float
    hunger_day_loss: float
    thirst_endured_days: float
    thirst_day_loss: float
    stranded_water_share: float
    combat_day_loss: float
    low_supply_fraction: float
    low_supply_mult: float
    reorganise_h: float
    prepare_days: float
    sick_per_1000_day: float


def strain(effort: Floats, forced_effort: Floats) -> Floats:
    """Share of a fully forced day (0-1) that marching at `effort` (x of the sustained rate) means.

    0 at the sustained rate or below, 1 at the forced rate of the troops' class. Linear between: a judgement.
    Source: rates of forced marches as in `march`."""
    span = np.maximum(np.asarray(forced_effort, float) - 1.0, 1e-9)
    return between((np.asarray(effort, float) - 1.0) / span, 0.0, 1.0)


def watered_share(dry: Bools, stranded: Bools, *, rates: ReadinessRates) -> Floats:
    """Share (0-1) of the water that men need and get: all, unless the ground is dry and their lorries stand; broadcasts.

    Source: readiness.stranded_water_share (judgement, grade C): what wells give to those who cannot drive to them."""
    return np.where(np.asarray(dry) & stranded, rates.stranded_water_share, 1.0)


def hungry_after(hungry_days: Floats, fed: Floats, days: float) -> Floats:
    """Days of food that men lack after `days` of which they had the share `fed` (0-1); a day of full rations makes one good.

    Source: conservation of what was not eaten; that it is made good one for one is a judgement."""
    fed = np.asarray(fed, float)
    return np.where(fed < 1.0, hungry_days + (1.0 - fed) * days, np.maximum(hungry_days - days, 0.0))


def thirsty_after(thirsty_days: Floats, watered: Floats, days: float) -> Floats:
    """Days of water that men lack after `days` with the share `watered` (0-1) of their need; 0 as soon as they get all of it.

    Source: conservation; men drink at once what they lacked."""
    watered = np.asarray(watered, float)
    return np.where(watered < 1.0, thirsty_days + (1.0 - watered) * days, 0.0)


def want_loss(before_days: Floats, after_days: Floats, *, endured_days: float, day_loss: float) -> Floats:
    """Readiness (0-1) lost while what men lack grew from one number of days' need to another; 0 where it did not grow.

    Nothing within `endured_days`, then `day_loss` for each day's need; so half rations cost half as much a day, and begin to
    cost after twice the time. Source: effect against the sum of what was lacked, not against time (see the parameters)."""
    beyond = np.maximum(np.asarray(after_days) - endured_days, 0.0) - np.maximum(np.asarray(before_days) - endured_days, 0.0)
    return np.asarray(day_loss * np.maximum(beyond, 0.0))


def readiness_after(
    readiness: Floats,
    *,
    strain_days: Floats,
    rest_days: Floats,
    combat_days: Floats,
    wants: Floats,
    supply_fraction: Floats,
    rates: ReadinessRates,
) -> Floats:
    """Readiness (0-1) after so many days of forced march (in whole forced days), of rest and of combat.

    E' = E - forced loss - combat fatigue - `wants` + recovery * (1 - E) / 0.5 per day of rest; supply below
    `low_supply_fraction` leaves `low_supply_mult` of the recovery. `wants` is what hunger and thirst cost meanwhile; rest
    without food and water is none, so that who calls leaves it out of `rest_days`. All arguments broadcast.
    Source: readiness parameters (mostly judgement, grade C): wide priors, test sensitivity."""
    supplied = np.where(np.asarray(supply_fraction) < rates.low_supply_fraction, rates.low_supply_mult, 1.0)
    recovery = rates.recovery_rest_day * (1.0 - readiness) / RECOVERY_READINESS * supplied * rest_days
    strained = rates.forced_day_loss * strain_days + rates.combat_day_loss * combat_days
    after = readiness - strained - wants + recovery
    return between(after, 0.0, 1.0)


def sick_share(days: float, *, rates: ReadinessRates) -> float:
    """Share (0-1) of the men present who are gone after `days`, sick or hurt, beyond those who have come back.

    1 - exp(-rate · days). Source: readiness.sick_per_1000_day (field rates of 1942-45 in a temperate climate, grade C). Limits:
    no climate, season or epidemic. Neutral: rate 0."""
    return -math.expm1(-rates.sick_per_1000_day / 1000.0 * days)

"""Readiness: the effectiveness that is left of rested, fed troops, 0-1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats, between
from engine.constants import RECOVERY_READINESS
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class ReadinessRates(RateGroup):
    """What wears troops down and restores them (`readiness.*`)."""

    PREFIX: ClassVar[str] = "readiness."

    forced_day_loss: float
    recovery_rest_day: float
    hunger_day_loss: float
    combat_day_loss: float
    low_supply_fraction: float
    low_supply_mult: float
    reorganise_h: float
    prepare_days: float


def strain(effort: Floats, forced_effort: Floats) -> Floats:
    """Share of a fully forced day (0-1) that marching at `effort` (x of the sustained rate) means.

    0 at the sustained rate or below, 1 at the forced rate of the troops' class. Linear between: a judgement.
    Source: rates of forced marches as in `march`."""
    span = np.maximum(np.asarray(forced_effort, float) - 1.0, 1e-9)
    return between((np.asarray(effort, float) - 1.0) / span, 0.0, 1.0)


def readiness_after(
    readiness: Floats,
    days: float,
    *,
    strain_days: Floats,
    rest_days: Floats,
    combat_days: Floats,
    fed: Floats,
    supply_fraction: Floats,
    rates: ReadinessRates,
) -> Floats:
    """Readiness (0-1) after `days` with so many days of forced march (in whole forced days), of rest and of combat in them.

    E' = E - forced loss - combat fatigue - hunger loss + recovery * (1 - E) / 0.5 per day of rest; supply below
    `low_supply_fraction` leaves `low_supply_mult` of the recovery. `fed` is the share of the days with food. All arguments
    broadcast. Source: readiness parameters (judgement, grade C): wide priors, test sensitivity."""
    supplied = np.where(np.asarray(supply_fraction) < rates.low_supply_fraction, rates.low_supply_mult, 1.0)
    recovery = rates.recovery_rest_day * (1.0 - readiness) / RECOVERY_READINESS * supplied * rest_days
    hunger = rates.hunger_day_loss * (1.0 - np.asarray(fed, float)) * days
    strained = rates.forced_day_loss * strain_days + rates.combat_day_loss * combat_days
    after = readiness - strained - hunger + recovery
    return between(after, 0.0, 1.0)

"""Horses on campaign: water, grazing, and the days of marching that they stand. Theory: `docs/methods/readiness.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class HorseRates(RateGroup):
    """What horses endure and what it costs when they get less (`horses.*`)."""

    PREFIX: ClassVar[str] = "horses."

    water_days: float
    desert_water_share: float
    thirst_day_loss: float
    death_day_share: float
    march_days: float
    march_day_loss: float
    rest_mult: float
    grazing_share: float


def thirst_after(thirst_days: Floats, dry: Bools, days: float, *, rates: HorseRates) -> Floats:
    """Days' worth of water that horses lack after `days` more, 0 as soon as they stand where there is plenty; broadcasts.

    Where it is dry wells give a part of what they need. Source: horses parameters (judgement, grade C); neutral never dry."""
    return np.where(dry, thirst_days + (1.0 - rates.desert_water_share) * days, 0.0)


def unrested_after(unrested_days: Floats, marching: Bools, days: float, *, rates: HorseRates) -> Floats:
    """Days of march in the horses' legs after `days` more; a day of rest takes off several; broadcasts.

    Source: horses parameters (judgement, grade C)."""
    rested = unrested_days - rates.rest_mult * days
    return np.where(marching, unrested_days + days, np.maximum(rested, 0.0))


def wear_a_day(thirst_days: Floats, unrested_days: Floats, *, rates: HorseRates) -> Floats:
    """Readiness (0-1) that horses' troops lose in a day for lack of water and rest beyond what they endure; broadcasts.

    Source: horses parameters (judgement, grade C); neutral 0 within the endurance."""
    parched = thirst_days > rates.water_days
    footsore = unrested_days > rates.march_days
    return parched * rates.thirst_day_loss + footsore * rates.march_day_loss


def left_after(left: Floats, thirst_days: Floats, days: float, *, rates: HorseRates) -> Floats:
    """Share (0-1) of the horses that still live after `days` more. Source: horses parameters (judgement, grade C)."""
    parched = thirst_days > rates.water_days
    return np.asarray(left * (1.0 - parched * rates.death_day_share * days))


def carried_share(dry: Bools, *, rates: HorseRates) -> Floats:
    """Share (0-1) of the forage that has to be brought up: horses graze unless the ground is dry; shape of `dry`.

    Source: horses parameters (judgement, grade C); neutral 1."""
    return np.where(dry, 1.0, 1.0 - rates.grazing_share)

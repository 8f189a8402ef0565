"""Horses on campaign: water, grazing, and the days of marching that they stand. Theory: `docs/methods/readiness.md`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Parameters = Mapping[str, float]


def thirst_after(thirst_days: Floats, dry: Bools, days: float, parameters: Parameters) -> Floats:
    """Days' worth of water that horses lack after `days` more, 0 as soon as they stand where there is plenty; broadcasts.

    Where it is dry wells give a part of what they need. Source: horses parameters (judgement, grade C); neutral never dry."""
    return np.where(dry, thirst_days + (1.0 - parameters["horses.desert_water_share"]) * days, 0.0)


def unrested_after(unrested_days: Floats, marching: Bools, days: float, parameters: Parameters) -> Floats:
    """Days of march in the horses' legs after `days` more; a day of rest takes off several; broadcasts.

    Source: horses parameters (judgement, grade C)."""
    rested = unrested_days - parameters["horses.rest_mult"] * days
    return np.where(marching, unrested_days + days, np.maximum(rested, 0.0))


def wear_a_day(thirst_days: Floats, unrested_days: Floats, parameters: Parameters) -> Floats:
    """Readiness (0-1) that horses' troops lose in a day for lack of water and rest beyond what they endure; broadcasts.

    Source: horses parameters (judgement, grade C); neutral 0 within the endurance."""
    parched = thirst_days > parameters["horses.water_days"]
    footsore = unrested_days > parameters["horses.march_days"]
    return parched * parameters["horses.thirst_day_loss"] + footsore * parameters["horses.march_day_loss"]


def left_after(left: Floats, thirst_days: Floats, days: float, parameters: Parameters) -> Floats:
    """Share (0-1) of the horses that still live after `days` more. Source: horses parameters (judgement, grade C)."""
    parched = thirst_days > parameters["horses.water_days"]
    return np.asarray(left * (1.0 - parched * parameters["horses.death_day_share"] * days))


def carried_share(dry: Bools, parameters: Parameters) -> Floats:
    """Share (0-1) of the forage that has to be brought up: horses graze unless the ground is dry; shape of `dry`.

    Source: horses parameters (judgement, grade C); neutral 1."""
    return np.where(dry, 1.0, 1.0 - parameters["horses.grazing_share"])

"""What troops use up beside fuel: food and forage every day, ammunition by kind of day.

Fuel has a file of its own (`fuel`), and so has what brings all of it (`transport`). Theory: `docs/methods/supply.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Numbers
from engine.rules.rate_group import RateGroup
from engine.units import KG_PER_T


@dataclass(frozen=True, slots=True)
class SupplyRates(RateGroup):
    """What troops use up (`supply.*`)."""

    PREFIX: ClassVar[str] = "supply."

    ammo_pursuit_bk_day: Numbers
    ammo_combat_bk_day: Numbers
    food_kg_man_day: Numbers
    forage_kg_horse_day: Numbers


def food_t_day(men: Floats, horses: Floats, *, rates: SupplyRates) -> Floats:
    """Tonnes of food and forage a day. Source: supply parameters (general knowledge)."""
    kg = np.asarray(men, float) * rates.food_kg_man_day
    return (kg + np.asarray(horses, float) * rates.forage_kg_horse_day) / KG_PER_T


def used(marching: Bools, combat_days: Floats, days: float, *, rates: SupplyRates) -> tuple[Floats, Floats]:
    """Units of fire and days of food that formations use up in `days`; shape of `marching`, those on the march at their end.

    Of ammunition a day at rest costs none, a day of march `ammo_pursuit_bk_day`, a day of combat `ammo_combat_bk_day`; who has
    fought so many `combat_days` meanwhile (of the part of it that fought) has marched for the rest alone. Fuel is burned by the
    march itself. Source: supply.ammo_pursuit_bk_day (grade B), ammo_combat_bk_day (general knowledge, grade C): that defenders
    fire as much as attackers is a judgement. Neutral: 0."""
    marched_days = np.maximum(days - combat_days, 0.0) * np.asarray(marching, float)
    ammunition = marched_days * rates.ammo_pursuit_bk_day + combat_days * rates.ammo_combat_bk_day
    return np.asarray(ammunition), np.full_like(marched_days, days)

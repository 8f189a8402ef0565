"""What troops use up beside fuel: food and forage every day, ammunition in pursuit.

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

    ammo_pursuit_bk_day: float
    food_kg_man_day: Numbers
    forage_kg_horse_day: Numbers


def food_t_day(men: Floats, horses: Floats, *, rates: SupplyRates) -> Floats:
    """Tonnes of food and forage a day. Source: supply parameters (general knowledge)."""
    kg = np.asarray(men, float) * rates.food_kg_man_day
    return (kg + np.asarray(horses, float) * rates.forage_kg_horse_day) / KG_PER_T


def used(marching: Bools, days: float, *, rates: SupplyRates) -> tuple[Floats, Floats]:
    """Units of fire and days of food that formations use up in `days`; shape of `marching`, ammunition on the march alone.

    Fuel is burned by the march itself, ammunition of combat is not counted. Source: supply.ammo_pursuit_bk_day, grade B."""
    return np.asarray(marching, float) * rates.ammo_pursuit_bk_day * days, np.full_like(marching, days, dtype=float)

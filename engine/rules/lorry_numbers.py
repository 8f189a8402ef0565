"""How many lorries a formation usually has: what stands in where an author counts none.

Lorries to a thousand men, by echelon and by what a formation moves by. They are all motor vehicles with a load bed that its table
gives it, those that carry its own men and guns among them: on the high side for lorries that bring supplies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.rules.rate_group import RateGroup

MEN = 1000.0
ABOVE_CORPS = ("army_group", "front", "area_army", "army")
TROOPS_OF_STAFFS = ("headquarters", "services", "artillery")
ON_DIVISIONS_TABLE = ("corps", "division")


@dataclass(frozen=True, slots=True)
class LorryNumberRates(RateGroup):
    """Lorries to a thousand men (`lorries.*_per_1000`)."""

    PREFIX: ClassVar[str] = "lorries."

    division_foot_per_1000: float
    division_horse_per_1000: float
    division_cavalry_per_1000: float
    division_motor_per_1000: float
    division_tracked_per_1000: float
    division_fixed_per_1000: float
    brigade_foot_per_1000: float
    brigade_cavalry_per_1000: float
    brigade_motor_per_1000: float
    brigade_tracked_per_1000: float
    brigade_fixed_per_1000: float
    corps_tracked_per_1000: float
    corps_troops_per_1000: float
    army_troops_per_1000: float


def usual_lorries(men: float, echelon: str, mobility: str, branch: str, *, rates: LorryNumberRates) -> float:
    """Lorries (>= 0) that a formation of so many men usually has; 0 for one that lives on its boats.

    `echelon`, `mobility` and `branch` are those of a scenario. Armies and what stands above them have those of army troops. Corps
    have those of corps troops where they are staffs and guns, else those of a division like them; what is smaller than a brigade
    those of one. Source: medians of organisation tables by type, grade C."""
    return men / MEN * _per_1000(echelon, mobility, branch, rates)


def _per_1000(echelon: str, mobility: str, branch: str, rates: LorryNumberRates) -> float:
    if mobility == "boat":
        return 0.0
    if echelon in ABOVE_CORPS:
        return rates.army_troops_per_1000
    if echelon == "corps" and (mobility == "tracked" or branch in TROOPS_OF_STAFFS):
        return rates.corps_tracked_per_1000 if mobility == "tracked" else rates.corps_troops_per_1000
    division, brigade = _by_mobility(rates)[mobility]
    return division if echelon in ON_DIVISIONS_TABLE else brigade


def _by_mobility(rates: LorryNumberRates) -> dict[str, tuple[float, float]]:
    """Mobility to the numbers of a division and of a brigade; a brigade with horses has those of one on foot."""
    return {
        "foot": (rates.division_foot_per_1000, rates.brigade_foot_per_1000),
        "horse": (rates.division_horse_per_1000, rates.brigade_foot_per_1000),
        "cavalry": (rates.division_cavalry_per_1000, rates.brigade_cavalry_per_1000),
        "motor": (rates.division_motor_per_1000, rates.brigade_motor_per_1000),
        "tracked": (rates.division_tracked_per_1000, rates.brigade_tracked_per_1000),
        "fixed": (rates.division_fixed_per_1000, rates.brigade_fixed_per_1000),
    }

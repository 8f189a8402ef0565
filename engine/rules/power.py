"""Combat power: what men, tanks and guns are worth against each other, here and today.

One point is 800 fresh men of rifle, motor-rifle or cavalry units. Arms add up; posture, ground, weather, surprise, air and
ammunition multiply. Only ratios of powers matter. Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np

from engine.arrays import Floats, Ints, Numbers, between, summed
from engine.constants import NEGLIGIBLE
from engine.rules import skies
from engine.rules.rate_group import RateGroup

POSTURES = ("hasty", "prepared", "fortified", "delay", "withdrawal")
TERRAINS = ("flat_bare", "desert_steppe", "rolling_mixed", "rolling_forest", "rugged", "swamp", "urban")
SURPRISE_LEVELS = np.arange(4.0)

COMBAT_TERRAIN = {
    "plain": "flat_bare",
    "river_valley": "flat_bare",
    "sea": "flat_bare",
    "steppe": "desert_steppe",
    "desert": "desert_steppe",
    "hills": "rolling_mixed",
    "forest": "rolling_forest",
    "mountain": "rugged",
    "marsh": "swamp",
    "urban": "urban",
}
"""A map's word for the ground to the row of the power table."""


@dataclass(frozen=True)
class PowerRates(RateGroup):
    """Points by arm and multipliers of power (`combat.power_*`)."""

    PREFIX: ClassVar[str] = "combat.power_"

    men_per_point: float
    points_per_tank: float
    points_per_gun: float
    posture_hasty: float
    posture_prepared: float
    posture_fortified: float
    posture_delay: float
    posture_withdrawal: float
    terrain_flat_bare: float
    terrain_desert_steppe: float
    terrain_rolling_mixed: float
    terrain_rolling_forest: float
    terrain_rugged: float
    terrain_swamp: float
    terrain_urban: float
    rain_attack: float
    downpour_armour: float
    surprise_minor: float
    surprise_substantial: float
    surprise_complete: float
    surprise_days: float
    air_superiority: float
    out_of_ammo: float

    @cached_property
    def by_posture(self) -> Floats:
        """(postures,): multiple of the defender's power."""
        return np.array([getattr(self, f"posture_{posture}") for posture in POSTURES])

    @cached_property
    def by_terrain(self) -> Floats:
        """(terrains,): multiple of the defender's power."""
        return np.array([getattr(self, f"terrain_{terrain}") for terrain in TERRAINS])

    @cached_property
    def attackers_by_sky(self) -> Floats:
        """(skies,): multiple of the attacker's power without its tanks."""
        return skies.column("attackers", rates=self)

    @cached_property
    def attacking_tanks_by_sky(self) -> Floats:
        """(skies,): multiple of the power of attacking tanks."""
        return skies.column("attacking_tanks", rates=self)

    @cached_property
    def defending_tanks_by_sky(self) -> Floats:
        """(skies,): multiple of the power of defending tanks."""
        return skies.column("defending_tanks", rates=self)

    @cached_property
    def by_surprise(self) -> Floats:
        """(levels,): multiple of the attacker's power without surprise and by minor, substantial, complete surprise."""
        return np.array([1.0, self.surprise_minor, self.surprise_substantial, self.surprise_complete])


class Force(NamedTuple):
    """One side of each engagement; arrays of one shape (..., n) or scalars that broadcast."""

    men: Floats
    tanks: Floats
    guns: Floats
    anti_tank_share: Floats
    """Share (0-1) of the guns that can stop the enemy's tanks."""
    effectiveness: Floats
    """Quality times readiness times ammunition factor; 1 = full, rested, supplied."""

    def part(self, at: int) -> Force:
        """One side's, where both are the first axis of every array."""
        return Force(self.men[at], self.tanks[at], self.guns[at], self.anti_tank_share[at], self.effectiveness[at])


def surprise_left(level: Floats, days: Floats, *, rates: PowerRates) -> Floats:
    """Level of surprise (0-3) that is left `days` after it was sprung; broadcasts.

    Falls evenly to 0 within `surprise_days`. 0 none, 1 minor, 2 substantial, 3 complete; the defender's surprise
    (negative levels) counts as none. Source: the three days of the QJM tables, from general knowledge, grade C."""
    fresh = between(1.0 - np.asarray(days) / rates.surprise_days, 0.0, 1.0)
    return np.asarray(between(level, 0.0, 3.0) * fresh)


def ammunition_factor(share: Floats, *, rates: PowerRates) -> Floats:
    """Multiplier of power (`out_of_ammo` to 1) when `share` (0-1) of the day's need for ammunition is at hand.

    Linear between empty and full: a judgement. Neutral value: share 1."""
    return rates.out_of_ammo + (1.0 - rates.out_of_ammo) * between(share, 0.0, 1.0)


def points(force: Force, tank_mult: Floats, other_mult: Floats, *, rates: PowerRates) -> Floats:
    """Combat points of a force, at least 0, tanks and the other arms each with a multiplier; broadcasts.

    Range: regiment to army. Source: a judgement for data that know men, tanks and guns but no battalions, grade C."""
    others = np.asarray(force.men) / rates.men_per_point + rates.points_per_gun * np.asarray(force.guns)
    tanks = rates.points_per_tank * np.asarray(force.tanks)
    return (others * other_mult + tanks * tank_mult) * force.effectiveness


def attacker_power(force: Force, sky: Ints, surprise: Floats, air: Floats, *, rates: PowerRates) -> Floats:
    """Power of the attackers in points; broadcasts.

    `sky` is a code of `skies.TABLE`; `surprise` the level left, 0-3 (linear between the rows); `air` -1 to 1, positive where
    the attacker rules the sky. A downpour costs tanks its own factor instead of the rain's, not both.
    Source: QJM/NPW tables from general knowledge, grade C. Neutral: dry, 0, 0."""
    boldness = np.interp(surprise, SURPRISE_LEVELS, rates.by_surprise)
    armour, others = rates.attacking_tanks_by_sky[sky], rates.attackers_by_sky[sky]
    return points(force, armour, others, rates=rates) * boldness * _air_mult(air, rates)


def defender_power(force: Force, posture: Ints, terrain: Ints, sky: Ints, air: Floats, *, rates: PowerRates) -> Floats:
    """Power of the defenders in points; broadcasts.

    `posture` and `terrain` are codes into `POSTURES` and `TERRAINS`; `sky` and `air` as for the attacker.
    Source: QJM/NPW tables from general knowledge, grade B. Limits: one ground and one posture for the whole engagement."""
    armour = rates.defending_tanks_by_sky[sky]
    ground = rates.by_posture[posture] * rates.by_terrain[terrain]
    return points(force, armour, np.ones(()), rates=rates) * ground * _air_mult(-np.asarray(air), rates)


def _air_mult(air: Floats, rates: PowerRates) -> Floats:
    """Multiplier of the side with air superiority: 1 at 0 or below, `air_superiority` at 1."""
    return 1.0 + (rates.air_superiority - 1.0) * between(air, 0.0, 1.0)


def effective_men(men: Floats, readiness: Floats, quality: Floats, ammo_bk: Floats, *, rates: PowerRates) -> Floats:
    """Men weighted by what they are worth (1 = full, rested, supplied): readiness (0-1), quality, units of fire; broadcasts.

    Source: a product, with `ammunition_factor` of what is at hand up to one unit of fire. Neutral: 1, 1, 1."""
    return men * readiness * quality * ammunition_factor(np.minimum(ammo_bk, 1.0), rates=rates)


def gathered(present: Floats, anti_tank_guns: Floats, effective: Floats, group: Ints, *, groups: int) -> Force:
    """Formations gathered into `groups` forces; `present` (3, formations) are men, tanks and guns, the others (formations,).

    `anti_tank_guns` are those of its guns that can stop tanks, `effective` its `effective_men`, `group` its number below
    `groups`; a group without formations has 0 of everything. Source: arms add up (`points`)."""
    men, tanks, guns, stoppers, worth = summed(np.array([*present, anti_tank_guns, effective]), group, groups)
    return Force(men, tanks, guns, stoppers / np.maximum(guns, NEGLIGIBLE), worth / np.maximum(men, NEGLIGIBLE))


def joined_mean(there: Floats, mean: Floats, joining: Numbers, joining_sum: Numbers) -> Floats:
    """Mean of `there` of one `mean` (effectiveness of men, anti-tank share of guns) and of `joining` that sum to `joining_sum`;
    broadcasts.

    Source: a mean weighted by men or guns. Neutral: nobody joins."""
    return np.asarray((there * mean + joining_sum) / np.maximum(there + joining, NEGLIGIBLE))


def force_ratio(own_power: Floats, enemy_power: Floats) -> Floats:
    """Own power over the enemy's (>= 0), finite also where no enemy stands; broadcasts. Source: none needed (a ratio)."""
    return np.asarray(own_power / np.maximum(enemy_power, NEGLIGIBLE))

"""Rivers: what a crossing without a bridge costs, whether a bridge is taken whole, and whether an assault gets a bridgehead.

Three ways over a river: a bridge that stands; boats, ferries and then the engineers' bridge where nobody defends; an assault
where somebody does, from the march or prepared. Theory, sources and limits: `docs/methods/rivers.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Numbers
from engine.rules.power import POSTURES
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True)
class RiverRates(RateGroup):
    """Crossings of rivers and their bridges (`rivers.*`)."""

    PREFIX: ClassVar[str] = "rivers."

    assault_h_per_100m: float
    flood_mult: float
    bridge_m_h: float
    raft_vehicles_h: float
    intact_surprised: float
    intact_mined: float
    hasty_prepare_h: float
    deliberate_prepare_days: float
    success_hasty_weak: float
    success_hasty_prepared: float
    success_deliberate_prepared: float
    success_deliberate_fortified: float
    first_wave_share: float
    attacker_power_mult: float
    reserve_share: float

    @cached_property
    def success(self) -> Floats:
        """(2, postures): probability of a bridgehead from the march and prepared, in the order of POSTURES."""
        weak = self.success_hasty_weak
        hasty = {"prepared": self.success_hasty_prepared, "fortified": 0.0}
        deliberate = {"prepared": self.success_deliberate_prepared, "fortified": self.success_deliberate_fortified}
        return np.array([[row.get(posture, weak) for posture in POSTURES] for row in (hasty, deliberate)])


def assault_delay_h(width_m: Numbers, flooded: Bools | bool, *, rates: RiverRates) -> Floats:
    """Hours until the first regiments stand on a far bank that nobody defends; shape of `width_m` and `flooded`.

    Grows with the root of the width, times the flood multiple. Foot follows in boats.
    Range: 1-2,000 m. Source: rivers parameters (general knowledge, grade C); neutral value 0 h."""
    dry = rates.assault_h_per_100m * np.sqrt(np.asarray(width_m, float) / 100.0)
    return np.asarray(dry * np.where(flooded, rates.flood_mult, 1.0))


def bridging_h(width_m: Numbers, *, rates: RiverRates) -> Floats:
    """Hours in which engineers lay a bridge for vehicles; shape of `width_m`.

    Range: 10-500 m, equipment with the column. Source: treadway bridges of American engineers, grade B; neutral value 0 m."""
    return np.asarray(np.asarray(width_m, float) / rates.bridge_m_h)


def ferrying_h(vehicles: Numbers, *, rates: RiverRates) -> Floats:
    """Hours in which one ferry sets over so many tanks and guns, before a bridge stands; shape of `vehicles`.

    Source: general knowledge, grade C; neutral value 0."""
    return np.asarray(np.asarray(vehicles, float) / rates.raft_vehicles_h)


def intact_probability(*, mined: bool, pressed: bool, rates: RiverRates) -> float:
    """Probability (0-1) that a bridge with its guard on it falls whole into the pursuer's hands.

    The charges of a `mined` bridge are laid and its guard is alert, unless the enemy comes on the heels of a rear guard
    (`pressed`); where no charges are laid the bridge is as good as surprised. Source: general knowledge, grade C; neutral value
    1."""
    return rates.intact_mined if mined and not pressed else rates.intact_surprised


def prepares_first(posture: int, *, thin: bool) -> bool:
    """Whether a commander prepares the first crossing too, instead of going over from the march: against works that are manned.

    Source: judgement (no crossing of the battles tried works from the march)."""
    return POSTURES[posture] == "fortified" and not thin


def bridgehead_probability(posture: int, *, thin: bool, deliberate: bool, force_ratio: float, rates: RiverRates) -> float:
    """Probability (0-1) that an assault over a river gets a bridgehead.

    By the defenders' posture and whether the attack was prepared; a `thin` line is a weak defence whatever its posture. Below
    even odds it falls with the force ratio, a judgement. Range: regiment to army. Source: own count of river crossings in the
    battles (5 of 5 hasty against weak, 4 of 5 prepared, 0 of 3 against works), grade B-C; from the march against a prepared
    bank judgement."""
    weak = POSTURES.index("hasty")
    probability = float(rates.success[int(deliberate), weak if thin else posture])
    return probability * min(1.0, force_ratio)

"""What the battles would say of the rates that were estimated on them, had some of those battles never been seen.

In logs a loss or a speed is linear in the logs of base rates and multipliers and in the exponents. So its derivatives, taken
from the rules themselves, are the columns of a regression that re-estimates those rates within each fold, each shrunk
towards a value that owes nothing to these battles. The folds and the regression itself are made in `analysis`, which scores them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.battles.battles import Battles
from engine.battles.days import fought_day
from engine.battles.retrodict import AS_RECORDED, COLUMN_PACE
from engine.rules.engagement import CombatRates

STEP = 1e-4


@dataclass(frozen=True)
class ShrinkageTarget:
    """Where a rate would stand without these battles, and how far it may stray from there.

    `value` is in the unit of the parameter `path`; `sd` is of its logarithm, or of the value itself where it is an `exponent`."""

    path: str
    value: float
    sd: float
    exponent: bool = False

    def gap(self, current: float) -> float:
        """Distance from the `current` value to this one, in the unit of `sd`."""
        return self.value - current if self.exponent else math.log(self.value / current)

    def moved(self, current: float, step: float) -> float:
        """The `current` value moved by `step` in the unit of `sd`."""
        return current + step if self.exponent else current * math.exp(step)


ATTACKER = (
    ShrinkageTarget("combat.base_attacker_pct_day", 2.0, 1.0),
    ShrinkageTarget("combat.ratio_exponent_on_attacker", 0.0, 0.3, True),
    ShrinkageTarget("combat.size_exponent_attacker", 0.0, 0.3, True),
    ShrinkageTarget("combat.surprise_step_attacker_mult", 1.0, 0.3),
    ShrinkageTarget("combat.posture_fortified_attacker_mult", 1.0, 0.5),
    ShrinkageTarget("combat.posture_delay_both_mult", 1.0, 0.5),
    ShrinkageTarget("combat.rugged_both_mult", 1.0, 0.5),
    ShrinkageTarget("combat.laststand_attacker_mult", 2.5, 0.5),
)
DEFENDER = (
    ShrinkageTarget("combat.base_defender_pct_day", 2.0, 1.0),
    ShrinkageTarget("combat.ratio_exponent_on_defender", 0.0, 0.3, True),
    ShrinkageTarget("combat.size_exponent_defender", 0.0, 0.3, True),
    ShrinkageTarget("combat.surprise_step_defender_mult", 1.0, 0.3),
    ShrinkageTarget("combat.posture_delay_both_mult", 1.0, 0.5),
    ShrinkageTarget("combat.rugged_both_mult", 1.0, 0.5),
    ShrinkageTarget("combat.laststand_defender_mult", 2.5, 0.5),
)
ADVANCE = (
    ShrinkageTarget("advance.hasty_km_day", 6.0, 1.0),
    ShrinkageTarget("advance.prepared_km_day", 3.0, 1.0),
    ShrinkageTarget("advance.fortified_km_day", 1.5, 1.0),
    ShrinkageTarget("advance.delay_km_day", 6.0, 1.0),
    ShrinkageTarget("advance.fortified_dense_km_day", 1.5, 1.0),
    ShrinkageTarget("advance.rugged_mult", 1.0, 0.5),
    ShrinkageTarget("advance.wet_mult", 1.0, 0.5),
    ShrinkageTarget("advance.surprise_level_mult", 1.0, 0.3),
    ShrinkageTarget("advance.size_exponent", 0.0, 0.3, True),
)
"""Bases: staff planning and the 1-3 %/day of divisions (TDI); encircled garrisons: 2.5 (TNDM validation); speeds: QJM table for
infantry, halved and quartered by posture; all else no effect at all. Nothing of it was computed on these battles."""


@dataclass(frozen=True)
class Refit:
    """Columns of the regression, shape (n, rates); where each rate stands without the battles, and its freedom, (rates,)."""

    columns: Floats
    gap: Floats
    sd: Floats


def refits(battles: Battles, parameters: Mapping[str, float]) -> dict[str, Refit]:
    """The regression of each quantity around the present parameters: losses of `attacker` and `defender`, and `advance`.

    A column is the derivative of the logarithm of a typical day's outcome by a rate, taken as a difference over `STEP`."""
    current = {**parameters, **AS_RECORDED}
    return {
        name: _refit(battles, current, index, priors)
        for index, (name, priors) in enumerate((("attacker", ATTACKER), ("defender", DEFENDER), ("advance", ADVANCE)))
    }


def _refit(battles: Battles, current: Mapping[str, float], quantity: int, priors: tuple[ShrinkageTarget, ...]) -> Refit:
    """One regression: `quantity` is its row in `_typical_day`."""
    base = _typical_day(battles, current)[quantity]
    columns = []
    for prior in priors:
        moved = {**current, prior.path: prior.moved(current[prior.path], STEP)}
        columns.append((_typical_day(battles, moved)[quantity] - base) / STEP)
    gap = np.array([prior.gap(current[prior.path]) for prior in priors])
    return Refit(np.column_stack(columns), gap, np.array([prior.sd for prior in priors]))


def _typical_day(battles: Battles, parameters: Mapping[str, float]) -> Floats:
    """Logs of both loss rates and of the speed in a day without noise, shape (3, n).

    Nobody has lost anything yet, and surprise is taken as it stands halfway through the battle or its own time."""
    rates, zero = CombatRates.from_parameters(parameters), np.zeros(len(battles))
    midway = np.minimum(battles.days, rates.power.surprise_days) / 2.0
    outcome = fought_day(battles, rates, parameters[COLUMN_PACE], midway, (zero, zero), (zero, zero))
    return np.log(np.stack([outcome.attacker.men_loss, outcome.defender.men_loss, outcome.advance_km]))

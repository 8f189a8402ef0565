"""Breakpoints: when a side gives up an engagement, and how.

Manoeuvre breaks formations more often than losses do: the daily hazard has a floor, grows with the square of the losses
against a drawn break fraction, and is multiplied where the formation is encircled, turned or out of supply.
Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Ints, when
from engine.constants import OUTFLANKED_SHARE, RESTED_SHARE
from engine.rules.rate_group import RateGroup
from engine.units import H_PER_DAY


class Result(IntEnum):
    """What a side does when the die has fallen."""

    FIGHTS_ON = 0
    HALTS = 1
    WITHDRAWS = 2
    DISPERSES = 3
    SURRENDERS = 4


@dataclass(frozen=True)
class BreakRates(RateGroup):
    """Hazard, break fractions and multipliers (`combat.break_*`)."""

    PREFIX: ClassVar[str] = "combat.break_"

    base_hazard: float
    loss_hazard: float
    attacker_loss_fraction: float
    attacker_ln_sd: float
    defender_loss_fraction: float
    defender_ln_sd: float
    dispersal_loss_fraction: float
    encircled_mult: float
    out_of_supply_mult: float
    outflanked_mult: float
    outflanked_power_ratio: float
    surrender_share: float
    no_surrender_mult: float


def break_fraction(z: Floats, *, attacking: bool, rates: BreakRates, no_surrender: Bools | bool = False) -> Floats:
    """Drawn break fraction (> 0) of a side from standard normals `z`: loss in one engagement at which its hazard is that of f50.

    Shape of `z`. Lognormal; above 1 it means: losses alone will not break it. A defence whose custom is `no_surrender` holds
    until `no_surrender_mult` times as much is lost. Source: combat.break_attacker_* and break_defender_* (own estimate on
    battles, grade B; the custom C). Neutral: `z` 0 gives the median; False."""
    median = rates.attacker_loss_fraction if attacking else rates.defender_loss_fraction
    spread = rates.attacker_ln_sd if attacking else rates.defender_ln_sd
    custom = 1.0 if attacking else np.where(no_surrender, rates.no_surrender_mult, 1.0)
    return np.asarray(median * np.exp(spread * np.asarray(z)) * custom)


def hazard_multiplier(
    encircled: Bools, out_of_supply: Bools, turned: Bools, enemy_per_own_power: Floats, *, rates: BreakRates
) -> Floats:
    """Multiplier (>= 1) of the daily break hazard; broadcasts.

    Turned: an enemy combat formation on the road behind, or more than `outflanked_power_ratio` times the power in front, once.
    Source: McQuie (64 % of changes of posture are due to manoeuvre) and judgement, grade C. Neutral: all False."""
    overmatched = np.asarray(enemy_per_own_power) > rates.outflanked_power_ratio
    return (
        when(encircled, rates.encircled_mult)
        * when(out_of_supply, rates.out_of_supply_mult)
        * when(np.asarray(turned) | overmatched, rates.outflanked_mult)
    )


def break_probability(
    loss_fraction: Floats, break_fraction: Floats, multiplier: Floats, *, hours: float, rates: BreakRates
) -> Floats:
    """Probability (0-1) that a side breaks within `hours`; broadcasts.

    1 - exp(-(h0 + h1 (f / f50)^2) m hours / 24): about one half a day at f = f50. `loss_fraction` counts from the start of
    this engagement, `break_fraction` is this side's draw. Source: shape and h0, h1 a judgement fitted to the medians of
    battles, grade B. Limits: loss is a weak trigger; winners lost nearly as much as losers."""
    relative = np.asarray(loss_fraction) / np.maximum(break_fraction, 1e-9)
    hazard = (rates.base_hazard + rates.loss_hazard * relative**2) * multiplier
    return -np.expm1(hazard * (-hours / H_PER_DAY))


def break_result(
    broken: Bools, attacking: Bools, encircled: Bools, spent: Bools, ordered: Bools, u: Floats, *, rates: BreakRates
) -> Ints:
    """What each side does, as a code of `Result`; broadcasts.

    A broken attacker halts; a broken defender withdraws where a way is open, and disperses where it is `spent` (its losses
    passed its dispersal fraction). Encircled, it surrenders if `u` (uniform 0-1) is below `surrender_share` and else
    disperses. `ordered`: it has received and obeys a cease-fire, and surrenders unbroken. No other side surrenders.
    Source: combat.break_surrender_share (judgement, grade C); the rest is a statement of the rule."""
    trapped = np.where(np.asarray(u) < rates.surrender_share, Result.SURRENDERS, Result.DISPERSES)
    retreat = np.where(spent, Result.DISPERSES, Result.WITHDRAWS)
    given_way = np.where(attacking, Result.HALTS, np.where(encircled, trapped, retreat))
    fought_out = np.where(broken, given_way, Result.FIGHTS_ON)
    return np.asarray(np.where(ordered, Result.SURRENDERS, fought_out), np.int64)


def loss_so_far(began_men: Floats, men: Floats, part: Floats, group: Ints, *, groups: int) -> Floats:
    """Share (0-1) of its men at the start of an engagement that each group has lost; shape (groups,).

    `began_men`, `men` and `part` (0-1, the share of it that takes part) have one entry a formation, `group` its number from 0 to
    `groups` - 1. What joins later counts from when it came. Source: a ratio of sums, no parameter."""
    whole = np.maximum(np.bincount(group, began_men * part, groups), 1.0)
    return np.asarray(np.minimum(np.bincount(group, np.maximum(began_men - men, 0.0), groups) / whole, 1.0))


def is_rested(began_men: Floats, men: Floats, break_fraction: Floats) -> Bools:
    """True where an attacker has lost less than half of what breaks its side: it can relieve the others; broadcasts.

    Source: the half is a judgement, grade C."""
    return np.asarray(1.0 - men / np.maximum(began_men, 1.0) < RESTED_SHARE * break_fraction)


def is_encircled(friendly_share: Floats) -> Bools:
    """True where the own side holds none of the places around (a share of 0); shape of `friendly_share`.

    Source: a statement of the rule."""
    return np.asarray(np.asarray(friendly_share) == 0.0)


def is_outflanked(friendly_share: Floats) -> Bools:
    """True where the enemy holds more than half of the places around, and not all of them; shape of `friendly_share` (0-1).

    Source: a statement of the rule; the half is a definition."""
    held = np.asarray(friendly_share)
    return np.asarray((held < OUTFLANKED_SHARE) & ~is_encircled(held))


def is_spent(men: Floats, men_at_start: Floats, *, rates: BreakRates) -> Bools:
    """True where losses have passed the share of the strength at the start at which field troops disperse; broadcasts.

    Source: combat.break_dispersal_loss_fraction (general knowledge, grade B)."""
    return np.asarray(men < men_at_start * (1.0 - rates.dispersal_loss_fraction))


def storm_killed_share(*, rates: BreakRates) -> float:
    """Share (0-1) of a stormed garrison that is dead: those that do not surrender.

    Source: combat.break_surrender_share (judgement, grade C)."""
    return 1.0 - rates.surrender_share

"""Attrition: what share of each side an impulse of fighting costs.

A side's loss fraction a day is base * (enemy power / own power)^ratio_exponent * (men / 15,000)^size_exponent * intensity.
Two exponents a side are the whole law: the log-like default has small ratio exponents; Lanchester's and Helmbold's laws are
other choices of the same four numbers (`law_exponents`). Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from engine.arrays import Bools, Floats, Ints, when
from engine.constants import NEGLIGIBLE, REFERENCE_MEN
from engine.rules.power import POSTURES, TERRAINS
from engine.rules.rate_group import RateGroup
from engine.units import H_PER_DAY, PERCENT

RUGGED = TERRAINS.index("rugged")
YIELDING = (POSTURES.index("delay"), POSTURES.index("withdrawal"))
FORTIFIED = POSTURES.index("fortified")

LAWS = ("log_like", "square", "linear", "mixed", "helmbold")
"""In the order of the parameter `combat.law`; the first takes the exponents as they are."""


@dataclass(frozen=True)
class AttritionRates(RateGroup):
    """Base losses, exponents and multipliers of the loss rule (`combat.*`)."""

    PREFIX: ClassVar[str] = "combat."

    law: float
    """Index into `LAWS`."""
    law_weight: float
    base_attacker_pct_day: float
    base_defender_pct_day: float
    ratio_exponent_on_attacker: float
    ratio_exponent_on_defender: float
    size_exponent_attacker: float
    size_exponent_defender: float
    cap_attacker_pct_day: float
    cap_defender_pct_day: float
    inflicted_by_attacker_cap_day: float
    inflicted_by_defender_cap_day: float
    share_without_prisoners: float
    noise_engagement_ln_sd: float
    noise_daily_ln_sd: float
    surprise_step_attacker_mult: float
    surprise_step_defender_mult: float
    posture_fortified_attacker_mult: float
    posture_delay_both_mult: float
    rugged_both_mult: float
    night_mult: float
    dark_h_per_day: float
    laststand_attacker_mult: float
    laststand_defender_mult: float
    tank_to_personnel_loss_ratio: float
    gun_to_personnel_loss_ratio: float
    close_assault_share: float
    close_assault_teams_share: float
    close_assault_men_per_tank: float
    anti_tank_guns_per_tank: float
    anti_tank_share: float
    """Of the guns of a force about which nothing better is known; for callers that build a `Force`."""
    irrecoverable_share: float
    tank_written_off_share: float
    tank_repair_days: float

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, float]) -> Self:
        """The family; a named law puts its own exponents in the place of the four parameters.

        A missing path is a KeyError, a law that is none a ValueError."""
        number = parameters["combat.law"]
        if number not in range(len(LAWS)):
            raise ValueError(f"combat.law is {number:g}; a whole number from 0 to {len(LAWS) - 1} would be right")
        law = LAWS[int(number)]
        named = {} if law == LAWS[0] else law_exponents(law, weight=parameters["combat.law_weight"])
        return super().from_parameters({**parameters, **named})

    @cached_property
    def attacker_by_posture(self) -> Floats:
        """(postures,): multiple of the attacker's loss rate by the defender's posture."""
        table = self.defender_by_posture.copy()
        table[FORTIFIED] = self.posture_fortified_attacker_mult
        return table

    @cached_property
    def defender_by_posture(self) -> Floats:
        """(postures,): multiple of the defender's loss rate by its posture."""
        return np.array([self.posture_delay_both_mult if code in YIELDING else 1.0 for code in range(len(POSTURES))])

    @cached_property
    def both_by_terrain(self) -> Floats:
        """(terrains,): multiple of both loss rates."""
        return np.array([self.rugged_both_mult if code == RUGGED else 1.0 for code in range(len(TERRAINS))])


def law_exponents(law: str, *, weight: float = 0.5) -> dict[str, float]:
    """The four exponents of a law as parameter values (path to number), as `combat.law` puts them in.

    `square` aimed fire on both sides, `linear` area fire on both, `mixed` (Deitchman's ambush) aimed at the attacker and
    area fire at the defender, `helmbold` with its weight (1 square, 0 log). Raises KeyError for another name.
    Source: Lanchester 1916, Deitchman 1962, Helmbold 1965."""
    on_attacker, on_defender, size_attacker, size_defender = {
        "square": (1.0, 1.0, 0.0, 0.0),
        "linear": (1.0, 1.0, 1.0, 1.0),
        "mixed": (1.0, 1.0, 0.0, 1.0),
        "helmbold": (weight, weight, 0.0, 0.0),
    }[law]
    return {
        "combat.ratio_exponent_on_attacker": on_attacker,
        "combat.ratio_exponent_on_defender": on_defender,
        "combat.size_exponent_attacker": size_attacker,
        "combat.size_exponent_defender": size_defender,
    }


def intensity(
    posture: Ints, terrain: Ints, surprise: Floats, dark: Floats, laststand: Bools, *, rates: AttritionRates
) -> tuple[Floats, Floats]:
    """Multipliers (> 0) of the attackers' and of the defenders' losses; broadcast shape of the arguments.

    `surprise` is the level left (0-3), `dark` the share of the impulse in darkness (0-1), `laststand` marks encircled garrisons
    that fight to the end. Neutral: hasty or prepared posture, ground not rugged, 0, `dark_h_per_day` / 24, False.
    Source: own estimates on battles, grade B-C; they hold for losses only, never again for power."""
    common = rates.both_by_terrain[terrain] * night_factor(dark, rates=rates)
    attacker = common * rates.attacker_by_posture[posture] * np.power(rates.surprise_step_attacker_mult, surprise)
    defender = common * rates.defender_by_posture[posture] * np.power(rates.surprise_step_defender_mult, surprise)
    return (
        attacker * when(laststand, rates.laststand_attacker_mult),
        defender * when(laststand, rates.laststand_defender_mult),
    )


def night_factor(dark: Floats, *, rates: AttritionRates) -> Floats:
    """Multiplier of an impulse's losses (> 0) of which the share `dark` (0-1) passes in darkness.

    An hour of night costs `night_mult` of an hour of day. The base rates are means over whole days with their nights, so a
    day with `dark_h_per_day` hours of darkness has the mean factor 1: night moves losses within a day and lowers none.
    Source: combat.night_mult (judgement, grade C)."""
    saved = 1.0 - rates.night_mult
    return (1.0 - saved * np.asarray(dark)) / (1.0 - saved * rates.dark_h_per_day / H_PER_DAY)


def noise(z_engagement: Floats, z_day: Floats, *, rates: AttritionRates) -> Floats:
    """Lognormal multiplier (> 0, median 1) of one side's losses from two standard normals; broadcasts.

    One draw for the side in this engagement and one for the day. The sides draw independently: the residuals of real
    fights are uncorrelated (0.0-0.1). The mean is above 1. Neutral: both 0.
    Source: residuals of battles, grade B."""
    return np.exp(rates.noise_engagement_ln_sd * np.asarray(z_engagement) + rates.noise_daily_ln_sd * np.asarray(z_day))


def attacker_loss(
    own_power: Floats, enemy_power: Floats, men: Floats, multiplier: Floats, *, hours: float, rates: AttritionRates
) -> Floats:
    """Share (0-1) of the attackers' present men lost in an impulse of `hours`; broadcast shape of the arguments.

    `men` is the whole engaged group, `multiplier` is intensity times noise. Never above `cap_attacker_pct_day`, and none
    where either side is absent. Source: own fit on 132 divisional fights (r2 0.17), grade B. Good within a factor of 2 in
    half of real fights; strengths 1,500-250,000."""
    daily = rates.base_attacker_pct_day * _law(
        own_power, enemy_power, men, rates.ratio_exponent_on_attacker, rates.size_exponent_attacker
    )
    return _impulse_share(daily * multiplier, rates.cap_attacker_pct_day, hours)


def defender_loss(
    own_power: Floats, enemy_power: Floats, men: Floats, multiplier: Floats, *, hours: float, rates: AttritionRates
) -> Floats:
    """Share (0-1) of the defenders' present men lost in an impulse of `hours`; otherwise as `attacker_loss` (r2 0.33).

    The base rate counts prisoners as losses; `share_without_prisoners` takes them out where the break rule makes them.
    Source: own fit on the same fights, grade B."""
    daily = (
        rates.base_defender_pct_day
        * rates.share_without_prisoners
        * _law(own_power, enemy_power, men, rates.ratio_exponent_on_defender, rates.size_exponent_defender)
    )
    return _impulse_share(daily * multiplier, rates.cap_defender_pct_day, hours)


def most_inflicted(by: Floats, on: Floats, *, attacking: bool, hours: float, rates: AttritionRates) -> Floats:
    """Largest share (0 and above) of the men `on` one side that the men `by` whom it is fought put out in `hours`; broadcasts.

    The law knows forces of like size; a few percent of a large force are more than a small one can do. So no man, with his
    share of tanks and guns, inflicts more in a day than men did in any of 148 battles; what attackers inflict counts prisoners
    there, as the base rate does. Source: own count, grade B. Neutral: a high number."""
    cap_day = rates.inflicted_by_defender_cap_day
    if attacking:
        cap_day = rates.inflicted_by_attacker_cap_day * rates.share_without_prisoners
    return np.asarray(by * (cap_day * hours / H_PER_DAY) / np.maximum(on, 1.0))


def _law(own_power: Floats, enemy_power: Floats, men: Floats, ratio_exponent: float, size_exponent: float) -> Floats:
    """(enemy / own)^ratio_exponent * (men / 15,000)^size_exponent, 0 where nobody stands on one side."""
    ratio = np.maximum(enemy_power, NEGLIGIBLE) / np.maximum(own_power, NEGLIGIBLE)
    size = np.maximum(men, 1.0) / REFERENCE_MEN
    fought = enemy_power * men > 0.0
    return np.power(ratio, ratio_exponent) * np.power(size, size_exponent) * fought


def _impulse_share(pct_day: Floats, cap_pct_day: float, hours: float) -> Floats:
    """Percent a day, capped, as the share lost in `hours`."""
    return np.minimum(pct_day * (hours / (H_PER_DAY * PERCENT)), min(cap_pct_day * (hours / (H_PER_DAY * PERCENT)), 1.0))


def armour_exposure(
    tanks: Floats, enemy_anti_tank: Floats, tank_hunters: Floats | float = 0.0, *, rates: AttritionRates
) -> Floats:
    """Share (`close_assault_share` to 1) of the usual tank loss that the enemy's anti-tank weapons can cause; broadcasts.

    `enemy_anti_tank` counts guns that can stop these tanks, and tanks. At `anti_tank_guns_per_tank` or more the loss is
    usual; without any only close assault is left, more of it where the share `tank_hunters` (0-1) of the enemy's men goes at
    tanks on purpose. Linear between: a judgement, grade C. Neutral: many guns; 0 hunters."""
    density = np.asarray(enemy_anti_tank) / np.maximum(rates.anti_tank_guns_per_tank * np.asarray(tanks), NEGLIGIBLE)
    by_hand = rates.close_assault_share + (rates.close_assault_teams_share - rates.close_assault_share) * tank_hunters
    return np.asarray(by_hand + (1.0 - by_hand) * np.minimum(density, 1.0))


def team_loss(tanks_put_out: Floats, men: Floats, *, rates: AttritionRates) -> Floats:
    """Share (0-1) of `men` dead in the teams that put out so many of the enemy's tanks; broadcasts.

    `close_assault_men_per_tank` for each, and never more than are there. A judgement, grade C. Neutral: 0 tanks."""
    return np.minimum(rates.close_assault_men_per_tank * tanks_put_out / np.maximum(men, 1.0), 1.0)


def tank_loss(men_loss: Floats, exposure: Floats, *, rates: AttritionRates) -> Floats:
    """Share (0-1) of running tanks that fall out while `men_loss` of the men do; most come back from repair.

    Three times the men's percent (range 1.3-8), times the exposure. Source: own fit on battles, grade B."""
    return np.minimum(rates.tank_to_personnel_loss_ratio * men_loss * exposure, 1.0)


def gun_loss(men_loss: Floats, *, rates: AttritionRates) -> Floats:
    """Share (0-1) of guns lost while `men_loss` of the men are. A judgement, grade C: at the men's percent."""
    return np.minimum(rates.gun_to_personnel_loss_ratio * men_loss, 1.0)


def irrecoverable(men_lost: Floats, tanks_lost: Floats, *, rates: AttritionRates) -> tuple[Floats, Floats]:
    """Men killed or missing of `men_lost`, and tanks written off of `tanks_lost`; the rest are wounded or repairable.

    Prisoners come from the break rule, not from here. Source: tables of tank-army operations, 15-20 days, grade A-B."""
    return rates.irrecoverable_share * np.asarray(men_lost), rates.tank_written_off_share * np.asarray(tanks_lost)


def written_off_share(*, rates: AttritionRates) -> float:
    """Share (0-1) of the tanks lost that are written off, as `irrecoverable` has it. Source: combat.tank_written_off_share."""
    return float(rates.tank_written_off_share * 1.0)


def killed_share(
    men_loss: Floats, team_loss: Floats | float, *, rates: AttritionRates, custom: Floats | float = np.nan
) -> Floats:
    """Share (0-1) of the men lost that are dead or missing when `team_loss` of the `men_loss` died in close assault; broadcasts.

    None of those comes back; of the others `irrecoverable_share`, or the share that is a `custom` of theirs (NaN: none). Neutral:
    `team_loss` 0; NaN. Source: conservation."""
    teams = np.minimum(team_loss / np.maximum(men_loss, NEGLIGIBLE), 1.0)
    usual = np.where(np.isnan(custom), rates.irrecoverable_share, custom)
    return np.asarray(usual + (1.0 - usual) * teams)


def repaired_share(hours: float, *, rates: AttritionRates) -> float:
    """Share (0-1) of the repairable tanks that are running again after `hours`.

    The time in the workshop is exponential with mean `tank_repair_days`, so the share is the same however time is cut.
    Source: repairs of 115-221 % of start strength in operations of 15-20 days; grade B."""
    return float(-np.expm1(-hours / (H_PER_DAY * rates.tank_repair_days)))


def hunting_share(men: Floats, custom: Floats, group: Ints, *, groups: int) -> Floats:
    """Share (0-1) of the men of each group whose custom is close assault on tanks; shape (groups,).

    `men` and `custom` (0-1) have one entry a formation, `group` its number below `groups`. Source: a mean weighted by men."""
    present = np.bincount(group, men, groups).astype(float)
    return np.asarray(np.bincount(group, men * custom, groups) / np.maximum(present, NEGLIGIBLE))


def close_assault_deaths(tanks_put_out: float, *, rates: AttritionRates) -> float:
    """Men dead for so many tanks put out in close assault. Source: combat.close_assault_men_per_tank (judgement, grade C)."""
    return tanks_put_out * rates.close_assault_men_per_tank


def lost_share(men: Floats, men_at_start: Floats) -> Floats:
    """Share of the men at the start that a formation is short of now (0-1; below 0 after reinforcement); broadcasts.

    Source: none needed (a ratio)."""
    return np.asarray(1.0 - men / np.maximum(men_at_start, 1.0))

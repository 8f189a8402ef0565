"""Opposed advance: how fast an attack goes through a defended position, and how deep that position is.

Only inside a position, over its depth; between positions columns march. A position is passed when its defenders yield or
its depth is covered, whichever is first. Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Ints, between, when
from engine.constants import DIVISION_MEN, LEAST_ROOM, NEGLIGIBLE, REFERENCE_MEN, SIZE_FROM_MEN, SIZE_TO_MEN
from engine.rules import skies
from engine.rules.attrition import FORTIFIED, RUGGED
from engine.rules.power import POSTURES, TERRAINS
from engine.rules.rate_group import RateGroup

HASTY, PREPARED = POSTURES.index("hasty"), POSTURES.index("prepared")


@dataclass(frozen=True)
class AdvanceRates(RateGroup):
    """Median speeds, multipliers and depths of positions (`advance.*`)."""

    PREFIX: ClassVar[str] = "advance."

    hasty_km_day: float
    prepared_km_day: float
    fortified_km_day: float
    delay_km_day: float
    fortified_dense_km_day: float
    rugged_mult: float
    wet_mult: float
    surprise_level_mult: float
    size_exponent: float
    noise_engagement_ln_sd: float
    depth_hasty_km: float
    depth_prepared_km: float
    depth_fortified_km: float
    depth_delay_km: float
    depth_size_exponent: float
    depth_men: float
    depth_low_men: float
    depth_high_men: float
    attack_front_km: float
    defence_front_km: float
    density_exponent: float
    density_men_per_km: float
    density_low_men_per_km: float
    density_high_men_per_km: float
    probe_hasty_ratio: float
    probe_prepared_ratio: float
    probe_fortified_ratio: float

    @cached_property
    def km_day_by_posture(self) -> Floats:
        """(postures,): median km a day against each posture of the defender, in the order of POSTURES."""
        # Nobody has measured an advance against troops in withdrawal apart: they are met like a delaying force.
        return np.array([self.hasty_km_day, self.prepared_km_day, self.fortified_km_day, self.delay_km_day, self.delay_km_day])

    @cached_property
    def depth_by_posture(self) -> Floats:
        """(postures,): km that a position of `depth_men` is deep in each posture."""
        return np.array(
            [self.depth_hasty_km, self.depth_prepared_km, self.depth_fortified_km, self.depth_delay_km, self.depth_delay_km]
        )

    @cached_property
    def probe_by_posture(self) -> Floats:
        """(postures,): men of an attacking force for each of the defence below which it probes."""
        hasty, prepared, fortified = self.probe_hasty_ratio, self.probe_prepared_ratio, self.probe_fortified_ratio
        return np.array([hasty, prepared, fortified, hasty, hasty])

    @cached_property
    def mult_by_terrain(self) -> Floats:
        """(terrains,): multiple of the speed, in the order of TERRAINS."""
        return np.array([self.rugged_mult if code == RUGGED else 1.0 for code in range(len(TERRAINS))])


def position_speed_km_day(posture: Ints, terrain: Ints, sky: Ints, laststand: Bools, *, rates: AdvanceRates) -> Floats:
    """Median speed (> 0, km a day) of a division or corps through a defended position; broadcasts.

    Posture and terrain are codes of `power`, `sky` one of `skies.TABLE`; `laststand` in fortified posture is a dense defence
    that fights for every work. The force ratio adds nothing that can be measured (exponent -0.04 +- 0.20).
    Source: own medians of battles, grade B. Neutral: ground not rugged, dry, False."""
    dense = np.asarray(laststand) & (np.asarray(posture) == FORTIFIED)
    speed = np.where(dense, rates.fortified_dense_km_day, rates.km_day_by_posture[posture])
    return speed * rates.mult_by_terrain[terrain] * when(skies.SOFT[sky], rates.wet_mult)


def size_factor(men: Floats, *, rates: AdvanceRates) -> Floats:
    """Multiplier of the speed (> 0) for the `men` of the whole attacking group; shape of `men`.

    (men / 15,000)^size_exponent: large attacks go faster than small ones. Range: 1,500-250,000 men, held beyond it.
    Source: own fit on 127 battles, 0.49 +- 0.08, shrunk; grade B. Neutral: 15,000 men, or exponent 0."""
    return np.power(between(men, SIZE_FROM_MEN, SIZE_TO_MEN) / REFERENCE_MEN, rates.size_exponent)


def density_factor(defenders: Floats, front_km: Floats | float, *, rates: AdvanceRates) -> Floats:
    """Multiplier of the speed (> 0) by the men of the defence for each km of its front; broadcasts.

    (men per km / density_men_per_km)^density_exponent, held within the density of nine in ten real defences. A front of 0 km
    is an unknown one: 1. Source: own fit on 127 battles, together with size, force ratio and posture (-0.49 +- 0.15), shrunk;
    grade B. Neutral: exponent 0."""
    known = np.asarray(front_km) > 0.0
    dense = np.where(known, defenders / np.where(known, front_km, 1.0), rates.density_men_per_km)
    held = between(dense, rates.density_low_men_per_km, rates.density_high_men_per_km)
    return np.power(held / rates.density_men_per_km, rates.density_exponent)


def push(attackers: Floats, defenders: Floats, posture: Ints, *, rates: AdvanceRates) -> Floats:
    """Multiplier of the speed (0-1) of an attacking force: below the force ratio of real attacks it probes and gains little
    ground.

    men / (men of the defence times the ratio of its posture), at most 1; broadcasts. Source: force ratio in men of the tenth
    percentile of real attacks by posture (CDB90), grade B; that ground falls in proportion is a judgement. Neutral: ratios 0."""
    wanted = np.asarray(defenders) * rates.probe_by_posture[posture]
    return np.minimum(np.asarray(attackers) / np.maximum(wanted, NEGLIGIBLE), 1.0)


def is_an_attack(attackers: Floats, defenders: Floats, posture: Ints, *, rates: AdvanceRates) -> Bools:
    """True where a force has the force ratio of real attacks, and does not only probe; broadcasts. Source: that of `push`."""
    return np.asarray(push(attackers, defenders, posture, rates=rates) >= 1.0) & np.asarray(np.asarray(attackers) > 0.0)


def opposed_km_day(position_km_day: Floats, surprise: Floats, z: Floats, march_km_day: Floats, *, rates: AdvanceRates) -> Floats:
    """Speed of this attack through a position in km a day, never above `march_km_day`; broadcasts.

    From the position's median speed, the level of surprise left (0-3), and a standard normal `z` drawn once an engagement.
    Source: own estimate on battles, grade B-C; like fights differ by ln sd 1.1. Neutral: 0, 0."""
    chance = np.exp(rates.noise_engagement_ln_sd * np.asarray(z)) * np.power(rates.surprise_level_mult, surprise)
    return np.asarray(np.minimum(position_km_day * chance, march_km_day))


def posture_in_time(posture: int, days: float, prepare_days: float) -> int:
    """Code of the posture that stands after `days` at a post: hasty until there was time to dig.

    Prepared and fortified positions need `prepare_days`; delay and withdrawal are ways of fighting, not works.
    Source: judgement (a position is prepared within a day or so), grade C. Neutral: 0 days."""
    return HASTY if posture in (PREPARED, FORTIFIED) and days < prepare_days else posture


def position_depth_km(posture: Ints, men: Floats, *, rates: AdvanceRates) -> Floats:
    """Depth in km (> 0) to be pushed through before a position held by so many `men` is passed; broadcasts.

    Depth of the posture x (men / depth_men)^depth_size_exponent, held within the strength of most real defences: a few men
    hold no depth. Source: ground that real attacks won by the men of the defence (exponent 0.81 +- 0.08), grade B.
    Neutral: exponent 0."""
    held = between(men, rates.depth_low_men, rates.depth_high_men)
    return np.asarray(rates.depth_by_posture[posture] * np.power(held / rates.depth_men, rates.depth_size_exponent))


def is_penetrated(covered_km: Floats, depth_km: Floats, retreated: Bools) -> Bools:
    """True where a position no longer stops anybody: its defenders retreated or its depth is covered; broadcasts.

    Source: a statement of the rule, no parameter."""
    return np.asarray(np.asarray(retreated) | (np.asarray(covered_km) >= depth_km))


def divisions_abreast(front_km: Floats, *, rates: AdvanceRates) -> Ints:
    """Number of divisions (at least 1) that find room to attack on `front_km`; the others queue. Shape of `front_km`.

    Source: fronts of attacking divisions in real battles (median 5 km, P10-P90 2-14 km), grade B."""
    return np.maximum(np.asarray(front_km) // rates.attack_front_km, 1.0).astype(np.int64)


def attackers_with_room(men: Sequence[float], room_divisions: float) -> int:
    """Number of attackers, of `men` each in order of arrival, that find room on a front for so many divisions; the others queue.

    Each needs room for its men, in divisions of 10,000; the first always attacks, the next ones while half of what they need is
    left. Source: `divisions_abreast`; the half is a judgement. Neutral: no attackers, 0."""
    for number, each in enumerate(men):
        needed = each / DIVISION_MEN
        if number and room_divisions < needed * LEAST_ROOM:
            return number
        room_divisions -= needed
    return len(men)

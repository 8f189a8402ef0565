"""Fortified zones and encircled garrisons: getting through, masking and clearing are three different times.

A surprised or thinly held zone is crossed in hours; an encircled garrison holds for days while others go round.
Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.constants import NEGLIGIBLE
from engine.rules.rate_group import RateGroup
from engine.units import H_PER_DAY


@dataclass(frozen=True, slots=True)
class FortressRates(RateGroup):
    """Fortified zones and besieged garrisons (`fortress.*`)."""

    PREFIX: ClassVar[str] = "fortress."

    breakthrough_surprised_h: float
    alerted_mult: float
    thin_men_per_km: float
    clear_weak_days: float
    clear_strong_days: float
    strong_garrison_men: float
    containing_ratio: float
    noise_ln_sd: float
    groups_at_once: float
    least_containing_men: float
    whole_containing_share: float
    storm_ratio: float
    full_storm_men_ratio: float
    """Besiegers for each man of a garrison in a full storm; 0: power alone decides."""
    storm_left_share: float
    """Of a formation that passes an invested place, what it leaves there at most for want of men."""


ROUNDING = 1e-9


def men_per_km(garrison_men: Floats, frontage_km: Floats) -> Floats:
    """Garrison per km of the zone's front; broadcasts. A front below 1 km counts as 1 km.

    Source: none needed (a ratio)."""
    return np.asarray(garrison_men) / np.maximum(frontage_km, 1.0)


def is_thin(garrison_men: Floats, frontage_km: Floats, *, rates: FortressRates) -> Bools:
    """True where a zone is held so thinly that it does not stop an army; broadcasts. Judgement, grade C."""
    return np.asarray(men_per_km(garrison_men, frontage_km) < rates.thin_men_per_km)


def breakthrough_h(garrison_men: Floats, frontage_km: Floats, alerted: Bools, z: Floats, *, rates: FortressRates) -> Floats:
    """Hours to get through a zone, once for the whole army, not to clear it; broadcasts.

    The surprised row for surprised and for thin zones; an alerted garrison stretches it by its density in units of the
    thin one, up to `alerted_mult`. `z` is a standard normal drawn once a zone (neutral 0). Grade B-C, in-sample.
    Source: Runov on fortified regions; judgement for the alert."""
    density = men_per_km(garrison_men, frontage_km) / rates.thin_men_per_km
    stretch = np.where(alerted, np.clip(density, 1.0, rates.alerted_mult), 1.0)
    return rates.breakthrough_surprised_h * stretch * _chance(z, rates=rates)


def clearing_days(garrison_men: Floats, groups: Floats, encircled: Bools, z: Floats, *, rates: FortressRates) -> Floats:
    """Days from the start of the assault until the works have fallen; broadcasts.

    The strong row for an encircled garrison of `strong_garrison_men` or more; for the rest the weak row, which is days per
    strongpoint group, times the number of `groups` over those that can be stormed at once. `z` as above.
    Source: Runov on fortified regions, grade B-C, in-sample. Limits: an order or an envoy ends it early, not here."""
    strong = np.asarray(encircled) & (np.asarray(garrison_men) >= rates.strong_garrison_men)
    turns = np.maximum(np.asarray(groups) / rates.groups_at_once, 1.0)
    days = np.where(strong, rates.clear_strong_days, rates.clear_weak_days * turns)
    return days * _chance(z, rates=rates)


def containing_power(garrison_power: Floats, *, rates: FortressRates) -> Floats:
    """Power in points below which a garrison is not even masked; shape of `garrison_power`.

    Source: fortress.containing_ratio (general knowledge, grade C)."""
    return rates.containing_ratio * np.asarray(garrison_power)


def storm_power(garrison_power: Floats, *, rates: FortressRates) -> Floats:
    """Power in points that stays behind to mask a garrison and to storm it; shape of `garrison_power`.

    Source: the power of those who attacked 58 fortified positions, over the defenders' without works (fortress.storm_ratio,
    grade B)."""
    return rates.storm_ratio * np.asarray(garrison_power)


def containing_share(wanted: float, masking: float, own: float, men: float, *, rates: FortressRates) -> float:
    """Share (0-1) of a force of `own` power and `men` that stays so that the power `wanted` is around a garrison, where
    `masking` is already.

    What is short, but no fewer than `least_containing_men`; a force of which more than `whole_containing_share` would
    stay does so as a whole. Source: judgements, grade C. Neutral: 0 wanted."""
    if own <= 0.0 or masking >= wanted * (1.0 - ROUNDING):
        return 0.0
    share = max((wanted - masking) / own, rates.least_containing_men / max(men, 1.0))
    return share if share <= rates.whole_containing_share else 1.0


def left_to_storm(men: float, garrison_men: float, besieging: float, *, rates: FortressRates) -> float:
    """Share (0-1) of a passing formation of so many `men` that stays until a garrison can be stormed by `besieging` and these.

    What is short of a full storm, at most `storm_left_share` (a regiment of a division). Source: men of 58 attacks on works
    (median ratio, CDB90), grade B; the regiment a judgement, grade C. Neutral: ratio 0."""
    short = rates.full_storm_men_ratio * garrison_men - besieging
    return min(max(short, 0.0) / max(men, 1.0), rates.storm_left_share)


def storm_strength(besiegers: Floats, garrison_men: Floats, *, rates: FortressRates) -> Floats:
    """How fast works are cleared (0-1), by the men around them: at the full pace with those of a full storm; broadcasts.

    Fewer clear slower in proportion. Source: the clearing time is that of a full storm; grade C. Neutral: ratio 0."""
    wanted = rates.full_storm_men_ratio * np.asarray(garrison_men)
    return np.minimum(np.asarray(besiegers) / np.maximum(wanted, NEGLIGIBLE), 1.0)


def cleared_share(
    clearing_days: Floats,
    besieger_power: Floats,
    garrison_power: Floats,
    hours: float,
    *,
    rates: FortressRates,
    strength: Floats | float = 1.0,
) -> Floats:
    """Share (0-1) of the works cleared in `hours`; broadcasts. The garrison has fallen when the shares sum to 1.

    Goes on only while the besiegers have at least the power of a screen: a weaker force masks nothing and storms nothing.
    `strength` (0-1) is that of the storm. Source: a statement of the rule; fortress.containing_ratio (general knowledge,
    grade C)."""
    enough = (np.asarray(besieger_power) > 0.0) & (np.asarray(besieger_power) >= containing_power(garrison_power, rates=rates))
    full = hours / (H_PER_DAY * np.maximum(clearing_days, 1e-9))
    return np.where(enough, np.minimum(full * strength, 1.0), 0.0)


def is_way_open(cleared: Floats, groups: Floats) -> Bools:
    """True where wheels get past works that lie astride the only road: the first of their `groups` is cleared; broadcasts.

    `cleared` is the share (0-1) of the storming that is done. Source: a statement of the rule. Neutral: cleared 1."""
    return np.asarray(np.asarray(cleared) * groups >= 1.0 - ROUNDING)


def _chance(z: Floats, *, rates: FortressRates) -> Floats:
    return np.asarray(np.exp(rates.noise_ln_sd * np.asarray(z)))

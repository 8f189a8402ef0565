"""Intelligence: how far a blow was expected, and when news of a loss reaches those whom it concerns.

Theory, sources and limits: `docs/methods/intelligence.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import ClassVar

import numpy as np

from engine.arrays import Floats
from engine.rules.rate_group import RateGroup, at


@dataclass(frozen=True, slots=True)
class IntelligenceRates(RateGroup):
    """What commanders believe and when they hear of a loss."""

    PREFIX: ClassVar[str] = "command."

    estimate_ln_sd: float
    report_h_per_link: float
    receipt_ln_sd: float
    reconnaissance_share: float = field(metadata=at("air.reconnaissance_share"))
    minimum_force_ratio: float = field(metadata=at("combat.minimum_force_ratio"))


def alertness(here: float, late_days: float, spread_days: float) -> float:
    """Belief (0-1) of a headquarters that the attack is coming on its front by now.

    `here`: its confidence (0-1) that the blow falls there; `late_days`: days since the day by which it holds an attack as
    likely as not (negative before it); `spread_days`: standard deviation of that belief. Both parts are taken as independent.
    Neutral: `here` 0. A judgement, grade C."""
    return here * NormalDist(0.0, spread_days).cdf(late_days)


def surprise_level(level: float, alert: float) -> float:
    """Level of surprise (0-3) against troops whose headquarters believed in the attack to the degree `alert` (0-1).

    `level` is that against a defender who expects nothing. Linear: a judgement, grade C."""
    return level * (1.0 - alert)


def estimated_force_ratio(force_ratio: float, z: float, seen: float, *, rates: IntelligenceRates) -> float:
    """Force ratio (own power over the enemy's, >= 0) as troops estimate it that have not fought there, from a standard normal.

    The enemy's strength is misjudged by a lognormal factor with median 1, the less the more its aircraft rule the sky over the
    place (`seen`, 0-1). Neutral: `z` 0. A judgement, grade C."""
    spread = rates.estimate_ln_sd * (1.0 - rates.reconnaissance_share * seen)
    return float(force_ratio * np.exp(-spread * z))


def estimated_men(men: float, z: float, *, rates: IntelligenceRates) -> float:
    """Men of an enemy (>= 0) as troops estimate them that have not fought there, from the standard normal of their force ratio.

    What makes the ratio look bad makes the enemy look strong: the same lognormal factor, without what is seen from the air.
    Neutral: `z` 0. A judgement, grade C."""
    return float(men * np.exp(rates.estimate_ln_sd * z))


def commits(force_ratio: float, *, rates: IntelligenceRates) -> bool:
    """Whether a commander who estimates such a force ratio attacks; else the formation waits for others to come up.

    Source: the force ratio of the tenth part of real attacks made at the worst ones (combat.minimum_force_ratio), grade B."""
    return force_ratio >= rates.minimum_force_ratio


def report_delay_h(links: Floats | float, z: Floats | float, *, rates: IntelligenceRates) -> Floats:
    """Hours until news has passed `links` of the chain of command, up to a common headquarters and down again; broadcasts.

    Lognormal from standard normals `z`, with the spread of messages. Neutral: 0 links. Source: the campaign's first reports
    (in-sample) and a judgement, grade C."""
    spread = np.exp(rates.receipt_ln_sd * z)
    delay: Floats = rates.report_h_per_link * links * spread
    return delay

"""Guns and tanks of higher troops in a fight: shared by men, as many as those present can use, with crews that are hit too.

Strengths of real battles are those of whole forces, so that a gun in a fight brings its crew, and guns without men are no attack.
Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats, Ints, Numbers
from engine.constants import NEGLIGIBLE
from engine.rules.rate_group import RateGroup

PER = 1000.0
"""Men that the most guns and tanks are counted for."""


@dataclass(frozen=True, slots=True)
class SupportRates(RateGroup):
    """What higher troops bring into fights (`combat.support_*`)."""

    PREFIX: ClassVar[str] = "combat.support_"

    guns_per_1000_men: float
    tanks_per_1000_men: float
    crew_men_per_gun: float


def shares_by_men(men: Floats, lender: Ints, *, lenders: int) -> Floats:
    """Share (0-1) of a lender that goes to each of its fights, in which so many `men` are present; shape of `men`.

    `men` and `lender` (its number below `lenders`) have one entry a lender and fight. Source: a statement of the rule: those who
    fight share what stands behind them by their number, not by the number of fights."""
    total = np.bincount(lender, men, lenders)
    return np.asarray(men / np.maximum(total, NEGLIGIBLE)[lender])


def room_share(own: Floats, lent: Floats, men: Floats, per_1000_men: Numbers) -> Floats:
    """Share (0-1) of the `lent` guns or tanks that a fight has room for, beside its `own`; broadcasts.

    At most `per_1000_men` for every 1,000 men present, who are counted before any crew. Source: guns and tanks in 148 attacks
    (95th percentile of the best gunned army), grade B. Neutral: a high number."""
    room = np.maximum(per_1000_men * np.asarray(men) / PER - own, 0.0)
    return np.minimum(room / np.maximum(lent, NEGLIGIBLE), 1.0)


def crew_men(guns: Floats, men: Floats, all_guns: Floats, *, rates: SupportRates) -> Floats:
    """Men who come with `guns` that were lent by troops of so many `men` and `all_guns`; broadcasts.

    As many a gun as the troops have, at most `crew_men_per_gun`: what is beyond that are services. Source: establishments of
    gun brigades and armies (38-50 men a gun), grade C. Neutral: 0."""
    each = np.minimum(np.asarray(men) / np.maximum(all_guns, NEGLIGIBLE), rates.crew_men_per_gun)
    return np.asarray(guns * each)

"""Breakout: when encircled field troops slip away, and what they leave behind.

Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class BreakoutRates(RateGroup):
    """Encircled field troops that are not overmatched (`combat.breakout_*`)."""

    PREFIX: ClassVar[str] = "combat.breakout_"

    men_ratio: float
    """Besiegers for each man inside from which nobody gets out; 0: nobody ever tries."""
    men_loss: float
    machines_loss: float


def is_possible(men: Floats, besiegers: Floats, guard: Floats, *, rates: BreakoutRates) -> Bools:
    """True where so many encircled `men` can get out past `besiegers` by a way that has a `guard` at its end; broadcasts.

    Fewer than `men_ratio` besiegers for each of them hold no closed ring, and the guard of the way is smaller than they are.
    Source: the ratio of a full storm in 58 attacks on works (CDB90); that a weaker ring lets troops through is a judgement,
    grade C. Neutral: ratio 0."""
    inside = np.asarray(men)
    return np.asarray((np.asarray(besiegers) < rates.men_ratio * inside) & (np.asarray(guard) < inside))

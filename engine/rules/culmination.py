"""Culmination: when an army that still has orders to advance no longer gets what an advance needs.

It only reports: nothing else depends on it. Theory: `docs/methods/supply.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.constants import NEGLIGIBLE
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class CulminationRates(RateGroup):
    """The supply below which an advance stalls, and for how long (`lorries.culmination_*`)."""

    PREFIX: ClassVar[str] = "lorries.culmination_"

    fraction: float
    days: float


def army_fraction(fraction: Floats, weight_t: Floats, army: Ints, *, armies: int) -> Floats:
    """Supply (0-1) of each army: the mean of its formations, weighted by the tonnes of their daily doses; shape (armies,).

    `fraction` and `weight_t` have one entry a formation, `army` its number from 0 to `armies` - 1; 0 for an army of which nobody
    counts. Source: a weighted mean, no parameter."""
    total = np.bincount(army, weight_t, armies)
    return np.asarray(np.bincount(army, weight_t * fraction, armies) / np.maximum(total, NEGLIGIBLE))


def is_short(fraction: Floats, weight_t: Floats, *, rates: CulminationRates) -> Bools:
    """True where an army that counts (`weight_t` > 0) gets less than an advance needs; broadcasts. Judgement, grade C."""
    return np.asarray((weight_t > 0) & (fraction < rates.fraction))


def short_since(since_minute: Ints, short: Bools, minute: int) -> Ints:
    """The minute since which each army has been short without a break, -1 where it is not; shape of `since_minute`.

    Source: a statement of the rule."""
    return np.where(short, np.where(since_minute < 0, minute, since_minute), -1)


def limited_by(limit: Ints, fraction: Floats, weight_t: Floats, *, limits: int) -> int:
    """The limit (0 to `limits` - 1) to which an army owes most of the tonnes that it does not get.

    `limit`, `fraction` (0-1) and `weight_t` have one entry a formation. Source: a weighted count, no parameter."""
    return int(np.bincount(limit, weight_t * (1.0 - fraction), limits).argmax())

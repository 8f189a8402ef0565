"""Desertion: how far unreliable troops hold together, in contact with the enemy and under bad news.

A formation's confidence is the chance that it is still in the war. It holds for as long as one uniform number, drawn for the
whole war, lies below it; meanwhile its men slip away. Theory and limits: `docs/methods/desertion.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class DesertionRates(RateGroup):
    """How unreliable troops fall apart (`command.*`)."""

    PREFIX: ClassVar[str] = "command."

    broadcast_belief: float
    change_side_share: float
    desertion_per_day: float
    desertion_men_exponent: float
    mutiny_killed_share: float


def confidence_after(confidence: Floats, reliability: Floats, exposure: Floats) -> Floats:
    """Confidence (0-1) after `exposure` (>= 0), counted in first contacts with the enemy; broadcasts.

    confidence * reliability^exposure: of fresh troops the share `reliability` (0-1) fights at all. Neutral: reliability 1, or
    exposure 0. Source: most puppet troops deserted at the first contact; the shape is a judgement, grade C."""
    return np.asarray(np.asarray(confidence) * np.power(np.asarray(reliability, float), exposure))


def exposure_to_losses(lost_share: Floats, days: float, *, rates: DesertionRates) -> Floats:
    """Exposure in first contacts of `days` with this share (0-1) of the places around fallen; shape of `lost_share`.

    Proportional: a judgement, grade C. Neutral: 0."""
    return np.asarray(rates.desertion_per_day * days * np.asarray(lost_share))


def deserted_share(before: Floats, after: Floats, *, rates: DesertionRates) -> Floats:
    """Share (0-1) of the men of a formation that slip away while its confidence falls from `before` to `after`; broadcasts.

    1 - (after / before)^desertion_men_exponent, the same however the time is cut. A judgement, grade C. Neutral: exponent 0."""
    left = np.asarray(after) / np.maximum(before, 1e-300)
    return np.asarray(1.0 - np.power(left, rates.desertion_men_exponent))


def mutinies(u: float, *, rates: DesertionRates) -> bool:
    """Whether a formation that breaks up rises and goes over to the enemy, from a uniform `u` (0-1); else it goes home.

    Source: general knowledge, grade C. Neutral: `change_side_share` 0."""
    return u < rates.change_side_share


def confidence_after_news(confidence: float, *, rates: DesertionRates) -> float:
    """Confidence (0-1) after word of a surrender: the share that believes it goes home. Source: judgement, grade C."""
    return confidence * (1.0 - rates.broadcast_belief)

"""Command: when an order, broadcast or envoy's word arrives, when it is carried out, and whether it is obeyed.

Every delay is lognormal about its median, from a standard normal. Theory, sources and limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.rules.rate_group import RateGroup
from engine.units import H_PER_DAY, MIN_PER_DAY


@dataclass(frozen=True, slots=True)
class CommandRates(RateGroup):
    """Delays and obedience of orders (`command.*`)."""

    PREFIX: ClassVar[str] = "command."

    receipt_h: float
    receipt_ln_sd: float
    steps_to_division: float
    cut_off_days: float
    cut_off_ln_sd: float
    execution_h: float
    execution_ln_sd: float
    obeys_on_receipt: float
    envoy_days: float
    envoy_belief: float
    """Probability that a garrison believes an enemy's envoy; 1: as its own chain of command."""


STEPS_BELOW_ARMY_GROUP = {
    "army_group": 0.0,
    "front": 0.0,
    "area_army": 1.0,
    "army": 2.0,
    "corps": 2.5,
    "division": 3.0,
    "brigade": 3.0,
    "garrison": 3.0,
    "regiment": 4.0,
}
"""Links of the chain of command that a message from the highest headquarters passes."""


def receipt_delay_h(steps: Floats, cut_off: Bools, z: Floats, *, rates: CommandRates) -> Floats:
    """Hours from issue to receipt of an order that passes `steps` links of the chain of command; broadcasts.

    Each link takes an equal part of the time to a division; who is cut off (no radio, or encircled) gets it after the
    cut-off delay instead, wherever he stands, if that is later. Neutral: `z` 0 gives the median. Range: army group to
    regiment. Source: general knowledge, grade C; the equal parts are a judgement."""
    chain = rates.receipt_h * np.asarray(steps) / rates.steps_to_division
    by_chain = chain * np.exp(rates.receipt_ln_sd * np.asarray(z))
    by_runner = H_PER_DAY * rates.cut_off_days * np.exp(rates.cut_off_ln_sd * np.asarray(z))
    return np.where(cut_off, np.maximum(by_chain, by_runner), by_chain)


def execution_delay_h(z: Floats, *, rates: CommandRates) -> Floats:
    """Hours from receipt of an order until a division acts on it, from standard normals; shape of `z`.

    Source: command.execution_h (general knowledge, grade C). Neutral: `z` 0 gives the median."""
    return rates.execution_h * np.exp(rates.execution_ln_sd * np.asarray(z))


def envoy_days(z: Floats, *, rates: CommandRates) -> Floats:
    """Days until the victor's envoy is received and believed, from standard normals; broadcasts.

    Lognormal about `command.envoy_days` with the spread of messages to those cut off. Source: judgement, grade C."""
    return rates.envoy_days * np.exp(rates.cut_off_ln_sd * np.asarray(z))


def obeys(u: Floats, *, rates: CommandRates) -> Bools:
    """True where a formation that received a cease-fire obeys it, from a uniform `u` (0-1).

    Source: command.obeys_on_receipt (general knowledge, grade C)."""
    return np.asarray(np.asarray(u) < rates.obeys_on_receipt)


def hazard_per_day(per_day: float, lost: Floats, lost_mult: float) -> float:
    """Hazard a day that a government decides; `lost` (places,) is 1 where one whose loss presses it is lost, else 0.

    `per_day` with none lost, `lost_mult` times that with all, geometric between. Neutral: `lost_mult` 1. A judgement, grade C."""
    share = float(np.mean(lost)) if len(lost) else 0.0
    return float(per_day * lost_mult**share)


def hazard_to_decide(u: float) -> float:
    """Accumulated hazard at which a decision falls, from one uniform `u` (0-1): exponential with mean 1.

    Source: the definition of a hazard; no parameter."""
    return float(-np.log(u))


def wait_for_commander_h(hour: Floats, absent_until_h: Floats) -> Floats:
    """Hours that a decision falling due at `hour` waits for a commander absent until `absent_until_h`; broadcasts.

    Both count from the scenario's start. Troops fight and hold meanwhile; no new order leaves. Neutral: absent until 0.
    Source: a statement of the rule, no parameter."""
    return np.maximum(np.asarray(absent_until_h) - np.asarray(hour), 0.0)


def wait_min(left: float, per_day: float, *, most_min: int) -> int:
    """Minutes until a hazard of `per_day` has used up what is `left` of a decision's, or `most_min` where that comes first.

    Source: time = hazard / rate."""
    return most_min if left > hazard_in(most_min, per_day) else round(left / per_day * MIN_PER_DAY)


def hazard_in(minutes: int, per_day: float) -> float:
    """Hazard (>= 0) that builds up in so many minutes at a hazard a day. Source: rate x time."""
    return per_day * minutes / MIN_PER_DAY


def links_between(steps: float, other_steps: float, shared_steps: float) -> float:
    """Links (>= 0) of the chain of command from one formation up to the headquarters that both share, and down to the other.

    All three are steps below an army group (`STEPS_BELOW_ARMY_GROUP`). Source: a sum of links."""
    return max(steps - shared_steps, 0.0) + max(other_steps - shared_steps, 0.0)

"""A day of real battles by the rules: once for the regression of `refit`, and day after day beside a daily record.

Each day starts from the strengths that are recorded for it, so that an error of one day is not carried into the next; nobody
breaks, for the record says who fought on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats
from engine.battles.battles import Battles
from engine.battles.retrodict import AS_RECORDED, COLUMN_PACE, engagement_of
from engine.rules.engagement import Cohesion, CombatRates, Outcome, Side, Situation, resolve
from engine.units import H_PER_DAY


class DailyLosses(NamedTuple):
    """Losses of a battle's days in % of the men with whom a side began the day, shape (draws, days)."""

    attacker_pct: Floats
    defender_pct: Floats


def day_by_day(days: Battles, parameters: Mapping[str, float], *, draws: int = 1000, seed: int = 1) -> DailyLosses:
    """What each day of one battle costs by the rules, `draws` times; `days` holds one row a day, in their order.

    A side's luck is drawn once for the battle and once for each day; surprise, as its row says it, fades from the first day on.
    A later day moves no earlier one. Losses count prisoners, as records do."""
    z = np.stack([_normals(seed, at, draws) for at in range(len(days) + 1)])
    engagement, daily = z[0][:, :, None], np.moveaxis(z[1:], 0, -1)
    rates = CombatRates.from_parameters({**parameters, **AS_RECORDED})
    since = np.arange(len(days), dtype=np.float64) + 0.5
    outcome = fought_day(days, rates, parameters[COLUMN_PACE], since, tuple(engagement), tuple(daily))
    return DailyLosses(100.0 * outcome.attacker.men_loss, 100.0 * outcome.defender.men_loss)


def fought_day(
    battles: Battles,
    rates: CombatRates,
    march_km_day: float,
    surprise_days: Floats,
    z_engagement: tuple[Floats, ...],
    z_day: tuple[Floats, ...],
) -> Outcome:
    """A whole day of every battle from its recorded strengths, `surprise_days` after its beginning, before anybody lost anything.

    The normals are those of attackers and defenders; shapes broadcast against (n,)."""
    start = engagement_of(battles, slice(None), march_km_day)
    zero, none = np.zeros(len(battles)), np.zeros(len(battles), bool)
    whole = Cohesion(zero, zero + 1.0, none, none, none)
    sides = [
        Side(force, whole, of_battle, of_day)
        for force, of_battle, of_day in zip((start.attacker, start.defender), z_engagement, z_day, strict=True)
    ]
    situation = Situation(
        start.posture,
        start.terrain,
        start.sky,
        zero + rates.attrition.dark_h_per_day / H_PER_DAY,
        start.surprise,
        surprise_days,
        start.air,
        start.encircled,
        zero + start.march_km_day,
        zero,
        start.front_km,
    )
    return resolve(sides[0], sides[1], situation, hours=H_PER_DAY, rates=rates)


def _normals(seed: int, at: int, draws: int) -> Floats:
    """(2, draws): standard normals of both sides, for the battle (0) or for one of its days, by its own number."""
    key = np.random.SeedSequence(seed, spawn_key=(at,))
    return np.random.Generator(np.random.Philox(key)).standard_normal((2, draws))

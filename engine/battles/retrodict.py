"""Retrodiction: real battles fought again by the campaign's own combat rules, impulse by impulse, many draws each.

Nothing is fitted here (`refit` asks what would have been), and nothing is scored: that is for `analysis`. Each battle starts from
its recorded strengths, posture, ground, weather, surprise and air, and may last as long as it really did. Theory, scores and
limits: `docs/methods/combat.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.battles.battles import Battles
from engine.battles.fight import Engagement, FightSamples, fight
from engine.randomness import entity_number
from engine.rules import power, skies
from engine.rules.engagement import CombatRates
from engine.rules.power import Force

AS_RECORDED = {"combat.share_without_prisoners": 1.0}
"""The record counts prisoners as losses, so the base rate is taken with them."""
COLUMN_PACE = "march.motor_km_day"
"""Attackers that nothing stops follow up by lorry: the record does not say how a force moves."""
FREE_DAYS = 60
"""Of a fight whose duration is not taken from the record: twice the longest of the training battles."""
FREE = 1
"""Spawn key of the draws of such fights, beside those of the recorded durations."""


@dataclass(frozen=True)
class Retrodiction:
    """What each draw of each battle came to, shape (draws, n).

    Rates are per day of fighting in the draw, which may end before the recorded day; losses in % of the men at the start."""

    attacker_loss_pct_day: Floats
    defender_loss_pct_day: Floats
    advance_km_day: Floats
    attacker_won: Floats
    """1, 0, or 0.5 where nothing was decided by the last day."""


@dataclass(frozen=True)
class FreeRunning:
    """What each draw of each battle came to when nothing of its outcome was known, not even how long it took; (draws, n).

    Losses in % of the men at the start; days as the record counts them, whole and 1 at least."""

    days: Floats
    attacker_loss_pct: Floats
    defender_loss_pct: Floats
    attacker_won: Floats


def retrodict(battles: Battles, parameters: Mapping[str, float], *, draws: int = 200, seed: int = 1) -> Retrodiction:
    """Every battle fought `draws` times, under these parameters by path.

    A battle's draws depend on the seed and its own number and name alone: a battle more or fewer moves no other's outcome."""
    rates = CombatRates.from_parameters({**parameters, **AS_RECORDED})
    pace = parameters[COLUMN_PACE]
    outcomes = []
    for row in range(len(battles)):
        days, rng = int(battles.days[row]), _generator(battles, row, seed)
        outcomes.append(fight(engagement_of(battles, row, pace), days=days, draws=draws, rates=rates, rng=rng))
    return _joined(outcomes)


def free_running(battles: Battles, parameters: Mapping[str, float], *, draws: int = 200, seed: int = 1) -> FreeRunning:
    """Every battle fought `draws` times until a side breaks or the position is penetrated, as in a campaign.

    Draws are addressed as those of `retrodict`, and are others."""
    rates = CombatRates.from_parameters({**parameters, **AS_RECORDED})
    pace = parameters[COLUMN_PACE]
    fought = [
        fight(
            engagement_of(battles, row, pace),
            days=FREE_DAYS,
            draws=draws,
            rates=rates,
            rng=_generator(battles, row, seed, FREE),
            until_through=True,
        )
        for row in range(len(battles))
    ]
    return FreeRunning(
        np.maximum(np.rint(np.concatenate([each.days for each in fought], axis=1)), 1.0),
        100.0 * np.concatenate([each.attacker_lost for each in fought], axis=1),
        100.0 * np.concatenate([each.defender_lost for each in fought], axis=1),
        np.concatenate([each.attacker_won for each in fought], axis=1),
    )


def _generator(battles: Battles, row: int, seed: int, *beside: int) -> np.random.Generator:
    """The random numbers of one battle, by its own number and name."""
    key = entity_number(f"{battles.number[row]} {battles.name[row]}")
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(key, *beside))))


def _joined(outcomes: Iterable[FightSamples]) -> Retrodiction:
    """The samples of all battles side by side, as rates a day."""
    columns = [
        (
            100.0 * fought.attacker_lost / fought.days,
            100.0 * fought.defender_lost / fought.days,
            fought.advance_km / fought.days,
            fought.attacker_won,
        )
        for fought in outcomes
    ]
    return Retrodiction(*(np.concatenate(parts, axis=1) for parts in zip(*columns, strict=True)))


def engagement_of(battles: Battles, rows: int | slice, march_km_day: float) -> Engagement:
    """The start of one battle, or of a slice of them, as the rules take it; `march_km_day` is the pace of an unopposed
    attacker."""
    cut = slice(rows, rows + 1) if isinstance(rows, int) else rows
    pick = [_forces(force, cut) for force in (battles.attacker, battles.defender)]
    return Engagement(
        pick[0],
        pick[1],
        battles.posture[cut],
        battles.terrain[cut],
        battles.sky[cut],
        battles.surprise[cut],
        battles.air[cut],
        battles.encircled[cut],
        np.asarray(march_km_day),
        battles.front_km[cut],
    )


def _forces(force: Force, cut: slice) -> Force:
    """A slice of every array of a force."""
    return Force(*(each[cut] for each in force))


def starting_facts(battles: Battles, parameters: Mapping[str, float]) -> dict[str, Floats]:
    """What a regression may know of each battle, by name, shape (n,): logs of power ratio and size, posture, ground, surprise.

    Power is counted before posture, ground and weather, which have columns of their own: 1 where they hold, else 0."""
    rates = power.PowerRates.from_parameters(parameters)
    zero = np.zeros(len(battles))
    attack = power.points(battles.attacker, zero + 1.0, zero + 1.0, rates=rates)
    defence = power.points(battles.defender, zero + 1.0, zero + 1.0, rates=rates)
    return {
        "ln power ratio": np.log(attack / defence),
        "ln attackers": np.log(battles.attacker.men),
        **{
            f"{name} posture": (battles.posture == power.POSTURES.index(name)).astype(float)
            for name in ("prepared", "fortified", "delay")
        },
        "rugged": (battles.terrain == power.TERRAINS.index("rugged")).astype(float),
        "wet": skies.SOFT[battles.sky].astype(float),
        "surprise": battles.surprise,
    }

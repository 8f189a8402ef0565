"""The vectorised resolver against the same rules written out for one engagement at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from engine.rules.attrition import LAWS
from engine.rules.engagement import Cohesion, CombatRates, Outcome, Side, Situation, resolve
from engine.rules.power import Force
from engine.scenario.parameters import values
from tests.oracles import plain_combat as plain

ARMS = ("men_loss", "tank_loss", "gun_loss", "break_probability")


def some(rng: np.random.Generator, n: int, high: float) -> np.ndarray:
    """Amounts from nothing to `high`, one in ten nothing."""
    return np.where(rng.random(n) < 0.1, 0.0, rng.uniform(0.0, high, n))


def engagements(n: int, seed: int = 1) -> tuple[Side, Side, Situation]:
    rng = np.random.default_rng(seed)
    sides = [
        Side(
            Force(some(rng, n, 1e5), some(rng, n, 800), some(rng, n, 2000), rng.random(n), some(rng, n, 1.5)),
            Cohesion(rng.random(n), rng.uniform(1e-3, 2, n), *(rng.random((3, n)) < 0.3)),
            rng.standard_normal(n),
            rng.standard_normal(n),
        )
        for _ in range(2)
    ]
    return (
        sides[0],
        sides[1],
        Situation(
            rng.integers(0, 5, n),
            rng.integers(0, 7, n),
            rng.integers(0, 3, n),
            rng.random(n),
            rng.uniform(-3, 3, n),
            rng.uniform(0, 5, n),
            rng.uniform(-1, 1, n),
            rng.random(n) < 0.2,
            rng.uniform(0, 100, n),
            rng.standard_normal(n),
            some(rng, n, 60.0),
        ),
    )


def stacked(attacker: Side, defender: Side) -> Side:
    """Both sides in the arrays of `resolve_stacked`."""

    def both(owners: list[Any], names: Iterable[str]) -> list[np.ndarray]:
        shape = attacker.force.men.shape
        return [np.stack([np.broadcast_to(getattr(owner, name), shape) for owner in owners]) for name in names]

    force = both([attacker.force, defender.force], Force._fields)
    cohesion = both([attacker.cohesion, defender.cohesion], Cohesion._fields)
    return Side(Force(*force), Cohesion(*cohesion), *both([attacker, defender], ("z_engagement", "z_day", "tank_hunters")))


def plain_side(side: Side, at: int) -> plain.Side:
    force, held = side.force, side.cohesion
    amounts = (float(each[at]) for each in force)
    flags = (bool(flag[at]) for flag in (held.encircled, held.out_of_supply, held.turned))
    return plain.Side(
        *amounts,
        float(held.loss_fraction[at]),
        float(held.break_fraction[at]),
        *flags,
        float(side.z_engagement[at]),
        float(side.z_day[at]),
    )


def plain_situation(now: Situation, at: int) -> plain.Situation:
    return plain.Situation(
        plain.POSTURES[now.posture[at]],
        plain.TERRAINS[now.terrain[at]],
        int(now.sky[at]),
        float(now.dark[at]),
        float(now.surprise[at]),
        float(now.surprise_days[at]),
        float(now.air[at]),
        bool(now.laststand[at]),
        float(now.march_km_day[at]),
        float(now.z_advance[at]),
        float(np.broadcast_to(now.front_km, now.z_advance.shape)[at]),
    )


def as_rows(outcome: Outcome) -> np.ndarray:
    sides = [getattr(side, arm) for side in (outcome.attacker, outcome.defender) for arm in ARMS]
    return np.stack([*sides, outcome.power_ratio, outcome.advance_km], axis=1)


@pytest.mark.parametrize("hours", [1.0, 4.0, 24.0])
@pytest.mark.parametrize("law", range(len(LAWS)))
def test_vectorised_and_plain_agree_to_rounding(hours: float, law: int) -> None:
    n = 1000
    attacker, defender, now = engagements(n)
    chosen = {**values({}), "combat.law": float(law)}
    rates = CombatRates.from_parameters(chosen)
    spelled_out = {
        **chosen,
        **{
            f"combat.{name}": getattr(rates.attrition, name)
            for name in (
                "ratio_exponent_on_attacker",
                "ratio_exponent_on_defender",
                "size_exponent_attacker",
                "size_exponent_defender",
            )
        },
    }
    slow = [
        plain.resolve(plain_side(attacker, at), plain_side(defender, at), plain_situation(now, at), hours, spelled_out)
        for at in range(n)
    ]
    fast = as_rows(resolve(attacker, defender, now, hours=hours, rates=rates))
    np.testing.assert_allclose(fast, np.array(slow), rtol=1e-12, atol=1e-300)
    assert np.ptp(fast, axis=0).min() > 0.0, "the cases differ in every figure"

"""One impulse of all engagements: what must hold whatever the forces, and what time steps must not change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.arrays import Floats
from engine.rules.attrition import law_exponents
from engine.rules.engagement import (
    Cohesion,
    CombatRates,
    Outcome,
    Side,
    SideOutcome,
    Situation,
    resolve,
    resolve_stacked,
)
from engine.rules.power import Force
from engine.scenario.parameters import values
from tests.effort import examples
from tests.oracles.test_plain_combat import stacked

P = values({})
RATES = CombatRates.from_parameters(P)
seeds = st.integers(0, 2**32 - 1)


def side(rng: np.random.Generator, n: int) -> Side:
    """Forces from nothing to an army, some without men or weapons."""

    def some(high: float) -> Floats:
        return np.where(rng.random(n) < 0.1, 0.0, rng.uniform(0.0, high, n))

    force = Force(some(1e5), some(800), some(2000), rng.random(n), some(1.5))
    cohesion = Cohesion(rng.random(n), rng.uniform(1e-3, 2, n), *(rng.random((3, n)) < 0.3))
    return Side(force, cohesion, rng.standard_normal(n), rng.standard_normal(n), rng.random(n))


def situation(rng: np.random.Generator, n: int) -> Situation:
    codes = (rng.integers(0, count, n) for count in (5, 7, 3))
    return Situation(
        *codes,
        rng.random(n),
        rng.uniform(-3, 3, n),
        rng.uniform(0, 5, n),
        rng.uniform(-1, 1, n),
        rng.random(n) < 0.2,
        rng.uniform(0, 100, n),
        rng.standard_normal(n),
        rng.uniform(0, 50, n),
    )


def engagements(seed: int, n: int = 40) -> tuple[Side, Side, Situation]:
    rng = np.random.default_rng(seed)
    return side(rng, n), side(rng, n), situation(rng, n)


def rearranged(part: Any, order: Any) -> Any:
    """The same engagements in another order, shape or slice: `order` is an index or a tuple of them."""
    return type(part)(*(value[order] if isinstance(value, np.ndarray) else rearranged(value, order) for value in part))


def columns(outcome: Outcome) -> np.ndarray:
    sides = [*outcome.attacker, *outcome.defender]
    return np.stack([*sides, outcome.power_ratio, outcome.advance_km])


def stronger(of: Side, factor: float) -> Side:
    force = of.force
    return of._replace(force=force._replace(men=force.men * factor, tanks=force.tanks * factor, guns=force.guns * factor))


@given(seeds)
@settings(max_examples=examples(25))
def test_shares_are_shares_and_nothing_is_nan(seed: int) -> None:
    attacker, defender, ground = engagements(seed)
    with np.errstate(all="raise", under="ignore"):
        result = columns(resolve(attacker, defender, ground, hours=4.0, rates=RATES))
    assert np.isfinite(result).all()
    assert (result >= 0.0).all()
    team_tanks = len(SideOutcome._fields) - 1
    assert (np.delete(result[:-2], [team_tanks, 2 * team_tanks + 1], axis=0) <= 1.0).all()
    assert (result[-1] <= ground.march_km_day * 4 / 24 + 1e-9).all()


@given(seeds, st.floats(1.0, 10.0))
@example(17741, 9.0)
@settings(max_examples=examples(25))
def test_more_enemy_power_never_costs_fewer_men(seed: int, factor: float) -> None:
    attacker, defender, ground = engagements(seed)
    before = resolve(attacker, defender, ground, hours=4.0, rates=RATES)
    facing_more = resolve(attacker, stronger(defender, factor), ground, hours=4.0, rates=RATES)
    pressed_more = resolve(stronger(attacker, factor), defender, ground, hours=4.0, rates=RATES)
    for more, less in ((facing_more.attacker, before.attacker), (pressed_more.defender, before.defender)):
        by_fire = [side.men_loss - side.team_loss for side in (more, less)]
        assert ((by_fire[0] >= by_fire[1] - 1e-12) | (more.men_loss == 1.0)).all()


@given(seeds, st.floats(1.0, 24.0))
@settings(max_examples=examples(25))
def test_nobody_inflicts_more_than_men_did_in_any_real_battle(seed: int, hours: float) -> None:
    """Whatever the force ratio and the luck: men put out by fire for each man and day of the enemy."""
    attacker, defender, ground = engagements(seed)
    lucky = (
        attacker._replace(z_engagement=attacker.z_engagement * 3.0),
        defender._replace(z_engagement=defender.z_engagement * 3.0),
    )
    fought = resolve(*lucky, ground, hours=hours, rates=RATES)
    of_attacker = (fought.attacker.men_loss - fought.attacker.team_loss) * attacker.force.men
    of_defender = (fought.defender.men_loss - fought.defender.team_loss) * defender.force.men
    a, days = RATES.attrition, hours / 24.0
    assert (of_attacker <= a.inflicted_by_defender_cap_day * days * defender.force.men + 1e-6).all()
    assert (of_defender <= a.inflicted_by_attacker_cap_day * a.share_without_prisoners * days * attacker.force.men + 1e-6).all()


def test_a_regiment_does_not_put_out_an_eighth_of_an_army_in_a_day() -> None:
    """Without the bound it does so when luck is with it: its percent of loss is a percent of whatever stands before it."""
    zero, none = np.zeros(1), np.zeros(1, bool)
    held = Cohesion(zero, zero + 1.0, none, none, none)
    few, many = (Side(Force(zero + men, zero, zero, zero, zero + 1.0), held, zero + 2.0, zero) for men in (2_600.0, 25_000.0))
    ground = Situation(*np.zeros((3, 1), int), zero + 9.0 / 24.0, zero, zero, zero, none, zero + 20.0, zero)
    bound = resolve(few, many, ground, hours=24.0, rates=RATES).defender.men_loss * 25_000.0
    unbound = CombatRates.from_parameters({**values({}), "combat.inflicted_by_attacker_cap_day": 1e9})
    free = resolve(few, many, ground, hours=24.0, rates=unbound).defender.men_loss * 25_000.0
    assert bound == pytest.approx(2_600.0 * P["combat.inflicted_by_attacker_cap_day"] * P["combat.share_without_prisoners"])
    assert free > 3.0 * bound


@given(seeds)
@settings(max_examples=examples(12))
def test_engagements_do_not_know_each_other_nor_their_order(seed: int) -> None:
    whole = engagements(seed)
    order = np.random.default_rng(seed).permutation(40)
    straight = columns(resolve(*whole, hours=4.0, rates=RATES))
    shuffled = columns(resolve(*(rearranged(part, order) for part in whole), hours=4.0, rates=RATES))
    assert np.array_equal(shuffled, straight[:, order])


@given(seeds)
@settings(max_examples=examples(12))
def test_sides_stacked_give_the_same_bits(seed: int) -> None:
    attacker, defender, ground = engagements(seed)
    apart = columns(resolve(attacker, defender, ground, hours=4.0, rates=RATES))
    assert np.array_equal(columns(resolve_stacked(stacked(attacker, defender), ground, hours=4.0, rates=RATES)), apart)


def test_leading_axes_give_what_single_engagements_give() -> None:
    whole = engagements(11)
    straight = columns(resolve(*whole, hours=4.0, rates=RATES))
    folded = columns(resolve(*(rearranged(part, np.arange(40).reshape(2, 4, 5)) for part in whole), hours=4.0, rates=RATES))
    single = columns(resolve(*(rearranged(part, np.array(7)) for part in whole), hours=4.0, rates=RATES))
    assert np.allclose(folded, straight.reshape(-1, 2, 4, 5), rtol=1e-12)
    assert np.allclose(single, straight[:, 7], rtol=1e-12)


def even_ground(n: int) -> Situation:
    """Ground, sky and posture that favour nobody under `symmetric_rates`."""
    zero, none = np.zeros(n), np.zeros(n, bool)
    code = np.zeros(n, np.int64)
    return Situation(code, code, code, zero + 9 / 24, zero, zero, zero, none, zero + 30.0, zero)


def symmetric_rates(law: dict[str, float]) -> CombatRates:
    same = {
        "combat.base_attacker_pct_day": 2.0,
        "combat.base_defender_pct_day": 2.0,
        "combat.share_without_prisoners": 1.0,
        "combat.cap_defender_pct_day": 15.0,
        "combat.inflicted_by_defender_cap_day": P["combat.inflicted_by_attacker_cap_day"],
        "combat.power_posture_hasty": 1.0,
        "combat.power_terrain_flat_bare": 1.0,
    }
    return CombatRates.from_parameters({**values({}), **same, **law})


@given(seeds, st.sampled_from(["square", "linear", "helmbold"]))
@settings(max_examples=examples(12))
def test_under_a_symmetric_law_swapping_the_forces_mirrors_the_result(seed: int, law: str) -> None:
    one, other, _ = engagements(seed)
    rates = symmetric_rates(law_exponents(law))
    here = resolve(one, other, even_ground(40), hours=4.0, rates=rates)
    there = resolve(other, one, even_ground(40), hours=4.0, rates=rates)
    for name in SideOutcome._fields:
        assert np.array_equal(getattr(here.attacker, name), getattr(there.defender, name)), name
        assert np.array_equal(getattr(here.defender, name), getattr(there.attacker, name)), name


def fought_out(hours: float, days: float = 4.0) -> np.ndarray:
    """Men, tanks and unbroken share of both sides and km gained after some days of typical fights."""
    n = 200
    rng = np.random.default_rng(3)
    attacker, defender = (
        Side(
            Force(rng.uniform(5e3, 4e4, n), rng.uniform(0, 300, n), rng.uniform(50, 600, n), np.full(n, 0.25), np.ones(n)),
            Cohesion(np.zeros(n), np.full(n, 0.06), *np.zeros((3, n), bool)),
            rng.standard_normal(n),
            rng.standard_normal(n),
        )
        for _ in range(2)
    )
    start = (attacker, defender)
    ground = situation(rng, n)._replace(surprise_days=np.zeros(n), dark=np.full(n, 9 / 24))
    unbroken, km = np.ones((2, n)), np.zeros(n)
    for step in range(round(days * 24 / hours)):
        now = ground._replace(surprise_days=np.full(n, (step + 0.5) * hours / 24))
        outcome = resolve(attacker, defender, now, hours=hours, rates=RATES)
        unbroken = unbroken * (1.0 - np.stack([outcome.attacker.break_probability, outcome.defender.break_probability]))
        km = km + outcome.advance_km
        attacker = after(attacker, outcome.attacker.men_loss, outcome.attacker.tank_loss, start[0])
        defender = after(defender, outcome.defender.men_loss, outcome.defender.tank_loss, start[1])
    lost = [
        1.0 - getattr(s.force, arm).sum() / getattr(b.force, arm).sum()
        for s, b in zip((attacker, defender), start, strict=True)
        for arm in ("men", "tanks")
    ]
    return np.array([*lost, *(1.0 - unbroken).mean(axis=1), km.sum()])


def after(of: Side, men_loss: Floats, tank_loss: Floats, start: Side) -> Side:
    men = of.force.men * (1.0 - men_loss)
    force = of.force._replace(men=men, tanks=of.force.tanks * (1.0 - tank_loss))
    return of._replace(force=force, cohesion=of.cohesion._replace(loss_fraction=1.0 - men / start.force.men))


def test_halving_the_impulse_moves_losses_breaks_and_distances_by_less_than_five_percent() -> None:
    coarse, fine = fought_out(4.0), fought_out(2.0)
    assert (coarse > 0.01).all(), "the fights cost something"
    assert np.abs(fine / coarse - 1.0).max() < 0.05


def test_a_position_without_defenders_is_marched_through_and_without_attackers_nothing_moves() -> None:
    attacker, defender, ground = engagements(5, 3)
    attacker = attacker._replace(force=attacker.force._replace(men=np.full(3, 1e4), effectiveness=np.ones(3)))
    ground = ground._replace(march_km_day=np.full(3, 24.0))
    empty = stronger(defender, 0.0)
    assert resolve(attacker, empty, ground, hours=24.0, rates=RATES).advance_km.tolist() == pytest.approx([24.0] * 3)
    assert resolve(stronger(attacker, 0.0), defender, ground, hours=24.0, rates=RATES).advance_km.tolist() == [0.0] * 3


def test_armour_is_nearly_free_of_loss_against_guns_that_cannot_stop_it() -> None:
    attacker, defender, ground = engagements(8)
    tanks = attacker._replace(tank_hunters=0.0, force=attacker.force._replace(tanks=np.full(40, 300.0)))
    helpless = defender._replace(
        tank_hunters=0.0, force=defender.force._replace(tanks=np.zeros(40), anti_tank_share=np.zeros(40))
    )
    loss = resolve(tanks, helpless, ground, hours=4.0, rates=RATES).attacker
    assert np.allclose(loss.tank_loss, 0.15 * 3.0 * loss.men_loss)

"""The rules of armour against handbooks of other operations: what a tank army loses that fights its way forward for weeks.

Of eleven operations of tank armies, 15-20 days each, the sources keep 0.82 (0.5-1.2) of the tanks at the start lost at least once
and 0.25 (0.1-0.4) for good. The operation here is made up of the same ingredients; nothing in it comes from a shipped campaign.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.rules import armour, attrition, power
from engine.rules.armour import ArmourRates
from engine.rules.attrition import AttritionRates
from engine.rules.power import Force, PowerRates
from engine.scenario import parameters

P = parameters.values({})
RATES, POWER = AttritionRates.from_parameters(P), PowerRates.from_parameters(P)
OPERATIONS, CORPS, DAYS, DAYS_A_FIGHT = 400, 3, 17, 3
KM_A_DAY = 30.0
MEN, TANKS, GUNS = 12_000.0, 200.0, 180.0
"""Of each corps."""
DEFENDERS = Force(*(np.array(number) for number in (9_000.0, 20.0, 120.0, 0.25, 1.0)))
"""A full division with its guns, against each corps: another one after every fight."""


def operation(rng: np.random.Generator, *, km_a_day: float = KM_A_DAY, fights: bool = True) -> tuple[float, float]:
    """Tanks lost at least once and for good by the end, over those at the start; means over many operations."""
    shape = OPERATIONS, CORPS
    running, repair = np.full(shape, TANKS), np.zeros(shape)
    fell_out, written_off = np.zeros(shape), np.zeros(shape)
    marched = armour.broken_down_share(km_a_day, armour.breakdowns_per_km("road", rates=ArmourRates.from_parameters(P)))
    for day in range(DAYS):
        if day % DAYS_A_FIGHT == 0:
            z = rng.standard_normal(shape)
        share = fought(running, z, rng.standard_normal(shape)) if fights else np.zeros(shape)
        by_fight, by_march = running * share, running * (1.0 - share) * marched
        for_good = by_fight * RATES.tank_written_off_share + by_march * P["armour.breakdown_written_off_share"]
        back = repair * attrition.repaired_share(24.0, rates=RATES)
        running, repair = running - by_fight - by_march + back, repair + by_fight + by_march - for_good - back
        fell_out, written_off = fell_out + by_fight + by_march, written_off + for_good
    return float(fell_out.mean()) / TANKS, float(written_off.mean()) / TANKS


def fought(tanks: power.Floats, z: power.Floats, z_day: power.Floats) -> power.Floats:
    """Share of the running tanks that a day of attack costs each corps."""
    dry, hasty, rolling = np.array(0), np.array(power.POSTURES.index("hasty")), np.array(power.TERRAINS.index("rolling_mixed"))
    force = Force(*np.broadcast_arrays(MEN, tanks, GUNS, 0.25, 1.0))
    own = power.attacker_power(force, dry, np.array(0.0), np.array(0.0), rates=POWER)
    theirs = power.defender_power(DEFENDERS, hasty, rolling, dry, np.array(0.0), rates=POWER)
    chance = attrition.noise(z, z_day, rates=RATES)
    men = attrition.attacker_loss(own, theirs, force.men, chance, hours=24.0, rates=RATES)
    guns = DEFENDERS.guns * DEFENDERS.anti_tank_share + DEFENDERS.tanks
    return attrition.tank_loss(men, attrition.armour_exposure(tanks, guns, rates=RATES), rates=RATES)


def test_an_operation_of_weeks_costs_what_handbooks_say() -> None:
    once, for_good = operation(np.random.default_rng(1))
    assert 0.5 < once < 1.2 and 0.1 < for_good < 0.4
    assert for_good / once == pytest.approx(0.25 / 0.82, abs=0.1)


def test_most_of_it_is_battle() -> None:
    """A march of the same length without a fight costs what breaks down: a sixth or so, and next to nothing for good."""
    once, for_good = operation(np.random.default_rng(1), fights=False)
    expected = 1.0 - np.exp(-DAYS * KM_A_DAY * P["armour.breakdown_pct_per_100km"] / 1e4)
    assert once == pytest.approx(expected, rel=0.05)
    assert for_good == pytest.approx(once * P["armour.breakdown_written_off_share"])
    assert operation(np.random.default_rng(1), km_a_day=0.0)[0] > once

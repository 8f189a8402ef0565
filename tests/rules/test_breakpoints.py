"""Breakpoints: half a day's hazard at the break fraction, more when turned, and who may do what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import breakpoints
from engine.rules.breakpoints import Result
from engine.scenario.parameters import values

RATES = breakpoints.BreakRates.from_parameters(values({}))
fractions = st.floats(0.0, 1.0)


def probability(loss: float, break_fraction: float, multiplier: float = 1.0, hours: float = 24.0) -> float:
    arguments = (np.array(x) for x in (loss, break_fraction, multiplier))
    return float(breakpoints.break_probability(*arguments, hours=hours, rates=RATES))


def result(
    *, broken: bool, attacking: bool = False, encircled: bool = False, spent: bool = False, ordered: bool = False, u: float = 0.7
) -> Result:
    flags = (np.array(flag) for flag in (broken, attacking, encircled, spent, ordered))
    return Result(int(breakpoints.break_result(*flags, np.array(u), rates=RATES)))


def test_a_day_at_the_break_fraction_breaks_one_half_and_a_day_without_loss_three_in_a_hundred() -> None:
    assert probability(0.07, 0.07) == pytest.approx(0.5, abs=0.02)
    assert probability(0.035, 0.07) == pytest.approx(1.0 - np.exp(-(0.03 + 0.69 / 4)))
    assert probability(0.0, 0.07) == pytest.approx(1.0 - np.exp(-0.03))


def test_encircled_turned_and_unsupplied_multiply_and_overwhelming_power_counts_as_turned_once() -> None:
    def multiplier(encircled: bool, hungry: bool, turned: bool, ratio: float) -> float:
        flags = (np.array(flag) for flag in (encircled, hungry, turned))
        return float(breakpoints.hazard_multiplier(*flags, np.array(ratio), rates=RATES))

    assert multiplier(False, False, False, 3.0) == 1.0
    assert multiplier(True, True, True, 1.0) == pytest.approx(4.0 * 1.5 * 2.0)
    assert multiplier(False, False, False, 3.1) == multiplier(False, False, True, 3.1) == pytest.approx(2.0)


@given(fractions, st.floats(1e-3, 5.0), st.floats(1.0, 20.0), st.sampled_from([1.0, 4.0, 24.0]))
def test_probability_is_a_probability_and_does_not_depend_on_how_time_is_cut(f: float, f50: float, m: float, h: float) -> None:
    whole, half = probability(f, f50, m, h), probability(f, f50, m, h / 2)
    assert 0.0 <= whole <= 1.0
    assert 1.0 - (1.0 - half) ** 2 == pytest.approx(whole, abs=1e-12)


@given(fractions, fractions, st.floats(1e-3, 5.0), st.floats(1.0, 20.0), st.floats(1.0, 20.0))
def test_more_loss_or_worse_ground_never_steadies_anybody(f: float, g: float, f50: float, m: float, n: float) -> None:
    assert probability(min(f, g), f50, min(m, n)) <= probability(max(f, g), f50, max(m, n))


def drawn(z: list[float], *, attacking: bool) -> list[float]:
    found: list[float] = breakpoints.break_fraction(np.array(z), attacking=attacking, rates=RATES).tolist()
    return found


def test_drawn_break_fractions_have_the_published_median_and_deciles() -> None:
    """Medians and ln sd as docs/methods/combat.md has them; deciles by hand, the median times and by exp(1.2816 ln sd)."""
    assert drawn([-1.2816, 0.0, 1.2816], attacking=True) == pytest.approx([0.0779, 0.13, 0.2171], rel=0.005)
    assert drawn([-1.2816, 0.0, 1.2816], attacking=False) == pytest.approx([0.1318, 0.22, 0.3673], rel=0.005)


def test_a_break_fraction_is_more_than_the_loss_at_which_the_beaten_of_the_record_stopped() -> None:
    """They stopped at 4.4 and 7.3 % in the median (CDB90): a hazard that grows as losses do strikes most sides long before the
    fraction, so nine in ten draws lie above the loss of the record. That defenders bear more than attackers is of the record."""
    recorded = {True: 0.044, False: 0.073}
    for attacking, loss in recorded.items():
        assert drawn([-1.2816], attacking=attacking)[0] > loss
    (attacker,), (defender,) = drawn([0.0], attacking=True), drawn([0.0], attacking=False)
    assert defender / attacker == pytest.approx(recorded[False] / recorded[True], rel=0.05)


@pytest.mark.parametrize(("attacking", "pct_day"), [(True, 1.0), (True, 2.0), (False, 1.0), (False, 3.0)])
def test_a_side_that_bleeds_evenly_breaks_before_its_fraction(attacking: bool, pct_day: float) -> None:
    """Against the integral of the hazard: 0.03 t + 0.69 (p t)² t / (3 f50²) = ln 2 at the median time t."""
    (f50,), hours = drawn([0.0], attacking=attacking), 0.5
    stands, steps = 1.0, 0
    while stands > 0.5:
        steps += 1
        stands *= 1.0 - probability(pct_day / 100 * (steps - 0.5) * hours / 24, f50, hours=hours)
    t = steps * hours / 24
    hazard = 0.03 * t + 0.69 * (pct_day / 100 * t) ** 2 * t / (3 * f50**2)
    assert hazard == pytest.approx(np.log(2.0), abs=0.01)
    assert pct_day / 100 * t < f50


def test_nobody_moves_unbroken_unless_a_cease_fire_is_obeyed() -> None:
    assert result(broken=False, encircled=True, spent=True) is Result.FIGHTS_ON
    assert result(broken=False, ordered=True) is Result.SURRENDERS


def test_attackers_halt_defenders_withdraw_and_the_spent_disperse() -> None:
    assert result(broken=True, attacking=True, spent=True) is Result.HALTS
    assert result(broken=True) is Result.WITHDRAWS
    assert result(broken=True, spent=True) is Result.DISPERSES


@given(st.booleans(), st.booleans(), st.booleans(), st.floats(0.0, 1.0))
def test_only_the_encircled_and_the_ordered_surrender(broken: bool, spent: bool, attacking: bool, u: float) -> None:
    assert result(broken=broken, attacking=attacking, spent=spent, u=u) is not Result.SURRENDERS


def test_a_broken_pocket_surrenders_or_disperses_by_its_die() -> None:
    assert result(broken=True, encircled=True, u=0.49) is Result.SURRENDERS
    assert result(broken=True, encircled=True, u=0.51) is Result.DISPERSES


def test_losses_so_far_count_from_the_men_that_each_began_with() -> None:
    began, men = np.array([1000.0, 1000.0, 400.0]), np.array([900.0, 1100.0, 300.0])
    lost = breakpoints.loss_so_far(began, men, np.array([1.0, 1.0, 0.5]), np.array([0, 0, 2]), groups=3)
    assert lost == pytest.approx([100 / 2000, 0.0, 100 / 200])


def test_all_lost_is_one_and_no_more() -> None:
    lost = breakpoints.loss_so_far(np.array([1000.0]), np.array([0.0]), np.array([0.2]), np.array([0]), groups=1)
    assert lost.tolist() == [1.0]


def test_encircled_holds_nothing_around_and_outflanked_less_than_half() -> None:
    share = np.array([0.0, 0.25, 0.5, 1.0])
    assert breakpoints.is_encircled(share).tolist() == [True, False, False, False]
    assert breakpoints.is_outflanked(share).tolist() == [False, True, False, False]


def test_troops_are_spent_below_what_is_left_at_the_dispersal_fraction() -> None:
    left = 1000.0 * (1.0 - RATES.dispersal_loss_fraction)
    spent = breakpoints.is_spent(np.array([left - 1.0, left]), np.array([1000.0, 1000.0]), rates=RATES)
    assert spent.tolist() == [True, False]


def test_of_a_stormed_garrison_those_die_that_do_not_surrender() -> None:
    assert breakpoints.storm_killed_share(rates=RATES) == 1.0 - RATES.surrender_share


def test_a_defence_that_does_not_surrender_bears_several_times_the_loss() -> None:
    z = np.array([0.0, 1.0])
    usual, custom = (breakpoints.break_fraction(z, attacking=False, rates=RATES, no_surrender=flag) for flag in (False, True))
    assert custom == pytest.approx(usual * RATES.no_surrender_mult)
    assert breakpoints.break_fraction(z, attacking=True, rates=RATES, no_surrender=True) == pytest.approx(
        breakpoints.break_fraction(z, attacking=True, rates=RATES)
    )


def test_an_attacker_that_lost_less_than_half_of_what_breaks_its_side_is_fresh() -> None:
    rested = breakpoints.is_rested(np.array([1000.0, 1000.0]), np.array([960.0, 940.0]), np.array(0.1))
    assert rested.tolist() == [True, False]

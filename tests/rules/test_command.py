"""Command: who hears when, and who obeys."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import command
from engine.rules.rates import Rates
from engine.scenario.parameters import values
from engine.scenario.schema import Echelon

PARAMETERS = values({})
RATES = Rates.from_parameters(PARAMETERS)


def receipt(echelon: str, cut_off: bool = False, z: float = 0.0) -> float:
    steps = np.array(command.STEPS_BELOW_ARMY_GROUP[echelon])
    return float(command.receipt_delay_h(steps, np.array(cut_off), np.array(z), rates=RATES.command))


def test_a_division_hears_after_a_day_an_army_sooner_a_regiment_later() -> None:
    assert receipt("division") == pytest.approx(24.0)
    assert receipt("front") == 0.0
    assert receipt("army") == pytest.approx(16.0)
    assert receipt("regiment") == pytest.approx(32.0)


def test_receipt_spreads_from_six_hours_to_four_days() -> None:
    assert receipt("division", z=-1.2816) == pytest.approx(6.0, rel=0.02)
    assert receipt("division", z=1.2816) == pytest.approx(96.0, rel=0.02)


@given(st.sampled_from(sorted(command.STEPS_BELOW_ARMY_GROUP)), st.floats(-4, 4))
def test_the_cut_off_never_hear_sooner(echelon: str, z: float) -> None:
    assert receipt(echelon, cut_off=True, z=z) >= receipt(echelon, z=z) >= 0.0


def test_the_cut_off_hear_after_six_days() -> None:
    assert receipt("garrison", cut_off=True) == pytest.approx(6 * 24.0)


def test_every_echelon_of_the_format_has_its_place_in_the_chain() -> None:
    assert set(command.STEPS_BELOW_ARMY_GROUP) == set(get_args(Echelon))


def test_an_order_is_carried_out_about_its_median() -> None:
    sooner, median, later = command.execution_delay_h(np.array([-1.0, 0.0, 1.0]), rates=RATES.command)
    assert sooner < median < later and median == pytest.approx(6.0)


def test_the_share_that_obeys_is_the_parameter() -> None:
    u = (np.arange(1000) + 0.5) / 1000
    assert command.obeys(u, rates=RATES.command).mean() == pytest.approx(0.93)


def test_decisions_wait_for_an_absent_commander_and_for_nobody_else() -> None:
    waits = command.wait_for_commander_h(np.array([0.0, 12.0, 18.0, 40.0]), np.array(18.0))
    assert waits.tolist() == [18.0, 6.0, 0.0, 0.0]
    assert float(command.wait_for_commander_h(np.array(5.0), np.array(0.0))) == 0.0


def test_a_decision_waits_for_its_hazard_or_is_asked_again() -> None:
    assert command.wait_min(1.0, 2.0, most_min=360) == 360
    assert command.wait_min(0.25, 2.0, most_min=360) == 180
    assert command.hazard_in(360, 2.0) == 0.5


def test_links_go_up_to_the_shared_headquarters_and_down_again() -> None:
    assert command.links_between(3.0, 3.0, 2.0) == 2.0
    assert command.links_between(3.0, 2.0, 2.0) == 1.0
    assert command.links_between(1.0, 3.0, 2.0) == 1.0

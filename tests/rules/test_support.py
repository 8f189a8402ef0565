"""Guns of higher troops: shared by men, as many as men can use, and served by men."""

from __future__ import annotations

import numpy as np
import pytest

from engine.rules import support
from engine.scenario.parameters import values

RATES = support.SupportRates.from_parameters(values({}))


def test_those_who_fight_share_by_their_number() -> None:
    shared = support.shares_by_men(np.array([9000.0, 1000.0, 500.0]), np.array([0, 0, 1]), lenders=2)
    assert shared == pytest.approx([0.9, 0.1, 1.0])


def test_a_thousand_men_have_room_for_thirty_five_guns_and_their_own_come_first() -> None:
    room = support.room_share(np.array([0.0, 30.0, 50.0]), np.array([70.0, 10.0, 10.0]), np.array([1000.0] * 3), 35.0)
    assert room == pytest.approx([0.5, 0.5, 0.0])
    assert support.room_share(np.array([0.0]), np.array([70.0]), np.array([0.0]), 35.0) == pytest.approx([0.0]), "guns need men"


def test_a_gun_comes_with_its_crew_and_services_stay_away() -> None:
    """37,000 men of army troops have 965 guns, a rear service 20,000 and 60."""
    crews = support.crew_men(np.array([100.0, 60.0]), np.array([37_000.0, 20_000.0]), np.array([965.0, 60.0]), rates=RATES)
    assert crews == pytest.approx([100 * 37_000 / 965, 60 * RATES.crew_men_per_gun])

"""Men with charges against tanks: both sides pay, in the proportion stated, and nobody else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.attrition import AttritionRates, armour_exposure, killed_share, team_loss
from engine.scenario import parameters
from tests import tiny

RATES = AttritionRates.from_parameters(parameters.values({}))


def fought(folder: Path, *, custom: bool = True, guns: int = 0, without: tuple[str, ...] = (), **row: Any) -> tiny.Run:
    """A division with a hundred tanks before a division that has no other answer; nobody breaks, a day and a half of it."""
    rows = [tiny.formation(tanks=100), tiny.defender(guns=guns, **row)]
    war = tiny.war(
        formations=rows,
        days=3,
        km=10.0,
        plans=[tiny.attack("r1", "p3"), tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})],
    )
    war["sides"][1] |= {"close_assault": custom, "contingents": [{"id": "levy", "name": "Levy"}]}
    settings = tiny.settled(advance__depth_fortified_km=500)
    return tiny.fight(tiny.load(war, folder, settings=settings, without=["armour_pools", *without]))


def test_it_costs_tanks_and_men_in_the_stated_proportion(tmp_path: Path) -> None:
    charge, plain = fought(tmp_path / "a"), fought(tmp_path / "b", custom=False)
    put_out = charge.of("tanks_fell_out", "r1") - plain.of("tanks_fell_out", "r1")
    dead = charge.of("killed", "b1") - plain.of("killed", "b1")
    assert put_out > 0.5 and dead == pytest.approx(RATES.close_assault_men_per_tank * put_out, rel=0.1)
    told = charge.events("close_assault")
    assert not plain.events("close_assault") and all((e.formation, e.cause) == ("r1", "p2") for e in told)


def test_without_it_the_war_is_that_of_troops_without_the_custom(tmp_path: Path) -> None:
    off, plain = fought(tmp_path / "a", without=("close_assault",)), fought(tmp_path / "b", custom=False)
    assert off.result.tracks == plain.result.tracks and off.result.recorder.events == plain.result.recorder.events


def test_a_contingent_has_its_own_custom(tmp_path: Path) -> None:
    levy, plain = fought(tmp_path / "a", contingent="levy"), fought(tmp_path / "b", custom=False)
    assert levy.result.tracks == plain.result.tracks


def test_who_has_guns_enough_needs_no_squads(tmp_path: Path) -> None:
    charge, plain = fought(tmp_path / "a", guns=200), fought(tmp_path / "b", guns=200, custom=False)
    assert charge.of("tanks_fell_out", "r1") == pytest.approx(plain.of("tanks_fell_out", "r1"))


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1))
def test_squads_never_make_tanks_safer(tanks: float, stoppers: float, tank_hunters: float) -> None:
    few, many = (float(armour_exposure(np.array(tanks), np.array(stoppers), part, rates=RATES)) for part in (0.0, tank_hunters))
    assert RATES.close_assault_share - 1e-12 <= few <= many + 1e-12 <= 1.0 + 1e-9


def test_squads_are_dead_and_never_more_than_there_are() -> None:
    assert float(team_loss(np.array(1e6), np.array(100.0), rates=RATES)) == 1.0
    dead = killed_share(np.array([0.1, 0.1, 0.0]), np.array([0.1, 0.0, 0.0]), rates=RATES)
    assert dead == pytest.approx([1.0, RATES.irrecoverable_share, RATES.irrecoverable_share])

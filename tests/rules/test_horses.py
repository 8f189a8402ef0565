"""Horses: thirst, march, grazing; and cavalry in a desert with and without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.rules import horses
from engine.rules.rates import Rates
from engine.scenario import parameters
from engine.simulation import simulate
from tests import tiny

P = parameters.values({})
RATES = Rates.from_parameters(P)
YES, NO = np.array(True), np.array(False)


def test_thirst_grows_by_what_wells_do_not_give_and_ends_at_water() -> None:
    after = horses.thirst_after(np.array(0.5), YES, 2.0, rates=RATES.horses)
    assert after == pytest.approx(0.5 + 2.0 * (1.0 - P["horses.desert_water_share"]))
    assert horses.thirst_after(after, NO, 0.25, rates=RATES.horses) == 0.0


def test_nothing_is_lost_within_the_endurance() -> None:
    assert horses.wear_a_day(np.array(P["horses.water_days"]), np.array(P["horses.march_days"]), rates=RATES.horses) == 0.0
    assert (
        horses.wear_a_day(np.array(P["horses.water_days"] + 0.1), np.array(0.0), rates=RATES.horses)
        == P["horses.thirst_day_loss"]
    )
    assert horses.left_after(np.array(1.0), np.array(0.0), 5.0, rates=RATES.horses) == 1.0


def test_a_day_of_rest_makes_good_for_several_of_march() -> None:
    tired = horses.unrested_after(np.array(0.0), YES, P["horses.rest_mult"], rates=RATES.horses)
    assert horses.unrested_after(tired, NO, 1.0, rates=RATES.horses) == pytest.approx(0.0)


def test_forage_is_carried_where_nothing_grows() -> None:
    assert horses.carried_share(YES, rates=RATES.horses) == 1.0
    assert horses.carried_share(NO, rates=RATES.horses) == 1.0 - P["horses.grazing_share"]


def ride(folder: Path, surface: str, mobility: str = "cavalry", **options: Any) -> tuple[int, float, int]:
    """Minute of arrival, least readiness, and number of `thirst` events of a ride of 500 km."""
    rider = tiny.formation(branch="cavalry", mobility=mobility, horses=5000)
    scenario = tiny.line(places=6, surface=surface, formations=[rider], without=["friction", "forced_march"], days=40)
    for place in scenario["places"]:
        place |= {"kind": "desert", "terrain": "desert"}
    run = simulate(tiny.load(scenario, folder, **options))
    arrival = next(c.minute for c in run.recorder.captures if c.place == "p5")
    worn = min(t.readiness for t in run.tracks if t.minute <= arrival)
    return arrival, worn, sum(e.kind == "thirst" for e in run.recorder.events)


def test_a_desert_slows_cavalry_and_wears_it_down(tmp_path: Path) -> None:
    off = ride(tmp_path / "off", "desert", without=["friction", "forced_march", "cavalry"])
    on = ride(tmp_path / "on", "desert")
    assert on[0] > off[0] and on[1] < off[1] and (on[2], off[2]) == (1, 0)


def test_a_desert_with_water_for_all_does_not_parch_it(tmp_path: Path) -> None:
    assert ride(tmp_path, "desert", settings={"rules.horses.desert_water_share": 1.0})[2] == 0


def test_men_on_foot_have_no_horses_to_lose(tmp_path: Path) -> None:
    off = ride(tmp_path / "off", "desert", "foot", without=["friction", "forced_march", "cavalry"])
    assert ride(tmp_path / "on", "desert", "foot") == off

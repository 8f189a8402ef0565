"""Ten days without food, and without water: readiness follows the closed form, and `--without readiness` it does not move."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
DAY = 1440


def readiness(folder: Path, formation: dict[str, Any]) -> dict[float, float]:
    """Day to readiness of a formation that stands in a desert."""
    scenario = tiny.line(formations=[formation], plans=[], days=14, places=2)
    scenario["places"][0] |= {"kind": "desert", "terrain": "desert"}
    run = tiny.fight(tiny.load(scenario, folder))
    return {t.minute / DAY: t.readiness for t in run.result.tracks}


def test_ten_days_without_food_leave_a_division_at_three_fifths(tmp_path: Path) -> None:
    """Nothing within what is endured, then so much a day, and no rest makes it good."""
    left = readiness(tmp_path, tiny.formation(start={"food_days": 0}))
    endured, loss = P["readiness.hunger_endured_days"], P["readiness.hunger_day_loss"]
    assert left[2] == 1.0
    assert left[10] == pytest.approx(1 - (10 - endured) * loss) == pytest.approx(0.6)


def test_who_has_nothing_and_gets_half_a_ration_is_half_supplied(tmp_path: Path) -> None:
    """A share of what it should use, not of what it could: 0 with empty stocks and no depot, though nothing was used."""
    fractions = []
    for tonnes in (0.0, 9.0):
        scenario = tiny.line(formations=[tiny.formation(start={"food_days": 0})], plans=[], days=8, places=2)
        scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "issues": {"food": tonnes}}]
        run = tiny.fight(tiny.load(scenario, tmp_path / str(tonnes), without=["lorries"]))
        fractions.append(run.result.tracks[-1].supply_fraction)
    ration_t = 10_000 * P["supply.food_kg_man_day"] / 1000
    assert fractions == [0.0, pytest.approx(9.0 / ration_t, rel=0.01)]
    kept = tiny.fight(tiny.load(scenario, tmp_path / "kept", without=["supply"]))
    assert {track.supply_fraction for track in kept.result.tracks} == {1.0}


def test_stocks_put_hunger_off_by_as_many_days(tmp_path: Path) -> None:
    early, late = (readiness(tmp_path / str(food), tiny.formation(start={"food_days": food})) for food in (0, 3))
    assert {day: late[day + 3] for day in range(11)} == {day: pytest.approx(early[day]) for day in range(11)}


def stranded(folder: Path, food_days: float, *without: str) -> tuple[tiny.Run, dict[float, float]]:
    """A brigade whose last fuel takes it into a desert, two days' march from anywhere."""
    brigade = tiny.tanks(start={"fuel_fills": 0.3, "food_days": food_days})
    scenario = tiny.line(formations=[brigade], surface="desert", days=14, places=2, km=900)
    scenario["without"] = ["friction", "forced_march", "detachments", *without]
    run = tiny.fight(tiny.load(scenario, folder))
    return run, {t.minute / DAY: t.readiness for t in run.result.tracks}


def test_men_who_stand_without_fuel_in_a_desert_thirst(tmp_path: Path) -> None:
    """Each day of it costs the water that wells do not give; ten days leave nothing of a brigade."""
    run, left = stranded(tmp_path, 50)
    dry = next(e.minute for e in run.events("halt")) / DAY
    endured, loss, lack = (
        P["readiness.thirst_endured_days"],
        P["readiness.thirst_day_loss"],
        1 - P["readiness.stranded_water_share"],
    )
    for at in (3.5, 5.0, 6.5):
        assert 0.0 < left[at] < 1.0
        assert left[at] == pytest.approx(max(1 - loss * max(lack * (at - dry) - endured, 0.0), 0.0), abs=lack * loss / 4)
    assert left[10] == 0.0
    assert [e.cause for e in run.events("thirst")] == ["water"]


def test_without_readiness_nobody_hungers_or_thirsts(tmp_path: Path) -> None:
    run, left = stranded(tmp_path, 0, "readiness")
    assert set(left.values()) == {1.0} and not run.events("thirst")

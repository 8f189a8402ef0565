"""Replacements: nobody more than is short, nothing twice, and nothing before the train has come to a station of the own side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
KM = 20.0
RIDE_MIN = round(KM / P["march.motor_km_day"] * 1440)
"""From the station at p0 to p1, the last place that the division has behind it while it fights before p2."""


def fought(folder: Path, *trains: dict[str, Any], without: tuple[str, ...] = (), **changes: Any) -> tiny.Run:
    """A division before another that holds; both lose men for days, and trains may bring some."""
    war = tiny.war(
        tiny.defender(),
        days=6,
        plans=[tiny.attack("r1", "p3"), tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})],
    )
    war["railways"] = [{"id": f"rail.{a}", "ends": [f"p{a}", f"p{a + 1}"], "km": KM, "gauge_mm": 1435} for a in (0, 2)]
    war["supply_sources"] = [
        {"id": f"head{at}", "place": f"p{at}", "side": side, "t_per_day": 1000} for at, side in ((0, "red"), (3, "blue"))
    ]
    war["replacements"] = list(trains)
    settings = tiny.settled(advance__depth_fortified_km=500)
    return tiny.fight(tiny.load(war | changes, folder, settings=settings, without=without))


def train(**changes: Any) -> dict[str, Any]:
    return {"id": "train", "to": "r1", "place": "p0", "day": 3, "men": 300} | changes


def lost(run: tiny.Run, formation: str = "r1") -> float:
    return run.of("killed", formation) + run.of("wounded", formation)


def test_they_come_on_their_day_after_the_ride_and_no_more_than_the_train_brought(tmp_path: Path) -> None:
    run = fought(tmp_path, train())
    assert lost(run) > 300
    assert run.of("men_joined", "r1") == pytest.approx(300)
    first = run.events("replacements")[0]
    assert (first.minute, first.formation, first.cause) == (3 * 1440 + RIDE_MIN, "r1", "train")
    assert run.of("men", "r1") == pytest.approx(10_000 + 300 - lost(run))


def test_nobody_gets_more_than_he_is_short_of(tmp_path: Path) -> None:
    run = fought(tmp_path, train(men=50_000, guns=1000, tanks=40))
    assert 0 < run.of("men_joined", "r1") <= lost(run) + 1e-6
    assert run.of("guns_joined", "r1") <= run.of("guns_lost", "r1") + 1e-6
    assert run.of("tanks_joined", "r1") == 0, "it has none to lose"


def test_each_side_has_its_own_trains(tmp_path: Path) -> None:
    run = fought(tmp_path, train(), train(id="other", to="b1", place="p3"))
    assert run.of("men_joined", "b1") == pytest.approx(min(300, lost(run, "b1")), rel=1e-6)
    assert {event.cause for event in run.events("replacements", "b1")} == {"other"}


def test_a_station_in_the_enemys_hands_gives_nothing(tmp_path: Path) -> None:
    assert fought(tmp_path, train(place="p3")).of("men_joined", "r1") == 0


def test_without_reserves_none_come_and_the_dice_stay(tmp_path: Path) -> None:
    with_them, off = fought(tmp_path / "a", train()), fought(tmp_path / "b", train(), without=("reserves",))
    none = fought(tmp_path / "c")
    assert off.result.recorder.events == none.result.recorder.events
    assert with_them.of("men", "r1") > off.of("men", "r1") and off.of("men_joined", "r1") == 0
    before = [event for event in with_them.result.recorder.events if event.minute < 3 * 1440]
    assert before == [event for event in off.result.recorder.events if event.minute < 3 * 1440]


def test_a_place_without_a_railway_is_named(tmp_path: Path) -> None:
    war = tiny.war() | {"replacements": [train()]}
    with pytest.raises(ScenarioError, match=r"replacements\[0\].place is 'p0', which no railway reaches"):
        tiny.load(war, tmp_path)

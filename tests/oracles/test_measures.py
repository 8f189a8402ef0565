"""Measures against counts by hand: who is formed where, who got away, how deep by when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.simulation import simulate
from tests import tiny

STAFF = tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, men=0, start={"place": "p3"})


def values(scenario: dict[str, Any], folder: Path, measure: dict[str, Any], *, last_day: int | None = None) -> dict[int, float]:
    """Day to the value of one measure."""
    scenario = scenario | {"measures": [{"id": "asked"} | measure]}
    run = simulate(tiny.load(scenario, folder, settings=tiny.settled(), without=["intelligence", "command"]), last_day=last_day)
    found = {name: value for name, value, _ in run.outcomes}
    return {day: found[f"measures.asked.day_{day}"] for day in measure["days"]}


def retreat() -> dict[str, Any]:
    """Of two divisions of 10,000 and 30,000 men the first marches from p1 over the border (p3) on the second day."""
    rows = [STAFF, tiny.defender(parent="b0", start={"place": "p1"}), tiny.defender(id="b2", parent="b0", men=30000)]
    back = tiny.plan("b1", {"task": "hold", "place": "p1"}, {"task": "withdraw", "place": "p3", "when": {"day": 1}})
    scenario = tiny.war(formations=[*rows, tiny.formation()], plans=[back])
    scenario["countries"].append({"id": "haven", "name": "Haven", "side": "blue"})
    scenario["places"][3]["country"] = "haven"
    boxes = {"east": [12.5, 13.5], "beyond": [12.5, -170]}
    return scenario | {"regions": [{"id": key, "name": key, "lon": lon, "lat": [49, 51]} for key, lon in boxes.items()]}


@pytest.mark.parametrize("where", [{"country": "haven"}, {"region": "east"}, {"region": "beyond"}])
def test_who_is_formed_there_and_who_escaped(tmp_path: Path, where: dict[str, str]) -> None:
    """`beyond` lies across 180 degrees: its west is more than its east."""
    asked = {"formations": ["b0"], "days": [1, 5]} | where
    assert values(retreat(), tmp_path / "share", asked | {"kind": "formed_share"}) == {1: 0.0, 5: 10000 / 40000}
    assert values(retreat(), tmp_path / "men", asked | {"kind": "escape"}) == {1: 0.0, 5: 10000.0}


def test_who_was_there_already_did_not_escape(tmp_path: Path) -> None:
    asked = {"kind": "escape", "formations": ["b0"], "country": "blueland", "days": [5]}
    assert values(retreat(), tmp_path, asked) == {5: 0.0}


def test_who_is_out_of_the_war_is_formed_no_longer(tmp_path: Path) -> None:
    """All are at first; a cease-fire that all obey leaves those with whom the attacker has come up."""
    order = {"id": "word", "kind": "cease_fire", "sender": "b0", "to": ["b0"], "at": "1990-05-01T00:00"}
    scenario = tiny.war(formations=[tiny.formation(), STAFF, tiny.defender(parent="b0", start={"place": "p3"})], messages=[order])
    scenario["places"][3] |= {"lon": 13.0}
    found = values(scenario, tmp_path, {"kind": "formed_share", "formations": ["b1"], "days": [1, 19]})
    assert found == {1: 1.0, 19: 0.0}


def test_the_advance_is_measured_against_what_was_wanted(tmp_path: Path) -> None:
    """24 km a day on foot over an empty road of 60 km, wanted by the second day; a run that ends first counts so far."""
    scenario = tiny.line(km=20.0, without=["friction", "readiness", "forced_march"])
    asked = {"kind": "advance_by_day", "formations": ["r1"], "days": [1, 2, 9], "km": 60}
    found = values(scenario, tmp_path, asked)
    assert found == pytest.approx({1: 24 / 60, 2: 48 / 60, 9: 1.0}, abs=0.002)
    assert values(scenario, tmp_path / "short", asked, last_day=1) == pytest.approx(dict.fromkeys((1, 2, 9), 24 / 60), abs=0.002)


@pytest.mark.parametrize(("kind", "missing"), [("advance_by_day", "give km:"), ("escape", "give country: or region:")])
def test_a_measure_without_its_yardstick_is_refused(tmp_path: Path, kind: str, missing: str) -> None:
    with pytest.raises(ScenarioError, match=missing):
        tiny.load(tiny.line(measures=[{"id": "asked", "kind": kind, "formations": ["r1"], "days": [1]}]), tmp_path)

"""Lanes of a road: columns abreast, each in the lane that is free first."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.rules import march
from engine.state.roads import Roads
from tests import tiny


def test_each_column_takes_the_lane_that_is_free_first() -> None:
    roads = Roads()
    waits = [roads.enter(0, 1, minute, 60, 2) for minute in (0, 0, 0, 30, 200)]
    assert waits == [0, 0, 60, 30, -80]
    assert roads.enter(0, 0, 0, 60, 2) == 0, "the other direction has lanes of its own"


@pytest.mark.parametrize(
    ("surface", "given", "lanes"), [("road", None, 1), ("steppe", None, 0), ("sea", None, 0), ("trail", 3, 3)]
)
def test_a_made_road_has_one_lane_unless_it_is_known_to_have_more(surface: str, given: int | None, lanes: int) -> None:
    assert march.lanes(surface, given) == lanes


@pytest.mark.parametrize(("lanes", "together"), [(None, 1), (2, 2), (3, 3)])
def test_so_many_divisions_arrive_together(lanes: int | None, together: int, tmp_path: Path) -> None:
    war = tiny.line(places=2, formations=[tiny.formation(id=f"r{i}") for i in range(3)])
    war["plans"] = [tiny.attack(f"r{i}", "p1") for i in range(3)]
    if lanes:
        war["roads"][0]["lanes"] = lanes
    fought = tiny.fight(tiny.load(war, tmp_path))
    arrivals = sorted(event.minute for event in fought.result.recorder.events if event.kind in ("capture", "pass"))
    assert arrivals.count(arrivals[0]) == together

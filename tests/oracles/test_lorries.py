"""Counted lorries, full roads, main effort and culmination in a tiny theatre."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.results import RunResult
from engine.simulation import simulate
from tests import tiny

STILL = ["friction", "readiness", "forced_march"]


def columns(lorries: float, *, t_per_day: float = 10000, **second: Any) -> dict[str, Any]:
    """Two tank brigades of two armies side by side along 1,200 km of track, and a depot behind them."""
    armies = [
        tiny.formation(id=f"a{n}", echelon="army", branch="headquarters", men=0, combat=False, lorries=lorries, **extra)
        for n, extra in ((1, {}), (2, second))
    ]
    brigades = [tiny.tanks(id=f"b{n}", parent=f"a{n}") for n in (1, 2)]
    scenario = tiny.line(places=13, surface="track", formations=[*armies, *brigades], without=STILL, days=25)
    steps = scenario["plans"][0]["steps"]
    scenario["plans"] = [{"id": f"plan{n}", "formation": f"b{n}", "steps": steps} for n in (1, 2)]
    scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": t_per_day}]
    return scenario


def run(scenario: dict[str, Any], folder: Path, **options: Any) -> RunResult:
    return simulate(tiny.load(scenario, folder, **options))


def depth(result: RunResult, formation: str = "b1") -> float:
    return max(track.axis_km for track in result.tracks if track.formation == formation)


def fed(result: RunResult, formation: str) -> float:
    """Mean share of its dose that a formation gets in the first five days, before range tells the two apart."""
    shares = [track.supply_fraction for track in result.tracks if track.formation == formation and 0 < track.minute <= 5 * 1440]
    return sum(shares) / len(shares)


def culmination(result: RunResult) -> tuple[float, str]:
    event = next(e for e in result.recorder.events if e.kind == "culmination" and e.formation == "a1")
    outcomes = {name: value for name, value, _ in result.outcomes}
    assert outcomes["culmination_day.a1"] == dict(event.numbers)["since_day"]
    return outcomes["culmination_day.a1"], event.cause


def test_lorries_carry_an_advance_further_the_more_there_are(tmp_path: Path) -> None:
    depths = [depth(run(columns(lorries), tmp_path / str(lorries))) for lorries in (2, 10, 50)]
    assert depths[0] < depths[1] < depths[2]


def test_the_rule_only_takes_away_and_range_is_left_where_lorries_abound(tmp_path: Path) -> None:
    few, many = columns(2), columns(2000)
    on, off = (run(few, tmp_path / name, without=without) for name, without in (("on", STILL), ("off", [*STILL, "lorries"])))
    assert depth(on) < depth(off)
    assert culmination(run(many, tmp_path / "many"))[1] == "range"


def test_culmination_comes_later_with_more_lorries_and_names_its_cause(tmp_path: Path) -> None:
    few, more = (culmination(run(columns(lorries), tmp_path / str(lorries))) for lorries in (1, 50))
    assert few[0] < more[0]
    assert few[1] == "lorries" and more[1] == "range"
    assert culmination(run(columns(2000, t_per_day=1), tmp_path / "depot"))[1] == "railhead"


def test_the_main_effort_is_fed_first(tmp_path: Path) -> None:
    equal = run(columns(2000, t_per_day=8), tmp_path / "equal")
    favoured = run(columns(2000, t_per_day=8, supply_priority=5), tmp_path / "favoured")
    even = [fed(equal, name) for name in ("b1", "b2")]
    assert even[0] == pytest.approx(even[1], rel=0.02)  # one column is an hour behind the other
    assert fed(favoured, "b1") < even[0] and even[1] < fed(favoured, "b2")


def test_a_full_road_holds_up_both_armies_on_it(tmp_path: Path) -> None:
    scenario = columns(2000)
    narrow = run(scenario, tmp_path / "narrow", settings={"rules.lorries.track_per_day": 0.2})
    wide = run(scenario, tmp_path / "wide")
    for army in ("b1", "b2"):
        assert depth(narrow, army) < depth(wide, army) and fed(narrow, army) < fed(wide, army)

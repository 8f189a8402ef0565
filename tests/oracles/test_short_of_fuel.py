"""A commander who is short of fuel stands, sends a detachment, or presses on, as his orders say."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import EngineError, ScenarioError
from engine.recorder import Recorder
from engine.scenario.loading import load_scenario
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind
from tests import tiny

HEAD = "extends: proving_ground\nid: ordered\ntitle: Ordered\n"


def ordered(folder: Path, orders: str) -> tiny.Run:
    path = folder / f"{orders}.yaml"
    path.write_text(f"{HEAD}plans:\n  - {{id: corps_axis, short_of_fuel: {orders}}}\n")
    return tiny.fight(load_scenario(path), last_day=4)


def first_halt_km(fought: tiny.Run) -> float:
    dry = fought.events("fuel_empty", "corps")[0].minute
    return next(t.axis_km for t in fought.result.tracks if t.formation == "corps" and t.minute >= dry)


def test_orders_decide_where_it_halts_and_who_goes_on(tmp_path: Path) -> None:
    """(1.25 - 0.25) fills of 200 km, or all 1.25: 200 km of road, or 240 of road and 5 of track, which costs twice as much."""
    stands, sends, presses = (ordered(tmp_path, orders) for orders in ("stand", "detachment", "press_on"))
    assert first_halt_km(stands) == first_halt_km(sends) == pytest.approx(200, abs=0.1)
    assert first_halt_km(presses) == pytest.approx(245, abs=0.2)
    assert sends.events("detachment") and not stands.events("detachment")
    assert not presses.events("detachment") and "corps.forward" not in presses.campaign.world.formation_row
    (empty, *_) = presses.events("halt", "corps")
    assert dict(empty.numbers)["fuel_fills"] == pytest.approx(0.0, abs=1e-3) and empty.minute > 240 / 150 * MIN_PER_DAY


def test_a_wrong_use_is_refused_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"{HEAD}plans:\n  - {{id: corps_axis, short_of_fuel: hurry}}\n")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (5, 37) and "press_on" in problem.text
    path.write_text(f"{HEAD}plans:\n  - {{id: guard_stand, short_of_fuel: stand}}\n")
    (doubt,) = [each for each in load_scenario(path).warnings if "short_of_fuel" in each.text]
    assert (doubt.line, doubt.column) == (5, 23) and "only an advance halts for want of fuel" in doubt.text


def test_who_keeps_much_does_not_halt_again_on_the_spot(tmp_path: Path) -> None:
    """Both from the ends of their ranges: it would halt with 0.4 fills and move on with 0.35, without end in one minute."""
    settings = {"rules.fuel.halt_fills": 0.4, "rules.fuel.resume_fills": 0.35}
    fought = tiny.fight(load_scenario("proving_ground", settings=settings), last_day=8)
    moves = [dict(event.numbers)["fuel_fills"] for event in fought.events("resume", "corps") if event.cause == "fuel"]
    assert moves and all(fills >= 0.4 * 1.25 - 1e-9 for fills in moves)


def test_a_minute_without_end_ends_the_run_in_words() -> None:
    log = Recorder()
    log.events = []  # a plain list, which asks nobody who writes
    with pytest.raises(EngineError, match=r"minute 7 has no end: after 100,000 events in it comes halt of r1"):
        while True:
            log.event(7, EventKind.HALT, formation="r1")

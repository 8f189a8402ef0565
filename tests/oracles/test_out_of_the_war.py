"""Who has left the war stands up no more, has no story, and needs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import tiny

QUIET = ["friction", "readiness", "forced_march"]


def staff(**changes: Any) -> dict[str, Any]:
    """A headquarters of the defender at the end of the line."""
    return (
        tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, men=300, start={"place": "p3"})
        | changes
    )


def after_leaving(run: tiny.Run, formation: str) -> list[str]:
    """Kinds of the events of a formation after it was taken or dispersed."""
    kinds = [event.kind for event in run.result.recorder.events if event.formation == formation]
    left = next(kinds.index(kind) for kind in ("surrender", "disperse") if kind in kinds)
    return kinds[left + 1 :]


def test_a_staff_that_is_taken_before_its_release_stays_taken(tmp_path: Path) -> None:
    """The attacker shuts it in on day 3 or so; on day 10 its reserve's release comes."""
    plans = [tiny.attack("r1", "p3"), tiny.attack("b0", "p0", "p3") | {"release": {"day": 10}}]
    run = tiny.fight(tiny.load(tiny.war(staff(), plans=plans), tmp_path))
    assert run.events("surrender", "b0")[0].minute < 10 * 1440
    last = [track for track in run.result.tracks if track.formation == "b0"][-1]
    assert (last.state, last.cause) == ("eliminated", "overrun") and not after_leaving(run, "b0")


def test_a_staff_is_taken_once(tmp_path: Path) -> None:
    """A message that wakes everybody finds it taken long ago."""
    war = tiny.war(staff(), plans=[tiny.attack("r1", "p3")])
    war["messages"] = [{"id": "end", "kind": "cease_fire", "sender": "b0", "to": ["b0"], "at": "1990-05-15T00:00"}]
    run = tiny.fight(tiny.load(war, tmp_path))
    assert run.events("surrender", "b0") and after_leaving(run, "b0") == ["message"]


def test_a_staff_does_not_come_into_a_place_just_lost(tmp_path: Path) -> None:
    """It falls back from p2 to p3 over a slow track, while faster troops take p3 by another way: both ends are lost."""
    rows = [
        tiny.tanks(id="r1", start={"fuel_fills": 9}),
        tiny.tanks(id="r2", start={"fuel_fills": 9}),
        staff(start={"place": "p2"}),
    ]
    war = tiny.war(places=5, without=QUIET, days=15) | {"formations": rows}
    war["roads"][2] |= {"km": 60.0}
    war["roads"].append(war["roads"][1] | {"id": "by", "ends": ["p0", "p3"], "km": 70.0})
    war["plans"] = [tiny.attack("r1", "p2"), tiny.plan("r2", {"task": "march", "place": "p0"}, {"task": "attack", "place": "p3"})]
    run = tiny.fight(tiny.load(war, tmp_path))
    back = run.events("withdraw", "b0")
    assert back[0].cause == "p3" and back[0].minute < (run.captured("p3") or 0)
    assert len(back) == 1 and [halt.cause for halt in run.events("halt", "b0")] == ["follows"]
    assert not run.events("pass", "b0") and [track for track in run.result.tracks if track.formation == "b0"][-1].place == "p2"


@pytest.mark.parametrize("stands", ["fuel", "river", "enemy"])
def test_who_goes_home_while_he_stands_on_the_march_has_no_story_after_that(stands: str, tmp_path: Path) -> None:
    """Troops that believe the news leave at midday of the second day, in the midst of a halt."""
    war = tiny.war(tiny.defender(), staff(), days=8, without=QUIET, plans=[tiny.attack("r1", "p3")])
    war["formations"][0] |= {"reliability": 0.5}
    war["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 0}]
    war["messages"] = [{"id": "news", "kind": "broadcast", "sender": "b0", "to": ["r1"], "at": "1990-05-02T12:00"}]
    if stands == "fuel":
        war["formations"][0] = tiny.tanks(reliability=0.5, start={"fuel_fills": 0.01})
    if stands == "river":
        war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 900}]
        war["roads"][0] |= {"surface": "river_crossing", "river": "broad"}
    if stands == "enemy":
        war["formations"][1]["start"]["place"] = "p1"
    settings = tiny.settled(command__broadcast_belief=1.0, command__receipt_h=0.01, rivers__assault_h_per_100m=30)
    run = tiny.fight(tiny.load(war, tmp_path, settings=settings))
    left = run.events("disperse", "r1")[0]
    assert left.cause == "news" and run.events("halt", "r1")[-1].cause == stands
    assert not after_leaving(run, "r1")


def test_who_goes_home_on_the_road_stays_where_he_left(tmp_path: Path) -> None:
    """Half a day's march beyond midnight of a road of 200 km; no step back to where the day's stage began, and none on."""
    war = tiny.war(tiny.defender(), staff(), days=8, km=200.0, without=QUIET, plans=[tiny.attack("r1", "p3")])
    war["formations"][0] |= {"reliability": 0.5}
    war["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 0}]
    war["messages"] = [{"id": "news", "kind": "broadcast", "sender": "b0", "to": ["r1"], "at": "1990-05-02T12:00"}]
    run = tiny.fight(tiny.load(war, tmp_path, settings=tiny.settled(command__broadcast_belief=1.0, command__receipt_h=0.01)))
    km = {track.minute: track.axis_km for track in run.result.tracks if track.formation == "r1"}
    left = run.events("disperse", "r1")[0].minute
    after = [each for minute, each in km.items() if minute >= left]
    assert len(set(after)) == 1 and after[0] == pytest.approx(left * km[720] / 720, rel=1e-3)


def test_the_gone_are_sent_nothing(tmp_path: Path) -> None:
    """Two brigades beside a small railhead wish for fuel; when one lays down arms the other gets what both shared."""
    rows = [
        tiny.tanks(id=name, side="blue", parent="b0", start={"place": "p3", "fuel_fills": 0.01}) | {"fill_t": 100}
        for name in ("b1", "b2")
    ]
    rows[1]["reliability"] = 0.5
    war = tiny.war(staff(), *rows, plans=[], without=QUIET, days=6)
    war["rules"] = {"fuel": {"quiet_day_km": 0}, "rail": {"captured_stock_days": 0}}
    war["supply_sources"] = [{"id": "head", "place": "p3", "side": "blue", "t_per_day": 10}]
    war["messages"] = [{"id": "news", "kind": "broadcast", "sender": "b0", "to": ["b2"], "at": "1990-05-03T00:00"}]
    run = tiny.fight(tiny.load(war, tmp_path, settings=tiny.settled(command__broadcast_belief=1.0, command__receipt_h=0.01)))
    assert run.events("disperse", "b2")
    fills = {(track.formation, track.minute): track.fuel_fills for track in run.result.tracks}
    both, alone = (fills["b1", day * 1440 + 1440] - fills["b1", day * 1440] for day in (1, 4))
    assert alone == pytest.approx(2 * both, rel=0.05) and fills["b2", 7200] == fills["b2", 5760]

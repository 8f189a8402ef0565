"""Steps of an advance against the clock: each kind of condition lets a formation go in its minute, and none before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.rules import power
from engine.scenario import parameters
from engine.theatre.preparation import prepare
from engine.vocabulary import Cause
from tests import tiny

P = parameters.values({})
EXECUTION_MIN = round(P["command.execution_h"] * 60)
LINK_MIN = round(20 / P["march.foot_km_day"] * 1440)
DEPOT = {"id": "depot", "place": "p0", "side": "red", "t_per_day": 5000}


def war(*rows: dict[str, Any], go_on: dict[str, Any], first: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A division marches along a line of five places, whose first two are its side's; at p1 it waits for the step `go_on`."""
    steps = [first or {"task": "march", "place": "p0"}, {"task": "march", "place": "p1"}, go_on]
    others = rows or (tiny.defender(start={"place": "p4"}),)
    scenario = tiny.war(*others, places=5, plans=[tiny.plan("r1", *steps)]) | changes
    scenario["places"][1]["country"] = "redland"
    return scenario


def to_p2(**changes: Any) -> dict[str, Any]:
    return {"task": "attack", "place": "p2"} | changes


def run(scenario: dict[str, Any], folder: Path, *, without: list[str] | None = None, **values: float) -> tiny.Run:
    values = {"command__report_h_per_link": 0} | values
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []))


def halts(fought: tiny.Run, formation: str = "r1") -> list[tuple[int, str, str]]:
    """(minute, place, cause) of every halt by order or to regroup."""
    return [(e.minute, e.place, e.cause) for e in fought.events("halt", formation) if e.cause in ("order", "regroups")]


def resumed(fought: tiny.Run, formation: str = "r1") -> list[int]:
    return [e.minute for e in fought.events("resume", formation) if e.cause in ("order", "regroups")]


def test_a_dated_step_waits_for_its_minute_and_for_the_execution_of_the_order(tmp_path: Path) -> None:
    scenario = war(go_on=to_p2(when={"day": 3}))
    prompt, slow = (run(scenario, tmp_path / str(i), without=off) for i, off in enumerate((["command"], [])))
    assert halts(prompt) == halts(slow) == [(LINK_MIN, "p1", "order")]
    assert resumed(prompt) == [3 * 1440] and resumed(slow) == [3 * 1440 + EXECUTION_MIN]
    assert prompt.captured("p2") == 3 * 1440 + LINK_MIN
    states = {track.cause for track in prompt.result.tracks if track.formation == "r1" and LINK_MIN < track.minute < 3 * 1440}
    assert states == {"order"}


@pytest.mark.parametrize("step", [{}, {"when": {"reached": True}}, {"when": {"day": 0.1}}, {"when": {"taken": "p0", "day": 9}}])
def test_a_condition_that_holds_already_delays_nobody(step: dict[str, Any], tmp_path: Path) -> None:
    fought = run(war(go_on=to_p2(**step)), tmp_path, without=["command"])
    assert not halts(fought) and fought.captured("p2") == 2 * LINK_MIN


def test_a_capture_elsewhere_lets_it_go_in_that_minute(tmp_path: Path) -> None:
    scenario = war(tiny.defender(start={"place": "p4"}), tiny.formation(id="r2"), go_on=to_p2(when={"taken": "q"}))
    scenario["places"].append(scenario["places"][3] | {"id": "q", "lat": 51.0})
    scenario["roads"].append(scenario["roads"][0] | {"id": "aside", "ends": ["p0", "q"], "km": 77.0})
    scenario["plans"].append(tiny.attack("r2", "q"))
    fought = run(scenario, tmp_path)
    assert fought.captured("q") is not None and resumed(fought) == [fought.captured("q")]
    assert (fought.captured("q") or 0) > LINK_MIN


def test_a_message_lets_it_go_when_it_is_sent(tmp_path: Path) -> None:
    """And where it is sent before it matters, nobody waits."""
    for at, expected in (("1990-05-04T07:30", [3 * 1440 + 450]), ("1990-05-01T00:00", [])):
        word = {"id": "word", "kind": "broadcast", "sender": "r1", "to": ["r1"], "at": at}
        fought = run(war(go_on=to_p2(when={"message": "word"}), messages=[word]), tmp_path / at[:10])
        assert resumed(fought) == expected


def motorised(fills: float, **changes: Any) -> dict[str, Any]:
    """A motorised division that waits at p1 for half a fill; a depot stands behind it."""
    scenario = war(go_on=to_p2(when={"fuel": 0.5}), supply_sources=[DEPOT], **changes)
    scenario["formations"][0] |= {"mobility": "motor", "fill_t": 50.0}
    scenario["formations"][0]["start"]["fuel_fills"] = fills
    return scenario


def test_fuel_lets_it_go_when_it_has_come(tmp_path: Path) -> None:
    """Not before: in every sample of its halt it has less than half a fill, and when it goes on it has it."""
    fought = run(motorised(0.4), tmp_path)
    ((begun, _, _),), (ended,) = halts(fought), resumed(fought)
    tracks = [track for track in fought.result.tracks if track.formation == "r1"]
    waiting = [track.fuel_fills for track in tracks if begun < track.minute < ended]
    assert all(fills < 0.5 for fills in waiting) and ended > begun
    (gone_on,) = [event for event in fought.events("capture", "r1") if event.place == "p2"]
    assert dict(gone_on.numbers)["fuel_fills"] > 0.3


def test_who_has_fuel_or_needs_none_does_not_wait_for_it(tmp_path: Path) -> None:
    on_foot = war(go_on=to_p2(when={"fuel": 0.5}))
    assert not halts(run(motorised(3.0), tmp_path / "full"))
    assert not halts(run(on_foot, tmp_path / "foot"))
    assert not halts(run(motorised(0.4), tmp_path / "off", without=["fuel"]))


def test_a_pause_to_regroup_lasts_as_long_as_it_says(tmp_path: Path) -> None:
    """Before the condition, which may have come true meanwhile."""
    fought = run(war(go_on=to_p2(pause_days=1.5)), tmp_path)
    assert halts(fought) == [(LINK_MIN, "p1", "regroups")] and resumed(fought) == [LINK_MIN + 2160]
    both = run(war(go_on=to_p2(pause_days=1.5, when={"day": 2})), tmp_path / "both", without=["command"])
    assert resumed(both) == [LINK_MIN + 2160]
    later = run(war(go_on=to_p2(pause_days=0.5, when={"day": 2})), tmp_path / "later", without=["command"])
    assert resumed(later) == [LINK_MIN + 720, 2880] and [cause for _, _, cause in halts(later)] == ["regroups", "order"]


def test_all_of_the_conditions_or_the_first(tmp_path: Path) -> None:
    word = {"id": "word", "kind": "broadcast", "sender": "r1", "to": ["r1"], "at": "1990-05-05T12:00"}
    minutes = []
    for every in (False, True):
        when = {"day": 2, "message": "word", "all": every}
        fought = run(war(go_on=to_p2(when=when), messages=[word]), tmp_path / str(every), without=["command"])
        minutes += resumed(fought)
    assert minutes == [2880, 4 * 1440 + 720]


def test_those_that_follow_the_plan_of_another_wait_each_for_itself(tmp_path: Path) -> None:
    """A brigade ahead of its division on the same axis begins with the step before it, and waits for that one alone."""
    scenario = war(
        tiny.defender(start={"place": "p4"}),
        tiny.formation(id="r2", parent="r1", start={"place": "p1"}),
        go_on=to_p2(when={"day": 2}),
    )
    fought = run(scenario, tmp_path, without=["command", "columns"])
    assert halts(fought, "r2") == [(0, "p1", "order")] and resumed(fought, "r1") == resumed(fought, "r2") == [2880]


def test_driven_off_while_it_waits_it_comes_back_to_where_its_axis_goes_on(tmp_path: Path) -> None:
    scenario = war(go_on=to_p2(when={"day": 12}), days=25)
    scenario["formations"][1] = tiny.defender(men=30000, guns=300, start={"place": "p3"})
    scenario["plans"].append(tiny.plan("b1", {"task": "march", "place": "p3"}, {"task": "attack", "place": "p1"}))
    fought = run(scenario, tmp_path, without=["command"])
    driven = fought.events("retreat", "r1")[0]
    assert driven.place == "p1" and fought.events("withdraw", "r1")[0].cause == "p0"
    assert resumed(fought) == [12 * 1440]
    assert next(event.cause for event in fought.events("contact", "r1") if event.minute > 12 * 1440) == "p1"


def test_that_it_gave_way_on_the_march_before_does_not_drive_it_from_where_it_waits(tmp_path: Path) -> None:
    """It is pressed by hand on its way to p1, with nobody there to press it further."""

    def combat(c: Campaign) -> Process:
        yield c.after(LINK_MIN // 2, Rank.COMBAT)
        c.state.retreat(c.world.formation_row["r1"], c.minute, Cause.BROKEN)

    def press(c: Campaign) -> None:
        if c.minute == 0:
            c.clock.start(combat(c))

    loaded = tiny.load(war(go_on=to_p2(when={"day": 3})), tmp_path, settings=tiny.settled(), without=["command"])
    fought = tiny.fight(loaded, at_sample=press)
    assert fought.events("retreat", "r1") and not fought.events("withdraw", "r1")
    assert resumed(fought) == [3 * 1440] and fought.captured("p2") == 3 * 1440 + LINK_MIN


def test_an_advance_that_a_political_line_ends_has_no_steps_after_it(tmp_path: Path) -> None:
    after = {"task": "withdraw", "place": "p0", "when": {"day": 6}}
    scenario = war(go_on=to_p2())
    scenario["plans"][0]["steps"].append(after)
    ends = run(scenario, tmp_path / "free", without=["command"])
    scenario["stop_lines"] = [{"id": "line", "name": "Line", "side": "red", "countries": ["blueland"]}]
    stopped = run(scenario, tmp_path / "line", without=["command"])
    assert [event.minute for event in ends.events("withdraw", "r1")] == [6 * 1440]
    assert not stopped.events("withdraw", "r1") and stopped.captured("p2") is None


def test_after_its_advance_a_plan_holds_and_gives_way_as_any_other(tmp_path: Path) -> None:
    after = ({"task": "hold", "place": "p2", "posture": "prepared"}, {"task": "withdraw", "place": "p1", "when": {"day": 6}})
    scenario = war(go_on=to_p2())
    scenario["plans"][0]["steps"] += after
    seen: list[tuple[int, str]] = []

    def look(campaign: Any) -> None:
        seen.append((campaign.minute, power.POSTURES[int(campaign.state.posture[campaign.world.formation_row["r1"]])]))

    loaded = tiny.load(scenario, tmp_path, settings=tiny.settled(), without=["command"])
    fought = tiny.fight(loaded, at_sample=look)
    assert fought.captured("p2") == 2 * LINK_MIN
    assert {posture for minute, posture in seen if 2 * LINK_MIN < minute < 6 * 1440} == {"prepared"}
    assert [(e.minute, e.place, e.cause) for e in fought.events("withdraw", "r1")] == [(6 * 1440, "p2", "p1")]
    assert [track.place for track in fought.result.tracks if track.formation == "r1"][-1] == "p1"


def test_a_stay_on_an_axis_takes_up_a_post_and_leaves_it(tmp_path: Path) -> None:
    """At the start, before the plan opens, and where a step on the way holds; on the march and at the end there is none."""
    scenario = war(go_on={"task": "hold", "place": "p1", "posture": "prepared"})
    scenario["plans"][0]["steps"] = [
        {"task": "hold", "place": "p0", "posture": "fortified"},
        {"task": "hold", "place": "p1", "posture": "prepared"},
        to_p2(when={"day": 5}),
    ]
    scenario["plans"][0]["opens"] = 2
    seen: list[tuple[int, str]] = []

    def look(campaign: Any) -> None:
        seen.append((campaign.minute, power.POSTURES[int(campaign.state.posture[campaign.world.formation_row["r1"]])]))

    loaded = tiny.load(scenario, tmp_path, settings=tiny.settled(), without=["command"])
    fought = tiny.fight(loaded, at_sample=look)
    arrived = fought.events("pass", "r1")[0].minute
    assert arrived == 2880 + LINK_MIN and resumed(fought) == [5 * 1440]
    expected = {(0, 2880): "fortified", (2880, arrived): "hasty", (arrived, 7200): "prepared", (7200, 9000): "hasty"}
    for (begin, end), posture in expected.items():
        assert {had for minute, had in seen if begin < minute < end} == {posture}, (begin, end)


def test_a_plan_of_defence_opens_and_is_released_as_an_attack_is(tmp_path: Path) -> None:
    """Its first post is taken at once; its next step waits for the release, the opening and its own condition, in this order."""
    steps = ({"task": "hold", "place": "p2", "posture": "fortified"}, {"task": "withdraw", "place": "p4"})
    for i, (given, expected) in enumerate(
        [
            ({}, 0),
            ({"opens": 2}, 2880),
            ({"release": {"taken": "p0", "day": 5}}, 7200),
            ({"release": {"day": 1}, "opens": 2}, 2880),
        ]
    ):
        scenario = tiny.war(places=5, plans=[tiny.plan("b1", *steps) | given])
        fought = run(scenario, tmp_path / str(i), without=["command"])
        assert [event.minute for event in fought.events("withdraw", "b1")] == [expected], given
        assert len(fought.events("released", "b1")) == ("release" in given)


def test_a_condition_that_nobody_comes_to_is_a_doubt(tmp_path: Path) -> None:
    def doubts(name: str, **start: Any) -> list[str]:
        scenario = war(go_on=to_p2(), first={"task": "march", "place": "p0", "when": {"day": 1}}, **start)
        scenario["plans"][0]["steps"][2]["when"] = {"day": 2}
        return [problem.text for problem in prepare(tiny.load(scenario, tmp_path / name)).orders.problems]

    text = "plans[0].steps[0].when has no effect: all of the plan's formations begin further on; "
    assert doubts("there") == [f"{text}opens: and release: of the plan say when they set out"]

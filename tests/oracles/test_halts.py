"""Phase lines, army halts and formations that follow: who is let go when, to the minute, on a line of places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.scenario import parameters
from engine.theatre.preparation import prepare
from engine.vocabulary import Cause
from tests import tiny

P = parameters.values({})
FOOT_MIN = round(20 / P["march.foot_km_day"] * 1440)


def army(*halts: dict[str, Any], of_plan: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A staff with a division on foot (r1) and one on lorries (r2), each with a plan of its own along the same five places."""
    staff = tiny.formation(id="r0", echelon="army", branch="headquarters", combat=False, men=0)
    rows = [staff, *(tiny.formation(id=f"r{i}", parent="r0", mobility=how) for i, how in ((1, "foot"), (2, "motor")))]
    plans = [tiny.attack("r1", "p4"), tiny.attack("r2", "p4") | (of_plan or {})]
    scenario = tiny.line(places=5, km=20.0, formations=rows, plans=plans, halts=list(halts), **changes)
    return scenario | {"without": ["friction", "readiness", "forced_march", "columns"]}


def halt(**changes: Any) -> dict[str, Any]:
    return {"id": "halt", "formation": "r0"} | changes


def run(scenario: dict[str, Any], folder: Path, *, without: tuple[str, ...] = ("command",)) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(), without=without))


def at(fought: tiny.Run, formation: str, place: str) -> int:
    """The minute at which a formation comes to a place."""
    events = [e for kind in ("pass", "capture") for e in fought.events(kind, formation) if e.place == place]
    return min(event.minute for event in events)


def stood(fought: tiny.Run, formation: str) -> list[tuple[int, int, str, str]]:
    """(from, to, place, cause) of every halt of a formation that has ended."""
    pairs = zip(fought.events("halt", formation), fought.events("resume", formation), strict=True)
    return [(begun.minute, ended.minute, begun.place, begun.cause) for begun, ended in pairs]


def test_on_a_phase_line_the_first_wait_for_the_last(tmp_path: Path) -> None:
    fought = run(army(halt(at=["p2"], all_up=True)), tmp_path)
    last = at(fought, "r1", "p2")
    assert stood(fought, "r2") == [(at(fought, "r2", "p2"), last, "p2", "phase_line")] and not stood(fought, "r1")
    assert last == pytest.approx(2 * FOOT_MIN, abs=2)
    free = run(army(), tmp_path / "free")
    assert at(free, "r2", "p4") < last and not free.events("halt")


def test_a_phase_line_is_left_on_its_day_or_when_all_are_up(tmp_path: Path) -> None:
    """The first of the two, or both of them."""
    up = 2 * FOOT_MIN / 1440
    cases: list[tuple[dict[str, Any], float]] = [({"day": 1}, 1), ({"day": 9}, up), ({"day": 9, "all": True}, 9)]
    for i, (until, day) in enumerate(cases):
        fought = run(army(halt(at=["p2"], all_up=True, until=until)), tmp_path / str(i))
        ((_, ended, place, cause),) = stood(fought, "r2")
        assert ended == pytest.approx(day * 1440, abs=2) and (place, cause) == ("p2", "phase_line"), until


def test_a_place_off_the_axis_and_a_halt_of_others_hold_nobody(tmp_path: Path) -> None:
    free = run(army(), tmp_path)
    for i, order in enumerate((halt(formation="r1", at=["p2"], until={"day": 5}), halt(at=["p2"], from_day=3, until={"day": 5}))):
        fought = run(army(order), tmp_path / str(i))
        assert not stood(fought, "r2") and at(fought, "r2", "p4") == at(free, "r2", "p4")


@pytest.mark.parametrize("waits", ["behind", "on the line"])
def test_one_that_has_left_the_war_is_waited_for_no_longer(waits: str, tmp_path: Path) -> None:
    """It is taken out by hand in the middle of its march, and the other goes on in that minute."""

    def combat(c: Campaign) -> Process:
        yield c.after(1501, Rank.COMBAT)
        c.state.leave_war(c.world.formation_row["r1"], c.minute, Cause.SPENT, prisoners=False)

    def lose(c: Campaign) -> None:
        if c.minute == 0:
            c.clock.start(combat(c))

    scenario = army(of_plan={"follows": "r1", "follows_km": 60}) if waits == "behind" else army(halt(at=["p3"], all_up=True))
    fought = tiny.fight(tiny.load(scenario, tmp_path, settings=tiny.settled(), without=["command"]), at_sample=lose)
    assert [ended for _, ended, *_ in stood(fought, "r2")] == [1501]


def test_those_that_have_not_set_out_are_not_waited_for(tmp_path: Path) -> None:
    scenario = army(halt(at=["p2"], all_up=True))
    scenario["plans"][0]["opens"] = 10
    assert not stood(run(scenario, tmp_path), "r2")


def test_an_army_halt_holds_from_day_to_day_wherever_each_is(tmp_path: Path) -> None:
    fought = run(army(halt(from_day=0.3, until={"day": 3})), tmp_path)
    for name in ("r1", "r2"):
        ((begun, ended, place, cause),) = stood(fought, name)
        assert begun >= 432 and begun == at(fought, name, place) and ended == 3 * 1440 and cause == "order"
    assert stood(fought, "r1")[0][2] == "p1"
    late = run(army(halt(from_day=0.3, until={"day": 3})), tmp_path / "late", without=())
    assert {ended for name in ("r1", "r2") for _, ended, *_ in stood(late, name)} == {
        3 * 1440 + round(P["command.execution_h"] * 60)
    }


def test_a_follower_sets_out_when_the_formation_ahead_has_been_there(tmp_path: Path) -> None:
    """The faster comes to each place one march behind the slower; left alone it would be first."""
    fought = run(army(of_plan={"follows": "r1"}), tmp_path)
    assert stood(fought, "r2") == [
        (at(fought, "r2", f"p{i}") if i else 0, at(fought, "r1", f"p{i + 1}"), f"p{i}", "follows") for i in range(4)
    ]
    alone = run(army(), tmp_path / "alone")
    assert at(alone, "r2", "p4") < at(alone, "r1", "p1")


def test_a_distance_is_kept_along_the_axis_of_the_formation_ahead(tmp_path: Path) -> None:
    """20 km: one place more; at the end of its axis the formation ahead is far enough."""
    fought = run(army(of_plan={"follows": "r1", "follows_km": 20}), tmp_path)
    assert [ended for _, ended, *_ in stood(fought, "r2")] == [at(fought, "r1", f"p{i}") for i in (2, 3, 4)]


def test_a_screen_keeps_before_the_formation_that_it_screens_by_so_much(tmp_path: Path) -> None:
    """The faster goes two places ahead of the slower and waits there until that has come up by one: 40 km on links of 20."""
    fought = run(army(of_plan={"screens": "r1", "screens_km": 40}), tmp_path)
    assert stood(fought, "r2") == [
        (at(fought, "r2", f"p{i + 2}"), at(fought, "r1", f"p{i + 1}"), f"p{i + 2}", "ahead") for i in range(2)
    ]


def test_off_the_road_of_the_formation_ahead_a_follower_is_held_by_what_lies_between(tmp_path: Path) -> None:
    """By a way of its own from p1 over q to p3: q lies where p2 does on the other axis, and nothing holds it beyond p3."""
    scenario = army(of_plan={"follows": "r1"})
    scenario["places"].append(scenario["places"][3] | {"id": "q", "lat": 51.0})
    scenario["roads"] += [scenario["roads"][0] | {"id": f"by.{a}", "ends": [a, "q"], "km": 25.0} for a in ("p1", "p3")]
    scenario["plans"][1]["steps"].insert(1, {"task": "attack", "place": "q"})
    scenario["plans"][0]["steps"][1]["place"] = "p3"
    fought = run(scenario, tmp_path)
    assert [(ended, place) for _, ended, place, _ in stood(fought, "r2")] == [
        (at(fought, "r1", "p1"), "p0"),
        (at(fought, "r1", "p2"), "p1"),
        (at(fought, "r1", "p3"), "q"),
    ]


@pytest.mark.parametrize(
    ("orders", "of_plan", "stands_km"),
    [
        ([], {}, 400),
        ([{"at": ["p9"], "until": {"day": 99}}], {}, 360),
        ([{"from_day": 3.2, "until": {"day": 99}}], {}, 360),
        ([], {"follows": "r2"}, 320),
    ],
    ids=["free", "phase line", "army halt", "behind another"],
)
def test_a_forward_detachment_goes_no_farther_than_the_orders_of_its_formation(
    orders: list[dict[str, Any]], of_plan: dict[str, Any], stands_km: float, tmp_path: Path
) -> None:
    """A dry brigade sends it on: it stays where an order holds it, or where what it has no longer brings it on and back."""
    rows = [tiny.tanks(), tiny.formation(id="r2")]
    scenario = tiny.line(places=16, km=40.0, formations=rows, halts=[halt(formation="r1") | order for order in orders])
    scenario["plans"] = [tiny.attack("r1", "p15") | of_plan, tiny.attack("r2", "p15")]
    fought = run(scenario, tmp_path, without=("friction",))
    ahead = [track.axis_km for track in fought.result.tracks if track.formation == "r1.forward"]
    assert max(ahead) == pytest.approx(stands_km, abs=0.5)


def mistakes(scenario: dict[str, Any], folder: Path) -> list[str]:
    """What is wrong with a scenario, and what is doubtful."""
    try:
        theatre = prepare(tiny.load(scenario, folder))
        return [problem.text for problem in theatre.warnings if problem not in theatre.fleets.problems]
    except ScenarioError as error:
        return [problem.text for problem in error.problems]


def test_wrong_orders_are_refused_with_what_would_be_right(tmp_path: Path) -> None:
    circle = army(of_plan={"follows": "r1"})
    circle["plans"][0]["follows"] = "r2"
    no_axis, own = army(of_plan={"follows": "r0"}), army()
    own["plans"] = [tiny.attack("r0", "p4") | {"follows": "r1"}]
    apart = army(of_plan={"follows": "r1"})
    apart["plans"][0]["steps"] = [{"task": "march", "place": "p0"}, {"task": "attack", "place": "q"}]
    apart["plans"][1]["steps"] = [{"task": "march", "place": "p1"}, {"task": "attack", "place": "p4"}]
    apart["formations"][2]["start"]["place"] = "p1"
    apart["places"].append(apart["places"][3] | {"id": "q", "lat": 51.0})
    apart["roads"].append(apart["roads"][0] | {"id": "by", "ends": ["p0", "q"]})
    cases = [
        (
            circle,
            "plans[0].follows closes a circle, in which all wait for each other: r1 > r2 > r1; one of them must go ahead",
        ),
        (no_axis, "plans[1].follows is 'r0', which marches on no axis; name a formation with an advance of its own"),
        (own, "plans[0].follows is 'r1', which marches by this very plan; name a formation with an advance of its own"),
        (apart, "plans[1].follows has no effect: the two axes have no place in common"),
        (army(of_plan={"follows": "r2"}), "plans[1].follows is 'r2', the plan's own formation; name another"),
        (army(of_plan={"follows": "b1"}), "plans[1].follows is 'b1', which is not in formations; known: r0, r1, r2"),
        (army(of_plan={"follows_km": 5}), "plans[1].follows_km has no effect: follows: names no formation"),
        (army(halt(at=["p2"])), "halts[0] has no end; give until: with a condition, or all_up: true on a phase line"),
        (army(halt(all_up=True)), "halts[0].all_up speaks of a phase line, but none is given; give its places: at:"),
        (army(halt(until={})), "halts[0].until names no condition, so it never comes true; name one, or take it out"),
        (army(halt(at=["p9"], all_up=True)), "halts[0].at[0] is 'p9', which is not in places; known: p0, p1, p2, p3, p4"),
        (
            army(halt(at=["p0"], until={"taken": "p1"}, formation="r3")),
            "halts[0].formation is 'r3', which is not in formations; known: r0, r1, r2",
        ),
    ]
    for i, (scenario, said) in enumerate(cases):
        assert said in mistakes(scenario, tmp_path / str(i)), said


def test_a_halt_that_holds_nobody_is_a_doubt(tmp_path: Path) -> None:
    off = army(halt(at=["q"], until={"day": 1}))
    off["places"].append(off["places"][3] | {"id": "q", "lat": 51.0})
    off["roads"].append(off["roads"][0] | {"id": "by", "ends": ["p0", "q"]})
    nobody = army(halt(formation="b1", until={"day": 1}))
    nobody["formations"].append(tiny.defender())
    hint = "name places on an axis, or a formation that has one"
    said = f"halts[halt] has no effect: no axis is marched by it or by any formation below it; {hint}"
    assert f"halts[halt] has no effect: no axis leads over any of its places; {hint}" in mistakes(off, tmp_path / "off")
    assert said in mistakes(nobody, tmp_path / "nobody")

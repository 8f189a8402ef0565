"""A policy is given what its headquarters has heard and nothing else; what it orders goes down the chain, and its failures
are clear."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from analysis.results.reading import ResultError
from analysis.results.sweeps import load_sweep
from analysis.scores.compare import choice_differences
from engine.errors import EngineError
from engine.policies import calling, reference
from engine.policies.calling import REFERENCE, called, policy_named
from engine.policies.view import PolicyError, Report, Road, Supply, View
from engine.processes.campaign import Campaign
from engine.randomness import Dice
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.state import State
from engine.theatre.preparation import Theatre, prepare
from engine.theatre.world import World
from tests import tiny
from tests.cli.shell import say
from tests.policies import own
from tests.study.folders import swept
from tests.tiny import defender, formation, settled, war

OWN = "tests.policies.own"
STAFFS = [
    formation(id="hq", name="Army", short="hq", echelon="army", branch="headquarters", combat=False, men=100),
    formation(
        id="bq",
        name="B",
        short="bq",
        side="blue",
        echelon="army",
        branch="headquarters",
        combat=False,
        men=9,
        start={"place": "p3"},
    ),
]


def small(folder: Path, **changes: Any) -> Theatre:
    """A war of two divisions under a headquarters each."""
    rows = changes.pop("formations", [*STAFFS, formation(guns=200, men=20000, parent="hq"), defender(parent="bq")])
    told = war(formations=rows, **({"days": 5, "without": ["friction"]} | changes))
    settings = settled(command__cut_off_days=0.0) | {"rules.command.report_h_per_link": 2.0}
    return prepare(tiny.load(told, folder, settings=settings))


def shown(theatre: Theatre, side: str = "blue", **options: Any) -> list[View]:
    own.SEEN.clear()
    simulate(theatre, policies={side: own.watch}, **options)
    return list(own.SEEN)


def told(view: View) -> tuple[Any, ...]:
    """All that a view says, comparable."""
    tables = (view.own, view.supply, view.enemy, view.holders, view.given)
    return (view.headquarters, view.day, view.reasons, *(dict(table) for table in tables), view.random.getstate())


@pytest.fixture(scope="module")
def crossroads() -> Theatre:
    return prepare(load_scenario("crossroads"))


@pytest.fixture(scope="module")
def plain(crossroads: Theatre) -> RunResult:
    return simulate(crossroads)


def test_plan_is_the_run_without_a_policy(crossroads: Theatre, plain: RunResult) -> None:
    assert simulate(crossroads, policies={"league": "plan", "union": "plan"}).tables == plain.tables


def test_a_policy_that_does_nothing_moves_no_draw(crossroads: Theatre, plain: RunResult) -> None:
    assert simulate(crossroads, policies={"league": own.watch, "union": own.watch}).tables == plain.tables


@pytest.mark.parametrize("name", ["hold", "exploit"])
def test_the_other_reference_policies_give_orders(name: str, crossroads: Theatre, plain: RunResult) -> None:
    run = simulate(crossroads, policies={"league": name, "union": name})
    assert any(event.kind == "order" and str(event.cause) == "new_plan" for event in run.recorder.events)
    assert run.tables["events.csv"] != plain.tables["events.csv"]


def test_cautious_stands_when_supply_runs_short_and_goes_on_with_its_plan_when_it_has_come(tmp_path: Path) -> None:
    view = shown(small(tmp_path), "red")[-1]
    short = replace(view, supply={"r1": Supply(0.0, 1.0, 1.0, view.day)})
    (stands,) = reference.cautious(short)
    assert (stands.to, stands.steps[0].task, stands.steps[0].place) == (["r1"], "hold", view.own["r1"].place)
    standing = replace(short, given={"r1": stands})
    assert reference.cautious(standing) == []
    assert reference.cautious(replace(standing, supply={"r1": Supply(0.0, 1.0, 3.0, view.day)})) == []
    (goes,) = reference.cautious(replace(standing, supply={"r1": Supply(0.0, 1.0, 5.0, view.day)}))
    assert [step.place for step in goes.steps] == ["p0", "p3"]


def test_exploit_goes_where_the_enemy_is_believed_weakest_within_reach(tmp_path: Path) -> None:
    view = shown(small(tmp_path), "red")[-1]
    roads = {"p0": (Road("a", 10.0), Road("b", 5.0), Road("c", 200.0)), "a": (), "b": (), "c": ()}
    own = {"r1": Report("r1", "p0", 100.0, 0.0)}
    enemy = {"x": Report("x", "b", 500.0, 0.0), "y": Report("y", "a", 400.0, 0.0)}
    chosen = replace(
        view, roads=roads, own=own, enemy=enemy, given={}, holders={"p0": "red", "a": "blue", "b": "blue", "c": "blue"}
    )
    assert [each.steps[0].place for each in reference.exploit(chosen)] == ["a"]
    assert [each.steps[0].place for each in reference.exploit(replace(chosen, enemy={}))] == ["b"]
    sent = reference.exploit(chosen)[0]
    assert reference.exploit(replace(chosen, given={"r1": sent})) == []


def test_hold_stops_the_attack(crossroads: Theatre, plain: RunResult) -> None:
    held = {name: value for name, value, _ in simulate(crossroads, policies={"league": "hold"}).outcomes}
    free = {name: value for name, value, _ in plain.outcomes}
    assert held["captured_day.alderford"] > free["captured_day.alderford"]
    assert held["captured_day.windpass"] == 8.0 > free["captured_day.windpass"]


def corps(folder: Path, *more: dict[str, Any], name: str = "corps") -> list[View]:
    """What a corps is shown: its division attacks from p0, and another division of the army is farther back."""
    staff = STAFFS[0] | {"id": "corps", "short": "c", "name": "Corps", "parent": "hq", "echelon": "corps"}
    other = formation(id="r2", short="2", name="2", parent="hq", men=9000)
    rows = [*STAFFS, staff, formation(guns=200, men=20000, parent="corps"), other, defender(parent="bq"), *more]
    return shown(small(folder, formations=rows, plans=[tiny.attack("r1", "p3"), tiny.attack("r2", "p1")]), name)


def test_a_lower_headquarters_decides_for_its_own_troops_by_what_they_see(tmp_path: Path) -> None:
    views, army = corps(tmp_path / "corps"), corps(tmp_path / "army", name="red")
    assert {view.headquarters for view in views} == {"corps"}
    assert {view.headquarters for view in army} == {"hq"}
    assert set(views[-1].own) == {"corps", "r1"} < set(army[-1].own)
    assert set(views[-1].troops) == {"corps", "r1"}
    assert set(views[-1].plans) == {"r1"}
    assert set(views[-1].enemy) == {"b1"}
    assert views[0].received is None


def test_two_wars_that_differ_in_what_a_corps_has_not_heard_give_it_equal_views(tmp_path: Path) -> None:
    """In one the army has a division more, which arrives in the rear and which the corps is told nothing of."""
    rear = formation(id="r9", short="9", name="Ninth", parent="hq", arrives={"day": 2})
    one, other = corps(tmp_path / "one"), corps(tmp_path / "other", rear)
    assert len(one) > 5 and any(view.enemy for view in one)
    assert [told(view) for view in one] == [told(view) for view in other]


def test_orders_of_a_corps_and_those_to_it_go_down_the_chain(crossroads: Theatre) -> None:
    run = simulate(crossroads, policies={"n_mech": "hold"})
    assert {event.formation for event in run.recorder.events if event.kind == "message"} >= {"n_mech"}
    own.SEEN.clear()
    simulate(crossroads, policies={"n_mech": own.watch, "league": "hold"})
    received = [view.received for view in own.SEEN if view.received]
    assert received and received[-1].steps[0].task == "hold"


def test_policies_are_for_sides_and_headquarters_alone(crossroads: Theatre) -> None:
    with pytest.raises(EngineError, match=r"no side or headquarters 'n_mesh'.*did you mean 'n_mech'"):
        simulate(crossroads, policies={"n_mesh": "hold"})


def test_two_wars_that_differ_in_what_was_not_heard_give_equal_views(tmp_path: Path) -> None:
    """In one the attacker has a division more, which comes on the third day from far behind and meets nobody: blue never
    hears of it."""
    more = formation(id="r9", short="9", name="Ninth", parent="hq", arrives={"day": 2})
    rows = [*STAFFS, formation(guns=200, men=20000, parent="hq"), defender(parent="bq")]
    plans = [tiny.attack("r1", "p3")]
    one = shown(small(tmp_path / "one", formations=rows, plans=plans))
    other = shown(small(tmp_path / "other", formations=[*rows, more], plans=plans))
    assert len(one) > 5 and any(view.enemy for view in one)
    assert [told(view) for view in one] == [told(view) for view in other]


def test_what_happens_is_not_known_before_the_report_has_come(tmp_path: Path) -> None:
    run = tiny.fight(small(tmp_path).world.loaded)
    views = shown(small(tmp_path / "again"), "blue")
    fell = run.captured("p1")
    assert fell is not None
    knew = next(view.day * 1440 for view in views if view.holders["p1"] == "red")
    assert knew >= fell + 60
    for view in views:
        assert all(report.day <= view.day for report in (*view.own.values(), *view.enemy.values()))


def test_without_intelligence_a_headquarters_knows_where_everybody_stands(tmp_path: Path) -> None:
    view = shown(small(tmp_path, without=["friction", "intelligence"]))[0]
    assert set(view.own) == {"bq", "b1"} and set(view.enemy) == {"hq", "r1"}
    assert all(report.day == 0.0 for report in view.enemy.values())


def test_a_report_that_nobody_waits_for_is_believed_all_the_same(tmp_path: Path) -> None:
    """A policy that is asked each morning alone sees what one that is asked at every report sees on that morning."""
    theatre = small(tmp_path, plans=[tiny.attack("r1", "p3")])
    mornings = [view for view in shown(theatre) if view.reasons == ("morning",)]
    own.SEEN.clear()
    simulate(theatre, policies={"blue": own.sleeps})
    assert len(own.SEEN) >= 5 and any(view.enemy for view in own.SEEN)
    by_day = {view.day: view for view in own.SEEN}
    for view in mornings:
        assert (view.own, view.supply, view.enemy, view.holders) == tuple(
            getattr(by_day[view.day], name) for name in ("own", "supply", "enemy", "holders")
        )


def test_a_view_holds_no_reference_to_the_run(tmp_path: Path) -> None:
    view = shown(small(tmp_path))[-1]
    seen, todo = set[int](), [view]
    while todo:
        thing: Any = todo.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType) or callable(thing):
            continue
        seen.add(id(thing))
        assert not isinstance(thing, Campaign | State | World | Theatre | Dice | RunResult), type(thing)
        todo += [each for each in gc.get_referents(thing) if not isinstance(each, type)]
    assert len(seen) > 20
    with pytest.raises(TypeError):
        view.holders["p0"] = "blue"  # type: ignore[index]


def test_a_view_says_why_and_comes_each_morning(tmp_path: Path) -> None:
    steps = [{"task": task, "place": place} for task, place in (("march", "p0"), ("attack", "p1"), ("attack", "p3"))]
    views = shown(small(tmp_path, plans=[tiny.plan("r1", *steps)]), "red")
    mornings = [view.day for view in views if "morning" in view.reasons]
    assert mornings == [day + 0.25 for day in range(5)]
    assert {reason for view in views for reason in view.reasons} >= {"morning", "report", "reached"}
    assert views[-1].troops["r1"].parent == "hq" and views[-1].plans["r1"].formation == "r1"
    assert views[-1].supply["r1"].food_days > 0


def test_its_only_randomness_is_a_keyed_draw(tmp_path: Path) -> None:
    theatre = small(tmp_path)
    places = {
        replication: [
            event.cause for event in simulate(theatre, replication=replication, policies={"red": own.gambles}).recorder.events
        ]
        for replication in (0, 1, 0)
    }
    again = [event.cause for event in simulate(theatre, replication=0, policies={"red": own.gambles}).recorder.events]
    assert places[0] == again


FAILURES = {
    "fails": "KeyError",
    "astray": "no place 'atlantis'",
    "strangers": "'b1' does not stand under hq",
    "words": "no order",
    "hangs": "more than",
    "leaves": "SystemExit: 7",
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_policy_that_fails_ends_the_run_with_a_clear_text(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LIMIT_S", 0.2)
    with pytest.raises(PolicyError) as caught:
        simulate(small(tmp_path), policies={"red": f"{OWN}:{name}"})
    assert FAILURES[name] in str(caught.value)
    assert f"policy {OWN}:{name} of hq on day 0.25" in str(caught.value)


def test_in_a_sweep_it_is_a_row(tmp_path: Path) -> None:
    choices = [{"id": "plan"}, {"id": "own", "policies": {"league": f"{OWN}:fails"}}]
    rows = swept(tmp_path / "out", replications=2, choices=choices).table().to_pylist()
    assert [(row["choice"], row["status"]) for row in rows] == [(0, "done"), (1, "failed")] * 2
    assert "PolicyError" in rows[1]["error"] and f"--policy league:{OWN}:fails" in rows[1]["command"]
    with pytest.raises(ResultError, match=rf"nothing can be compared; 2 failed, the first: PolicyError: policy {OWN}:fails of "):
        choice_differences(load_sweep(tmp_path / "out"), 0, 1)


def test_policies_by_name() -> None:
    for name in REFERENCE:
        assert callable(policy_named(name))
    for name, advice in (("exploi", "exploit"), ("no.such.module:x", "cannot be imported"), (f"{OWN}:SEEN", "no function")):
        with pytest.raises(EngineError, match=advice):
            policy_named(name)


def test_the_command_line_takes_policies_and_says_what_is_wrong(tmp_path: Path) -> None:
    done = say("run", "crossroads", "--policy", "league:hold", "--last-day", 3, "--no-pictures", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert "new_plan" in (tmp_path / "out" / "events.csv").read_text()
    for text, advice in (("leage:hold", "league and union"), ("league:holt", "did you mean"), ("league", "SIDE:NAME")):
        wrong = say("run", "crossroads", "--policy", text, "--out", tmp_path / "none")
        assert wrong.exit_code == 2 and advice in wrong.stderr, wrong.stderr


def test_called_returns_what_the_policy_orders(tmp_path: Path) -> None:
    view = shown(small(tmp_path), "red")[0]
    assert [each.to for each in called("own", own.gambles, view)] == [["r1"]]

"""Orders with a date: they travel down the chain, wait for commanders, and change what a formation does at its next decision."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import simpy

from engine.errors import ScenarioError
from engine.processes.campaign import Campaign, NewOrders, heed
from engine.processes.clock import Process, Rank
from engine.processes.movement import march
from engine.rules.command import CommandRates, receipt_delay_h
from engine.scenario.loading import load_scenario
from engine.scenario.schema import Plan, Step
from tests import tiny
from tests.tiny import Run, attack, defender, formation, line, settled, tanks, war

DAY = 1440
QUICK = settled(command__cut_off_days=0.0, command__receipt_h=3.0, command__execution_h=1.0, intelligence__x=0.0)
QUICK.pop("rules.intelligence.x")
HEADQUARTERS = formation(id="hq", name="Army", short="hq", echelon="army", branch="headquarters", combat=False, men=100)
COMMAND_MIN = 60 + 60
"""An hour for the link between army and division (a third of the way to a division), and one to carry the order out."""


def order(day: float, *steps: dict[str, Any], to: str = "r1", **changes: Any) -> dict[str, Any]:
    return {"id": "new", "sender": "hq", "to": [to], "day": day, "steps": list(steps)} | changes


def go(place: str, task: str = "attack") -> dict[str, Any]:
    return {"task": task, "place": place}


def run(folder: Path, *orders: dict[str, Any], settings: dict[str, float] | None = None, **changes: Any) -> Run:
    rows = changes.pop("formations", [HEADQUARTERS, formation(guns=60, parent="hq"), defender()])
    told = war(formations=rows, orders=list(orders), **({"days": 5} | changes))
    return tiny.fight(tiny.load(told, folder, settings=QUICK | (settings or {})))


def minutes(done: Run, kind: str, formation: str, cause: str | None = None) -> list[int]:
    return [event.minute for event in done.events(kind, formation) if cause in (None, str(event.cause))]


def test_an_order_takes_its_time_down_the_chain_and_to_be_carried_out(tmp_path: Path) -> None:
    done = run(tmp_path, order(0.1, go("p1", "hold")))
    links = 1.0  # from army to division
    rates = CommandRates.from_parameters(done.campaign.world.parameters)
    hours = float(receipt_delay_h(links, False, 0.0, rates=rates))
    assert minutes(done, "message", "hq", "new_plan") == [144]
    assert minutes(done, "order", "r1", "new_plan") == [144 + round(hours * 60)]


def test_without_the_rule_command_it_is_there_at_once(tmp_path: Path) -> None:
    done = run(tmp_path, order(0.1, go("p1", "hold")), without=["friction", "command"])
    assert minutes(done, "order", "r1", "new_plan") == [144]


def test_a_column_on_a_road_goes_to_its_end_and_stands_there(tmp_path: Path) -> None:
    old, new = run(tmp_path / "old"), run(tmp_path / "new", order(0.1, go("p1", "hold")))
    assert minutes(new, "capture", "r1") == minutes(old, "capture", "r1")[:1]
    assert minutes(new, "contact", "r1") == []
    assert len(minutes(old, "contact", "r1")) > 0
    row = new.campaign.world.formation_row["r1"]
    assert new.campaign.world.places[int(new.campaign.state.place[row])].id == "p1"


def test_one_before_an_enemy_breaks_away_goes_back_and_follows_the_new_plan(tmp_path: Path) -> None:
    """The attack of 9:1 never begins: without the order it stands before p2 to the end."""
    waits = {"rules.combat.minimum_force_ratio": 9.0}
    old = run(tmp_path / "old", settings=waits)
    came = minutes(old, "contact", "r1")[0]
    new = run(tmp_path / "new", order((came + 60) / DAY, go("p0", "march")), settings=waits)
    leaves = minutes(new, "resume", "r1", "enemy")
    assert leaves and leaves[0] > came
    assert new.campaign.state.positions.at == {}
    back, home = minutes(new, "pass", "r1")
    march = minutes(new, "capture", "r1")[0]
    assert back - leaves[0] == pytest.approx(march, abs=2)  # the same road, as long as the one to p1
    assert minutes(new, "start", "r1")[-1] == back
    assert home > back


def test_an_absent_commander_is_waited_for(tmp_path: Path) -> None:
    absent = [{"formation": "r1", "until": "1990-05-02T00:00"}]
    late = run(tmp_path, order(0.1, go("p0", "march")), absences=absent)
    soon = run(tmp_path / "soon", order(0.1, go("p0", "march")))
    assert minutes(soon, "start", "r1")[-1] < DAY <= minutes(late, "start", "r1")[-1]


def test_whoever_is_cut_off_hears_last(tmp_path: Path) -> None:
    near = run(tmp_path / "near", order(0.5, go("p1", "hold")))
    cut = run(tmp_path / "cut", order(0.5, go("p1", "hold")), settings={"rules.command.cut_off_days": 2.0})
    assert minutes(cut, "order", "r1") == [DAY // 2 + 2 * DAY]
    assert minutes(near, "order", "r1")[0] < DAY


def test_those_below_with_plans_of_their_own_keep_them_unless_the_order_says_otherwise(tmp_path: Path) -> None:
    rows = [
        HEADQUARTERS,
        formation(guns=60, parent="hq"),
        formation(id="r2", name="2", short="2", guns=60, parent="hq"),
        defender(),
    ]
    plans = [attack("hq", "p3"), attack("r2", "p3")]
    for below, reached in ((False, {"hq", "r1"}), (True, {"hq", "r1", "r2"})):
        new = order(0.1, go("p1", "hold"), to="hq", all_below=below)
        done = run(tmp_path / str(below), new, formations=rows, plans=plans)
        assert {event.formation for event in done.events("order")} == reached


def test_one_that_comes_before_an_enemy_again_behind_a_barred_way_breaks_away_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Works bar its way once it has passed the first enemy, and then it stands before another when the order comes."""
    stood, passes, barred = march.contact, iter([True]), iter([True])

    def contact(c: Campaign, f: int, place: int) -> Process:
        if c.world.places[place].id == "p2" and next(passes, False):
            return
        yield from stood(c, f, place)

    def again(c: Campaign, f: int, place: int) -> Generator[simpy.Event, Any, bool]:
        yield c.after(1, Rank.MARCH)
        return c.world.places[place].id == "p2" and next(barred, False)

    monkeypatch.setattr(march, "contact", contact)
    monkeypatch.setattr(march, "barred", again)
    done = run(tmp_path, order(2.0, go("p0", "hold")), settings={"rules.combat.minimum_force_ratio": 9.0})
    row = done.campaign.world.formation_row["r1"]
    assert next(barred, None) is None
    assert done.campaign.world.places[int(done.campaign.state.place[row])].id == "p0"


def disobeyed() -> dict[str, Any]:
    """Orders to a division whose way is not there, a fort, one that has left and one that has laid down arms."""
    fort = formation(id="fort", short="f", name="F", parent="hq", mobility="fixed")
    leaves = formation(id="r2", short="2", name="2", parent="hq", men=10, leaves={"day": 0.5})
    idle = formation(id="r3", short="3", name="3", parent="hq", men=10)
    rows = [HEADQUARTERS, formation(guns=60, parent="hq"), fort, leaves, idle, defender()]
    told = war(formations=rows, days=3)
    island = {"id": "far", "name": "far", "country": "redland", "lat": 50.5, "lon": 12.0, "kind": "town", "terrain": "plain"}
    told["places"] += [island, island | {"id": "farther", "lat": 50.6}]
    told["roads"].append(told["roads"][0] | {"id": "road.far", "ends": ["far", "farther"]})
    told["messages"] = [{"id": "end", "kind": "cease_fire", "sender": "hq", "to": ["r3"], "at": "1990-05-01T06:00"}]
    told["orders"] = [
        order(0.1, go("far"), id="astray"),
        order(0.2, go("p1", "hold"), id="fixed", to="fort"),
        order(1.0, go("p1", "march"), id="gone", to="r2"),
        order(0.4, go("p1", "march"), id="obeys", to="r3"),
    ]
    return told


def pocket() -> dict[str, Any]:
    """A division that is attacked from both sides is ordered out each day; from the fifth on it is encircled."""
    attackers = [formation(id=f"r{n}", short=str(n), men=30000, guns=300, start={"place": f"p{n}"}) for n in (1, 3)]
    staff = formation(id="bq", short="q", name="Q", side="blue", echelon="army", combat=False, men=10, start={"place": "p5"})
    plans = [attack("r1", "p2", "p1"), attack("r3", "p2", "p3")]
    told = war(formations=[*attackers, staff, defender(parent="bq")], places=6, days=8, plans=plans)
    for place in (1, 3):
        told["places"][place]["country"] = "redland"
    out = {"sender": "bq", "to": ["b1"], "steps": [go("p5", "withdraw")]}
    told["orders"] = [out | {"id": f"out{day}", "day": float(day)} for day in range(1, 6)]
    return told


def test_the_encircled_are_told_of_and_stay(tmp_path: Path) -> None:
    done = tiny.fight(tiny.load(pocket(), tmp_path, settings=QUICK))
    causes = [str(event.cause) for event in done.events("order", "b1")]
    assert causes == [*["new_plan"] * 4, "encircled"]
    halts = minutes(done, "halt", "b1", "cut_off")
    assert len(halts) == 4  # no way is free; each order is tried


def test_what_cannot_obey_is_told(tmp_path: Path) -> None:
    done = tiny.fight(tiny.load(disobeyed(), tmp_path, settings=QUICK | {"rules.command.obeys_on_receipt": 1.0}))
    causes = {(event.formation, str(event.cause)) for event in done.events("order")}
    assert {("r1", "out_of_reach"), ("fort", "fixed"), ("r2", "gone"), ("r3", "cease_fire")} <= causes
    assert minutes(done, "contact", "r1")  # it goes on with its old plan


def test_a_formation_that_is_gone_is_told_of(tmp_path: Path) -> None:
    weak = formation(men=1, guns=0, parent="hq")
    leaves = weak | {"leaves": {"day": 0.5}}
    done = run(tmp_path, order(1.0, go("p0", "march")), formations=[HEADQUARTERS, leaves, defender()])
    assert [str(event.cause) for event in done.events("order", "r1")] == ["gone"]


def test_a_headquarters_that_is_gone_issues_nothing(tmp_path: Path) -> None:
    gone = HEADQUARTERS | {"leaves": {"day": 0.5}}
    done = run(tmp_path, order(1.0, go("p0", "march")), formations=[gone, formation(guns=60, parent="hq"), defender()])
    assert done.events("message") == done.events("order") == []


@pytest.mark.parametrize("column", ["encircled", "retreating"])
def test_one_that_is_encircled_or_gives_way_keeps_its_new_plan_in_hand(column: str, tmp_path: Path) -> None:
    campaign = run(tmp_path, days=1).campaign
    row = campaign.world.formation_row["r1"]
    heed(campaign, row)
    campaign.state.plans.receive(row, Plan(id="new", formation="r1", steps=[Step(task="hold", place="p1")]))
    getattr(campaign.state, column)[row] = True
    heed(campaign, row)
    getattr(campaign.state, column)[row] = False
    with pytest.raises(NewOrders):
        heed(campaign, row)


def test_orders_draw_from_addresses_of_their_own(tmp_path: Path) -> None:
    """The same war, with and without an order that a formation of no consequence gets on the last day: nothing else moves."""
    idle = formation(id="z", name="Z", short="z", parent="hq", men=10)
    rows = [HEADQUARTERS, formation(guns=60, parent="hq"), idle, defender()]
    without = ["readiness"]
    old = tiny.fight(tiny.load(war(formations=rows, days=5, without=without), tmp_path / "a"))
    late = order(0.2, go("p0", "hold"), to="z")
    new = tiny.fight(tiny.load(war(formations=rows, days=5, without=without, orders=[late]), tmp_path / "b"))
    others = [event for event in new.result.recorder.events if event.formation not in ("z", "hq")]
    assert others == [event for event in old.result.recorder.events if event.formation not in ("z", "hq")]


def test_a_detachment_is_called_back_to_a_main_body_that_turns(tmp_path: Path) -> None:
    """The tanks stand dry beyond p1; airmen bring fuel on the third day, the order of the second turns them back to p0."""
    rows = [HEADQUARTERS, tanks(id="t1", parent="hq", start={"fuel_fills": 0.6})]
    lift = {
        "id": "lift",
        "base": "p0",
        "to": ["t1"],
        "opens": 3,
        "below_fills": 1,
        "sorties_per_day": 40,
        "t_per_sortie": 1,
        "range_km": 2000,
    }
    plain = line(places=8, km=40.0, formations=rows, plans=[attack("t1", "p7")], days=8, lifts=[lift])
    old = tiny.fight(tiny.load(plain, tmp_path / "a", settings=QUICK))
    assert minutes(old, "detachment", "t1.forward")[0] < 2 * DAY
    new = tiny.fight(tiny.load(plain | {"orders": [order(2.0, go("p0", "march"), to="t1")]}, tmp_path / "b", settings=QUICK))
    forward, main = (new.campaign.world.formation_row[name] for name in ("t1.forward", "t1"))
    assert minutes(new, "closed_up", "t1")[0] > 3 * DAY
    assert not new.campaign.state.in_play[forward]
    assert new.campaign.world.places[int(new.campaign.state.place[main])].id == "p0"


def test_waiting_for_fuel_as_ordered_sends_no_detachment(tmp_path: Path) -> None:
    rows = [HEADQUARTERS, tanks(id="t1", parent="hq", start={"fuel_fills": 0.5})]
    plain = line(places=8, km=40.0, formations=rows, plans=[attack("t1", "p7")], days=4)
    old = tiny.fight(tiny.load(plain, tmp_path / "a", settings=QUICK))
    stand = order(0.0, go("p7"), to="t1", short_of_fuel="stand")
    new = tiny.fight(tiny.load(plain | {"orders": [stand]}, tmp_path / "b", settings=QUICK))
    assert old.events("detachment") and not new.events("detachment")


def test_a_file_of_orders_is_the_same_as_orders_of_the_scenario(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(
        "format: 1\norders:\n  - {id: new, sender: n_army, to: [n_mech], day: 2.0, steps: [{task: attack, place: ashbourne}]}\n"
    )
    loaded = load_scenario("crossroads", orders=[file])
    assert [each.id for each in loaded.spec.orders] == ["new"]
    assert loaded.digest != load_scenario("crossroads").digest


TO_ASHBOURNE = "steps: [{task: attack, place: ashbourne}]"
MISTAKES = {
    "orders: []": "must be a list",
    f"orders: [{{id: a, sender: n_army, to: [n_mech], day: 99, {TO_ASHBOURNE}}}]": "before 8",
    f"orders: [{{id: a, sender: s_command, to: [n_mech], day: 2, {TO_ASHBOURNE}}}]": "n_mech > n_army",
    "orders: [{id: a, sender: n_army, to: [n_mech], day: 2, steps: [{task: attack, place: ashburn}]}]": "mean 'ashbourne'",
    "orders: [{id: a, sender: n_army, to: [n_mech], day: 2, steps: [{task: hold, place: drywell, sector: {a: 0.2}}]}]": "sector",
    "plans: []": "known: allocations, format, orders",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_of_a_file_of_orders_stand_at_their_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(f"format: 1\n{text}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("crossroads", orders=[file])
    found = [problem for problem in caught.value.problems if not problem.warning]
    assert any(MISTAKES[text] in problem.text and problem.line in (1, 2) and "wrong.yaml" in problem.file for problem in found)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file of orders"):
        load_scenario("crossroads", orders=[tmp_path / "none.yaml"])

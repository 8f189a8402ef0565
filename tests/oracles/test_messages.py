"""News and orders from above: when they arrive, who believes and obeys, and what that means for whoever comes next."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from engine.randomness import Dice, Stream
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
STAFF = tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, men=500, start={"place": "p5"})


def war(*defenders: dict[str, Any], kind: str = "cease_fire", at: str = "1990-05-01T00:00", **changes: Any) -> dict[str, Any]:
    """The war of a staff at p5 that sends one message to all below it."""
    rows = [tiny.formation(guns=60), STAFF, *({"parent": "b0"} | row for row in defenders)]
    message = {"id": "word", "kind": kind, "sender": "b0", "to": ["b0"], "at": at}
    depot = {"id": "depot", "place": "p5", "side": "blue", "t_per_day": 1000}
    attack = tiny.attack("r1", "p5")
    return tiny.war(places=6, formations=rows, messages=[message], plans=[attack], supply_sources=[depot]) | changes


def run(scenario: dict[str, Any], folder: Path, *, without: list[str] | None = None, **values: float) -> tiny.Run:
    values = {"command__obeys_on_receipt": 1, "command__broadcast_belief": 1} | values
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []))


def test_an_order_takes_the_links_of_the_chain(tmp_path: Path) -> None:
    """Two links to an army, three to a division, four to a regiment; a division's time is the parameter."""
    rows = [
        tiny.defender(id=f"b{i}", echelon=echelon, start={"place": "p4"})
        for i, echelon in enumerate(("army", "division", "regiment"), start=1)
    ]
    fought = run(war(*rows, at="1990-05-02T06:00"), tmp_path)
    heard = {event.formation: (event.minute - 30 * 60) / 60 for event in fought.events("order")}
    assert [heard[f"b{i}"] * 3 for i in (1, 2, 3)] == pytest.approx([P["command.receipt_h"] * n for n in (2, 3, 4)], abs=0.05)
    assert [(event.minute, event.formation) for event in fought.events("message")] == [(30 * 60, "b0")]


def test_who_obeys_lays_down_arms_when_the_attacker_comes_and_not_before(tmp_path: Path) -> None:
    fought = run(war(tiny.defender(), tiny.defender(id="b2", start={"place": "p4"})), tmp_path)
    for formation, place in (("b1", "p2"), ("b2", "p4")):
        (surrender,) = fought.events("surrender", formation)
        assert surrender.cause == "cease_fire" and surrender.minute == fought.captured(place)
        assert fought.of("prisoners", formation) == 10000
    assert fought.events("surrender")[0].minute > fought.events("order", "b1")[0].minute
    assert not fought.events("contact") and fought.of("men", "r1") == 10000


def test_the_attacker_marches_as_if_nobody_stood_there(tmp_path: Path) -> None:
    obeyed, empty = (run(war(*rows), tmp_path / str(len(rows))) for rows in ((tiny.defender(),), ()))
    assert obeyed.result.recorder.captures == empty.result.recorder.captures


def test_who_does_not_obey_fights_on(tmp_path: Path) -> None:
    fought, unsent = (
        run(war(tiny.defender()), tmp_path, command__obeys_on_receipt=0),
        run(war(tiny.defender()), tmp_path / "off", without=["messages"]),
    )
    assert fought.events("order", "b1")[0].cause == "fights on (chain)"
    assert fought.result.tracks == unsent.result.tracks and fought.of("killed", "r1") > 0


def test_a_fight_ends_within_an_impulse_of_the_order(tmp_path: Path) -> None:
    stand = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})
    scenario = war(tiny.defender(), at="1990-05-04T00:00")
    scenario["plans"].append(stand)
    fought = run(scenario, tmp_path, advance__depth_fortified_km=500)
    order, surrender = fought.events("order", "b1")[0], fought.events("surrender", "b1")[0]
    assert 0 < fought.events("contact")[0].minute < order.minute
    assert 0 <= surrender.minute - order.minute <= P["combat.impulse_h"] * 60
    assert fought.captured("p2") == surrender.minute


def test_news_sends_the_unreliable_home_and_nobody_else(tmp_path: Path) -> None:
    rows = [tiny.defender(reliability=0.99, start={"place": "p4"}), tiny.defender(id="b2", start={"place": "p5"})]
    fought = run(war(*rows, kind="broadcast"), tmp_path)
    (gone,) = fought.events("disperse")
    assert (gone.formation, gone.cause, gone.minute) == ("b1", "news", round(P["command.receipt_h"] * 60))
    assert fought.of("dispersed", "b1") == 10000 and fought.of("dispersed", "b2") == 0
    assert not run(war(*rows, kind="broadcast"), tmp_path / "deaf", command__broadcast_belief=0).events("disperse")


def test_news_is_no_order(tmp_path: Path) -> None:
    """Reliable troops fight after a broadcast as if it had never been sent."""
    sent, unsent = (
        run(war(tiny.defender(), kind="broadcast"), tmp_path / str(i), without=without)
        for i, without in enumerate(([], ["messages"]))
    )
    assert sent.result.tracks == unsent.result.tracks


def test_who_is_cut_off_hears_last(tmp_path: Path) -> None:
    """An encircled garrison waits for a messenger through the lines if no envoy comes; so do troops without a line to a depot."""
    fort = {
        "id": "works",
        "name": "Works",
        "place": "p2",
        "garrison": "b1",
        "garrison_men": 9000,
        "frontage_km": 2,
        "stock_days": 90,
    }
    scenario = war(tiny.defender(men=9000), tiny.defender(id="b2", start={"place": "p5"}), at="1990-05-05T00:00", forts=[fort])
    fought = run(scenario, tmp_path, command__cut_off_days=2, command__envoy_days=90)
    heard = {event.formation: event.minute / 1440 - 4 for event in fought.events("order")}
    assert heard["works"] == pytest.approx(2, abs=1e-3) and heard["b2"] == pytest.approx(P["command.receipt_h"] / 24, abs=1e-3)
    alone = run(scenario | {"supply_sources": []}, tmp_path / "alone", command__cut_off_days=2, command__envoy_days=90)
    late = [event.minute / 1440 - 4 for event in alone.events("order") if event.formation != "b0"]
    assert late == pytest.approx([2, 2], abs=1e-3)


def test_the_dispersed_march_no_further(tmp_path: Path) -> None:
    """News reaches an unreliable division on its way back: it does not arrive, and takes no place."""
    scenario = war(tiny.defender(reliability=0.99, start={"place": "p3"}), kind="broadcast")
    back = {"task": "withdraw", "place": "p5", "when": {"day": 0}}
    scenario["plans"].append(tiny.plan("b1", {"task": "hold", "place": "p3"}, back))
    fought = run(scenario, tmp_path, without=["command"], command__receipt_h=14)
    gone = fought.events("disperse", "b1")[0].minute
    assert gone == 14 * 60 and not fought.events("pass", "b1")
    later = [track for track in fought.result.tracks if track.formation == "b1" and track.minute >= gone]
    assert later and {track.state for track in later} == {"eliminated"}


def test_the_dispersed_attack_no_further(tmp_path: Path) -> None:
    """The same for one that was on its way to a counter-attack."""
    scenario = war(tiny.defender(reliability=0.99, start={"place": "p3"}), kind="broadcast")
    scenario["formations"][0]["start"]["place"] = "p1"
    scenario["plans"] = [tiny.attack("b1", "p0", "p3")]
    fought = run(scenario, tmp_path, command__receipt_h=14)
    assert fought.events("disperse", "b1")[0].minute == 14 * 60
    assert next(track for track in fought.result.tracks[::-1] if track.formation == "b1").state == "eliminated"
    assert not fought.events("contact", "b1") and not fought.events("pass", "b1")


def test_prisoners_do_not_set_out_on_the_day_of_the_attack(tmp_path: Path) -> None:
    """An attacker overrun in his assembly area before his axis opens takes no places afterwards."""
    scenario = war(tiny.defender(men=30000, guns=300, start={"place": "p1"}))
    scenario["messages"] = []
    scenario["plans"] = [scenario["plans"][0] | {"opens": 8}, tiny.attack("b1", "p0", "p1")]
    fought = run(scenario, tmp_path, combat__break_base_hazard=1e3)
    assert fought.events("surrender", "r1") or fought.events("disperse", "r1")
    assert not fought.events("start", "r1") and fought.captured("p2") is None


def decided(folder: Path, without: list[str] | None = None, seed: int = 1, **changes: Any) -> tiny.Run:
    """A war whose cease-fire follows a government's decision after six hours."""
    decision = {"id": "peace", "formation": "b0", "at": "1990-05-04T00:00", "since": "1990-05-03T00:00"} | changes
    order = {"id": "word", "kind": "cease_fire", "sender": "b0", "to": ["b0"], "decision": "peace", "after_h": 6}
    scenario = war(tiny.defender(start={"place": "p5"}), messages=[order], decisions=[decision])
    values = {"command__obeys_on_receipt": 1.0}
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []), seed=seed)


def test_messages_follow_the_hour_of_a_decision(tmp_path: Path) -> None:
    for day, folder in ((2, "second"), (4, "fourth")):
        fought = decided(tmp_path / folder, at=f"1990-05-{day + 1:02}T00:00")
        (decision,) = fought.events("decision")
        assert (decision.minute, decision.cause, decision.formation) == (day * 1440, "peace", "b0")
        assert [event.minute for event in fought.events("message")] == [day * 1440 + 360]


def test_without_a_decision_nothing_is_sent(tmp_path: Path) -> None:
    never = decided(tmp_path, kind="never")
    assert not never.events("decision") and not never.events("message") and not never.events("order")


def test_a_drawn_decision_falls_when_the_hazard_has_come_to_its_draw(tmp_path: Path) -> None:
    """Without any loss the delay is -ln(u) / hazard; the same draw at twice the hazard takes half the time."""
    slow, fast = (
        decided(tmp_path / str(rate), kind="hazard", per_day=rate).events("decision")[0].minute - 2 * 1440 for rate in (0.5, 1.0)
    )
    u = Dice(1, 0).uniform(Stream.DECISION, "peace")
    assert slow == pytest.approx(-math.log(u) / 0.5 * 1440, abs=1) and fast == pytest.approx(slow / 2, abs=1)


def test_losses_press_a_government(tmp_path: Path) -> None:
    """The place is lost when the attacker comes; from then on time counts `lost_mult` times."""
    patient, pressed = (
        decided(tmp_path / str(mult), kind="hazard", per_day=0.01, places=["p1"], lost_mult=mult) for mult in (1, 20)
    )
    fallen = pressed.captured("p1")
    assert fallen is not None and fallen < pressed.events("decision")[0].minute
    assert not patient.events("decision") or pressed.events("decision")[0].minute < patient.events("decision")[0].minute
    assert pressed.events("decision")[0].numbers == (("lost_share", 1.0),)


def test_without_the_rule_a_drawn_decision_is_a_fixed_one_and_no_other_die_moves(tmp_path: Path) -> None:
    drawn, fixed = decided(tmp_path / "off", without=["government"], kind="hazard", per_day=0.2), decided(tmp_path / "fixed")
    assert drawn.result.tracks == fixed.result.tracks and drawn.result.recorder.events == fixed.result.recorder.events


def test_who_obeys_carries_out_no_more_orders(tmp_path: Path) -> None:
    """A defender stays at p2 whatever his plan says; an attacker ends his march at the next place."""
    back = tiny.plan("b1", {"task": "hold", "place": "p2"}, {"task": "withdraw", "place": "p3", "when": {"day": 6}})
    red = tiny.formation(id="r0", echelon="army", branch="headquarters", combat=False, men=100)
    staffs = [red, red | {"id": "b0", "side": "blue", "start": {"place": "p3"}}]
    rows = [*staffs, tiny.formation(parent="r0"), tiny.defender(parent="b0")]
    words = [
        {"id": f"end.{who}", "kind": "cease_fire", "sender": who, "to": [who], "at": "1990-05-01T06:00"} for who in ("r0", "b0")
    ]
    war = tiny.war(formations=rows, km=60.0, days=9, plans=[tiny.attack("r1", "p3"), back], messages=words)
    war["supply_sources"] = [
        {"id": f"head{p}", "place": p, "side": side, "t_per_day": 100} for p, side in (("p0", "red"), ("p3", "blue"))
    ]
    values = {"command__obeys_on_receipt": 1, "command__receipt_h": 0.01, "command__envoy_days": 50}
    run = tiny.fight(tiny.load(war, tmp_path, settings=tiny.settled(**values)))
    assert len(run.events("order")) == 4 and not run.events("withdraw")
    ends = {track.formation: (track.place, track.state, track.cause) for track in run.result.tracks[-4:]}
    assert ends["b1"] == ("p2", "holding", "cease_fire") and ends["r1"] == ("p1", "holding", "cease_fire")


def test_who_obeys_attacks_no_more(tmp_path: Path) -> None:
    """The order reaches the attackers in the midst of a fight: nobody is killed any more."""
    staff = tiny.formation(id="r0", echelon="army", branch="headquarters", combat=False, men=100)
    war = tiny.war(formations=[staff, tiny.formation(parent="r0"), tiny.defender()], days=9, plans=[tiny.attack("r1", "p3")])
    war["messages"] = [{"id": "end", "kind": "cease_fire", "sender": "r0", "to": ["r0"], "at": "1990-05-04T00:00"}]
    war["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 100}]
    values = {"command__obeys_on_receipt": 1, "command__receipt_h": 0.01, "command__envoy_days": 50}
    run = tiny.fight(tiny.load(war, tmp_path, settings=tiny.settled(advance__depth_hasty_km=500, **values)))
    men = {track.minute: track.men for track in run.result.tracks if track.formation == "r1"}
    assert run.events("contact")[0].minute < run.events("order")[0].minute < 4 * 1440
    assert men[2 * 1440] > men[4 * 1440] == men[9 * 1440]

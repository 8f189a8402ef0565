"""Defence plans against the clock: when each kind of trigger fires, and by which way who gives way goes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.rules import power
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
EXECUTION_MIN = round(P["command.execution_h"] * 60)


def war(*steps: dict[str, Any], posture: str = "fortified", to: str = "p4", **changes: Any) -> dict[str, Any]:
    """Five places and an attack to the end of the line; the defender at p2 holds, then follows `steps`."""
    plans = [tiny.attack("r1", to), tiny.plan("b1", {"task": "hold", "place": "p2", "posture": posture}, *steps)]
    return tiny.war(places=5, plans=plans) | changes


def back(to: str = "p4", **changes: Any) -> dict[str, Any]:
    return {"task": "withdraw", "place": to} | changes


def run(scenario: dict[str, Any], folder: Path, *, without: list[str] | None = None, seed: int = 1, **values: float) -> tiny.Run:
    """A war in which news takes no time."""
    values = {"command__report_h_per_link": 0} | values
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []), seed=seed)


def leaves(fought: tiny.Run, formation: str = "b1") -> list[tuple[int, str, str]]:
    """(minute, from, to) of every withdrawal."""
    return [(event.minute, event.place, event.cause) for event in fought.events("withdraw", formation)]


def test_a_dated_order_is_carried_out_after_the_delay_of_execution(tmp_path: Path) -> None:
    prompt, slow = (
        run(war(back(when={"day": 1.25})), tmp_path / str(i), without=without) for i, without in enumerate((["command"], []))
    )
    assert leaves(prompt) == [(1.25 * 1440, "p2", "p4")]
    assert leaves(slow) == [(1.25 * 1440 + EXECUTION_MIN, "p2", "p4")]


@pytest.mark.parametrize("absent", ["b1", "b0"])
def test_an_absent_commander_holds_up_the_order(tmp_path: Path, absent: str) -> None:
    """His own absence, or that of the one above: nobody decides until he is back."""
    staff = tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, start={"place": "p4"})
    scenario = war(back(when={"day": 0.25})) | {"absences": [{"formation": absent, "until": "1990-05-01T18:00"}]}
    scenario["formations"] = [*scenario["formations"][:1], staff, tiny.defender(parent="b0")]
    assert leaves(run(scenario, tmp_path)) == [(18 * 60 + EXECUTION_MIN, "p2", "p4")]
    assert leaves(run(scenario, tmp_path / "off", without=["command"])) == [(6 * 60, "p2", "p4")]
    scenario["plans"][1]["steps"][1]["when"] = {"day": 1}  # by then he is back
    assert leaves(run(scenario, tmp_path / "back")) == [(1440 + EXECUTION_MIN, "p2", "p4")]


def test_the_fall_of_a_place_sets_it_going(tmp_path: Path) -> None:
    fought = run(war(back(when={"lost": "p1"})), tmp_path)
    assert leaves(fought) == [(fought.captured("p1"), "p2", "p4")]


def test_a_step_without_a_condition_follows_at_once(tmp_path: Path) -> None:
    assert leaves(run(war(back("p3"), back("p4")), tmp_path))[0] == (0, "p2", "p3")


def test_losses_set_it_going(tmp_path: Path) -> None:
    """Within an impulse of the loss; men at the sample before it are above, those with it below the share."""
    fought = run(war(back(when={"losses": 0.01})), tmp_path, advance__depth_fortified_km=500)
    minute, place, _ = leaves(fought)[0]
    men = {track.minute: track.men for track in fought.result.tracks if track.formation == "b1"}
    assert place == "p2" and min(men.values()) <= 9900
    assert min(m for at, m in men.items() if at < minute) > 9900 >= next(m for at, m in men.items() if at >= minute)
    assert not leaves(run(war(back(when={"losses": 0.9})), tmp_path / "more", advance__depth_fortified_km=500))


def bypassed(**when: Any) -> dict[str, Any]:
    """A brigade goes round p2, over p1 to p3, while the division stands before it; a third way leads from p2 to p4."""
    scenario = war(back(when=when), to="p3")
    way = {"surface": "road", "terrain": "plain", "trafficability": "good"}
    scenario["roads"] += [
        way | {"id": "round", "ends": ["p1", "p3"], "km": 40.0},
        way | {"id": "rear", "ends": ["p2", "p4"], "km": 50.0},
    ]
    scenario["roads"][2]["km"] = 45.0
    scenario["formations"].append(tiny.formation(id="r2", echelon="brigade", men=3000))
    scenario["plans"][0]["steps"].insert(1, {"task": "attack", "place": "p2"})
    scenario["plans"].append(tiny.attack("r2", "p3"))
    scenario["plans"][-1]["steps"].insert(1, {"task": "march", "place": "p1"})
    return scenario


def test_it_is_turned_when_most_places_around_are_lost(tmp_path: Path) -> None:
    fought = run(bypassed(outflanked=True), tmp_path, advance__depth_fortified_km=500)
    assert leaves(fought) == [(fought.captured("p3"), "p2", "p4")]
    assert (fought.captured("p3") or 0) <= (fought.captured("p2") or 0)


def test_it_looks_round_where_it_has_fallen_back_to(tmp_path: Path) -> None:
    """Driven from p1 to p2, it watches the places around p2: it is turned there when p3 falls."""
    scenario = bypassed(outflanked=True)
    scenario["formations"][1]["start"]["place"] = "p1"
    scenario["plans"][1]["steps"][0]["place"] = "p1"
    scenario["plans"][1]["steps"][0]["posture"] = "hasty"
    scenario["plans"][0] = tiny.attack("r1", "p1")
    fought = run(scenario, tmp_path)
    assert leaves(fought) == [(fought.captured("p1"), "p1", "p2"), (fought.captured("p3"), "p2", "p4")]


def test_who_yields_goes_on_to_the_next_step(tmp_path: Path) -> None:
    fought = run(war(back("p4", when={"retreated": True}), posture="hasty"), tmp_path)
    (given_way,) = fought.events("retreat", "b1")
    assert leaves(fought) == [(given_way.minute, "p2", "p4")] and fought.captured("p2") == given_way.minute
    assert fought.events("contact")[-1].cause == "p4"


def test_who_yields_with_no_answer_in_the_plan_falls_back_a_march(tmp_path: Path) -> None:
    fought = run(war(back("p4", when={"day": 19}), posture="hasty"), tmp_path)
    minutes = [event.minute for event in fought.events("retreat", "b1")]
    assert [place for _, _, place in leaves(fought)] == ["p3", "p4"] and [minute for minute, _, _ in leaves(fought)] == minutes


def test_it_falls_back_to_the_safer_neighbour(tmp_path: Path) -> None:
    """Of two places behind it takes the one whose own neighbours are all its side's."""
    scenario = war(posture="hasty")
    far = {"surface": "road", "km": 20.0, "terrain": "plain", "trafficability": "good"}
    scenario["places"].append(scenario["places"][3] | {"id": "q", "lat": 51.0})
    scenario["roads"] += [{"id": "a", "ends": ["p2", "q"]} | far, {"id": "b", "ends": ["p1", "p3"]} | far | {"km": 100.0}]
    assert leaves(run(scenario, tmp_path))[0][1:] == ("p2", "q")  # p3 has the lost p1 beside it; q has p2 alone


def test_with_no_place_behind_it_is_shut_in(tmp_path: Path) -> None:
    scenario = war(back("p4", when={"retreated": True}), posture="hasty")
    scenario["roads"] = scenario["roads"][:2]
    scenario["plans"][0]["steps"][1]["place"], scenario["plans"][1]["steps"] = "p2", scenario["plans"][1]["steps"][:1]
    fought = run(scenario, tmp_path)
    assert not leaves(fought) and not fought.events("retreat") and fought.events("siege_end")


def by_rail(**changes: Any) -> dict[str, Any]:
    scenario = war(back("p4", by="rail", when={"day": 0.5})) | changes
    scenario["sides"][1]["gauge_mm"] = 1435
    scenario["railways"] = [{"id": f"rail{i}", "ends": [f"p{i}", f"p{i + 1}"], "km": 150, "gauge_mm": 1435} for i in range(4)]
    return scenario


ENTRAIN_MIN = P["march.trains_per_division"] / P["march.trains_per_day"] / 2 * 1440


def test_a_division_entrains_and_rides(tmp_path: Path) -> None:
    """Half of its trains have to be loaded; then the line's length at a train's pace."""
    scenario = by_rail()
    scenario["plans"] = scenario["plans"][1:]
    fought = run(scenario, tmp_path, without=["command"])
    assert dict(fought.events("withdraw")[0].numbers) == {"km": 300, "by_rail": 1}
    arrival = fought.events("pass", "b1")[-1]
    assert arrival.place == "p4"
    assert arrival.minute == pytest.approx(720 + ENTRAIN_MIN + 300 / P["march.train_km_day"] * 1440, abs=3)


@pytest.mark.parametrize("cut", ["closed", "gauge"])
def test_without_a_free_line_it_marches(tmp_path: Path, cut: str) -> None:
    scenario = by_rail()
    scenario["plans"] = scenario["plans"][1:]
    scenario["railways"][3] |= {"state": "closed"} if cut == "closed" else {"gauge_mm": 1520}
    fought = run(scenario, tmp_path, without=["command"])
    assert dict(fought.events("withdraw")[0].numbers) == {"km": 40, "by_rail": 0}
    assert fought.events("pass", "b1")[-1].minute == pytest.approx(720 + 40 / P["march.foot_km_day"] * 1440, abs=3)


def test_a_lost_station_ahead_stops_the_train(tmp_path: Path) -> None:
    """The enemy at p3 before the trains are loaded: no ride, no march through him."""
    scenario = by_rail()
    scenario["places"][3]["country"] = "redland"
    fought = run(scenario, tmp_path, without=["command"])
    assert not any(dict(event.numbers)["by_rail"] for event in fought.events("withdraw"))
    assert fought.events("halt", "b1")[0].cause == "cut_off"


def test_who_is_cut_off_stands_in_the_post_that_he_has(tmp_path: Path) -> None:
    """He does not come to where his next post was to be dug: he stands, cut off, in the one he has."""
    scenario = war(back("p4", when={"day": 0.5}, posture="fortified"), posture="delay")
    scenario["plans"] = scenario["plans"][1:]
    scenario["places"][3]["country"] = "redland"
    fought = run(scenario, tmp_path, without=["command"])
    last = [track for track in fought.result.tracks if track.formation == "b1"][-1]
    assert (last.place, last.state, last.cause) == ("p2", "halted", "cut_off")
    posture = fought.campaign.state.posture[fought.campaign.world.formation_row["b1"]]
    assert power.POSTURES[posture] == "delay"


def test_it_holds_while_it_entrains(tmp_path: Path) -> None:
    """The attack that comes before the trains are loaded finds the division at its post."""
    scenario = by_rail()
    scenario["plans"][1]["steps"][1]["when"] = {"day": 1.5}
    fought = run(scenario, tmp_path, without=["command"], march__trains_per_day=4)
    contact = fought.events("contact")[0]
    assert 1.5 * 1440 < contact.minute < 1.5 * 1440 + 4 * ENTRAIN_MIN and contact.cause == "p2"
    assert fought.of("killed", "r1") > 0


def bridge(**changes: Any) -> dict[str, Any]:
    scenario = war(back("p3", when={"retreated": True}), posture="hasty") | changes
    scenario["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 400}]
    scenario["roads"][2] |= {"river": "broad", "bridge": True}
    return scenario


@pytest.mark.parametrize("step", [[], [back("p3", when={"retreated": True, "day": 19})]], ids=["back", "plan"])
def test_a_bridge_blown_costs_the_pursuer_a_crossing_and_nobody_else(tmp_path: Path, step: list[dict[str, Any]]) -> None:
    """Probability 0 and 1: the same withdrawal, and twelve hours for the first across 400 m, less what he would have queued."""
    scenario = bridge()
    scenario["plans"][1]["steps"][1:] = step
    whole, blown = (run(scenario, tmp_path / str(p), without=["columns"], rivers__intact_surprised=1 - p) for p in (0, 1))
    assert not whole.events("demolition") and not whole.events("crossing")
    assert [event.cause for event in blown.events("demolition")] == ["road.p2-p3"]
    assert [event.formation for event in blown.events("crossing")] == ["r1"]
    assert whole.events("pass", "b1")[0] == blown.events("pass", "b1")[0]
    reached = [fought.events("contact")[1].minute for fought in (whole, blown)]
    assert reached[1] - reached[0] == pytest.approx(P["rivers.assault_h_per_100m"] * 2 * 60, abs=2)


def test_bridges_stand_without_the_rule_and_after_an_orderly_withdrawal(tmp_path: Path) -> None:
    off = run(bridge(), tmp_path / "off", without=["rivers"], rivers__intact_surprised=0)
    scenario = bridge()
    scenario["plans"][1]["steps"][1]["when"] = {"day": 0}
    in_time = run(scenario, tmp_path / "time", rivers__intact_surprised=0)
    assert not off.events("demolition") and leaves(in_time)[0][1] == "p2"
    assert [event for event in in_time.events("demolition") if event.place == "p2"] == []


def test_the_last_to_leave_blows_the_bridge(tmp_path: Path) -> None:
    """Two divisions give way together; neither has to swim."""
    scenario = bridge()
    scenario["formations"].append(tiny.defender(id="b2"))
    scenario["plans"].append(tiny.plan("b2", {"task": "hold", "place": "p2"}, back("p3", when={"retreated": True})))
    fought = run(scenario, tmp_path, rivers__intact_surprised=0)
    assert {event.formation for event in fought.events("withdraw")} >= {"b1", "b2"}
    assert {event.formation for event in fought.events("crossing")} == {"r1"}


def test_without_withdrawal_everybody_stays_until_he_is_driven_out(tmp_path: Path) -> None:
    fought = run(war(back(when={"day": 0.5})), tmp_path, without=["withdrawal", "command"])
    assert leaves(fought)[0][0] == fought.events("retreat")[0].minute


def test_the_dispersed_carry_out_no_orders(tmp_path: Path) -> None:
    """Unreliable troops that went home at the first contact do not answer the order of a later day."""
    scenario = war(back(when={"day": 5}))
    scenario["formations"][1]["reliability"] = 0.0
    fought = run(scenario, tmp_path)
    assert len(fought.events("disperse", "b1")) == 1 and not leaves(fought) and not fought.events("halt", "b1")
    assert fought.result.tracks[-2].state == "eliminated"

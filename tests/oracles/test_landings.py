"""Landings over water and from the air, released reserves and political lines, counted by hand on a line of places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.processes.combat.opposition import posture
from engine.rules import power
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
SEA_KM = 144.0
CROSSING_MIN = round(SEA_KM / P["march.sea_km_day"] * 1440)
CERTAIN = {
    "landings__sea_parity": 1,
    "landings__sea_superior": 1,
    "landings__air_collapsed": 1,
    "landings__prepare_ln_sd": 0,
    "landings__first_day_loss_ln_sd": 0,
}


def voyage(*defenders: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """p0 and p1 lie on two shores; p1 to p3 are the enemy's."""
    scenario = tiny.war(*(defenders or [tiny.defender(start={"place": "p1"}, men=1000)]), **changes)
    sea = {"id": "sea", "ends": ["p0", "p1"], "surface": "sea", "km": SEA_KM, "terrain": "sea", "trafficability": "good"}
    scenario["roads"] = [sea, *scenario["roads"][1:]]
    steps = ({"task": "march", "place": "p0"}, {"task": "attack", "place": "p1", "by": "boat"})
    return (
        scenario
        | {"plans": [tiny.plan("r1", *steps, **changes.get("of_plan", {}))]}
        | {key: value for key, value in changes.items() if key in ("shipping", "air_landings", "stop_lines", "messages")}
    )


def run(scenario: dict[str, Any], folder: Path, *, without: tuple[str, ...] = (), **values: float) -> tiny.Run:
    scenario = {key: value for key, value in scenario.items() if key != "of_plan"}
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**(CERTAIN | values)), without=without))


@pytest.mark.parametrize("men", [1000, 4000])
def test_an_opposed_landing_costs_its_share_and_then_fights(men: int, tmp_path: Path) -> None:
    """Or what so many defenders inflict in a day, where that is less."""
    scenario = voyage(tiny.defender(start={"place": "p1"}, men=men))
    fought = run(scenario, tmp_path)
    (landing,) = fought.events("landing")
    assert (landing.minute, landing.cause) == (CROSSING_MIN, "p1")
    (contact,) = fought.events("contact")
    assert contact.minute == CROSSING_MIN
    unopposed = run(scenario, tmp_path / "off", without=("amphibious",))
    gone = [sum(r.of(arm, "r1") for arm in ("killed", "wounded")) for r in (fought, unopposed)]
    costs = min(10_000 * P["landings.first_day_loss"], men * P["combat.inflicted_by_defender_cap_day"])
    assert gone[0] - gone[1] == pytest.approx(costs, rel=0.05)


def test_nobody_on_the_beach_costs_nobody(tmp_path: Path) -> None:
    fought = run(voyage(tiny.defender(start={"place": "p3"})), tmp_path)
    assert fought.captured("p1") == CROSSING_MIN and fought.of("men", "r1") == 10_000


def test_the_repulsed_try_again_and_lose_each_time(tmp_path: Path) -> None:
    fought = run(voyage(), tmp_path, landings__sea_superior=0, landings__sea_parity=0)
    minutes = [event.minute for event in fought.events("repulsed")]
    assert minutes[:3] == [CROSSING_MIN + n * round(P["readiness.reorganise_h"] * 60) for n in range(3)]
    assert fought.captured("p1") is None
    assert fought.of("killed", "r1") + fought.of("wounded", "r1") + fought.of("men", "r1") == pytest.approx(10_000)


def test_against_worse_odds_than_are_dared_the_ships_lie_off(tmp_path: Path) -> None:
    strong = tiny.defender(start={"place": "p1"}, men=40_000, guns=400)
    fought = run(voyage(strong), tmp_path)
    assert not fought.events("landing") and not fought.events("repulsed")
    assert fought.of("men", "r1") == 10_000 and fought.events("halt", "r1")[0].cause == "offshore"


@pytest.mark.parametrize(("kind", "ashore"), [("port", "port"), ("town", "beach")])
def test_the_rest_follow_when_the_ships_have_come_back(kind: str, ashore: str, tmp_path: Path) -> None:
    scenario = voyage(tiny.defender(start={"place": "p3"}), shipping=[{"id": "ships", "to": ["r1"], "men": 4000}])
    scenario["places"][1]["kind"] = kind
    fought = run(scenario, tmp_path)
    (landing,) = fought.events("landing")
    assert dict(landing.numbers)["share"] == pytest.approx(0.4)
    (closed,) = fought.events("closed_up")
    assert closed.cause == "ships"
    unload_min, load_min = P[f"landings.{ashore}_unload_h"] * 60, P["landings.beach_unload_h"] * 60  # they load at a town
    assert closed.minute == CROSSING_MIN + 2 * (unload_min + CROSSING_MIN + load_min + CROSSING_MIN)


def test_only_those_who_are_ashore_suffer(tmp_path: Path) -> None:
    """Four thousand of a division that ships have set down fight, and lose, as four thousand who are all there are."""

    def fought(name: str, **row: Any) -> tiny.Run:
        ships = [{"id": "ships", "to": ["r1"], "men": 4000}]
        scenario = voyage(tiny.defender(start={"place": "p1"}, men=2000, guns=0), shipping=ships)
        scenario["formations"][0] |= row
        settings = {"rules.landings.beach_unload_h": 24, "rules.advance.depth_hasty_km": 50, "rules.march.sea_km_day": 150}
        return tiny.fight(tiny.load(scenario | {"days": 2}, tmp_path / name, settings=tiny.settled(**CERTAIN) | settings))

    part, whole = fought("part", men=10_000, guns=100), fought("whole", men=4000, guns=40)
    lost = [run.of("killed", "r1") + run.of("wounded", "r1") for run in (part, whole)]
    assert not part.events("closed_up") and whole.events("contact")
    assert lost[0] == pytest.approx(lost[1], rel=0.01) and lost[1] > 4000 * P["landings.first_day_loss"]


PARTY = {"id": "party", "name": "Party", "short": "P", "of": "r1", "men": 200, "place": "p3", "range_km": 500}


def parties(*defenders: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A party for p3 beside a division that stays where it is; the enemy's staff sends a cease-fire on the second day."""
    staff = tiny.formation(
        id="b0", side="blue", echelon="army", branch="headquarters", combat=False, men=500, start={"place": "p2"}
    )
    rows = [tiny.formation(guns=60), staff, *({"parent": "b0"} | row for row in defenders)]
    word = {"id": "word", "kind": "cease_fire", "sender": "b0", "to": ["b0"], "at": "1990-05-02T00:00"}
    scenario = tiny.war(formations=rows, messages=[word], air_landings=[PARTY | changes.pop("party", {})], plans=[], **changes)
    scenario["places"][0]["airfield"] = True
    return scenario


def test_a_party_flies_after_the_cease_fire_to_a_garrison_that_obeys(tmp_path: Path) -> None:
    garrison = tiny.defender(start={"place": "p3"})
    fought = run(parties(garrison), tmp_path, command__obeys_on_receipt=1)
    (landed,) = fought.events("airborne")
    (order,) = fought.events("order", "b1")
    assert landed.minute >= max(order.minute, 1440 + P["landings.air_prepare_h"] * 60) and 4 <= landed.minute / 60 % 24 <= 20
    assert fought.captured("p3") == landed.minute and fought.of("prisoners", "b1") == 10_000
    assert fought.of("men", "r1") + fought.of("men", "party") == 10_000
    quiet = run(parties(garrison), tmp_path / "off", without=("airborne",), command__obeys_on_receipt=1)
    assert not quiet.events("airborne")


def test_it_does_not_fly_to_a_garrison_that_fights_on_nor_beyond_its_range(tmp_path: Path) -> None:
    garrison = tiny.defender(start={"place": "p3"})
    assert not run(parties(garrison), tmp_path, command__obeys_on_receipt=0).events("airborne")
    near = parties(garrison, party={"range_km": 100})
    assert not run(near, tmp_path / "near", command__obeys_on_receipt=1).events("airborne")


def test_a_party_that_dares_a_defended_place_may_be_lost(tmp_path: Path) -> None:
    bold = parties(tiny.defender(start={"place": "p3"}), party={"before_cease_fire": True})
    lost, kept = (run(bold, tmp_path / str(p), landings__air_defended=p) for p in (0, 1))
    assert lost.events("surrender", "party") and lost.of("prisoners", "party") == 200 and lost.captured("p3") is None
    assert kept.captured("p3") == kept.events("airborne")[0].minute and not kept.events("surrender", "party")


def test_a_party_that_is_shut_in_does_not_fly(tmp_path: Path) -> None:
    """The enemy takes p0 from which it was to fly on day 9; p3 is within its range from p1, which its side still holds."""
    late = parties(tiny.defender(start={"place": "p3"}), party={"opens": 9, "before_cease_fire": True}, days=14)
    late["formations"] = [late["formations"][0] | {"men": 500}, *late["formations"][1:]]
    late["formations"].append(tiny.defender(id="b9", men=30_000, guns=400, start={"place": "p2"}))
    late["places"][1] |= {"country": "redland", "airfield": True}
    late["places"].append(late["places"][0] | {"id": "p9", "lat": 50.3, "country": "blueland", "airfield": False})
    late["roads"].append(late["roads"][0] | {"id": "road.p0-p9", "ends": ["p0", "p9"]})
    late["formations"][-1]["start"]["place"] = "p9"
    late |= {"messages": [], "plans": [tiny.attack("b9", "p0", "p9")]}
    late["roads"] = [road for road in late["roads"] if road["id"] != "road.p0-p1"]
    fought = run(late, tmp_path, fortress__clear_weak_days=100)
    last = [track for track in fought.result.tracks if track.formation == "party"][-1]
    assert not fought.events("airborne") and not fought.events("repulsed") and (last.place, last.cause) == ("p0", "encircled")


def test_a_party_has_had_no_time_to_dig(tmp_path: Path) -> None:
    """Its division stands in a prepared post at home from the beginning; the party lands in a hasty one."""
    war = parties(tiny.defender(start={"place": "p3"}))
    war["plans"] = [tiny.plan("r1", {"task": "hold", "place": "p0", "posture": "prepared"})]
    fought = run(war, tmp_path, command__obeys_on_receipt=1)
    c = fought.campaign
    assert fought.events("airborne") and power.POSTURES[posture(c, [c.world.formation_row["party"]])] == "hasty"
    assert power.POSTURES[posture(c, [c.world.formation_row["r1"]])] == "prepared"


def test_who_obeys_and_sees_nobody_is_disarmed_by_a_commission(tmp_path: Path) -> None:
    scenario = parties(tiny.defender(start={"place": "p3"})) | {"air_landings": []}
    fought = run(scenario, tmp_path, command__obeys_on_receipt=1)
    (surrender,) = fought.events("surrender", "b1")
    (order,) = fought.events("order", "b1")
    drive_min = 60.0 / P["march.motor_km_day"] * 1440
    due = order.minute + drive_min + P["command.envoy_days"] * 1440
    assert due - 1 <= surrender.minute <= due + 2 * 360 and surrender.cause == "cease_fire"
    assert fought.captured("p3") is None


def test_a_political_line_ends_the_march_and_keeps_commissions_away(tmp_path: Path) -> None:
    line = {"id": "line", "name": "Line", "side": "red", "countries": ["beyond"]}
    scenario = tiny.war(tiny.defender(start={"place": "p3"}), stop_lines=[line], plans=[tiny.attack("r1", "p3")])
    scenario["countries"].append({"id": "beyond", "name": "Beyond", "side": "blue"})
    for place in scenario["places"][2:]:
        place["country"] = "beyond"
    held, free = (run(scenario, tmp_path / str(len(off)), without=off) for off in ((), ("stop_lines",)))
    assert held.captured("p1") is not None and held.captured("p2") is None and not held.events("contact")
    assert free.captured("p2") is not None and free.events("contact")


def test_a_reserve_sets_out_once_its_place_is_taken(tmp_path: Path) -> None:
    second = tiny.formation(id="r2")
    reserve = tiny.attack("r2", "p2") | {"release": {"taken": "p1"}}
    scenario = tiny.war(formations=[tiny.formation(guns=60), second], plans=[tiny.attack("r1", "p3"), reserve])
    fought, held = (run(scenario, tmp_path / str(len(off)), without=off) for off in ((), ("reserves",)))
    (released,) = fought.events("released")
    assert (released.minute, released.cause) == (fought.captured("p1"), "p1")
    assert fought.events("start", "r2")[0].minute == released.minute
    assert not held.events("start", "r2") and held.captured("p3") == fought.captured("p3")


def test_a_reserve_may_wait_for_a_message(tmp_path: Path) -> None:
    scenario = parties() | {"air_landings": [], "plans": [tiny.attack("r1", "p1") | {"release": {"message": "word"}}]}
    fought = run(scenario, tmp_path)
    assert [event.minute for event in fought.events("released")] == [1440]


def test_two_fronts_meet_once_and_only_on_the_enemys_ground(tmp_path: Path) -> None:
    staff = {"echelon": "front", "branch": "headquarters", "combat": False, "men": 10, "mobility": "fixed"}
    fronts = [tiny.formation(id=f"f{i}", **staff) for i in (1, 2)]
    rows = [*fronts, tiny.formation(parent="f1"), tiny.formation(id="r2", parent="f2", mobility="cavalry")]
    plans = [tiny.attack("r1", "p3"), tiny.attack("r2", "p2")]
    fought = run(tiny.war(formations=rows, plans=plans), tmp_path)
    assert [(event.formation, event.place, event.cause) for event in fought.events("link_up")] == [("r1", "p2", "f2")]


def test_a_reserve_that_goes_over_water_embarks_first_and_a_planned_attack_has_done_so(tmp_path: Path) -> None:
    far = tiny.defender(start={"place": "p3"})
    planned, reserve = voyage(far), voyage(far, of_plan={"release": {"day": 1}})
    assert run(planned, tmp_path / "a").captured("p1") == CROSSING_MIN
    fought = run(reserve, tmp_path / "b")
    assert fought.captured("p1") == fought.events("released")[0].minute + P["landings.sea_prepare_h"] * 60 + CROSSING_MIN

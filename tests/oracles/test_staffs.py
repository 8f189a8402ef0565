"""Headquarters and services on the march go nowhere that the enemy has come to meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.events import Event
from engine.scenario.loading import load_scenario
from tests import tiny

STAFF = {"echelon": "army", "branch": "headquarters", "mobility": "motor", "combat": False, "men": 300}


def staff(**changes: Any) -> dict[str, Any]:
    return tiny.formation(id="rs", name="Staff", short="S", **(STAFF | changes))


def raid(*, strikes: str, by: str, day: float, **changes: Any) -> dict[str, Any]:
    """A staff drives from p0 over p1 and p2 to p3, all its side's; the enemy comes along a road of its own and takes a place."""
    enemy = tiny.formation(id="b1", side="blue", start={"place": "away"})
    war = tiny.line(places=4, km=75.0, formations=[staff(), enemy], without=["friction", "readiness", "forced_march", "fuel"])
    for place in war["places"]:
        place["country"] = "redland"
    war["places"].append(war["places"][0] | {"id": "away", "name": "Away", "country": "blueland", "lat": 51.0})
    war["roads"].append(war["roads"][0] | {"id": "road.away", "ends": ["away", strikes], "km": 1})
    war["plans"] = [
        tiny.plan("rs", {"task": "march", "place": "p0"}, {"task": "march", "place": "p3"}),
        tiny.plan("b1", {"task": "march", "place": "away"}, {"task": "attack", "place": by}, opens=day),
    ]
    return war | changes


def stations(run: tiny.Run) -> list[str]:
    return [event.place for event in run.result.recorder.events if event.formation == "rs" and event.kind in ("pass", "capture")]


def in_enemy_hands(run: tiny.Run) -> list[Event]:
    """Entries of what is not combat troops into places that the other side holds in that minute."""
    world = run.campaign.world
    sides = [world.spec.sides[int(side)].id for side in world.network.holder_at_start]
    holder = {place.id: side for place, side in zip(world.places, sides, strict=True)}
    combat = {formation.id: formation.combat for formation in world.formations}
    found = []
    for event in run.result.recorder.events:
        if event.kind in ("capture", "airborne"):
            holder[event.place] = event.side
        if event.kind == "pass" and not combat[event.formation] and holder[event.place] != event.side:
            found.append(event)
    return found


def test_undisturbed_it_drives_through(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(raid(strikes="p1", by="p1", day=15), tmp_path))
    assert stations(run) == ["p1", "p2", "p3"]


def test_it_turns_back_before_a_place_that_has_fallen_while_it_was_on_the_road(tmp_path: Path) -> None:
    """The enemy takes p1 after the staff has left p0: it comes before p1, drives back, and waits there."""
    run = tiny.fight(tiny.load(raid(strikes="p1", by="p1", day=0.2), tmp_path))
    assert stations(run) == ["p0"] and not in_enemy_hands(run)
    back = next(event.minute for event in run.result.recorder.events if event.kind == "pass" and event.formation == "rs")
    assert back == pytest.approx(2 * 75 / 150 * 1440, abs=5), "there and back again"
    waits = run.events("halt", "rs")
    assert [event.cause for event in waits] == ["follows"] and waits[0].minute == back


def test_it_goes_on_once_its_own_side_has_the_place_again(tmp_path: Path) -> None:
    war = raid(strikes="p1", by="p1", day=0.2)
    guard = tiny.formation(id="r1", guns=200, tanks=100, men=30000, start={"place": "p2"})
    war["formations"].append(guard)
    war["plans"].append(tiny.plan("r1", {"task": "march", "place": "p2"}, {"task": "attack", "place": "p1"}, opens=1.5))
    run = tiny.fight(tiny.load(war, tmp_path))
    retaken = [capture.minute for capture in run.result.recorder.captures if capture.place == "p1" and capture.side == "red"]
    assert retaken and stations(run) == ["p0", "p1", "p2", "p3"] and not in_enemy_hands(run)
    assert next(e.minute for e in run.events("pass", "rs") if e.place == "p1") > retaken[0]


def test_it_falls_back_where_the_enemy_takes_the_place_in_which_it_waits(tmp_path: Path) -> None:
    """p2 is the enemy's from the start, so that the staff waits at p1; p1 falls, and it goes back to p0."""
    war = raid(strikes="p1", by="p1", day=2)
    war["places"][2]["country"] = "blueland"
    run = tiny.fight(tiny.load(war, tmp_path))
    assert stations(run) == ["p1", "p0"] and not in_enemy_hands(run)
    fell = next(capture.minute for capture in run.result.recorder.captures if capture.place == "p1")
    withdraw = run.events("withdraw", "rs")
    assert [event.minute for event in withdraw] == [fell]


def test_between_two_places_that_are_lost_it_stands_on_the_road(tmp_path: Path) -> None:
    """Another enemy takes p0 behind it: it can neither go on nor back."""
    war = raid(strikes="p1", by="p1", day=0.2)
    second = tiny.formation(id="b2", side="blue", start={"place": "far"})
    war["formations"].append(second)
    war["places"].append(war["places"][-1] | {"id": "far", "name": "Far", "lat": 49.0})
    war["roads"].append(war["roads"][0] | {"id": "road.behind", "ends": ["far", "p0"], "km": 1})
    war["plans"].append(tiny.plan("b2", {"task": "march", "place": "far"}, {"task": "attack", "place": "p0"}, opens=0.2))
    run = tiny.fight(tiny.load(war, tmp_path))
    assert stations(run) == [] and [event.cause for event in run.events("halt", "rs")] == ["follows"]
    assert run.result.tracks[-1].state != "eliminated" and not run.events("resume", "rs")


@pytest.mark.soak
def test_in_the_campaign_nobody_walks_through_the_enemy(tmp_path: Path) -> None:
    """A replication of another seed, in which that happened six times when only the beginning of a road was looked at."""
    scenario = load_scenario("manchuria_1945")
    assert not in_enemy_hands(tiny.fight(scenario, seed=2, replication=1))

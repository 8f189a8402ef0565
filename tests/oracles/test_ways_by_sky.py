"""Which way a column takes: the quickest under the sky of the day on which it sets out on each step of its plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.rules import skies
from engine.scenario import parameters
from engine.theatre.itineraries import Orders
from engine.theatre.routes import Path as Way
from tests import shipped, tiny

P = parameters.values({})
ROAD_KM, TRACK_KM = 150.0, 120.0
"""A dirt road by `m` and a shorter track by `t`: dry the road is quicker, in rain, where both are tracks, the track."""


def way(a: str, b: str, km: float, surface: str) -> dict[str, Any]:
    return {
        "id": f"road.{a}-{b}",
        "ends": [a, b],
        "surface": surface,
        "km": km,
        "terrain": "plain",
        "trafficability": "poor",
    }


def forks(first: int, last: int, **changes: Any) -> dict[str, Any]:
    """Lorries go from p0 to p1 and on to p2, each time by `m` or by `t`; it rains from one day of May to another."""
    lorries = tiny.formation(mobility="motor", branch="motor_rifle")
    war = tiny.line(places=3, formations=[lorries], without=["friction", "readiness", "forced_march", "fuel"])
    war["roads"] = []
    for here, there in (("p0", "p1"), ("p1", "p2")):
        for name, km, surface in (("m", ROAD_KM, "road"), ("t", TRACK_KM, "track")):
            middle = f"{name}{there}"
            war["places"].append(war["places"][1] | {"id": middle, "name": middle, "lat": 50.5})
            war["roads"] += [way(here, middle, km / 2, surface), way(middle, there, km / 2, surface)]
    war["regions"] = [{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}]
    war["weather"] = [
        {"region": "all", "sky": "rain", "from_date": f"1990-05-{first:02}", "to_date": f"1990-05-{last:02}", "note": "a test"}
    ]
    steps = [{"task": "march", "place": "p0"}, {"task": "attack", "place": "p1"}, {"task": "attack", "place": "p2"}]
    return war | {"plans": [tiny.plan("r1", *steps)]} | changes


def gone_by(run: tiny.Run) -> list[str]:
    """The places that the column came to, in order."""
    return [event.place for event in run.result.recorder.events if event.kind in ("pass", "capture") and event.formation == "r1"]


def days(*stretches: tuple[float, float]) -> float:
    return sum(km / (P["march.motor_km_day"] * mult) for km, mult in stretches)


def test_in_dry_weather_all_go_by_the_road(tmp_path: Path) -> None:
    assert gone_by(tiny.fight(tiny.load(forks(19, 19), tmp_path))) == ["mp1", "p1", "mp2", "p2"]


def test_in_the_rain_all_go_by_the_shorter_track_and_are_sooner_there(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(forks(1, 19), tmp_path))
    assert gone_by(run) == ["tp1", "p1", "tp2", "p2"]
    track = P["march.track_wheeled_mult"]
    by_track, by_road = days((2 * TRACK_KM, track)), days((2 * ROAD_KM, track))
    assert run.captured("p2") == pytest.approx(by_track * 1440, abs=5) and by_track < by_road


def test_the_sky_is_that_of_the_day_on_which_a_step_begins(tmp_path: Path) -> None:
    """It rains on the first day alone, and the second step begins on the next: by track, then by road."""
    run = tiny.fight(tiny.load(forks(1, 1), tmp_path))
    assert gone_by(run) == ["tp1", "p1", "mp2", "p2"]
    assert run.captured("p1") == pytest.approx(days((TRACK_KM, P["march.track_wheeled_mult"])) * 1440, abs=5)


def test_a_day_that_leaves_roads_dry_changes_no_way(tmp_path: Path) -> None:
    war = forks(1, 19)
    war["weather"][0]["sky"] = "overcast"
    assert gone_by(tiny.fight(tiny.load(war, tmp_path))) == ["mp1", "p1", "mp2", "p2"]


def test_no_way_leads_around_a_phase_line(tmp_path: Path) -> None:
    halt = {"id": "line", "formation": "r1", "at": ["mp1"], "until": {"day": 0.5}}
    assert gone_by(tiny.fight(tiny.load(forks(1, 19, halts=[halt]), tmp_path))) == ["mp1", "p1", "tp2", "p2"]


def test_both_steps_are_reached_whatever_the_way(tmp_path: Path) -> None:
    for last, name in ((1, "a"), (19, "b")):
        run = tiny.fight(tiny.load(forks(1, last), tmp_path / name))
        reached = [(event.cause, event.place) for event in run.events("reach")]
        assert reached == [("step 2", "p1"), ("step 3", "p2")]
        km = [track.axis_km for track in run.result.tracks]
        assert km == sorted(km) and km[-1] == pytest.approx(2 * ROAD_KM)


@pytest.fixture(scope="module")
def orders() -> Orders:
    return shipped.theatre("manchuria_1945").orders


def test_another_way_of_a_step_leaves_the_rest_of_an_axis_as_it_was(orders: Orders) -> None:
    """Every step of every axis of the campaign in the rain: legs hold together, goals stay, and nobody is slower than planned."""
    world, taken = orders.world, 0
    rain = skies.NAMES.index("rain")
    joined = [set(pair) for pair in world.network.ends.T.tolist()]
    for f, planned in enumerate(orders.itineraries):
        for leg in planned.begins if planned else ():
            assert planned is not None
            if leg >= len(planned.legs):
                continue
            other = orders.under_todays_sky(f, planned, leg, lambda link: rain)
            if other is planned:
                continue
            taken += 1
            here = [world.place_row[world.formations[f].start.place]]
            for link, place in other.legs:
                assert joined[link] == {here[-1], place}
                here.append(place)
            assert np.all(np.diff(other.axis_km) >= 0) and len(other.axis_km) == len(here) == len(other.planned) + 1
            ends = [{step: each.legs[goal][1] for goal, step in each.goals.items()} for each in (planned, other)]
            assert ends[0] == ends[1] and list(other.begins.values()) == list(planned.begins.values())
            assert list(other.planned) == sorted(other.planned) and max(other.planned) == len(planned.legs) - 1
            mobility = world.order_of_battle.mobility[f]
            ways = (Way(each.legs, 0.0) for each in (planned, other))
            before, after = (orders.router.minutes_under(mobility, each, lambda link: rain) for each in ways)
            assert after < before
            assert not any(world.off_limits[world.order_of_battle.side[f]][place] for place in here)
    assert taken > 50


def test_of_the_ways_by_sky_the_first_is_that_of_dry_weather_and_trains_know_no_other(orders: Orders) -> None:
    router = orders.router
    dry, *others = router.choices("motor", "lupei", "tungliao")
    assert dry == router.path("motor", "lupei", "tungliao") and others
    assert router.quickest("motor", "lupei", "tungliao", lambda link: skies.DRY) == dry
    assert len(router.choices("train:1435", "mukden", "changchun")) == 1

"""Who stands in a place: a detachment takes it days before its main body is there, and is on the map only while it is ahead."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests import tiny

FORWARD = "r1.forward"


def axis(days):
    """A tank corps with one fill and a plan that names every one of twenty places on its way."""
    plan = tiny.attack("r1", "p19")
    plan["steps"][1:] = [{"task": "attack", "place": f"p{n}"} for n in range(1, 20)]
    tanks = tiny.tanks(start={"fuel_fills": 1.0})
    return tiny.line(places=20, km=20, surface="steppe", formations=[tanks], plans=[plan], days=days)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    """It runs dry on the way and is refuelled; nobody resists."""
    scenario = axis(days=40)
    scenario["rules"] = {"fuel": {"alone_days": 0.28}}
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 20}]
    return simulate(tiny.load(scenario, tmp_path_factory.mktemp("bodies")))


def arrivals(run, formation):
    """Place to the minute at which a formation is first there."""
    found: dict[str, int] = {}
    for event in run.recorder.events:
        if event.formation == formation and event.kind in ("pass", "capture"):
            found.setdefault(event.place, event.minute)
    return found


def test_a_capture_says_whether_the_main_body_or_a_detachment_takes_the_place(run):
    taken = list(csv.DictReader(io.StringIO(run.files["captures.csv"])))
    assert {row["by"] for row in taken} == {"body", "detachment"}
    assert all((row["by"] == "detachment") == (row["formation"] == FORWARD) for row in taken)


def test_a_main_body_has_a_day_of_its_own_in_every_place_that_is_taken(run):
    days = {name: value for name, value, _ in run.outcomes}
    main_body, later = arrivals(run, "r1"), 0
    for capture in run.recorder.captures:
        first, body = days[f"captured_day.{capture.place}"], days[f"main_body_day.{capture.place}"]
        assert body == pytest.approx(main_body[capture.place] / 1440) and body >= first
        later += body > first
    assert later == sum(capture.by == "detachment" for capture in run.recorder.captures) > 0


def test_a_place_that_only_a_detachment_reaches_has_no_main_body(tmp_path):
    scenario = axis(days=10)
    scenario["supply_sources"] = []
    short = simulate(tiny.load(scenario, tmp_path))
    days, last = {name: value for name, value, _ in short.outcomes}, short.recorder.captures[-1]
    assert last.by == "detachment" and days[f"captured_day.{last.place}"] < 10 and days[f"main_body_day.{last.place}"] == 10


def test_the_tracks_have_a_detachment_while_it_is_ahead_and_not_otherwise(run):
    """Men are never counted twice, and nobody who is with the main body stands in a place of its own."""
    sent = [event.minute for event in run.recorder.events if event.kind == "detachment"]
    joined = [event.minute for event in run.recorder.events if event.kind == "closed_up"]
    ahead = {track.minute for track in run.tracks if track.formation == FORWARD}
    every = {track.minute for track in run.tracks}
    out = {m for m in every if sum(s <= m for s in sent) > sum(j <= m for j in joined)}
    assert len(sent) == len(joined) >= 1 and ahead == out and out != every
    for minute in every:
        assert sum(track.men for track in run.tracks if track.minute == minute) == pytest.approx(1000)


@pytest.mark.parametrize(("share", "by"), [(1.0, "body"), (0.5, "body"), (0.49, "detachment")])
def test_the_larger_part_of_a_formation_is_its_main_body(run, share, by):
    bodies = run.world.order_of_battle
    assert bodies.body(bodies.row["r1"], share) == by and bodies.body(bodies.row[FORWARD], 1.0) == "detachment"


def test_a_forward_detachment_of_the_order_of_battle_is_no_main_body(tmp_path: Path):
    war = tiny.war(formations=[tiny.formation(), tiny.formation(id="r2", forward_detachment=True), tiny.defender()])
    bodies = prepare(tiny.load(war, tmp_path)).world.order_of_battle
    assert [bodies.detached[bodies.row[name]] for name in ("r1", "r2")] == [False, True]

"""Coming and going: who is nowhere before its day and after it, comes to the minute, and moves nobody else's dice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import ScenarioError
from engine.processes.campaign import Campaign
from engine.scenario.loading import load_scenario
from engine.theatre.preparation import prepare
from tests import tiny

DAY = 1440


def relief(**changes: Any) -> dict[str, Any]:
    """A division that comes to p2 on the third day, where nobody has stood before."""
    return tiny.defender(arrives={"day": 3}, **changes)


def rails(*pairs: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"id": f"rail.p{a}-p{b}", "ends": [f"p{a}", f"p{b}"], "km": 20, "gauge_mm": 1435} for a, b in pairs]


def fight(scenario: dict[str, Any], folder: Path, **options: Any) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled()), **options)


def row(c: Campaign, formation: str) -> int:
    return c.world.formation_row[formation]


def test_before_its_day_it_is_nowhere(tmp_path: Path) -> None:
    """It holds nothing, is not fought, eats nothing and is in no sum of men; on its day it is whole."""
    war = tiny.war(relief(), days=6, plans=[tiny.attack("r1", "p1")])
    war["supply_sources"] = [{"id": "store", "place": "p3", "side": "blue", "t_per_day": 1000}]
    seen: list[tuple[int, float, bool, float]] = []

    def look(c: Campaign) -> None:
        f = row(c, "b1")
        sent = float((c.state.transport.sent_t + c.state.transport.opened_t)[:, f].sum())
        seen.append((c.minute, float(c.state.strengths.men[f]), bool(c.state.fights[f]), sent))

    run = fight(war, tmp_path, at_sample=look)
    before, after = [one for one in seen if one[0] < 3 * DAY], [one for one in seen if one[0] > 3 * DAY]
    assert {one[1:] for one in before} == {(0.0, False, 0.0)}
    assert {one[1:3] for one in after} == {(10_000.0, True)} and after[-1][3] > 0.0
    (came,) = run.events("arrival")
    assert (came.minute, came.formation, came.place, came.cause) == (3 * DAY, "b1", "p2", "p2")
    assert dict(came.numbers) == {"men": 10_000, "by_rail": 0}
    assert min(track.minute for track in run.result.tracks if track.formation == "b1") == 3 * DAY, "no row before"
    c = run.campaign
    assert c.state.strengths.men_at_start[row(c, "b1")] == 10_000
    assert c.state.food_days[row(c, "b1")] > 90


def test_what_passes_before_its_day_meets_nobody_and_what_comes_later_fights(tmp_path: Path) -> None:
    early = fight(tiny.war(relief(), plans=[tiny.attack("r1", "p3")]), tmp_path / "early")
    assert early.captured("p2") is not None and early.captured("p2") < 3 * DAY and not early.events("contact")
    late = fight(tiny.war(relief(), plans=[tiny.attack("r1", "p3") | {"opens": 4}]), tmp_path / "late")
    assert late.events("contact")[0].cause == "p2"


def test_who_has_yet_to_come_or_does_not_come_within_the_days_moves_nobody(tmp_path: Path) -> None:
    """The same dice, event for event, as without it: with all chance on."""
    extra = tiny.defender(id="b2", arrives={"day": 90}, start={"place": "p3"})
    with_it = tiny.war(tiny.defender(), extra, without=[])
    without = tiny.war(tiny.defender(), without=[])
    runs = [tiny.fight(tiny.load(war, tmp_path / str(i)), seed=4) for i, war in enumerate((with_it, without))]
    assert runs[0].result.recorder.events == runs[1].result.recorder.events
    assert runs[0].result.recorder.captures == runs[1].result.recorder.captures


def test_a_plan_begins_when_its_formation_has_come(tmp_path: Path) -> None:
    war = tiny.war(tiny.defender(start={"place": "p3"}), days=8)
    war["formations"][0] |= {"arrives": {"day": 2.25}}
    run = fight(war, tmp_path)
    assert run.events("start")[0].minute == run.events("arrival")[0].minute == round(2.25 * DAY)
    assert run.captured("p1") > 2.25 * DAY


def test_a_plan_of_defence_begins_when_its_formation_has_come(tmp_path: Path) -> None:
    """It takes up its post then: a position of a few hours is a hasty one, whatever the plan says."""
    stand = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})
    run = fight(tiny.war(relief(), plans=[tiny.attack("r1", "p3") | {"opens": 2.5}, stand], days=4), tmp_path)
    assert run.campaign.state.posted_minute[row(run.campaign, "b1")] == 3 * DAY


@pytest.mark.parametrize(("lost", "where"), [((), "p1"), (("p1",), "p2"), (("p1", "p2"), "p3")])
def test_a_train_whose_way_is_lost_detrains_before_it(tmp_path: Path, lost: tuple[str, ...], where: str) -> None:
    division = tiny.defender(arrives={"day": 1, "place": "p1", "by": "rail"}, start={"place": "p3"})
    war = tiny.war(division, railways=rails((1, 2), (2, 3)), plans=[], days=3)
    war["formations"][0]["start"]["place"] = "p0"
    for place in war["places"]:
        place["held_by"] = "red" if place["id"] in ("p0", *lost) else "blue"
    (came,) = fight(war, tmp_path).events("arrival")
    assert (came.place, came.cause, came.minute) == (where, "p1", DAY) and dict(came.numbers)["by_rail"] == 1


def test_where_even_the_first_place_is_lost_it_waits_until_that_is_its_own(tmp_path: Path) -> None:
    division = tiny.formation(id="r2", arrives={"day": 0.5, "place": "p2"}, start={"place": "p1"})
    run = fight(
        tiny.war(tiny.defender(start={"place": "p3"}), days=8) | {"formations": [tiny.formation(guns=60), division]}, tmp_path
    )
    (came,) = run.events("arrival")
    assert came.minute == run.captured("p1") > 0.5 * DAY and came.place == "p1"


def test_who_leaves_takes_what_it_has_and_leaves_its_losses(tmp_path: Path) -> None:
    stand = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})
    war = tiny.war(tiny.defender(leaves={"day": 4}), days=6, plans=[tiny.attack("r1", "p3"), stand])
    run = tiny.fight(tiny.load(war, tmp_path, settings=tiny.settled(advance__depth_fortified_km=500)))
    (left,) = run.events("departure")
    lost = sum(run.of(name, "b1") for name in ("killed", "wounded", "prisoners", "dispersed"))
    assert (left.minute, left.formation) == (4 * DAY, "b1") and lost > 0
    assert run.of("men", "b1") == 0 and run.of("men_at_start", "b1") == pytest.approx(lost)
    assert dict(left.numbers)["men"] == pytest.approx(10_000 - lost)
    taken = run.captured("p2")
    assert taken is not None and 4 * DAY <= taken <= 5 * DAY, "nobody bars the way any more"
    rows = run.result.tables["losses.csv"].splitlines()
    counted = dict(zip(rows[0].split(","), next(line for line in rows if line.startswith("b1")).split(","), strict=True))
    gone = sum(int(counted[name]) for name in ("killed", "wounded", "prisoners", "dispersed", "present"))
    assert int(counted["men_at_start"]) + int(counted["men_joined"]) == gone


def test_who_leaves_on_the_march_marches_no_further_and_is_fed_no_more(tmp_path: Path) -> None:
    war = tiny.war(tiny.defender(start={"place": "p3"}), days=6)
    war["formations"][0] |= {"leaves": {"day": 0.4}}
    war["supply_sources"] = [{"id": "store", "place": "p0", "side": "red", "t_per_day": 1000}]
    run = fight(war, tmp_path)
    assert run.captured("p1") is None
    f = row(run.campaign, "r1")
    assert run.campaign.state.transport.on_road_t()[:, f].sum() == pytest.approx(0.0)
    assert max(track.minute for track in run.result.tracks if track.formation == "r1") < 0.5 * DAY, "no row after"


def test_a_garrison_is_there_when_its_formation_is(tmp_path: Path) -> None:
    fort = {"id": "works", "name": "Works", "place": "p2", "garrison": "b1", "garrison_men": 2000, "frontage_km": 5}
    run = fight(tiny.war(relief(start={"place": "p3"}), forts=[fort], plans=[], days=5), tmp_path)
    came = {event.formation: (event.minute, event.place, dict(event.numbers)["men"]) for event in run.events("arrival")}
    assert came == {"works": (3 * DAY, "p2", 2000), "b1": (3 * DAY, "p3", 8000)}


def test_a_follower_waits_for_one_that_has_yet_to_come(tmp_path: Path) -> None:
    rows = [tiny.formation(), tiny.formation(id="r2", arrives={"day": 2})]
    plans = [tiny.attack("r1", "p3") | {"follows": "r2"}, tiny.attack("r2", "p3")]
    run = fight(tiny.war() | {"formations": rows, "plans": plans}, tmp_path)
    assert run.captured("p1") > 2 * DAY


def test_a_cease_fire_reaches_who_comes_after_it(tmp_path: Path) -> None:
    end = {"id": "end", "kind": "cease_fire", "sender": "b1", "to": ["b1"], "at": "1990-05-02T00:00"}
    war = tiny.war(relief(start={"place": "p3"}), plans=[], messages=[end], days=5)
    run = fight(war, tmp_path)
    assert [(event.minute, event.formation) for event in run.events("order")] == [(3 * DAY, "b1")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"arrives": {"day": 3, "place": "p9"}}, "arrives.place is 'p9', which is not in places"),
        ({"arrives": {"day": 3}, "leaves": {"day": 3}}, "leaves.day is 3, not after it arrives on 3; swap them"),
        ({"arrives": {"day": 3}, "lorries": 5}, "arrives is given, but its lorries serve others on all days"),
        ({"leaves": {"day": 3}, "lorries": 5}, "leaves is given, but its lorries serve others on all days"),
        ({"arrives": {"day": -1}}, "arrives.day is -1; it must be 0 or more"),
        ({"arrives": {"day": 1, "by": "boat"}}, "arrives.by is 'boat'; it must be one of road, rail"),
    ],
)
def test_wrong_uses_are_refused(tmp_path: Path, changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ScenarioError, match=text):
        tiny.load(tiny.war(tiny.defender(**changes)), tmp_path)


def test_a_way_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    division = tiny.defender(arrives={"day": 1, "place": "p1", "by": "rail"}, start={"place": "p3"})
    with pytest.raises(ScenarioError, match="arrives: no railway in operation of 1435 mm leads from p3 to p1"):
        prepare(tiny.load(tiny.war(division, railways=rails((2, 3))), tmp_path))


def test_the_variant_of_crossroads_shows_it(tmp_path: Path) -> None:
    run = tiny.fight(load_scenario("crossroads/by_rail"))
    assert run.events("arrival") and run.events("departure")
    assert np.isfinite(run.campaign.state.readiness).all()

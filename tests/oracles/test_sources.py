"""Sources by schedule, for some formations, that open and close; allocations; depots that are lost: against closed forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from engine.scenario import parameters
from engine.state.supply import Supply
from tests import tiny

P = parameters.values({})
DAYS = 20
RUN_DAYS = DAYS - 0.25
"""The last look at supply is six hours before the end."""
FUEL, AMMUNITION, FOOD, ALL = range(4)
HUNGRY = 500_000
"""Men who eat more than any source here has."""


def hungry(name: str, place: str = "p0", **more: Any) -> dict[str, Any]:
    return tiny.formation(id=name, men=HUNGRY, start={"place": place, "food_days": 0}) | more


def fought(folder: Path, *sources: dict[str, Any], formations: list[dict[str, Any]] | None = None, **changes: Any) -> tiny.Run:
    """Formations that stand on a road of 100 km a link, in a country of their own, and what these sources issue to them."""
    rows = formations or [hungry("r1")]
    scenario = tiny.line(formations=rows, plans=[], days=DAYS, without=["friction", "readiness", "lorries"]) | changes
    for place in scenario["places"]:
        place["country"] = "redland"
    scenario["supply_sources"] = [{"place": "p0", "side": "red"} | source for source in sources]
    return tiny.fight(tiny.load(scenario, folder))


def sent_t(run: tiny.Run, *names: str) -> list[float]:
    """Tonnes that have left the depots for formations since the start."""
    row = run.campaign.world.formation_row
    return [float(run.campaign.state.transport.sent_t[:, row[name]].sum()) for name in names]


def test_several_sources_at_a_place_add_up(tmp_path: Path) -> None:
    one = fought(tmp_path / "one", {"id": "a", "t_per_day": 70})
    two = fought(tmp_path / "two", {"id": "a", "t_per_day": 30}, {"id": "b", "t_per_day": 40})
    assert sent_t(two, "r1") == sent_t(one, "r1") == pytest.approx([70 * (RUN_DAYS + P["rail.captured_stock_days"])])


def test_a_source_issues_what_its_schedule_says(tmp_path: Path) -> None:
    """100 t of food a day for five days, none for five, then 40 until the last look, and its window cuts them."""
    food = {"food": [[0, 100], [5, 0], [10, 40]]}
    for window, tonnes in (({}, 890.0), ({"opens": 2.5}, 640.0), ({"closes": 12.25}, 590.0), ({"opens": 5, "closes": 10}, 0.0)):
        run = fought(tmp_path / str(tonnes), {"id": "a", "issues": food} | window)
        assert run.campaign.state.depots.issued_t.sum(axis=1) == pytest.approx(np.array([0.0, 0.0, tonnes, 0.0]))
        assert sent_t(run, "r1") == pytest.approx([tonnes])


def test_goods_are_counted_apart(tmp_path: Path) -> None:
    """Those who lack food alone draw no fuel; fuel beyond what a depot keeps is not issued."""
    run = fought(tmp_path, {"id": "a", "issues": {"fuel": 50, "food": 20, "all": 10}, "stock": {"food": 7, "all": 3}})
    depots = run.campaign.state.depots
    assert depots.drawn_t[:, FOOD] == pytest.approx([0, 0, 20 * RUN_DAYS + 7, 10 * RUN_DAYS + 3])
    assert depots.drawn_t[:, [FUEL, AMMUNITION]].sum() == 0.0
    assert depots.issued_t[FUEL].sum() == pytest.approx(50 * (P["rail.captured_stock_days"] + 0.25))


def test_a_railhead_moves(tmp_path: Path) -> None:
    """One closes and another opens 100 km on: from that day the formation at p2 draws from there."""
    run = fought(
        tmp_path,
        {"id": "a", "t_per_day": 900, "closes": 10},
        {"id": "b", "place": "p1", "t_per_day": 900, "opens": 10},
        formations=[hungry("r1", "p2")],
    )
    km = {track.minute // 720 / 2: track.supply_km for track in run.result.tracks}
    assert km[9.5] == 200 and km[10.5] == 100


def test_a_closed_source_is_drawn_upon_until_its_stock_is_used_up(tmp_path: Path) -> None:
    """90 t in stock for one who eats 10 t a day: at the near place for a week or so, then at the far one."""
    man = tiny.formation(men=5000, start={"place": "p2", "food_days": 30})
    run = fought(
        tmp_path,
        {"id": "a", "t_per_day": 900},
        {"id": "b", "place": "p1", "t_per_day": 0, "closes": 2, "stock": {"all": 90}},
        formations=[man],
    )
    near = [track.minute / 1440 for track in run.result.tracks if track.supply_km == 100]
    assert min(near) == 0.5 and max(near) == pytest.approx(90 / (5000 * P["supply.food_kg_man_day"] / 1000), abs=1.5)
    assert run.campaign.state.depots.stock_t[:, :, 1].sum() == pytest.approx(0.0)


def test_a_dump_binds_nobody_once_the_railhead_has_moved(tmp_path: Path) -> None:
    """A stock of fuel for one formation, beside a railhead that closes on day 10: from then on it draws where another opens."""
    run = fought(
        tmp_path,
        {"id": "a", "t_per_day": 900, "closes": 10, "stock": {"fuel": 5}},
        {"id": "b", "place": "p1", "t_per_day": 900, "opens": 10},
        {"id": "dump", "stock": {"fuel": 40}, "for": ["r1"]},
        formations=[hungry("r1", "p0")],
    )
    km = {track.minute // 720 / 2: track.supply_km for track in run.result.tracks}
    assert km[9.5] == 0 and km[12] == 100


def test_a_source_serves_those_whom_it_is_for(tmp_path: Path) -> None:
    """50 t for the first alone; 30 for both, of which the first, who gets 50 already, draws in proportion to what it lacks."""
    armies = [hungry("r1"), hungry("r2")]
    own = fought(tmp_path / "own", {"id": "a", "t_per_day": 50, "for": ["r1"]}, formations=armies)
    assert sent_t(own, "r1", "r2") == pytest.approx([50 * (RUN_DAYS + 1), 0.0])
    both = fought(tmp_path / "both", {"id": "a", "t_per_day": 50, "for": ["r1"]}, {"id": "b", "t_per_day": 30}, formations=armies)
    first, second = sent_t(both, "r1", "r2")
    assert first + second == pytest.approx(80 * (RUN_DAYS + 1)) and first > 50 * (RUN_DAYS + 1)
    assert 14 * (RUN_DAYS + 1) < second < 17 * (RUN_DAYS + 1)
    nobody = fought(tmp_path / "nobody", {"id": "a", "t_per_day": 50, "for": []}, formations=armies)
    assert sent_t(nobody, "r1", "r2") == [0.0, 0.0]


def test_those_whom_the_near_source_is_not_for_go_to_the_far_one(tmp_path: Path) -> None:
    rows = [tiny.formation(id="army", men=0, combat=False, branch="headquarters", echelon="army")]
    rows += [hungry("r1", "p2", parent="army"), hungry("r2", "p2")]
    run = fought(
        tmp_path, {"id": "a", "t_per_day": 90}, {"id": "b", "place": "p1", "t_per_day": 90, "for": ["army"]}, formations=rows
    )
    row = run.campaign.world.formation_row
    assert run.campaign.state.supply_km[[row["r1"], row["r2"]]].tolist() == [100, 200]


def test_an_allocation_divides_what_a_source_issues(tmp_path: Path) -> None:
    """70 t a day by claims, then 5 : 2 from day 8 on, then all to the second when a message is sent on day 12."""
    armies = [hungry("r1"), hungry("r2")]
    word = {"id": "word", "kind": "broadcast", "sender": "r1", "to": ["r1"], "at": "1990-05-13T00:00"}
    decisions = [
        {"id": "north", "sources": ["a"], "day": 8, "shares": {"r1": 5000, "r2": 2000}},
        {"id": "south", "place": "p0", "message": "word", "shares": {"r1": 0, "r2": 1}},
    ]
    source = {"id": "a", "issues": {"food": 70}}
    claimed = sent_t(fought(tmp_path / "c", source, formations=armies), "r1", "r2")
    assert claimed == pytest.approx([35 * RUN_DAYS, 35 * RUN_DAYS])
    once = sent_t(fought(tmp_path / "1", source, formations=armies, allocations=decisions[:1]), "r1", "r2")
    assert once == pytest.approx([35 * 8 + 50 * (RUN_DAYS - 8), 35 * 8 + 20 * (RUN_DAYS - 8)])
    twice = sent_t(fought(tmp_path / "2", source, formations=armies, allocations=decisions, messages=[word]), "r1", "r2")
    day = 0.25 * 70  # the six hours in which the message is sent are the second's already, or not yet
    assert twice == pytest.approx([35 * 8 + 50 * 4, 35 * 8 + 20 * 4 + 70 * (RUN_DAYS - 12)], abs=day)


def test_an_unused_share_stays_in_stock_for_its_army(tmp_path: Path) -> None:
    """The second eats nothing: what is kept for it is a day of its share, and the first gets no more for it."""
    armies = [hungry("r1"), tiny.formation(id="r2", men=0, combat=False, branch="headquarters")]
    halves = {"id": "halves", "sources": ["a"], "shares": {"r1": 1, "r2": 1}}
    run = fought(tmp_path, {"id": "a", "issues": {"food": 60}}, formations=armies, allocations=[halves])
    assert sent_t(run, "r1", "r2") == pytest.approx([30 * RUN_DAYS, 0.0])
    assert run.campaign.state.depots.stock_t.sum() == pytest.approx(30 * (P["rail.captured_stock_days"] + 0.25))


def test_the_stock_of_a_source_takes_no_room_from_what_it_issues(tmp_path: Path) -> None:
    """A store of 500 t keeps nobody from issuing: 500 + 10 t a day leave it. Where nobody fetches any it fills up beyond 500."""
    source = {"id": "a", "issues": {"food": 10}, "stock": {"food": 500}}
    assert sent_t(fought(tmp_path / "eaten", source), "r1") == pytest.approx([500 + 10 * RUN_DAYS])
    full = fought(tmp_path / "full", source, formations=[tiny.formation(men=0, combat=False, branch="headquarters")])
    assert full.campaign.state.depots.stock_t.sum() == pytest.approx(500 + 10 * (P["rail.captured_stock_days"] + 0.25))


def test_a_depot_is_captured_with_its_place_unless_it_is_destroyed(tmp_path: Path) -> None:
    """Fuel is fuel to the captor, food is food, ammunition nothing; a share of all may be destroyed before."""

    def found(share: float, folder: Path) -> list[float]:
        scenario = tiny.line(formations=[tiny.tanks(start={"food_days": 5})], without=["friction", "readiness"])
        stock = {"fuel": 24, "ammunition": 100, "food": 6}
        scenario["supply_sources"] = [
            {"id": "theirs", "place": "p1", "side": "blue", "stock": stock, "destroyed_share": share},
        ]
        scenario["plans"][0]["steps"][1]["place"] = "p1"
        with mock.patch.object(Supply, "capture", autospec=True) as capture:
            tiny.fight(tiny.load(scenario, folder))
        (call,) = capture.call_args_list
        return [float(tonnes.sum()) for tonnes in call.args[2:]]

    assert found(0.0, tmp_path / "whole") == pytest.approx([24, 6])
    assert found(0.75, tmp_path / "burned") == pytest.approx([6, 1.5])

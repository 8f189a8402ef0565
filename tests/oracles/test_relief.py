"""Sieges and positions whose besiegers or attackers are beaten, gone or overtaken: nobody waits for ever or changes sides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.processes.campaign import Campaign
from engine.processes.clock import Signal
from engine.processes.combat.positions import engage
from engine.randomness import Dice
from engine.theatre.preparation import prepare
from tests import tiny
from tests.oracles.test_siege import WHOLE, besieged, run


def with_relief(*more: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Works at p2 are besieged; ten days later two of the defender's divisions come from p9, north of it."""
    rows = [tiny.defender(id=f"b{i}", men=30_000, guns=400, start={"place": "p9"}) for i in (8, 9)]
    war = besieged(*rows, *more, **changes)
    war["places"].append(war["places"][2] | {"id": "p9", "lat": 50.2})
    war["roads"].append(war["roads"][1] | {"id": "road.p2-p9", "ends": ["p2", "p9"]})
    war["plans"] += [tiny.attack(row["id"], "p2", "p9") | {"opens": 10} for row in rows]
    return war


def relieved(tmp_path: Path, **changes: Any) -> tiny.Run:
    return run(with_relief(**changes), tmp_path, fortress__clear_strong_days=100, advance__depth_hasty_km=2)


def test_a_garrison_is_free_when_its_own_side_takes_its_place(tmp_path: Path) -> None:
    fought = relieved(tmp_path)
    s, world = fought.campaign.state, fought.campaign.world
    (event,) = fought.events("relieved")
    assert event.formation == "works" and event.minute > 10 * 1440
    assert s.places.holder[world.place_row["p2"]] == world.side_row["blue"]
    assert not s.places.closed.any() and not s.encircled.any() and not fought.events("siege_end")
    assert s.strengths.men[world.formation_row["works"]] > 1000


def test_its_masks_do_not_wait_for_a_fall_that_never_comes(tmp_path: Path) -> None:
    """The masking division gives way to the relief and goes on along its axis once the siege is over."""
    fought = run(with_relief(), tmp_path, fortress__clear_strong_days=100, advance__depth_hasty_km=2, **WHOLE)
    over = fought.events("relieved")[0].minute
    assert [event.cause for event in fought.events("resume", "r1") if event.minute == over] == ["containing"]
    last = [track for track in fought.result.tracks if track.formation == "r1"][-1]
    assert last.cause != "containing"


def test_who_is_relieved_goes_on_with_his_plan(tmp_path: Path) -> None:
    """A division shut in at p3 with orders for day 20 marches then, for the relief has opened the way; without it it stays."""
    rows = [
        tiny.formation(id="r1", guns=300, men=20000),
        tiny.defender(start={"place": "p3"}),
        tiny.defender(id="b9", men=60_000, guns=900, start={"place": "p9"}),
    ]
    orders = tiny.plan("b1", {"task": "hold", "place": "p3"}, {"task": "withdraw", "place": "p9", "when": {"day": 20}})
    plans = [tiny.attack("r1", "p3"), orders, tiny.attack("b9", "p3", "p9") | {"opens": 10}]
    war = tiny.war(formations=rows, days=30, plans=plans)
    war["places"].append(war["places"][2] | {"id": "p9", "lat": 50.2})
    war["roads"].append(war["roads"][1] | {"id": "road.p2-p9", "ends": ["p2", "p9"]})
    values = {"fortress__clear_strong_days": 100, "fortress__clear_weak_days": 100}
    came = run(war, tmp_path, **values)
    assert came.events("relieved", "b1") and came.events("withdraw", "b1")[0].minute >= 20 * 1440
    war["plans"] = war["plans"][:2]
    alone = run(war, tmp_path / "alone", **values)
    assert not alone.events("relieved") and not alone.events("withdraw", "b1")


def test_who_is_shut_in_does_not_march_off(tmp_path: Path) -> None:
    """A reserve that is shut in before its release stays shut in."""
    rows = [tiny.formation(id="r1", guns=300, men=20000), tiny.defender(start={"place": "p3"})]
    reserve = tiny.attack("b1", "p0", "p3") | {"release": {"day": 15}}
    fought = run(tiny.war(formations=rows, plans=[tiny.attack("r1", "p3"), reserve]), tmp_path, fortress__clear_strong_days=100)
    assert fought.captured("p3") and not fought.events("pass", "b1") and not fought.events("capture", "b1")
    assert not fought.events("start", "b1") and fought.result.tracks[0].formation == "b1"
    last = [track for track in fought.result.tracks if track.formation == "b1"][-1]
    assert last.place == "p3" and last.cause == "encircled"


def test_a_reserve_driven_from_its_post_marches_from_where_it_is(tmp_path: Path) -> None:
    """Broken at p2, it falls back on p3; released, it comes back over p3-p2 before it goes on along its axis from p2."""
    rows = [tiny.formation(id="r1", guns=300, men=20000), tiny.defender()]
    reserve = tiny.attack("b1", "p0", "p2") | {"release": {"day": 8}}
    fought = run(tiny.war(formations=rows, plans=[tiny.attack("r1", "p2"), reserve]), tmp_path)
    assert fought.events("withdraw", "b1")[0].cause == "p3" and fought.events("contact", "b1")[0].cause == "p2"
    assert fought.events("contact", "b1")[0].place == "p3"


def test_who_waits_for_his_day_and_is_driven_out_falls_back(tmp_path: Path) -> None:
    """An attack that has not opened yet is no reason to stay in a place that the enemy has taken."""
    rows = [tiny.formation(id="r1", guns=300, men=20000), tiny.defender()]
    later = tiny.attack("b1", "p0", "p2") | {"opens": 9}
    fought = run(tiny.war(formations=rows, plans=[tiny.attack("r1", "p2"), later]), tmp_path)
    assert fought.events("retreat", "b1")[0].minute < 9 * 1440
    assert fought.events("withdraw", "b1")[0].minute == fought.events("retreat", "b1")[0].minute
    assert [event.minute for event in fought.events("start", "b1")] == [9 * 1440]
    assert fought.events("contact", "b1")[0].place == "p3"


def test_who_gave_way_on_the_march_and_went_on_does_not_answer_at_the_end(tmp_path: Path) -> None:
    """Driven out of p1 while it waits for its crossing, the attacker goes over and stands at the end of its plan in p2."""
    rows = [tiny.formation(id="r1"), tiny.defender(men=60_000, guns=900, start={"place": "p9"})]
    war = tiny.war(formations=rows, plans=[tiny.attack("r1", "p2"), tiny.attack("b1", "p1", "p9") | {"opens": 1}])
    war["places"].append(war["places"][2] | {"id": "p9", "lat": 50.2})
    war["roads"].append(war["roads"][1] | {"id": "road.p1-p9", "ends": ["p1", "p9"]})
    war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 900}]
    war["roads"][1] |= {"surface": "river_crossing", "river": "broad"}
    fought = run(war, tmp_path, rivers__assault_h_per_100m=40)
    assert fought.events("retreat", "r1")[0].place == "p1" and fought.captured("p2") is not None
    assert not fought.events("withdraw", "r1") and not fought.events("disperse", "r1")
    assert [track for track in fought.result.tracks if track.formation == "r1"][-1].state == "done"


def test_a_position_without_attackers_is_none(tmp_path: Path) -> None:
    """Unreliable attackers go home at the news; nothing is left that could be passed later."""
    war = tiny.war(tiny.defender(), days=10, plans=[tiny.attack("r1", "p3")])
    war["formations"][0]["reliability"] = 0.5
    war["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 0}]
    war["messages"] = [{"id": "news", "kind": "broadcast", "sender": "b1", "to": ["r1"], "at": "1990-05-03T00:00"}]
    fought = run(war, tmp_path, command__broadcast_belief=1, command__receipt_h=0.01, advance__depth_hasty_km=500)
    assert not fought.campaign.state.positions.at
    assert fought.events("contact")[0].minute < fought.events("disperse", "r1")[0].minute and not fought.events("penetrated")


@pytest.mark.parametrize("first", ["r1", "b1"])
def test_a_counter_attack_does_not_join_those_who_attacked_before(first: str, tmp_path: Path) -> None:
    """Attackers wait before p2 when a party of their side has already taken it; the enemy comes back before they have gone in."""
    second = {"r1": "b1", "b1": "r1"}[first]
    rows = [
        tiny.formation(id="r1"),
        tiny.defender(id="b1", start={"place": "p3"}),
        tiny.formation(id="r5", start={"place": "p2"}),
        tiny.defender(id="b5"),
    ]
    c = Campaign(prepare(tiny.load(tiny.war(formations=rows, plans=[]), tmp_path)), Dice(1, 0))
    row, place = c.world.formation_row, c.world.place_row["p2"]
    c.state.places.holder[place] = c.state.side[row[second]]
    position, passed = engage(c, row[first], place), c.clock.signal(Signal.PENETRATED, place)
    c.state.places.holder[place] = c.state.side[row[first]]
    against = engage(c, row[second], place)
    assert passed.triggered and against is not position
    assert against.side == c.state.side[row[second]] and against.attackers == [row[second]]

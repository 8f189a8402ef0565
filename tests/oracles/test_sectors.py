"""Sectors: a formation holds several places with shares of itself; posts come back; the enemy meets what can come up in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.scenario.parameters import values
from tests import tiny
from tests.oracles.test_crossings import BOATS_MIN, TO_P1_MIN, river, run

P = values({})
BANK_KM = 0.5


def line(shares: dict[str, float], *steps: dict[str, Any], b1_at: str = "p3", **changes: Any) -> dict[str, Any]:
    """The river with a division behind it that holds a sector from a place."""
    scenario = river(tiny.defender(start={"place": b1_at, "food_days": 60}), **changes)
    hold = {"task": "hold", "place": b1_at, "posture": "prepared", "sector": shares}
    scenario["plans"].append(tiny.plan("b1", hold, *steps))
    return scenario


def test_shares_stand_at_their_posts_from_the_first_minute(tmp_path: Path) -> None:
    fought = run(line({"bank": 0.25, "p2": 0.25}), tmp_path)
    told = {event.cause: dict(event.numbers)["men"] for event in fought.events("posted")}
    assert told == {"bank": pytest.approx(2500), "p2": pytest.approx(2500)}
    assert [event.minute for event in fought.events("posted")] == [0, 0]
    contact = fought.events("contact")[0]
    assert contact.cause == "bank" and dict(contact.numbers)["enemy_men"] == pytest.approx(2500, rel=0.1)


def test_men_are_counted_once(tmp_path: Path) -> None:
    fought = run(line({"bank": 0.4}, days=1), tmp_path)
    rows = fought.campaign.world.formation_row
    men = fought.campaign.state.strengths.men
    assert men[rows["b1"]] + men[rows["b1.post1"]] == pytest.approx(10_000)
    assert men[rows["b1.post1"]] == pytest.approx(4000)


def test_posts_come_back_when_the_formation_leaves(tmp_path: Path) -> None:
    """On day 0.2 the division goes from p2 to p3; its post marches after it and is part of it again."""
    back = {"task": "withdraw", "place": "p3", "when": {"day": 0.2}}
    fought = run(line({"bank": 0.25}, back, b1_at="p2"), tmp_path, "command")
    (joined,) = fought.events("closed_up", "b1")
    assert joined.cause == "order" and joined.place == "p3"
    march_min = (20 + 20 - BANK_KM) / P["march.foot_km_day"] * 1440
    assert joined.minute == pytest.approx(0.2 * 1440 + march_min, abs=3)
    assert fought.of("men", "b1.post1") == 0 and fought.of("men_at_start", "b1") == pytest.approx(10_000)


def test_what_is_driven_off_comes_back_to_its_formation(tmp_path: Path) -> None:
    sure: dict[str, float] = {"rivers__success_hasty_weak": 1.0, "rivers__success_hasty_prepared": 1.0}
    scenario = line({"bank": 0.2}, days=20)
    scenario["plans"][0] = tiny.attack("r1", "bank")
    fought = run(scenario, tmp_path, **sure)
    assert fought.events("retreat", "b1.post1") and fought.captured("bank")
    assert [event.cause for event in fought.events("closed_up", "b1")] == ["order"]


@pytest.mark.parametrize("near", [True, False], ids=["in time", "too late"])
def test_where_no_post_stands_the_enemy_meets_what_can_come_up_in_time(tmp_path: Path, near: bool) -> None:
    """A third of the division at p2 is at the bank before the boats are, or is not; then the bank is lost as if undefended."""
    km = 4.0 if near else 19.0
    scenario = line({"bank": 0.0}, b1_at="p2")
    scenario["roads"][1]["km"] = km + BANK_KM
    fought = run(scenario, tmp_path)
    march_min = km / P["march.foot_km_day"] * 1440
    assert (march_min < BOATS_MIN) == near
    (sent,) = fought.events("posted")
    assert sent.cause == "bank" and sent.minute == pytest.approx(TO_P1_MIN, abs=1)
    assert dict(sent.numbers)["share"] == P["rivers.reserve_share"]
    undefended_min = TO_P1_MIN + BOATS_MIN + BANK_KM / P["march.foot_km_day"] * 1440
    captured = fought.captured("bank")
    assert (captured == pytest.approx(undefended_min, abs=2)) != near
    assert ([event.cause for event in fought.events("contact")][:1] == ["bank"]) == near


def test_without_the_rule_a_formation_stands_in_one_place(tmp_path: Path) -> None:
    """The negative control: the same run as without a sector in the plan, event for event."""
    off = run(line({"bank": 0.25, "p2": 0.0}), tmp_path / "off", "posts")
    plain = line({})
    plain["plans"][1]["steps"][0].pop("sector")
    never = run(plain, tmp_path / "never", "posts")
    assert not off.events("posted")
    assert [(e.minute, e.kind, e.formation, e.place) for e in off.result.recorder.events] == [
        (e.minute, e.kind, e.formation, e.place) for e in never.result.recorder.events
    ]


def fork(**changes: Any) -> dict[str, Any]:
    """A road of five places with one more beside p1 that the enemy holds and no axis passes."""
    scenario = tiny.line(places=5, km=20.0, formations=[tiny.formation()], days=30, **changes)
    scenario["places"].append(scenario["places"][4] | {"id": "aside", "lat": 51.0})
    scenario["roads"].append(scenario["roads"][0] | {"id": "by", "ends": ["p1", "aside"], "km": 10.0})
    attack = tiny.attack("r1", "p3")
    attack["steps"].insert(1, {"task": "attack", "place": "p1", "sector": {"aside": 0.25}})
    return scenario | {"plans": [attack]}


def test_an_attacker_clears_its_zone_beside_the_axis_and_its_part_comes_after_it(tmp_path: Path) -> None:
    """10 km aside from p1 a quarter takes the place that no axis passes; then it comes back 10 + 40 km to p3, where all stand."""
    fought = tiny.fight(tiny.load(fork(), tmp_path, settings=tiny.settled(), without=["command", "friction", "forced_march"]))
    (sent,) = fought.events("posted")
    at_p1 = fought.captured("p1")
    assert at_p1 is not None and sent.minute == at_p1 and dict(sent.numbers)["share"] == 0.25
    walk_min = 10 / P["march.foot_km_day"] * 1440
    assert fought.captured("aside") == pytest.approx(at_p1 + walk_min, abs=2)
    (joined,) = fought.events("closed_up", "r1")
    assert joined.place == "p3" and joined.minute == pytest.approx(at_p1 + 6 * walk_min, abs=400)
    assert fought.of("men", "r1") == pytest.approx(10_000)


def test_without_posts_nobody_clears_a_zone(tmp_path: Path) -> None:
    fought = tiny.fight(tiny.load(fork(), tmp_path, settings=tiny.settled(), without=["command", "friction", "posts"]))
    assert not fought.events("posted") and fought.captured("aside") is None and fought.captured("p3")


@pytest.mark.parametrize("ordered", [True, False])
def test_what_the_enemy_takes_of_a_sector_is_counter_attacked_where_that_is_ordered(tmp_path: Path, ordered: bool) -> None:
    """The bank is lost to a brigade; a third of the division at p3 goes there at once, and takes it back."""
    sure: dict[str, float] = {"rivers__success_hasty_weak": 1.0, "rivers__success_hasty_prepared": 1.0}
    scenario = line({"bank": 0.02}, days=20)
    scenario["plans"][1]["steps"][0]["counter_attacks"] = ordered
    scenario["plans"][0] = tiny.attack("r1", "bank")
    scenario["formations"][0] |= {"men": 2000}
    fought = run(scenario, tmp_path, **sure)
    lost = fought.captured("bank")
    assert lost is not None
    struck = [event for event in fought.events("posted") if event.minute == lost]
    assert bool(struck) == ordered
    if ordered:
        assert dict(struck[0].numbers)["share"] == P["rivers.reserve_share"]
        assert [event.cause for event in fought.events("contact", struck[0].formation)] == ["bank"]
        assert len([event for event in fought.events("capture") if event.place == "bank"]) == 2


def test_mistakes_in_a_sector_are_told(tmp_path: Path) -> None:
    scenario = line({"bank": 0.7, "p2": 0.4, "p3": 0.1, "nowhere": 0.1})
    scenario["plans"][0]["steps"][0] |= {"task": "march", "sector": {"p3": 0.1}}
    with pytest.raises(Exception, match=r"(?s).*") as told:
        tiny.load(scenario, tmp_path)
    text = str(told.value)
    assert "shares add up to 1.3; they must leave something at p3" in text
    assert "names p3, where the main body stands" in text
    assert "'nowhere', which is not in places" in text
    assert "a step that marches has no sector; one that attacks has a zone" in text

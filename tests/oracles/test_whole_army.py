"""An army attacks as an army: who is in a fight, with what, and what becomes of them, in wars of a few formations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
STILL = ["friction", "readiness", "forced_march", "columns"]


def run(scenario: dict[str, Any], folder: Path, *, seed: int = 1, **values: float) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values)), seed=seed)


def army(*divisions: dict[str, Any], opens: float = 0.0, **changes: Any) -> dict[str, Any]:
    """r1 of army a1 attacks a fortified division at p2; other divisions follow `opens` days later along the same road."""
    head = tiny.formation(id="a1", echelon="army", branch="headquarters", combat=False, men=2000)
    rows = [head, tiny.formation(id="r1", parent="a1", guns=60), *divisions, tiny.defender()]
    plans = [tiny.attack("r1", "p3"), *(tiny.attack(row["id"], "p3") | {"opens": opens} for row in divisions)]
    hold = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "fortified"})
    return tiny.war(formations=rows, without=STILL, plans=[*plans, hold], days=6) | changes


def lost(fought: tiny.Run, formation: str, men: float = 10_000.0) -> float:
    return men - fought.of("men", formation)


def test_a_division_a_march_behind_is_in_the_fight_and_one_beyond_reach_is_not(tmp_path: Path) -> None:
    """Of 20 km a link: r2 sets out a day after r1 and is 40 km behind it at first. With a reach of a day it counts once it
    comes near."""
    war = army(tiny.formation(id="r2", parent="a1", guns=60), opens=2.0)
    alone, near, deep = (
        run(war, tmp_path / str(h), combat__depth_march_h=h, advance__depth_fortified_km=500) for h in (0, 48, 96)
    )
    began = alone.events("contact")[0].minute
    assert lost(near, "r2") > 0 and lost(deep, "r2") >= lost(near, "r2") and near.events("contact")[0].minute == began
    assert lost(alone, "r2") < lost(near, "r2")


def test_a_formation_of_another_army_or_before_its_hour_is_not(tmp_path: Path) -> None:
    stranger = run(army(tiny.formation(id="r2"), opens=5.9), tmp_path / "s", combat__depth_march_h=96)
    waiting = run(army(tiny.formation(id="r2", parent="a1"), opens=5.9), tmp_path / "w", combat__depth_march_h=96)
    assert lost(stranger, "r2") == lost(waiting, "r2") == 0 < lost(waiting, "r1")


def test_the_army_is_larger_with_depth_and_loses_a_smaller_part_of_itself(tmp_path: Path) -> None:
    """The exponent of size: twice the men lose less than twice as many, and the first division less than alone."""
    war = army(tiny.formation(id="r2", parent="a1", guns=60), opens=0.5)
    alone, whole = (run(war, tmp_path / str(h), combat__depth_march_h=h, advance__depth_fortified_km=500) for h in (0, 96))
    assert lost(whole, "r1") < lost(alone, "r1") and lost(whole, "r2") > lost(alone, "r2")


def test_guns_bring_their_crews_and_the_crews_are_hit(tmp_path: Path) -> None:
    """At 20 men a gun an army of 2,000 men with 100 guns has them all in the fight."""
    war = army()
    war["formations"][0] |= {"guns": 100}
    crews, none = (
        run(war, tmp_path / str(men), combat__support_crew_men_per_gun=men, combat__support_km=300) for men in (50.0, 0.0)
    )
    assert lost(none, "a1", 2000.0) == 0 < lost(crews, "a1", 2000.0)
    share = lost(crews, "a1", 2000.0) / 2000.0
    assert share == pytest.approx(lost(crews, "r1") / 10_000.0, rel=0.02), "crews lose as the others do"


def test_guns_beyond_what_men_can_use_are_not_there(tmp_path: Path) -> None:
    war = army()
    killed = []
    for guns in (350, 3_500):
        war["formations"][0] |= {"guns": guns}
        killed.append(
            run(war, tmp_path / str(guns), combat__support_guns_per_1000_men=35.0, combat__support_km=300).of("killed", "b1")
        )
    assert killed[0] == pytest.approx(killed[1], rel=0.01) and killed[0] > 0


def test_a_force_below_the_ratio_of_attacks_probes_and_takes_longer(tmp_path: Path) -> None:
    war = army()
    war["formations"][1] |= {"men": 5_000}
    quick, slow = (
        run(war, tmp_path / str(ratio), advance__probe_fortified_ratio=ratio, advance__depth_fortified_km=1.5)
        for ratio in (0.0, 4.0)
    )
    assert quick.events("penetrated")[0].minute < min(
        e.minute for e in slow.events("penetrated") or slow.result.recorder.events[-1:]
    )


def test_the_wounded_of_an_invested_place_are_taken_with_it(tmp_path: Path) -> None:
    """Works whose garrison is stormed: nobody of it is left wounded, and the sum of its men holds."""
    works = {
        "id": "works",
        "name": "Works",
        "place": "p2",
        "garrison": "b1",
        "garrison_men": 4000,
        "frontage_km": 2,
        "stock_days": 100,
    }
    rows = [
        *(tiny.formation(id=f"r{i}", guns=100) for i in (1, 2)),
        tiny.defender(men=4000, guns=0, mobility="fixed", branch="fortified"),
    ]
    war = tiny.war(formations=rows, forts=[works], days=30, plans=[tiny.attack(f"r{i}", "p3") for i in (1, 2)])
    fought = run(war, tmp_path)
    (end,) = fought.events("siege_end")
    standing = dict(end.numbers)["men"]
    assert (
        fought.of("trapped", "works") == 0
        and fought.of("prisoners", "works") > standing * (1.0 - P["combat.break_surrender_share"]) + 1
    )
    whole = sum(fought.of(column, "works") for column in ("killed", "wounded", "prisoners", "dispersed", "men"))
    assert whole == pytest.approx(4000)


def test_a_garrison_turns_an_enemys_envoy_away_and_the_next_comes(tmp_path: Path) -> None:
    """Believed always it opens its gates at the first; never, at none."""
    works = {
        "id": "works",
        "name": "Works",
        "place": "p2",
        "garrison": "b1",
        "garrison_men": 4000,
        "frontage_km": 2,
        "stock_days": 100,
    }
    rows = [tiny.formation(id="r1", guns=100), tiny.defender(men=4000, guns=0, mobility="fixed", branch="fortified")]
    war = tiny.war(formations=rows, forts=[works], days=30, plans=[tiny.attack("r1", "p3")])
    war["formations"].append(
        tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, men=500, start={"place": "p3"})
    )
    war["plans"] = [tiny.attack("r1", "p2")]
    war["messages"] = [{"id": "end", "kind": "cease_fire", "sender": "b0", "to": ["b0"], "at": "1990-05-09T00:00"}]
    ends = []
    for belief in (1.0, 0.5, 0.0):
        slow = {"fortress__clear_strong_days": 200, "fortress__clear_weak_days": 200, "command__cut_off_days": 200}
        fought = run(war, tmp_path / str(belief), command__envoy_belief=belief, command__obeys_on_receipt=1.0, **slow)
        ends.append([event.minute for event in fought.events("siege_end")])
    assert ends[0] and not ends[2] and (ends[1] or [10**9])[0] >= ends[0][0]

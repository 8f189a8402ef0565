"""Small fights against times worked out by hand: when a position stops an attack, for how long, and whom it finds room for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.rules import advance, power
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
RATES = advance.AdvanceRates.from_parameters(P)
DEPTH_KM = 2.5
IMPULSE_MIN = P["combat.impulse_h"] * 60


def stand(**changes: Any) -> dict[str, Any]:
    """The plan of a defender who stays at p2 until he is driven out."""
    return tiny.plan("b1", {"task": "hold", "place": "p2"} | changes)


def run(scenario: dict[str, Any], folder: Path, *, seed: int = 1, without: list[str] | None = None, **values: float) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []), seed=seed)


def held_up_min(fought: tiny.Run, place: str = "p2") -> int:
    """Minutes between the first contact at a place and its capture."""
    contact = next(event.minute for event in fought.events("contact") if event.cause == place)
    taken = fought.captured(place)
    assert taken is not None
    return taken - contact


def test_a_thin_outpost_stops_nobody_for_longer_than_a_surprised_zone(tmp_path: Path) -> None:
    outpost = tiny.defender(men=400, guns=0)
    thin = tiny.war(outpost, forts=[zone(men=400, km=40)], plans=[tiny.attack("r1", "p3"), stand()])
    assert held_up_min(run(thin, tmp_path)) == P["fortress.breakthrough_surprised_h"] * 60
    assert held_up_min(run(thin, tmp_path / "half", fortress__breakthrough_surprised_h=8)) == 8 * 60


def zone(men: float, km: float, **changes: Any) -> dict[str, Any]:
    """Field works held by the defender himself."""
    return {
        "id": "zone",
        "name": "Zone",
        "place": "p2",
        "garrison": "b1",
        "garrison_men": men,
        "frontage_km": km,
        "works": "field",
    } | changes


def test_men_who_are_worth_half_hold_the_depth_of_half_as_many(tmp_path: Path) -> None:
    """The relation was measured on men of the usual quality; 10,000 remnants at a half count as 5,000 of these."""
    depths = []
    for name, changes in (("remnants", {"quality": 0.5}), ("fewer", {"men": 5000}), ("whole", {})):
        war = tiny.war(tiny.defender(guns=0, **changes), plans=[tiny.attack("r1", "p3"), stand()], days=3)
        fought = run(war, tmp_path / name, advance__depth_hasty_km=500)
        depths.append(fought.campaign.state.positions.at[fought.campaign.world.place_row["p2"]].depth_km)
    assert depths[0] == pytest.approx(depths[1]) and depths[0] < depths[2]


def test_the_same_men_on_a_short_front_are_a_position(tmp_path: Path) -> None:
    dense = tiny.war(tiny.defender(men=400, guns=0), forts=[zone(men=400, km=2)], plans=[tiny.attack("r1", "p3"), stand()])
    fought = run(dense, tmp_path)
    fewest = P["advance.depth_low_men"] / P["advance.depth_men"]  # 400 men are below what was seen
    depth_km = P["advance.depth_hasty_km"] * fewest ** P["advance.depth_size_exponent"]
    assert dict(fought.events("penetrated")[0].numbers)["covered_km"] >= depth_km
    assert held_up_min(fought) > P["fortress.breakthrough_surprised_h"] * 60


@pytest.mark.parametrize(
    ("posture", "terrain"),
    [
        ("hasty", "plain"),
        ("prepared", "plain"),
        ("delay", "plain"),
        ("hasty", "mountain"),
    ],
)
def test_a_position_is_passed_when_its_depth_is_covered(tmp_path: Path, posture: str, terrain: str) -> None:
    """Depth, by the men that hold it, over speed, rounded up to a whole impulse; nobody breaks, no dice."""
    war = tiny.war(days=30, plans=[tiny.attack("r1", "p3"), stand(posture=posture)])
    war["places"][2]["terrain"] = terrain
    fought = run(war, tmp_path, advance__size_exponent=0, **{f"advance__depth_{posture}_km": DEPTH_KM})
    codes = (np.array(power.POSTURES.index(posture)), np.array(power.TERRAINS.index(power.COMBAT_TERRAIN[terrain])))
    speed_km_day = float(advance.position_speed_km_day(*codes, np.array(0), np.array(False), rates=RATES))
    depth_km = DEPTH_KM * (10_000 / P["advance.depth_men"]) ** P["advance.depth_size_exponent"]
    impulses = np.ceil(depth_km / speed_km_day * 24 / P["combat.impulse_h"])
    assert held_up_min(fought) == impulses * IMPULSE_MIN
    assert fought.events("retreat")[0].cause == "penetrated"


def test_it_is_passed_at_once_when_its_defenders_yield(tmp_path: Path) -> None:
    """A break as good as certain in the first impulse opens a position of any depth."""
    war = tiny.war(plans=[tiny.attack("r1", "p3"), stand(posture="fortified")])
    fought = run(war, tmp_path, combat__break_base_hazard=1e6, advance__depth_fortified_km=500)
    assert held_up_min(fought) == IMPULSE_MIN
    assert (
        fought.events("retreat")[0].cause == "broken"
        and fought.events("penetrated")[0].minute == fought.events("retreat")[0].minute
    )


def test_nobody_is_passed_who_neither_yields_nor_is_pushed_through(tmp_path: Path) -> None:
    war = tiny.war(plans=[tiny.attack("r1", "p3"), stand(posture="fortified")])
    fought = run(war, tmp_path, advance__depth_fortified_km=5000)
    assert fought.captured("p2") is None and fought.of("men", "b1") < 10000
    assert fought.result.tracks[-1].state == "halted" and fought.result.tracks[-1].cause == "enemy"


def test_an_empty_place_stops_nobody(tmp_path: Path) -> None:
    """The town on the way without a defender is taken as on the empty map."""
    empty, held = (run(tiny.war(tiny.defender(start={"place": place})), tmp_path / place) for place in ("p3", "p2"))
    assert empty.captured("p1") == held.captured("p1")
    assert empty.captured("p2") == 2 * (empty.captured("p1") or 0) < (held.captured("p2") or 0)


def test_two_divisions_find_room_and_the_third_queues(tmp_path: Path) -> None:
    """On ten kilometres, five to a division; in contact for the same day, only the first two lose anybody."""
    divisions = [tiny.formation(id=f"r{i}", guns=60) for i in (1, 2, 3)]
    war = tiny.war(
        formations=[*divisions, tiny.defender()],
        without=["friction", "readiness", "forced_march", "columns"],
        plans=[*(tiny.attack(row["id"], "p3") for row in divisions), stand(posture="fortified")],
        days=6,
    )
    fought = run(war, tmp_path, advance__attack_front_km=5, advance__defence_front_km=10, advance__depth_fortified_km=500)
    lost = [10000 - fought.of("men", row["id"]) for row in divisions]
    assert lost[0] == pytest.approx(lost[1]) and lost[0] > 10 and lost[2] == 0


def test_room_is_counted_in_men(tmp_path: Path) -> None:
    """Four brigades of 5,000 stand where two divisions do."""
    brigades = [tiny.formation(id=f"r{i}", men=5000) for i in range(1, 6)]
    war = tiny.war(
        formations=[*brigades, tiny.defender()],
        without=["friction", "readiness", "forced_march", "columns"],
        plans=[*(tiny.attack(row["id"], "p3") for row in brigades), stand(posture="fortified")],
        days=6,
    )
    fought = run(war, tmp_path, advance__attack_front_km=5, advance__defence_front_km=10, advance__depth_fortified_km=500)
    assert [fought.of("men", row["id"]) < 5000 for row in brigades] == [True] * 4 + [False]


def test_an_attack_that_breaks_off_begins_again_after_reorganising(tmp_path: Path) -> None:
    """Nobody loses in the pause. Half an impulse is the longest that the first loss can come after its end."""
    war = tiny.war(tiny.defender(men=20000, guns=200), plans=[tiny.attack("r1", "p3"), stand(posture="fortified")], days=8)
    fought = tiny.fight(
        tiny.load(
            war,
            tmp_path,
            settings=tiny.settled(
                advance__depth_fortified_km=500, combat__break_base_hazard=2.0, readiness__reorganise_h=36, combat__impulse_h=4
            ),
        ),
        seed=4,
    )
    broke = [event.minute for event in fought.events("breaks_off")]
    men = {track.minute: track.men for track in fought.result.tracks if track.formation == "r1"}
    pauses = [(minute, minute + 720) for minute in men if any(b <= minute and minute + 720 < b + 36 * 60 for b in broke)]
    assert broke and pauses and all(men[start] == men[end] for start, end in pauses)


def test_the_surprise_of_the_first_side_is_not_the_others(tmp_path: Path) -> None:
    """The defender's counter-attack goes on as without the surprise under which the war began."""
    wars = [
        tiny.war(
            formations=[tiny.formation(guns=60), tiny.defender()],
            surprise={"level": level},
            plans=[tiny.attack("b1", "p0", "p2")],
        )
        for level in (0, 3)
    ]
    quiet, loud = (run(war, tmp_path / str(i)) for i, war in enumerate(wars))
    assert quiet.events("contact")[0].formation == "b1"
    assert quiet.result.tracks == loud.result.tracks


def test_surprise_helps_the_first_side(tmp_path: Path) -> None:
    wars = [tiny.war(km=5.0, surprise={"level": level}, plans=[tiny.attack("r1", "p3"), stand()]) for level in (0, 3)]
    quiet, loud = (run(war, tmp_path / str(i)) for i, war in enumerate(wars))
    assert (loud.captured("p2") or 0) < (quiet.captured("p2") or 0)


def test_support_of_the_army_costs_it_no_men(tmp_path: Path) -> None:
    """An army's own tanks lend their weight to a division's fight, and are lost there; its staff is not."""
    army = tiny.formation(id="a1", echelon="army", branch="headquarters", combat=False, men=2000, tanks=100, guns=300)
    plans = [tiny.attack("r1", "p3"), stand(posture="prepared")]
    war = tiny.war(formations=[army, tiny.formation(parent="a1"), tiny.defender()], plans=plans)
    alone = tiny.war(formations=[army, tiny.formation(), tiny.defender()], plans=plans)
    helped, unhelped = (run(each, tmp_path / name, combat__support_km=200) for name, each in (("a", war), ("b", alone)))
    gone = helped.of("tanks_written_off", "a1") + helped.of("tanks_in_repair", "a1")
    assert helped.of("men", "a1") == 2000 and 0 < gone < 100 and unhelped.of("tanks", "a1") == 100
    assert helped.of("killed", "r1") < unhelped.of("killed", "r1")


def test_an_army_far_behind_supports_nobody(tmp_path: Path) -> None:
    """The staff stays at p0, some 140 km from the fight as the crow flies."""
    army = tiny.formation(id="a1", echelon="army", branch="headquarters", combat=False, men=2000, tanks=100, guns=300)
    war = tiny.war(formations=[army, tiny.formation(parent="a1"), tiny.defender()], plans=[tiny.attack("r1", "p3"), stand()])
    killed = [run(war, tmp_path / str(km), combat__support_km=km).of("killed", "r1") for km in (200, 140, 50)]
    assert killed[0] < killed[1] == killed[2]


def outnumbered(**changes: Any) -> dict[str, Any]:
    """A regiment comes upon a prepared division; a division of its side is two days behind it."""
    rows = [tiny.formation(id="r1", men=1500), tiny.formation(id="r2", guns=100, start={"place": "p0"}), tiny.defender(guns=10)]
    plans = [tiny.attack("r1", "p3"), tiny.attack("r2", "p3") | {"opens": 2}, stand(posture="prepared")]
    return tiny.war(formations=rows, plans=plans) | changes


def test_who_believes_himself_too_weak_waits_for_others(tmp_path: Path) -> None:
    dared = run(outnumbered(), tmp_path / "dared", combat__minimum_force_ratio=0.6, command__estimate_ln_sd=0.0)
    (waits,) = dared.events("defers_attack")
    assert waits.formation == "r1" and dict(waits.numbers)["force_ratio"] == dict(waits.numbers)["estimated_force_ratio"] < 0.6
    second = dared.events("start", "r2")[0].minute
    assert dared.of("killed", "b1") > 0 and all(e.minute > second for e in dared.events("penetrated"))


def test_nobody_waits_without_intelligence_or_threshold(tmp_path: Path) -> None:
    still = {"without": ["friction", "readiness", "forced_march", "intelligence"]}
    blind = run(outnumbered(**still), tmp_path / "blind", combat__minimum_force_ratio=0.6)
    bold = run(outnumbered(), tmp_path / "bold", combat__minimum_force_ratio=0.0, command__estimate_ln_sd=0.0)
    assert not blind.events("defers_attack") and not bold.events("defers_attack")
    assert blind.of("killed", "r1") == bold.of("killed", "r1") > 0


def test_an_enemy_who_is_thought_weaker_is_attacked_sooner(tmp_path: Path) -> None:
    """Over twenty seeds a spread of beliefs makes some attack at odds that they would not have dared had they known."""

    def waits(seed: int, spread: float) -> bool:
        folder = tmp_path / f"{seed}-{spread}"
        loaded = tiny.load(
            outnumbered(days=3), folder, settings=tiny.settled(combat__minimum_force_ratio=0.6, command__estimate_ln_sd=spread)
        )
        return bool(tiny.fight(loaded, seed=seed).events("defers_attack"))

    assert all(waits(seed, 0.0) for seed in range(3))
    assert 0 < sum(waits(seed, 3.0) for seed in range(20)) < 20

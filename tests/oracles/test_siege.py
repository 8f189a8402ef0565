"""Shut in behind the front: who is encircled, who stays to mask, what it closes, and the four ways in which it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.scenario import parameters
from engine.theatre.preparation import prepare
from tests import tiny

P = parameters.values({})
SIEGE_STEP_H = 3 * P["combat.impulse_h"]
"""Sieges are resolved in every third impulse."""
WHOLE = {"fortress__whole_containing_share": 0.0}
"""Whoever masks a garrison stays as a whole."""


def works(**changes: Any) -> dict[str, Any]:
    """Permanent works at p2 that hold the whole of b1."""
    return {
        "id": "works",
        "name": "Works",
        "place": "p2",
        "garrison": "b1",
        "garrison_men": 4000,
        "frontage_km": 2,
        "works": "permanent",
        "stock_days": 100,
    } | changes


def besieged(*more: dict[str, Any], men: float = 4000, fort: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Two rifle divisions and what else is given go along the line; works stand at p2."""
    rows = [
        tiny.formation(id="r1", guns=100),
        tiny.formation(id="r2", guns=100),
        *more,
        tiny.defender(men=men, guns=0, mobility="fixed", branch="fortified"),
    ]
    plans = [tiny.attack(row["id"], "p3") for row in rows if row["side"] == "red"]
    return tiny.war(formations=rows, forts=[works(garrison_men=men) | (fort or {})], days=30, plans=plans) | changes


def run(scenario: dict[str, Any], folder: Path, *, seed: int = 1, without: list[str] | None = None, **values: float) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []), seed=seed)


def end_of(fought: tiny.Run) -> tuple[str, float]:
    """Cause and days of the only siege."""
    (event,) = fought.events("siege_end")
    return event.cause, dict(event.numbers)["days"]


def state(fought: tiny.Run, formation: str, day: float) -> tuple[str, str]:
    return next((t.state, t.cause) for t in fought.result.tracks if t.formation == formation and t.minute == day * 1440)


def test_a_garrison_is_encircled_and_the_army_goes_on(tmp_path: Path) -> None:
    fought = run(besieged(), tmp_path)
    passed, storm = fought.events("penetrated")[0].minute, fought.events("siege_end")[0].minute
    assert passed == fought.captured("p2")
    assert state(fought, "works", passed // 1440 + 1) == ("holding", "encircled")
    assert passed < (fought.captured("p3") or 0) < storm


def test_a_zone_of_several_places_has_a_garrison_at_each_and_adds_nobody(tmp_path: Path) -> None:
    scenario = besieged(fort=works(places={"p1": 0.25, "p3": 0.25}, groups=5, frontage_km=20))
    theatre = prepare(tiny.load(scenario, tmp_path))
    rows = {
        each.id: (each.start.place, each.men)
        for each in theatre.world.formations
        if each.id in ("b1", "works", "works.p1", "works.p3")
    }
    assert rows == {"b1": ("p2", 0), "works": ("p2", 2000), "works.p1": ("p1", 1000), "works.p3": ("p3", 1000)}
    place = theatre.world.place_row
    at = [place[name] for name in ("p1", "p2", "p3")]
    assert [theatre.ground.groups[p] for p in at] == [1, 3, 1] and [theatre.ground.frontage_km[p] for p in at] == [5, 10, 5]
    assert sum(each.men for each in theatre.world.formations if each.side == "blue") == 4000


def test_wrong_places_of_a_zone_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as told:
        tiny.load(besieged(fort=works(places={"p2": 0.5, "p1": 0.5, "nowhere": 0.1})), tmp_path)
    text = str(told.value)
    assert "its parts add up to 1.1; they must leave something at p2" in text
    assert "names p2, which has what the others leave" in text and "has 'nowhere', which is not in places" in text


def test_foot_stays_to_mask_and_tanks_go_on(tmp_path: Path) -> None:
    fought = run(besieged(tiny.tanks(id="r0", start={"fuel_fills": 4})), tmp_path, **WHOLE)
    assert [event.formation for event in fought.events("contain")] == ["r1"]
    assert fought.events("reach", "r0")[0].minute < fought.events("siege_end")[0].minute < fought.events("reach", "r1")[0].minute


def test_tanks_alone_mask_nobody(tmp_path: Path) -> None:
    war = besieged(days=20)
    war["formations"] = [tiny.tanks(id="r0", start={"fuel_fills": 4}), war["formations"][-1]]
    war["plans"] = [tiny.attack("r0", "p3")]
    fought = run(war, tmp_path)
    assert fought.captured("p3") and not fought.events("contain") and not fought.events("siege_end")
    assert fought.of("men", "works") > 0


def test_as_many_mask_as_it_takes(tmp_path: Path) -> None:
    """Twice the power of 8,000 men needs more than one division."""
    few, many = (run(besieged(men=8000), tmp_path / str(ratio), fortress__storm_ratio=ratio) for ratio in (0.5, 2))
    assert [len(fought.events("contain")) for fought in (few, many)] == [1, 2]


def test_a_formation_leaves_what_it_takes_and_goes_on_with_the_rest(tmp_path: Path) -> None:
    """So many times the points of the garrison, which is 1,000 men without guns; a battalion at least."""
    own = 10_000 / P["combat.power_men_per_point"] + 100 * P["combat.power_points_per_gun"]
    wanted = P["fortress.storm_ratio"] * 1000 / P["combat.power_men_per_point"]
    fought, battalion = (run(besieged(men=men), tmp_path / str(men), advance__depth_hasty_km=0.1) for men in (1000, 100))
    share = dict(fought.events("contain", "r1")[0].numbers)["share"]
    assert share == pytest.approx(wanted / own, rel=0.05) and not [
        e for e in fought.events("halt", "r1") if e.cause == "containing"
    ]
    least = P["fortress.least_containing_men"] / 10_000
    assert dict(battalion.events("contain", "r1")[0].numbers)["share"] == pytest.approx(least, rel=0.05)


def test_those_left_behind_march_after_their_formation(tmp_path: Path) -> None:
    fought = run(besieged(men=1000), tmp_path)
    (back,) = fought.events("closed_up", "r1")
    march_min = round(20.0 / P["march.foot_km_day"] * 1440)
    assert back.cause == "containing" and back.minute - fought.events("siege_end")[0].minute == march_min
    shares = {t.minute: t.share for t in fought.result.tracks if t.formation == "r1"}
    left = dict(fought.events("contain", "r1")[0].numbers)["share"]
    assert {round(share, 9) for share in shares.values()} == {1.0, round(1.0 - left, 9)}
    assert next(share for minute, share in shares.items() if minute > back.minute) == 1.0


def test_only_those_who_stay_suffer_from_the_garrison(tmp_path: Path) -> None:
    """Days of storm cost the party that stays; the division has gone on, and loses a part of what it would have."""
    part, whole = (run(besieged(men=1000), tmp_path / name, **settings) for name, settings in (("part", {}), ("whole", WHOLE)))
    lost = [sum(fought.of(how, "r1") for how in ("killed", "wounded")) for fought in (part, whole)]
    assert 0 < lost[0] < lost[1]


def test_masks_march_on_when_it_is_over(tmp_path: Path) -> None:
    fought = run(besieged(), tmp_path, **WHOLE)
    over = fought.events("siege_end")[0].minute
    assert [event.minute for event in fought.events("resume", "r1") if event.cause == "containing"] == [over]
    assert fought.events("reach", "r1")[0].minute > over


@pytest.mark.parametrize(
    ("men", "groups", "days"),
    [
        (4000, 1, P["fortress.clear_strong_days"]),
        (1000, 1, P["fortress.clear_weak_days"]),
        (1000, 10, P["fortress.clear_weak_days"] * 10 / P["fortress.groups_at_once"]),
    ],
)
def test_a_storm_takes_the_days_of_clearing(tmp_path: Path, men: float, groups: int, days: float) -> None:
    """Strong works have one time; weak ones fall group after group, as far as they cannot be stormed at once."""
    cause, taken = end_of(run(besieged(men=men, fort={"groups": groups}), tmp_path))
    assert cause == "storm" and taken == pytest.approx(days, abs=SIEGE_STEP_H / 24)


def test_a_storm_goes_on_only_with_the_power_of_a_screen(tmp_path: Path) -> None:
    """Two divisions storm nothing where fifty times the garrison's power is asked for; the siege outlasts the run."""
    fought = run(besieged(), tmp_path, fortress__containing_ratio=50, fortress__storm_ratio=50)
    assert len(fought.events("contain")) == 2 and not fought.events("siege_end")


def test_the_dead_and_the_prisoners_of_a_storm(tmp_path: Path) -> None:
    fought = run(besieged(), tmp_path)
    numbers = dict(fought.events("surrender", "works")[0].numbers)
    with_wounded = numbers["prisoners"] / P["combat.break_surrender_share"]
    hit = 4000 - numbers["men"]
    assert numbers["men"] < with_wounded <= numbers["men"] + hit * (1.0 - P["combat.irrecoverable_share"]) + 1e-6
    assert fought.of("prisoners", "works") == numbers["prisoners"] and fought.of("men", "works") == 0


def test_it_gives_up_when_its_stocks_are_gone(tmp_path: Path) -> None:
    fought = run(besieged(fort={"stock_days": 9.0}), tmp_path, fortress__clear_strong_days=100)
    cause, _ = end_of(fought)
    assert cause == "exhaustion"
    assert 0 <= fought.events("siege_end")[0].minute - 9 * 1440 <= SIEGE_STEP_H * 60


def test_it_starves_whether_anybody_masks_it_or_not(tmp_path: Path) -> None:
    war = besieged(fort={"stock_days": 9.0})
    war["formations"] = [tiny.tanks(id="r0", start={"fuel_fills": 9}), war["formations"][-1]]
    war["plans"] = [tiny.attack("r0", "p3")]
    fought = run(war, tmp_path)
    assert not fought.events("contain") and fought.captured("p3") and end_of(fought)[0] == "exhaustion"
    assert 0 <= fought.events("siege_end")[0].minute - 9 * 1440 <= SIEGE_STEP_H * 60


def test_a_siege_ends_with_the_envoys_word(tmp_path: Path) -> None:
    """The order reaches a shut-in garrison by the besieger's envoy, days before the chain of command would."""
    war = besieged() | {"messages": [{"id": "end", "kind": "cease_fire", "sender": "b1", "to": ["b1"], "at": "1990-05-06T00:00"}]}
    values = {"command__obeys_on_receipt": 1, "command__cut_off_days": 20, "command__envoy_days": 1.5}
    fought = run(war, tmp_path, **values)
    heard = fought.events("order", "works")[0]
    assert heard.cause == "obeys (envoy)" and end_of(fought)[0] == "cease_fire"
    assert 0 <= heard.minute - (5 + 1.5) * 1440 <= 12 * 60
    assert 0 <= fought.events("siege_end")[0].minute - heard.minute <= SIEGE_STEP_H * 60
    numbers = dict(fought.events("surrender", "works")[0].numbers)
    assert fought.of("prisoners", "works") == numbers["prisoners"] > numbers["men"], "the wounded who lay there too"
    assert end_of(run(war, tmp_path / "fights_on", **values | {"command__obeys_on_receipt": 0}))[0] == "storm"
    assert end_of(run(war, tmp_path / "silent", without=["messages"], **values))[0] == "storm"


def test_the_besiegers_own_cease_fire_is_no_word_to_the_garrison(tmp_path: Path) -> None:
    war = besieged() | {"messages": [{"id": "end", "kind": "cease_fire", "sender": "r2", "to": ["r2"], "at": "1990-05-06T00:00"}]}
    fought = run(war, tmp_path, command__obeys_on_receipt=1, command__envoy_days=1.5)
    assert fought.events("message") and not fought.events("order", "works") and end_of(fought)[0] == "storm"


def test_a_siege_ends_when_its_garrison_goes_home(tmp_path: Path) -> None:
    """News disperses an unreliable garrison in its works: the road is open, the masks go on."""
    war = besieged() | {"messages": [{"id": "word", "kind": "broadcast", "sender": "b1", "to": ["b1"], "at": "1990-05-07T00:00"}]}
    war["formations"][-1]["reliability"] = 0.99
    fought = run(war, tmp_path, command__broadcast_belief=1, command__cut_off_days=0.5, **WHOLE)
    gone = fought.events("disperse", "works")[0].minute
    assert fought.events("contain")[0].minute < gone and not fought.events("siege_end")
    assert [event.minute for event in fought.events("resume", "r1") if event.cause == "containing"] == [gone]
    assert not fought.campaign.state.places.closed.any()


def test_a_garrison_closes_supply_through_its_place_until_it_falls(tmp_path: Path) -> None:
    """Beyond the mask nothing arrives; the day after the storm it does."""
    row = tiny.formation(id="r1", guns=100, start={"food_days": 40})
    war = besieged() | {"supply_sources": [{"id": "head", "place": "p0", "side": "red", "t_per_day": 5000}]}
    war["formations"][0] = row
    fought = run(war, tmp_path, **WHOLE)
    over, ahead = fought.events("siege_end")[0].minute, fought.events("reach", "r2")[0].minute
    by_day = {t.minute: t.supply_fraction for t in fought.result.tracks if t.formation == "r2"}
    shut = [part for minute, part in by_day.items() if ahead + 1440 <= minute <= over]
    free = [part for minute, part in by_day.items() if minute >= over + 1440]
    assert shut and set(shut) == {0.0} and free and free == pytest.approx([1.0] * len(free))
    masking = {t.supply_fraction for t in fought.result.tracks if t.formation == "r1" and ahead + 1440 <= t.minute <= over}
    assert masking == {1.0}  # the road as far as the works is free


def test_works_are_broken_through_and_a_position_is_pushed_through(tmp_path: Path) -> None:
    """With the rule, hours of a breakthrough; without it the same men stand in a position with a depth."""
    works, field = (run(besieged(), tmp_path / name, without=without) for name, without in (("a", []), ("b", ["works"])))
    hours, km = (dict(fought.events("penetrated")[0].numbers) for fought in (works, field))
    density = 4000 / 2 / P["fortress.thin_men_per_km"]
    assert hours["hours"] == P["fortress.breakthrough_surprised_h"] * min(density, P["fortress.alerted_mult"])
    depth_km = P["advance.depth_hasty_km"] * (4000 / P["advance.depth_men"]) ** P["advance.depth_size_exponent"]
    assert hours["covered_km"] < depth_km <= km["covered_km"]


def test_troops_that_cannot_move_are_shut_in_when_their_position_breaks(tmp_path: Path) -> None:
    """They fight on around their guns until they are stormed; the same men with legs are gone after the first break."""
    ends = {}
    for mobility in ("fixed", "foot"):
        war = tiny.war(tiny.defender(men=1000, mobility=mobility), days=30)
        fought = run(war, tmp_path / mobility, combat__break_base_hazard=5.0)
        ends[mobility] = [event.cause for event in fought.events("siege_end", "b1")]
        assert bool(fought.events("retreat", "b1")) == (mobility == "foot")
    assert ends == {"fixed": ["storm"], "foot": []}


def test_field_troops_without_a_way_out_are_a_pocket(tmp_path: Path) -> None:
    """A division at the end of the line, whose last neighbour is lost, is shut in where it stands."""
    fought = run(tiny.war(tiny.defender(start={"place": "p3"}), days=30), tmp_path)
    encircled = {track.cause for track in fought.result.tracks if track.formation == "b1"}
    assert "encircled" in encircled and end_of(fought)[0] == "storm"


def test_the_noise_of_clearing_is_drawn_once_a_place(tmp_path: Path) -> None:
    """ln sd 0.5: other seeds, other days; the same seed, the same days."""
    days = [
        end_of(run(besieged(men=1000), tmp_path / str(i), seed=seed, fortress__noise_ln_sd=0.5))[1]
        for i, seed in enumerate((1, 2, 3, 1))
    ]
    assert len(set(days)) == 3 and days[0] == days[3]


def astride(*rows: dict[str, Any], groups: int, folder: Path, bypass: str = "off_road") -> tiny.Run:
    """Works of so many groups at p2, held by 1,000 men, that vehicles cannot bypass by road."""
    war = besieged(*rows, men=1000, fort={"groups": groups, "bypass": bypass})
    return run(war, folder, **WHOLE)


def test_works_astride_the_only_road_stop_wheels_until_a_group_is_cleared(tmp_path: Path) -> None:
    """Foot goes by at once, wheels after days of storm / groups; by road both pass at once."""
    wheels = tiny.tanks(id="r0", start={"fuel_fills": 4})
    stopped, free = (astride(wheels, groups=4, folder=tmp_path / way, bypass=way) for way in ("off_road", "road"))
    (halt,) = (event for event in stopped.events("halt", "r0") if event.cause == "works")
    (resume,) = (event for event in stopped.events("resume", "r0") if event.cause == "works")
    begun = stopped.events("penetrated")[0].minute
    storm_days = P["fortress.clear_weak_days"] * 4 / P["fortress.groups_at_once"]
    assert halt.minute == begun and 0 <= resume.minute - begun - storm_days / 4 * 1440 <= 2 * SIEGE_STEP_H * 60
    assert resume.minute < stopped.events("siege_end")[0].minute and stopped.events("reach", "r2")[0].minute < resume.minute
    assert not [event for event in free.events("halt", "r0") if event.cause == "works"]
    assert free.events("reach", "r0")[0].minute < stopped.events("reach", "r0")[0].minute


def test_wheels_alone_before_such_works_storm_them_themselves(tmp_path: Path) -> None:
    """Nobody else is there: they lose men in the storm, and go on once a group is cleared."""
    war = besieged(days=20, men=1000, fort={"groups": 2, "bypass": "off_road"})
    war["formations"] = [tiny.formation(id="r0", mobility="motor", guns=200, start={"food_days": 100}), war["formations"][-1]]
    war["plans"] = [tiny.attack("r0", "p3")]
    fought = run(war, tmp_path)
    halted, gone_on = (next(e.minute for e in fought.events(kind, "r0") if e.cause == "works") for kind in ("halt", "resume"))
    assert gone_on - halted >= P["fortress.clear_weak_days"] / 2 * 1440 and (fought.captured("p2") or 0) >= gone_on
    assert fought.of("killed", "r0") > 0 and fought.captured("p3")


def ringed(folder: Path, **values: float) -> tiny.Run:
    """A division of 7,000 men at p2 between places of the enemy's, attacked by one of 10,000: once passed it is encircled."""
    war = tiny.war(tiny.defender(men=7000), places=5, days=30)
    war["places"][3]["country"] = "redland"
    war["plans"] = [tiny.attack("r1", "p2"), tiny.plan("b1", {"task": "hold", "place": "p2"})]
    return run(war, folder, advance__depth_hasty_km=0.1, **values)


def test_encircled_field_troops_break_out_by_the_way_that_nobody_guards(tmp_path: Path) -> None:
    """After the hours of reorganisation, with the men and guns that the price leaves; the siege is over."""
    fought = run_out = ringed(tmp_path, combat__breakout_men_ratio=2.93)
    (out,) = fought.events("breaks_out")
    numbers, passed = dict(out.numbers), fought.events("penetrated")[0].minute
    assert (out.formation, out.place, out.cause) == ("b1", "p2", "p3")
    assert out.minute - passed == P["readiness.reorganise_h"] * 60
    assert numbers["prisoners"] >= numbers["men"] * 0.3 / 0.7 * (1 - 1e-9) and numbers["men"] <= 7000 * 0.7
    assert fought.of("guns_captured", "b1") == pytest.approx(40 * 0.8, rel=0.05)
    taken = [capture for capture in run_out.result.recorder.captures if capture.formation == "b1"]
    assert [capture.place for capture in taken][:1] == ["p3"] and not fought.events("siege_end")


def test_a_closed_ring_lets_nobody_out(tmp_path: Path) -> None:
    """The ratio is above that of the rule, or the rule is neutral: the garrison is stormed, as without it."""
    overmatched, neutral = (ringed(tmp_path / str(ratio), combat__breakout_men_ratio=ratio) for ratio in (1.0, 0.0))
    for fought in (overmatched, neutral):
        assert not fought.events("breaks_out") and [event.cause for event in fought.events("siege_end")] == ["storm"]

"""Crossings worked out by hand: bridges that stand, go up or fall whole; boats, ferries; assaults that fail or succeed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.processes.campaign import Campaign
from engine.scenario.parameters import values
from engine.scenario.schema import Place
from engine.theatre.crossings import _towards
from tests import tiny

P = values({})
WIDTH_M = 225
BOATS_MIN = round(P["rivers.assault_h_per_100m"] * 1.5 * 60)
PREPARE_MIN = round(P["rivers.hasty_prepare_h"] * 60)
DAYS_MIN = round(P["rivers.deliberate_prepare_days"] * 1440)
TO_P1_MIN = 20 / P["march.foot_km_day"] * 1440


def river(*defenders: dict[str, Any], bridge: str = "down", **changes: Any) -> dict[str, Any]:
    """A line over a river beyond p1, on whose far bank, `bank`, the defenders stand unless they say otherwise."""
    scenario = tiny.war(*(defenders or [tiny.defender(start={"place": "p3"})]), days=12)
    scenario["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 400}]
    crossing = {"id": "bank", "name": "Far Bank", "river": "broad", "at": "p1", "ways": ["road.p1-p2"], "width_m": WIDTH_M}
    scenario["crossings"] = [crossing | {"bridge": bridge}]
    scenario["plans"] = [tiny.attack("r1", "p2")]
    return scenario | changes


def guard(**changes: Any) -> dict[str, Any]:
    return tiny.defender(**({"start": {"place": "bank"}} | changes))


def run(scenario: dict[str, Any], folder: Path, *without: str, **settings: float) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**settings), without=["columns", *without]))


def test_the_far_bank_is_a_place_beside_the_near_one(tmp_path: Path) -> None:
    """The road keeps its length: half a kilometre of it is the link over the river."""
    world = run(river(), tmp_path, "enemy").campaign.world
    rows = {world.links.ids[row]: row for row in range(len(world.links.ids))}
    assert world.links.km[rows["over.bank"]] + world.links.km[rows["road.p1-p2"]] == pytest.approx(20)
    assert world.network.great_circle_km[world.place_row["p1"], world.place_row["bank"]] == pytest.approx(0.5, abs=0.01)
    assert world.links.river_m[rows["over.bank"]] == WIDTH_M
    assert world.places[world.place_row["bank"]].country == "blueland"


def test_an_undefended_river_is_a_matter_of_boats(tmp_path: Path) -> None:
    fought = run(river(), tmp_path)
    (crossing,) = fought.events("crossing")
    assert crossing.minute == pytest.approx(TO_P1_MIN, abs=1) and dict(crossing.numbers)["width_m"] == WIDTH_M
    assert fought.captured("bank") == pytest.approx(TO_P1_MIN + BOATS_MIN + 0.5 / P["march.foot_km_day"] * 1440, abs=2)


@pytest.mark.parametrize("tanks", [6, 600], ids=["ferry", "bridge"])
def test_vehicles_wait_for_the_ferry_or_the_bridge(tmp_path: Path, tanks: int) -> None:
    """A few tanks are ferried before the bridge stands, many wait for it."""
    scenario = river()
    scenario["formations"][0] |= {"mobility": "motor", "tanks": tanks, "guns": 0}
    fought = run(scenario, tmp_path)
    over_h = min(BOATS_MIN / 60 + tanks / P["rivers.raft_vehicles_h"], WIDTH_M / P["rivers.bridge_m_h"])
    (halt,) = [event for event in fought.events("halt") if event.cause == "river"]
    assert dict(halt.numbers)["hours"] == pytest.approx(over_h, abs=0.02)


def test_a_crossing_fails_on_a_date_and_is_prepared_anew(tmp_path: Path) -> None:
    """From the march it is thrown back for certain, prepared it succeeds: hours, then days; each try costs a first wave."""
    certain: dict[str, float] = {
        "rivers__success_hasty_prepared": 0,
        "rivers__success_deliberate_prepared": 1,
        "landings__first_day_loss_ln_sd": 0,
    }
    scenario = river(guard())
    scenario["plans"].append(tiny.plan("b1", {"task": "hold", "place": "bank", "posture": "prepared"}))
    fought = run(scenario, tmp_path, **certain)
    (failed,), (crossing,) = fought.events("crossing_fails"), fought.events("crossing")
    assert (failed.cause, failed.formation) == ("bank", "r1")
    assert failed.minute == pytest.approx(TO_P1_MIN + PREPARE_MIN, abs=1)
    wave = P["landings.first_day_loss"] * P["rivers.first_wave_share"]
    assert dict(failed.numbers)["men_lost"] == pytest.approx(10_000 * wave)
    assert crossing.minute == failed.minute + DAYS_MIN
    assert fought.events("contact")[0].minute == pytest.approx(crossing.minute + 0.5 / P["march.foot_km_day"] * 1440, abs=2)


def test_a_crossing_costs_no_more_than_those_on_the_bank_inflict(tmp_path: Path) -> None:
    """Fifty men on the bank do not put out two hundred in the boats; and the event of the bridgehead says what it cost."""
    fought = run(river(guard(men=50)), tmp_path, rivers__success_hasty_weak=1, landings__first_day_loss_ln_sd=0)
    (crossing,) = fought.events("crossing")
    lost = dict(crossing.numbers)["men_lost"]
    assert lost == pytest.approx(50 * P["combat.inflicted_by_defender_cap_day"])
    assert lost < 10_000 * P["landings.first_day_loss"] * P["rivers.first_wave_share"]


def test_a_weak_bank_is_crossed_from_the_march(tmp_path: Path) -> None:
    """A hasty defence is a weak one; below even odds the chance falls."""
    for name, men, sure, events in (("even", 8000, 1, 0), ("few", 100_000, 1, 1), ("never", 8000, 0, 1)):
        fought = run(river(guard(men=men)), tmp_path / name, rivers__success_hasty_weak=sure)
        assert len(fought.events("crossing_fails")) >= events and (events > 0) == bool(fought.events("crossing_fails"))


def test_works_are_never_tried_from_the_march(tmp_path: Path) -> None:
    fort = {"id": "w1", "name": "W1", "place": "bank", "garrison": "b1", "garrison_men": 8000, "frontage_km": 5, "stock_days": 30}
    scenario = river(guard(), forts=[fort | {"works": "permanent"}])
    fought = run(scenario, tmp_path, rivers__success_deliberate_fortified=1)
    assert fought.events("crossing")[0].minute == pytest.approx(TO_P1_MIN + DAYS_MIN, abs=1)


@pytest.mark.parametrize("bridge", ["standing", "mined"])
def test_the_guard_on_a_bridge_blows_it_or_loses_it_whole(tmp_path: Path, bridge: str) -> None:
    """Which of the two is the chance of a surprised guard where no charges are laid, of an alert one where they are."""
    sure = {"standing": "rivers__intact_surprised", "mined": "rivers__intact_mined"}[bridge]
    whole, blown = (run(river(guard(), bridge=bridge), tmp_path / str(p), **{sure: p}) for p in (1, 0))
    assert [event.cause for event in whole.events("bridge_taken")] == ["over.bank"] and not whole.events("demolition")
    assert [(event.formation, event.cause) for event in blown.events("demolition")] == [("b1", "over.bank")]
    assert not blown.events("bridge_taken") and blown.events("halt", "r1")[0].cause == "river"
    assert whole.events("contact")[0].minute < blown.events("contact")[0].minute


def test_nobody_blows_a_bridge_on_which_nobody_stands(tmp_path: Path) -> None:
    """Troops at p3, 40 km away, have nothing to do with it; whose rear guard marches over it blows it."""
    never: dict[str, float] = {"rivers__intact_mined": 0, "rivers__intact_surprised": 0}
    fought = run(river(bridge="mined"), tmp_path / "far", **never)
    assert not fought.events("demolition") and not fought.events("crossing")
    scenario = river(tiny.defender(start={"place": "p1"}), bridge="mined")
    back = {"task": "withdraw", "place": "p3", "when": {"day": 0.25}}
    scenario["plans"].append(tiny.plan("b1", {"task": "hold", "place": "p1"}, back))
    fought = run(scenario, tmp_path / "rear", "command", **never)
    assert [event.cause for event in fought.events("demolition", "b1")] == ["over.bank"]
    assert fought.events("crossing", "r1")


def test_in_a_bridgehead_without_a_bridge_power_is_less(tmp_path: Path) -> None:
    """The defender loses less while the bridge is not laid: at a metre in a hundred hours that is for all the fight."""
    sure: dict[str, float] = {"rivers__success_hasty_weak": 1, "rivers__bridge_m_h": 0.01}
    weak, full = (run(river(guard(men=4000)), tmp_path / str(m), rivers__attacker_power_mult=m, **sure) for m in (0.5, 1))
    assert weak.of("killed", "b1") < full.of("killed", "b1")
    assert weak.of("killed", "r1") > full.of("killed", "r1")


def test_without_the_rule_a_river_is_a_road(tmp_path: Path) -> None:
    """The negative control: nothing goes up, nothing fails, nobody waits; the same in all states of the bridge."""
    kinds = ("crossing", "crossing_fails", "demolition", "bridge_taken")
    off = [run(river(guard(), bridge=state), tmp_path / state, "rivers") for state in ("down", "mined", "standing")]
    assert not any(fought.events(kind) for fought in off for kind in kinds)
    assert all(fought.result.recorder.events == off[0].result.recorder.events for fought in off)
    assert off[0].events("contact")[0].minute == pytest.approx(TO_P1_MIN + 0.5 / P["march.foot_km_day"] * 1440, abs=2)


def test_where_nobody_resists_a_bank_is_crossed_as_an_empty_one(tmp_path: Path) -> None:
    """Without resistance no guard blows a bridge and no try fails: boats, whoever stands there."""
    for state in ("down", "mined"):
        fought = run(river(guard(), bridge=state), tmp_path / state, "resistance", rivers__success_hasty_weak=0)
        assert not fought.events("crossing_fails") and not fought.events("demolition")
        boats_min = BOATS_MIN if state == "down" else 0
        assert fought.captured("bank") == pytest.approx(TO_P1_MIN + boats_min + 0.5 / P["march.foot_km_day"] * 1440, abs=3)


def test_mistakes_in_a_crossing_are_told(tmp_path: Path) -> None:
    scenario = river()
    scenario["roads"][1]["river"] = "broad"
    scenario["crossings"][0] |= {"ways": ["road.p1-p2", "road.p2-p3"]}
    scenario["crossings"].append(scenario["crossings"][0] | {"id": "other", "at": "bank"})
    with pytest.raises(Exception, match=r"(?s)leads over two crossings.*") as told:
        tiny.load(scenario, tmp_path)
    text = str(told.value)
    assert "road.p2-p3, which does not begin at p1" in text and "names a river of its own" in text
    assert "crossings[1].at is 'bank', which is a crossing itself" in text


def test_lorries_wait_for_a_bridge_and_what_is_behind_is_not_cut_off(tmp_path: Path) -> None:
    """Foot goes over in boats, its food waits until the engineers' bridge of its column stands; with a bridge it does not."""
    seen: dict[str, list[tuple[int, float, float]]] = {"down": [], "standing": []}
    for bridge, looks in seen.items():
        scenario = river(bridge=bridge, supply_sources=[{"id": "depot", "place": "p0", "side": "red", "t_per_day": 500}])
        scenario["crossings"][0]["width_m"] = 1500

        def look(c: Campaign, looks: list[tuple[int, float, float]] = looks) -> None:
            f = c.world.formation_row["r1"]
            looks.append((c.minute, float(c.state.supply_km[f]), float(c.state.drive_days[f])))

        fought = tiny.fight(tiny.load(scenario, tmp_path / bridge, settings=tiny.settled(), without=["columns"]), at_sample=look)
        over = fought.captured("bank")
        assert over is not None and all(np.isfinite(km) for minute, km, _ in looks if minute > 0)
        if bridge == "down":
            stands = fought.events("crossing")[0].minute + 1500 / P["rivers.bridge_m_h"] * 60
            waits = {bool(np.isfinite(days)) for minute, _, days in looks if over < minute < stands}
            assert waits == {False} and {np.isfinite(days) for minute, _, days in looks if minute > stands + 360} == {True}
    assert all(np.isfinite(days) for minute, _, days in seen["standing"] if minute > 0)


def test_the_far_bank_lies_towards_its_ways_across_180_degrees() -> None:
    near, far = (
        Place(id=name, name=name, country="a", lat=52.0, lon=lon, kind="town", terrain="plain")
        for name, lon in (("near", 179.999), ("far", -179.5))
    )
    lat, lon = _towards(near, [far])
    assert lat == 52.0 and -180.0 < lon < -179.9
    assert _towards(far, [near])[1] < far.lon

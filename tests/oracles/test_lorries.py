"""Counted lorries, full roads, main effort and culmination in a tiny theatre."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.results import RunResult
from engine.scenario import parameters
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests import tiny

P = parameters.values({})
STILL = ["friction", "readiness", "forced_march"]


def columns(lorries: float, *, t_per_day: float = 10000, **second: Any) -> dict[str, Any]:
    """Two tank brigades of two armies side by side along 1,200 km of track, and a depot behind them."""
    armies = [
        tiny.formation(id=f"a{n}", echelon="army", branch="headquarters", men=0, combat=False, lorries=lorries, **extra)
        for n, extra in ((1, {}), (2, second))
    ]
    brigades = [tiny.tanks(id=f"b{n}", parent=f"a{n}") for n in (1, 2)]
    scenario = tiny.line(places=13, surface="track", formations=[*armies, *brigades], without=STILL, days=25)
    steps = scenario["plans"][0]["steps"]
    scenario["plans"] = [{"id": f"plan{n}", "formation": f"b{n}", "steps": steps} for n in (1, 2)]
    scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": t_per_day}]
    return scenario


def run(scenario: dict[str, Any], folder: Path, **options: Any) -> RunResult:
    return simulate(tiny.load(scenario, folder, **options))


def depth(result: RunResult, formation: str = "b1") -> float:
    return max(track.axis_km for track in result.tracks if track.formation == formation)


def fuel(result: RunResult, formation: str) -> float:
    """Mean fills of a formation and its forward detachment in the first five days."""
    fills = [
        track.fuel_fills * track.men
        for track in result.tracks
        if track.formation.startswith(formation) and track.minute <= 5 * 1440
    ]
    return sum(fills) / 1000 / 11


def culmination(result: RunResult) -> tuple[float, str]:
    event = next(e for e in result.recorder.events if e.kind == "culmination" and e.formation == "a1")
    outcomes = {name: value for name, value, _ in result.outcomes}
    assert outcomes["culmination_day.a1"] == dict(event.numbers)["since_day"]
    return outcomes["culmination_day.a1"], event.cause


def test_lorries_carry_an_advance_further_the_more_there_are(tmp_path: Path) -> None:
    depths = [depth(run(columns(lorries), tmp_path / str(lorries))) for lorries in (2, 10, 50)]
    assert depths[0] < depths[1] < depths[2]


def test_lorries_without_number_still_have_to_drive(tmp_path: Path) -> None:
    """The rule only takes away; without it columns are as far as with lorries in plenty, and outrun them just the same."""
    few, many = (run(columns(lorries), tmp_path / str(lorries)) for lorries in (2, 2000))
    off = run(columns(2), tmp_path / "off", without=[*STILL, "lorries"])
    assert depth(few) < depth(many) == depth(off)
    assert culmination(many)[1] == culmination(off)[1] == "on_the_way"


def test_culmination_comes_later_with_more_lorries_and_names_its_cause(tmp_path: Path) -> None:
    few, more = (culmination(run(columns(lorries), tmp_path / str(lorries))) for lorries in (1, 50))
    assert few[0] < more[0]
    assert few[1] == "lorries" and more[1] == "on_the_way"
    assert culmination(run(columns(2000, t_per_day=1), tmp_path / "depot"))[1] == "railhead"


def test_the_main_effort_is_fed_first(tmp_path: Path) -> None:
    equal = run(columns(2000, t_per_day=8), tmp_path / "equal")
    favoured = run(columns(2000, t_per_day=8, supply_priority=5), tmp_path / "favoured")
    assert depth(equal, "b1") == pytest.approx(depth(equal, "b2"), rel=0.02)  # one column is an hour behind the other
    assert depth(favoured, "b1") < depth(equal, "b1") and depth(equal, "b2") < depth(favoured, "b2")
    assert fuel(favoured, "b1") < fuel(equal, "b1") and fuel(equal, "b2") < fuel(favoured, "b2")


def test_a_full_road_holds_up_both_armies_on_it(tmp_path: Path) -> None:
    scenario = columns(2000)
    narrow = run(scenario, tmp_path / "narrow", settings={"rules.lorries.track_per_day": 0.2})
    wide = run(scenario, tmp_path / "wide")
    for army in ("b1", "b2"):
        assert depth(narrow, army) < depth(wide, army) and fuel(narrow, army) < fuel(wide, army)


def test_a_fleet_brings_tonnes_by_its_round(tmp_path: Path) -> None:
    """N x serviceable x payload x (1 - burned) / (2 d / km a day + terminal) tonnes a day, as far as lorries bind."""
    for places in (3, 6):
        km = 100.0 * (places - 1)
        front = tiny.formation(men=5_000_000, lorries=100, start={"place": f"p{places - 1}", "food_days": 30})
        scenario = tiny.line(places=places, km=100.0, surface="road", formations=[front], plans=[], without=STILL, days=40)
        for place in scenario["places"]:
            place["country"] = "redland"
        scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 100000}]
        scenario["rules"] = {"lorries": {"breakdown_pct_100km": 0}}
        state = tiny.fight(tiny.load(scenario, tmp_path / str(places))).campaign.state
        round_days = 2 * km / P["lorries.km_day"] + P["lorries.terminal_h"] / 24
        burned = 2 * km * P["lorries.fuel_kg_km"] / 1000 / P["lorries.payload_t"]
        lift_t = 100 * P["lorries.serviceable_share"] * P["lorries.payload_t"]
        assert state.transport.delivered_t[2, 0] / 40 == pytest.approx(lift_t * (1 - burned) / round_days, rel=0.06)


def family(lorries: dict[str, float], **more: Any) -> dict[str, Any]:
    """A staff with a division on foot and a tank division under it, far from their depot; `lorries` by formation.

    Its tanks drive without fuel, which is doubted elsewhere."""
    staff = tiny.formation(
        id="a", echelon="army", branch="headquarters", men=500, combat=False, start={"place": "p4", "food_days": 5}
    )
    walks, rolls = (
        tiny.formation(id=i, parent="a", mobility=m, start={"place": "p4", "food_days": 5})
        for i, m in (("f", "foot"), ("t", "tracked"))
    )
    formations = [each | ({"lorries": lorries[each["id"]]} if each["id"] in lorries else {}) for each in (staff, walks, rolls)]
    scenario = tiny.line(places=5, km=100.0, surface="track", formations=formations, plans=[], days=20, **more)
    for place in scenario["places"]:
        place["country"] = "redland"
    scenario["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 10000}]
    return scenario


def stand_in(number: float) -> str:
    return f"formations[a] counts no lorries, and 20,500 men here and below have none; {number:,.0f} are taken, as"


def test_lorries_of_their_types_stand_in_where_an_author_counts_none(tmp_path: Path) -> None:
    """Those of a whole tree are one fleet; the warning stands at the top of it, with its line, and names the number."""
    loaded = tiny.load(family({}), tmp_path)
    theatre = prepare(loaded)
    number = round(
        0.5 * P["lorries.army_troops_per_1000"]
        + 10 * P["lorries.division_foot_per_1000"]
        + 10 * P["lorries.division_tracked_per_1000"]
    )
    (doubt,) = theatre.fleets.problems
    assert doubt in theatre.warnings and doubt.text.startswith(stand_in(number)) and f"write lorries: {number}" in doubt.text
    assert doubt.warning and doubt.line > 0
    counted = prepare(tiny.load(family({"a": number}), tmp_path / "counted"))
    assert counted.fleets.lorries.tolist() == theatre.fleets.lorries.tolist() == [number] and not counted.fleets.problems


def test_only_those_below_nobody_with_lorries_have_them_of_their_type(tmp_path: Path) -> None:
    theatre = prepare(tiny.load(family({"t": 50}), tmp_path))
    number = round(0.5 * P["lorries.army_troops_per_1000"] + 10 * P["lorries.division_foot_per_1000"])
    assert sorted(theatre.fleets.lorries.tolist()) == [50, number]
    off = prepare(tiny.load(family({}), tmp_path / "off", without=["lorries"]))
    assert off.fleets.lorries.tolist() == [float("inf")] and not off.fleets.problems


def test_lorries_that_stand_in_limit_what_comes(tmp_path: Path) -> None:
    """A tenth of the usual number and none that are counted: the same road brings less."""

    def delivered(name: str, **rules: float) -> float:
        scenario = family({}, rules={"lorries": rules}) if rules else family({})
        return float(tiny.fight(tiny.load(scenario, tmp_path / name)).campaign.state.transport.delivered_t.sum())

    few = {f"{kind}_per_1000": 0.05 for kind in ("division_foot", "division_tracked", "army_troops")}
    assert delivered("few", **few) < 0.5 * delivered("usual")

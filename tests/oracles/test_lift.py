"""Fuel by air against tonnes counted by hand: sorties x load, four times a day, to whoever is short and near."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
FILL_T = 30.0
LIFT: dict[str, Any] = {
    "id": "wings",
    "base": "p0",
    "to": ["t1"],
    "below_fills": 50,
    "sorties_per_day": 12,
    "t_per_sortie": 1.5,
    "range_km": 60,
}


def standing(*, at: str = "p0", fuel: float = 0.0, rows: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A tank brigade without orders or a supply line, five days long, whose engines stand, and a lift that flies to it."""
    lift = LIFT | changes.pop("lift", {})
    formations = rows or [tiny.tanks(id="t1", start={"place": at, "fuel_fills": fuel})]
    return tiny.line(
        places=3, days=5, formations=formations, plans=[], lifts=[lift], rules={"fuel": {"quiet_day_km": 0}}, **changes
    )


def tonnes(run: tiny.Run) -> list[float]:
    return [dict(event.numbers)["tonnes"] for event in run.events("airlift")]


def test_it_brings_sorties_times_load_every_day(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(standing(), tmp_path))
    assert [event.minute for event in run.events("airlift")] == list(range(360, 5 * 1440, 360))
    assert tonnes(run) == pytest.approx([12 * 1.5 / 4] * 19)
    assert run.result.tracks[-1].fuel_fills * FILL_T == pytest.approx(19 * 4.5)


def test_it_opens_on_its_day(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(standing(lift={"opens": 2.5}), tmp_path))
    assert run.events("airlift")[0].minute == 2.5 * 1440 + 360


@pytest.mark.parametrize(
    ("sky", "share"),
    [
        ("rain", "airlift.rain_share"),
        ("downpour", "airlift.downpour_share"),
        ("overcast", "airlift.overcast_share"),
        ("fog", "airlift.fog_share"),
    ],
)
def test_a_day_of_bad_weather_brings_its_share(tmp_path: Path, sky: str, share: str) -> None:
    wet = standing(
        regions=[{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}],
        weather=[{"region": "all", "sky": sky, "from_date": "1990-05-02", "to_date": "1990-05-02"}],
    )
    day_of = [tonnes(tiny.fight(tiny.load(wet, tmp_path)))[4 * day : 4 * day + 3] for day in range(3)]
    assert day_of == [pytest.approx([4.5 * part] * 3) for part in (1.0, P[share], 1.0)]


def test_nothing_flies_from_a_base_that_the_enemy_has_taken(tmp_path: Path) -> None:
    """A division of the enemy comes to the base at p1 while the brigade stands at p0, within range."""
    rows = [tiny.tanks(id="t1"), tiny.formation(id="b1", side="blue", start={"place": "p2"})]
    war = standing(rows=rows, lift={"base": "p1", "range_km": 500})
    war["places"][1]["country"] = "redland"
    war["plans"] = [tiny.attack("b1", "p1", "p2")]
    run = tiny.fight(tiny.load(war, tmp_path))
    taken = run.captured("p1")
    assert taken is not None and run.events("airlift")
    assert 0 <= taken - run.events("airlift")[-1].minute <= 360


def test_it_fills_up_to_its_threshold_and_no_further(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(standing(lift={"below_fills": 0.25}), tmp_path))
    assert tonnes(run) == pytest.approx([4.5, 3.0]) and run.result.tracks[-1].fuel_fills == pytest.approx(0.25)
    full = tiny.fight(tiny.load(standing(fuel=0.25, lift={"below_fills": 0.25}), tmp_path / "full"))
    assert tonnes(full) == []


def test_it_reaches_as_far_as_its_range(tmp_path: Path) -> None:
    one_degree_east = 6371.0 * 2 * math.asin(math.sin(math.radians(0.5)) * math.cos(math.radians(50)))  # along the chord's arc
    near, far = (
        tiny.fight(tiny.load(standing(at="p1", lift={"range_km": one_degree_east + more}), tmp_path / str(more)))
        for more in (0.1, -0.1)
    )
    assert len(tonnes(near)) == 19 and tonnes(far) == []


def test_two_share_by_what_they_lack_and_nobody_gets_it_twice(tmp_path: Path) -> None:
    army = tiny.formation(id="a1", echelon="army", branch="headquarters", mobility="motor", combat=False, men=100)
    rows = [army, *(tiny.tanks(id=f"t{i}", parent="a1", start={"fuel_fills": fuel}) for i, fuel in ((1, 0.0), (2, 0.5)))]
    twice = standing(rows=rows, lift={"to": ["a1", "t1", "t2"], "below_fills": 1.0, "sorties_per_day": 4})
    run = tiny.fight(tiny.load(twice, tmp_path))
    first = next(track for track in run.result.tracks if track.formation == "t1" and track.minute == 720)
    assert tonnes(run)[0] == pytest.approx(1.5) and dict(run.events("airlift")[0].numbers)["formations"] == 2
    assert first.fuel_fills * FILL_T == pytest.approx(2 * 1.5 * 2 / 3)
    gained = [run.result.tracks[-2].fuel_fills, run.result.tracks[-1].fuel_fills - 0.5]
    assert sum(gained) * FILL_T == pytest.approx(sum(tonnes(run)))


def test_without_airlift_nothing_comes(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(standing(), tmp_path, without=["airlift"]))
    assert tonnes(run) == [] and run.result.tracks[-1].fuel_fills == 0


def test_fuel_from_the_air_wakes_a_dry_column(tmp_path: Path) -> None:
    dry = tiny.line(
        places=6,
        km=50,
        formations=[tiny.tanks(id="t1", start={"fuel_fills": 0.2})],
        plans=[tiny.attack("t1", "p5")],
        lifts=[LIFT | {"range_km": 300, "below_fills": 1, "sorties_per_day": 8}],
        days=12,
    )
    flown, left = (
        tiny.fight(tiny.load(dry, tmp_path / name, without=["detachments", *without]))
        for name, without in (("a", []), ("b", ["airlift"]))
    )
    assert flown.events("resume")[0].minute % 360 == 0
    assert flown.captured("p5") is not None and left.captured("p5") is None


FORCE: dict[str, Any] = {
    "id": "squadron",
    "formation": "t1",
    "aircraft": 16,
    "serviceable": 0.75,
    "sorties_per_aircraft_day": 1,
    "t_per_sortie": 1.5,
    "men_per_sortie": 20,
    "range_km": 60,
}
OF_FORCE = {"force": "squadron", "sorties_per_day": None, "t_per_sortie": None, "range_km": None}


def forced(**changes: Any) -> dict[str, Any]:
    """As `standing`, with a lift that draws on twelve sorties a day of a force."""
    return standing(lift=OF_FORCE | changes.pop("lift", {}), transport_forces=[FORCE | changes.pop("force", {})], **changes)


def test_it_closes_on_its_day(tmp_path: Path) -> None:
    run = tiny.fight(tiny.load(standing(lift={"opens": 1, "closes": 2.25}), tmp_path))
    assert [event.minute for event in run.events("airlift")] == [1440 + 360 * look for look in range(1, 6)]


def test_a_force_of_as_many_sorties_brings_what_a_lift_of_its_own_brings(tmp_path: Path) -> None:
    own, drawn = (tiny.fight(tiny.load(war, tmp_path / name)) for name, war in (("own", standing()), ("drawn", forced())))
    assert tonnes(own) == tonnes(drawn) and len(tonnes(own)) == 19


def test_lifts_of_a_force_together_fly_its_sorties(tmp_path: Path) -> None:
    """The first by id takes what it needs, here 2 t a look, the second gets the rest."""
    rows = [tiny.tanks(id=name, start={"fuel_fills": 0.0}) for name in ("t1", "t2")]
    war = forced(rows=rows, lift={"below_fills": 2 / FILL_T}) | {"days": 1}
    war["lifts"].append(war["lifts"][0] | {"id": "wings2", "to": ["t2"], "below_fills": 50})
    run = tiny.fight(tiny.load(war, tmp_path))
    assert tonnes(run) == pytest.approx([2.0, 2.5, 4.5, 4.5])  # at 6, 12 and 18 h
    alone = tiny.fight(tiny.load(war | {"transport_forces": [FORCE | {"aircraft": 0}]}, tmp_path / "none"))
    assert sum(tonnes(alone)) == 0


def test_a_party_takes_its_sorties_from_the_same_force(tmp_path: Path) -> None:
    """A hundred men are five sorties: of the day's twelve seven are left for fuel, and not one more or less."""
    party = {"id": "party", "name": "Party", "short": "P", "of": "t1", "men": 100, "place": "p2", "range_km": 500}
    war = forced(force={"range_km": 500}) | {"air_landings": [party | {"before_cease_fire": True, "force": "squadron"}]}
    war["places"][0]["airfield"] = True
    free = war | {"air_landings": [war["air_landings"][0] | {"force": None}]}
    drawn, without = (tiny.fight(tiny.load(each, tmp_path / name)) for name, each in (("drawn", war), ("free", free)))
    assert drawn.events("airborne")[0].minute == without.events("airborne")[0].minute
    assert sum(tonnes(without)) - sum(tonnes(drawn)) == pytest.approx(5 * 1.5)
    after = [event.minute > drawn.events("airborne")[0].minute for event in drawn.events("airlift")]
    assert tonnes(drawn)[after.index(True)] == 0.0  # three sorties of the next six hours, then two of those after them
    assert tonnes(drawn)[after.index(True) + 1] == pytest.approx(1.5)


def test_a_party_waits_until_the_aircraft_of_another_are_back(tmp_path: Path) -> None:
    """Twelve sorties a day set down 240 men; two parties of 140 do not go in the same hours."""
    party = {
        "name": "Party",
        "short": "P",
        "of": "t1",
        "men": 140,
        "range_km": 500,
        "before_cease_fire": True,
        "force": "squadron",
    }
    war = forced(force={"range_km": 500}) | {"air_landings": [party | {"id": f"party{i}", "place": f"p{i}"} for i in (1, 2)]}
    war["places"][0]["airfield"] = True
    settings = {"rules.landings.prepare_ln_sd": 0.0}
    both = [
        [event.minute for event in tiny.fight(tiny.load(each, tmp_path / name, settings=settings)).events("airborne")]
        for name, each in (("few", war), ("many", war | {"transport_forces": [FORCE | {"aircraft": 100, "range_km": 500}]}))
    ]
    assert both[1][0] == both[1][1] and both[0][1] > both[0][0] == both[1][0]


def test_the_nearest_base_in_hand_is_used_and_one_that_was_taken_after_the_days_of_rebasing(tmp_path: Path) -> None:
    """A division takes p1; the brigade at p0 lives from there only once the field is ready, and until then out of reach."""
    rows = [tiny.tanks(id="t1", start={"fuel_fills": 0.0}), tiny.formation(id="r1")]
    war = standing(rows=rows, lift={"base": None, "bases": ["p1", "p2"], "range_km": 500})
    war |= {"days": 15, "plans": [tiny.attack("r1", "p1")]}
    run = tiny.fight(tiny.load(war, tmp_path))
    taken = run.captured("p1")
    assert taken is not None and run.events("airlift")
    first = run.events("airlift")[0]
    assert first.place == "p1" and 0 <= first.minute - (taken + P["air.rebase_days"] * 1440) <= 360
    at_home = tiny.fight(tiny.load(war | {"lifts": [war["lifts"][0] | {"bases": ["p1", "p0"]}]}, tmp_path / "home"))
    assert {event.place for event in at_home.events("airlift")} == {"p0"} and at_home.events("airlift")[0].minute == 360


def test_it_carries_the_goods_of_its_list_in_their_order(tmp_path: Path) -> None:
    rows = [tiny.tanks(id="t1", bk_t=10, start={"fuel_fills": 0.0, "ammo_bk": 0.0})]
    lift = {"goods": ["ammunition", "fuel"], "below_bk": 1, "below_fills": 50}
    run = tiny.fight(tiny.load(standing(rows=rows, lift=lift) | {"days": 1}, tmp_path))
    last = run.result.tracks[-1]
    assert sum(tonnes(run)) == pytest.approx(13.5) and last.ammo_bk == pytest.approx(1.0)
    assert last.fuel_fills * FILL_T == pytest.approx(13.5 - 10)


def test_it_carries_food_by_the_day(tmp_path: Path) -> None:
    rows = [tiny.formation(id="t1", start={"food_days": 0.0})]
    lift = {"goods": ["food"], "below_fills": None, "below_days": 3}
    run = tiny.fight(tiny.load(standing(rows=rows, lift=lift) | {"days": 1}, tmp_path))
    ration_t = 10_000 * P["supply.food_kg_man_day"] / 1000
    assert sum(tonnes(run)) == pytest.approx(13.5) and 13.5 / ration_t < 3  # all that it can carry


def test_those_of_the_list_are_served_first(tmp_path: Path) -> None:
    rows = [tiny.tanks(id=f"t{i}", start={"fuel_fills": 0.0}) for i in (1, 2)]
    run = tiny.fight(tiny.load(standing(rows=rows, lift={"to": ["t1", "t2"], "first": ["t2"], "below_fills": 0.25}), tmp_path))
    halfway = {track.formation: track.fuel_fills for track in run.result.tracks if track.minute == 720}
    assert tonnes(run) == pytest.approx([4.5, 4.5, 4.5, 1.5])
    assert halfway["t2"] == pytest.approx(0.25) and halfway["t1"] == pytest.approx(1.5 / FILL_T)


def test_the_lift_of_a_force_fills_a_forward_detachment_once_before_its_main_body(tmp_path: Path) -> None:
    """Little comes: the main body gets nothing until the detachment has one fill, then all; a lift of its own shares."""

    def fuel(lift: dict[str, Any], name: str) -> list[tuple[float, float]]:
        war = tiny.line(
            places=6,
            km=50,
            formations=[tiny.tanks(id="t1", start={"fuel_fills": 0.5})],
            plans=[tiny.attack("t1", "p5")],
            lifts=[LIFT | lift],
            transport_forces=[FORCE | {"aircraft": 2, "range_km": 900}],
            rules={"fuel": {"quiet_day_km": 0}},
            days=6,
        )
        seen: list[tuple[float, float]] = []

        def noted(c: Any) -> None:
            detachment, body = c.world.formation_row["t1.forward"], c.world.formation_row["t1"]
            if c.state.fights[detachment]:
                seen.append((c.state.fuel_fills.item(detachment), c.state.fuel_fills.item(body)))

        tiny.fight(tiny.load(war, tmp_path / name), at_sample=noted)
        return seen

    served = fuel(OF_FORCE, "force")
    while_short = [body for detachment, body in served if detachment < 1.0 - 1e-9]
    assert len(while_short) > 5 and set(while_short) == {while_short[0]}
    assert max(detachment for detachment, _ in served) == pytest.approx(1.0) and served[-1][1] > while_short[0]
    shared = fuel({"sorties_per_day": 1.5, "range_km": 900}, "own")
    assert shared[4][1] > shared[0][1]

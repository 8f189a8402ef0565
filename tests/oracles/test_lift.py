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

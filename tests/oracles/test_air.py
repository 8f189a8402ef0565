"""The air war against shares counted by hand: who rules the sky, what columns lose by it, and whose aircraft are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import air
from engine.rules.rates import Rates
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
RATES = Rates.from_parameters(P)
REACH_ALL = {"rules.air.range_km": 1e6}
"""Over so long a range every place is as near as any other."""


def wing(side: str, place: str, aircraft: float = 200, **changes: Any) -> dict[str, Any]:
    return tiny.formation(
        id=f"{side[0]}w",
        side=side,
        branch="air",
        echelon="army",
        mobility="fixed",
        combat=False,
        men=500,
        aircraft=aircraft,
        start={"place": place},
        **changes,
    )


def flown(folder: Path, *wings: dict[str, Any], without: tuple[str, ...] = (), **changes: Any) -> tiny.Run:
    """A division that marches from p0 to p1 with an enemy of no weight at the end of the line."""
    rows = [tiny.formation(), tiny.defender(men=100, guns=0, start={"place": "p3"}), *wings]
    war = tiny.war(formations=rows, plans=[tiny.attack("r1", "p1")], days=4, **changes)
    return tiny.fight(tiny.load(war, folder, settings=REACH_ALL, without=list(without)))


def over_the_line(run: tiny.Run) -> list[float]:
    return [float(run.campaign.state.sky.superiority[place]) for place in range(4)]


def test_sorties_spread_over_the_places_in_reach_and_rule_by_their_number(tmp_path: Path) -> None:
    per_place = 200 * P["air.sorties_per_aircraft_day"] / 4
    alone = per_place / (per_place + P["air.ruled_sorties"])
    assert over_the_line(flown(tmp_path / "a", wing("red", "p0"))) == pytest.approx([alone] * 4, rel=1e-3)
    assert over_the_line(flown(tmp_path / "b", wing("blue", "p3"))) == pytest.approx([-alone] * 4, rel=1e-3)
    both = flown(tmp_path / "c", wing("red", "p0"), wing("blue", "p3"))
    assert over_the_line(both) == pytest.approx([0.0] * 4, abs=1e-3)
    assert [dict(event.numbers)["sorties"] for event in both.events("sorties", "rw")] == pytest.approx([4 * per_place] * 4)


def test_only_those_fit_for_combat_fly(tmp_path: Path) -> None:
    fit = flown(tmp_path, wing("red", "p0", aircraft=1000, aircraft_combat=200))
    assert over_the_line(fit) == over_the_line(flown(tmp_path / "b", wing("red", "p0", aircraft=200)))


@pytest.mark.parametrize("sky", ["rain", "downpour", "overcast", "fog"])
def test_bad_weather_cuts_sorties(tmp_path: Path, sky: str) -> None:
    wet = {
        "regions": [{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}],
        "weather": [{"region": "all", "sky": sky, "from_date": "1990-05-01", "to_date": "1990-05-09"}],
    }
    run, dry = flown(tmp_path, wing("red", "p0"), **wet), flown(tmp_path / "dry", wing("red", "p0"))
    sorties = [dict(each.events("sorties")[0].numbers)["sorties"] for each in (run, dry)]
    assert sorties[0] == pytest.approx(sorties[1] * P[f"airlift.{sky}_share"])


def test_columns_under_an_enemys_sky_are_slower_by_the_share(tmp_path: Path) -> None:
    free, hunted, off = (
        flown(tmp_path / name, wing("blue", "p3", aircraft=count), without=without)
        for name, count, without in (("a", 0, ()), ("b", 5000, ()), ("c", 5000, ("air",)))
    )
    mult = air.interdicted_mult(-over_the_line(hunted)[1], rates=RATES.air)
    assert mult < 0.9 and (hunted.captured("p1") or 0) == pytest.approx((free.captured("p1") or 0) / mult, abs=2)
    assert (
        off.captured("p1") == free.captured("p1") and not off.campaign.state.sky.superiority.any() and not off.events("sorties")
    )
    told = hunted.events("air_attack", "r1")
    assert told and dict(told[0].numbers)["pace_share"] == pytest.approx(mult) and not free.events("air_attack")


def test_who_rules_the_sky_loses_less(tmp_path: Path) -> None:
    lost = []
    for name, side in (("a", "red"), ("b", "blue")):
        war = tiny.war(
            tiny.defender(),
            wing(side, "p3" if side == "blue" else "p0", aircraft=3000),
            plans=[tiny.attack("r1", "p3"), tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "prepared"})],
        )
        war["days"] = 3
        run = tiny.fight(tiny.load(war, tmp_path / name, settings=tiny.settled() | REACH_ALL))
        lost.append(run.of("killed", "r1") / max(run.of("killed", "b1"), 1e-9))
    assert lost[0] < lost[1]


def test_aircraft_fall_with_their_base(tmp_path: Path) -> None:
    war = tiny.war(wing("blue", "p2", aircraft=80, aircraft_combat=20), plans=[tiny.attack("r1", "p3")])
    run = tiny.fight(tiny.load(war, tmp_path))
    assert (run.of("aircraft", "bw"), run.of("aircraft_captured", "bw"), run.of("prisoners", "bw")) == (0, 80, 500)
    assert max(event.minute for event in run.events("sorties", "bw")) <= (run.captured("p2") or 0)


def diving(folder: Path, *, custom: bool = True, without: tuple[str, ...] = (), **rules: float) -> tiny.Run:
    """A tank brigade that marches for three days under the aircraft of an enemy who may have the custom of one-way sorties."""
    rows = [
        tiny.tanks(id="r1", start={"fuel_fills": 6}),
        tiny.defender(men=100, guns=0, start={"place": "p3"}),
        wing("blue", "p3"),
        wing("red", "p0", aircraft=rules.pop("fighters", 0)),
    ]
    war = tiny.war(formations=rows, plans=[tiny.attack("r1", "p1")], days=3)
    war["sides"][1]["one_way_sorties"] = custom
    settings = REACH_ALL | {f"rules.air.{name}": value for name, value in rules.items()}
    return tiny.fight(tiny.load(war, folder, settings=settings, without=["armour_pools", *without]))


def test_one_way_sorties_cost_an_aircraft_each_and_tanks_by_their_chance(tmp_path: Path) -> None:
    run = diving(tmp_path)
    told = [dict(event.numbers) for event in run.events("one_way_attack", "bw")]
    flown = [dict(event.numbers)["sorties"] for event in run.events("sorties", "bw")]
    assert [each["sorties"] for each in told] == pytest.approx([count * P["air.one_way_share"] for count in flown])
    spent = sum(each["sorties"] for each in told)
    assert 0 < spent == pytest.approx(run.of("aircraft_lost", "bw"))
    assert run.of("tanks_fell_out", "r1") == pytest.approx(spent * P["air.one_way_hit"])
    assert {event.cause for event in run.events("one_way_attack")} == {"r1"} and run.of("aircraft_lost", "rw") == 0


def test_nobody_flies_one_way_without_the_custom_or_without_aircraft(tmp_path: Path) -> None:
    plain, off = diving(tmp_path / "a", custom=False), diving(tmp_path / "b", without=("air",))
    neutral = diving(tmp_path / "c", one_way_share=0)
    for run in (plain, off, neutral):
        assert run.of("aircraft_lost", "bw") == run.of("tanks_fell_out", "r1") == 0
    assert not plain.events("one_way_attack") and not off.events("one_way_attack")


def test_fighters_stop_one_way_sorties(tmp_path: Path) -> None:
    few, many = (diving(tmp_path / str(count), fighters=count).of("tanks_fell_out", "r1") for count in (200, 20_000))
    assert many < few / 5


def test_aircraft_use_airfields_held_long_enough(tmp_path: Path) -> None:
    """From p0 nothing reaches p3; from the field at p2, days after its capture, it does."""
    war = tiny.war(tiny.defender(men=100, guns=0, start={"place": "p3"}), wing("red", "p0"), plans=[tiny.attack("r1", "p2")])
    war["places"][2]["airfield"], war["days"] = True, 12
    seen: list[tuple[float, float]] = []
    run = tiny.fight(
        tiny.load(war, tmp_path, settings={"rules.air.range_km": 100}),
        at_sample=lambda c: seen.append((c.minute / 1440, float(c.state.sky.superiority[3]))),
    )
    first = next(day for day, rules in seen if rules > 0)
    assert 0 <= first - ((run.captured("p2") or 0) / 1440 + P["air.rebase_days"]) <= 1.5


@given(st.floats(0, 1e4), st.floats(0, 1e4))
def test_superiority_is_one_sides_gain_and_the_others_loss(own: float, theirs: float) -> None:
    rules = float(air.superiority(np.array(own), np.array(theirs), rates=RATES.air))
    assert -1 < rules < 1 and rules == -float(air.superiority(np.array(theirs), np.array(own), rates=RATES.air))
    assert float(air.superiority(np.array(own + 1), np.array(theirs), rates=RATES.air)) > rules
    assert 0 < air.interdicted_mult(rules, rates=RATES.air) <= 1

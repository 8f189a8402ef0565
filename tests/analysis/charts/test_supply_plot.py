"""The strips of supply: days of fuel or food, who stands dry, the median over runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.charts.supply import alt_text, draw_supply, factual_title, save_supply, strips
from analysis.results.days_of_supply import days_in_fill, days_of_fuel
from analysis.results.load import Result
from tests.analysis.pictures import texts_on_page
from tests.analysis.small_campaign import DAY, END, result

RATES = {"fuel.km_per_fill_tracked": 200, "march.tracked_km_day": 100}


def supplied(fills: float = 1.5, dry_from: int = END + 1, food_days: float = 4.0) -> Result:
    """`nd` lives on fuel (two days of march in a fill) and is halted for want of it from `dry_from` on; `sd` eats."""
    tracks = []
    for minute in range(0, END + 1, DAY // 2):
        dry = minute >= dry_from
        state = ("halted", "fuel") if dry else ("marching", "")
        tracks.append((minute, "nd", "n1", 0.0, 1000, 1.0, 0.0 if dry else fills, 1.0, *state))
        tracks.append((minute, "sd", "s1", 0.0, 1000, 1.0, 0.0, 1.0, "marching", ""))
    run = result(tracks=tracks, manifest={"parameters": RATES})
    more = {"nd": {"fill_t": 100.0, "mobility": "tracked"}, "sd": {"fill_t": 0.0, "mobility": "foot"}}
    formations = [one.model_copy(update=more.get(one.id, {})) for one in run.formations]
    return replace(run, formations=formations, tracks=run.tracks.changed(food_days=np.full(len(tracks), food_days)))


def test_fuel_counts_in_days_of_march_and_only_of_those_who_live_on_it() -> None:
    run = supplied(1.5)
    assert days_in_fill(run, "nd") == 2.0 and days_in_fill(run, "sd") == 1.0
    days = days_of_fuel(run)
    assert set(days[run.tracks.formation == "nd"]) == {3.0} and np.isnan(days[run.tracks.formation == "sd"]).all()
    assert days_in_fill(replace(run, manifest=run.manifest.model_copy(update={"parameters": {}})), "nd") == 1.0


def test_the_vehicles_of_a_division_on_foot_go_at_the_rate_of_motor_troops() -> None:
    run = supplied(2.0)
    on_foot = [one.model_copy(update={"fill_t": 20.0, "mobility": "foot"} if one.id == "nd" else {}) for one in run.formations]
    rates = run.manifest.model_copy(update={"parameters": {"fuel.km_per_fill_motor": 300.0, "march.motor_km_day": 200.0}})
    days = days_of_fuel(replace(run, formations=on_foot, manifest=rates))
    assert set(days[run.tracks.formation == "nd"]) == {3.0}


def test_troops_with_fuel_and_no_food_are_short() -> None:
    run = supplied(1.5, food_days=0.5)
    north = strips([run])[0]
    assert set(north.food) == {0.5} and set(north.fuel) == {3.0} and set(north.least) == {0.5}


def test_where_most_stand_dry_the_days_of_fuel_are_those_of_the_dry() -> None:
    """Two divisions of one size, one full and one dry: the mean would say a day and a half."""
    run = supplied(dry_from=0)
    more = [(minute, "nx", "n1", 0.0, 900, 1.0, 1.5, 1.0, "marching", "") for minute in range(0, END + 1, DAY // 2)]
    second = run.formation["nd"].model_copy(update={"id": "nx"})
    rows = [(minute, "nd", "n1", 0.0, 1000, 1.0, 0.0, 1.0, "halted", "fuel") for minute in range(0, END + 1, DAY // 2)]
    both = result(tracks=[*rows, *more], manifest={"parameters": RATES})
    north = strips([replace(both, formations=[*run.formations, second])])[0]
    assert north.dry.all() and set(north.fuel) == {0.0}


def test_a_formation_counts_with_the_army_that_commands_it_at_the_time() -> None:
    run = supplied(dry_from=0)
    events = result(events=[(10 * DAY, "reassigned", "red", "nd", "", "sa")]).events
    north, south = strips([replace(run, events=events)])
    assert north.dry[:20].all() and not north.dry[20:].any() and np.isnan(north.fuel[20:]).all()
    assert not south.dry[:20].any() and south.dry[20:].all()


def test_strips_are_by_army_and_half_day() -> None:
    north, south = strips([supplied(dry_from=5 * DAY)])
    assert (north.formation, south.formation) == ("na", "sa")
    assert len(north.food) == END // (DAY // 2)
    assert np.flatnonzero(north.dry).tolist() == list(range(10, 40)) and not south.dry.any()
    assert set(north.fuel[:10]) == {3.0} and set(north.fuel[10:]) == {0.0}


def test_several_runs_give_the_median_and_the_majority() -> None:
    north = strips([supplied(dry_from=5 * DAY), supplied(dry_from=10 * DAY), supplied(2.5)])[0]
    assert int(north.dry.argmax()) == 20 and north.fuel[0] == 3.0


def test_an_army_is_shown_by_its_formations() -> None:
    assert [strip.formation for strip in strips([supplied()], "na")] == ["nd"]


def test_title_and_alt_text_say_who_stands() -> None:
    run = supplied(dry_from=5 * DAY)
    said = "Longest without fuel: tank and motor troops of Unit na, 15 days, first on D+5 / 6 May"
    assert factual_title(strips([run]), run) == said
    assert factual_title(strips([supplied()]), run) == "No army stands for want of fuel"
    assert "Under one day of supply at some time: Unit na." in alt_text([run])
    assert "Nobody falls under one day" in alt_text([supplied()])


@pytest.mark.parametrize("beside", [0, 1])
def test_every_word_is_on_the_page(beside: int) -> None:
    texts_on_page(draw_supply([supplied(dry_from=DAY)], [supplied()] * beside))


def test_the_same_strips_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        save_supply([supplied()], tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()

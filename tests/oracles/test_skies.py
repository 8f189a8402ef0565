"""Drawn weather against dated weather."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.randomness import Dice
from engine.scenario.loading import LoadedScenario
from engine.scenario.schema import Region
from engine.simulation import simulate
from engine.theatre.regions import inside
from engine.theatre.world import World
from tests import tiny

ALWAYS = {"dry": [1, 0, 0], "rain": [0, 1, 0], "downpour": [0, 0, 1]}


def drawn(folder: Path, row: list[float], without: list[str] | None = None) -> LoadedScenario:
    """A march over muddy roads whose every day has the chances of `row`, whatever the day before."""
    scenario = tiny.line(places=8, km=30.0) | {
        "regions": [{"id": "all", "name": "All", "lon": [0, 60], "lat": [40, 60]}],
        "weather_model": "markov",
        "weather_chains": [{"region": "all", "dry": row, "rain": row, "downpour": row}],
        "weather": [{"region": "all", "sky": "dry", "from_date": "1990-05-01", "to_date": "1990-06-01"}],
    }
    for road in scenario["roads"]:
        road["trafficability"] = "poor"
    return tiny.load(scenario, folder, without=without or [])


def test_a_chain_without_chance_is_a_dated_spell(tmp_path: Path) -> None:
    always, dated = drawn(tmp_path / "drawn", ALWAYS["rain"]), drawn(tmp_path / "dated", ALWAYS["rain"])
    spell = [dated.spec.weather[0].model_copy(update={"sky": "rain"})]
    rain = replace(dated, spec=dated.spec.model_copy(update={"weather_model": "historical", "weather": spell}))
    assert simulate(always).files["captures.csv"] == simulate(rain).files["captures.csv"]


def test_more_wet_days_are_slower(tmp_path: Path) -> None:
    days = [tiny.fight(drawn(tmp_path / str(dry), [dry, 1 - dry, 0])).captured("p7") or 0 for dry in (1.0, 0.6, 0.0)]
    assert days == sorted(days) and days[0] < days[-1]


def test_without_the_chain_the_dates_hold_and_no_other_die_moves(tmp_path: Path) -> None:
    off = simulate(drawn(tmp_path / "off", ALWAYS["rain"], ["weather_chain"]))
    dry = simulate(drawn(tmp_path / "dry", ALWAYS["dry"]))
    assert off.files["events.csv"] == dry.files["events.csv"]
    assert simulate(drawn(tmp_path / "none", ALWAYS["rain"], ["weather"])).files["events.csv"] == dry.files["events.csv"]


def test_each_run_has_its_own_sky_and_keeps_it(tmp_path: Path) -> None:
    world = World(drawn(tmp_path, [0.5, 0.3, 0.2]))
    first, again, other = (world.climate.of_run(Dice(1, replication)).over_places for replication in (0, 0, 1))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert (first == first[:, :1]).all(), "one region, one sky"


def test_a_region_may_lie_across_180_degrees() -> None:
    box = Region(id="far", name="Far", lon=(179.0, -178.5), lat=(50.0, 52.0))
    points = np.array(
        [(178.9, 51.0), (179.0, 51.0), (180.0, 50.0), (-180.0, 52.0), (-178.5, 51.0), (-178.4, 51.0), (180.0, 52.1)]
    )
    assert inside(box, *points.T).tolist() == [False, True, True, True, True, False, False]
    usual = box.model_copy(update={"lon": (-178.5, 179.0)})
    assert inside(usual, *points.T).tolist() == [True, True, False, False, True, True, False]

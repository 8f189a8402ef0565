"""Outcomes and losses of a run: sums hold, and every name is in the document."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from engine.formats import LOSS_GROUPS, TRACK_COLUMNS, TRACK_NUMBERS
from engine.outcomes import LOST
from engine.recorder import Track
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests.tiny import line, load, tanks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def fought() -> RunResult:
    return simulate(load_scenario("crossroads"))


def rows(run: RunResult) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run.files["losses.csv"])))


def test_somebody_was_lost(fought: RunResult) -> None:
    assert sum(int(row["killed"]) for row in rows(fought)) > 0


def test_whole_numbers_of_a_row_sum_to_its_start(fought: RunResult) -> None:
    assert len(rows(fought)) == len(fought.world.formations)
    for row in rows(fought):
        for had, parts in LOSS_GROUPS:
            assert sum(int(row[name]) for name in had) == sum(int(row[part]) for part in parts), (row["formation"], had)
            assert all(int(row[name]) >= 0 for name in (*had, *parts))


def test_whole_numbers_are_those_of_the_run(fought: RunResult) -> None:
    for number, row in enumerate(rows(fought)):
        assert row["formation"] == fought.world.formations[number].id
        for name in LOST:
            whole = fought.world.order_of_battle.with_detachments(getattr(fought.strengths, name))
            assert abs(int(row[name]) - whole[number]) <= 1.0


def test_losses_of_a_side_are_those_of_its_fronts(fought: RunResult) -> None:
    values = {name: value for name, value, _ in fought.outcomes}
    for side in ("league", "union"):
        fronts = {
            front for front, f in zip(fought.world.order_of_battle.front, fought.world.formations, strict=True) if f.side == side
        }
        for name in LOST:
            assert sum(values[f"losses.{front}.{name}"] for front in fronts) == pytest.approx(values[f"losses.{side}.{name}"])


def test_every_family_of_outcomes_is_in_the_document(fought: RunResult) -> None:
    text = (ROOT / "docs" / "paths.md").read_text(encoding="utf-8").partition("## Outcomes")[2]
    described = set(re.findall(r"`outcomes\.(\w+)\.", text))
    assert {name.partition(".")[0] for name, _, _ in fought.outcomes} <= described
    assert all(f"`{name}`" in text for name in LOST)


def test_names_of_outcomes_are_unique(fought: RunResult) -> None:
    names = [name for name, _, _ in fought.outcomes]
    assert len(set(names)) == len(names) > 0


def stall_day(folder: Path, days: int) -> float:
    """Day of the first stall of a tank corps that has fuel for 0.3 of a fill and gets no more."""
    corps = tanks(id="r1") | {"echelon": "corps", "start": {"place": "p0", "fuel_fills": 0.3, "food_days": 100}}
    scenario = line(formations=[corps], without=["friction"], days=days)
    values = {name: value for name, value, _ in simulate(load(scenario, folder)).outcomes}
    return values["first_stall.r1"]


def test_a_corps_stalls_when_it_stands_without_fuel_for_a_day(tmp_path: Path) -> None:
    day = stall_day(tmp_path / "long", 20)
    assert 0.0 < day < 5.0
    just_before, just_after = int(day), int(day) + 2
    assert stall_day(tmp_path / "short", max(just_before, 1)) == max(just_before, 1)
    assert stall_day(tmp_path / "enough", just_after) == day


def test_a_main_body_that_waits_for_fuel_while_a_part_drives_on_is_a_stall(tmp_path: Path) -> None:
    corps = tanks(id="r1") | {"echelon": "corps", "start": {"place": "p0", "fuel_fills": 1.0, "food_days": 100}}
    result = simulate(load(line(formations=[corps], places=12, without=["friction"]), tmp_path))
    detached = next(event.minute for event in result.recorder.events if event.kind == "detachment")
    stood = {event.formation: event.minute for event in result.recorder.events if event.kind == "halt" and event.cause == "fuel"}
    assert stood["r1"] < detached < stood["r1.forward"]
    assert {name: value for name, value, _ in result.outcomes}["first_stall.r1"] == stood["r1"] / 1440


def test_the_tracks_of_a_run_are_those_of_the_table() -> None:
    assert ("minute", "time", *Track._fields[1:]) == TRACK_COLUMNS
    first = Track._fields.index(TRACK_NUMBERS[0])
    assert Track._fields[first : first + len(TRACK_NUMBERS)] == TRACK_NUMBERS

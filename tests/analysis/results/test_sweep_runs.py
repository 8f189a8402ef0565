"""A sweep's folder as an ensemble: the same dates, curves and scores as its runs written one by one, and what it cannot tell."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from analysis.charts.supply import strips
from analysis.ground.chance import chance_of_places
from analysis.report.report import report
from analysis.results.ensembles import load_ensemble
from analysis.results.load import Result, load_files
from analysis.results.reading import ResultError
from analysis.scores.advance import STEP_MIN, advances
from analysis.scores.history import comparable, simulated_minute
from analysis.scores.losses import losses_by_group
from analysis.scores.probability import probability_scores
from analysis.scores.references import RUNS
from analysis.scores.standstills import standstills
from engine.cli import main
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests.study.folders import swept

FEW = 4
END = 1e6
"""Minutes that stand for never."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four whole runs of crossroads, tracks by army."""
    return swept(tmp_path_factory.mktemp("sweep") / "s", replications=FEW, last_day=None).folder


@pytest.fixture(scope="module")
def runs(folder: Path) -> list[Result]:
    return load_ensemble([folder])


@pytest.fixture(scope="module")
def alone() -> list[Result]:
    """The same four runs as result folders."""
    loaded = load_scenario("crossroads")
    return [load_files(simulate(loaded, replication=number).files) for number in range(FEW)]


def test_what_is_the_same_in_every_run_is_that_of_a_result_folder(runs: Sequence[Result], alone: Sequence[Result]) -> None:
    for name in ("places", "links", "formations", "axes", "plan", "history", "claims", "map", "inputs", "supply_sources"):
        assert getattr(runs[0], name) == getattr(alone[0], name), name
    alike = {"sweep": None, "rows": {}}
    assert runs[2].manifest.model_copy(update=alike) == alone[2].manifest.model_copy(update=alike)


def test_events_captures_and_outcomes_are_those_of_the_runs(runs: Sequence[Result], alone: Sequence[Result]) -> None:
    for one, other in zip(runs, alone, strict=True):
        for table in ("events", "captures"):
            mine, theirs = getattr(one, table), getattr(other, table)
            for column in mine.columns():
                np.testing.assert_array_equal(mine.column(column), theirs.column(column), err_msg=column)
        named = dict(zip(other.outcomes.name.tolist(), other.outcomes.value.tolist(), strict=True))
        kept = dict(zip(one.outcomes.name.tolist(), one.outcomes.value.tolist(), strict=True))
        assert kept and kept == pytest.approx({name: named[name] for name in kept}, rel=1e-5)


def test_dates_scores_and_chances_do_not_depend_on_how_runs_are_kept(runs: Sequence[Result], alone: Sequence[Result]) -> None:
    dates = comparable(runs[0]).dates
    assert dates and dates == comparable(alone[0]).dates
    for event in dates:
        assert [simulated_minute(run, event) for run in runs] == [simulated_minute(run, event) for run in alone]
    assert probability_scores(runs).models[RUNS] == probability_scores(alone).models[RUNS]
    end = runs[0].end_minute
    assert chance_of_places(runs, end // 2) == chance_of_places(alone, end // 2)
    assert [(stop.army, stop.place, stop.cause) for stop in standstills(runs)] == [
        (stop.army, stop.place, stop.cause) for stop in standstills(alone)
    ]


def test_curves_reach_every_place_within_a_day_of_the_runs_own(runs: Sequence[Result], alone: Sequence[Result]) -> None:
    """Where no event dates a place a sweep knows an army once a day, a result folder twice: so it is late, by a day at most."""
    for mine, theirs in zip(advances(runs), advances(alone), strict=True):
        assert (mine.owner, mine.total_km, len(mine.history)) == (theirs.owner, theirs.total_km, len(theirs.history))
        for _, km in mine.steps:
            late = np.nan_to_num(mine.arrivals(km), posinf=END) - np.nan_to_num(theirs.arrivals(km), posinf=END)
            assert (late >= -STEP_MIN).all() and (late <= 1440).all(), (mine.owner, km, late)
        assert (mine.km <= theirs.km.max(axis=1, keepdims=True) + 0.01).all()


def test_losses_of_sides_are_those_of_the_runs(runs: Sequence[Result], alone: Sequence[Result]) -> None:
    for one, other in zip(runs, alone, strict=True):
        for side in one.sides:
            told, whole = (losses_by_group(run)[side.id][""] for run in (one, other))
            assert told == pytest.approx({name: whole[name] for name in told}, abs=len(one.formations))


def test_days_of_supply_need_tracks_of_formations(runs: Sequence[Result], alone: Sequence[Result], tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=r"no tracks of formations.*sweep .* --runs \d+ .*--tracks formation --out NEW"):
        strips(runs)
    kept = load_ensemble([swept(tmp_path / "f", replications=FEW, last_day=None, keep={"tracks": "formation"}).folder])
    mine, theirs = strips(kept), strips(alone)
    assert [strip.formation for strip in mine] == [strip.formation for strip in theirs]
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(one.food, other.food[::2], rtol=1e-4)
        np.testing.assert_allclose(one.fuel, other.fuel[::2], rtol=1e-4)
        np.testing.assert_array_equal(one.dry, other.dry[::2])


@pytest.mark.parametrize("kind", ["curves", "map", "timeline", "losses"])
def test_plot_reads_the_sweep_and_another_beside_it(folder: Path, tmp_path: Path, kind: str) -> None:
    for number, words in enumerate(([folder], [folder, folder])):
        call = ["plot", *map(str, words), "--kind", kind, "-o", str(tmp_path / f"{number}.png")]
        done = CliRunner().invoke(main, call)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "0.png").read_bytes() != (tmp_path / "1.png").read_bytes()


def test_the_report_of_a_sweep_has_every_section(runs: Sequence[Result]) -> None:
    made = report(runs)
    assert [section.id for section in (*made.opening, *made.sections)] == [
        "days",
        "dates",
        "history",
        "curves",
        "stops",
        "losses",
        "supply",
        "wrong",
        "rests",
        "repeat",
    ]
    text = str(made.sections[-1].blocks)
    assert "august-storm sweep crossroads --runs 4 --seed 1 --out sweep" in text and "replications 0–3" in text


def test_points_of_a_design_are_no_ensemble(tmp_path: Path) -> None:
    factor = {"path": "rules.march.tracked_km_day", "low": 40, "mode": 60, "high": 80}
    made = swept(tmp_path / "d", replications=2, factors=[factor], design={"kind": "one_at_a_time"}).folder
    with pytest.raises(ResultError, match="its 3 design points are no sample of what may be; choose one with --point 0 to 2"):
        load_ensemble([made])
    assert [run.manifest.replication for run in load_ensemble([made], point=1)] == [0, 1]
    with pytest.raises(ResultError, match="there is no design point 3"):
        load_ensemble([made], point=3)


def test_a_tornado_is_drawn_from_the_sweep_itself(tmp_path: Path) -> None:
    factors = [
        {"path": f"rules.march.{name}_km_day", "low": low, "mode": mode, "high": high}
        for name, low, mode, high in (("tracked", 40, 60, 80), ("motor", 60, 80, 100))
    ]
    made = swept(tmp_path / "d", replications=3, factors=factors, design={"kind": "one_at_a_time"}).folder
    words = ["plot", str(made), "--kind", "tornado", "-o", str(tmp_path / "t.svg")]
    several = CliRunner().invoke(main, words)
    assert several.exit_code == 2 and "name one with --outcome, as captured_day." in several.output
    done = CliRunner().invoke(main, [*words, "--outcome", "captured_day.alderford"])
    assert done.exit_code == 0, done.output
    table = tmp_path / "table" / "sensitivity.csv"
    table.parent.mkdir()
    kept = CliRunner().invoke(main, ["sensitivity", str(made), "--outcome", "captured_day.alderford", "-o", str(table)])
    assert kept.exit_code == 0, kept.output
    assert table.read_text(encoding="utf-8").count("rules.march.") == 2
    again = CliRunner().invoke(main, ["plot", str(table.parent), "--kind", "tornado", "-o", str(tmp_path / "u.svg")])
    assert again.exit_code == 0, again.output


def exchanged(folder: Path, name: str, columns: dict[str, list[object]]) -> None:
    """The first part of a table with other columns."""
    path = folder / name / "part-000000.parquet"
    table = pq.read_table(path)
    for column, value in columns.items():
        table = table.set_column(table.column_names.index(column), column, pa.array(value * table.num_rows))
    pq.write_table(table, path)


@pytest.mark.parametrize(
    ("name", "column", "value", "words"),
    [
        ("events", "formation", ["x" * 201], "has a cell of more than 200 characters"),
        ("runs", "captured_day.alderford", ["x"], "holds no numbers"),
    ],
)
def test_a_damaged_table_is_told_in_one_line(
    folder: Path, tmp_path: Path, name: str, column: str, value: list[object], words: str
) -> None:
    shutil.copytree(folder, tmp_path / "s")
    exchanged(tmp_path / "s", name, {column: value})
    with pytest.raises(ResultError, match=words) as told:
        load_ensemble([tmp_path / "s"])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("name", "column"), [("events", "kind"), ("tracks", "day"), ("runs", "status")])
def test_a_table_without_a_column_is_told_in_one_line(folder: Path, tmp_path: Path, name: str, column: str) -> None:
    shutil.copytree(folder, tmp_path / "s")
    path = tmp_path / "s" / name / "part-000000.parquet"
    pq.write_table(pq.read_table(path).drop_columns([column]), path)
    with pytest.raises(ResultError, match=f"the column '{column}' is missing"):
        load_ensemble([tmp_path / "s"])

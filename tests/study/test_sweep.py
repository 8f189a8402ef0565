"""A sweep is its runs and nothing else: the same tables wherever they were made, each row a run that anybody can repeat."""

from __future__ import annotations

import json
import multiprocessing
import os
import shlex
import signal
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.errors import EngineError
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.study import executors
from engine.study.job import Task
from engine.study.part import run_part
from engine.study.plan import plan_study
from engine.study.store import open_store
from engine.study.sweep import Progress, sweep
from tests.study.folders import DAYS, RUNS, differing, study, swept

BROKEN = {
    "factors": [{"path": "formations.n_mech.start.fuel_fills", "values": [1.2, -1.0, 0.9]}],
    "design": {"kind": "full_factorial"},
    "replications": 4,
    "runs_per_part": 5,
}
"""Three design points, of which the middle one is no valid scenario."""


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serial") / "sweep"
    swept(folder)
    return folder


@pytest.mark.soak
@pytest.mark.parametrize("workers", [2, 8])
@pytest.mark.parametrize("priors", [False, True])
def test_any_number_of_processes_gives_the_same_folder(workers: int, priors: bool, tmp_path: Path) -> None:
    swept(tmp_path / "one", replications=60, priors=priors)
    swept(tmp_path / "many", replications=60, priors=priors, workers=workers)
    assert differing(tmp_path / "one", tmp_path / "many") == []


def test_each_row_is_the_run_of_its_seed_and_replication(serial: Path) -> None:
    rows = swept(serial).table().to_pylist()
    loaded = load_scenario("crossroads")
    assert [row["run"] for row in rows] == list(range(RUNS))
    for row in (rows[0], rows[7], rows[-1]):
        alone = simulate(loaded, seed=row["seed"], replication=row["replication"], last_day=DAYS)
        expected = {name: value for name, value, _ in alone.outcomes}
        kept = {name: row[name] for name in expected if name in row}
        assert len(kept) > 20
        assert kept == {name: expected[name] for name in kept}


def test_runs_differ_and_ids_are_unique(serial: Path) -> None:
    rows = swept(serial).table().to_pylist()
    assert len({row["id"] for row in rows}) == RUNS
    assert len({row["captured_day.alderford"] for row in rows}) > 1


def test_first_runs_of_a_larger_sweep_are_the_smaller_sweep(serial: Path, tmp_path: Path) -> None:
    few = swept(tmp_path / "few", replications=13).table()
    assert few.equals(swept(serial).table().slice(0, 13))


def test_another_seed_gives_other_runs_with_other_ids(serial: Path, tmp_path: Path) -> None:
    here, there = swept(serial).table().to_pylist(), swept(tmp_path / "b", seed=2).table().to_pylist()
    assert {row["id"] for row in here} & {row["id"] for row in there} == set()
    assert [row["captured_day.alderford"] for row in here] != [row["captured_day.alderford"] for row in there]


def test_events_are_those_of_the_run_and_tracks_its_days(serial: Path) -> None:
    result = swept(serial)
    events = [row for row in result.table("events").to_pylist() if row["run"] == 4]
    alone = simulate(load_scenario("crossroads"), replication=4, last_day=DAYS)
    kinds = study().keep.events
    expected = [(e.minute, e.kind, e.formation, e.place) for e in alone.recorder.events if e.kind in kinds]
    assert [(row["minute"], row["kind"], row["formation"], row["place"]) for row in events] == expected
    tracks = [row for row in result.table("tracks").to_pylist() if row["run"] == 4]
    assert sorted({row["day"] for row in tracks}) == list(range(DAYS + 1))
    men = sum(formation.men for formation in load_scenario("crossroads").spec.formations)
    assert sum(row["men"] for row in tracks if row["day"] == 0) == pytest.approx(men)


def test_tracks_by_formation_sum_to_those_by_army(serial: Path, tmp_path: Path) -> None:
    armies = swept(serial).table("tracks").to_pylist()
    formations = swept(tmp_path / "f", replications=5, keep={"tracks": "formation"}).table("tracks").to_pylist()
    followers = {axis["formation"]: axis["followers"] for axis in json.loads((tmp_path / "f" / "axes.json").read_text("utf-8"))}
    for row in armies:
        if row["run"] < 5:
            below = [f for f in formations if (f["run"], f["day"], f["army"]) == (row["run"], row["day"], row["army"])]
            assert row["men"] == pytest.approx(sum(f["men"] for f in below))
            own = [f for f in below if f["formation"] in followers.get(row["army"], ())]
            assert row["axis_km"] == max(f["axis_km"] for f in own or below)
            assert min(f["readiness"] for f in below) - 1e-9 <= row["readiness"] <= max(f["readiness"] for f in below) + 1e-9


def test_tables_can_be_read_without_the_project(serial: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(serial / "runs")
    assert len(frame) == RUNS
    assert swept(serial).frame().equals(frame.sort_values("run", ignore_index=True))


# --- what fails


def test_a_failing_run_is_a_row_and_the_sweep_goes_on(tmp_path: Path) -> None:
    result = swept(tmp_path / "sweep", **BROKEN)
    rows = result.table().to_pylist()
    assert (result.runs, result.failed) == (12, 4)
    assert [row["run"] for row in rows if row["status"] == "failed"] == [1, 4, 7, 10]
    for row in rows:
        assert (row["captured_day.alderford"] is None) == (row["status"] == "failed") == bool(row["error"])
    assert "fuel_fills" in rows[1]["error"]


def test_the_command_of_a_failed_run_repeats_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = swept(tmp_path / "sweep", **BROKEN).table().to_pylist()[4]
    program, *arguments = shlex.split(row["command"])
    monkeypatch.chdir(tmp_path)
    repeated = CliRunner().invoke(main, arguments)
    assert program == "august-storm"
    assert repeated.exit_code == 2
    assert row["error"].partition(": ")[2] in repeated.output


def test_the_command_line_ends_with_3_and_counts(tmp_path: Path) -> None:
    written = {"format": 1, "id": "broken", "scenario": "crossroads", "last_day": 2, **BROKEN}
    (tmp_path / "study.yaml").write_text(json.dumps(written))
    told = CliRunner().invoke(main, ["sweep", str(tmp_path / "study.yaml"), "--out", str(tmp_path / "s"), "--workers", "1"])
    assert told.exit_code == 3
    assert "8 done, 4 failed" in told.output
    assert "august-storm run crossroads --seed 1 --replication 0 --set formations.n_mech.start.fuel_fills=-1.0" in told.output


def test_with_priors_the_run_command_gives_the_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = swept(tmp_path / "sweep", priors=True, replications=3).table().to_pylist()
    monkeypatch.chdir(tmp_path)
    arguments = ["run", "crossroads", "--replication", "2", "--priors", "--last-day", str(DAYS), "--no-pictures", "--out", "out"]
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0
    parameters = json.loads((tmp_path / "out" / "manifest.json").read_text())["parameters"]
    drawn = {path.removeprefix("rules."): value for path, value in rows[2].items() if path.startswith("rules.")}
    assert len(drawn) > 100
    assert {path: parameters[path] for path in drawn} == drawn
    lines = (tmp_path / "out" / "outcomes.csv").read_text().splitlines()[1:]
    assert [line for line in lines if line.split(",")[0] in rows[2]] == [
        f"{name},{rows[2][name]:.6g},{unit}" for name, _, unit in (line.split(",") for line in lines) if name in rows[2]
    ]


# --- workers that die


def test_a_killed_worker_costs_a_retry_and_nothing_else(serial: Path, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        workers = multiprocessing.active_children()
        if progress.done and not killed and workers:
            pid = workers[0].pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    result = sweep(study(), tmp_path / "sweep", workers=2, progress=kill_one)
    assert len(killed) == 1
    assert (result.runs, result.failed, result.made) == (RUNS, 0, RUNS)
    assert differing(serial, tmp_path / "sweep") == []


class Deadly:
    """A backend whose workers die of run 7, told as a process pool tells it."""

    slots = 4

    def submit(self, work: Any, /, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self._kills(arguments[1]):
            future.set_exception(BrokenProcessPool("a child process terminated abruptly"))
        else:
            future.set_result(work(*arguments))
        return future

    def alone(self, work: Any, *arguments: Any) -> Any:
        return None if self._kills(arguments[1]) else work(*arguments)

    def check(self) -> None:
        pass

    def _kills(self, what: Any) -> bool:
        if isinstance(what, Task):
            return any(request.run == 7 and request.run not in what.dead for request in what.requests)
        return bool(what.run == 7)


def test_a_run_that_kills_every_worker_is_a_failed_row_and_spares_the_others(serial: Path, tmp_path: Path) -> None:
    plan = plan_study(study())
    with open_store(tmp_path / "sweep") as store:
        store.write_manifest(plan.manifest())
        job = plan.job(store.folder)
        tasks = [Task(part, tuple(map(plan.request, plan.part_runs(part)))) for part in range(plan.parts)]
        records = list(executors.run_tasks(Deadly(), job, iter(tasks)))
    assert sorted(record.part for record in records) == list(range(plan.parts))
    assert sum(record.failed for record in records) == 1
    rows = [row for part in range(plan.parts) for row in part_rows(tmp_path / "sweep", part)]
    healthy = swept(serial).table().to_pylist()
    assert [row for row in rows if row["run"] != 7] == [row for row in healthy if row["run"] != 7]
    assert "WorkerDied" in rows[7]["error"]


def part_rows(folder: Path, part: int) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(folder / "runs" / f"part-{part:06d}.parquet", partitioning=None).to_pylist()
    return rows


def test_a_worker_without_the_folder_says_so(tmp_path: Path) -> None:
    plan = plan_study(study())
    with pytest.raises(EngineError, match="does not see the folder"):
        run_part(plan.job(tmp_path / "elsewhere"), Task(0, (plan.request(0),)))


# --- enough runs


def test_two_processes_give_the_same_folder_byte_for_byte_and_stop_at_the_same_run(tmp_path: Path) -> None:
    rule = {"stop": [{"outcome": "captured_day.alderford", "half_width": 0.07}], "replications": 200}
    one = swept(tmp_path / "one", **rule)
    assert one.met
    assert 40 <= one.replications < 200
    assert one.replications % 20 == 0
    assert one.estimates[0].n == one.replications
    assert one.estimates[0].half_width <= 0.07
    two = swept(tmp_path / "two", workers=2, **rule)
    assert (two.runs, two.failed) == (one.runs, 0) and two.made >= two.runs, "parts that were begun ahead are left out again"
    assert two.replications == one.replications
    assert differing(tmp_path / "one", tmp_path / "two") == []
    again = swept(tmp_path / "one", **rule)
    assert again.made == 0
    assert differing(tmp_path / "one", tmp_path / "two") == []


def test_precision_that_is_not_reached_ends_with_4(tmp_path: Path) -> None:
    arguments = ["sweep", "crossroads", "--runs", "20", "--last-day", "2", "--precision", "captured_day.alderford 0.000001"]
    told = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "s"), "--workers", "1"])
    assert told.exit_code == 4
    assert "n = 20" in told.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--precision", "nowhere"], "is not 'NAME H'"),
        (["--precision", "captured_day.southprt 0.1"], "did you mean 'captured_day.southport'"),
        (["--set", "rules.march.fot_km_day=3"], "did you mean 'foot_km_day'"),
    ],
)
def test_mistakes_are_told_before_anything_is_made(arguments: list[str], message: str, tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["sweep", "crossroads", "--out", str(tmp_path / "s"), *arguments])
    assert told.exit_code == 2
    assert message in told.output
    assert not list(tmp_path.glob("s/runs/*.parquet"))


@pytest.mark.parametrize("day", [0, -1])
def test_a_run_of_no_day_is_refused(day: int) -> None:
    with pytest.raises(EngineError, match=f"last_day is {day}; a run has at least day 1"):
        simulate(load_scenario("crossroads"), last_day=day)

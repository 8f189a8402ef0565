"""A sweep stopped at any instant goes on where it was, and its folder ends as if nobody had stopped it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest

from engine.errors import EngineError
from engine.study import executors, store
from tests.cli.shell import say
from tests.study.folders import DAYS, RUNS, command, contents, differing, swept

SOAK_RUNS = 80


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    swept(folder)
    return folder


class Stopped(Exception):
    """Thrown by a test in the middle of a sweep."""


def stopped_after(folder: Path, runs: int, **fields: Any) -> None:
    """A sweep that ends abruptly once so many runs are finished."""
    from engine.study.sweep import Progress, sweep
    from tests.study.folders import study

    def stop(progress: Progress) -> None:
        if progress.done >= runs:
            raise Stopped

    with pytest.raises(Stopped):
        sweep(study(**fields), folder, progress=stop)


def test_it_goes_on_where_it_was(whole: Path, tmp_path: Path) -> None:
    stopped_after(tmp_path / "sweep", 10)
    result = swept(tmp_path / "sweep")
    assert result.made == RUNS - 10
    assert differing(whole, tmp_path / "sweep") == []


def test_a_finished_sweep_is_not_touched(whole: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*")}
    assert swept(whole).made == 0
    assert {path: path.stat().st_mtime_ns for path in whole.rglob("*")} == before


@pytest.mark.parametrize("first", [5, 13])
def test_more_runs_extend_a_finished_sweep(whole: Path, tmp_path: Path, first: int) -> None:
    swept(tmp_path / "sweep", replications=first)
    assert swept(tmp_path / "sweep").made == RUNS - first // 5 * 5
    assert differing(whole, tmp_path / "sweep") == []


def test_a_design_is_extended_by_replications(tmp_path: Path) -> None:
    design = {"factors": [{"path": "rules.march.desert_mult", "values": [0.6, 1.0]}], "design": {"kind": "full_factorial"}}
    swept(tmp_path / "a", replications=3, **design)
    swept(tmp_path / "a", replications=6, **design)
    swept(tmp_path / "b", replications=6, **design)
    assert differing(tmp_path / "a", tmp_path / "b") == []


def test_more_precision_extends_and_less_changes_nothing(tmp_path: Path) -> None:
    def rule(half_width: float) -> dict[str, Any]:
        return {"stop": [{"outcome": "captured_day.alderford", "half_width": half_width}], "replications": 200}

    rough = swept(tmp_path / "sweep", **rule(0.08))
    fine = swept(tmp_path / "sweep", **rule(0.055))
    assert fine.replications > rough.replications
    swept(tmp_path / "at_once", **rule(0.055))
    assert differing(tmp_path / "at_once", tmp_path / "sweep") == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"seed": 2}, "study's seed is another: it was 1 and is 2"),
        ({"set": {"rules.march.desert_mult": 0.7}}, "the scenario is another: crossroads"),
        ({"without": ["fuel"]}, "the scenario is another"),
        ({"priors": True}, "study's priors is another"),
        ({"last_day": 4}, f"study's last_day is another: it was {DAYS} and is 4"),
        ({"replications": RUNS - 1}, f"holds a sweep of {RUNS} replications"),
    ],
)
def test_another_sweep_is_refused_by_name(fields: dict[str, Any], message: str, whole: Path) -> None:
    before = contents(whole)
    with pytest.raises(EngineError, match=message):
        swept(whole, **fields)
    assert contents(whole) == before


def test_another_engine_is_refused_by_name(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.study.plan.engine_digest", lambda: "f" * 64)
    with pytest.raises(EngineError, match=r"the engine is another: .*\(ffffffff\) now"):
        swept(whole)


# --- from outside


def study_file(folder: Path, runs: int, last_day: int) -> Path:
    """A study beside the folder of its sweep, in small parts, so that the first stands soon."""
    file, told = folder.parent / "study.yaml", {"replications": runs, "last_day": last_day, "runs_per_part": 5}
    file.write_text(json.dumps({"format": 1, "id": "killed", "scenario": "crossroads"} | told))
    return file


def sweep_process(folder: Path, runs: int = SOAK_RUNS, last_day: int = 3) -> subprocess.Popen[str]:
    """The command line in a session of its own, so that it and its two workers can be killed as one."""
    arguments = ["sweep", study_file(folder, runs, last_day), "--workers", 2, "--out", folder]
    return command(*arguments, cwd=folder.parent, start_new_session=True)


def wait_for_parts(process: subprocess.Popen[str], folder: Path, lines: int = 1) -> None:
    """Until so many parts are noted, or the process is gone."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if (folder / store.PARTS).is_file() and (folder / store.PARTS).read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.01)


def alive_in_session(session: int) -> list[int]:
    """Processes of a session that still run."""
    return [pid for pid, fields in processes() if int(fields[3]) == session and fields[0] != "Z"]


def processes() -> Iterator[tuple[int, list[str]]]:
    """Each process and the fields of /proc/PID/stat after its name: state, parent, group, session."""
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                yield int(path.name), (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue


def no_orphan(session: int, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while alive_in_session(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive_in_session(session)


def test_a_worker_is_deaf_to_ctrl_c_from_its_first_instruction() -> None:
    """Else a Ctrl-C in the first second, while it imports, would print a traceback of each."""
    with executors.local(2) as pool:
        masks = pool.submit(Path("/proc/self/status").read_text).result()
    blocked = int(next(line for line in masks.splitlines() if line.startswith("SigBlk")).split()[1], 16)
    assert blocked >> (signal.SIGINT - 1) & 1
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


@pytest.mark.soak
@pytest.mark.parametrize("delay", [0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4])
def test_ctrl_c_while_workers_start_prints_one_line(delay: float, tmp_path: Path) -> None:
    process = sweep_process(tmp_path / "sweep", runs=5000)
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT) and no_orphan(process.pid)
    if process.returncode == 130:  # later than the imports of the command itself
        assert len([line for line in said.splitlines() if not line.startswith("warning: ")]) == 1, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_a_process_that_starts_is_known(number: signal.Signals) -> None:
    """Else it would not be killed with the others, and would complain of what is gone when it has come up."""

    class Told(Exception):
        pass

    def tell(_number: int, _frame: object) -> None:
        raise Told

    class Pool(Executor):
        def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Any:
            os.kill(os.getpid(), number)  # which another thread may take, whatever this one masks
            time.sleep(0.05)
            started.append(work)

    started: list[Any] = []
    usual = signal.signal(number, tell)
    try:
        with pytest.raises(Told):
            executors._begun(Pool(), print)  # type: ignore[arg-type]
    finally:
        signal.signal(number, usual)
    assert started == [print]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_soon_with_its_own_code_and_without_orphans(number: signal.Signals, code: int, tmp_path: Path) -> None:
    process = sweep_process(tmp_path / "sweep", runs=1000, last_day=1)
    wait_for_parts(process, tmp_path / "sweep")
    began = time.monotonic()
    os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - began < 60
    assert process.returncode == code
    assert "Traceback" not in said
    assert "the same command resumes the sweep" in said
    assert no_orphan(process.pid)


def killed_somewhere(folder: Path, dice: random.Random, longest_s: float) -> None:
    """Start the sweep and kill it, or all of it, or one worker, at a random instant."""
    process = sweep_process(folder)
    time.sleep(dice.uniform(0.3, longest_s))
    whom = dice.choice(["leader", "all", "worker"])
    session = [pid for pid in alive_in_session(process.pid) if pid != process.pid]
    try:
        if whom == "all":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(dice.choice(session) if whom == "worker" and session else process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    if whom == "worker":
        process.communicate(timeout=120)
    else:
        process.kill()
        process.communicate()


def check_kills(place: Path, seeds: range) -> None:
    """However often and wherever it was killed, what stands is whole and the end is the same."""
    process = sweep_process(place / "whole")
    began = time.monotonic()
    process.communicate(timeout=300)
    longest_s = (time.monotonic() - began) * 1.1
    assert process.returncode == 0
    for seed in seeds:
        dice, folder = random.Random(seed), place / f"killed{seed}"
        for _ in range(dice.choice([1, 1, 2])):
            killed_somewhere(folder, dice, longest_s)
            readable(folder)
        process = sweep_process(folder)
        process.communicate(timeout=300)
        assert process.returncode == 0, seed
        assert differing(place / "whole", folder) == [], seed


def readable(folder: Path) -> None:
    """Every file with a final name can be read whole."""
    import pyarrow.parquet as pq

    for path in folder.glob("*/part-*.parquet"):
        assert pq.read_table(path, page_checksum_verification=True, partitioning=None).num_columns > 0


def test_a_sweep_whose_leader_was_killed_leaves_no_workers_and_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    """Once the first part stands; what the soak test does at any instant and to any of its processes."""

    def ended(folder: Path) -> Path:
        assert say("sweep", study_file(folder, 40, 1), "--workers", 1, "--out", folder).exit_code == 0
        return folder

    process = sweep_process(tmp_path / "killed", runs=40, last_day=1)
    wait_for_parts(process, tmp_path / "killed")
    assert len(alive_in_session(process.pid)) >= 3
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert no_orphan(process.pid)
    readable(tmp_path / "killed")
    assert differing(ended(tmp_path / "whole"), ended(tmp_path / "killed")) == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_two_hundred_killed_sweeps_end_as_if_nothing_had_been(tmp_path: Path) -> None:
    check_kills(tmp_path, range(100, 300))

"""The same sweep on a Dask cluster: a real scheduler and worker processes on this machine, one here and two in `make soak`."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import EngineError
from engine.study import executors
from engine.study.sweep import Progress, sweep
from tests.effort import examples
from tests.study.folders import differing, study, swept

RUNS = 10

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    settings = {
        "n_workers": min(examples(1), 2),
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": None,
        "host": "127.0.0.1",
    }
    with distributed.LocalCluster(**settings, silence_logs=50) as made:
        yield made


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serial") / "sweep"
    swept(folder, replications=RUNS)
    return folder


def test_a_cluster_gives_the_same_folder_byte_for_byte(cluster: Any, serial: Path, tmp_path: Path) -> None:
    result = sweep(study(replications=RUNS), tmp_path / "sweep", scheduler=cluster.scheduler_address)
    assert (result.runs, result.failed, result.made) == (RUNS, 0, RUNS)
    assert differing(serial, tmp_path / "sweep") == []


@pytest.mark.soak
def test_a_killed_worker_of_the_cluster_costs_nothing(cluster: Any, serial: Path, tmp_path: Path) -> None:
    killed: list[int] = []
    with distributed.Client(cluster) as client:

        def kill_one(progress: Progress) -> None:
            if progress.done and not killed:
                pids = sorted(client.run(os.getpid).values())
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        result = sweep(study(replications=RUNS), tmp_path / "sweep", scheduler=cluster.scheduler_address, progress=kill_one)
    assert len(killed) == 1
    assert (result.runs, result.failed) == (RUNS, 0)
    assert differing(serial, tmp_path / "sweep") == []


def test_no_scheduler_no_sweep() -> None:
    with pytest.raises(EngineError, match="no Dask scheduler answers"), executors.dask("tcp://127.0.0.1:1", timeout_s=1):
        pass

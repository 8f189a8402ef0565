"""The same sweep on a Dask cluster: a real scheduler and worker processes on this machine, one here and two in `make soak`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.errors import EngineError
from engine.study import executors
from engine.study.sweep import Progress, sweep
from tests.effort import examples
from tests.study.folders import ROOT, differing, study, swept

RUNS = 10
SETTINGS = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "host": "127.0.0.1"}

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=min(examples(1), 2), **SETTINGS, silence_logs=50) as made:
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


class Wire:
    """A way to a port of this machine that can be cut: it hands on what it gets, and hangs up on everybody at once."""

    def __init__(self, port: int):
        self._to, self._ends = port, list[socket.socket]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    @staticmethod
    def _hand_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)

    def cut(self) -> None:
        for end in (self._door, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def first_and_last(folder: Path, serial: Path, address: str, trouble: Callable[[], object], then: str) -> None:
    """A sweep to which something happens after its first part ends well or says so; the same command then ends it as ever."""
    happened: list[bool] = []

    def after_a_part(progress: Progress) -> None:
        if progress.done and not happened:
            happened.append(True)
            trouble()

    with suppress(EngineError):
        sweep(study(replications=RUNS), folder, scheduler=address, progress=after_a_part)
    assert happened
    result = sweep(study(replications=RUNS), folder, scheduler=then)
    assert (result.runs, result.failed) == (RUNS, 0)
    assert differing(serial, folder) == []


@pytest.mark.soak
def test_a_cut_wire_loses_and_doubles_nothing(cluster: Any, serial: Path, tmp_path: Path) -> None:
    wire = Wire(int(cluster.scheduler_address.rpartition(":")[2]))
    first_and_last(tmp_path / "sweep", serial, wire.address, wire.cut, cluster.scheduler_address)


def started(port: int) -> list[subprocess.Popen[bytes]]:
    """A scheduler at a port and a worker, as processes of their own."""
    dask = [sys.executable, "-m", "dask"]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = ["worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    return [subprocess.Popen([*dask, *each], env=surroundings, **quiet) for each in (scheduler, worker)]  # type: ignore[call-overload]


@pytest.mark.soak
@pytest.mark.timeout(400)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_a_scheduler_that_is_started_again_loses_and_doubles_nothing(how: signal.Signals, serial: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, made = f"tcp://127.0.0.1:{port}", started(port)

    def stop() -> None:
        for process in made:
            process.send_signal(how)
            process.wait(timeout=60)
        made[:] = started(port)

    try:
        with distributed.Client(address, timeout=60) as client:
            client.wait_for_workers(1, timeout=60)
        first_and_last(tmp_path / "sweep", serial, address, stop, address)
    finally:
        for process in made:
            process.kill()


@pytest.mark.soak
def test_the_page_on_clusters_opens_ports_on_the_loopback_alone(tmp_path: Path) -> None:
    """The commands of its part for one machine, run as they stand, but at free ports."""
    psutil = pytest.importorskip("psutil")
    block = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8").split("## On one machine")[1].split("```")[1]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    lines = [
        line.removesuffix("&").split() for line in block.replace("8786", str(port)).replace("8787", "0").strip().splitlines()
    ]
    assert [line[0] for line in lines] == ["dask", "dask", "august-storm"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": surroundings}
    made = [subprocess.Popen([sys.executable, "-m", *line], **quiet) for line in lines[:2]]  # type: ignore[call-overload]
    try:
        with distributed.Client(f"tcp://127.0.0.1:{port}", timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            parents = [psutil.Process(one.pid) for one in made]
            everyone = [*parents, *(child for parent in parents for child in parent.children(recursive=True))]
            open_at = {there.laddr.ip for each in everyone for there in each.net_connections() if there.status == "LISTEN"}
        assert open_at == {"127.0.0.1"}
    finally:
        for process in reversed(made):
            process.terminate()
            process.wait(timeout=60)


def test_tls_without_certificates_is_told_in_words() -> None:
    with pytest.raises(EngineError, match="TLS needs certificates"), executors.dask("tls://127.0.0.1:1", timeout_s=1):
        pass


def test_no_scheduler_no_sweep() -> None:
    with pytest.raises(EngineError, match="no Dask scheduler answers"), executors.dask("tcp://127.0.0.1:1", timeout_s=1):
        pass

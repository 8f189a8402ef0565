"""Backends: where runs are made. In this process, in local processes, or on a Dask cluster.

A killed worker costs the tasks in flight a retry. A task that was in flight at too many deaths is probed run by run, each
in a process of its own, and the runs that kill it are left out. What a task does is for `part`, what becomes of its record for
`sweep`; a backend knows neither scenarios nor folders.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from engine.errors import EngineError
from engine.study.forks import WATCH
from engine.study.job import Job, Task
from engine.study.main_guard import check_main_guard
from engine.study.part import probe, run_part
from engine.study.store import PartRecord

T = TypeVar("T")

SCHEDULER_GONE = "the scheduler is gone; what is finished is kept, and the same command goes on"
PATIENCE_S = 1.0
TRIES = 3
IMPORTED_ONCE = ["engine.results", "engine.simulation", "engine.scenario.resetting", "engine.scenario.study"]
"""What a worker needs, without pyarrow, which starts a thread as it is imported."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS")


class Backend(Protocol):
    """A place where tasks run: what `run_tasks` needs of it, whatever it is."""

    @property
    def slots(self) -> int:
        """Number of tasks to keep submitted, so that no worker waits."""

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Start `work`, on new workers where the old ones died."""

    def alone(self, work: Callable[..., T], *arguments: Any) -> T | None:
        """What `work` returns when a worker does only this, None if that worker dies."""

    def check(self) -> None:
        """Raise EngineError if nothing can be expected of the workers any more."""


class SerialExecutor(Executor):
    """Runs each task at once, in this process: what `submit` returns is done."""

    slots = 1

    def submit(self, work: Callable[..., T], /, *arguments: Any, **named: Any) -> Future[T]:
        """A future that is done already."""
        future: Future[T] = Future()
        try:
            future.set_result(work(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future

    def alone(self, work: Callable[..., T], *arguments: Any) -> T | None:
        """What `work` returns; this process cannot outlive itself, so None never comes back."""
        return work(*arguments)

    def check(self) -> None:
        """Never raises: there is no worker that could be lost."""


class LocalPool:
    """Processes on this machine, each with one thread for linear algebra; made anew when one of them dies."""

    def __init__(self, workers: int):
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    @property
    def slots(self) -> int:
        """One task in work and one in waiting for each process."""
        return 2 * self._workers

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Start `work`, in new processes where the old ones died."""
        for _ in range(2):
            self._pool = self._pool or _processes(self._workers)
            try:
                return _begun(self._pool, work, *arguments)
            except BrokenExecutor:
                self.close()
        raise EngineError("local processes cannot be started; --workers 1 does without them")

    def alone(self, work: Callable[..., T], *arguments: Any) -> T | None:
        """What `work` returns when a process does only this, None if that process dies."""
        pool = _processes(1)
        try:
            return _begun(pool, work, *arguments).result()
        except BrokenExecutor:
            return None
        finally:
            _end(pool)

    def check(self) -> None:
        """Never raises: whatever happens to a pool, a new one recovers."""

    def close(self) -> None:
        """Kill all processes, also in the middle of a run; nothing half written counts."""
        if self._pool is not None:
            _end(self._pool)
            self._pool = None


def _processes(workers: int) -> ProcessPoolExecutor:
    """A new pool; its processes inherit no state of this one.

    Where forks are safe they are those of a server that has imported the model and has one thread, so that it is imported once
    and not by every worker; elsewhere each starts from a fresh interpreter."""
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    context.set_forkserver_preload(IMPORTED_ONCE)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)


def _begun(pool: ProcessPoolExecutor, work: Callable[..., T], *arguments: Any) -> Future[T]:
    """Submit `work`; the processes that start for it are deaf to Ctrl-C from their first instruction, while they import too.

    They inherit the mask of this thread."""
    with _signals_wait():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return pool.submit(work, *arguments)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Ctrl-C and SIGTERM that come meanwhile are raised as the block ends.

    A process that is being started when one of them ends the pool is in no list of it yet, is not killed, and complains of the
    locks that are gone. The mask of a thread does not keep it off: another thread may take the signal for this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = list[int]()
    kinds: tuple[int, ...] = (signal.SIGINT, signal.SIGTERM)
    usual = {number: signal.signal(number, lambda got, _: came.append(got)) for number in kinds}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def _end(pool: ProcessPoolExecutor) -> None:
    """Kill the pool's processes, which `shutdown` alone would wait for."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and go when it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_go_with_parent, name=WATCH, daemon=True).start()


def _go_with_parent() -> None:
    """End this process as soon as the one that asked for it is gone, so that a killed parent leaves no workers behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


@contextmanager
def local(workers: int) -> Iterator[Backend]:
    """This process for one worker, else that many processes, which are gone when the block ends.

    EngineError where a script without a main guard asks for processes."""
    if workers == 1:
        yield SerialExecutor()
        return
    check_main_guard()
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    pool = LocalPool(workers)
    try:
        yield pool
    finally:
        pool.close()
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


class DaskCluster:
    """The workers of a Dask scheduler."""

    def __init__(self, client: Any):
        self._client = client
        self._executor: Executor = client.get_executor(pure=False, retries=2)

    @property
    def slots(self) -> int:
        """Two tasks for each thread of the workers that are there now. EngineError if the scheduler is gone."""
        try:
            return max(2, 2 * int(sum(self._client.ncores().values())))
        except Exception:  # Dask has many kinds for a scheduler that does not answer, AttributeError among them
            raise EngineError(SCHEDULER_GONE) from None

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Send `work` to the scheduler."""
        return self._executor.submit(work, *arguments)

    def alone(self, work: Callable[..., T], *arguments: Any) -> T | None:
        """What `work` returns, None if the workers that the scheduler tries all die of it."""
        try:
            return self._executor.submit(work, *arguments).result()
        except Exception as error:
            if is_death(error):
                return None
            raise

    def check(self) -> None:
        """Raise EngineError if the scheduler is gone."""
        if self._client.status != "running":
            raise EngineError(SCHEDULER_GONE)


@contextmanager
def dask(address: str, *, timeout_s: float = 10.0) -> Iterator[Backend]:
    """The cluster whose scheduler listens at `address` (`tcp://host:8786`). EngineError where none answers in time."""
    try:
        from distributed import Client
    except ImportError:
        raise EngineError("--scheduler needs Dask; pip install 'august-storm[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are reported once, by this program
    try:
        client = Client(address, timeout=timeout_s)
    except (OSError, ValueError, TimeoutError) as error:
        raise EngineError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from None
    except TypeError:  # of `tls://` without certificates
        raise EngineError(f"--scheduler {address}: TLS needs certificates; docs/clusters.md shows where they are named") from None
    try:
        yield DaskCluster(client)
    finally:
        client.close()


def is_death(error: BaseException) -> bool:
    """Whether an exception says that the worker died and not that its task went wrong."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def run_tasks(backend: Backend, job: Job, tasks: Iterator[Task]) -> Iterator[PartRecord]:
    """The records of all tasks in the order in which they end.

    `tasks` is read only as far as workers need more, so that a sweep can stop early. Raises what a task raises; the death of a
    worker is no exception of its task and costs `TRIES` attempts at most."""
    waiting: dict[Future[PartRecord], Task] = {}
    again: deque[Task] = deque()
    deaths: Counter[int] = Counter()
    while True:
        while len(waiting) < backend.slots and (task := again.popleft() if again else next(tasks, None)) is not None:
            waiting[backend.submit(run_part, job, task)] = task
        if not waiting:
            return
        done, _ = wait(waiting, timeout=PATIENCE_S, return_when=FIRST_COMPLETED)
        backend.check()
        for future in sorted(done, key=lambda future: waiting[future].part):
            if future.cancelled():  # by a client that has given up its scheduler
                raise EngineError(SCHEDULER_GONE)
            task = waiting.pop(future)
            error = future.exception()
            if error is None:
                yield future.result()
            elif not is_death(error):
                raise error
            elif deaths[task.part] + 1 < TRIES:
                deaths[task.part] += 1
                again.append(task)
            else:
                yield _carefully(backend, job, task)


def _carefully(backend: Backend, job: Job, task: Task) -> PartRecord:
    """The record of a task on a worker of its own, without those of its runs that no worker survives.

    EngineError where even then every worker dies: the machine is at fault, and not a run."""
    record = backend.alone(run_part, job, task)
    if record is None:
        dead = tuple(request.run for request in task.requests if backend.alone(probe, job, request) is None)
        record = backend.alone(run_part, job, replace(task, dead=dead))
    if record is None:
        raise EngineError("every worker process crashed, whatever it was given; --workers 1 may show why")
    return record

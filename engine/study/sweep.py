"""A sweep from beginning to end: what is there already, what is missing, which backend makes it, and when it is enough.

One process leads: it hands out the missing parts, notes each as it comes back, and alone writes the manifest. A sweep that was
stopped at any moment goes on with the same call; the folder of a finished one is byte for byte the same, whatever the backend,
the number of workers and the interruptions."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.errors import EngineError, Problem
from engine.files import write_whole
from engine.formats import SUPPLY_BANDS
from engine.scenario.study import Study
from engine.study import executors, store
from engine.study.job import Task
from engine.study.plan import StudyPlan, plan_study
from engine.study.precision import MeanEstimate, Watch
from engine.study.store import Store
from engine.study.supply_bands import bands_table


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: finished runs (those found from before included), failed ones among them, and all that are asked;
    where a stop rule may end it sooner, `at_most` so many."""

    done: int
    failed: int
    found: int
    total: int
    at_most: bool = False


@dataclass(frozen=True)
class SweepSummary:
    """What a finished sweep has come to: where it stands, how many runs it has, and how precise its means are."""

    folder: Path
    replications: int
    runs: int
    failed: int
    made: int
    """Runs that were made now; the others were there."""
    estimates: tuple[MeanEstimate, ...]
    met: bool
    """Whether every stop rule is met."""
    foreign: tuple[str, ...] = ()
    """Paths in the folder that the sweep did not write and left as they are."""

    def table(self, name: str = "runs") -> pa.Table:
        """All rows of `runs`, `events`, `tracks` or `supply`, in the order of runs, as an Arrow table."""
        return store.read_table(self.folder, name)

    def frame(self, name: str = "runs") -> Any:
        """The same as a pandas data frame; needs pandas."""
        return self.table(name).to_pandas()


def sweep(
    study: Study | str,
    out: Path | str,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    warn: Callable[[Sequence[Problem]], None] | None = None,
) -> SweepSummary:
    """Make all runs of a study, or go on where an earlier call was stopped; `study` may also be the name of a study's file.

    `out` is the sweep's folder, `workers` the number of local processes, `scheduler` the address of a Dask scheduler to use
    instead. `warn` is given the warnings of the scenario before anything is made. Raises EngineError for a folder of another
    sweep, and for whatever keeps runs from being made."""
    plan = plan_study(study)
    if warn:
        warn(plan.warnings)
    backend = executors.dask(scheduler) if scheduler else executors.local(_useful(workers, plan))
    with store.open_store(Path(out)) as opened:
        _take_up(opened, plan)
        return _Sweep(plan, opened, progress or (lambda _: None)).run(backend)


def _useful(workers: int, plan: StudyPlan) -> int:
    """Number of processes that have something to do: no more than there are parts."""
    return max(1, min(workers, math.ceil(plan.runs / plan.runs_per_part)))


def default_workers() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _take_up(opened: Store, plan: StudyPlan) -> None:
    """Compare the folder's sweep with the plan, and find what is finished. EngineError where they do not belong together."""
    before = opened.manifest
    if before is not None:
        plan.check_same(before)
    points = store.parquet_bytes(plan.points_table())
    digest = hashlib.sha256(points).hexdigest()
    if before is not None and before["points_digest"] != digest:
        raise EngineError("the design gives other points than when the sweep was started (other versions?); give another --out")
    if before is None or before["replications"] < plan.study.replications:
        opened.write_manifest({**plan.manifest(), "points_digest": digest, "state": "running"})
    if store.file_digest(opened.folder / store.POINTS) != digest:
        write_whole(opened.folder / store.POINTS, points)
    for name, text in plan.pilot.scenario_files.items():
        if store.file_digest(opened.folder / name) != hashlib.sha256(text.encode()).hexdigest():
            write_whole(opened.folder / name, text.encode())
    opened.find_parts({part: len(plan.part_runs(part)) for part in range(plan.parts)})


class _Sweep:
    """The running of a plan into a store: the state of one call of `sweep`."""

    def __init__(self, plan: StudyPlan, opened: Store, tell: Callable[[Progress], None]):
        self.plan, self.store, self.tell = plan, opened, tell
        self.found = sum(record.runs for record in opened.records.values())
        points, per_part = len(plan.points), plan.runs_per_part
        self.watch = Watch(
            opened.folder, plan.study.stop, points=points, runs_per_part=per_part, blocks=plan.study.sampling != "random"
        )

    def run(self, backend: AbstractContextManager[executors.Backend]) -> SweepSummary:
        """Make what is missing, until all is there or every stop rule is met, and leave the folder finished."""
        enough = self._enough()
        made = 0
        self._report()
        if enough is None and len(self.store.records) < self.plan.parts:
            with backend as workers:
                for record in executors.run_tasks(workers, self.plan.job(self.store.folder), self._missing()):
                    self.store.note(record)
                    made += record.runs
                    self._report()
                    if (enough := self._enough()) is not None:
                        break
        return self._finish(enough, made)

    def _missing(self) -> Iterator[Task]:
        """The parts that no record stands for, in their order."""
        for part in range(self.plan.parts):
            if part not in self.store.records:
                yield Task(part, tuple(self.plan.request(run) for run in self.plan.part_runs(part)))

    def _enough(self) -> int | None:
        """Number of replications at which every stop rule is met; None as long as they are not, or where there is none."""
        return self.watch.enough(self.store.records) if self.plan.study.stop else None

    def _report(self) -> None:
        """Call `tell` with how far the sweep is."""
        records = self.store.records.values()
        failed = sum(record.failed for record in records)
        done = sum(record.runs for record in records)
        self.tell(Progress(done, failed, self.found, self.plan.runs, at_most=bool(self.plan.study.stop)))

    def _finish(self, enough: int | None, made: int) -> SweepSummary:
        """Cut the folder to the replications that count, write the manifest's end, and sum up."""
        replications = self.plan.study.replications if enough is None else enough
        runs = replications * len(self.plan.points)
        parts = math.ceil(runs / self.plan.runs_per_part)
        self.watch.read_all(parts)
        estimates = tuple(self.watch.estimates())
        self.store.close(parts)
        failed = sum(record.failed for record in self.store.records.values())
        self._write_end(replications, failed, estimates, self._write_bands())
        return SweepSummary(
            self.store.folder, replications, runs, failed, made, estimates, self._met(estimates), self.store.foreign
        )

    def _met(self, estimates: Sequence[MeanEstimate]) -> bool:
        wanted = {stop.outcome: stop.half_width for stop in self.plan.study.stop}
        return all(estimate.half_width <= wanted[estimate.outcome] for estimate in estimates)

    def _write_bands(self) -> str | None:
        """Write the table of supply over all runs, unless it is there already; its digest, None where none is kept."""
        study, before = self.plan.study, self.store.manifest or {}
        path = self.store.folder / SUPPLY_BANDS
        if not study.keep.supply:
            return None
        known = store.file_digest(path)
        if known is not None and known == before.get("supply_digest"):
            return known
        table = bands_table(self.store.folder, sorted(self.store.records), together=study.is_sample)
        data = store.parquet_bytes(table)
        write_whole(path, data)
        return hashlib.sha256(data).hexdigest()

    def _write_end(self, replications: int, failed: int, estimates: Sequence[MeanEstimate], supply_digest: str | None) -> None:
        before: Mapping[str, Any] = self.store.manifest or {}
        told = [{key: _finite(value) for key, value in asdict(estimate).items()} for estimate in estimates]
        ending = {
            **self.plan.manifest(),
            "points_digest": before["points_digest"],
            "supply_digest": supply_digest,
            "state": "finished",
            "replications": replications,
            "runs": replications * len(self.plan.points),
            "failed": failed,
            "precision": told,
        }
        if {**ending, "digest": before.get("digest")} != before:
            self.store.write_manifest(ending)


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value

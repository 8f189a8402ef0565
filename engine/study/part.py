"""One part of a sweep: its runs, made one after the other by one worker, as the rows of four tables.

A run that fails is a row that says why and how to repeat it. What is wrong with the program or the disk is an exception. A worker
gets a `Job`, which all parts share, and a `Task`, and reads the scenario itself; it keeps the last few theatres that it compiled,
and all design points over parameters of the rules share one network.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import collector
from engine.branching import Branch
from engine.errors import EngineError, ScenarioError, printable
from engine.results import RunResult
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.resetting import with_parameters
from engine.scenario.study import CHOICE, RULES
from engine.simulation import Trunk, simulate
from engine.study.arrow_columns import Column
from engine.study.forks import can_fork, in_copy
from engine.study.job import Job, RunRequest, Task, command, orders_of, policies_of, run_id
from engine.study.priors import drawn
from engine.study.rows import EVENT_SCHEMA, SUPPLY_SCHEMA, TableBuilder, Tracker, event_columns, supply_columns, track_schema
from engine.study.store import MANIFEST, PartRecord, write_part
from engine.theatre.network import Network
from engine.theatre.preparation import Theatre, prepare

THEATRES = 4
"""Compiled scenarios that a worker keeps."""
SCENARIOS = 8
"""Loaded scenarios that a worker keeps: one for each choice."""
WORKER_DIED = "WorkerDied: the process that made this run was killed each time; was memory short?"


def run_part(job: Job, task: Task) -> PartRecord:
    """Make the runs of a part, write its tables, and return what stands on disk.

    Any exception of a run becomes its row. EngineError where this process does not see the sweep's folder, or reads another
    scenario than the sweep was started with."""
    folder = Path(job.folder)
    if not (folder / MANIFEST).is_file():
        raise EngineError(f"a worker does not see the folder {printable(job.folder)}; all workers need it at the same path")
    check_scenario(job)
    schemas = {"runs": job.schema(), "events": EVENT_SCHEMA, "tracks": track_schema(job.tracks), "supply": SUPPLY_SCHEMA}
    tables = {name: TableBuilder(schema) for name, schema in schemas.items()}
    failed = 0
    for request in task.requests:
        made = _failed(job, request, WORKER_DIED) if request.run in task.dead else rows_of(job, request)
        failed += made.failed
        for name, columns in made.tables.items():
            tables[name].add(columns)
    return write_part(folder, task.part, {name: builder.table() for name, builder in tables.items()}, failed)


@dataclass(frozen=True)
class RunRows:
    """What the tables keep of one run, as columns by table."""

    tables: Mapping[str, list[Column]]
    failed: bool = False


def rows_of(job: Job, request: RunRequest) -> RunRows:
    """Make a run: a future of a branch in a copy of this process that has come to the branch, where that can be; the rows are
    the same."""
    if job.branch is None or job.branch[2] or not can_fork():
        return _kept(job, request, simulated)
    try:
        trunk = _trunk_of(job, request)
    except Exception as error:
        return _failed(job, request, _said(error))
    sent = in_copy(lambda: _kept(job, request, lambda *_: trunk.future(request.replication)))
    return sent[0] if sent else _kept(job, request, simulated)


def _trunk_of(job: Job, request: RunRequest) -> Trunk:
    """The run of a branch at the minute of the branch, with the choice of a design point; the last few are kept."""
    assert job.branch is not None
    policies = tuple(sorted(policies_of(job, request.values).items()))
    return _trunk(theatre_of(job, run_values(job, request)), job.branch[0], job.branch[1], job.seed, job.last_day, policies)


def _kept(job: Job, request: RunRequest, make: Callable[[Job, RunRequest, Theatre], RunResult]) -> RunRows:
    """The rows of the run that `make` makes; an exception in it is a row too."""
    values = run_values(job, request)
    try:
        theatre = theatre_of(job, values)
        result = make(job, request, theatre)
        outcomes = outcome_values(job, result)
    except Exception as error:
        return _failed(job, request, _said(error))
    kept: dict[str, list[Column]] = {"runs": [[cell] for cell in row(job, request, values, outcomes, "")]}
    if job.events:
        kept["events"] = event_columns(request.run, result, job.events)
    if job.tracks != "none":
        kept["tracks"] = _tracker(theatre, job.tracks).columns(request.run, result)
    if job.supply:
        kept["supply"] = supply_columns(request.run, result)
    return RunRows(kept)


def _failed(job: Job, request: RunRequest, error: str) -> RunRows:
    return RunRows({"runs": [[cell] for cell in row(job, request, run_values(job, request), None, error)]}, failed=True)


def check_scenario(job: Job) -> None:
    """Raise EngineError unless this process reads the same scenario as the one that started the sweep."""
    try:
        same = loaded_of(job).digest == job.digest
    except ScenarioError as error:
        raise EngineError(str(error)) from None
    if not same:
        raise EngineError(f"{printable(job.name)} is another scenario for a worker than it was when the sweep was started")


def simulated(job: Job, request: RunRequest, theatre: Theatre) -> RunResult:
    """The run that is asked for: a replication, or a future of the one that branches."""
    minute, replication, same_dice = job.branch or (0, request.replication, True)
    branch = None if same_dice else Branch(minute, request.replication)
    return simulate(
        theatre,
        seed=job.seed,
        replication=replication,
        last_day=job.last_day,
        branch=branch,
        policies=policies_of(job, request.values),
        policies_from=minute,
    )


def probe(job: Job, request: RunRequest) -> bool:
    """Make one run and forget it; True if the process survives it, whatever the run raises."""
    try:
        simulated(job, request, theatre_of(job, run_values(job, request)))
    except Exception:
        return True
    return True


class RunFailed(Exception):
    """A run without a usable end; its text is the whole reason."""


def _said(error: Exception) -> str:
    """An error as one printable line."""
    if isinstance(error, RunFailed):
        return printable(str(error))
    return printable(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def run_values(job: Job, request: RunRequest) -> dict[str, float]:
    """Path to value of all that is peculiar to a run: its draws from the priors, overruled by the factors of its design point."""
    draws = (
        drawn(job.priors.items(), seed=job.seed, replication=request.replication, sampling=job.sampling)
        if job.fixed is not None
        else {}
    )
    return dict(sorted({**draws, **request.values}.items()))


def outcome_values(job: Job, result: RunResult) -> list[float | None]:
    """The outcomes that are kept, in the order of their columns; RunFailed where one is no finite number."""
    found = {name: value for name, value, _ in result.outcomes}
    for name, value in found.items():
        if not math.isfinite(value):
            raise RunFailed(f"{name} is {value}, which is no finite number")
    return [found.get(name) for name in job.outcomes]


def row(job: Job, request: RunRequest, values: Mapping[str, float], outcomes: list[float | None] | None, error: str) -> list[Any]:
    """The cells of a run's row in `runs`; without outcomes it failed."""
    head = [request.run, run_id(job, request, values), request.point, request.replication, job.seed]
    told = ["failed", error, command(job, request)] if outcomes is None else ["done", "", ""]
    return [*head, *told, *(values[path] for path in job.columns), *(outcomes or [None] * len(job.outcomes))]


def loaded_of(job: Job) -> LoadedScenario:
    """The scenario of the sweep before anything is varied."""
    return _loaded(job.scenario, tuple(sorted(job.settings.items())), job.without)


def theatre_of(job: Job, values: Mapping[str, float]) -> Theatre:
    """The theatre of a run whose peculiar values these are; the last few are kept."""
    numbers = tuple((path, value) for path, value in values.items() if path != CHOICE)
    return _theatre(job.scenario, tuple(sorted(job.settings.items())), job.without, numbers, orders_of(job, values))


Settings = tuple[tuple[str, float], ...]


@lru_cache(maxsize=SCENARIOS)
def _loaded(scenario: str, settings: Settings, without: tuple[str, ...], orders: tuple[str, ...] = ()) -> LoadedScenario:
    loaded = load_scenario(scenario, settings=dict(settings), without=without, orders=orders)
    collector.keep()  # its models are many, and live as long as the worker
    return loaded


@lru_cache(maxsize=2)
def _network(scenario: str, settings: Settings, without: tuple[str, ...]) -> Network:
    """The network of the scenario, which all its design points share that differ in parameters of the rules alone."""
    return Network.of(_loaded(scenario, settings, without).spec)


@lru_cache(maxsize=THEATRES)
def _theatre(scenario: str, settings: Settings, without: tuple[str, ...], values: Settings, orders: tuple[str, ...]) -> Theatre:
    if all(path.startswith(RULES) for path, _ in values):
        base = _loaded(scenario, settings, without, orders)
        varied = with_parameters(base, dict(values)) if values else base
        return prepare(varied, network=_network(scenario, settings, without))
    return prepare(load_scenario(scenario, settings={**dict(settings), **dict(values)}, without=without, orders=orders))


@lru_cache(maxsize=THEATRES)
def _trunk(
    theatre: Theatre, minute: int, replication: int, seed: int, last_day: int | None, policies: tuple[tuple[str, str], ...]
) -> Trunk:
    return Trunk(
        theatre,
        minute=minute,
        seed=seed,
        replication=replication,
        last_day=last_day,
        policies=dict(policies),
        policies_from=minute,
    )


@lru_cache(maxsize=THEATRES)
def _tracker(theatre: Theatre, by: str) -> Tracker:
    return Tracker(theatre, by)

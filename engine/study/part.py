"""One part of a sweep: its runs, made one after the other by one worker, as the rows of four tables.

A run that fails is a row that says why and how to repeat it. What is wrong with the program or the disk is an exception. A worker
gets a `Job`, which all parts share, and a `Task`, and reads the scenario itself; it keeps the last few theatres that it compiled,
and all design points over parameters of the rules share one network.
"""

from __future__ import annotations

import hashlib
import json
import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine.branching import Branch
from engine.errors import EngineError, ScenarioError, printable
from engine.results import RunResult
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.parameters import catalogue
from engine.scenario.resetting import with_parameters
from engine.scenario.study import CHOICE, RULES, Sampling
from engine.simulation import simulate
from engine.study.arrow_columns import described
from engine.study.priors import Prior, drawn, uncertain
from engine.study.rows import EVENT_SCHEMA, SUPPLY_SCHEMA, TableBuilder, Tracker, event_columns, supply_columns, track_schema
from engine.study.store import MANIFEST, PartRecord, write_part
from engine.theatre.network import Network
from engine.theatre.preparation import Theatre, prepare
from engine.units import MIN_PER_DAY

HEAD = (
    ("run", pa.int64()),
    ("id", pa.string()),
    ("point", pa.int32()),
    ("replication", pa.int32()),
    ("seed", pa.int64()),
    ("status", pa.string()),
    ("error", pa.string()),
    ("command", pa.string()),
)
THEATRES = 4
"""Compiled scenarios that a worker keeps."""
SCENARIOS = 8
"""Loaded scenarios that a worker keeps: one for each choice."""
WORKER_DIED = "WorkerDied: the process that made this run was killed each time; was memory short?"


@dataclass(frozen=True)
class Job:
    """What all parts of a sweep share: the scenario by name and digest, and what is kept of a run. Small, because it travels
    with each of them."""

    folder: str
    scenario: str
    """The shipped name, or the path on this machine."""
    name: str
    """What the user called it."""
    digest: str
    engine: str
    settings: Mapping[str, float]
    without: tuple[str, ...]
    seed: int
    last_day: int | None
    fixed: tuple[str, ...] | None
    """Paths of the parameters that keep their value while all others are drawn from their priors; None where none is drawn."""
    held_out: tuple[str, ...]
    """Parameters that rest on sources of the campaign itself and are drawn from their twins from outside."""
    sampling: Sampling
    """How the priors are drawn over the replications."""
    in_sample: bool
    """Nothing is held out: rows that rest on the campaign itself are drawn as they are."""
    branch: tuple[int, int, bool] | None
    """Of the futures of one run: the minute of the branch, the run's replication, and whether it keeps its dice."""
    choices: tuple[tuple[str, ...], ...]
    """Files of orders of each choice, by their whole paths."""
    policies: tuple[tuple[tuple[str, str], ...], ...]
    """Side and policy, of each choice."""
    factors: tuple[str, ...]
    outcomes: Mapping[str, str]
    """Name to unit of those that are kept."""
    events: frozenset[str]
    tracks: str
    supply: bool

    @property
    def priors(self) -> dict[str, Prior]:
        """The priors that every replication draws from, by path."""
        return {} if self.fixed is None else _uncertain(self.fixed, self.held_out)

    @property
    def columns(self) -> tuple[str, ...]:
        """Paths of the numbers that differ from run to run, in the order of their columns."""
        return tuple(sorted({*self.factors, *self.priors}))

    def schema(self) -> pa.Schema:
        """Columns of `runs`."""
        numbers = [(name, pa.float64()) for name in (*self.columns, *self.outcomes)]
        units = {path: known.unit for path in self.columns if (known := catalogue().get(path.removeprefix(RULES)))}
        return described(pa.schema([*HEAD, *numbers]), {**units, **self.outcomes})


@dataclass(frozen=True)
class RunRequest:
    """One run to be made: its number in the sweep, and the values of the factors at its design point by path."""

    run: int
    point: int
    replication: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Task:
    """The runs of one part; those in `dead` killed every process that tried them."""

    part: int
    requests: tuple[RunRequest, ...]
    dead: tuple[int, ...] = ()


def run_part(job: Job, task: Task) -> PartRecord:
    """Make the runs of a part, write its tables, and return what stands on disk.

    Any exception of a run becomes its row. EngineError where this process does not see the sweep's folder, or reads another
    scenario than the sweep was started with."""
    folder = Path(job.folder)
    if not (folder / MANIFEST).is_file():
        raise EngineError(f"a worker does not see the folder {printable(job.folder)}; all workers need it at the same path")
    check_scenario(job)
    runs, events, tracks = TableBuilder(job.schema()), TableBuilder(EVENT_SCHEMA), TableBuilder(track_schema(job.tracks))
    supply = TableBuilder(SUPPLY_SCHEMA)
    failed = 0
    for request in task.requests:
        values = run_values(job, request)
        try:
            if request.run in task.dead:
                raise RunFailed(WORKER_DIED)
            theatre = theatre_of(job, values)
            result = simulated(job, request, theatre)
            outcomes = outcome_values(job, result)
        except Exception as error:
            failed += 1
            runs.add([[cell] for cell in row(job, request, values, None, _said(error))])
            continue
        runs.add([[cell] for cell in row(job, request, values, outcomes, "")])
        if job.events:
            events.add(event_columns(request.run, result, job.events))
        if job.tracks != "none":
            tracks.add(_tracker(theatre, job.tracks).columns(request.run, result))
        if job.supply:
            supply.add(supply_columns(request.run, result))
    tables = {"runs": runs, "events": events, "tracks": tracks, "supply": supply}
    return write_part(folder, task.part, {name: builder.table() for name, builder in tables.items()}, failed)


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


def policies_of(job: Job, values: Mapping[str, float]) -> dict[str, str]:
    """Side to policy of the choice that a design point makes."""
    return dict(job.policies[int(values[CHOICE])]) if CHOICE in values else {}


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


def run_id(job: Job, request: RunRequest, values: Mapping[str, float]) -> str:
    """64 bits in hex that name a run by everything that decides it: engine, scenario, seed, replication, length and values."""
    parts = [job.engine, job.digest, job.seed, request.replication, job.last_day, list(values.items())]
    parts += [job.branch] if job.branch else []
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def command(job: Job, request: RunRequest) -> str:
    """The command line that makes this run again, quoted for a shell."""
    minute, replication, same_dice = job.branch or (0, request.replication, True)
    words = ["august-storm", "run", job.name, "--seed", str(job.seed), "--replication", str(replication)]
    if not same_dice:
        words += ["--branch", f"{minute / MIN_PER_DAY:.12g}", "--future", str(request.replication)]
    if job.fixed is not None:
        words += ["--in-sample"] if job.in_sample else ["--priors"]
        words += ["--sampling", job.sampling] if job.sampling != "random" else []
    for side, name in sorted(policies_of(job, request.values).items()):
        words += ["--policy", f"{side}:{name}"]
    if job.branch and same_dice and policies_of(job, request.values):
        words += ["--policies-from", f"{minute / MIN_PER_DAY:.12g}"]
    for file in orders_of(job, request.values):
        words += ["--orders", file]
    for path, value in sorted({**job.settings, **request.values}.items()):
        words += [] if path == CHOICE else ["--set", f"{path}={value!r}"]
    for name in job.without:
        words += ["--without", name]
    return shlex.join([*words, "--last-day", str(job.last_day)] if job.last_day else words)


def loaded_of(job: Job) -> LoadedScenario:
    """The scenario of the sweep before anything is varied."""
    return _loaded(job.scenario, tuple(sorted(job.settings.items())), job.without)


def theatre_of(job: Job, values: Mapping[str, float]) -> Theatre:
    """The theatre of a run whose peculiar values these are; the last few are kept."""
    numbers = tuple((path, value) for path, value in values.items() if path != CHOICE)
    return _theatre(job.scenario, tuple(sorted(job.settings.items())), job.without, numbers, orders_of(job, values))


def orders_of(job: Job, values: Mapping[str, float]) -> tuple[str, ...]:
    """The files of orders of the choice that a design point makes."""
    return job.choices[int(values[CHOICE])] if CHOICE in values else ()


Settings = tuple[tuple[str, float], ...]


@lru_cache(maxsize=SCENARIOS)
def _loaded(scenario: str, settings: Settings, without: tuple[str, ...], orders: tuple[str, ...] = ()) -> LoadedScenario:
    return load_scenario(scenario, settings=dict(settings), without=without, orders=orders)


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
def _tracker(theatre: Theatre, by: str) -> Tracker:
    return Tracker(theatre, by)


@lru_cache(maxsize=2)
def _uncertain(fixed: tuple[str, ...], held_out: tuple[str, ...]) -> dict[str, Prior]:
    return uncertain(fixed, held_out=held_out)

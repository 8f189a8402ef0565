"""What a worker is told: what all runs of a sweep share, which runs it is to make, and by what each of them is known."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from engine.scenario.parameters import catalogue
from engine.scenario.study import CHOICE, RULES, Sampling
from engine.study.arrow_columns import described
from engine.study.priors import Prior, uncertain
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


def policies_of(job: Job, values: Mapping[str, float]) -> dict[str, str]:
    """Side to policy of the choice that a design point makes."""
    return dict(job.policies[int(values[CHOICE])]) if CHOICE in values else {}


def orders_of(job: Job, values: Mapping[str, float]) -> tuple[str, ...]:
    """The files of orders of the choice that a design point makes."""
    return job.choices[int(values[CHOICE])] if CHOICE in values else ()


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


@lru_cache(maxsize=2)
def _uncertain(fixed: tuple[str, ...], held_out: tuple[str, ...]) -> dict[str, Prior]:
    return uncertain(fixed, held_out=held_out)

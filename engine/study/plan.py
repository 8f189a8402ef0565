"""A study made ready to run: its scenario checked, its design points, the columns of its tables, and what it is known by.

A plan says which runs there are and what is kept of each, before any is made; two calls belong to one sweep where their plans
say the same. Making the runs is for `sweep` and `part`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

import engine
from engine.errors import EngineError, Problem, printable
from engine.policies.calling import policy_named
from engine.results import VERSION, RunResult
from engine.scenario import shipped
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.nearest import nearest
from engine.scenario.resetting import with_parameters
from engine.scenario.study import CHOICE, RULES, BranchPoint, Sampling, Study, load_study
from engine.simulation import simulate
from engine.study.arrow_columns import arrow_column
from engine.study.describing import describe
from engine.study.design import Point, points_of
from engine.study.job import Job, RunRequest
from engine.study.priors import drawn, uncertain
from engine.study.store import FORMAT
from engine.theatre.preparation import prepare
from engine.units import MIN_PER_DAY
from engine.vocabulary import OutcomeGroup

MAX_RUNS = 10_000_000
FUTURES_PART, SMALL_PART, LARGE_PART = 5, 10, 25
SMALL_SIZE = 1000
"""Formations times days of a scenario from which a part has fewer runs."""
NOT_IDENTITY = {"scenario", "title", "replications", "stop"}
"""What may change between two calls without making it another study: the scenario counts by its digest."""


def plan_study(study: Study | str) -> StudyPlan:
    """The study, or the one in the file of that name, with everything that can be known before its runs.

    The scenario is loaded and compiled, and the first day of a run is made to see its outcomes. EngineError where the study or
    its scenario cannot be run, or asks for too many runs."""
    study = load_study(study) if isinstance(study, str) else study
    loaded = load_scenario(study.scenario, settings=study.set, without=study.without)
    chosen = [
        load_scenario(study.scenario, settings=study.set, without=study.without, orders=each.orders) if each.orders else loaded
        for each in study.choices
    ]
    for ordered in [each for each in chosen if each is not loaded]:
        prepare(ordered)
    for name in sorted({name for each in study.choices for name in each.policies.values()}):
        policy_named(name)
    points = points_of(study)
    if len(points) * study.replications > MAX_RUNS:
        raise EngineError(f"{len(points)} design points x {study.replications} replications are more than {MAX_RUNS} runs")
    _check_points(study, points)
    theatre = prepare(loaded)
    pilot = simulate(theatre, last_day=1)
    return StudyPlan(
        study, loaded, points, _outcomes(study, pilot), pilot, theatre.warnings, tuple(each.digest for each in chosen)
    )


def _check_points(study: Study, points: list[Point]) -> None:
    """Raise ScenarioError if the first or the last design point is no valid scenario."""
    for point in {id(point): point for point in (points[0], points[-1])}.values():
        values = {path: value for path, value in point.values.items() if path != CHOICE}
        if values:
            load_scenario(study.scenario, settings={**study.set, **values}, without=study.without)


def _outcomes(study: Study, pilot: RunResult) -> dict[str, str]:
    """Name to unit of the outcomes that are kept, sorted; they are those of every run, however short.

    EngineError for a pattern that fits none, or a stop rule on an outcome that is not kept."""
    known = {name: unit for name, _, unit in sorted(pilot.outcomes)}
    for pattern in study.keep.outcomes:
        _check_name(pattern, known)
    flags = [name for side in pilot.world.spec.sides for name in (side.id, *(flag.id for flag in side.contingents))]
    sides = tuple(f"{OutcomeGroup.LOSSES}.{name}." for name in flags)
    kept = [name for name in known if (_is_asked(name, study) if study.keep.outcomes else _is_usual(name, sides))]
    _check_stops(study, kept)
    return {name: known[name] for name in kept}


def _check_stops(study: Study, kept: list[str]) -> None:
    """Raise EngineError for a stop rule about an outcome that is not kept."""
    for stop in study.stop:
        if stop.outcome not in kept:
            raise EngineError(f"stop rule: there is no outcome '{stop.outcome}'; {nearest(stop.outcome, kept)}")


def _is_asked(name: str, study: Study) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in study.keep.outcomes)


def _is_usual(name: str, sides: tuple[str, ...]) -> bool:
    """What is kept where the study does not say: all but the losses of single formations, which are hundreds of columns."""
    return not name.startswith(f"{OutcomeGroup.LOSSES}.") or name.startswith(sides)


def _check_name(pattern: str, known: Mapping[str, str]) -> None:
    """Raise EngineError with the nearest name if no outcome fits the pattern."""
    if not any(fnmatchcase(name, pattern) for name in known):
        raise EngineError(f"keep.outcomes: there is no outcome '{pattern}'; {nearest(pattern, sorted(known))}")


@dataclass(frozen=True)
class StudyPlan:
    """Which runs make up a sweep. Run K is design point K mod points of replication K div points."""

    study: Study
    loaded: LoadedScenario
    points: list[Point]
    outcomes: Mapping[str, str]
    pilot: RunResult
    """The first day of a run, made to see which outcomes every run will have."""
    warnings: list[Problem]
    """What the scenario says and probably does not mean, before anything is varied."""
    choices: tuple[str, ...] = ()
    """Digest of the scenario with the orders of each choice."""

    @property
    def runs(self) -> int:
        """Number of all runs: design points times replications, where no stop rule ends the sweep sooner."""
        return len(self.points) * self.study.replications

    @property
    def parts(self) -> int:
        """Number of all parts; the last may have fewer runs than the others."""
        return -(-self.runs // self.runs_per_part)

    @property
    def runs_per_part(self) -> int:
        """The study's own number, or one that makes a part last a fraction of a second to a few seconds; there are few futures of
        a run, and two workers should end together."""
        size = len(self.loaded.spec.formations) * self.loaded.spec.days
        if size > SMALL_SIZE:
            return self.study.runs_per_part or (FUTURES_PART if self.study.branch else SMALL_PART)
        return self.study.runs_per_part or LARGE_PART

    def part_runs(self, part: int) -> range:
        """Numbers of the runs of a part: consecutive, so that a part is the same however far the sweep goes."""
        first = part * self.runs_per_part
        return range(first, min(first + self.runs_per_part, self.runs))

    def request(self, run: int) -> RunRequest:
        """The run of a number, as a worker needs it."""
        replication, point = divmod(run, len(self.points))
        return RunRequest(run, point, replication, self.points[point].values)

    @cached_property
    def fixed(self) -> tuple[str, ...] | None:
        """Parameters that keep the scenario's own value when all others are drawn; None where none is drawn."""
        return fixed_parameters(self.loaded) if self.study.priors else None

    def job(self, folder: Path) -> Job:
        """What every worker has to know; the sweep's folder and the scenario's file hold from every working folder."""
        study = self.study
        return Job(
            folder=str(folder.resolve()),
            scenario=_reachable(study.scenario),
            name=study.scenario,
            digest=self.loaded.digest,
            engine=engine_digest(),
            settings=dict(study.set),
            without=tuple(sorted(study.without)),
            seed=study.seed,
            last_day=study.last_day,
            fixed=self.fixed,
            held_out=_held_out(self.loaded, in_sample=study.priors == "in_sample"),
            in_sample=study.priors == "in_sample",
            sampling=study.sampling,
            branch=_branch(study.branch),
            choices=tuple(tuple(str(Path(file).resolve()) for file in each.orders) for each in study.choices),
            policies=tuple(tuple(sorted(each.policies.items())) for each in study.choices),
            factors=(*(factor.path for factor in study.factors), *([CHOICE] if study.choices else [])),
            outcomes=dict(self.outcomes),
            events=frozenset(study.keep.events),
            tracks=study.keep.tracks,
            supply=study.keep.supply,
        )

    def points_table(self) -> pa.Table:
        """One row a design point: its number, its values, and as `u:PATH` where in 0-1 a sampled value came from."""
        paths, sampled = ([*group] for group in (self.points[0].values, self.points[0].units))
        columns = {"point": arrow_column(range(len(self.points)), pa.int32())}
        columns |= {path: arrow_column([point.values[path] for point in self.points], pa.float64()) for path in paths}
        columns |= {f"u:{path}": arrow_column([point.units[path] for point in self.points], pa.float64()) for path in sampled}
        return pa.table(columns)

    def manifest(self) -> dict[str, Any]:
        """What `sweep.json` says of the sweep before it is run."""
        spec, described, job = self.loaded.spec, self.study.model_dump(mode="json"), self.job(Path())
        return {
            "format": FORMAT,
            "engine": {"version": VERSION, "digest": engine_digest()},
            "scenario": {
                "id": spec.id,
                "title": spec.title,
                "digest": self.loaded.digest,
                "start": spec.start,
                "days": spec.days,
                "sides": [side.id for side in spec.sides],
                **({"choices": list(self.choices)} if self.choices else {}),
            },
            "study": {key: value for key, value in described.items() if key not in NOT_IDENTITY},
            "points": len(self.points),
            "replications": self.study.replications,
            "runs": self.runs,
            "runs_per_part": self.runs_per_part,
            "inputs": {path: describe(path, job, self.loaded) for path in job.columns},
            "outcomes": dict(self.outcomes),
            "run": self._run(),
        }

    def _run(self) -> dict[str, Any]:
        """What the manifests of all runs have in common; a number that varies stands there as the scenario has it."""
        days = min(self.study.last_day or self.loaded.spec.days, self.loaded.spec.days)
        kept = [kind for kind in self.pilot.manifest["event_kinds"] if kind in self.study.keep.events]
        whole = {**self.pilot.manifest, "end_minute": days * MIN_PER_DAY, "event_kinds": kept}
        return {key: value for key, value in whole.items() if key not in ("seed", "replication")}

    def check_same(self, before: Mapping[str, Any]) -> None:
        """Raise EngineError, naming what is different, if `before` is the manifest of another sweep or of a larger one.

        More replications go on with the same sweep; another engine, scenario or study is another sweep."""
        changes = list(_changes(before, self.manifest()))
        if changes:
            raise EngineError("\n".join([*changes, "runs of two kinds are never mixed: give another --out"]))
        more, asked = before["replications"], self.study.replications
        if more > asked and not (self.study.stop and before["state"] == "finished"):
            raise EngineError(f"the folder holds a sweep of {more} replications, and {asked} are asked; give another --out")


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What makes two sweeps different, a line each."""
    if before.get("format") != now["format"]:
        yield f"the folder has format {before.get('format')}, this version writes {now['format']}"
        return
    if before["scenario"].get("choices") != now["scenario"].get("choices"):
        yield "the orders of the choices are others than when the sweep was started"
    for name, what in (("engine", "engine"), ("scenario", "scenario")):
        if before[name]["digest"] != now[name]["digest"]:
            old, new = (_named(part[name]) for part in (before, now))
            yield f"the {what} is another: {old} when the sweep was started, {new} now"
    for key in sorted({*before["study"], *now["study"]}):
        old, new = before["study"].get(key), now["study"].get(key)
        if old != new:
            yield printable(f"the study's {key} is another: it was {old} and is {new}")


def _branch(branch: BranchPoint | None) -> tuple[int, int, bool] | None:
    """A branch as a worker needs it."""
    return None if branch is None else (round(branch.day * MIN_PER_DAY), branch.replication, branch.same_dice)


def _reachable(scenario: str) -> str:
    """A shipped name as it is, a path so that it holds from every working folder."""
    return scenario if shipped.find(scenario) else str(Path(scenario).resolve())


def _named(part: Mapping[str, Any]) -> str:
    """An engine or a scenario by its version or id, and the first digits of its digest."""
    return printable(f"{part.get('version') or part.get('id')} ({part['digest'][:8]})")


def fixed_parameters(loaded: LoadedScenario) -> tuple[str, ...]:
    """Paths of the parameters that the scenario (or a setting) gives a value of its own: no prior is drawn for them."""
    return tuple(sorted(f"{RULES}{group}.{name}" for group, names in loaded.spec.rules.items() for name in names))


def _held_out(loaded: LoadedScenario, *, in_sample: bool) -> tuple[str, ...]:
    """Parameters whose own row does not count: those that rest on the campaign, unless the user wants them so."""
    return () if in_sample else tuple(sorted(loaded.spec.in_sample))


def with_priors(
    loaded: LoadedScenario, *, seed: int, replication: int, in_sample: bool = False, sampling: Sampling = "random"
) -> LoadedScenario:
    """The scenario with every uncertain parameter that it does not give itself drawn from its prior for this replication."""
    priors = uncertain(fixed_parameters(loaded), held_out=_held_out(loaded, in_sample=in_sample))
    draws = drawn(priors.items(), seed=seed, replication=replication, sampling=sampling)
    return with_parameters(loaded, draws)


@cache
def engine_digest() -> str:
    """SHA-256 in hex of the engine's code and catalogue, paths included, without the command line.

    Any change of them may change a result, so a sweep that another engine began is not gone on with."""
    root = Path(engine.__file__).parent
    paths = [path for path in root.rglob("*") if path.suffix in (".py", ".yaml") and "cli" not in path.relative_to(root).parts]
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()

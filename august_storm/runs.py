"""One run: `simulate`, and what it leaves behind as data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from august_storm.arguments import Names, Place, Settings, names_of, scenario_of, settings_of
from august_storm.speech import speaks_python

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.results.load import Result
    from engine.policies.view import Policy
    from engine.results import RunResult as Written
    from engine.scenario.study import Sampling
    from engine.theatre.preparation import Theatre


WAYS: tuple[Literal["random"], Literal["latin_hypercube"]] = ("random", "latin_hypercube")


@speaks_python
def simulate(
    scenario: Place,
    *,
    set: Settings = None,
    without: Names = (),
    seed: int = 1,
    replication: int = 0,
    last_day: int | None = None,
    priors: bool | str = False,
    sampling: str = "random",
    branch: float | None = None,
    future: int = 0,
    orders: Names = (),
    policy: Mapping[str, str | Policy] | None = None,
    policies_from: float | None = None,
) -> RunResult:
    """One run, as the command `run` makes it: the same arguments give the same result, byte for byte.

    `scenario` is a shipped name (`scenarios()` lists them), `name/variant`, or a path; `set` changes numbers by path, as
    `{"rules.march.foot_km_day": 15}`; `without` names rules to switch off (`rules()`); `priors=True` draws every uncertain
    parameter for this replication; `branch` draws anew from that day on, as number `future` of the
    run's futures; `orders` names files of further orders. `policy` lets sides or headquarters decide by code, as
    `{"league": "exploit"}` or with a function of a view of yours, from the day `policies_from` on (that of `branch`, else 0).
    Raises ScenarioError with every problem at once, PolicyError where a policy fails."""
    from engine.branching import Branch
    from engine.simulation import simulate as run
    from engine.units import MIN_PER_DAY

    theatre = prepared(
        scenario_of(scenario), set, without, seed=seed, replication=replication, priors=priors, sampling=sampling, orders=orders
    )
    part = None if branch is None else Branch(round(branch * MIN_PER_DAY), future)
    since = round(((branch or 0.0) if policies_from is None else policies_from) * MIN_PER_DAY)
    made = run(theatre, seed=seed, replication=replication, last_day=last_day, branch=part, policies=policy, policies_from=since)
    return RunResult(made, scenario_of(scenario))


def prepared(
    scenario: str,
    settings: Settings,
    without: Names,
    *,
    seed: int,
    replication: int,
    priors: bool | str = False,
    sampling: str = "random",
    orders: Names = (),
) -> Theatre:
    """The scenario as the arguments describe it, ready to run. EngineError for no way of drawing priors."""
    from engine.scenario.loading import load_scenario
    from engine.theatre.preparation import prepare

    loaded = load_scenario(
        scenario, settings=settings_of(settings), without=names_of(without, "without"), orders=names_of(orders, "orders")
    )
    if priors:
        from engine.study.plan import with_priors

        way = sampling_of(sampling)
        loaded = with_priors(loaded, seed=seed, replication=replication, in_sample=priors == "in_sample", sampling=way)
    return prepare(loaded)


def sampling_of(given: str) -> Sampling:
    """How priors are drawn. EngineError for anything else."""
    from engine.errors import EngineError

    for way in WAYS:
        if way == given:
            return way
    raise EngineError(f"sampling={given!r} is neither of {', '.join(map(repr, WAYS))}")


class RunResult:
    """What one run left behind. Tables are pandas data frames, each made when it is first asked for; change a copy."""

    def __init__(self, run: Written | Result, given: str | None = None):
        self._run, self.given = run, given
        """What was made or read, and the scenario as `simulate` was given it; None for a run that was read."""

    @cached_property
    def result(self) -> Result:
        """The run as `analysis` reads it, for its functions."""
        from analysis.results.load import Result, load_files

        return self._run if isinstance(self._run, Result) else load_files(self._run.files)

    @property
    def scenario(self) -> str:
        """Id of the scenario."""
        return self.result.manifest.scenario.id

    @property
    def seed(self) -> int:
        """Seed of its random draws."""
        return self.result.manifest.seed

    @property
    def replication(self) -> int:
        """Which run of the seed it is, from 0."""
        return self.result.manifest.replication

    @cached_property
    def outcomes(self) -> DataFrame:
        """A row for each outcome: `name`, `value`, `unit` (docs/paths.md defines them)."""
        return self._frame("outcomes")

    @cached_property
    def events(self) -> DataFrame:
        """A row for each event in order: `minute`, `day`, `time`, `kind`, formation, place, `cause`, `numbers`."""
        return self._frame("events")

    @cached_property
    def tracks(self) -> DataFrame:
        """A row for each formation and sample (twice a day): where it stood, with what, in what state."""
        return self._frame("tracks")

    @cached_property
    def captures(self) -> DataFrame:
        """A row for each change of holder of a place."""
        return self._frame("captures")

    @cached_property
    def control(self) -> DataFrame:
        """A row for each spell of one side's hold of a place."""
        return self._frame("control")

    @cached_property
    def formations(self) -> DataFrame:
        """A row for each formation at the start."""
        return self._frame("formations")

    @cached_property
    def losses(self) -> DataFrame:
        """A row for each formation with the account of its men, tanks and guns at the end."""
        return self._frame("losses")

    @speaks_python
    def outcome(self, name: str) -> float:
        """The value of one outcome, in its unit. EngineError, with the nearest name, where there is none."""
        from analysis.results.load import Result
        from august_storm.lists import known_or_nearest

        table = self.result.outcomes
        known = dict(zip(table.name.tolist(), table.value.tolist(), strict=True))
        if not isinstance(self._run, Result):  # in memory: not rounded as the files are
            known = {name: value for name, value, _ in self._run.outcomes}
        return float(known[known_or_nearest(name, known, "outcome")])

    def explain(self, formation: str, *, day: int | None = None) -> str:
        """The story of a formation, as the function `explain` tells it."""
        return explain(self, formation, day=day)

    def summary(self, *, full: bool = False) -> str:
        """How the run compares with history, as the command `run` prints it."""
        from analysis.words.tables import comparison_text

        return comparison_text(self.result, full).rstrip()

    @speaks_python
    def write(self, out: Place) -> Path:
        """Write the result folder, without pictures, into `out`, which is made and may not hold anything; the folder."""
        from analysis.results.load import Result
        from engine.errors import EngineError
        from engine.files import folder_if_filled, write_together

        folder = Path(out)
        if isinstance(self._run, Result):
            raise EngineError(f"this run was read from {self.result.folder}; copy that folder")
        with folder_if_filled(folder):
            if any(folder.iterdir()):
                raise EngineError(f"{folder} holds files; give another out=")
            write_together({folder / name: text for name, text in self._run.files.items()})
        return folder

    def _frame(self, name: str) -> Any:
        from analysis.results import frames

        return getattr(frames, name)(self.result)

    def __repr__(self) -> str:
        result = self.result
        days = f"{result.end_minute / 1440:g} days"
        count = f"{len(result.formations)} formations, {len(result.events.minute)} events"
        return f"<RunResult {self.scenario}, seed {self.seed}, replication {self.replication}: {days}, {count}>"


@speaks_python
def explain(run: RunResult | Place, formation: str, *, day: int | None = None) -> str:
    """What a formation (id, name or short label) did in a run or the folder of one, where it halted and why.

    `day` tells only this day of the run (0 is the first), with the formation's state."""
    from analysis.words.explain import explain as story

    return story(result_of(run), formation, day).rstrip()


def result_of(run: RunResult | Place) -> Result:
    """The run as `analysis` reads it: one in memory, or that of a folder. TypeError for anything else."""
    from analysis.results.load import load_result

    if isinstance(run, RunResult):
        return run.result
    if isinstance(run, str | Path):
        return load_result(Path(run))
    raise TypeError(f"a run is a RunResult or the folder of one, not {run!r}")


def results_of(runs: RunResult | Sequence[RunResult]) -> list[Result]:
    """The runs as `analysis` reads them."""
    return [run.result for run in ([runs] if isinstance(runs, RunResult) else runs)]

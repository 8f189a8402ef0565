"""Many runs: `sweep`, and its tables as data frames."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from august_storm.arguments import Names, Place, Settings, names_of, scenario_of, settings_of
from august_storm.frames import frame
from august_storm.speech import speaks_python

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.results.load import Result
    from analysis.results.sweeps import Sweep as Read
    from engine.scenario.study import Study

MOST_RUNS = 10_000


@speaks_python
def sweep(
    scenario: Place,
    *,
    runs: int | None = None,
    set: Settings = None,
    without: Names = (),
    seed: int = 1,
    priors: bool | str = False,
    sampling: str = "random",
    precision: Mapping[str, float] | None = None,
    tracks: str = "army",
    last_day: int | None = None,
    out: Place | None = None,
    workers: int = 1,
    scheduler: str | None = None,
) -> Sweep:
    """Many runs of a scenario, or all that the file of a study asks for, as the command `sweep` makes them.

    `runs` (of each design point) is 100 if left out; `precision` ends it when the mean of an outcome is known to within a half
    width at 95 %, as `{"captured_day.southport": 0.25}`; `out` keeps the folder, which the same call goes on with, and without it
    the tables go when the Sweep does. With more than one of `workers` a script needs `if __name__ == "__main__":` round the call.
    A study's file determines its runs: only `runs`, `precision`, `out` and workers may be given with it."""
    from engine.scenario.study import is_study

    name = scenario_of(scenario)
    if is_study(name):
        given = {"set": set, "without": without, "priors": priors, "last_day": last_day}
        study = _of_file(name, runs, precision, [key for key, value in given.items() if value])
    else:
        study = study_of_scenario(
            name,
            runs,
            settings=set,
            without=without,
            seed=seed,
            priors=priors,
            sampling=sampling,
            last_day=last_day,
            precision=precision,
            tracks=tracks,
        )
    return made(study, out, workers, scheduler)


def study_of_scenario(
    scenario: str,
    runs: int | None = None,
    *,
    settings: Settings = None,
    without: Names = (),
    seed: int = 1,
    precision: Mapping[str, float] | None = None,
    tracks: str = "army",
    **fields: Any,
) -> Study:
    """The study that the arguments describe."""
    from engine.study.variants import study_of

    stops = [{"outcome": outcome, "half_width": width} for outcome, width in (precision or {}).items()]
    return study_of(
        scenario,
        settings=settings_of(settings),
        without=names_of(without, "without"),
        seed=seed,
        replications=runs or (MOST_RUNS if stops else 100),
        stop=stops,
        keep={"tracks": tracks},
        **fields,
    )


def _of_file(name: str, runs: int | None, precision: Mapping[str, float] | None, given: list[str]) -> Study:
    """The study of a file. EngineError for an argument that its file determines."""
    from engine.errors import EngineError
    from engine.scenario.study import Stop, load_study

    if given:
        raise EngineError(f"the file of a study determines its runs; write {', '.join(given)} into {name}")
    study = load_study(name)
    stops = [Stop(outcome=outcome, half_width=width) for outcome, width in (precision or {}).items()]
    return study.model_copy(update={"stop": stops or study.stop, "replications": runs or study.replications})


def made(study: Study, out: Place | None, workers: int, scheduler: str | None = None) -> Sweep:
    """The finished sweep of a study, in `out` or in a folder that goes with it."""
    from engine.study.sweep import sweep as run

    found = Sweep(Path(mkdtemp(prefix="august-storm-") if out is None else out), scratch=out is None)
    run(study, found.folder, workers=workers, scheduler=scheduler)
    return found


class Sweep:
    """A sweep's folder: a row for each run, and its events and tracks. Tables are pandas data frames."""

    def __init__(self, folder: Path, *, scratch: bool = False):
        self.folder, self._scratch = folder, scratch
        if scratch:
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    @cached_property
    def sweep(self) -> Read:
        """The sweep as `analysis` reads it, for its functions."""
        from analysis.results.sweeps import load_sweep

        return load_sweep(self.folder)

    @property
    def scenario(self) -> str:
        """Id of the scenario."""
        return str(self.sweep.manifest.run.scenario.id)

    @cached_property
    def runs(self) -> DataFrame:
        """A row for each run: `run`, `point`, `replication`, `status`, what varied, and a column for each outcome."""
        return self._table("runs")

    @cached_property
    def events(self) -> DataFrame:
        """A row for each event that the study keeps, of every run."""
        return self._table("events")

    @cached_property
    def tracks(self) -> DataFrame:
        """A row for each army (or formation) and day, of every run."""
        return self._table("tracks")

    @cached_property
    def points(self) -> DataFrame:
        """A row for each design point: the values of the factors."""
        return frame({name: column.tolist() for name, column in self.sweep.points.items()})

    @cached_property
    def outcomes(self) -> DataFrame:
        """A row for each outcome that is not the same in every run: `unit`, `n`, `mean`, `half_width_95`, `p10`, `p50`, `p90`."""
        from analysis.results.sweeps import summaries

        return frame(summaries(self.sweep))

    def regret(self, outcome: str, *, most: bool = False) -> DataFrame:
        """A row for each choice of a study: in which share of the draws it is best, and its regret, as the command prints it.

        The least of an outcome is best, or the `most`."""
        from analysis.scores.regret import regret_table, regrets

        return frame(regret_table(regrets(self.sweep, outcome, most=most)))

    @cached_property
    def results(self) -> list[Result]:
        """The runs as pictures and scores read them: without what a sweep does not keep of a run."""
        from analysis.results.sweep_runs import load_sweep_runs

        return load_sweep_runs(self.folder)

    def _table(self, name: str) -> DataFrame:
        from analysis.results.sweeps import load_table

        return load_table(self.folder, name).to_pandas()

    def __len__(self) -> int:
        return len(self.sweep.runs["run"])

    def __repr__(self) -> str:
        manifest = self.sweep.manifest
        points = f"{manifest.points} design points x " if manifest.points > 1 else ""
        failed = f", {manifest.failed} failed" if manifest.failed else ""
        where = "in a scratch folder" if self._scratch else str(self.folder)
        count = f"{points}{manifest.replications} runs, {len(manifest.outcomes)} outcomes{failed}"
        return f"<{type(self).__name__} {self.scenario}: {count}; {where}>"

"""`score`: how far an ensemble of runs is from what happened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from august_storm.arguments import Names, Place, Settings, names_of, scenario_of, settings_of
from august_storm.frames import frame
from august_storm.runs import RunResult, prepared, results_of, sampling_of
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.results.load import Result
    from engine.scenario.study import Priors
    from engine.study.ensemble import Ensemble


@speaks_python
def score(
    scenario: Place | RunResult | Sweep | Sequence[RunResult],
    *,
    runs: int = 20,
    set: Settings = None,
    without: Names = (),
    seed: int = 1,
    last_day: int | None = None,
    priors: bool | str = False,
    sampling: str = "random",
    workers: int = 1,
) -> Score:
    """Score an ensemble against the dated events of history, as the command `score` does.

    `scenario` is simulated `runs` times, and as often on the empty map and without resistance for comparison; runs and a Sweep
    made before are scored as they are."""
    from engine.study.ensemble import Ensemble
    from engine.vocabulary import Rule

    if isinstance(scenario, Sweep):
        return Score(scenario.results)
    if not isinstance(scenario, str | Path):
        return Score(results_of(scenario))
    name, settings, rules = scenario_of(scenario), settings_of(set), names_of(without, "without")
    opposed = prepared(name, settings, rules, seed=seed, replication=0).world.on(Rule.ENEMY)
    told = tuple(sorted((path, str(value)) for path, value in settings.items()))

    def ensemble(*more: str) -> list[Result]:
        return _runs(Ensemble(name, told, (*rules, *more), seed, last_day, _priors(priors), sampling_of(sampling)), runs, workers)

    return Score(ensemble(), *(ensemble(rule) for rule in ((Rule.ENEMY, Rule.RESISTANCE) if opposed else ())))


def _priors(given: bool | str) -> Priors:
    from engine.errors import EngineError

    if given not in (True, False, "in_sample"):
        raise EngineError(f"priors={given!r} is neither True nor False nor 'in_sample'")
    return given  # type: ignore[return-value]


def _runs(ensemble: Ensemble, runs: int, workers: int) -> list[Result]:
    """The replications 0 to `runs - 1`, read from scratch folders."""
    from analysis.results.load import load_result
    from engine.study.ensemble import Member

    with TemporaryDirectory() as scratch:
        members = [Member(number) for number in range(runs)]
        return [load_result(folder) for folder in ensemble.write(members, Path(scratch) / "runs", workers)]


class Score:
    """Scores beside history: `print` it for the tables of the command line, `.frame` for the dated events."""

    def __init__(self, results: Sequence[Result], *others: Sequence[Result]):
        from analysis.scores.dates import score as score_of
        from analysis.scores.probability import probability_scores

        self.results = results
        self.dates, self.chances = score_of(results, *others), probability_scores(results, *others)

    @cached_property
    def frame(self) -> DataFrame:
        """A row for each dated event: its window, the runs' dates, their error, and that of each reference."""
        from analysis.scores.answers import score_columns

        return frame(score_columns(self.dates, self.chances, self.results[0]))

    def __str__(self) -> str:
        from analysis.words.probability_tables import probability_text
        from analysis.words.tables import score_table_text

        parts = score_table_text(self.dates, full=False), probability_text(self.chances, self.results, full=False)
        return "\n".join(parts).rstrip()

    def __repr__(self) -> str:
        return f"<Score of {self.dates.runs} runs of {self.dates.scenario} against {len(self.dates.events)} dated events>"

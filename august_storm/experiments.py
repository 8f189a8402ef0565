"""Shapes that users of neighbouring tools know: a list of dicts, a function of a matrix, experiments with their outcomes.

No adapter classes: what is here calls `simulate` and `sweep` and gives back plain Python, numpy and pandas."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from august_storm.arguments import Names, Place, Settings, names_of, scenario_of, settings_of
from august_storm.lists import known_or_nearest
from august_storm.runs import prepared
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]


@speaks_python
def batch_run(
    scenario: Place,
    parameters: Mapping[str, float | Sequence[float]] | None = None,
    *,
    iterations: int = 1,
    outcome: Names = "*",
    set: Settings = None,
    without: Names = (),
    seed: int = 1,
    last_day: int | None = None,
) -> list[dict[str, Any]]:
    """Every combination of the parameters' values, `iterations` times each: a dict a run, as Mesa's function of this name.

    Each dict has `RunId`, `iteration` (the replication: iteration K of every combination has the same random draws), the
    parameters by path, and the outcomes that match `outcome`. `pandas.DataFrame(batch_run(...))` is the table. For thousands of
    runs that can be stopped and resumed, `sweep` a study with factors."""
    paths = {path: _values(path, given) for path, given in (parameters or {}).items()}
    combinations = [dict(zip(paths, chosen, strict=True)) for chosen in itertools.product(*paths.values())]
    rows: list[dict[str, Any]] = []
    for values in combinations:
        run_once = _runner(scenario_of(scenario), {**settings_of(set), **values}, without, seed, last_day)
        for iteration in range(iterations):
            found = run_once(iteration)
            chosen = {name: found[name] for name in _matching(found, names_of(outcome, "outcome"))}
            rows.append({"RunId": len(rows), "iteration": iteration, **values, **chosen})
    return rows


@speaks_python
def evaluator(
    scenario: Place,
    paths: Sequence[str],
    outcome: Names,
    *,
    iterations: int = 1,
    set: Settings = None,
    without: Names = (),
    seed: int = 1,
    last_day: int | None = None,
) -> Callable[[ArrayLike], Floats]:
    """A function `evaluate(X)` for SALib and other samplers: a row of X has a value for each of `paths`.

    It gives back Y of shape (rows,) for one outcome, (rows, outcomes) for several: means over `iterations` replications, the
    same for every row, so that rows differ by their values alone."""
    names, given = names_of(outcome, "outcome"), list(names_of(paths, "paths"))
    scenario_name = scenario_of(scenario)

    @speaks_python
    def evaluate(x: ArrayLike) -> Floats:
        rows = np.atleast_2d(np.asarray(x, dtype=float))
        if rows.ndim != 2 or rows.shape[1] != len(given):
            raise TypeError(f"X has shape {np.shape(x)}; a row needs {len(given)} values, for {', '.join(given)}")
        y = np.empty((len(rows), len(names)))
        for at, row in enumerate(rows.tolist()):
            settings = {**settings_of(set), **dict(zip(given, row, strict=True))}
            run_once = _runner(scenario_name, settings, without, seed, last_day)
            found = [run_once(iteration) for iteration in range(iterations)]
            y[at] = [np.mean([one[known_or_nearest(name, one, "outcome")] for one in found]) for name in names]
        return y[:, 0] if isinstance(outcome, str) else y

    return evaluate


@speaks_python
def ema_experiments(sweep: Sweep, outcome: Names = "*") -> tuple[DataFrame, dict[str, Floats]]:
    """The EMA Workbench's `(experiments, outcomes)` of a sweep with factors or priors: what its PRIM and feature scoring read.

    `experiments` has a row for each run that did not fail and a column for each number that varies, with `scenario`, `policy` and
    `model`; `outcomes` maps each outcome that matches to an array of as many values."""
    from august_storm.frames import frame

    read = sweep.sweep
    done = read.done
    names = read.matching(names_of(outcome, "outcome"))
    inputs = {path: read.runs[path][done] for path in sorted(read.inputs)}
    count = int(done.sum())
    labels = {"scenario": read.runs["run"][done].tolist(), "policy": ["None"] * count, "model": [sweep.scenario] * count}
    columns: dict[str, Sequence[Any]] = {name: column.tolist() for name, column in inputs.items()}
    return frame({**columns, **labels}), {name: np.asarray(read.runs[name][done], dtype=float) for name in names}


def _runner(
    scenario: str, settings: Settings, without: Names, seed: int, last_day: int | None
) -> Callable[[int], dict[str, float]]:
    """A function that runs a replication of one prepared scenario and gives its outcomes by name."""
    from engine.simulation import simulate

    theatre = prepared(scenario, settings, without, seed=seed, replication=0)

    def run_once(replication: int) -> dict[str, float]:
        found = simulate(theatre, seed=seed, replication=replication, last_day=last_day).outcomes
        return {name: value for name, value, _ in found}

    return run_once


def _values(path: str, given: Any) -> list[float]:
    """The values of one parameter. TypeError, which names it, for what are no numbers."""
    listed = list(given) if isinstance(given, Sequence | np.ndarray) and not isinstance(given, str) else [given]
    if not listed or not all(isinstance(value, int | float | np.number) for value in listed):
        raise TypeError(f"parameters[{path!r}] takes a number or a list of numbers, not {given!r}")
    return [float(value) for value in listed]


def _matching(found: Mapping[str, float], patterns: Sequence[str]) -> list[str]:
    """The names that match one of the patterns. EngineError for a pattern that matches none."""
    from fnmatch import fnmatchcase

    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in found):
            known_or_nearest(pattern, found, "outcome")
    return [name for name in found if any(fnmatchcase(name, pattern) for pattern in patterns)]

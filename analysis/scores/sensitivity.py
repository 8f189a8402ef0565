"""What the outcomes of a designed sweep depend on: an index with its 95 % interval for each input, by the design's own method.

| design | index |
| --- | --- |
| one at a time | swing: change of the outcome from the input's lowest to its highest level, the others in the middle |
| Morris | mean absolute change of the outcome when the input goes from its 5 % to its 95 % point |
| Sobol | total index: share of the variance that would remain if everything but the input were known |
| any other, and priors | rank correlation of input and outcome |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.results.manifests import Described
from analysis.results.reading import ResultError
from analysis.results.sweeps import Sweep, figure
from analysis.stats import FEWEST_CASES, correlation_interval, half_width, rank_correlation
from analysis.terminal import columns, short

Floats = NDArray[np.float64]
Strings = NDArray[Any]

LEVELS = 4
LEANING = 0.5
MANY = 20
METHODS = {
    "one_at_a_time": "swing over the input's range",
    "morris": "mean absolute effect of the input's range (Morris)",
    "sobol": "share of the variance (Sobol, total)",
}
CORRELATION = "rank correlation"


@dataclass(frozen=True)
class Index:
    """How much an outcome depends on an input: the index with its 95 % interval, and for some designs a second figure."""

    input: str
    value: float
    low: float
    high: float
    second: float
    """Mean signed effect of Morris' design, first-order index of Sobol's; NaN for others."""
    grade: str
    unit: str
    about: str = ""
    """The input in plain words."""

    @property
    def counts(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Dependence:
    """The inputs of one outcome, the strongest first, for one choice of the levers."""

    outcome: str
    unit: str
    method: str
    choice: str
    """The values of the levers, empty if there are none."""
    n: int
    """Runs, or for designs that sample points, design points that were used."""
    indices: tuple[Index, ...]

    @property
    def scale(self) -> str:
        """The unit of the indices, or the range that they lie in."""
        return f"in {self.unit}" if self.in_units else "from −1 to 1" if self.method == CORRELATION else "from 0 to 1"

    @property
    def in_units(self) -> bool:
        """Whether the indices are in the outcome's own unit."""
        return self.method in (METHODS["one_at_a_time"], METHODS["morris"])

    @property
    def leaning(self) -> str:
        """What to say if more than half of what counts rests on inputs that are guesses (grade C), else nothing."""
        counting = [index for index in self.indices if index.counts]
        total = sum(abs(index.value) for index in counting)
        guessed = [index for index in counting if index.grade == "C"]
        share = sum(abs(index.value) for index in guessed) / total if total else 0.0
        names = ", ".join(short(index.input) for index in guessed[:3])
        return f"{share:.0%} of what counts here rests on guesses (grade C): {names}" if share > LEANING else ""


def dependences(sweep: Sweep, outcomes: Sequence[str]) -> list[Dependence]:
    """How each of these outcomes depends on the inputs that vary, for each choice of the levers.

    Raises ResultError where nothing varies, or a designed point has no run that did not fail."""
    design = sweep.manifest.study.design
    kind = design.kind if design and any(name.startswith("u:") for name in sweep.points) else None
    kind = "one_at_a_time" if design and design.kind == "one_at_a_time" else kind
    if not sweep.inputs:
        raise ResultError(f"{sweep.folder}: nothing varies but the dice; sensitivity needs factors or priors")
    made = {"one_at_a_time": _swings, "morris": _sampled, "sobol": _sampled}.get(kind or "", _correlations)
    found = []
    for choice, points in _choices(sweep):
        for outcome in outcomes:
            n, indices = made(sweep, outcome, points)
            ranked = tuple(sorted(indices, key=lambda index: (-abs(index.value), index.input)))
            method = METHODS.get(kind or "", CORRELATION)
            found.append(Dependence(outcome, sweep.outcomes[outcome], method, choice, n, ranked))
    return found


def _choices(sweep: Sweep) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Each combination of the levers as text, and its design points in their order."""
    levers = [factor.path for factor in sweep.manifest.study.factors if factor.kind == "lever"]
    rows = [tuple(sweep.points[path][point] for path in levers) for point in range(len(sweep.points["point"]))]
    for choice in dict.fromkeys(rows):
        text = ", ".join(f"{path} = {value:g}" for path, value in zip(levers, choice, strict=True))
        yield text, np.array([at for at, row in enumerate(rows) if row == choice])


def uncertain(sweep: Sweep) -> list[str]:
    """Paths of the factors that a design samples."""
    return [factor.path for factor in sweep.manifest.study.factors if factor.kind == "uncertainty"]


def _means(sweep: Sweep, outcome: str, points: NDArray[np.int64]) -> Floats:
    """The outcome's mean over the replications of each point. ResultError where a point has no run to go by."""
    done = sweep.done & np.isfinite(sweep.runs[outcome])
    size = len(sweep.points["point"])
    counts = np.bincount(sweep.runs["point"][done], minlength=size)[points]
    if not counts.all():
        raise ResultError(f"{sweep.folder}: every run of design point {points[counts == 0][0]} failed; {outcome} has no index")
    return np.asarray(np.bincount(sweep.runs["point"][done], sweep.runs[outcome][done], minlength=size)[points] / counts)


def _sampled(sweep: Sweep, outcome: str, points: NDArray[np.int64]) -> tuple[int, list[Index]]:
    """Morris' or Sobol's indices by SALib; its resampling has a fixed seed."""
    paths, y = uncertain(sweep), _means(sweep, outcome, points)
    if float(np.ptp(y)) == 0.0:
        return len(y), [_index(sweep, path, 0.0, 0.0, 0.0, 0.0) for path in paths]
    problem = {"num_vars": len(paths), "names": paths, "bounds": [[0.0, 1.0]] * len(paths)}
    if sweep.manifest.study.design and sweep.manifest.study.design.kind == "sobol":
        found = _salib("sobol").analyze(problem, y, calc_second_order=False, seed=1)
        values, errors, second = found["ST"], found["ST_conf"], found["S1"]
    else:
        x = np.column_stack([sweep.points[f"u:{path}"][points] for path in paths])
        found = _salib("morris").analyze(problem, x, y, num_levels=LEVELS, seed=1)
        values, errors, second = found["mu_star"], found["mu_star_conf"], found["mu"]
    rows = zip(paths, *(np.asarray(column, float).tolist() for column in (values, errors, second)), strict=True)
    return len(y), [_index(sweep, path, value, value - error, value + error, other) for path, value, error, other in rows]


def _salib(method: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"SALib.analyze.{method}")
    except ImportError:
        raise ResultError(f"indices of a {method} design need SALib; pip install 'august-storm[study]'") from None


def _swings(sweep: Sweep, outcome: str, points: NDArray[np.int64]) -> tuple[int, list[Index]]:
    """For each input the change of the outcome from its lowest to its highest level, on the same dice."""
    found = []
    for path in uncertain(sweep):
        lowest, _, highest = levels_of(sweep, path, points)
        gap = paired(sweep, outcome, lowest, highest)
        mean, half = (float(gap.mean()), half_width(gap)) if len(gap) > 1 else (float(gap.sum()), math.inf)
        found.append(_index(sweep, path, mean, mean - half, mean + half, math.nan))
    return int(sweep.done.sum()), found


def levels_of(sweep: Sweep, path: str, points: NDArray[np.int64]) -> tuple[int, int, int]:
    """The design points of an input's lowest level, of the middle of everything, and of its highest level."""
    column, middle = sweep.points[path], points[0]
    moved = [point for point in points if column[point] != column[middle]]
    lowest, *_, highest = sorted([middle, *moved], key=column.__getitem__)
    return int(lowest), int(middle), int(highest)


def paired(sweep: Sweep, outcome: str, a: int, b: int) -> Floats:
    """Outcome at point `b` less that at `a`, a number for each replication that failed in neither."""
    by_point = []
    for point in (a, b):
        rows = np.flatnonzero((sweep.runs["point"] == point) & sweep.done & np.isfinite(sweep.runs[outcome]))
        by_point.append(dict(zip(sweep.runs["replication"][rows].tolist(), sweep.runs[outcome][rows].tolist(), strict=True)))
    return np.array([by_point[1][k] - by_point[0][k] for k in sorted(by_point[0].keys() & by_point[1].keys())])


def _correlations(sweep: Sweep, outcome: str, points: NDArray[np.int64]) -> tuple[int, list[Index]]:
    """Rank correlations over the runs of these points."""
    rows = sweep.done & np.isfinite(sweep.runs[outcome]) & np.isin(sweep.runs["point"], points)
    y, found, n = sweep.runs[outcome][rows], [], int(rows.sum())
    for path in sweep.inputs:
        rho = rank_correlation(sweep.runs[path][rows], y)
        found.append(_index(sweep, path, rho, *correlation_interval(rho, n), math.nan))
    return n, found


def _index(sweep: Sweep, path: str, value: float, low: float, high: float, second: float) -> Index:
    told = sweep.inputs.get(path, Described())
    return Index(path, value, low, high, second, told.grade, told.unit, told.about)


def _second_head(found: Dependence) -> list[str]:
    heads = {METHODS["morris"]: "signed", METHODS["sobol"]: "first order"}
    return [heads[found.method]] if found.method in heads else []


def dependence_text(found: Dependence, at_most: int = 8) -> str:
    """The strongest inputs of an outcome as a table, and how much of it is guesswork."""
    counting = [index for index in found.indices if index.counts]
    where = f", {found.choice}" if found.choice else ""
    lines = [f"{found.outcome} ({found.unit}){where}: {found.method}, n = {found.n}"]
    rows = [["  input", "grade", "index", "95 %", *_second_head(found), "in words"]]
    for index in (counting or list(found.indices))[:at_most]:
        interval = f"{index.low:.3g} .. {index.high:.3g}"
        second = [figure(index.second)] if _second_head(found) else []
        rows.append(
            [
                f"  {short(index.input, 48)}",
                index.grade or "-",
                figure(index.value),
                interval,
                *second,
                short(index.about.rstrip("."), 60),
            ]
        )
    lines.append(columns(rows, right=(2, 4) if _second_head(found) else (2,)))
    chance = f"; chance alone would give about {0.05 * len(found.indices):.0f}" if len(found.indices) >= MANY else ""
    lines.append(f"  {len(counting)} of {len(found.indices)} inputs can be told from 0 at 95 %{chance}")
    if found.method == CORRELATION and found.n < FEWEST_CASES:
        lines[-1] = f"  {found.n} runs are too few: of fewer than {FEWEST_CASES} no rank correlation can be told from 0 at 95 %"
    return "\n".join([*lines, *([f"  {found.leaning}"] if found.leaning else [])])

"""Robust choice: what each of several decisions costs against the best of them, in the same future and with the same
parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.results.reading import ResultError
from analysis.results.sweeps import Sweep, figure
from analysis.stats import share_interval
from analysis.terminal import columns

QUANTILES = (0.5, 0.9, 1.0)


@dataclass(frozen=True)
class Regret:
    """One choice over `n` draws that all choices share: how often it is best, and by how much it falls short of the best."""

    choice: str
    n: int
    best: int
    """Draws in which no choice does better; several may be best at once."""
    mean: float
    quantiles: tuple[float, ...]
    """Regret at the 50, 90 and 100 % points, in the unit of the outcome, 0 or more."""


def regrets(sweep: Sweep, outcome: str, *, most: bool = False) -> list[Regret]:
    """The regret of each choice of a study for one outcome, of which the least is best, or the `most`.

    Draws in which one of the choices failed are left out. ResultError where the sweep has no two choices, or no such draw."""
    names, runs = [choice.id for choice in sweep.manifest.study.choices], sweep.runs
    if len(names) < 2 or outcome not in sweep.outcomes:
        raise ResultError(f"{sweep.folder}: regret needs two choices or more and an outcome of the sweep; {outcome} is none")
    number = runs["choice"].astype(int)
    draw = runs["run"] - number
    table: NDArray[np.float64] = np.full((len(np.unique(draw)), len(names)), np.nan)
    table[np.searchsorted(np.unique(draw), draw), number] = np.where(sweep.done, runs[outcome], np.nan)
    return _regrets(names, table, outcome, most=most)


def regrets_of(sweeps: Mapping[str, Sweep], outcome: str, *, most: bool = False) -> list[Regret]:
    """The same of sweeps by name that share their draws run by run, each of them a choice. ResultError where one has no such
    outcome, or they share no run."""
    for sweep in sweeps.values():
        if outcome not in sweep.outcomes:
            raise ResultError(f"{sweep.folder}: it has no outcome {outcome}; regret needs it of each")
    shared = np.unique(np.concatenate([sweep.runs["run"] for sweep in sweeps.values()]))
    table: NDArray[np.float64] = np.full((len(shared), len(sweeps)), np.nan)
    for number, sweep in enumerate(sweeps.values()):
        table[np.searchsorted(shared, sweep.runs["run"]), number] = np.where(sweep.done, sweep.runs[outcome], np.nan)
    return _regrets([*sweeps], table, outcome, most=most)


def _regrets(names: Sequence[str], table: NDArray[np.float64], outcome: str, *, most: bool) -> list[Regret]:
    """From a table of (draws, choices), NaN where a choice failed."""
    table = table[np.isfinite(table).all(axis=1)]
    if not len(table):
        raise ResultError(f"in no draw did all choices have {outcome}; nothing can be compared")
    short = table.max(axis=1, keepdims=True) - table if most else table - table.min(axis=1, keepdims=True)
    return [
        Regret(name, len(short), int((own == 0).sum()), float(own.mean()), tuple(np.quantile(own, QUANTILES).tolist()))
        for name, own in zip(names, short.T, strict=True)
    ]


def regret_table(found: Sequence[Regret]) -> dict[str, list[str] | list[int] | list[float]]:
    """The regrets as columns."""
    points = {f"p{round(100 * at)}": [each.quantiles[number] for each in found] for number, at in enumerate(QUANTILES)}
    return {
        "choice": [each.choice for each in found],
        "n": [each.n for each in found],
        "best_share": [each.best / each.n for each in found],
        "mean": [each.mean for each in found],
        **points,
    }


def regret_text(found: list[Regret], outcome: str, unit: str) -> str:
    """The regrets as a table."""
    rows = [["choice", "n", "best in", "95 %", "mean regret", "P50", "P90", "worst"]]
    for each in found:
        low, high = share_interval(each.best, each.n)
        numbers = [figure(number) for number in (each.mean, *each.quantiles)]
        rows.append([each.choice, str(each.n), f"{each.best / each.n:.0%}", f"{low:.0%}-{high:.0%}", *numbers])
    head = f"regret of {outcome} ({unit}): by how much each choice falls short of the best in the same draw"
    return "\n".join([head, columns(rows, right=range(1, 8))])

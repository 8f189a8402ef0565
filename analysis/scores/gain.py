"""What drawing priors evenly is worth: how many times more runs with random draws would know a number as well.

The scatter of block means is held against the scatter of runs, for the mean of an outcome and for the shares of runs below its 10
and 90 % points, which decide how well those points are known. Fewer degrees of freedom count against the blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.results.sweeps import Sweep
from analysis.stats import BLOCK, FEWEST, LEVEL
from analysis.terminal import columns, short

Floats = NDArray[np.float64]
RESAMPLES, SEED = 1000, 1
WHAT = ("mean", "P10", "P90")


@dataclass(frozen=True)
class Gain:
    """Of an outcome, for the mean and the two points: times as many random runs for the same half width, with 95 % interval."""

    outcome: str
    blocks: int
    times: tuple[tuple[float, float, float], ...]

    @property
    def runs_saved(self) -> float:
        """As many more runs with random draws the same interval of the mean would need; below 0 where even draws cost."""
        return self.blocks * BLOCK * (self.times[0][0] - 1.0)


def gains(sweep: Sweep, outcomes: Sequence[str]) -> list[Gain]:
    """The gain for outcomes that vary; none where priors were drawn at random, or there are fewer than eight whole blocks."""
    if sweep.manifest.study.sampling == "random" or sweep.manifest.points > 1:
        return []
    done = sweep.done
    which, size = np.unique(sweep.runs["replication"][done] // BLOCK, return_counts=True)
    whole = np.isin(sweep.runs["replication"] // BLOCK, which[size == BLOCK]) & done
    if int((size == BLOCK).sum()) < FEWEST:
        return []
    order = np.argsort(sweep.runs["replication"][whole], kind="stable")
    found = []
    for name in outcomes:
        values = sweep.runs[name][whole][order].reshape(-1, BLOCK)
        if np.ptp(values) > 0.0:
            low, high = np.quantile(values, (0.1, 0.9))
            kinds = (values, (values <= low).astype(float), (values >= high).astype(float))
            found.append(Gain(name, len(values), tuple(gain_of(kind) for kind in kinds)))
    return found


def gain_of(values: Floats) -> tuple[float, float, float]:
    """Times as many random runs for the same half width of the mean of `values` (blocks, 8), and its 95 % interval.

    The interval is that of resampled blocks, with a fixed seed. NaN where blocks, or runs, do not differ."""
    rng = np.random.Generator(np.random.Philox(SEED))
    picked = rng.integers(0, len(values), (RESAMPLES, len(values)))
    again = _times(values[picked])
    known = again[np.isfinite(again)]
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    low, high = np.quantile(known, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(_times(values[None])[0]), float(low), float(high)


def _times(values: Floats) -> Floats:
    """(cases, blocks, 8) to (cases,): the ratio of the squared half widths, random over blocks."""
    from scipy.special import stdtrit

    cases, blocks, size = values.shape
    runs = blocks * size
    random = stdtrit(runs - 1, (1 + LEVEL) / 2) ** 2 * values.reshape(cases, -1).var(axis=1, ddof=1) / runs
    evenly = stdtrit(blocks - 1, (1 + LEVEL) / 2) ** 2 * values.mean(axis=2).var(axis=1, ddof=1) / blocks
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(random / evenly)


def gains_text(found: Sequence[Gain]) -> str:
    """The gains as a table."""
    rows = [["as many random runs for the same interval", *WHAT, "runs saved (mean)"]]
    for gain in found:
        times = [f"{at:.2f}x [{low:.2f}–{high:.2f}]" for at, low, high in gain.times]
        rows.append([short(gain.outcome), *times, f"{round(gain.runs_saved):,}" if np.isfinite(gain.runs_saved) else "-"])
    return columns(rows, right=(1, 2, 3, 4))

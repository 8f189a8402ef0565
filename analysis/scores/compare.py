"""Two sweeps on the same dice: paired differences, who is earlier, and what the pairing is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.results.reading import ResultError
from analysis.results.sweeps import Sweep, figure
from analysis.stats import sampled_half_width, share_interval
from analysis.terminal import columns, plain, short


@dataclass(frozen=True)
class Difference:
    """Variant minus base for one outcome, over `n` pairs of runs on the same dice."""

    outcome: str
    unit: str
    n: int
    base: float
    variant: float
    mean: float
    half_width: float
    """Half the 95 % interval of the mean difference."""
    less: float
    """Share of pairs in which the variant's value is less: for days, in which it is earlier."""
    less_interval: tuple[float, float]
    same: float
    """Share of pairs that are equal."""
    reduction: float
    """How many times more runs the same interval would need unpaired; inf where all pairs differ by the same."""

    @property
    def runs_saved(self) -> float:
        """As many more runs the same interval would need without common dice, both sides together; below 0 where they cost."""
        return 2 * self.n * (self.reduction - 1.0)

    @property
    def differs(self) -> bool:
        """Whether the interval leaves 0 out."""
        return abs(self.mean) > self.half_width


def differences(base: Sweep, variant: Sweep) -> list[Difference]:
    """The paired differences of all outcomes that both sweeps have, by name. ResultError where they are not on the same dice."""
    _check_pairs(base, variant)
    rows, other_rows = _pairs(base, variant)
    if len(rows) < 2:
        raise ResultError(_too_few(variant, base))
    replication, sampling = base.runs["replication"][rows], base.manifest.study.sampling
    return [
        _difference(name, base.outcomes[name], base.runs[name][rows], variant.runs[name][other_rows], replication, sampling)
        for name in sorted(base.outcomes.keys() & variant.outcomes.keys())
    ]


def _too_few(*sweeps: Sweep) -> str:
    """That nothing can be compared, and why the first run that failed did so."""
    text = f"{sweeps[0].folder}: fewer than two pairs of runs that did not fail; nothing can be compared"
    failed = [str(sweep.runs["error"][row]) for sweep in sweeps if "error" in sweep.runs for row in np.flatnonzero(~sweep.done)]
    return f"{text}; {len(failed)} failed, the first: {plain(failed[0])[:300]}" if failed else text


def choice_differences(sweep: Sweep, base: int, variant: int) -> list[Difference]:
    """The paired differences of all outcomes between two choices of one sweep, by their numbers: the same replication, and
    the same
    values of all else that varies. ResultError where there are fewer than two pairs."""
    runs, size = sweep.runs, len(sweep.manifest.study.choices)
    number = runs["choice"].astype(int)
    pair = runs["run"] - number
    done = [np.flatnonzero(sweep.done & (number == which)) for which in (base, variant)]
    shared = np.intersect1d(*(pair[rows] for rows in done))
    rows, other_rows = (of[np.isin(pair[of], shared)] for of in done)
    if len(shared) < 2 or size < 2:
        raise ResultError(_too_few(sweep))
    replication = runs["replication"][rows]
    return [
        _difference(
            name, sweep.outcomes[name], runs[name][rows], runs[name][other_rows], replication, sweep.manifest.study.sampling
        )
        for name in sorted(sweep.outcomes)
    ]


def _check_pairs(base: Sweep, variant: Sweep) -> None:
    """Dice are shared by (seed, replication); a design's points pair by their number."""
    old, new = base.manifest.study, variant.manifest.study
    for key in ("seed", "priors", "sampling"):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            raise ResultError(f"{variant.folder}: {key} is {after}, and {before} in {base.folder}; pairs need the same dice")
    if base.manifest.points != variant.manifest.points:
        raise ResultError(f"{variant.folder}: it has {variant.manifest.points} design points, not {base.manifest.points}")


def _pairs(base: Sweep, variant: Sweep) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of the runs that both made and that failed in neither."""
    runs, other_runs = (sweep.runs["run"][sweep.done] for sweep in (base, variant))
    shared = np.intersect1d(runs, other_runs)
    return np.flatnonzero(np.isin(base.runs["run"], shared)), np.flatnonzero(np.isin(variant.runs["run"], shared))


def _difference(
    name: str,
    unit: str,
    base: NDArray[np.float64],
    variant: NDArray[np.float64],
    replication: NDArray[np.int32],
    sampling: str,
) -> Difference:
    both = np.isfinite(base) & np.isfinite(variant)
    base, variant = base[both], variant[both]
    gap, n = variant - base, int(both.sum())
    less = int((gap < 0).sum())
    spread = float(np.var(gap, ddof=1)) if n > 1 and np.ptp(gap) > 0.0 else 0.0
    apart = float(np.var(base, ddof=1) + np.var(variant, ddof=1)) if n > 1 else 0.0
    return Difference(
        name,
        unit,
        n,
        float(base.mean()),
        float(variant.mean()),
        float(gap.mean()),
        sampled_half_width(by_replication(gap, replication[both]), _numbers(gap, replication[both]), sampling),
        less / n,
        share_interval(less, n),
        float((gap == 0).mean()),
        apart / spread if spread > 0 else np.inf,
    )


def by_replication(values: NDArray[np.float64], replication: NDArray[np.int32]) -> NDArray[np.float64]:
    """The mean of each replication, since its design points share their dice; the values as they are if there is one alone."""
    which, group = np.unique(replication, return_inverse=True)
    return np.bincount(group, values) / np.bincount(group) if 1 < len(which) < len(values) else values


def _numbers(values: NDArray[np.float64], replication: NDArray[np.int32]) -> NDArray[np.int32]:
    """The replication of each of the values of `by_replication`."""
    which = np.unique(replication)
    return which if 1 < len(which) < len(values) else replication


def comparison_text(found: Sequence[Difference], chosen: Sequence[str] = ()) -> str:
    """The differences as a table: those named in `chosen`, else all whose interval leaves 0 out, and how many chance gives."""
    shown = [each for each in found if each.outcome in chosen] if chosen else [each for each in found if each.differs]
    lines = (
        [
            columns(
                [
                    [
                        "outcome",
                        "unit",
                        "n",
                        "base",
                        "variant",
                        "difference",
                        "±95 %",
                        "P(less)",
                        "95 %",
                        "equal",
                        "pairing",
                        "saved",
                    ],
                    *_rows(shown),
                ],
                right=(2, 3, 4, 5, 6, 7, 9, 10, 11),
            )
        ]
        if shown
        else []
    )
    differing = sum(each.differs for each in found)
    lines.append(f"{differing} of {len(found)} outcomes differ at 95 %; chance alone would give about {0.05 * len(found):.0f}.")
    lines.append("less: the variant's value is less, a day earlier. pairing: as many times more runs would be needed unpaired;")
    lines.append("saved: so many runs of both together are saved by the same dice, for the same interval.")
    return "\n".join(lines)


def _rows(shown: Sequence[Difference]) -> Iterator[list[str]]:
    for each in shown:
        low, high = each.less_interval
        numbers = [figure(number) for number in (each.base, each.variant)]
        gap = [f"{each.mean:+.3g}", figure(each.half_width)]
        shares = [f"{each.less:.0%}", f"{low:.0%}-{high:.0%}", f"{each.same:.0%}"]
        worth = [f"{figure(each.reduction)}x", f"{round(each.runs_saved):,}"] if np.isfinite(each.reduction) else ["-", "-"]
        yield [short(each.outcome), each.unit, str(each.n), *numbers, *gap, *shares, *worth]

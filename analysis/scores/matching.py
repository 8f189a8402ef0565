"""History matching: which regions of parameters the dated events rule out, with one axis of them left out at a time.

Of a design point and an event, the implausibility is the distance of the runs' mean date from history's window, in standard
deviations of all that may part them though the point is right: the dice of one history, the few runs of the point, and the
model's own error, which the user states (Craig, Goldstein, Seheult and Smith 1997; Vernon, Goldstein and Bower 2010). A point is
implausible if its second largest implausibility is above three (95 % of any distribution with one peak lie within three
deviations, Pukelsheim 1994), so that no single event decides. What is left is a region; no point of it is better than another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.reading import ResultError
from analysis.results.sweep_runs import load_sweep_runs
from analysis.results.sweeps import Sweep, figure
from analysis.scores.arrivals import arrivals
from analysis.scores.probability import axis_of
from analysis.scores.sensitivity import uncertain
from analysis.terminal import columns, short

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CUTOFF = 3.0
FEWEST_RUNS = 3
"""Runs of a point from which the scatter of its dates is known at all."""
DESIGNS = ("latin_hypercube", "sobol")
EACH = "each"


@dataclass(frozen=True)
class Match:
    """What is left when one axis is left out. Arrays are by design point."""

    axis: str
    inside: Floats
    """Implausibility of the events that decide."""
    outside: Floats
    """That of the events of the axis left out, which decide nothing."""
    events: tuple[int, int]
    """How many events decide, and how many are left out."""

    @property
    def left(self) -> Bools:
        """The points that are not ruled out."""
        return self.inside <= CUTOFF


@dataclass(frozen=True)
class Matching:
    """The matches of a sweep, one for each axis that was left out in turn, and what they are made of."""

    scenario: str
    runs: int
    discrepancy_days: float
    inputs: Mapping[str, Floats]
    """Path to the values of the design points."""
    matches: tuple[Match, ...]


def implausibilities(days: Floats, earliest: Floats, latest: Floats, discrepancy_days: float) -> Floats:
    """(events, points) from days (events, points, runs) and the windows of the events (events,), all in days.

    NaN in `days` is a run that failed. Runs of a point that all say the same have no scatter; the discrepancy alone counts."""
    n = np.isfinite(days).sum(axis=2)
    mean = np.nanmean(days, axis=2)
    scatter = np.nanvar(days, axis=2, ddof=1)
    away = np.maximum(np.maximum(earliest[:, None] - mean, mean - latest[:, None]), 0.0)
    return np.asarray(away / np.sqrt(scatter * (1.0 + 1.0 / n) + discrepancy_days**2))


def of_points(events: Floats) -> Floats:
    """(points,) the second largest of the implausibilities (events, points) of each, the only one where there is one."""
    return np.asarray(np.sort(events, axis=0)[-min(2, len(events))])


def matching(sweep: Sweep, left_out: Sequence[str], discrepancy_days: float) -> Matching:
    """The points of a sweep that history does not rule out, for each of the axes (id or name of an army or front) left out.

    `each` stands for all in turn. ResultError where the sweep is no sample of factors, its points have fewer than three runs, or
    an axis has no dated event, or is the only one that has."""
    _check(sweep)
    results = load_sweep_runs(sweep.folder)
    table = arrivals(results)
    axes, order = np.array([axis_of(event) for event in table.events]), OrderOfBattle.of(results[0])
    known = sorted(set(axes.tolist()))
    chosen = known if EACH in left_out else [_axis(sweep, name, known, order) for name in left_out]
    if len(known) < 2:
        raise ResultError(f"{sweep.folder}: all dated events lie on one axis; none can be left out, so nothing can be matched")
    days = np.full((len(axes), sweep.manifest.points, sweep.manifest.replications), np.nan)
    rows = np.flatnonzero(sweep.done)
    days[:, sweep.runs["point"][rows], sweep.runs["replication"][rows]] = table.counted / MINUTES_PER_DAY
    if (np.isfinite(days[:1]).sum(axis=2) < FEWEST_RUNS).any():
        raise ResultError(
            f"{sweep.folder}: a design point has fewer than {FEWEST_RUNS} runs that did not fail; give more replications"
        )
    earliest, latest = (np.array([getattr(event, edge) for event in table.events]) / MINUTES_PER_DAY for edge in WINDOW)
    found = implausibilities(days, earliest, latest, discrepancy_days)
    inputs = {path: np.asarray(sweep.points[path], dtype=float) for path in uncertain(sweep)}
    matches = tuple(_match(order.name(axis), found, axes == axis) for axis in chosen)
    return Matching(sweep.manifest.scenario.id, sweep.manifest.replications, discrepancy_days, inputs, matches)


WINDOW = ("earliest_min", "latest_min")


def _match(name: str, found: Floats, out: Bools) -> Match:
    return Match(name, of_points(found[~out]), of_points(found[out]), (int((~out).sum()), int(out.sum())))


def _check(sweep: Sweep) -> None:
    design = sweep.manifest.study.design
    levers = any(factor.kind == "lever" for factor in sweep.manifest.study.factors)
    if design is None or design.kind not in DESIGNS or levers:
        raise ResultError(
            f"{sweep.folder}: matching needs factors that are sampled (design: latin_hypercube or sobol) and no lever"
        )


def _axis(sweep: Sweep, name: str, known: Sequence[str], order: OrderOfBattle) -> str:
    """The axis of an id or a name. ResultError, which lists those with dated events, for any other."""
    names = {order.name(axis): axis for axis in known} | {axis: axis for axis in known}
    if name not in names:
        raise ResultError(f"{sweep.folder}: no dated event lies on an axis called {short(name)!r}; known: {', '.join(known)}")
    return names[name]


def matching_text(found: Matching) -> str:
    """A row for each axis left out, inside and left-out implausibility side by side, and the region that is left."""
    points = len(next(iter(found.inputs.values())))
    head = f"{found.scenario}: {points} points of {found.runs} runs; discrepancy {found.discrepancy_days:g} days"
    rows = [["left out", "events", "left", "inside", "left-out events", "inside, all points", "left-out, all points"]]
    for match in found.matches:
        left = match.left
        medians = [_median(values) for values in (match.inside[left], match.outside[left], match.inside, match.outside)]
        rows.append([short(match.axis), f"{match.events[0]} + {match.events[1]}", f"{left.mean():.0%}", *medians])
    table = columns(rows, right=(1, 2, 3, 4, 5, 6))
    note = (
        f"left: points whose second largest implausibility is at most {CUTOFF:g}. Columns: median implausibility of the events "
        "that decide and of those left out, over the points left and over all. The left-out should fall as they do."
    )
    return "\n".join([f"{head}; implausible above {CUTOFF:g}", table, note, "", *_regions(found)])


def _median(values: Floats) -> str:
    return f"{np.median(values):.2f}" if len(values) else "-"


def _regions(found: Matching) -> list[str]:
    """What is left of each input's range, whatever axis is left out: a region, never a value."""
    rows = [["input", "range that was tried", *(f"left without {short(match.axis)}" for match in found.matches)]]
    for path, values in found.inputs.items():
        tried = f"{figure(float(values.min()))}–{figure(float(values.max()))}"
        rows.append([short(path), tried, *(_span(values[match.left]) for match in found.matches)])
    return [columns(rows)]


def _span(values: Floats) -> str:
    return f"{figure(float(values.min()))}–{figure(float(values.max()))}" if len(values) else "nothing"

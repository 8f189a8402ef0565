"""The runs of a sweep as results: what every picture and score of an ensemble reads, from the tables of one folder.

A sweep keeps less of a run than a result folder does: the events of the kinds that its study keeps, tracks once a day, by army
unless asked by formation, and losses as outcomes. What cannot be known from that is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.bodies import bodies_of
from analysis.results.load import Result, ScenarioFiles, load_scenario_files
from analysis.results.manifests import Manifest, SweepOrigin
from analysis.results.reading import ResultError, numpy_column
from analysis.results.sweeps import Sweep, load_sweep, load_table
from analysis.results.tables import Captures, Events, Outcomes, Tracks
from engine.vocabulary import Activity, EventKind

NO_DISTRIBUTION = ("one_at_a_time", "full_factorial", "morris")
"""Designs whose points are no sample of what the inputs may be, so that their runs together are no ensemble."""
LEFT = (EventKind.SURRENDER, EventKind.DISPERSE)
"""Events by which a formation is out of the war."""


def load_sweep_runs(folder: Path, point: int | None = None) -> list[Result]:
    """The runs of the sweep in `folder` that did not fail, in their order; of one design point where `point` names it.

    Raises ResultError where the runs are no ensemble: the points of a design that is no sample, or choices of a lever."""
    sweep = load_sweep(folder)
    _check_point(sweep, point)
    chosen = sweep.done & (True if point is None else sweep.runs["point"] == point)
    rows = np.flatnonzero(chosen).tolist()
    if not rows:
        raise ResultError(f"{folder}: every run failed, so there is nothing to show; sweep.json counts them")
    files = load_scenario_files(folder, sweep.manifest.run.sides)
    events, tracks = (_by_run(load_table(folder, name)) for name in ("events", "tracks"))
    return [_result(sweep, row, point, files, events, tracks) for row in rows]


def _check_point(sweep: Sweep, point: int | None) -> None:
    points, study = sweep.manifest.points, sweep.manifest.study
    if point is not None and point >= points:
        raise ResultError(f"{sweep.folder}: there is no design point {point}; the last one is {points - 1}")
    levers = bool(study.choices) or any(factor.kind == "lever" for factor in study.factors)
    if point is None and points > 1 and (levers or (study.design and study.design.kind in NO_DISTRIBUTION)):
        raise ResultError(
            f"{sweep.folder}: its {points} design points are no sample of what may be; choose one with --point 0 to {points - 1}"
        )


def manifest_of(sweep: Sweep, row: int = 0, point: int | None = None) -> Manifest:
    """The manifest of the run in one row of `runs`, as if it had been made alone, and the sweep that it comes from."""
    whole = sweep.manifest
    origin = SweepOrigin(
        study=whole.study,
        points=whole.points,
        replications=whole.replications,
        runs=whole.runs,
        failed=whole.failed,
        digest=whole.digest,
        point=point,
    )
    own = {name: int(sweep.runs[name][row]) for name in ("seed", "replication")}
    return Manifest(**{**dict(whole.run), **own, "sweep": origin})


def _result(
    sweep: Sweep,
    row: int,
    point: int | None,
    files: ScenarioFiles,
    events: Mapping[int, pa.Table],
    tracks: Mapping[int, pa.Table],
) -> Result:
    """The run of one row of `runs`."""
    run, by = int(sweep.runs["run"][row]), sweep.manifest.study.keep.tracks
    happened = Events(Columns(events[run])) if run in events else Events.empty()
    return Result(
        folder=sweep.folder,
        manifest=manifest_of(sweep, row, point),
        events=happened,
        tracks=_tracks(tracks[run], happened, by) if run in tracks else Tracks.empty(),
        captures=_captures(happened, {formation.id for formation in files["formations"] if formation.detachment}),
        outcomes=_outcomes(sweep, row),
        tracked=by,
        **files,
    )


class Columns(Mapping[str, NDArray[Any]]):
    """The columns of an Arrow table as numpy arrays, each made when it is first asked for."""

    def __init__(self, table: pa.Table, more: Mapping[str, NDArray[Any]] | None = None):
        self._table, self._made = table, dict(more or {})

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._made:
            if name not in self._table.column_names:
                raise KeyError(name)
            column = self._table.column(name)
            whole = numpy_column(column)
            self._made[name] = whole.astype(str) if pa.types.is_string(column.type) else whole
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._table.column_names, *self._made]))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _by_run(table: pa.Table) -> dict[int, pa.Table]:
    """The rows of each run; they stand in the order of runs."""
    runs, first, count = np.unique(numpy_column(table.column("run")), return_index=True, return_counts=True)
    whole = table.combine_chunks()
    return {int(run): whole.slice(start, length) for run, start, length in zip(runs, first, count, strict=True)}


def _captures(events: Events, detachments: Collection[str]) -> Captures:
    taken = events.where(events.kind == EventKind.CAPTURE)
    by = bodies_of(taken, detachments)
    return Captures({"place": taken.place, "side": taken.side, "minute": taken.minute, "formation": taken.formation, "by": by})


def _outcomes(sweep: Sweep, row: int) -> Outcomes:
    names = sorted(sweep.outcomes)
    values = np.array([float(sweep.runs[name][row]) for name in names])
    units = np.array([sweep.outcomes[name] for name in names], dtype=str)
    return Outcomes({"name": np.array(names, dtype=str), "value": values, "unit": units})


def _tracks(table: pa.Table, events: Events, by: str) -> Tracks:
    """The tracks with the columns of a run's own; what a formation does is known from its events."""
    size, minute = table.num_rows, numpy_column(table.column("day")).astype(np.int64) * MINUTES_PER_DAY
    unknown = np.full(size, "", dtype="<U1")
    more: dict[str, NDArray[Any]] = {"minute": minute}
    if by == "formation":
        unit = numpy_column(table.column("formation")).astype(str)
        state, cause = _doings(unit, minute, events)
        return Tracks(Columns(table, {**more, "state": state, "cause": cause}))
    army = numpy_column(table.column("army")).astype(str)
    return Tracks(Columns(table, {**more, "formation": army, "place": unknown, "state": unknown, "cause": unknown}))


def _doings(units: NDArray[np.str_], minutes: NDArray[np.int64], events: Events) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """State and its cause of each formation at each minute: `halted` since its last event was a halt, `eliminated` after it was
    taken or dispersed, else not told."""
    story: dict[str, list[tuple[int, str, str]]] = {}
    for unit, minute, kind, cause in events.rows("formation", "minute", "kind", "cause"):
        story.setdefault(unit, []).append((minute, kind, cause))
    told = [_doing(story.get(unit, ()), minute) for unit, minute in zip(units.tolist(), minutes.tolist(), strict=True)]
    return np.array([state for state, _ in told], dtype=str), np.array([cause for _, cause in told], dtype=str)


def _doing(story: Sequence[tuple[int, str, str]], minute: int) -> tuple[str, str]:
    past = [(kind, cause) for when, kind, cause in story if when <= minute]
    gone = next((cause for kind, cause in past if kind in LEFT), None)
    if gone is not None:
        return Activity.ELIMINATED, gone
    return (Activity.HALTED, past[-1][1]) if past and past[-1][0] == EventKind.HALT else ("", "")

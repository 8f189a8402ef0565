"""A sweep's folder in memory: what it is, and one row a run. Events and tracks are read on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from analysis.results.manifests import Described, SweepManifest
from analysis.results.reading import ResultError, check_columns, numpy_column, read_json
from analysis.results.schema import FORMAT, TABLE_BYTES
from analysis.stats import sampled_half_width
from analysis.terminal import columns, plain, short
from engine.vocabulary import OutcomeGroup

Floats = NDArray[np.float64]
KEPT = {"events": ("run", "minute", "kind", "formation", "place", "cause"), "tracks": ("run", "day")}
"""Columns of the tables of all runs that a reader cannot do without."""
SUMMARY = ("outcome", "unit", "n", "mean", "half_width_95", "p10", "p50", "p90")
FOREMOST = (OutcomeGroup.CAPTURED_DAY, OutcomeGroup.DEPTH_KM, OutcomeGroup.LOSSES, OutcomeGroup.PLACES_TAKEN)
"""Kinds of outcomes that a sweep ends with, and of each at most so many."""
OF_EACH = 12
RUN_COLUMNS = ("run", "point", "replication", "seed", "status")


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: `runs` has a numpy column for each column of the table; a failed run's outcomes are NaN."""

    folder: Path
    manifest: SweepManifest
    runs: Mapping[str, NDArray[Any]]

    @property
    def outcomes(self) -> Mapping[str, str]:
        """Name to unit of every outcome."""
        return self.manifest.outcomes

    @property
    def inputs(self) -> Mapping[str, Described]:
        """Path to description of every number that differs between runs."""
        return self.manifest.inputs

    @property
    def done(self) -> NDArray[np.bool_]:
        """Which runs did not fail."""
        return np.asarray(self.runs["status"] == "done")

    @cached_property
    def points(self) -> Mapping[str, NDArray[Any]]:
        """The design points, a row each: their values, and as `u:PATH` where in 0-1 sampled ones came from."""
        return _columns(_read(self.folder / "points.parquet"))

    def matching(self, patterns: Sequence[str]) -> list[str]:
        """The outcomes whose names match one of the patterns, sorted; ResultError where one matches none."""
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in self.outcomes):
                raise ResultError(f"{self.folder}: no outcome is called '{pattern}'; august-storm list outcomes names all")
        return sorted(name for name in self.outcomes if any(fnmatchcase(name, pattern) for pattern in patterns))


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep."""
    return (folder / "sweep.json").is_file()


def load_sweep(folder: Path, *, unfinished: bool = False) -> Sweep:
    """The finished sweep in `folder`; with `unfinished` also one that is running or was stopped, as far as it is.

    Of an unfinished design those replications are read that are whole, of one point all runs; `manifest` counts what was read.
    ResultError where a file is missing or damaged, or the sweep is not finished."""
    manifest: SweepManifest = read_json(folder, "sweep.json")
    if manifest.format != FORMAT:
        raise ResultError(f"{folder / 'sweep.json'}: it is no sweep of format {FORMAT}; make the sweep again with this version")
    if manifest.state != "finished" and unfinished:
        return _as_far(folder, manifest)
    if manifest.state != "finished":
        raise ResultError(f"{folder}: the sweep is not finished; go on with the command that began it")
    sweep = Sweep(folder, manifest, _run_columns(folder, manifest))
    if len(sweep.runs["run"]) != manifest.runs:
        raise ResultError(f"{folder}: it holds {len(sweep.runs['run'])} of {manifest.runs} runs; a part is missing")
    return sweep


def _as_far(folder: Path, manifest: SweepManifest) -> Sweep:
    """What is there of a sweep that is not finished. ResultError where that is no whole replication."""
    runs = _run_columns(folder, manifest)
    missing = np.setdiff1d(np.arange(manifest.runs), runs["run"])
    whole = int(missing[0]) // manifest.points if len(missing) else manifest.replications
    kept = np.ones(len(runs["run"]), bool) if manifest.points == 1 else runs["run"] < whole * manifest.points
    if not kept.any():
        raise ResultError(
            f"{folder}: the sweep is not finished, and no replication of its {manifest.points} design points is whole yet"
        )
    shown = {name: column[kept] for name, column in runs.items()}
    counts = {"runs": int(kept.sum()), "replications": len(np.unique(shown["replication"]))}
    counts["failed"] = int((shown["status"] != "done").sum())
    return Sweep(folder, manifest.model_copy(update=counts), shown)


def _run_columns(folder: Path, manifest: SweepManifest) -> dict[str, NDArray[Any]]:
    """The columns of `runs`, among them those of its own and one for each outcome and input that the manifest names."""
    runs = _columns(load_table(folder, "runs"))
    for column in (*RUN_COLUMNS, *manifest.outcomes, *manifest.inputs):
        if column not in runs:
            raise ResultError(f"{folder / 'runs'}: the column {plain(column)[:80]!r} is missing; make the sweep again")
        if column not in RUN_COLUMNS and runs[column].dtype.kind not in "fiu":
            raise ResultError(f"{folder / 'runs'}: the column {plain(column)[:80]!r} holds no numbers; make the sweep again")
    return runs


def load_table(folder: Path, name: str) -> pa.Table:
    """All rows of `runs`, `events` or `tracks`, in the order of runs. ResultError where a part is missing or damaged."""
    paths = sorted((folder / name).glob("part-*.parquet"))
    if not paths:
        raise ResultError(f"{folder / name}: there are no parts; give the folder of a sweep")
    table = pa.concat_tables([_read(path) for path in paths])
    if name in KEPT:
        check_columns(f"{folder.name}/{name}", table, KEPT[name])
    return table


def _read(path: Path) -> pa.Table:
    if not path.is_file() or path.stat().st_size > TABLE_BYTES:
        raise ResultError(f"{path}: is no regular file of at most {TABLE_BYTES // 2**20} MiB; make the sweep again")
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:  # no data set, whose import brings pandas
            return file.read()
    except (OSError, pa.ArrowException) as error:
        said = short(str(error).partition("\n")[0], 160)
        raise ResultError(f"{path}: it is damaged ({said}); run the command that made the sweep again") from None


def _columns(table: pa.Table) -> dict[str, NDArray[Any]]:
    return {name: numpy_column(table.column(name)) for name in table.column_names}


def varying(sweep: Sweep, patterns: Sequence[str]) -> list[str]:
    """The outcomes that match one of the patterns and are not the same in every run. ResultError if there is none."""
    names = sweep.matching(patterns)
    found = [name for name in names if len(set(sweep.runs[name][sweep.done].tolist())) > 1]
    if not found:
        raise ResultError(f"{', '.join(names[:5])}: the same in every run; there is nothing to explain")
    return found


def summaries(sweep: Sweep, names: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """By columns: unit, number of runs, mean with half its 95 % interval, 10, 50 and 90 % points of these outcomes.

    Without `names`, of all that are not the same in every run. Runs that failed are left out; nothing remains of none."""
    listed = sorted(sweep.outcomes) if names is None else names
    found: dict[str, list[Any]] = {name: [] for name in SUMMARY}
    for name in listed:
        values = sweep.runs[name][sweep.done]
        if len(values) and (names is not None or np.ptp(values) > 0.0):
            tenths = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
            half = sampled_half_width(values, sweep.runs["replication"][sweep.done], sweep.manifest.study.sampling)
            cells = (name, sweep.outcomes[name], len(values), float(values.mean()), half if np.isfinite(half) else None, *tenths)
            for column, cell in zip(SUMMARY, cells, strict=True):
                found[column].append(cell)
    return found


def summary_text(sweep: Sweep, patterns: Sequence[str] = ()) -> str:
    """Mean with its 95 % interval and the spread of the outcomes that match `patterns`, over the runs that did not fail.

    Without patterns: the days on which places are taken, in order of time, depths, and what the sides lost; of each kind those
    that vary most. Outcomes that are the same in every run are counted, and shown only if they are asked for."""
    vary = summaries(sweep)
    shown = summaries(sweep, sweep.matching(patterns)) if patterns else summaries(sweep, foremost(sweep, vary))
    rows = [["outcome", "unit", "n", "mean", "±95 %", "P10", "P50", "P90"]]
    for name, unit, n, *numbers in zip(*shown.values(), strict=True):
        rows.append([short(name), unit, str(n), *("-" if number is None else figure(number) for number in numbers)])
    lines = [columns(rows, right=range(2, 8))] if len(rows) > 1 else []
    more, same = len(vary["outcome"]) - len(rows) + 1, len(sweep.outcomes) - len(vary["outcome"])
    if not patterns and (more > 0 or same):
        more_text = f"{more} more vary (--outcome '*' shows them); " if more > 0 else ""
        lines.append(f"{more_text}{same} outcomes are the same in every run")
    return "\n".join(lines)


def foremost(sweep: Sweep, vary: Mapping[str, Sequence[Any]]) -> list[str]:
    """Of each foremost kind the outcomes that vary most, in the order in which they are shown."""
    rows = list(zip(vary["outcome"], vary["mean"], vary["p10"], vary["p90"], strict=True))
    sides = tuple(f"{OutcomeGroup.LOSSES}.{side.id}." for side in sweep.manifest.run.sides)
    found: list[str] = []
    for group in FOREMOST:
        own = [
            row for row in rows if row[0].startswith(f"{group}.") and (group != OutcomeGroup.LOSSES or row[0].startswith(sides))
        ]
        widest = sorted(own, key=lambda row: (row[2] - row[3], row[0]))[:OF_EACH]
        dates = group == OutcomeGroup.CAPTURED_DAY
        found += [name for name, *_ in sorted(widest, key=lambda row: (row[1] if dates else 0.0, row[0]))]
    return found or [row[0] for row in rows[:OF_EACH]]


def figure(value: float) -> str:
    """A number with four figures, and no power of ten."""
    if not np.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"

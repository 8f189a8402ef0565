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
from analysis.stats import half_width
from analysis.terminal import columns, plain, short

Floats = NDArray[np.float64]
KEPT = {"events": ("run", "minute", "kind", "formation", "place", "cause"), "tracks": ("run", "day")}
"""Columns of the tables of all runs that a reader cannot do without."""
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


def load_sweep(folder: Path) -> Sweep:
    """The finished sweep in `folder`. ResultError where a file is missing or damaged, or the sweep is not finished."""
    manifest: SweepManifest = read_json(folder, "sweep.json")
    if manifest.format != FORMAT:
        raise ResultError(f"{folder / 'sweep.json'}: it is no sweep of format {FORMAT}; make the sweep again with this version")
    if manifest.state != "finished":
        raise ResultError(f"{folder}: the sweep is not finished; go on with the command that began it")
    sweep = Sweep(folder, manifest, _run_columns(folder, manifest))
    if len(sweep.runs["run"]) != manifest.runs:
        raise ResultError(f"{folder}: it holds {len(sweep.runs['run'])} of {manifest.runs} runs; a part is missing")
    return sweep


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


def summary_text(sweep: Sweep, at_most: int = 40) -> str:
    """Mean with its 95 % interval and the spread of every outcome over the runs that did not fail.

    Where there are more than `at_most` outcomes, those of the first family by name."""
    names = sorted(sweep.outcomes)
    if len(names) > at_most:
        names = [name for name in names if name.partition(".")[0] == names[0].partition(".")[0]]
    rows = [["outcome", "unit", "n", "mean", "±95 %", "P10", "P50", "P90"]]
    for name in names:
        values = sweep.runs[name][sweep.done]
        if len(values):
            tenths = np.quantile(values, (0.1, 0.5, 0.9))
            numbers = (float(values.mean()), half_width(values), *tenths)
            rows.append([short(name), sweep.outcomes[name], str(len(values)), *(figure(number) for number in numbers)])
    rest = len(sweep.outcomes) - len(names)
    return columns(rows, right=range(2, 8)) + (f"\n{rest} more outcomes are in the table" if rest else "")


def figure(value: float) -> str:
    """A number with four figures, and no power of ten."""
    if not np.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"

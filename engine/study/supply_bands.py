"""The supply of a sweep in one table: what depots and armies had, wanted and got on each day, over all runs.

Of every row of the runs' `supply` tables, and of every army's sums over its depots, it has the 10, 50 and 90 % quantiles of
each number of tonnes and the share of runs that each limit bound. It is made from the parts when they are all there, block by
block of days, so that its memory does not grow with the number of runs; the same parts give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.arrays import Bools, Ints
from engine.formats import ALL_GOODS, DEPOT_TONNES, SUPPLY_KEYS, SUPPLY_TONNES, UNITS
from engine.study.arrow_columns import arrow_column, described, mask, numbers
from engine.study.store import part_path, read_part
from engine.vocabulary import SupplyLimit

TONNES = (*SUPPLY_TONNES, *DEPOT_TONNES)
QUANTILES = (0.1, 0.5, 0.9)
LIMITS = tuple(limit for limit in SupplyLimit if limit is not SupplyLimit.ON_THE_WAY)
"""What can hold back a load; what is on the way is held back by nothing."""
TOGETHER = -1
"""The design point of a row over all runs, where the points together are a sample."""
MOST_CELLS = 4_000_000
"""Rows times runs that are in memory at once."""
UNITS_OF_BANDS = {
    "day": UNITS["day"],
    "share": "share",
    **{f"{name}_p{100 * quantile:.0f}": "t" for name in TONNES for quantile in QUANTILES},
    **{str(limit.cause): "share" for limit in LIMITS},
}
BANDS_SCHEMA = described(
    pa.schema(
        [
            ("point", pa.int32()),
            ("day", pa.int16()),
            *((name, pa.string()) for name in SUPPLY_KEYS),
            ("share", pa.float32()),
            *((f"{name}_p{100 * quantile:.0f}", pa.float32()) for name in TONNES for quantile in QUANTILES),
            *((str(limit.cause), pa.float32()) for limit in LIMITS),
        ]
    ),
    UNITS_OF_BANDS,
)

Tonnes = NDArray[np.float32]


@dataclass(frozen=True)
class _Block:
    """Rows of some days: the key of each (a row of `keys`), its run (a column), its tonnes and its limit (-1: none)."""

    keys: list[tuple[Any, ...]]
    key: Ints
    run: Ints
    tonnes: Mapping[str, Tonnes]
    limit: Ints


def bands_table(folder: Path, parts: Sequence[int], *, together: bool) -> pa.Table:
    """The table of `BANDS_SCHEMA` from the parts of a sweep; runs that failed do not count.

    `together` takes all design points as one ensemble. A row that a run does not have counts as zero tonnes there."""
    runs, point = _done_runs(folder, parts, together)
    pieces = []
    for days in _blocks(folder, parts, len(runs)):
        whole = _read(folder, parts, days)
        for block in (_as_they_are(whole, runs), _over_depots(whole, runs)):
            pieces += [_bands(block, point == one, one) for one in np.unique(point).tolist() if block.keys]
    table = pa.concat_tables([_table(dict.fromkeys(BANDS_SCHEMA.names, ())), *pieces])
    return table.sort_by([(name, "ascending") for name in ("point", "day", *SUPPLY_KEYS)]).combine_chunks()


def _done_runs(folder: Path, parts: Sequence[int], together: bool) -> tuple[Ints, Ints]:
    """Numbers of the runs that did not fail, in order, and the design point of each."""
    tables = [read_part(part_path(folder, "runs", part), ["run", "point", "status"]) for part in parts]
    table = pa.concat_tables(tables)
    status, texts = _codes(table, "status")
    done = status == (texts.index("done") if "done" in texts else -1)
    runs, point = (numbers(table.column(name)).astype(int)[done] for name in ("run", "point"))
    return runs, np.full(len(runs), TOGETHER) if together else point


def _blocks(folder: Path, parts: Sequence[int], runs: int) -> Iterator[tuple[int, int]]:
    """Ranges of days (first, one past the last) whose rows times runs are few enough, judged by the first part."""
    first = read_part(part_path(folder, "supply", parts[0]), ["run", "day"]) if parts else None
    if first is None or not first.num_rows or not runs:
        return
    day = numbers(first.column("day"))
    per_day = first.num_rows / len(np.unique(numbers(first.column("run")))) / (1 + int(day.max()))
    step = max(1, int(MOST_CELLS / (per_day * runs)))
    yield from ((begin, begin + step) for begin in range(0, 1 + int(day.max()), step))


def _read(folder: Path, parts: Sequence[int], days: tuple[int, int]) -> pa.Table:
    """The rows of these days of all parts."""
    tables = (read_part(part_path(folder, "supply", part)) for part in parts)
    return pa.concat_tables(
        [table.filter(mask(_inside(numbers(table.column("day")), *days))) for table in tables]
    ).combine_chunks()


def _inside(day: Ints, first: int, end: int) -> Bools:
    """Which days are from the first on and before the end."""
    return np.asarray((day >= first) & (day < end))


def _codes(table: pa.Table, name: str) -> tuple[Ints, list[str]]:
    """A column of texts as numbers, and the texts that they stand for."""
    column = table.column(name).combine_chunks().dictionary_encode()
    return numbers(column.indices).astype(int), column.dictionary.to_pylist()


def _keyed(day: Ints, columns: Sequence[tuple[Ints, list[str]]]) -> tuple[list[tuple[Any, ...]], Ints]:
    """The different (day, *texts) among rows given by their codes, and which of them each row has."""
    code = day
    for codes, texts in columns:
        code = code * (len(texts) + 1) + codes
    _, first, key = np.unique(code, return_index=True, return_inverse=True)
    named = [[texts[at] for at in codes[first].tolist()] for codes, texts in columns]
    return list(zip(day[first].tolist(), *named, strict=True)), key


def _as_they_are(table: pa.Table, runs: Ints) -> _Block:
    """The rows of the runs."""
    keys, key = _keyed(numbers(table.column("day")).astype(int), [_codes(table, name) for name in SUPPLY_KEYS])
    tonnes = {name: numbers(table.column(name)) for name in TONNES}
    return _Block(keys, key, np.searchsorted(runs, numbers(table.column("run"))), tonnes, _limits(table))


def _limits(table: pa.Table) -> Ints:
    """The row of `LIMITS` of each row; -1 for none."""
    codes, texts = _codes(table, "limit")
    known = {str(limit.cause): row for row, limit in enumerate(LIMITS)}
    return np.array([known.get(text, -1) for text in texts], int)[codes] if texts else codes


def _over_depots(table: pa.Table, runs: Ints) -> _Block:
    """The sums of every army, or shuttle of lorries, over its depots, good by good; its limit is what held back most of all."""
    army, armies = _codes(table, "army")
    of_army = np.array([bool(name) for name in armies], bool)[army] if armies else np.zeros(0, bool)
    mine = table.filter(mask(of_army))
    run = np.searchsorted(runs, numbers(mine.column("run")))
    keys, key = _keyed(numbers(mine.column("day")).astype(int), [_codes(mine, name) for name in ("side", "army", "good")])
    cell = key * len(runs) + run
    found, where = np.unique(cell, return_inverse=True)
    summed = {name: np.bincount(where, numbers(mine.column(name)), len(found)).astype(np.float32) for name in SUPPLY_TONNES}
    nothing = np.full(len(found), np.nan, np.float32)
    named = [(day, ALL_GOODS, side, "", army, good) for day, side, army, good in keys]
    tonnes = {name: summed.get(name, nothing) for name in TONNES}
    return _Block(named, found // len(runs), found % len(runs), tonnes, _widest(mine, where, len(found)))


def _widest(table: pa.Table, where: Ints, cells: int) -> Ints:
    """For each of the cells the limit that held back most of its rows; -1 where none did."""
    limit = _limits(table)
    unmet = numbers(table.column("wanted_t")) - numbers(table.column("loaded_t"))
    held = np.array([np.bincount(where, unmet * (limit == row), cells) for row in range(len(LIMITS))])
    found: Ints = np.where(held.max(axis=0, initial=0.0) > 0.0, held.argmax(axis=0), -1)
    return found


def _bands(block: _Block, runs: Bools, point: int) -> pa.Table:
    """The rows of a design point over those of all runs (a mask) that are its own."""
    shape = (len(block.keys), len(runs))
    columns: dict[str, Any] = {"point": np.full(shape[0], point)}
    columns |= dict(zip(("day", *SUPPLY_KEYS), zip(*block.keys, strict=True), strict=True))
    columns["share"] = _share(shape, block.key, block.run, runs)
    for name, tonnes in block.tonnes.items():
        found = _quantiles(tonnes, block, runs)
        columns |= {f"{name}_p{100 * quantile:.0f}": row for quantile, row in zip(QUANTILES, found, strict=True)}
    for row, limit in enumerate(LIMITS):
        bound = block.limit == row
        columns[str(limit.cause)] = _share(shape, block.key[bound], block.run[bound], runs)
    there = columns["share"] > 0.0
    return _table(columns).filter(mask(there))


def _quantiles(tonnes: Tonnes, block: _Block, runs: Bools) -> Tonnes:
    """(quantiles, keys) of a number of tonnes over the runs of a mask; NaN where any of them has none.

    Most rows say nothing of a number, or nothing but zeros: only the others are sorted."""
    found = np.zeros((len(QUANTILES), len(block.keys)), np.float32)
    unknown = np.isnan(tonnes) & runs[block.run]
    found[:, block.key[unknown]] = np.nan
    moved = np.zeros(len(block.keys), bool)
    moved[block.key[tonnes != 0.0]] = True
    moved[block.key[unknown]] = False
    mine, row = moved[block.key], np.cumsum(moved) - 1
    cells = np.zeros((int(moved.sum()), len(runs)), np.float32)
    cells[row[block.key[mine]], block.run[mine]] = tonnes[mine]
    found[:, moved] = np.quantile(cells[:, runs], QUANTILES, axis=1)
    return found


def _table(columns: Mapping[str, Any]) -> pa.Table:
    """Columns by name as a table of `BANDS_SCHEMA`."""
    arrays = {field.name: arrow_column(columns[field.name], field.type) for field in BANDS_SCHEMA}
    return pa.table(arrays, schema=BANDS_SCHEMA)


def _share(shape: tuple[int, int], key: Ints, run: Ints, runs: Bools) -> NDArray[np.float64]:
    """Of the runs of a mask, the share in which each key occurs."""
    cells = np.zeros(shape, bool)
    cells[key, run] = True
    share: NDArray[np.float64] = cells[:, runs].mean(axis=1)
    return share

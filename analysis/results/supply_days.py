"""What armies wanted and got on each day: the books of supply of one run, of several, or of a whole sweep.

Of runs they are added up here from `supply.csv`; of a sweep they stand in its `supply.parquet`, made by the same rules: tonnes of
an army over all its depots, their 10, 50 and 90 % quantiles over the runs, and the share of runs that each limit bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.reading import ResultError
from engine.formats import ALL_GOODS, GOODS, SUPPLY_BANDS
from engine.vocabulary import SupplyLimit

LIMITS = tuple(str(limit.cause) for limit in SupplyLimit if limit is not SupplyLimit.ON_THE_WAY)
QUANTILES = (0.1, 0.5, 0.9)
SHOWN = ("wanted_t", "loaded_t", "delivered_t")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SupplyDays:
    """An army's days of one good: tonnes by quantile and day (3, days), shares of the runs by limit and day (limits, days)."""

    army: str
    good: str
    wanted_t: Floats
    loaded_t: Floats
    delivered_t: Floats
    limited: Floats

    @property
    def held_back_t(self) -> Floats:
        """(limits, days): what was wanted and not loaded in the median, divided among the limits as they bound the runs."""
        unmet = np.maximum(self.wanted_t[1] - self.loaded_t[1], 0.0)
        held: Floats = unmet * self.limited / np.maximum(self.limited.sum(axis=0), 1e-9)
        return held


def supply_days(results: Sequence[Result]) -> Mapping[tuple[str, str], SupplyDays]:
    """The days of every army and good of which there is something to say, by (army, good), sorted.

    Raises ResultError for a sweep without the table, and for a single point of a sample."""
    found = _of_sweep(results[0]) if results[0].manifest.sweep else _of_runs(results)
    return dict(sorted(found.items()))


def _of_sweep(result: Result) -> dict[tuple[str, str], SupplyDays]:
    """From the sweep's table of all its runs."""
    path = result.folder / SUPPLY_BANDS
    if not path.is_file():
        raise ResultError(f"{result.folder}: the sweep kept no supply; write `keep: {{supply: true}}` into its study")
    with pq.ParquetFile(path, page_checksum_verification=True) as file:  # no data set, whose import brings pandas
        table = file.read().to_pydict()
    point = _point(result, set(table["point"]))
    mine = [row for row, depot in enumerate(table["depot"]) if depot == ALL_GOODS and table["point"][row] == point]
    days = -(-result.end_minute // MINUTES_PER_DAY)
    found: dict[tuple[str, str], list[int]] = {}
    for row in mine:
        found.setdefault((table["army"][row], table["good"][row]), []).append(row)
    return {key: _from_rows(key, table, rows, days) for key, rows in found.items()}


def _point(result: Result, known: set[int]) -> int:
    """The design point of the runs as the sweep's table counts them: -1 for all together, where they are a sample."""
    origin = result.manifest.sweep
    asked = None if origin is None or origin.points == 1 else origin.point
    if asked is not None and -1 in known:
        raise ResultError(f"{result.folder}: its points are a sample and its supply is that of all; leave --point out")
    return asked if asked is not None else min(known, default=-1)


def _from_rows(key: tuple[str, str], table: Mapping[str, list[float]], rows: Sequence[int], days: int) -> SupplyDays:
    def laid(column: str) -> Floats:
        """The cells of a column on their days; none is zero."""
        cells = np.zeros(days)
        cells[[int(table["day"][row]) for row in rows]] = [table[column][row] for row in rows]
        return cells

    wanted, loaded, delivered = (np.stack([laid(f"{name}_p{100 * quantile:.0f}") for quantile in QUANTILES]) for name in SHOWN)
    return SupplyDays(*key, wanted, loaded, delivered, np.stack([laid(limit) for limit in LIMITS]))


def _of_runs(results: Sequence[Result]) -> dict[tuple[str, str], SupplyDays]:
    """From the tables of the runs, an army's depots added up."""
    days = -(-results[0].end_minute // MINUTES_PER_DAY)
    armies = sorted({army for result in results for army in np.unique(result.supply.army).tolist() if army})
    shape = (len(results), len(armies), len(GOODS), days)
    tonnes, held = np.zeros((len(SHOWN), *shape)), np.zeros((len(LIMITS), *shape))
    for run, result in enumerate(results):
        table = result.supply.where((result.supply.army != "") & np.isin(result.supply.good, GOODS))
        army, day = np.searchsorted(armies, table.army), np.minimum(table.day.astype(int), days - 1)
        good = np.array([GOODS.index(good) for good in table.good.tolist()], int)
        cell = np.ravel_multi_index((army, good, day), shape[1:])
        for number, name in enumerate(SHOWN):
            tonnes[number, run] = np.bincount(cell, table.column(name), held[0, run].size).reshape(shape[1:])
        unmet = table.wanted_t - table.loaded_t
        for number, limit in enumerate(LIMITS):
            held[number, run] = np.bincount(cell, unmet * (table.limit == limit), held[0, run].size).reshape(shape[1:])
    widest = (held == held.max(axis=0)) & (held > 0.0)
    limited = (widest & (np.cumsum(widest, axis=0) == 1)).mean(axis=1)
    wanted, loaded, delivered = np.quantile(tonnes, QUANTILES, axis=1).swapaxes(0, 1)
    return {
        (name, goods): SupplyDays(name, goods, wanted[:, a, g], loaded[:, a, g], delivered[:, a, g], limited[:, a, g])
        for a, name in enumerate(armies)
        for g, goods in enumerate(GOODS)
        if tonnes[:, :, a, g].any()
    }

"""The ledger of supply: what depots and their armies had, moved and lacked, day by day; the rows of `supply.csv`.

Nothing in the model reads it. Rows are booked at every tick of the deliveries, into the day of the run that the tick ends in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats, Ints
from engine.constants import NEGLIGIBLE
from engine.formats import ALL_GOODS, ANY_GOOD, DEPOT_TONNES, GOODS
from engine.state.depots import Depots
from engine.state.transport import Transport
from engine.vocabulary import SupplyLimit

FLOWS = ("sent_t", "burned_t", "army_t", "delivered_t", "called_back_t")
"""The books of `Transport` that a day adds up, (goods, formations) each."""
STOCK_FLOWS = ("issued_t", "left_t", "called_back_t", "lost_t")
"""The books of `Depots` that a day adds up, (kinds, depots) each; with the stocks they are `formats.DEPOT_TONNES`."""
LEDGER_GOODS = (*GOODS, ANY_GOOD, ALL_GOODS)
"""Goods of the ledger by number: those of the model, what is kept of whatever is asked for, and all together."""
ANY, ALL = len(GOODS), len(GOODS) + 1
NO_LIMIT, NO_ARMY = -1, -1


@dataclass(frozen=True)
class LedgerRows:
    """Rows by day, depot, army and good: those of an army and good at a depot, and before them a depot's own; tonnes, NaN where
    a column says nothing of a row.

    A depot has a row of all goods together every day, and one of every good of which there is something to say."""

    day: Ints
    depot: Ints
    """-1 for none."""
    army: Ints
    """Row of `Ledger.armies`; -1 for a depot's own row."""
    good: Ints
    """Row of `LEDGER_GOODS`."""
    moved_t: Floats
    """(rows, 7): in the order of `formats.SUPPLY_TONNES`; nothing of what is kept of whatever is asked for."""
    limit: Ints
    """What held back most of what was wanted, a `SupplyLimit`; -1 where nothing did."""
    kept_t: Floats
    """(rows, 6): in the order of `formats.DEPOT_TONNES`; of a good what is kept of this good alone. Of depots alone."""


class Day:
    """What one day comes to; arrays are (depots + 1, armies, goods) or (kinds, depots), the last depot being none."""

    def __init__(self, shape: tuple[int, int, int], opening_t: Floats):
        self.flows = np.zeros((len(FLOWS), *shape))
        self.unmet_by_limit = np.zeros((len(SupplyLimit), *shape))
        self.unmet_t, self.on_road_t = np.zeros(shape), np.zeros(shape)
        self.opening_t, self.stock_t = opening_t, opening_t
        self.stock_flows = np.zeros((len(STOCK_FLOWS), *opening_t.shape))

    def moved_t(self) -> Floats:
        """(7, depots + 1, armies, goods), in the order of `formats.SUPPLY_TONNES`."""
        return np.stack([self.flows[0] + self.unmet_t, *self.flows, self.on_road_t])

    def kept_t(self) -> Floats:
        """(6, depots, kinds and all together), in the order of `formats.DEPOT_TONNES`."""
        issued_t, left_t, returned_t, lost_t = self.stock_flows
        kept = np.stack([self.opening_t, issued_t, left_t, returned_t, lost_t, self.stock_t]).swapaxes(1, 2)
        whole: Floats = np.concatenate([kept, kept.sum(axis=2, keepdims=True)], axis=2)
        return whole


class Ledger:
    """The days of a run so far."""

    def __init__(self, armies: Sequence[str], transport: Transport, depots: Depots):
        self.armies = sorted(set(armies))
        self._army = np.array([self.armies.index(army) for army in armies], int)
        self._stock_t = depots.stock_t.sum(axis=0)
        self._shape = (self._stock_t.shape[1] + 1, len(self.armies), len(GOODS))
        self._before = {name: np.array(getattr(transport, name)) for name in FLOWS}
        self._stocks_before = _stock_books(depots)
        self._days: dict[int, Day] = {}

    def book(
        self, day: int, transport: Transport, depots: Depots, depot: Ints, on_road_t: Floats, unmet_t: Floats, limit: Ints
    ) -> None:
        """Book a tick: `on_road_t` (goods, formations) is between depot and formations after it, `unmet_t` (goods, formations) is
        what is claimed and was not loaded, `limit` (formations,) why.

        Whatever moved counts with the depot (formations,; -1: none) that serves the formation now."""
        if day not in self._days:
            self._days[day] = Day(self._shape, self._stock_t)
        entry = self._days[day]
        where = np.where(depot < 0, self._shape[0] - 1, depot) * self._shape[1] + self._army
        for number, name in enumerate(FLOWS):
            entry.flows[number] += self._gathered(where, self._since(name, getattr(transport, name)))
        entry.unmet_t, entry.on_road_t = self._gathered(where, unmet_t), self._gathered(where, on_road_t)
        for kind in np.unique(limit).tolist():
            entry.unmet_by_limit[kind] += self._gathered(where, unmet_t * (limit == kind))
        books = _stock_books(depots)
        entry.stock_flows += books - self._stocks_before
        self._stocks_before = books
        entry.stock_t = self._stock_t = depots.stock_t.sum(axis=0)

    def _since(self, name: str, book: Floats) -> Floats:
        """What a running book has gained since the last tick."""
        now = np.array(book)
        gained: Floats = now - self._before[name]
        self._before[name] = now
        return gained

    def _gathered(self, where: Ints, tonnes: Floats) -> Floats:
        """(goods, formations) summed to (depots + 1, armies, goods)."""
        cells = self._shape[0] * self._shape[1]
        summed: Floats = np.stack([np.bincount(where, good, cells).astype(float) for good in tonnes], axis=-1)
        return summed.reshape(self._shape)

    def rows(self) -> LedgerRows:
        """All rows of the run; of armies and of goods at a depot those alone of which there is something to say."""
        parts = [part for number, day in self._days.items() for part in self._rows_of(number, day)]
        if not parts:
            none = np.zeros(0, int)
            return LedgerRows(none, none, none, none, np.zeros((0, len(FLOWS) + 2)), none, np.zeros((0, len(DEPOT_TONNES))))
        day, depot, army, good, moved, limit, kept = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        here = np.where(depot < 0, self._shape[0], depot)
        together_first = np.where(good == ALL, -1, good)
        order = np.lexsort((together_first, army, here, day))
        return LedgerRows(*(column[order] for column in (day, depot, army, good, moved, limit, kept)))

    def _rows_of(self, number: int, day: Day) -> Iterator[tuple[Ints, Ints, Ints, Ints, Floats, Ints, Floats]]:
        """The columns of `LedgerRows` for one day: the depots', then the armies'."""
        moved, unmet, kept = day.moved_t(), day.unmet_by_limit, day.kept_t()
        depots = kept.shape[1]
        of_depot, unmet_there = _with_all(moved.sum(axis=2)[:, :depots]), _with_all(unmet.sum(axis=2)[:, :depots])
        tell = np.abs(kept).sum(axis=0) + np.nan_to_num(np.abs(of_depot).sum(axis=0)) > NEGLIGIBLE
        tell[:, ALL] = True
        at, good = np.nonzero(tell)
        yield (
            *_names(number, at, np.full(len(at), NO_ARMY), good),
            of_depot[:, at, good].T,
            _narrowest(unmet_there[:, at, good]),
            kept[:, at, good].T,
        )
        stirring = np.abs(day.flows).sum(axis=0) + day.unmet_t + day.on_road_t
        here, army, good = np.nonzero(stirring > NEGLIGIBLE)
        yield (
            *_names(number, np.where(here < depots, here, -1), army, good),
            _plain(moved[:, here, army, good].T),
            _narrowest(unmet[:, here, army, good]),
            np.full((len(here), len(kept)), np.nan),
        )


def _stock_books(depots: Depots) -> Floats:
    """(4, kinds, depots): the books of the depots since the start."""
    return np.stack([getattr(depots, name) for name in STOCK_FLOWS])


def _names(number: int, depot: Ints, army: Ints, good: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    return np.full(len(depot), number), depot, army, good


def _with_all(by_good: Floats) -> Floats:
    """(…, goods) as (…, LEDGER_GOODS): nothing is known of any kind, and all is the sum."""
    unknown = np.full((*by_good.shape[:-1], 1), np.nan)
    whole: Floats = np.concatenate([_plain(by_good), unknown, _plain(by_good.sum(axis=-1, keepdims=True))], axis=-1)
    return whole


def _plain(tonnes: Floats) -> Floats:
    """Tonnes without what is left of rounding."""
    cleaned: Floats = np.where(np.abs(tonnes) < NEGLIGIBLE, 0.0, tonnes)
    return cleaned


def _narrowest(unmet_by_limit: Floats) -> Ints:
    """(limits, rows) to the limit of each row that held back most; -1 where nothing was lacking."""
    known = np.nan_to_num(unmet_by_limit)
    lacking = known.max(axis=0) > NEGLIGIBLE
    found: Ints = np.where(lacking, known.argmax(axis=0), NO_LIMIT)
    return found

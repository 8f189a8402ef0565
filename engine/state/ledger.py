"""The ledger of supply: what depots and their armies had, moved and lacked, day by day; the rows of `supply.csv`.

Nothing in the model reads it. Rows are booked at every tick of the deliveries, into the day of the run that the tick ends in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats, Ints
from engine.constants import NEGLIGIBLE
from engine.state.depots import Depots
from engine.state.transport import Transport
from engine.theatre.source_depots import GOODS
from engine.vocabulary import SupplyLimit

FLOWS = ("sent_t", "burned_t", "army_t", "delivered_t", "called_back_t")
"""The books of `Transport` that a day adds up, (goods, formations) each."""
ALL = "all"


class LedgerRow(NamedTuple):
    """A day of an army and a good at a depot, or of a depot with all its armies and goods (`army` empty); tonnes.

    `depot` is a row of the depots, -1 for none; `kept` is of depots alone, and empty in the rows of their armies."""

    day: int
    depot: int
    army: str
    good: str
    moved: tuple[float, ...]
    """In the order of `formats.SUPPLY_TONNES`."""
    limit: SupplyLimit | None
    """What held back most of what was wanted; None where nothing did."""
    kept: tuple[float, ...] = ()
    """In the order of `formats.DEPOT_TONNES`."""


class Day:
    """What one day comes to; arrays are (depots + 1, armies, goods) or (depots,), the last depot being none."""

    def __init__(self, shape: tuple[int, int, int], opening_t: Floats):
        self.flows = np.zeros((len(FLOWS), *shape))
        self.unmet_by_limit = np.zeros((len(SupplyLimit), *shape))
        self.unmet_t, self.on_road_t = np.zeros(shape), np.zeros(shape)
        self.opening_t, self.stock_t = opening_t, opening_t
        self.issued_t, self.lost_t = np.zeros_like(opening_t), np.zeros_like(opening_t)


class Ledger:
    """The days of a run so far."""

    def __init__(self, armies: Sequence[str], transport: Transport, depots: Depots):
        self.armies = sorted(set(armies))
        self._army = np.array([self.armies.index(army) for army in armies], int)
        self._stock_t = depots.stock_t.sum(axis=(0, 1))
        self._shape = (len(self._stock_t) + 1, len(self.armies), len(GOODS))
        self._before = {name: np.array(getattr(transport, name)) for name in FLOWS}
        self._before |= {"issued_t": depots.issued_t.sum(axis=0), "lost_t": depots.lost_t.sum(axis=0)}
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
        entry.issued_t += self._since("issued_t", depots.issued_t.sum(axis=0))
        entry.lost_t += self._since("lost_t", depots.lost_t.sum(axis=0))
        entry.stock_t = self._stock_t = depots.stock_t.sum(axis=(0, 1))

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

    def rows(self) -> Iterator[LedgerRow]:
        """All rows by day, depot, army and good; of the armies those alone of whom there is something to say."""
        for number, day in self._days.items():
            for depot in range(self._shape[0]):
                named = depot if depot < self._shape[0] - 1 else -1
                if named >= 0:
                    kept = (day.opening_t, day.issued_t, day.lost_t, day.stock_t)
                    yield LedgerRow(number, depot, "", ALL, *_moved(day, (depot,)), tuple(float(book[depot]) for book in kept))
                stirring = np.abs(day.flows[:, depot]).sum(axis=0) + day.unmet_t[depot] + day.on_road_t[depot]
                for army, good in np.argwhere(stirring > NEGLIGIBLE).tolist():
                    yield LedgerRow(number, named, self.armies[army], GOODS[good], *_moved(day, (depot, army, good)))


def _moved(day: Day, at: tuple[int, ...]) -> tuple[tuple[float, ...], SupplyLimit | None]:
    """The tonnes of a row and their limit: the sums of the cells whose numbers begin with these."""
    sent, *gone = (float(flow[at].sum()) for flow in day.flows)
    by_limit = [float(tonnes[at].sum()) for tonnes in day.unmet_by_limit]
    limit = SupplyLimit(int(np.argmax(by_limit))) if max(by_limit) > NEGLIGIBLE else None
    return (sent + float(day.unmet_t[at].sum()), sent, *gone, float(day.on_road_t[at].sum())), limit

"""The ledger of supply: what depots and their armies had, moved and lacked, day by day; the rows of `supply.csv`.

Nothing in the model reads it. Rows are booked at every tick of the deliveries, into the day of the run that the tick ends in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats, Ints, summed
from engine.constants import NEGLIGIBLE
from engine.formats import ALL_GOODS, ANY_GOOD, DEPOT_TONNES, GOODS
from engine.state.depots import Depots
from engine.state.shuttles import Shuttles
from engine.state.transport import FLOWS, Transport
from engine.vocabulary import SupplyLimit

LEDGER_GOODS = (*GOODS, ANY_GOOD, ALL_GOODS)
"""Goods of the ledger by number: those of the model, what is kept of whatever is asked for, and all together."""
ANY, ALL = len(GOODS), len(GOODS) + 1
NO_LIMIT, NO_ARMY, NO_SOURCE = -1, -1, -1
MOST_TICKS = 240
"""Kept as they were booked, two months of them; the days of a longer war are added up as it goes on, in a tenth of the room."""

Columns = tuple[Ints, Ints, Ints, Ints, Floats, Ints, Floats, Ints]
"""Those of `LedgerRows`."""


@dataclass(frozen=True)
class LedgerRows:
    """Rows by day, depot, army and good: those of an army and good at a depot, and before them a depot's own; tonnes, NaN where
    a column says nothing of a row.

    A depot has a row of all goods together every day, and one of every good of which there is something to say; where several
    sources fill it, each of these has one of every good that it issued."""

    day: Ints
    depot: Ints
    """-1 for none."""
    army: Ints
    """Row of `Ledger.armies`, behind which lorry companies stand; -1 for a depot's own row."""
    good: Ints
    """Row of `LEDGER_GOODS`."""
    moved_t: Floats
    """(rows, 7): in the order of `formats.SUPPLY_TONNES`; nothing of what is kept of whatever is asked for."""
    limit: Ints
    """What held back most of what was wanted, a `SupplyLimit`; -1 where nothing did."""
    kept_t: Floats
    """(rows, 7): in the order of `formats.DEPOT_TONNES`; of a good what is kept of this good alone. Of depots alone; of a source
    what it issued."""
    source: Ints
    """Row of the sources, which are sorted by id, of one of several; -1 for what all sources of the depot have filled."""


class Tick(NamedTuple):
    """What was moved and lacked in one tick of the deliveries; whatever moved counts with the depot that served then."""

    depot: Ints
    """(formations,): the depot of each, -1 for none."""
    flows: Floats
    """(flows, goods, formations), in the order of `FLOWS`."""
    on_road_t: Floats
    unmet_t: Floats
    """(goods, formations) each: between depot and formations after the tick; claimed and not loaded."""
    limit: Ints
    """(formations,): why not."""
    stock_flows: Floats
    """(flows, kinds, depots), in the order of `STOCK_FLOWS`."""
    stock_t: Floats
    """(kinds, depots): in stock after the tick."""
    army: Ints
    """(formations,): the row of each formation's army then."""
    by_source_t: Floats
    """(kinds, sources): issued by each of several sources of a depot."""


class Day:
    """What one day comes to; arrays are (cells, goods) or (kinds, depots).

    A cell is an army that a depot serves on this day: few of all that could be. Behind the last depot stands none."""

    def __init__(self, ticks: Sequence[Tick], armies: int, opening_t: Floats, carriers: int):
        depots = opening_t.shape[1]
        at = np.array([np.where(tick.depot < 0, depots, tick.depot) * armies + tick.army for tick in ticks])
        cells, cell = np.unique(at, return_inverse=True)
        self.depot, self.army = np.divmod(cells, armies)
        """(cells,) each."""
        self._sum(ticks, cell.reshape(at.shape))
        self.opening_t, self.stock_t = opening_t, ticks[-1].stock_t
        self.stock_flows: Floats = np.sum([tick.stock_flows for tick in ticks], axis=0)
        self.by_source_t: Floats = np.sum([tick.by_source_t for tick in ticks], axis=0)
        self.carried_t = np.zeros((len(FLOWS) + 2, carriers, len(opening_t)))
        """(7, carriers, kinds), in the order of `formats.SUPPLY_TONNES`."""
        self.carriers_limit = np.full(carriers, NO_LIMIT)

    def _sum(self, ticks: Sequence[Tick], cell: Ints) -> None:
        """Sum the ticks, each by itself and then together; `cell` (ticks, formations) is that of each."""
        cells = len(self.depot)
        limit = np.array([tick.limit for tick in ticks])
        limits = np.unique(limit)
        unmet_t = np.array([tick.unmet_t for tick in ticks])
        held_back = unmet_t[:, None] * (limit[:, None] == limits[:, None])[:, :, None]
        flows = np.concatenate([[tick.flows for tick in ticks], held_back], axis=1)
        last = np.stack([unmet_t[-1], ticks[-1].on_road_t])
        self.unmet_t, self.on_road_t = _summed(cell[-1], last, cells)
        """(cells, goods) each: after the last tick."""
        of_tick = cell + cells * np.arange(len(ticks))[:, None]
        books, goods = flows.shape[1:3]
        by_tick = _summed(of_tick.ravel(), flows.transpose(1, 2, 0, 3).reshape(books, goods, -1), cells * len(ticks))
        sums = by_tick.reshape(books, len(ticks), cells, goods).sum(axis=1)
        self.flows: Floats = sums[: len(FLOWS)]
        """(flows, cells, goods), in the order of `FLOWS`."""
        self.unmet_by_limit = np.zeros((len(SupplyLimit), cells, goods))
        self.unmet_by_limit[limits] = sums[len(FLOWS) :]

    def carry(self, flows: Floats, limit: Ints, carrier: Sequence[int]) -> None:
        """Sum a tick of lorry companies into the day: `flows` (7, kinds, shuttles), of which the first is what was not loaded."""
        self.carried_t[0] = self.carried_t[1]
        self.carried_t[-1] = 0.0
        flows = np.concatenate([flows[:1] + flows[1:2], flows[1:]])
        for shuttle, number in enumerate(carrier):
            self.carried_t[:, number] += flows[:, :, shuttle]
            self.carriers_limit[number] = limit[shuttle]

    def moved_t(self) -> Floats:
        """(7, cells, goods), in the order of `formats.SUPPLY_TONNES`."""
        return np.stack([self.flows[0] + self.unmet_t, *self.flows, self.on_road_t])

    def of_depots(self, of_cells: Floats) -> Floats:
        """(books, cells, goods) summed to (books, depots, goods) over the armies of each depot."""
        depots = self.stock_t.shape[1]
        return _summed(self.depot, of_cells.swapaxes(1, 2), depots + 1)[:, :depots]

    def kept_t(self) -> Floats:
        """(7, depots, kinds and all together), in the order of `formats.DEPOT_TONNES`."""
        kept = np.stack([self.opening_t, *self.stock_flows, self.stock_t]).swapaxes(1, 2)
        whole: Floats = np.concatenate([kept, kept.sum(axis=2, keepdims=True)], axis=2)
        return whole


class Ledger:
    """The ticks of a run so far; they are added up when somebody asks for rows, or when there are many."""

    def __init__(self, armies: Sequence[Sequence[str]], transport: Transport, depots: Depots, shuttles: Shuttles):
        """`armies` are the army of each formation at each stage of the tree of command."""
        self.armies = sorted({army for stage in armies for army in stage})
        self._army = [np.array([self.armies.index(army) for army in stage], int) for stage in armies]
        self._opening_t = depots.stock_t.sum(axis=0)
        self._before, self._stock_before = transport.books.copy(), depots.books.copy()
        self._depot_of, self._sources_before = depots.of_source, depots.issued_by_source_t.copy()
        self._ticks: list[tuple[int, Tick]] = []
        self._summed = list[Columns]()
        """Rows of the days before those of the ticks."""
        origin = shuttles.companies.origin_depot.tolist()
        carriers = sorted(set(zip(shuttles.companies.names, origin, strict=True)))
        self._carrier = [carriers.index(each) for each in zip(shuttles.companies.names, origin, strict=True)]
        """(shuttles,): those of one company that load at one depot are one carrier."""
        self._carriers_depot = np.array([depot for _, depot in carriers], int)
        self._first_carrier = len(self.armies)
        self.armies += [name for name, _ in carriers]
        self._carried_before, self._carried = _carried(shuttles), list[tuple[Floats, Ints]]()

    def book(
        self,
        day: int,
        stage: int,
        transport: Transport,
        depots: Depots,
        depot: Ints,
        on_road_t: Floats,
        unmet_t: Floats,
        limit: Ints,
    ) -> None:
        """Book a tick of a day and a `stage` of the tree of command.

        `on_road_t` (goods, formations) is between depot and formations after it, `unmet_t` (goods, formations) is what is claimed
        and was not loaded, `limit` (formations,) why; `depot` (formations,) serves each now."""
        if len(self._ticks) >= MOST_TICKS and day != self._ticks[-1][0]:
            self._add_up()
        flows, stock_flows = transport.books - self._before, depots.books - self._stock_before
        np.copyto(self._before, transport.books)
        np.copyto(self._stock_before, depots.books)
        stock_t, by_source_t = depots.stock_t.sum(axis=0), depots.issued_by_source_t - self._sources_before
        np.copyto(self._sources_before, depots.issued_by_source_t)
        tick = Tick(depot, flows, on_road_t, unmet_t, limit, stock_flows, stock_t, self._army[stage], by_source_t)
        self._ticks.append((day, tick))

    def book_shuttles(self, shuttles: Shuttles) -> None:
        """Book the same tick of lorry companies between depots, after `book`."""
        if not self._carrier:
            return
        books = _carried(shuttles)
        sent_t, burned_t, delivered_t = books - self._carried_before
        self._carried_before = books
        nothing, unmet_t = np.zeros_like(sent_t), np.maximum(shuttles.wanted_t - shuttles.loaded_t, 0.0)
        flows = np.stack([unmet_t, sent_t, burned_t, nothing, delivered_t, nothing, shuttles.moving.on_road_t()])
        self._carried.append((flows, np.where(unmet_t.sum(axis=0) > NEGLIGIBLE, shuttles.limit, NO_LIMIT)))

    def _add_up(self) -> None:
        """Keep the rows of the days so far in place of their ticks."""
        for number, day in self._days():
            self._summed += self._rows_of(number, day)
        self._opening_t = self._ticks[-1][1].stock_t
        self._ticks.clear()
        self._carried.clear()

    def _days(self) -> Iterator[tuple[int, Day]]:
        """Each day of the ticks and what it comes to."""
        stock_t = self._opening_t
        carried = iter(self._carried)
        for number, ticks in groupby(self._ticks, key=itemgetter(0)):
            today = [tick for _, tick in ticks]
            day = Day(today, self._first_carrier, stock_t, len(self._carriers_depot))
            for flows, limit in islice(carried, len(today)):
                day.carry(flows, limit, self._carrier)
            stock_t = day.stock_t
            yield number, day

    def rows(self) -> LedgerRows:
        """All rows of the run; of armies and of goods at a depot those alone of which there is something to say."""
        parts = [*self._summed, *(part for number, day in self._days() for part in self._rows_of(number, day))]
        if not parts:
            none = np.zeros(0, int)
            return LedgerRows(none, none, none, none, np.zeros((0, len(FLOWS) + 2)), none, np.zeros((0, len(DEPOT_TONNES))), none)
        *plain, source = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        day, depot, army, good = plain[:4]
        here = np.where(depot < 0, self._opening_t.shape[1], depot)
        together_first = np.where(good == ALL, -1, good)
        order = np.lexsort((together_first, source, army, here, day))
        return LedgerRows(*(column[order] for column in (*plain, source)))

    def _rows_of(self, number: int, day: Day) -> Iterator[Columns]:
        """The columns of `LedgerRows` for one day: the depots', those of their sources, then the armies'."""
        moved, unmet, kept = day.moved_t(), day.unmet_by_limit, day.kept_t()
        depots = kept.shape[1]
        of_depot, unmet_there = _with_all(day.of_depots(moved)), _with_all(day.of_depots(unmet))
        tell = np.abs(kept).sum(axis=0) + np.nan_to_num(np.abs(of_depot).sum(axis=0)) > NEGLIGIBLE
        tell[:, ALL] = True
        at, good = np.nonzero(tell)
        yield (
            *_names(number, at, np.full(len(at), NO_ARMY), good),
            of_depot[:, at, good].T,
            _narrowest(unmet_there[:, at, good]),
            kept[:, at, good].T,
            np.full(len(at), NO_SOURCE),
        )
        good, source = np.nonzero(day.by_source_t > NEGLIGIBLE)
        issued_t = np.full((len(source), len(kept)), np.nan)
        issued_t[:, DEPOT_TONNES.index("issued_t")] = day.by_source_t[good, source]
        yield (
            *_names(number, self._depot_of[source], np.full(len(source), NO_ARMY), good),
            np.full((len(source), len(moved)), np.nan),
            np.full(len(source), NO_LIMIT),
            issued_t,
            source,
        )
        stirring = np.abs(day.flows).sum(axis=0) + day.unmet_t + day.on_road_t
        cell, good = np.nonzero(stirring > NEGLIGIBLE)
        here = day.depot[cell]
        yield (
            *_names(number, np.where(here < depots, here, -1), day.army[cell], good),
            _plain(moved[:, cell, good].T),
            _narrowest(unmet[:, cell, good]),
            np.full((len(cell), len(kept)), np.nan),
            np.full(len(cell), NO_SOURCE),
        )
        carrier, good = np.nonzero(np.abs(day.carried_t).sum(axis=0) > NEGLIGIBLE)
        yield (
            *_names(number, self._carriers_depot[carrier], self._first_carrier + carrier, good),
            _plain(day.carried_t[:, carrier, good].T),
            day.carriers_limit[carrier],
            np.full((len(carrier), len(kept)), np.nan),
            np.full(len(carrier), NO_SOURCE),
        )


def _carried(shuttles: Shuttles) -> Floats:
    """(3, kinds, shuttles): the books of lorry companies since the start: sent, burned, delivered."""
    return np.stack([shuttles.moving.sent_t, shuttles.moving.burned_t, shuttles.moving.delivered_t])


def _names(number: int, depot: Ints, army: Ints, good: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    return np.full(len(depot), number), depot, army, good


def _summed(group: Ints, tonnes: Floats, groups: int) -> Floats:
    """(books, goods, n) summed to (books, groups, goods); `group` (n,) is that of each."""
    return summed(tonnes, group, groups).swapaxes(1, 2)


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

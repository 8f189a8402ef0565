"""Depots of a run: what is in stock in each, for whom, and how the sources' issue is divided now.

Tonnes are kept by reserve (for whom: `theatre.reserves`), kind (a good, or whatever is asked for) and depot. Books are kept of
every tonne of each kind: opened + issued + received + called back = in stock + drawn + lost.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from engine.arrays import Bools, Floats, Ints, rows_of, some
from engine.constants import NEGLIGIBLE
from engine.formats import GOODS
from engine.rules import issue
from engine.theatre.preparation import Theatre

STOCK_FLOWS = ("issued_t", "received_t", "left_t", "called_back_t", "lost_t")
"""The books of what comes and goes."""


class Depots:
    """Arrays of stocks have the shape (reserves, kinds, depots)."""

    def __init__(self, theatre: Theatre):
        self._depots = depots = theatre.depots
        self.any = len(depots.place) > 0
        self.tick = 0
        self.shares = depots.undivided()
        """(sources, reserves): how what a source issues is divided now."""
        self.decided = np.zeros(len(depots.allocations), bool)
        """(allocations,): which of them have come into force so far."""
        self.stock_t = depots.at_depots(depots.opening_t * (depots.opens_at_tick == 0), depots.undivided())
        self.store_t = depots.at_depots(depots.stated_t * (depots.opens_at_tick == 0), depots.undivided())
        """(reserves, kinds, depots): room for the stocks with which sources have opened, beside that for what is issued."""
        self._issued_t_day: Floats | None = None
        """(reserves, kinds, depots): what comes in a day as things stand; None where it has to be counted again."""
        self._always_usable = None if depots.may_run_dry else self._usable()
        self.opened_t = self.stock_t.sum(axis=(0, 2))
        """(kinds,): in stock at the start."""
        self.books = np.zeros((len(STOCK_FLOWS), *self.stock_t.shape[1:]))
        """(flows, kinds, depots), in the order of `STOCK_FLOWS`; each also goes by its own name: tonnes that have come in since
        the start, that lorry companies have brought from other depots, that have left, that came back, and that the enemy took
        or that were destroyed before."""
        self.issued_t, self.received_t, self.left_t, self.called_back_t, self.lost_t = self.books
        self.of_source = depots.of_source
        self.issued_by_source_t = np.zeros((self.stock_t.shape[1], len(depots.of_source)))
        """(kinds, sources): tonnes that have come in since the start, from each of the sources that share a depot."""
        self.drawn_t = np.zeros((len(self.opened_t), len(GOODS)))
        """(kinds, goods): tonnes of a kind that have left as each good."""

    def decide(self, day: float, sent: Collection[str]) -> None:
        """Allocations whose day has come, or whose message is among those sent, come into force in place of what held before.

        Those that do so together take hold in the order of their days; the last word on a source holds."""
        for row, each in enumerate(self._depots.allocations):
            due = each.day <= day if each.message is None else each.message in sent
            if due and not self.decided[row]:
                self.decided[row] = True
                self.shares[each.sources] = each.shares
                self._issued_t_day = None

    def pass_time(self, held: Bools, days: float, stock_days: float) -> None:
        """A tick of `days` begins: sources issue, and what they have in stock is there when they open.

        `held` (depots,): those whose place their own side holds; to others nothing comes. A depot keeps `stock_days` of its
        issue beside the stock with which it opened; what finds no room stays down the line: it is not issued."""
        depots = self._depots
        self.tick = tick = min(self.tick + 1, len(depots.t_day) - 1)
        if not self.any:
            return
        if self._issued_t_day is None or tick in depots.changes_at:
            self._issued_t_day = depots.at_depots(depots.t_day[tick], self.shares)
        per_day = self._issued_t_day * held
        issued_t = per_day * days
        room_t = per_day * stock_days + self.store_t - self.stock_t
        taken_t = np.minimum(issued_t, np.maximum(room_t + issued_t, 0.0))
        if some(depots.shared):
            self._book_sources(taken_t, held, tick)
        if tick in depots.openings:
            opening = depots.opens_at_tick == tick
            taken_t = taken_t + depots.at_depots(depots.opening_t * opening, self.shares) * held
            self.store_t = self.store_t + depots.at_depots(depots.stated_t * opening, self.shares) * held
        self.issued_t += taken_t.sum(axis=0)
        self.stock_t = self.stock_t + taken_t

    def _book_sources(self, taken_t: Floats, held: Bools, tick: int) -> None:
        """Each source of a depot has brought its part of what a tick has taken in (reserves, kinds, depots), and what it has in
        stock when it opens; `held` (depots,)."""
        depots, per_day = self._depots, self._issued_t_day
        assert per_day is not None
        taken_share = np.divide(taken_t, per_day, out=np.zeros_like(taken_t), where=per_day > 0.0)[:, :, depots.of_source]
        issued_t = depots.t_day[tick] * np.einsum("sr,rks->ks", self.shares, taken_share)
        opening_t = depots.opening_t * (depots.opens_at_tick == tick) * held[depots.of_source] * self.shares.sum(axis=1)
        self.issued_by_source_t += (issued_t + opening_t) * depots.shared

    def usable(self) -> Bools:
        """(groups, depots): where each group of formations can draw: a source is open for it, or all goods are there for it."""
        return self._usable() if self._always_usable is None else self._always_usable

    def _usable(self) -> Bools:
        depots, draws = self._depots, self._depots.reserves.group_draws
        issuing = np.zeros((len(depots.reserves.names), len(depots.place)), bool)
        sources, reserves = np.nonzero((self.shares > 0.0) & depots.open_at(self.tick)[:, None])
        issuing[reserves, depots.of_source[sources]] = True
        open_for = draws @ issuing
        if depots.may_run_dry:
            stock_t = np.tensordot(draws.astype(float), self.stock_t, 1)
            least_t = (stock_t[:, : issue.ALL_GOODS] + stock_t[:, issue.ALL_GOODS :]).min(axis=1)
            open_for = open_for | (least_t > NEGLIGIBLE)
        return np.asarray(open_for & (depots.side == depots.reserves.group_side[:, None]))

    def load(self, drawn_t: Floats, depot: Ints) -> None:
        """Tonnes (reserves, kinds, goods, formations) leave the depot (formations,; -1: none) of each formation."""
        self.drawn_t += drawn_t.sum(axis=(0, 3))
        left_t = self._by_depot(drawn_t.sum(axis=2), depot)
        self.left_t += left_t.sum(axis=0)
        self.stock_t = np.maximum(self.stock_t - left_t, 0.0)

    def hand_over(self, loads_t: Floats, depot: Ints, reserves: Ints) -> Floats:
        """(kinds, shuttles): what lorry companies get of loads that they want from depots (shuttles,), which leaves the stocks.

        They draw from the `reserves` (layers, shuttles; -1: none), layer by layer. Of what is of any kind they load as what they
        want."""
        got_t = np.zeros_like(loads_t)
        for layer in reserves:
            rows = rows_of(layer >= 0)
            reserve, at = layer[rows], depot[rows]
            stock_t, one = self.stock_t[reserve, :, at].T, reserve * self.stock_t.shape[2] + at
            own_t, any_t = issue.shuttled_t((loads_t - got_t)[:, rows], stock_t, one)
            drawn_t = own_t.copy()
            drawn_t[issue.ALL_GOODS] += any_t.sum(axis=0)
            for tonnes, of, where in zip(drawn_t.T, reserve.tolist(), at.tolist(), strict=True):
                self.stock_t[of, :, where] -= tonnes
                self.left_t[:, where] += tonnes
            got_t[:, rows] += own_t + any_t
        self.stock_t = np.maximum(self.stock_t, 0.0)
        return got_t

    def there_for(self, parts: Floats, depot: Ints, reserves: Ints) -> Floats:
        """(kinds, shuttles): what depots (shuttles,) have in `reserves` (layers, shuttles; -1: none) of goods of which a load
        has these `parts` (kinds, shuttles).

        What is of any kind counts as each good in its part."""
        stock_t = sum(((self.stock_t[layer, :, depot] * (layer >= 0)[:, None]).T for layer in reserves), np.zeros_like(parts))
        there = stock_t * (parts > 0.0)
        there[: issue.ALL_GOODS] += stock_t[issue.ALL_GOODS] * parts[: issue.ALL_GOODS]
        there[issue.ALL_GOODS] *= parts[issue.ALL_GOODS]
        return np.asarray(there)

    def receive(self, loads_t: Floats, sources: Ints) -> None:
        """Loads (kinds, shuttles) come in from other depots, and are divided as what the sources (shuttles,) issue."""
        per_source = np.zeros((len(loads_t), len(self.shares)))
        np.add.at(per_source.T, sources, loads_t.T)
        received_t = self._depots.at_depots(per_source, self.shares)
        self.received_t += received_t.sum(axis=0)
        self.stock_t = self.stock_t + received_t

    def take_back(self, loads_t: Floats, depot: Ints, first: Ints) -> None:
        """Loads (goods, formations) that nobody needs any more are in a depot (formations,; -1: none) again.

        `first` (formations,) is the reserve that each draws upon first."""
        if not some(loads_t):
            return
        kinds = np.zeros((*self.stock_t.shape[:2], loads_t.shape[1]))
        columns = np.arange(loads_t.shape[1])
        for good, tonnes in enumerate(loads_t):
            kinds[first, good if self._depots.by_good else issue.ALL_GOODS, columns] += tonnes
        back_t = self._by_depot(kinds, depot)
        self.called_back_t += back_t.sum(axis=0)
        self.stock_t = self.stock_t + back_t

    def lose(self, depots: Ints) -> Floats:
        """Depots fall to the enemy; returns (kinds, depots) tonnes that their own side has not destroyed."""
        lost_t = self.stock_t[:, :, depots].sum(axis=0)
        self.stock_t[:, :, depots] = 0.0
        self.lost_t[:, depots] += lost_t
        return np.asarray(lost_t)

    def _by_depot(self, tonnes: Floats, depot: Ints) -> Floats:
        """(reserves, kinds, depots) sums of (reserves, kinds, formations)."""
        total = np.zeros_like(self.stock_t)
        for reserve, kind in zip(*np.nonzero(tonnes.any(axis=2)), strict=True):
            total[reserve, kind] = np.bincount(np.maximum(depot, 0), tonnes[reserve, kind], self.stock_t.shape[2])
        return total

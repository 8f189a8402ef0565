"""Depots: what the sources of a side issue at a place and when, for whom, and what is in stock there at the start."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.formats import GOODS
from engine.rules import issue, railways
from engine.scenario.lorries import LorryCompanies
from engine.scenario.supply import SupplySource
from engine.texts import Names
from engine.theatre.allocations import divisions_of
from engine.theatre.reserves import Reserves
from engine.theatre.world import World

KINDS = (*GOODS, "all")
"""What a depot keeps: goods, and tonnes of whatever is asked for (`rules.issue.ALL_GOODS`)."""
STEPS_A_DAY = 4
"""Sources issue, and loads leave and arrive, four times a day."""


class SourceDepots:
    """Sources sorted by id; a depot is all sources of one side at one place, depots sorted by place and side."""

    def __init__(self, world: World):
        self.world, self.reserves = world, Reserves(world)
        self.sources = sorted(world.spec.supply_sources, key=lambda source: source.id)
        at = [(world.place_row[source.place], world.side_row[source.side]) for source in self.sources]
        depots = sorted(set(at))
        self.place, self.side = np.array(depots, int).reshape(-1, 2).T
        """(depots,) each."""
        self.of_source = np.array([depots.index(each) for each in at], int)
        """(sources,): the depot of each."""
        self.shared = np.bincount(self.of_source, minlength=len(depots))[self.of_source] > 1 if at else np.zeros(0, bool)
        """(sources,): those that are not the only one of their depot."""
        self.reserve_of_source = np.array([self.reserves.of(source.serves) for source in self.sources], int)
        self.opens = np.array([-np.inf if source.opens is None else source.opens for source in self.sources])
        self.closes = np.array([self._closes(source) for source in self.sources])
        self.t_day = self._t_day(world.spec.days)
        self.destroyed_share = np.zeros(len(depots))
        """(depots,): of what is in stock when the place is lost; the largest share that one of its sources names."""
        np.maximum.at(self.destroyed_share, self.of_source, [source.destroyed_share or 0.0 for source in self.sources])
        self.by_good = bool(self.t_day[:, : issue.ALL_GOODS].any()) or any(source.stock for source in self.sources)
        self.by_good |= any(map(_shuttles_goods_apart, world.spec.lorry_companies))
        """Whether some goods are counted apart; otherwise all tonnes are of whatever is asked for."""
        self.allocations = divisions_of(world, self.sources, self.reserves)
        self.may_run_dry = bool(self.allocations) or bool(np.isfinite([*self.opens, *self.closes]).any())
        """Whether a depot may have nothing more for some formations before the enemy takes it."""
        self.opening_t, self.stated_t = self._opening_t(), self._stated_t()
        self.opens_at_tick = np.where(self.opens > 0.0, np.floor(np.maximum(self.opens, 0.0) * STEPS_A_DAY) + 1, 0).astype(int)
        """(sources,): the tick at which what it has in stock is there; 0 for the start."""
        self.openings = frozenset(self.opens_at_tick.tolist())
        self.changes_at = frozenset((np.flatnonzero((self.t_day[1:] != self.t_day[:-1]).any(axis=(1, 2))) + 1).tolist())
        """Ticks in which some source issues more or less than in the one before."""

    def _closes(self, source: SupplySource) -> float:
        """The day from which it issues nothing more; a mere stock, which nobody fills, issues nothing once it is there."""
        filled = any(task.to == source.id for companies in self.world.spec.lorry_companies for task in companies.tasks)
        if source.t_per_day is None and source.issues is None and not filled:
            return source.opens or 0.0
        return np.inf if source.closes is None else source.closes

    def _t_day(self, days: int) -> Floats:
        """(ticks, kinds, sources): tonnes a day that each issues in the tick that ends then; row 0 is that of the first one."""
        end = np.arange(1, days * STEPS_A_DAY + 1) / STEPS_A_DAY
        t_day = np.zeros((len(end) + 1, len(KINDS), len(self.sources)))
        for s, source in enumerate(self.sources):
            for kind, steps in _schedules(source).items():
                tonnes = issue.scheduled_t(steps, self.opens[s], self.closes[s], end - 1.0 / STEPS_A_DAY, end)
                t_day[1:, kind, s] = tonnes * STEPS_A_DAY
        t_day[0] = t_day[1]
        return t_day

    def _opening_t(self) -> Floats:
        """(kinds, sources): what each has in stock when it opens."""
        stock = self._stated_t()
        for s, source in enumerate(self.sources):
            if source.stock is None and source.t_per_day is not None and self.opens[s] <= 0.0 < self.closes[s]:
                kept = railways.depot_stock_t(np.array([source.t_per_day]), rates=self.world.rates.rail)
                stock[issue.ALL_GOODS, s] = kept[0]
        return stock

    def _stated_t(self) -> Floats:
        """(kinds, sources): what each is said to have in stock when it opens."""
        stocks = [source.stock for source in self.sources]
        stated = [[0.0 if stock is None else getattr(stock, kind) for stock in stocks] for kind in KINDS]
        return np.array(stated, float).reshape(len(KINDS), len(stocks))

    def open_at(self, tick: int) -> Bools:
        """(sources,): those that have been open in the tick that ends now, or are in the next: what comes last is drawn too."""
        return np.asarray((self.opens < (tick + 1) / STEPS_A_DAY) & (self.closes > (tick - 1) / STEPS_A_DAY))

    def at_depots(self, per_source: Floats, shares: Floats) -> Floats:
        """(reserves, kinds, depots): what comes to each depot for each reserve, of (kinds, sources) and their shares.

        `shares` is (sources, reserves): how what a source issues is divided."""
        total = np.zeros((len(self.reserves.names), len(KINDS), len(self.place)))
        sources, reserves = np.nonzero(shares)
        to = reserves[:, None], np.arange(len(KINDS)), self.of_source[sources][:, None]
        np.add.at(total, to, (per_source[:, sources] * shares[sources, reserves]).T)
        return total

    def source_names(self, depot: Ints, source: Ints) -> Names:
        """For rows of depots (-1: none) the id of the source that fills each: the `source` that is named, else the depot's only
        one; empty where several do."""
        only = np.full(len(self.place) + 1, -1)
        alone = np.flatnonzero(~self.shared)
        only[self.of_source[alone]] = alone
        return Names([*(each.id for each in self.sources), ""], np.where(source >= 0, source, only[depot]))

    def undivided(self) -> Floats:
        """(sources, reserves): all that a source issues is for those whom it serves."""
        shares = np.zeros((len(self.sources), len(self.reserves.names)))
        shares[np.arange(len(self.sources)), self.reserve_of_source] = 1.0
        return shares


def _shuttles_goods_apart(companies: LorryCompanies) -> bool:
    return any(task.goods and (task.goods.fuel or task.goods.ammunition or task.goods.food) for task in companies.tasks)


def _schedules(source: SupplySource) -> dict[int, list[tuple[float, float]]]:
    """Kind of stock to its schedule."""
    if source.issues is None:
        return {issue.ALL_GOODS: [(-np.inf, source.t_per_day or 0.0)]}
    given = {kind: getattr(source.issues, name) for kind, name in enumerate(KINDS)}
    return {kind: steps for kind, steps in given.items() if steps is not None}

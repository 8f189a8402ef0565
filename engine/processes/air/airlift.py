"""Airlifts: aircraft that bring fuel, ammunition or food to formations that run short.

What comes by road and rail is the business of `supply.deliveries`; an airlift adds only what is asked for. Its sorties come
from a pool (`theatre.transport_forces`), which other lifts and landing parties may share.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints, rows_of, some
from engine.constants import LOOK_MIN
from engine.formats import GOODS
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.movement.fuel import wake_refuelled
from engine.rules import airlift, supply
from engine.rules.rationing import shared_out
from engine.scenario.schema import Lift
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind, LiftId


def flying(c: Campaign, lift: Lift) -> Process:
    """From the day it opens to the day it closes an airlift looks every six hours which formations are short within its range,
    and shares its tonnes.

    Waits for its day, then six hours at a time (rank LIFT); nothing interrupts it. It serves the fighting formations of its list
    that are below its threshold of a good, each from the nearest base in hand; what it carries depends on the sorties that its
    pool has left and on the sky over the receivers. Lifts of one pool look by id. Writes `airlift` for each base, and wakes
    formations that stood dry and can move now."""
    served = Served(c, lift)
    closes = np.inf if lift.closes is None else lift.closes * MIN_PER_DAY
    yield c.after(round(lift.opens * MIN_PER_DAY), Rank.LIFT)
    while c.minute + LOOK_MIN <= closes:
        yield c.after(LOOK_MIN, Rank.LIFT)
        _look(c, lift, served)


class Served:
    """Which formations a lift may serve, by row, and in which tiers."""

    def __init__(self, c: Campaign, lift: Lift):
        self.c, self.lift, trees = c, lift, c.world.order_of_battle.command.trees
        self.goods = [GOODS.index(good) for good in lift.goods]
        burns, fuel_alone = c.world.burns_fuel, lift.goods == ["fuel"]
        called = [{f for to in lift.to for f in tree.below(to) if burns[f] or not fuel_alone} for tree in trees]
        self._rows: list[Ints] = [np.array(sorted(stage), int) for stage in called]
        self.bases = np.array([c.world.place_row[base] for base in (lift.bases or [lift.base or ""])], int)
        self.pool_row = c.theatre.transport_forces.of_lift(lift)
        self.pool = c.theatre.transport_forces.pools[self.pool_row]
        self.range_km = min(lift.range_km or np.inf, self.pool.range_km)
        self._horses = np.array([formation.horses for formation in c.world.formations])
        self._below = np.array([lift.below_fills or 0.0, lift.below_bk or 0.0, lift.below_days or 0.0])[:, None]
        self.tier = self._tiers({f for name in lift.first for f in trees[0].below(name)})
        self.most = self._most()

    @property
    def rows(self) -> Ints:
        """Rows of those that it may serve now, ascending."""
        return self._rows[self.c.stage]

    def _tiers(self, first: set[int]) -> Ints:
        """(formations,): who is served first: those that the file names; of a force's lift forward detachments before main
        bodies; the rest."""
        n, detachments = len(self.c.world.formations), self.c.world.order_of_battle.main_body
        tier = np.full(n, 2)
        if self.lift.force is not None:
            tier[list(detachments)] = 1
        tier[sorted(first)] = 0
        return tier

    def _most(self) -> Floats:
        """(goods, formations): stocks up to which each is filled, in the units of `State.stocks`; 0 of what is not carried.

        A forward detachment takes one fill of a force's lift."""
        most = self._below * np.ones(len(self.tier))
        most[0] *= self.c.world.burns_fuel
        if self.lift.force is not None:
            most[0, self.tier == 1] = np.minimum(most[0, self.tier == 1], 1.0)
        return most

    def unit_t(self, rows: Ints) -> Floats:
        """(goods, rows): tonnes of a unit of each stock; a day's food with all of the forage."""
        s = self.c.state
        horses = self._horses[rows] * s.horses.left[rows]
        food_t = supply.food_t_day(s.strengths.men[rows], horses, rates=self.c.rates.supply)
        return np.vstack([s.unit_t[:, rows], food_t])

    def from_bases(self) -> tuple[Ints, Floats]:
        """(rows,) each: the nearest base that its side holds and can use, and how far it is, inf where there is none."""
        s, rows = self.c.state, self.rows
        ready = self._ready()
        own = s.places.holder[self.bases][:, None] == s.side[rows]
        crow = self.c.world.network.great_circle_km[self.bases].take(s.place[rows], axis=1)
        km = np.where(own & ready[:, None], crow, np.inf)
        return self.bases[km.argmin(axis=0)], km.min(axis=0)

    def _ready(self) -> Bools:
        """(bases,): never taken, or taken long enough ago."""
        taken = self.c.state.places.taken_minute[self.bases] / MIN_PER_DAY
        if not np.isfinite(taken).any():
            return np.ones(len(self.bases), bool)
        return airlift.field_is_ready(taken, self.c.minute / MIN_PER_DAY, self.c.rates.air.rebase_days)


def _look(c: Campaign, lift: Lift, served: Served) -> None:
    """Carry what the sorties of the last six hours can to those that are short."""
    s, most = c.state, served.most
    short = np.asarray((s.stocks[served.goods] < most[served.goods]).any(axis=0))[served.rows]
    if not some(short):
        return
    base, km = served.from_bases()
    going = short & (km <= served.range_km) & s.fights[served.rows]
    rows = served.rows[going]
    if rows.size:
        s.air_transport.begin_watch(c.minute)
        brought = _carry(c, served, rows, most)
        _report(c, lift, rows, base[going], brought)
        wake_refuelled(c, rows.tolist())


def _carry(c: Campaign, served: Served, rows: Ints, most: Floats) -> Floats:
    """(goods, rows): tonnes brought to formations, good by good and tier by tier as far as the sorties of the watch go."""
    s, sorties = c.state, c.state.air_transport.left(served.pool_row)
    sky = c.today.over_places()[s.place[rows]].astype(int)
    could_t = airlift.lifted_t(sky, sorties=sorties, t_per_sortie=served.pool.t_per_sortie, rates=c.rates.airlift)
    left_t, unit_t, brought = could_t, served.unit_t(rows), np.zeros((len(GOODS), rows.size))
    for good in served.goods:
        lack = np.maximum(most[good, rows] - s.stocks[good, rows], 0.0)
        for tier in range(3):
            among = rows_of(served.tier[rows] == tier)
            if among.size:
                brought[good, among] = shared_out(lack[among] * unit_t[good, among], left_t)
                left_t = max(left_t - float(brought[good, among].sum()), 0.0)
    _unload(c, rows, np.divide(brought, unit_t, out=np.zeros_like(brought), where=unit_t > 0.0))
    s.air_transport.fly(served.pool_row, airlift.sorties_used(float(brought.sum()), could_t, sorties))
    return brought


def _unload(c: Campaign, rows: Ints, units: Floats) -> None:
    s = c.state
    s.refuel(rows, units[0])
    if some(units[1:]):
        stocks = s.stocks.copy()
        stocks[1:, rows] += units[1:]
        s.restock(stocks)


def _report(c: Campaign, lift: Lift, rows: Ints, base: Ints, brought: Floats) -> None:
    """Write `airlift` for each base from which something was flown."""
    for home in sorted(set(base.tolist())):
        there = base == home
        c.log.event(
            c.minute,
            EventKind.AIRLIFT,
            side=c.world.formations[int(rows[there][0])].side,
            place=c.place_id(home),
            cause=LiftId(lift.id),
            numbers={"tonnes": float(brought[:, there].sum()), "formations": float(there.sum())},
        )

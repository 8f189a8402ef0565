"""Deliveries: who claims what, what leaves the depots for it, and what arrives, four times a day.

The lines stand in `lines`; the loads on the road stand in `state.transport`; what carries the goods stands in
`fleets` and `railways`, what the enemy has left behind in `booty`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints, rows_of, some
from engine.constants import NEGLIGIBLE
from engine.processes.campaign import Campaign
from engine.processes.supply import booty, railways
from engine.processes.supply.culmination import Culmination
from engine.processes.supply.fleets import Loading
from engine.processes.supply.horses import Horses
from engine.processes.supply.lines import Lines, LinesToAll, unbridged
from engine.processes.supply.shuttles import Shuttles
from engine.rules import supply, transport
from engine.rules.issue import ALL_GOODS
from engine.rules.rationing import ration
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind, Rule, SupplyLimit


class Deliveries:
    """What formations can hold and what a unit of it weighs; (goods, formations) unless said otherwise."""

    def __init__(self, c: Campaign):
        self.c, formations = c, c.world.formations
        self.own = c.world.own_rates
        self.full = c.state.stocks.copy()
        """What each can hold or has any use for, in the units of `State.stocks`; of fuel a detachment one fill."""
        motorised = np.array([formation.fill_t > 0 for formation in formations], bool)
        self.full[0] = np.maximum(self.full[0], self.own.fuel_capacity_fills) * motorised
        for detachment, body in c.world.order_of_battle.main_body.items():
            self.full[:, detachment] = 1.0, *self.full[1:, body]
        self.horses, self.loading, self.culmination = Horses(c), Loading(c), Culmination(c)
        self.lines, self.shuttles, self.rail_repair = Lines(c), Shuttles(c), c.world.on(Rule.RAIL_REPAIR)

    def begin(self) -> None:
        """The lines carry the food of every day, as they have for long at the start, and of fuel and ammunition what depots issue
        of them alone and formations have room for; all as far as lorries do."""
        s = self.c.state
        s.depots.decide(0.0, s.messages.sent)
        self.shuttles.muster(0.0)
        to_all = self.lines.to_all(unbridged(self.c))
        wanted_t = np.maximum(self.full - s.stocks, 0.0) * np.vstack([s.unit_t, np.zeros(s.unit_t.shape[1])]) / to_all.kept
        wanted_t[2] = self._food_t() / to_all.kept[2]
        s.transport.begin(self._steady_t(wanted_t * to_all.reached, to_all), to_all.lag_days)

    def _steady_t(self, wanted_t: Floats, to_all: LinesToAll) -> Floats:
        """(goods, formations): tonnes that depots issue and lorries bring every day, of the food that each uses in a day and of
        the fuel and ammunition for which each has room, as far as sources issue these apart: of goods of any kind nobody can say
        what they were."""
        moving, depots, depot = self.c.state.transport, self.c.theatre.depots, to_all.lines.depot
        t_day = depots.at_depots(depots.t_day[0], self.c.state.depots.shares)
        food_t = np.zeros_like(wanted_t)
        food_t[2] = wanted_t[2]
        issued = np.zeros_like(wanted_t)
        issued[2] = self.loading.granted(food_t, depot, t_day, priority=None)[0][-1]
        if depots.by_good:
            t_day[:, ALL_GOODS] = 0.0
            issued[:2] = self.loading.granted(wanted_t, depot, t_day, self.loading.priority)[0][:2]
        away_t = (wanted_t * issued).sum(axis=0) * (2.0 * to_all.way_days + moving.step_days)
        return np.asarray(wanted_t * (issued * ration(away_t, moving.fleet, moving.lift_t)))

    def deliver(self, days: float) -> None:
        """One tick of `days`: depots are filled, loads arrive, claims are made, and what can be loaded leaves."""
        c, s, depots = self.c, self.c.state, self.c.theatre.depots
        if self.rail_repair:
            railways.work(c, days)
            booty.capture(c)
        s.depots.decide(s.transport.tick * days, s.messages.sent)
        s.depots.pass_time(s.places.holder[depots.place] == depots.side, days, c.rates.rail.captured_stock_days)
        shut = unbridged(c)
        self.shuttles.arrive(shut)
        to_all, food_t = self.lines.to_all(shut), self._food_t()
        unit_t = np.concatenate([s.unit_t, food_t[None]])
        used_t = np.maximum(s.supply.stocks_before - s.stocks, 0.0) * unit_t
        used_t[2] = np.where(s.wants.fed < 1.0, food_t * days, used_t[2])  # the starving lack the ration that they could not eat
        s.transport.pass_time()
        s.transport.hold(~np.isfinite(to_all.lag_days))
        self._reassign()
        self.shuttles.muster(s.transport.tick * days)
        self._tell_off()
        arrived_t = self._unload(to_all, unit_t)
        self._live_off_the_enemy(food_t)
        limit = self._send(to_all, unit_t, days)
        self._report(to_all, limit, used_t.sum(axis=0), arrived_t)

    def _reassign(self) -> None:
        """The lorries of their new headquarters serve formations that have been reassigned."""
        fleet, moving = self.c.theatre.fleets.of_stage[self.c.stage], self.c.state.transport
        if fleet is not moving.fleet:
            moving.reassign(fleet)

    def _tell_off(self) -> None:
        """Forward detachments that are ahead have lorries of their own, of those that serve their main bodies."""
        fleets, s = self.c.theatre.fleets, self.c.state
        rows = fleets.detachments
        if not fleets.counted or not rows.size:
            return
        own, whole = s.transport.fleet[rows], fleets.of_body[self.c.stage][rows]
        fuel_t, lift_t = s.unit_t[0] * s.in_play, np.where(np.isfinite(s.transport.lift_t), s.transport.lift_t, 0.0)
        served_t = np.bincount(fleets.of_body[self.c.stage], fuel_t, len(lift_t))[whole]
        told_off_t = np.bincount(whole, lift_t[own], len(lift_t))
        s.transport.tell_off(own, whole, transport.own_lift_t(fuel_t[rows], served_t, (lift_t + told_off_t)[whole]))

    def _food_t(self) -> Floats:
        """(formations,): tonnes of food and forage a day."""
        s, horses = self.c.state, self.horses.fed() if self.c.world.on(Rule.CAVALRY) else self.horses.count
        return supply.food_t_day(s.strengths.men * s.in_play, horses * s.in_play, rates=self.own.supply)

    def _unload(self, to_all: LinesToAll, unit_t: Floats) -> Floats:
        """Loads that arrive now go into the stocks; what was meant for formations out of play drives home. Returns (formations,)
        tonnes that formations got. What aircraft have brought meanwhile, or a shorter way sooner, stands beside the vehicles."""
        s, lag, depot = self.c.state, to_all.lag_days, to_all.lines.depot
        first = self.c.theatre.depots.reserves.stages[self.c.stage].first
        s.depots.take_back(s.transport.call_back(~s.in_play & (depot >= 0), lag), depot, first)
        came_t = s.transport.arrive(lag)
        if not some(came_t):
            return np.zeros(len(lag))
        got_t = s.transport.unload(came_t, to_all.burned, to_all.kept)
        s.restock(s.stocks + np.divide(got_t, unit_t, out=np.zeros_like(got_t), where=unit_t > 0.0))
        total: Floats = got_t.sum(axis=0)
        return total

    def _send(self, to_all: LinesToAll, unit_t: Floats, days: float) -> Ints:
        """Load what is claimed; returns the limit (formations,) of each."""
        s, lines, rates = self.c.state, to_all.lines, self.c.theatre.fleets.rates
        wanted_t = np.maximum(self.full - s.stocks, 0.0) * unit_t
        wanted_t[2] += unit_t[2] * (to_all.way_days + days)
        reached = to_all.reached & s.in_play
        on_road_t = s.transport.on_road_t()
        asked_t = transport.claims_t(wanted_t, on_road_t, to_all.kept) * s.in_play
        loaded = self.loading.load(asked_t * reached, lines, days)
        if loaded is not self.loading.nothing:
            s.transport.send(loaded.loads_t)
            s.depots.load(loaded.drawn_t, lines.depot)
        self.shuttles.leave(loaded.loads_t, lines.first_road, self.loading.road_t_day, days)
        if s.transport.wears_down():
            use = s.transport.use()
            s.transport.wear(transport.running_after(s.transport.running_share, use, days, rates=rates))
        if some(s.railways.open):
            self._report_railheads(lines.railhead, lines.km)
        narrow = np.where(reached, loaded.limit, int(SupplyLimit.CLOSED))
        day, unmet_t = (self.c.minute - 1) // MIN_PER_DAY, asked_t - loaded.loads_t
        s.ledger.book(day, self.c.stage, s.transport, s.depots, lines.depot, on_road_t + loaded.loads_t, unmet_t, narrow)
        s.ledger.book_shuttles(s.shuttles)
        return np.where(loaded.share < 1.0 - NEGLIGIBLE, loaded.limit, to_all.waiting)

    def _report(self, to_all: LinesToAll, limit: Ints, used_t: Floats, arrived_t: Floats) -> None:
        """Tell what came in the last day of what was used, how far it came, and what limits it most."""
        s = self.c.state
        used, arrived = s.supply.live_on(used_t, arrived_t, s.stocks)
        s.supplied(transport.supplied_share(arrived, used), to_all.lines.km, limit)
        s.served(to_all.depot_place, to_all.lag_days)
        self.culmination.watch(used)

    def _live_off_the_enemy(self, food_t: Floats) -> None:
        """Formations at captured depots fill up there."""
        rows = booty.takers(self.c) if self.rail_repair else np.zeros(0, int)
        if rows.size == 0:
            return
        s = self.c.state
        room = np.maximum(self.full - s.stocks, 0.0)[:, rows]
        fill_t = s.unit_t[0]
        fuel, food = room[0] * fill_t[rows], room[2] * food_t[rows]
        if not some(fuel + food > 0.0):
            return
        got_fuel_t, got_food_t = booty.take(self.c, rows, fuel, food)
        got = np.zeros_like(s.stocks)
        got[0, rows], got[2, rows] = (
            got_fuel_t / np.maximum(fill_t[rows], NEGLIGIBLE),
            got_food_t / np.maximum(food_t[rows], NEGLIGIBLE),
        )
        s.restock(s.stocks + got)

    def _report_railheads(self, railhead: Ints, road_km: Floats) -> None:
        """Write `railhead` where a formation first draws supply from a railway that was taken or restored."""
        c, s = self.c, self.c.state
        rows = rows_of((railhead >= 0) & ~s.supply.by_rail & s.fights)
        s.supply.draw_by_rail(rows)
        for f in rows.tolist():
            head, km = c.place_id(int(railhead[f])), float(road_km[f])
            s.note(f, c.minute, EventKind.RAILHEAD, cause=head, supply_km=km)

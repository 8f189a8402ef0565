"""Upkeep: four times a day everybody eats, lorries unload, the tired rest, tanks come back from repair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.lines import Lines
from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.railways import Booty, Railways
from engine.rules import attrition, march, readiness, supply
from engine.units import MIN_PER_DAY, MIN_PER_H

Floats = NDArray[np.float64]

INTERVAL_MIN = 6 * MIN_PER_H
TRACE_MIN = 12 * MIN_PER_H


class Upkeep:
    """The standing facts of supply: who belongs to which fleet, what a dose weighs; and the lines of the present hour."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        formations = world.formations
        self.fill_t = np.array([formation.fill_t for formation in formations])
        self.bk_t = np.array([formation.bk_t for formation in formations])
        self.horses = np.array([formation.horses for formation in formations])
        self.start_ammo = c.state.ammo_bk.copy()
        self.start_food = c.state.food_days.copy()
        self.capacity_fills = np.maximum(c.state.fuel_fills, c.values["supply.fuel_capacity_fills"])
        lorries = {formation.id: formation.lorries for formation in formations}
        with_lorries = [next((above for above in world.parent_chain[f.id] if lorries[above] > 0), "") for f in formations]
        fleets = sorted(set(with_lorries))
        self.fleet = np.array([fleets.index(fleet) for fleet in with_lorries])
        self.lorries = np.array([lorries.get(fleet, np.inf) for fleet in fleets])
        """Of the nearest formation above with lorries of its own; without one, deliveries are not limited by lorries."""
        self.source_t_day = np.array([*(source.t_per_day for source in c.theatre.tracer.sources), 0.0])
        self.forced = np.array([march.efforts(formation.mobility, c.values)[0] for formation in formations])
        self.rail = Railways(c) if world.on("rail_repair") else None
        self.booty = Booty(c) if world.on("rail_repair") else None
        self.fed_by_rail = np.zeros(len(formations), bool)
        self._lines: Lines | None = None
        self._traced: tuple[int, ...] = (-1,)

    def lines(self) -> Lines:
        """The lines of communication, looked at twice a day, and traced again only when holders, weather or railways changed."""
        s, rail = self.c.state, self.rail
        key = (s.version, self.c.world.calendar_day(self.c.minute), rail.version if rail else 0)
        if self._lines is None or (key != self._traced and self.c.minute % TRACE_MIN == 0):
            trains = rail.open if rail else None
            self._lines, self._traced = self.c.theatre.tracer.trace(s.holder, s.closed, self.c.sky(), trains), key
            self.station_t_day = np.append(rail.station_t_day() if rail else np.zeros(len(s.holder)), np.inf)
        return self._lines

    def consume(self, days: float) -> None:
        """Everybody eats, those on the march use ammunition; fuel is burned by the march itself."""
        s = self.c.state
        ammo = s.ammo_bk - np.where(s.marching, self.c.values["supply.ammo_pursuit_bk_day"], 0.0) * days
        s.restock(s.fuel_fills, ammo, s.food_days - days)

    def deliver(self, days: float) -> None:
        """Unload what has arrived: a dose per day of departures, faded by range, shared by lorries and railheads."""
        s, values, lines = self.c.state, self.c.values, self.lines()
        good, anyway = lines.good_km[s.side, s.place], lines.any_km[s.side, s.place]
        lag = lines.days[s.side, s.place]
        fraction = supply.supply_fraction(good, anyway, values)
        doses = supply.on_line(self.c.minute / MIN_PER_DAY, lag, fraction) * fraction * days
        fuel = np.minimum(doses * values["supply.delivery_cap_fills_day"], self.capacity_fills - s.fuel_fills)
        fuel = np.where(self.fill_t > 0, np.maximum(fuel, 0.0), 0.0)
        ammo = np.minimum(doses * values["supply.ammo_pursuit_bk_day"], np.maximum(self.start_ammo - s.ammo_bk, 0.0))
        food = np.minimum(doses, np.maximum(self.start_food - s.food_days, 0.0))
        food_t = supply.food_t_day(s.strengths.men, self.horses, values)
        share = self._share(fuel * self.fill_t + ammo * self.bk_t + food * food_t, lag, days)
        s.restock(s.fuel_fills + fuel * share, s.ammo_bk + ammo * share, s.food_days + food * share)
        s.supplied(fraction * share, anyway)
        self._live_off_the_enemy(days, fuel * share, food_t)

    def _live_off_the_enemy(self, days: float, fuel_fills: Floats, food_t: Floats) -> None:
        """Fill up at captured depots, as far as the day's dose has not come from the rear."""
        if self.booty is None:
            return
        s, dose = self.c.state, self.c.values["supply.delivery_cap_fills_day"] * days
        fuel = np.clip(np.minimum(dose - fuel_fills, self.capacity_fills - s.fuel_fills), 0.0, None) * self.fill_t
        food = np.clip(np.minimum(days, self.start_food - s.food_days), 0.0, None) * food_t
        got_fuel_t, got_food_t = self.booty.take(fuel, food)
        if got_fuel_t.any() or got_food_t.any():
            fills, eaten = got_fuel_t / np.maximum(self.fill_t, 1e-9), got_food_t / np.maximum(food_t, 1e-9)
            s.restock(s.fuel_fills + fills, s.ammo_bk, s.food_days + eaten)

    def _share(self, wanted_t: Floats, lag_days: Floats, days: float) -> Floats:
        """The smallest of what the army's lorries, the source and the railway can give, as a share of the wish."""
        s, lines = self.c.state, self.lines()
        source, station = lines.source[s.side, s.place], lines.first_station[s.side, s.place]
        work = wanted_t * 2.0 * np.where(np.isfinite(lag_days), lag_days, 0.0)
        by_lorry = supply.ration(work, self.fleet, supply.lorry_work_td(self.lorries, days, self.c.values))
        nowhere = len(self.source_t_day) - 1
        by_source = supply.ration(wanted_t, np.where(source < 0, nowhere, source), self.source_t_day * days)
        share = np.minimum(by_lorry, by_source)
        if self.rail is None or not self.rail.open.any():
            return share
        self._tell_railheads(lines.railhead[s.side, s.place])
        by_road = len(self.station_t_day) - 1
        by_rail = supply.ration(wanted_t, np.where(station < 0, by_road, station), self.station_t_day * days)
        return np.minimum(share, by_rail)

    def _tell_railheads(self, railhead: NDArray[np.int64]) -> None:
        """Note where a formation first lives from a railway that was taken or restored."""
        for f in np.flatnonzero((railhead >= 0) & ~self.fed_by_rail & self.c.state.fights).tolist():
            self.fed_by_rail[f] = True
            self.c.state.note(f, self.c.minute, "railhead", cause=self.c.world.places[int(railhead[f])].id,
                              supply_km=float(self.c.state.supply_km[f]))

    def rest(self, days: float) -> None:
        """Readiness after the interval: the strain of the march, hunger, rest."""
        s = self.c.state
        fought = self.c.fought_until > self.c.minute - INTERVAL_MIN
        strained = readiness.strain(s.effort, self.forced) * s.marching * days
        s.rested(readiness.readiness_after(
            s.readiness, days, strain_days=strained, rest_days=np.where(s.marching | fought, 0.0, days),
            combat_days=np.where(fought, days, 0.0),
            fed=np.minimum(s.food_days / days, 1.0), supply_fraction=s.supply_fraction, parameters=self.c.values,
        ))

    def refuel(self) -> None:
        """Those who can pay for it close up; dry formations with fuel enough to move are woken."""
        s, margin_fills = self.c.state, 2.0 * self.c.values["supply.pooling_fills"] * self.c.commanders.caution
        fuelled = (self.fill_t == 0) | (s.fuel_fills > s.debt_fills + margin_fills)
        for f in np.flatnonzero((s.share < 1.0) & fuelled & (s.afloat_until <= self.c.minute)).tolist():
            s.close_up(f, self.c.minute)
        self.c.refuelled(sorted(self.c.dry))


def upkeep(c: Campaign) -> Process:
    """Every six hours: eat, unload, rest, drive on."""
    work, days = Upkeep(c), INTERVAL_MIN / MIN_PER_DAY
    repaired = attrition.repaired_share(INTERVAL_MIN / MIN_PER_H, rates=c.combat_rates.attrition)
    while True:
        yield c.after(INTERVAL_MIN, Rank.UPKEEP)
        if c.world.on("supply") and work.rail:
            work.rail.work(days)
        if c.world.on("supply"):
            work.consume(days)
            work.deliver(days)
        if c.world.on("readiness"):
            work.rest(days)
        work.refuel()
        c.state.strengths.repair(repaired)

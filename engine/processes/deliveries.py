"""Deliveries: what comes up the lines of communication to everybody, and what limits it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.lines import Lines
from engine.processes.campaign import Campaign
from engine.processes.culmination import Culmination
from engine.processes.horses import Horses
from engine.processes.railways import Booty, Railways
from engine.rules import lorries, supply
from engine.units import MIN_PER_DAY, MIN_PER_H

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TRACE_MIN = 12 * MIN_PER_H


class Deliveries:
    """The standing facts of supply: who belongs to which fleet, what a dose weighs; and the lines of the present hour."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        formations = world.formations
        self.fill_t = np.array([formation.fill_t for formation in formations])
        self.bk_t = np.array([formation.bk_t for formation in formations])
        self.horses = Horses(c)
        self.start_ammo, self.start_food = c.state.ammo_bk.copy(), c.state.food_days.copy()
        self.capacity_fills = np.maximum(c.state.fuel_fills, c.values["supply.fuel_capacity_fills"])
        self.fleets = Fleets(c)
        self.culmination = Culmination(c)
        self.source_t_day = np.array([*(source.t_per_day for source in c.theatre.tracer.sources), 0.0])
        self.rail = Railways(c) if world.on("rail_repair") else None
        self.booty = Booty(c) if world.on("rail_repair") else None
        self.fed_by_rail = np.zeros(len(formations), bool)
        self.served_day: Floats | None = None
        """(formations,): the day up to which what left for each has arrived; None before the first delivery."""
        self._lines: Lines | None = None
        self._traced: tuple[int, ...] = ()

    def lines(self) -> Lines:
        """The lines of communication, looked at twice a day, and traced again only when holders, weather or railways changed."""
        s, rail = self.c.state, self.rail
        key = (s.version, self.c.world.calendar_day(self.c.minute), rail.version if rail else 0)
        if self._lines is None or (key != self._traced and self.c.minute % TRACE_MIN == 0):
            trains = rail.open if rail else None
            self._lines, self._traced = self.c.theatre.tracer.trace(s.holder, s.closed, self.c.sky(), trains), key
            self.station_t_day = np.append(rail.station_t_day() if rail else np.zeros(len(s.holder)), np.inf)
        return self._lines

    def deliver(self, days: float) -> None:
        """Unload what has arrived: a dose per day of departures, as far as range, lorries, roads and railheads let it."""
        if self.rail:
            self.rail.work(days)
        s, values, lines = self.c.state, self.c.values, self.lines()
        good, anyway = lines.good_km[s.side, s.place], lines.any_km[s.side, s.place]
        lag = lines.days[s.side, s.place]
        fraction = supply.supply_fraction(good, anyway, values)
        if self.served_day is None:  # before the scenario begins everybody stood where he stands
            self.served_day = np.where(np.isfinite(lag), self.c.minute / MIN_PER_DAY - days - lag, 0.0)
        arrived_days, self.served_day = supply.arrived(self.served_day, self.c.minute / MIN_PER_DAY, lag)
        doses = arrived_days * fraction
        fuel = np.minimum(doses * values["supply.delivery_cap_fills_day"], self.capacity_fills - s.fuel_fills)
        fuel = np.where(self.fill_t > 0, np.maximum(fuel, 0.0), 0.0)
        ammo = np.minimum(doses * values["supply.ammo_pursuit_bk_day"], np.maximum(self.start_ammo - s.ammo_bk, 0.0))
        food = np.minimum(doses, np.maximum(self.start_food - s.food_days, 0.0))
        horses = self.horses.fed() if self.c.world.on("cavalry") else self.horses.count
        food_t = supply.food_t_day(s.strengths.men, horses, values)
        wanted_t = fuel * self.fill_t + ammo * self.bk_t + food * food_t
        limits = np.stack([fraction, *self._shares(wanted_t, lines, days)])
        share = limits[1:].min(axis=0)
        s.restock(s.fuel_fills + fuel * share, s.ammo_bk + ammo * share, s.food_days + food * share)
        s.supplied(fraction * share, anyway, limits.argmin(axis=0))
        self.culmination.watch(self.fill_t * values["supply.delivery_cap_fills_day"] + food_t)
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

    def _shares(self, wanted_t: Floats, lines: Lines, days: float) -> list[Floats]:
        """What each of `culmination.LIMITS` but the first gives, as a share of the wish."""
        s = self.c.state
        sent_t, by_lorry = self.fleets.carry(wanted_t, lines, days)
        priority = self.fleets.priority
        source, station = lines.source[s.side, s.place], lines.first_station[s.side, s.place]
        by_source = supply.ration(sent_t, _group(source, self.source_t_day), self.source_t_day * days, priority)
        shares = [by_lorry, by_source]
        if self.rail is not None and self.rail.open.any():
            self._tell_railheads(lines.railhead[s.side, s.place])
            shares.append(supply.ration(sent_t, _group(station, self.station_t_day), self.station_t_day * days, priority))
        else:
            shares.append(np.ones_like(by_lorry))
        return [*shares, self.fleets.queue(sent_t, lines, days)]

    def _tell_railheads(self, railhead: Ints) -> None:
        """Note where a formation first lives from a railway that was taken or restored."""
        for f in np.flatnonzero((railhead >= 0) & ~self.fed_by_rail & self.c.state.fights).tolist():
            self.fed_by_rail[f] = True
            self.c.state.note(f, self.c.minute, "railhead", cause=self.c.world.places[int(railhead[f])].id,
                              supply_km=float(self.c.state.supply_km[f]))


class Fleets:
    """The lorries of every army, and who lives from which."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        held = {formation.id: formation.lorries for formation in world.formations}
        with_lorries = [next((above for above in world.parent_chain[f.id] if held[above] > 0), "") for f in world.formations]
        fleets = sorted(set(with_lorries))
        self.fleet = np.array([fleets.index(fleet) for fleet in with_lorries])
        self.lorries = np.array([held.get(fleet, np.inf) for fleet in fleets])
        """Of the nearest formation above with lorries of its own; without one, deliveries are not limited by lorries."""
        self.running = np.ones(len(fleets))
        """Share of the serviceable lorries that have not broken down since."""
        self.on = world.on("truck_park")
        rank = {formation.id: formation.supply_priority for formation in world.formations}
        chains = [world.parent_chain[formation.id] for formation in world.formations]
        first = [next((rank[above] for above in chain if rank[above] is not None), 1.0) for chain in chains]
        self.priority = np.array(first, float) if self.on and set(first) != {1.0} else None
        surface_good, lanes = c.theatre.tracer.good_links, world.links.lanes
        self.road_t_day = np.append(lorries.road_t_day(surface_good, lanes, c.values), np.inf)

    def carry(self, wanted_t: Floats, lines: Lines, days: float) -> tuple[Floats, Floats]:
        """Tonnes that have to leave the railheads for what is wanted, and the share of it that the lorries bring."""
        s, values = self.c.state, self.c.values
        drive = lines.days[s.side, s.place]
        given = supply.lorry_work_td(self.lorries * self.running, days, values)
        if not self.on:
            work = wanted_t * 2.0 * np.where(np.isfinite(drive), drive, 0.0)
            return wanted_t, supply.ration(work, self.fleet, given)
        km = lines.any_km[s.side, s.place]
        good = lines.good_km[s.side, s.place] <= km
        sent_t = wanted_t / (1.0 - lorries.burned_share(km, good, values))
        work = sent_t * lorries.turn_round_days(drive, values)
        asked = np.bincount(self.fleet, weights=work, minlength=len(given))
        use = np.where(np.isfinite(given), np.minimum(asked / np.maximum(given, 1e-9), 1.0), 0.0)
        share = supply.ration(work, self.fleet, given)
        self.running = lorries.running_after(self.running, use, days, values)
        return sent_t, share

    def queue(self, sent_t: Floats, lines: Lines, days: float) -> Floats:
        """The share of what is sent that finds room on the first stretch of road, which several armies may have in common."""
        if not self.on:
            return np.ones_like(sent_t)
        s = self.c.state
        road = lines.first_road[s.side, s.place]
        return supply.ration(sent_t, _group(road, self.road_t_day), self.road_t_day * days, self.priority)


def _group(rows: Ints, of: Floats) -> Ints:
    """`rows` with the last of `of` for those who have none (-1)."""
    return np.where(rows < 0, len(of) - 1, rows)

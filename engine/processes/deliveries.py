"""Deliveries: what comes up the lines of communication to everybody, and what limits it."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.processes.culmination import Culmination
from engine.processes.horses import Horses
from engine.processes.railways import Booty, Railways
from engine.rules import lorries, supply
from engine.rules.rationing import ration
from engine.theatre.supply_lines import NOWHERE, SupplyLines
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import PASSAGES, EventKind, PlaceId, Rule, SupplyLimit

TRACE_MIN = 12 * MIN_PER_H


class Deliveries:
    """The standing facts of supply: who belongs to which fleet, what a dose weighs; and the lines of the present hour."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        formations = world.formations
        self.fill_t = np.array([formation.fill_t for formation in formations])
        bk_t, dose_fills = np.array([formation.bk_t for formation in formations]), c.rates.supply.delivery_cap_fills_day
        self.full_dose_t = self.fill_t * dose_fills
        self.doses = np.array([[dose_fills], [c.rates.supply.ammo_pursuit_bk_day], [1.0]])
        """Of fuel, ammunition and food in a day's dose, as the rows of `State.stocks`."""
        self.unit_t = np.stack([self.fill_t, bk_t, np.zeros_like(bk_t)])
        """(3, formations): tonnes of a fill, a basic load and a day's food, which changes with the mouths."""
        self.full = c.state.stocks.copy()
        """(3, formations): what each can hold or has any use for."""
        self.full[0] = np.maximum(self.full[0], c.rates.supply.fuel_capacity_fills) * (self.fill_t > 0)
        self.horses = Horses(c)
        self.fleets = Fleets(c)
        self.passages = Passages(c, self.fleets)
        self.culmination = Culmination(c)
        self.rail = Railways(c) if world.on(Rule.RAIL_REPAIR) else None
        self.booty = Booty(c) if world.on(Rule.RAIL_REPAIR) else None
        self.fed_by_rail = np.zeros(len(formations), bool)
        self.served_day: Floats | None = None
        """(formations,): the day up to which what left for each has arrived; None before the first delivery."""
        self._lines: SupplyLines | None = None
        self._traced: tuple[int, ...] = ()

    def lines(self) -> SupplyLines:
        """The lines of communication, looked at twice a day, and traced again only when holders, weather or railways changed."""
        s, rail = self.c.state, self.rail
        key = (s.version, self.c.world.calendar.day(self.c.minute), rail.version if rail else 0)
        if self._lines is None or (key != self._traced and self.c.minute % TRACE_MIN == 0):
            trains = rail.open if rail else None
            self._lines, self._traced = self.c.theatre.tracer.trace(s.holder, s.closed, self.c.sky(), trains), key
            if rail:
                self.passages.railways_carry(rail.station_t_day())
        return self._lines

    def deliver(self, days: float) -> None:
        """Unload what has arrived: a dose per day of departures, as far as range, lorries, roads and railheads let it."""
        if self.rail:
            self.rail.work(days)
        s, rates, now = self.c.state, self.c.rates.supply, self.c.minute / MIN_PER_DAY
        lines = self.lines().to(s.side, s.place)
        fraction = supply.supply_fraction(lines.good_km, lines.any_km, rates=rates)
        if self.served_day is None:  # before the scenario begins everybody stood where he stands
            self.served_day = np.where(np.isfinite(lines.days), now - days - lines.days, 0.0)
        arrived_days, self.served_day = supply.arrived(self.served_day, now, lines.days)
        doses = arrived_days * fraction
        here = s.here()
        horses = self.horses.fed() if self.c.world.on(Rule.CAVALRY) else self.horses.count
        food_t = self.unit_t[2] = supply.food_t_day(s.strengths.men, horses, rates=rates) * here
        wanted = np.minimum(doses * self.doses, np.maximum(self.full - s.stocks, 0.0)) * here
        wanted_t = (wanted * self.unit_t).sum(axis=0)
        limits = self._limits(fraction, wanted_t, lines, days)
        share = limits[SupplyLimit.LORRIES :].min(axis=0)
        s.restock(s.stocks + wanted * share)
        s.supplied(fraction * share, lines.any_km, limits.argmin(axis=0))
        self.culmination.watch(self.full_dose_t + food_t)
        self._live_off_the_enemy(days, wanted[0] * share, food_t)

    def _live_off_the_enemy(self, days: float, fuel_fills: Floats, food_t: Floats) -> None:
        """Fill up at captured depots, as far as the day's dose has not come from the rear."""
        rows = self.booty.takers() if self.booty else np.zeros(0, int)
        if self.booty is None or rows.size == 0:
            return
        s, dose = self.c.state, self.c.rates.supply.delivery_cap_fills_day * days
        fuel = np.maximum(np.minimum(dose - fuel_fills, self.full[0] - s.fuel_fills)[rows], 0.0) * self.fill_t[rows]
        food = np.maximum(np.minimum(days, self.full[2] - s.food_days)[rows], 0.0) * food_t[rows]
        if not (fuel + food > 0.0).any():
            return
        got_fuel_t, got_food_t = self.booty.take(rows, fuel, food)
        got = np.zeros_like(s.stocks)
        got[0, rows], got[2, rows] = got_fuel_t / np.maximum(self.fill_t[rows], 1e-9), got_food_t / np.maximum(food_t[rows], 1e-9)
        s.restock(s.stocks + got)

    def _limits(self, fraction: Floats, wanted_t: Floats, lines: SupplyLines, days: float) -> Floats:
        """(limits, formations): what each `SupplyLimit` gives: the range of a full dose, the others of what is wanted."""
        sent_t, by_lorry = self.fleets.carry(wanted_t, lines, days)
        trains = self.rail is not None and bool(self.rail.open.any())
        if trains:
            self._tell_railheads(lines.railhead)
        limits = np.empty((len(SupplyLimit), len(fraction)))
        limits[SupplyLimit.RANGE], limits[SupplyLimit.LORRIES] = fraction, by_lorry
        limits[PASSAGES] = self.passages.let_through(sent_t, lines, days, trains=trains)
        return limits

    def _tell_railheads(self, railhead: Ints) -> None:
        """Note where a formation first lives from a railway that was taken or restored."""
        for f in np.flatnonzero((railhead >= 0) & ~self.fed_by_rail & self.c.state.fights).tolist():
            self.fed_by_rail[f] = True
            self.c.state.note(
                f,
                self.c.minute,
                EventKind.RAILHEAD,
                cause=PlaceId(self.c.world.places[int(railhead[f])].id),
                supply_km=float(self.c.state.supply_km[f]),
            )


class Fleets:
    """The lorries of every army, and who lives from which."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        held = {formation.id: formation.lorries for formation in world.formations if formation.lorries > 0}
        with_lorries = world.order_of_battle.inherited({name: name for name in held}, "")
        fleets = sorted(set(with_lorries))
        self.fleet = np.array([fleets.index(fleet) for fleet in with_lorries])
        self.lorries = np.array([held.get(fleet, np.inf) for fleet in fleets])
        """Of the nearest formation above with lorries of its own; without one, deliveries are not limited by lorries."""
        self.running = np.ones(len(fleets))
        """Share of the serviceable lorries that have not broken down since."""
        self.on = world.on(Rule.TRUCK_PARK)
        ranks = {row.id: row.supply_priority for row in world.formations if row.supply_priority is not None}
        first = world.order_of_battle.inherited(ranks, 1.0)
        self.priority = np.array(first, float) if self.on and set(first) != {1.0} else None

    def carry(self, wanted_t: Floats, lines: SupplyLines, days: float) -> tuple[Floats, Floats]:
        """Tonnes that have to leave the railheads for what is wanted, and the share of it that the lorries bring."""
        rates, drive = self.c.rates, lines.days
        given = supply.lorry_work_td(self.lorries * self.running, days, rates=rates.supply)
        if not self.on:
            work = wanted_t * 2.0 * np.where(np.isfinite(drive), drive, 0.0)
            return wanted_t, ration(work, self.fleet, given)
        km, good = lines.any_km, lines.good_km <= lines.any_km
        sent_t = wanted_t / (1.0 - lorries.burned_share(km, good, rates=rates.lorries))
        work = sent_t * lorries.turn_round_days(drive, rates=rates.lorries)
        asked = np.bincount(self.fleet, weights=work, minlength=len(given))
        use = np.where(np.isfinite(given), np.minimum(asked / np.maximum(given, 1e-9), 1.0), 0.0)
        share = ration(work, self.fleet, given)
        self.running = lorries.running_after(self.running, use, days, rates=rates.lorries)
        return sent_t, share


class Passages:
    """What is sent passes three narrow places: its source, a captured railway, and the first stretch of road, which several
    armies may have in common. All groups that share one are numbered through, so that everything is rationed in one call."""

    def __init__(self, c: Campaign, fleets: Fleets):
        tracer, places = c.theatre.tracer, len(c.world.places)
        roads = lorries.road_t_day(tracer.good_links, c.world.links.lanes, rates=c.rates.lorries)
        self.priority = None if fleets.priority is None else np.tile(fleets.priority, 3)
        # Tonnes a day of each source, of the railway at each place and of each road; the last of each is for who has none.
        parts = [
            np.array([*(source.t_per_day for source in tracer.sources), 0.0]),
            np.full(places + 1, np.inf),
            np.append(roads if fleets.on else np.full(len(roads), np.inf), np.inf),
        ]
        sizes = [len(part) for part in parts]
        self.first = np.cumsum([0, *sizes[:-1]])[:, None]
        self.nowhere = np.array(sizes)[:, None] - 1
        self.t_day = np.concatenate(parts)

    def railways_carry(self, station_t_day: Floats) -> None:
        """Set what the railway at each place lets through."""
        self.t_day[self.first[1, 0] : self.first[2, 0] - 1] = station_t_day

    def let_through(self, sent_t: Floats, lines: SupplyLines, days: float, *, trains: bool) -> Floats:
        """(3, formations): the share of what is sent that each of the three lets through; without `trains` the second all."""
        stations = lines.first_station if trains else np.full_like(lines.source, NOWHERE)
        at = np.stack([lines.source, stations, lines.first_road])
        group = (np.where(at < 0, self.nowhere, at) + self.first).ravel()
        wanted = np.broadcast_to(sent_t, at.shape).ravel()
        return ration(wanted, group, self.t_day * days, self.priority).reshape(at.shape)

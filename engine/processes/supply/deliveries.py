"""Deliveries: what comes up the lines of communication to everybody, and what limits it."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.processes.supply.booty import Booty
from engine.processes.supply.culmination import Culmination
from engine.processes.supply.fleets import Fleets, Passages
from engine.processes.supply.horses import Horses
from engine.processes.supply.railways import Railways
from engine.rules import supply
from engine.theatre.supply_lines import SupplyLines
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
        key = (s.places.version, self.c.world.calendar.day(self.c.minute), rail.version if rail else 0)
        if self._lines is None or (key != self._traced and self.c.minute % TRACE_MIN == 0):
            trains = rail.open if rail else None
            places, sky = s.places, self.c.today.over_links()
            self._lines, self._traced = self.c.theatre.tracer.trace(places.holder, places.closed, sky, trains), key
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
        wanted = supply.wanted(doses, self.doses, self.full, s.stocks) * here
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

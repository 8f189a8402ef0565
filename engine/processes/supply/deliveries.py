"""Deliveries: what comes up the lines of communication to every formation, and what limits it.

A formation is issued what left its source a drive ago: a day's dose for each day of departures, less what range, lorries, the
source, a captured railway or a crowded road take off it. The lines are traced in `theatre.supply_lines`; what carries the
goods stands in `fleets` and `railways`, what the enemy has left behind in `booty`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.constants import TRACE_MIN
from engine.processes.campaign import Campaign
from engine.processes.supply import booty, railways
from engine.processes.supply.culmination import Culmination
from engine.processes.supply.fleets import Passages, carry
from engine.processes.supply.horses import Horses
from engine.rules import supply
from engine.theatre.supply_lines import SupplyLines
from engine.units import MIN_PER_DAY
from engine.vocabulary import PASSAGES, EventKind, Rule, SupplyLimit


class Deliveries:
    """The standing facts of supply: what a dose is and weighs, and what each formation can hold; what changes is in the state."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        formations = world.formations
        self.fill_t = np.array([formation.fill_t for formation in formations])
        bk_t, dose_fills = np.array([formation.bk_t for formation in formations]), c.rates.supply.delivery_cap_fills_day
        self.full_dose_t = self.fill_t * dose_fills
        self.doses = np.array([[dose_fills], [c.rates.supply.ammo_pursuit_bk_day], [1.0]])
        """Of fuel, ammunition and food in a day's dose, as the rows of `State.stocks`."""
        self.unit_t = np.stack([self.fill_t, bk_t])
        """(2, formations): tonnes of a fill and of a basic load."""
        self.full = c.state.stocks.copy()
        """(3, formations): what each can hold or has any use for."""
        self.full[0] = np.maximum(self.full[0], c.rates.supply.fuel_capacity_fills) * (self.fill_t > 0)
        self.horses, self.passages, self.culmination = Horses(c), Passages(c), Culmination(c)
        self.rail_repair = c.world.on(Rule.RAIL_REPAIR)

    def lines(self) -> SupplyLines:
        """The lines of communication, looked at twice a day, and traced again only when holders, weather or railways changed.

        Between two looks the lines of the last one hold, even if a place on them has fallen: the news is not there yet."""
        c, s = self.c, self.c.state
        key = (s.places.version, c.today.day(), s.railways.version)
        if s.supply.lines is not None and (key == s.supply.traced_key or c.minute % TRACE_MIN):
            return s.supply.lines
        trains = s.railways.open if self.rail_repair else None
        lines = c.theatre.tracer.trace(s.places.holder, s.places.closed, c.today.over_links(), trains)
        return s.supply.trace(lines, key, railways.station_t_day(c) if self.rail_repair else None)

    def deliver(self, days: float) -> None:
        """Unload what has arrived in `days`: a dose for each day of departures, as far as the limits let it.

        Then note what share of the dose arrived, over which distance, and what limited it most (`State.limit`), look for armies
        that culminate, and let formations at captured depots fill up. Writes `railhead`, `culmination`, `stocks`."""
        if self.rail_repair:
            railways.work(self.c, days)
        s, rates, now = self.c.state, self.c.rates.supply, self.c.minute / MIN_PER_DAY
        lines = self.lines().to(s.side, s.place)
        fraction = supply.supply_fraction(lines.good_km, lines.any_km, rates=rates)
        served_day = s.supply.served_day
        if served_day is None:  # before the scenario begins every formation stood where it stands
            served_day = np.where(np.isfinite(lines.days), now - days - lines.days, 0.0)
        arrived_days, served_day = supply.arrived(served_day, now, lines.days)
        s.supply.deliver(served_day)
        doses = arrived_days * fraction
        here = s.in_play
        horses = self.horses.fed() if self.c.world.on(Rule.CAVALRY) else self.horses.count
        food_t = supply.food_t_day(s.strengths.men, horses, rates=rates) * here
        wanted = supply.wanted(doses, self.doses, self.full, s.stocks) * here
        wanted_t = (wanted * np.vstack([self.unit_t, food_t])).sum(axis=0)
        limits = self._limits(fraction, wanted_t, lines, days)
        share = limits[SupplyLimit.LORRIES :].min(axis=0)
        s.restock(s.stocks + wanted * share)
        s.supplied(fraction * share, lines.any_km, limits.argmin(axis=0))
        self.culmination.watch(self.full_dose_t + food_t)
        self._live_off_the_enemy(days, wanted[0] * share, food_t)

    def _live_off_the_enemy(self, days: float, fuel_fills: Floats, food_t: Floats) -> None:
        """Fill up at captured depots, as far as the day's dose has not come from the rear; (formations,) arrays."""
        rows = booty.takers(self.c) if self.rail_repair else np.zeros(0, int)
        if rows.size == 0:
            return
        s, dose = self.c.state, self.c.rates.supply.delivery_cap_fills_day * days
        fuel = np.maximum(np.minimum(dose - fuel_fills, self.full[0] - s.fuel_fills)[rows], 0.0) * self.fill_t[rows]
        food = np.maximum(np.minimum(days, self.full[2] - s.food_days)[rows], 0.0) * food_t[rows]
        if not (fuel + food > 0.0).any():
            return
        got_fuel_t, got_food_t = booty.take(self.c, rows, fuel, food)
        got = np.zeros_like(s.stocks)
        got[0, rows], got[2, rows] = got_fuel_t / np.maximum(self.fill_t[rows], 1e-9), got_food_t / np.maximum(food_t[rows], 1e-9)
        s.restock(s.stocks + got)

    def _limits(self, fraction: Floats, wanted_t: Floats, lines: SupplyLines, days: float) -> Floats:
        """(limits, formations): what each `SupplyLimit` gives: the range of a full dose, the others of what is wanted."""
        s = self.c.state
        sent_t, by_lorry = carry(self.c, wanted_t, lines, days)
        trains = bool(s.railways.open.any())
        if trains:
            self._report_railheads(lines.railhead)
        limits = np.empty((len(SupplyLimit), len(fraction)))
        limits[SupplyLimit.RANGE], limits[SupplyLimit.LORRIES] = fraction, by_lorry
        limits[PASSAGES] = self.passages.let_through(sent_t, lines, days, s.supply.station_t_day if trains else None)
        return limits

    def _report_railheads(self, railhead: Ints) -> None:
        """Write `railhead` where a formation first draws supply from a railway that was taken or restored."""
        c, s = self.c, self.c.state
        rows = np.flatnonzero((railhead >= 0) & ~s.supply.by_rail & s.fights)
        s.supply.draw_by_rail(rows)
        for f in rows.tolist():
            head, km = c.place_id(int(railhead[f])), float(s.supply_km[f])
            s.note(f, c.minute, EventKind.RAILHEAD, cause=head, supply_km=km)

"""Culmination: the day from which an army that still has orders to advance no longer gets what an advance lives on.

Nothing follows from it in the model: it is measured, once an army and run.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, rows_of
from engine.processes.campaign import Campaign
from engine.rules import culmination
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, EventKind, SupplyLimit

ADVANCING = (Activity.MARCHING, Activity.HALTED)


class Culmination:
    """The armies with an axis, in the order of their ids, and the formations of each.

    Since when each is short stands in the state."""

    def __init__(self, c: Campaign):
        self.c = c
        self.rows = np.array([f for f, itinerary in enumerate(c.orders.itineraries) if itinerary is not None], int)
        self._rows = self.rows.tolist()
        self.armies = sorted({c.world.order_of_battle.army[f] for f in self.rows.tolist()})
        self._nobody = np.full(len(self.armies), -1)
        """(armies,): since no minute."""
        self.army = np.array([self.armies.index(c.world.order_of_battle.army[f]) for f in self.rows.tolist()], int)

    def watch(self, dose_t: Floats) -> None:
        """Look at the supply of formations on the way, weighted by the tonnes of their daily doses (formations,).

        An army is short while the weighted share of the dose that arrives stays below a threshold; when it has been short for
        long enough, `culmination` is written, once, for the formation that is furthest along its axis."""
        s, minute, n, activity = self.c.state, self.c.minute, len(self.armies), self.c.state.activity
        advancing = [activity[f] in ADVANCING for f in self._rows]
        if not any(advancing):
            s.supply.run_short(self._nobody)
            return
        on_the_way = np.array(advancing, bool)
        weight = dose_t[self.rows] * on_the_way
        rates, counted_t = self.c.rates.culmination, np.bincount(self.army, weight, n).astype(float)
        fraction = culmination.army_fraction(s.supply_fraction[self.rows], weight, self.army, armies=n)
        short = culmination.is_short(fraction, counted_t, rates=rates)
        s.supply.run_short(culmination.short_since(s.supply.short_since, short, minute))
        long_enough = minute - s.supply.short_since >= rates.days * MIN_PER_DAY
        for army in rows_of(short & long_enough).tolist():
            if self.c.log.mark_first(EventKind.CULMINATION, army):
                self._report(army, weight, float(fraction[army]))

    def _report(self, army: int, weight: Floats, fraction: float) -> None:
        s, mine = self.c.state, (self.army == army) & (weight > 0)
        rows = self.rows[mine]
        limit = culmination.limited_by(s.limit[rows], s.supply_fraction[rows], weight[mine], limits=len(SupplyLimit))
        ahead = rows[np.argmax(s.axis_km[rows])]
        self.c.log.event(
            self.c.minute,
            EventKind.CULMINATION,
            side=self.c.world.formations[int(ahead)].side,
            formation=self.armies[army],
            place=self.c.world.places[int(s.place[ahead])].id,
            cause=SupplyLimit(limit).cause,
            numbers={
                "since_day": float(s.supply.short_since[army]) / MIN_PER_DAY,
                "supply_fraction": fraction,
                "supply_km": s.supply_numbers(int(ahead))["supply_km"],
                "axis_km": float(s.axis_km[ahead]),
            },
        )

"""Upkeep: four times a day every formation eats, lorries unload, the tired rest, tanks come back from repair.

The one process of supply; what comes up is for `deliveries`, horses for `horses`. The arithmetic stands in `rules.supply`,
`rules.readiness` and `rules.attrition`.
"""

from __future__ import annotations

import numpy as np

from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.fuel import wake_refuelled
from engine.processes.supply.deliveries import Deliveries
from engine.rules import attrition, march, readiness, supply
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Rule


class Upkeep:
    """What is done to every formation four times a day; arrays have the shape (formations,)."""

    def __init__(self, c: Campaign):
        self.c, self.deliveries = c, Deliveries(c)
        self.forced = np.array([march.efforts(formation.mobility, rates=c.rates.march)[0] for formation in c.world.formations])

    def consume(self, days: float) -> None:
        """Let `days` of food be eaten, and ammunition be used by those on the march; fuel is burned by the march itself."""
        s = self.c.state
        used = np.zeros_like(s.stocks)
        used[1], used[2] = supply.used(s.marching, days, rates=self.c.rates.supply)
        s.restock(s.stocks - used)

    def rest(self, days: float) -> None:
        """Set readiness after `days`: the strain of the march, hunger and combat wear it down, rest restores it.

        A formation that has fought since the last look has not rested."""
        s = self.c.state
        fought = self.c.state.fought_minute > self.c.minute - LOOK_MIN
        strained = readiness.strain(s.effort, self.forced) * s.marching * days
        s.rested(
            readiness.readiness_after(
                s.readiness,
                days,
                strain_days=strained,
                rest_days=np.where(s.marching | fought, 0.0, days),
                combat_days=np.where(fought, days, 0.0),
                fed=np.minimum(s.food_days / days, 1.0),
                supply_fraction=s.supply_fraction,
                rates=self.c.rates.readiness,
            )
        )

    def refuel(self) -> None:
        """Bring forward those left behind of formations that can pay for their fuel, and wake dry ones that can move now.

        A formation whose rest is still on the water does not close up. Writes `closed_up`."""
        s, factor = self.c.state, self.c.commanders.fuel_reserve_factor
        enough = supply.closes_up(s.fuel_fills, s.debt_fills, factor, rates=self.c.rates.supply)
        fuelled = ((self.deliveries.fill_t == 0) | enough) & s.in_play
        for f in np.flatnonzero((s.share < 1.0) & fuelled & (s.afloat_until <= self.c.minute)).tolist():
            s.close_up(f, self.c.minute)
        wake_refuelled(self.c, self.c.clock.awaited(Signal.REFUELLED))


def upkeep(c: Campaign) -> Process:
    """Every six hours: eat, unload, rest, close up, repair (rank UPKEEP: after the arrivals and fights of the minute).

    Nothing interrupts it. Writes `railhead`, `culmination`, `stocks`, `thirst` and `closed_up`, in this order. Without the rule
    supply nothing is eaten and nothing comes; without readiness nobody tires."""
    work, days = Upkeep(c), LOOK_MIN / MIN_PER_DAY
    repaired = attrition.repaired_share(LOOK_MIN / MIN_PER_H, rates=c.rates.combat.attrition)
    while True:
        yield c.after(LOOK_MIN, Rank.UPKEEP)
        if c.world.on(Rule.SUPPLY):
            work.consume(days)
            work.deliveries.deliver(days)
        if c.world.on(Rule.READINESS):
            work.rest(days)
            if c.world.on(Rule.CAVALRY):
                work.deliveries.horses.wear(days)
        work.refuel()
        c.state.strengths.repair(repaired)

"""Upkeep: four times a day everybody eats, lorries unload, the tired rest, tanks come back from repair."""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import LOOK_MIN, Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.fuel import wake_refuelled
from engine.processes.supply.deliveries import Deliveries
from engine.rules import attrition, march, readiness, supply
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Rule


class Upkeep:
    """What is done to everybody four times a day."""

    def __init__(self, c: Campaign):
        self.c, self.deliveries = c, Deliveries(c)
        self.forced = np.array([march.efforts(formation.mobility, rates=c.rates.march)[0] for formation in c.world.formations])

    def consume(self, days: float) -> None:
        """Everybody eats, those on the march use ammunition; fuel is burned by the march itself."""
        s = self.c.state
        used = np.zeros_like(s.stocks)
        used[1], used[2] = supply.used(s.marching, days, rates=self.c.rates.supply)
        s.restock(s.stocks - used)

    def rest(self, days: float) -> None:
        """Readiness after the interval: the strain of the march, hunger, rest."""
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
        """Those who can pay for it close up; dry formations with fuel enough to move are woken."""
        s, caution = self.c.state, self.c.commanders.caution
        enough = supply.closes_up(s.fuel_fills, s.debt_fills, caution, rates=self.c.rates.supply)
        fuelled = ((self.deliveries.fill_t == 0) | enough) & s.in_play
        for f in np.flatnonzero((s.share < 1.0) & fuelled & (s.afloat_until <= self.c.minute)).tolist():
            s.close_up(f, self.c.minute)
        wake_refuelled(self.c, self.c.clock.awaited(Signal.REFUELLED))


def upkeep(c: Campaign) -> Process:
    """Every six hours: eat, unload, rest, drive on."""
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

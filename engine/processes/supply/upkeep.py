"""Upkeep: four times a day every formation eats, lorries unload, the tired rest, tanks come back from repair.

The one process of supply; what comes up is for `deliveries`, what men lack for `wants`, horses for `horses`. The arithmetic
stands in `rules.supply`, `rules.fuel`, `rules.readiness` and `rules.attrition`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools
from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.fuel import wake_refuelled
from engine.processes.supply.deliveries import Deliveries
from engine.processes.supply.wants import Wants
from engine.rules import attrition, fuel, march, readiness, supply
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Rule


class Upkeep:
    """What is done to every formation four times a day; arrays have the shape (formations,)."""

    def __init__(self, c: Campaign):
        self.c, self.deliveries = c, Deliveries(c)
        self.wants = Wants(c)
        self.fills_per_km = np.array(c.consumption.fills_per_km)
        self.any_burns = bool(self.fills_per_km.any())
        self.forced = np.array([march.efforts(formation.mobility, rates=c.rates.march)[0] for formation in c.world.formations])

    def _fought(self) -> Bools:
        return np.asarray(self.c.state.fought_minute > self.c.minute - LOOK_MIN)

    def consume(self, days: float, stranded: Bools) -> None:
        """Let `days` of food be eaten, and ammunition be used by those on the march and by those who fought.

        Beside what the march burns, a day at rest or in contact costs fuel; those that are `stranded` for want of it save."""
        s, c = self.c.state, self.c
        if self.any_burns:
            idle_km = fuel.idle_km(s.driven_km(c.minute), days, active=self._fought(), rationed=stranded, rates=c.rates.fuel)
            s.burn(idle_km * self.fills_per_km * s.in_play * ~self.on_foot(), c.minute)
        self.wants.eat(days)
        used = np.zeros_like(s.stocks)
        used[1], used[2] = supply.used(s.marching, s.count_combat(), days, rates=c.world.own_rates.supply)
        s.restock(s.stocks - used)

    def on_foot(self) -> Bools:
        """(formations,): those that may ride on lorries and do not: they burn nothing."""
        walking = np.zeros(len(self.fills_per_km), bool)
        riders = self.c.theatre.lorry_companies.riders
        walking[riders] = ~self.c.state.shuttles.riding[riders]
        return walking

    def rest(self, days: float, stranded: Bools, dry: Bools) -> None:
        """Set readiness after `days`: the strain of the march, hunger, thirst and combat wear it down, rest restores it.

        `dry`: where water is short. A formation that has fought since the last look has not rested, and one without food or
        water does not either."""
        s, fought = self.c.state, self._fought()
        strained = readiness.strain(s.effort, self.forced) * s.marching * days
        wants, restful = self.wants.cost(days, stranded, dry)
        s.rested(
            readiness.readiness_after(
                s.readiness,
                strain_days=strained,
                rest_days=~(s.marching | fought) * days * restful,
                combat_days=np.asarray(fought * days, float),
                wants=wants,
                supply_fraction=s.supply_fraction,
                rates=self.c.rates.readiness,
            )
        )

    def fall_sick(self, days: float) -> None:
        """Let `days` of disease and accidents take their share; those who are encircled keep their sick."""
        s = self.c.state
        share = readiness.sick_share(days, rates=self.c.rates.readiness)
        s.strengths.fall_sick(np.asarray((s.in_play & ~s.encircled) * share, float))

    def refuel(self) -> None:
        """Dry formations with fuel enough to move are woken."""
        wake_refuelled(self.c, self.c.clock.awaited(Signal.REFUELLED))


def upkeep(c: Campaign) -> Process:
    """Every six hours: eat, unload, rest, fall sick, repair (rank UPKEEP: after the arrivals and fights of the minute).

    Nothing interrupts it. Writes `railhead`, `culmination`, `stocks` and `thirst`, in this order. Without the rule
    supply nothing is eaten and nothing comes; without readiness nobody tires."""
    work, days = Upkeep(c), LOOK_MIN / MIN_PER_DAY
    if c.world.on(Rule.SUPPLY):
        work.deliveries.begin()
    else:
        work.deliveries.shuttles.muster(0.0)
    repaired = attrition.repaired_share(LOOK_MIN / MIN_PER_H, rates=c.rates.combat.attrition)
    while True:
        yield c.after(LOOK_MIN, Rank.UPKEEP)
        stranded = work.wants.stranded()
        if c.world.on(Rule.SUPPLY):
            work.consume(days, stranded)
            work.deliveries.deliver(days)
        else:
            work.deliveries.shuttles.muster(c.minute / MIN_PER_DAY)
        if c.world.on(Rule.READINESS):
            dry = work.deliveries.horses.dry()
            work.rest(days, stranded, dry)
            if c.world.on(Rule.CAVALRY):
                work.deliveries.horses.wear(days, dry)
        if c.world.on(Rule.SICKNESS):
            work.fall_sick(days)
        work.refuel()
        c.state.strengths.repair(repaired)

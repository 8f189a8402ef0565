"""Wants of a run: what men lack of food and water, and what it costs. Called by `upkeep`.

A body that stands without fuel on dry ground cannot fetch water either: so want of fuel tells on men. The arithmetic stands
in `rules.readiness`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, rows_of
from engine.processes.campaign import Campaign
from engine.processes.clock import Signal
from engine.processes.movement.fuel import stands_dry
from engine.rules import readiness
from engine.vocabulary import Cause, EventKind


class Wants:
    """Arrays have the shape (formations,)."""

    def __init__(self, c: Campaign):
        self.c = c

    def eat(self, days: float) -> None:
        """Say what there is to eat for `days`, before it is eaten."""
        self.c.state.wants.eat(np.minimum(self.c.state.food_days / days, 1.0))

    def stranded(self) -> Bools:
        """(formations,): stand for want of fuel."""
        dry = np.zeros(len(self.c.state.fuel_fills), bool)
        for f in self.c.clock.awaited(Signal.REFUELLED):  # few of them; nobody else can stand for fuel
            dry[f] = stands_dry(self.c, f)
        return dry

    def cost(self, days: float, stranded: Bools, dry: Bools) -> tuple[Floats, Floats]:
        """Let `days` pass, in which some stood for fuel, and some where it is `dry`: readiness that hunger and thirst cost, and
        the share (0-1) of the time that men could rest.

        Writes `thirst` for a formation whose men first suffer from it, once a run."""
        lacked, rates = self.c.state.wants, self.c.rates.readiness
        watered = readiness.watered_share(dry, stranded, rates=rates)
        hungry_days = readiness.hungry_after(lacked.hungry_days, lacked.fed, days)
        thirsty_days = readiness.thirsty_after(lacked.thirsty_days, watered, days)
        hunger = readiness.want_loss(
            lacked.hungry_days, hungry_days, endured_days=rates.hunger_endured_days, day_loss=rates.hunger_day_loss
        )
        thirst = readiness.want_loss(
            lacked.thirsty_days, thirsty_days, endured_days=rates.thirst_endured_days, day_loss=rates.thirst_day_loss
        )
        lacked.grow(hungry_days, thirsty_days)
        self._report(thirst)
        return hunger + thirst, np.where(watered < 1.0, 0.0, lacked.fed)

    def _report(self, thirst: Floats) -> None:
        s = self.c.state
        for f in rows_of((thirst > 0.0) & s.in_play).tolist():
            if self.c.log.mark_first(EventKind.THIRST, f):
                s.note(f, self.c.minute, EventKind.THIRST, cause=Cause.WATER, readiness=float(s.readiness[f]))

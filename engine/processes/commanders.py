"""Commanders: what each one is like in this run. Those of one army are alike, and keep their ways for the whole campaign."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.randomness import Dice, Stream
from engine.rules import friction
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import Rule


class Commanders:
    """Dispositions, a row a formation: 1 for the man the parameters describe, and no delay, where friction is off."""

    def __init__(self, world: World, dice: Dice):
        armies = sorted(set(world.order_of_battle.army))
        army, off = np.array([armies.index(name) for name in world.order_of_battle.army]), not world.on(Rule.FRICTION)

        rates = world.rates.friction

        def multiples(stream: Stream, ln_sd: float) -> Floats:
            drawn = np.zeros(len(armies)) if off else np.array([dice.normal(stream, name) for name in armies])
            each: Floats = friction.multiple(drawn, ln_sd=ln_sd)[army]
            return each

        self.fuel_reserve_factor = multiples(Stream.FUEL_RESERVE, rates.fuel_reserve_ln_sd)
        """Multiple of the fuel at which a commander halts the main body, and of that at which it moves again."""
        self.steadiness = multiples(Stream.STEADINESS, rates.steadiness_ln_sd)
        """Multiple of the losses that break a defence."""
        to_the_last = np.array([row in world.order_of_battle.main_body for row in range(len(army))], bool)
        to_the_last |= np.array(world.order_of_battle.presses_on, bool)
        self.halt_fills: list[float] = np.where(to_the_last, 0.0, world.rates.fuel.halt_fills * self.fuel_reserve_factor).tolist()
        """Fuel of its own at which a body halts: a main body keeps some; a forward detachment, or a body with orders to press
        on, drives to its last drop."""
        mean_days = 0.0 if off else rates.release_delay_days
        drawn = np.array([dice.uniform(Stream.RELEASE, name) for name in armies]) if mean_days else np.ones(len(armies))
        self._release_min = np.rint(friction.delay_days(drawn, mean_days=mean_days) * MIN_PER_DAY).astype(int)[army]

    def release_min(self, formation: int, dated_minute: int) -> int:
        """Minutes by which an order dated `dated_minute` lets a formation go late; what goes at the start is not held back."""
        return int(self._release_min[formation]) if dated_minute > 0 else 0

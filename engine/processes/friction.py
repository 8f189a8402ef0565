"""Friction: what makes a run's columns slower or later than the tables, drawn for the theatre, each army and each road.

It is shared: independent noise by formation would average out over a place that falls to the first of ten arrivals."""

from __future__ import annotations

import numpy as np

from engine.randomness import Dice, Stream
from engine.rules import friction
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import Rule


class Friction:
    """The draws of one run; each is addressed by its army or road, so that asking in another order changes nothing."""

    def __init__(self, world: World, dice: Dice):
        self.world, self.dice, self.on = world, dice, world.on(Rule.FRICTION)
        self._army_pace = self._drawn_army_pace()
        self._link_pace: dict[int, float] = {}

    def pace(self, f: int, link: int) -> float:
        """Multiple of a formation's pace on a link: theatre and army, times the road's own."""
        if link not in self._link_pace:
            normal = self.dice.normal(Stream.PACE_LINK, self.world.links.ids[link]) if self.on else 0.0
            self._link_pace[link] = float(friction.multiple(normal, ln_sd=self.world.rates.friction.link_ln_sd))
        return self._army_pace[f] * self._link_pace[link]

    def start_delay_min(self, f: int) -> int:
        """Minutes that the formation's army starts late."""
        mean_days = self.world.rates.friction.start_delay_days
        if not self.on or mean_days == 0:
            return 0
        uniform = self.dice.uniform(Stream.START_DELAY, self.world.order_of_battle.army[f])
        return round(float(friction.delay_days(uniform, mean_days=mean_days)) * MIN_PER_DAY)

    def _drawn_army_pace(self) -> list[float]:
        """(formations,): theatre and army."""
        armies, rates = sorted(set(self.world.order_of_battle.army)), self.world.rates.friction
        if not self.on:
            return [1.0] * len(self.world.order_of_battle.army)
        theatre = friction.multiple(self.dice.normal(Stream.PACE_THEATRE, "theatre"), ln_sd=rates.theatre_ln_sd)
        drawn = np.array([self.dice.normal(Stream.PACE_ARMY, army) for army in armies])
        pace = dict(zip(armies, (theatre * friction.multiple(drawn, ln_sd=rates.army_ln_sd)).tolist(), strict=True))
        return [pace[army] for army in self.world.order_of_battle.army]

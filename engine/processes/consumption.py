"""Consumption: the fuel that each formation burns on a kilometre of road in this run.

Like formations differ by a factor that is drawn once a run; ground and days in contact come on top (`rules.fuel`)."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.randomness import Dice, Stream
from engine.rules import fuel
from engine.theatre.world import World
from engine.vocabulary import Rule


class Consumption:
    """The draws of one run, addressed by formation."""

    def __init__(self, world: World, dice: Dice):
        rates, motor = world.rates.fuel, {"tracked": world.rates.fuel.km_per_fill_tracked}
        km_per_fill = [each.km_per_fill or motor.get(each.mobility, rates.km_per_fill_motor) for each in world.formations]
        burns = np.array(world.burns_fuel, bool)
        factor = np.ones(len(burns))
        if world.on(Rule.FRICTION):
            drawn = np.array([dice.normal(Stream.CONSUMPTION, world.formations[f].id) for f in np.flatnonzero(burns)])
            factor[burns] = fuel.consumption_factor(drawn, rates=rates)
        per_km: Floats = factor / np.array(km_per_fill, float) * burns
        self.fills_per_km: list[float] = per_km.tolist()
        """(formations,): fills of its own on a km of road; 0 for one that burns none."""

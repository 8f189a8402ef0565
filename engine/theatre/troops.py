"""What the troops of a theatre are like in every run: their quality and reliability, and how hard they march."""

from __future__ import annotations

import numpy as np

from engine.rules import march
from engine.theatre.world import World
from engine.vocabulary import Rule


class Troops:
    """Arrays have the shape (formations,)."""

    def __init__(self, world: World):
        self.quality = np.array([formation.quality for formation in world.formations])
        reliability = np.array([formation.reliability for formation in world.formations], float)
        self.reliability = reliability if world.on(Rule.DESERTION) else np.ones_like(reliability)
        """Chance (0-1) that a formation fights on when it meets the enemy; 1 for all where nobody deserts."""
        forced = world.on(Rule.FORCED_MARCH)
        self.efforts = {
            mobility: march.efforts(mobility, rates=world.rates.march, forced=forced) for mobility in march.MOBILITIES
        }
        """Mobility to the effort with which an offensive opens, its days, and the effort from then on (`march.efforts`)."""

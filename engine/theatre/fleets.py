"""Lorry fleets: which formation's lorries bring each formation its supplies, and in which order of priority."""

from __future__ import annotations

import numpy as np

from engine.theatre.world import World
from engine.vocabulary import Rule


class Fleets:
    """A fleet belongs to the nearest formation upwards, itself included, that has lorries of its own."""

    def __init__(self, world: World):
        held = {formation.id: formation.lorries for formation in world.formations if formation.lorries > 0}
        with_lorries = world.order_of_battle.inherited({name: name for name in held}, "")
        fleets = sorted(set(with_lorries))
        self.of = np.array([fleets.index(fleet) for fleet in with_lorries])
        """(formations,): number of the fleet that serves each."""
        self.lorries = np.array([held.get(fleet, np.inf) for fleet in fleets])
        """(fleets,): inf for those below nobody with lorries, whose deliveries lorries do not limit."""
        self.rates = world.own_rates.of_fleets(np.array([world.formation_row.get(fleet, -1) for fleet in fleets]))
        """Load, serviceable share and km a day of each fleet's lorries: arrays of (fleets,) where they differ."""
        self.counted = world.on(Rule.LORRIES)
        """Whether lorries pay for turn-round, own fuel, wear and full roads."""
        ranks = {row.id: row.supply_priority for row in world.formations if row.supply_priority is not None}
        first = world.order_of_battle.inherited(ranks, 1.0)
        self.priority = np.array(first, float) if self.counted and set(first) != {1.0} else None
        """(formations,): weight in sharing out what is short; None where all are alike."""

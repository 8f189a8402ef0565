"""Tanks and guns of corps, army and front troops, shared equally among the fights within reach of those below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.processes.combat.forces import flat

HELPERS = ("corps", "army", "front", "area_army")


@dataclass(frozen=True)
class Support:
    """Which formations help in which fights, and with which share of themselves; arrays have one entry a helper and fight."""

    helpers: Ints
    fight: Ints
    part: Floats
    lends_tanks: NDArray[np.bool_]
    lenders: Ints
    """Every formation that helps anywhere, once."""
    lender: Ints
    """Helper to its number among `lenders`."""

    def tank_losses(self, tank_loss: Floats) -> tuple[Ints, Floats]:
        """Rows of those that lent tanks, and the share that the fights (`tank_loss` each) cost; guns stand out of reach."""
        lost = tank_loss[self.fight] * self.part * self.lends_tanks
        return self.lenders, np.bincount(self.lender, lost, len(self.lenders)).astype(float)


class Supporters:
    """The higher formations of a theatre that support those below them."""

    def __init__(self, c: Campaign):
        self.c = c
        rows = c.world.formation_row
        helpers = {f.id for f in c.world.formations if not f.combat and f.echelon in HELPERS}
        chains = [c.world.order_of_battle.tree.chain[formation.id][1:] for formation in c.world.formations]
        self.above = [[rows[above] for above in chain if above in helpers] for chain in chains]
        self.reach_km = c.rates.combat.engagement.support_km
        self.with_tanks = np.array([formation.echelon in ("corps", "army") for formation in c.world.formations])

    def shared_out(self, attackers: Sequence[Sequence[int]], places: Sequence[int]) -> Support:
        """Near enough to help are those that stand within reach of a fight; each divides itself equally among its fights."""
        far_km, where = self.c.world.network.great_circle_km, self.c.state.place
        help_by_fight = [
            [
                above
                for above in sorted({above for f in group for above in self.above[f]})
                if far_km[where[above], place] <= self.reach_km
            ]
            for group, place in zip(attackers, places, strict=True)
        ]
        rows, fight = flat(help_by_fight)
        everybody = [helper for helpers in help_by_fight for helper in helpers]
        lenders = sorted(set(everybody))
        number = {helper: lender for lender, helper in enumerate(lenders)}
        part = np.array([1.0 / everybody.count(helper) for helper in everybody])
        lender = np.array([number[helper] for helper in everybody], int)
        return Support(rows, fight, part, self.with_tanks[rows], np.array(lenders, int), lender)

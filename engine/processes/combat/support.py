"""Tanks and guns of corps, army and front troops, shared by men among the fights within reach of those below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats, Ints, summed
from engine.processes.campaign import Campaign
from engine.processes.combat.forces import flat
from engine.rules import power, support

_NONE: Floats = np.zeros(0)
HELPERS = ("corps", "army", "army_group", "front", "area_army")


@dataclass(frozen=True)
class Support:
    """Which formations help in which fights; arrays have one entry a helper and fight."""

    helpers: Ints
    fight: Ints
    lends: Floats
    """(2, helpers and fights): 1 where its tanks, and its guns, can help, else 0."""
    lenders: Ints
    """Every formation that helps anywhere, once."""
    lender: Ints
    """Helper to its number among `lenders`."""


class Lent(NamedTuple):
    """What finds room in the fights of an impulse; parts (0-1) of each helper with one entry a helper and fight."""

    support: Support
    tank_part: Floats
    gun_part: Floats
    crews: Floats
    """Men who serve the guns that count."""

    def losses(self, men_loss: Floats, tank_loss: Floats, men: Floats) -> tuple[Floats, Floats]:
        """Shares (0-1) of the men and tanks of each lender that the fights cost (`men_loss` and `tank_loss` each).

        `men` are those of each helper. Guns stand out of reach, their crews do not."""
        s = self.support
        crews = men_loss[s.fight] * self.crews / np.maximum(men, 1.0)
        crews, tanks = summed(np.array([crews, tank_loss[s.fight] * self.tank_part]), s.lender, len(s.lenders))
        return crews, tanks


class Supporters:
    """The higher formations of a theatre that support those below them."""

    def __init__(self, c: Campaign):
        self.c = c
        rows = c.world.formation_row
        helpers = {f.id for f in c.world.formations if not f.combat and f.echelon in HELPERS}
        chains = [[tree.chain[f.id][1:] for f in c.world.formations] for tree in c.world.order_of_battle.command.trees]
        self._above = [[[rows[above] for above in chain if above in helpers] for chain in stage] for stage in chains]
        self.reach_km = c.rates.combat.engagement.support_km
        with_tanks = [formation.echelon in ("corps", "army") for formation in c.world.formations]
        self._lends = np.array([with_tanks, [True] * len(with_tanks)], float)

    @property
    def above(self) -> list[list[int]]:
        """(formations,): rows of the higher formations that support each as it stands under its headquarters now."""
        return self._above[self.c.stage]

    def within_reach(self, attackers: Sequence[Sequence[int]], places: Sequence[int]) -> Support:
        """Near enough to help are those that stand within reach of a fight of troops below them."""
        above_all, far_km = self.above, self.c.world.network.great_circle_km
        where = self.c.state.place
        help_by_fight = [
            [
                above
                for above in sorted({above for f in group for above in above_all[f]})
                if far_km[where[above], place] <= self.reach_km
            ]
            for group, place in zip(attackers, places, strict=True)
        ]
        rows, fight = flat(help_by_fight)
        everybody = [helper for helpers in help_by_fight for helper in helpers]
        lenders = sorted(set(everybody))
        number = {helper: lender for lender, helper in enumerate(lenders)}
        lender = np.array([number[helper] for helper in everybody], int)
        return Support(rows, fight, self._lends[:, rows], np.array(lenders, int), lender)

    def lend(self, near: Support, force: power.Force, n: int) -> Lent:
        """What of it finds room in `n` fights whose attackers (the first `n` of `force`) have so many men, guns and tanks."""
        if not near.helpers.size:
            return Lent(near, _NONE, _NONE, _NONE)
        s, rates = self.c.state.strengths, self.c.rates.combat.support
        men, own = force.men[:n], np.array([force.tanks[:n], force.guns[:n]])
        shared = support.shares_by_men(men[near.fight], near.lender, lenders=len(near.lenders)) * near.lends
        all_men, *machines = s.present.take(near.helpers, axis=1)
        lent = np.array(machines) * shared
        most = np.array([[rates.tanks_per_1000_men], [rates.guns_per_1000_men]])
        room = support.room_share(own, summed(lent, near.fight, n), men, most).take(near.fight, axis=1)
        crews = support.crew_men(lent[1] * room[1], all_men, machines[1], rates=rates)
        tank_part, gun_part = shared * room
        return Lent(near, tank_part, gun_part, crews)


def supported(c: Campaign, force: power.Force, lent: Lent, n: int) -> power.Force:
    """The forces of `n` fights, attackers first, with what is lent to the attackers: tanks, guns, and the men who serve them."""
    s, rows, fight = c.state, lent.support.helpers, lent.support.fight
    if not rows.size:
        force.effectiveness[:n] = power.joined_mean(force.men[:n], force.effectiveness[:n], 0.0, 0.0)
        return force
    tanks, guns = s.strengths.tanks[rows] * lent.tank_part, s.strengths.guns[rows] * lent.gun_part
    worth = power.effective_men(
        lent.crews, s.readiness[rows], c.theatre.troops.quality[rows], s.ammo_bk[rows], rates=c.rates.combat.power
    )
    helping = np.array([tanks, guns, guns * c.world.anti_tank_share[rows], lent.crews, worth])
    lent_tanks, lent_guns, stoppers, crews, crews_worth = summed(helping, fight, n)
    force.anti_tank_share[:n] = power.joined_mean(force.guns[:n], force.anti_tank_share[:n], lent_guns, stoppers)
    force.effectiveness[:n] = power.joined_mean(force.men[:n], force.effectiveness[:n], crews, crews_worth)
    force.men[:n] += crews
    force.tanks[:n] += lent_tanks
    force.guns[:n] += lent_guns
    return force

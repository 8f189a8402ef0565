"""Tanks and guns of corps, army and front troops, shared by men among the fights within reach of those below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, Ints
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
    lends_tanks: NDArray[np.bool_]
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
        n = len(s.lenders)
        tanks = np.bincount(s.lender, tank_loss[s.fight] * self.tank_part, n)
        return np.bincount(s.lender, crews, n).astype(float), tanks.astype(float)


class Supporters:
    """The higher formations of a theatre that support those below them."""

    def __init__(self, c: Campaign):
        self.c = c
        rows = c.world.formation_row
        helpers = {f.id for f in c.world.formations if not f.combat and f.echelon in HELPERS}
        chains = [[tree.chain[f.id][1:] for f in c.world.formations] for tree in c.world.order_of_battle.command.trees]
        self._above = [[[rows[above] for above in chain if above in helpers] for chain in stage] for stage in chains]
        self.reach_km = c.rates.combat.engagement.support_km
        self.with_tanks = np.array([formation.echelon in ("corps", "army") for formation in c.world.formations])

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
        return Support(rows, fight, self.with_tanks[rows], np.array(lenders, int), lender)

    def lend(self, near: Support, force: power.Force, n: int) -> Lent:
        """What of it finds room in `n` fights whose attackers (the first `n` of `force`) have so many men, guns and tanks."""
        if not near.helpers.size:
            return Lent(near, _NONE, _NONE, _NONE)
        s, rates = self.c.state.strengths, self.c.rates.combat.support
        men, own_tanks, own_guns = force.men[:n], force.tanks[:n], force.guns[:n]
        shared = support.shares_by_men(men[near.fight], near.lender, lenders=len(near.lenders))
        tanks, guns = s.tanks[near.helpers] * shared * near.lends_tanks, s.guns[near.helpers] * shared
        tank_room, gun_room = (
            support.room_share(own, _sums(near.fight, lent, n), men, most)[near.fight]
            for own, lent, most in (
                (own_tanks, tanks, rates.tanks_per_1000_men),
                (own_guns, guns, rates.guns_per_1000_men),
            )
        )
        crews = support.crew_men(guns * gun_room, s.men[near.helpers], s.guns[near.helpers], rates=rates)
        return Lent(near, shared * tank_room * near.lends_tanks, shared * gun_room, crews)


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
    force.tanks[:n] += _sums(fight, tanks, n)
    own, lent_guns = force.guns[:n], _sums(fight, guns, n)
    stoppers = _sums(fight, guns * c.world.anti_tank_share[rows], n)
    force.anti_tank_share[:n] = power.joined_mean(own, force.anti_tank_share[:n], lent_guns, stoppers)
    force.guns[:n] += lent_guns
    crews, crews_worth = _sums(fight, lent.crews, n), _sums(fight, worth, n)
    force.effectiveness[:n] = power.joined_mean(force.men[:n], force.effectiveness[:n], crews, crews_worth)
    force.men[:n] += crews
    return force


def _sums(fight: Ints, values: Floats, n: int) -> Floats:
    """(n,): sums of `values`, one entry a helper and fight, by fight."""
    return np.bincount(fight, values, n).astype(float)

"""The picture that an impulse is resolved from: who fights where, gathered into arrays for both sides at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.processes.campaign import Campaign
from engine.processes.front import ATTACKER, Front, Luck, Position, Siege, flat
from engine.randomness import Stream
from engine.rules import march, power
from engine.rules.daylight import dark_share
from engine.rules.engagement import Cohesion, Side, Situation
from engine.units import H_PER_DAY, MIN_PER_DAY, MIN_PER_H

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_IMPULSES = 10_000
"""Of one engagement; keeps the occasions of different engagements at one place apart."""


CALM = Luck(0.0, np.inf)
"""Of who besieges, or has not begun to fight."""


@dataclass
class Fight:
    """One row of the picture: an engagement (or a siege) with the formations that take part."""

    place: int
    attackers: list[int]
    defenders: list[int]
    posture: int
    z_advance: float = 0.0
    position: Position | None = None
    siege: Siege | None = None
    own: Luck = CALM
    theirs: Luck = CALM


class Lineup:
    """Who takes part in which fight, and what only depends on that; groups 0 to n - 1 are attackers, n to 2 n - 1 defenders."""

    def __init__(self, c: Campaign, groups: list[list[int]]):
        self.groups, n = groups, len(groups) // 2
        self.rows, self.group = flat(groups)
        """Formation rows that take part, attackers of all fights first, and the group of each."""
        self.squads = c.world.squads[self.rows] if c.world.squads[self.rows].any() else None
        self.foremost = np.array([group[0] for group in groups], int)
        self.side = c.state.side[self.foremost]
        attackers = groups[:n]
        self.march_km_day = np.array(
            [march.base_km_day(c.world.formations[f[0]].mobility, rates=c.rates.march) for f in attackers]
        )
        self.surprise = np.where(self.side[:n] == ATTACKER, c.intelligence.surprise[self.foremost[n:]], 0.0)
        self.sky_sign = np.where(self.side[:n] == ATTACKER, 1.0, -1.0)


class Picture:
    """Gathers fights into the arrays of `engagement.resolve_stacked`."""

    def __init__(self, c: Campaign, front: Front):
        self.c, self.front, self.support = c, front, Support(c)
        words = [power.COMBAT_TERRAIN[place.terrain] for place in c.world.places]
        self._terrain = np.array([power.TERRAINS.index(word) for word in words])
        self._days: dict[tuple[Stream, int, int], float] = {}
        self.lineup = Lineup(c, [])
        self.part = np.zeros(0)
        """(rows of the line-up,): share of each formation that takes part."""

    def sides(self, fights: list[Fight]) -> Side:
        """Attackers and defenders of every fight as they are now; shape (2, fights)."""
        force, shape, lineup = self.forces(fights), (2, len(fights)), self.lineup
        luck = [*(fight.own for fight in fights), *(fight.theirs for fight in fights)]
        men = self.c.state.strengths.men[lineup.rows] * self.part
        present = np.bincount(lineup.group, men, len(luck)).astype(float)
        days = (Stream.DAY_ATTACKER, Stream.DAY_DEFENDER)
        return Side(
            force,
            self._cohesion(self.c.state.strengths.men[lineup.rows], luck),
            np.array([each.engagement for each in luck]).reshape(shape),
            np.array([self._z_day(stream, fight) for stream in days for fight in fights]).reshape(shape),
            self._squads(men, present).reshape(shape),
        )

    def forces(self, fights: list[Fight]) -> power.Force:
        """The forces of both sides of every fight with their support; shape (2, fights), attackers first."""
        attackers = [fight.attackers for fight in fights]
        groups, shape = [*attackers, *(fight.defenders for fight in fights)], (2, len(fights))
        if groups != self.lineup.groups:
            self.lineup = Lineup(self.c, [list(group) for group in groups])
        self.part = self._part(fights)
        force = self.front.forces_of(self.lineup.rows, self.lineup.group, len(groups), self.part)
        tanks, guns = self.support.of(attackers, [fight.place for fight in fights])
        force.tanks[: len(fights)] += tanks
        force.guns[: len(fights)] += guns
        return power.Force(*(part.reshape(shape) for part in _parts(force)))

    def _part(self, fights: list[Fight]) -> Floats:
        """(rows of the line-up,): share of each formation that takes part."""
        part = self.c.state.at_head(self.lineup.rows)
        for row, fight in enumerate(fights):
            if fight.siege is not None:
                part[self.lineup.group == row] = [*fight.siege.masks.values()]
        return part

    def _squads(self, men: Floats, present: Floats) -> Floats:
        """(groups,): share of the men whose custom is close assault on tanks."""
        lineup = self.lineup
        if lineup.squads is None:
            return np.zeros(len(present))
        return np.asarray(np.bincount(lineup.group, men * lineup.squads, len(present)) / np.maximum(present, 1e-9))

    def _cohesion(self, men: Floats, luck: list[Luck]) -> Cohesion:
        """Shape (2, fights); of formations that have so many `men` now. Only defenders can be shut in or turned."""
        s, n, lineup = self.c.state, len(luck) // 2, self.lineup
        began = [luck[group].men.get(f, 0.0) for f, group in zip(lineup.rows.tolist(), lineup.group.tolist(), strict=True)]
        start, gone = np.array(began) * self.part, np.maximum(np.array(began) - men, 0.0)
        whole = np.maximum(np.bincount(lineup.group, start, 2 * n), 1.0)
        lost = np.minimum(np.bincount(lineup.group, gone, 2 * n) / whole, 1.0)
        hungry = np.bincount(lineup.group, s.food_days[lineup.rows] > 0, 2 * n) == 0
        fraction = np.array([min(each.break_fraction, 1e9) for each in luck])
        first = lineup.foremost[n:]
        friendly = self.c.friendly_share()[s.side[first], s.place[first]]
        shut_in, turned = np.zeros((2, n), bool), np.zeros((2, n), bool)
        shut_in[1], turned[1] = friendly == 0.0, (friendly < 0.5) & (friendly != 0.0)
        return Cohesion(lost.reshape(2, n), fraction.reshape(2, n), shut_in, hungry.reshape(2, n), turned)

    def _z_day(self, stream: Stream, fight: Fight) -> float:
        """Standard normal of one side for this day of fighting at its place, drawn once a day."""
        begun = fight.position.opened_minute if fight.position else fight.siege.begun_minute if fight.siege else 0
        engagement = fight.position.engagement if fight.position else MOST_IMPULSES
        address = (stream, fight.place, engagement * MOST_IMPULSES + (self.c.minute - begun) // MIN_PER_DAY)
        if address not in self._days:
            self._days[address] = self.c.dice.normal(stream, self.c.world.places[fight.place].id, address[2])
        return self._days[address]

    def situation(self, fights: list[Fight], hours: float) -> Situation:
        """Ground, sky, darkness and surprise of every fight in the `hours` that end now."""
        c, n, lineup = self.c, len(fights), self.lineup
        places = np.array([fight.place for fight in fights])
        hour = ((c.minute - hours * MIN_PER_H) + c.world.start.hour * 60 + c.world.start.minute) / MIN_PER_H % H_PER_DAY
        dark = dark_share(hour, hours, c.combat_rates.attrition.dark_h_per_day)
        return Situation(
            posture=np.array([fight.posture for fight in fights]),
            terrain=self._terrain[places],
            sky=c.place_sky()[places].astype(int),
            dark=np.array(dark),
            surprise=lineup.surprise,
            surprise_days=np.array(c.minute / MIN_PER_DAY),
            air=c.air.superiority[places] * lineup.sky_sign if c.air else np.zeros(n),
            laststand=np.array([fight.siege is not None for fight in fights]),
            flanks_open=np.zeros((), bool),
            march_km_day=lineup.march_km_day,
            z_advance=np.array([fight.z_advance for fight in fights]),
        )


def _parts(force: power.Force) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    return force.men, force.tanks, force.guns, force.anti_tank_share, force.effectiveness


class Support:
    """Tanks and guns of corps, army and front troops, shared equally among the fights within reach of those below them."""

    def __init__(self, c: Campaign):
        self.c = c
        rows = {formation.id: row for row, formation in enumerate(c.world.formations)}
        helpers = {f.id for f in c.world.formations if not f.combat and f.echelon in ("corps", "army", "front", "area_army")}
        chains = [c.world.parent_chain[formation.id][1:] for formation in c.world.formations]
        self.above = [[rows[above] for above in chain if above in helpers] for chain in chains]
        self.reach_km = c.rates.combat.engagement.support_km
        self.with_tanks = np.array([formation.echelon in ("corps", "army") for formation in c.world.formations])
        self.groups: list[list[int]] = []
        self.places: list[int] = []
        self.asked: list[int] = []
        """Everybody who might help, near or far."""
        self._share_out()

    def of(self, groups: list[list[int]], places: list[int]) -> tuple[Floats, Floats]:
        """(fights,) each: tanks and guns in support of the attackers, who are given by fight, at the places of the fights."""
        strengths, n = self.c.state.strengths, len(groups)
        if groups != self.groups or places != self.places:
            self.groups, self.places = [list(group) for group in groups], list(places)
            self.asked = sorted({above for attackers in groups for f in attackers for above in self.above[f]})
            self._share_out()
        elif self.c.state.place[self.asked].tolist() != self.stood:
            self._share_out()
        tanks = strengths.tanks[self.helpers] * self.part * self.with_tanks[self.helpers]
        guns = strengths.guns[self.helpers] * self.part
        return np.bincount(self.fight, tanks, n).astype(float), np.bincount(self.fight, guns, n).astype(float)

    def _share_out(self) -> None:
        """Who is near enough to help where, and with which part of himself."""
        self.stood = self.c.state.place[self.asked].tolist()
        where = dict(zip(self.asked, self.stood, strict=True))
        apart_km, reach_km = self.c.world.great_circle_km, self.reach_km
        help_by_fight = [
            [
                above
                for above in sorted({above for f in attackers for above in self.above[f]})
                if apart_km[where[above], place] <= reach_km
            ]
            for attackers, place in zip(self.groups, self.places, strict=True)
        ]
        self.helpers, self.fight = flat(help_by_fight)
        everybody = [helper for helpers in help_by_fight for helper in helpers]
        lenders = sorted(set(everybody))
        number = {helper: lender for lender, helper in enumerate(lenders)}
        self.part = np.array([1.0 / everybody.count(helper) for helper in everybody])
        self.lenders, self.lender = np.array(lenders, int), np.array([number[helper] for helper in everybody], int)

    def tank_losses(self, tank_loss: Floats) -> tuple[Ints, Floats]:
        """Rows of those who lent tanks, and the share that the fights (`tank_loss` each) cost; guns stand out of reach."""
        lost = np.bincount(self.lender, tank_loss[self.fight] * self.part, len(self.lenders))
        return self.lenders, lost * self.with_tanks[self.lenders]

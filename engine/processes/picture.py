"""The picture that an impulse is resolved from: who fights where, gathered into arrays for both sides at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


@dataclass
class Fight:
    """One row of the picture: an engagement (or a siege) with the formations that take part."""

    place: int
    attackers: list[int]
    defenders: list[int]
    own: Luck
    theirs: Luck
    posture: int
    z_advance: float
    position: Position | None = None
    siege: Siege | None = None


class Picture:
    """Gathers fights into the arrays of `engagement.resolve`. Groups 0 to n - 1 are attackers, n to 2 n - 1 defenders."""

    def __init__(self, c: Campaign, front: Front):
        self.c, self.front, self.support = c, front, Support(c)
        words = [power.COMBAT_TERRAIN[place.terrain] for place in c.world.places]
        self._terrain = np.array([power.TERRAINS.index(word) for word in words])
        self._days: dict[tuple[Stream, int, int], float] = {}
        self.rows, self.group = np.zeros(0, int), np.zeros(0, int)
        """Formation rows that take part, attackers of all fights first, and the group of each."""

    def sides(self, fights: list[Fight]) -> tuple[Side, Side]:
        """Attackers and defenders of every fight as they are now."""
        n = len(fights)
        attackers = [fight.attackers for fight in fights]
        groups = [*attackers, *(fight.defenders for fight in fights)]
        luck = [*(fight.own for fight in fights), *(fight.theirs for fight in fights)]
        self.rows, self.group = flat(groups)
        force, cohesion = self.front.forces(groups), self._cohesion(groups, luck)
        z_engagement = np.array([each.engagement for each in luck])
        days = (Stream.DAY_ATTACKER, Stream.DAY_DEFENDER)
        z_day = np.array([self._z_day(stream, fight) for stream in days for fight in fights])
        tanks, guns = self.support.of(attackers, [fight.place for fight in fights])
        own = power.Force(*(part[:n] for part in _parts(force)))
        theirs = power.Force(*(part[n:] for part in _parts(force)))
        own = replace(own, tanks=own.tanks + tanks, guns=own.guns + guns)
        held, fell = cohesion
        squads = self._squads(len(groups))
        return (
            Side(own, held, z_engagement[:n], z_day[:n], squads[:n]),
            Side(theirs, fell, z_engagement[n:], z_day[n:], squads[n:]),
        )

    def _squads(self, groups: int) -> Floats:
        """(groups,): share of the men whose custom is close assault on tanks."""
        custom, men = self.c.world.squads[self.rows], self.c.state.strengths.men[self.rows]
        if not custom.any():
            return np.zeros(groups)
        return np.asarray(np.bincount(self.group, men * custom, groups) / np.maximum(np.bincount(self.group, men, groups), 1e-9))

    def _cohesion(self, groups: list[list[int]], luck: list[Luck]) -> tuple[Cohesion, Cohesion]:
        """Of attackers and defenders; only defenders can be shut in or turned."""
        s, n, both = self.c.state, len(groups) // 2, len(groups)
        present = np.bincount(self.group, s.strengths.men[self.rows], both)
        start = np.array([each.men_at_start for each in luck])
        lost = np.clip(np.where(np.isfinite(start), 1.0 - present / np.maximum(start, 1.0), 0.0), 0.0, 1.0)
        hungry = np.bincount(self.group, s.food_days[self.rows] > 0, both) == 0
        fraction = np.array([min(each.break_fraction, 1e9) for each in luck])
        first = np.array([group[0] for group in groups[n:]])
        friendly = self.c.friendly_share()[s.side[first], s.place[first]]
        shut_in, never = friendly == 0.0, np.zeros(n, bool)
        return (
            Cohesion(lost[:n], fraction[:n], never, hungry[:n], never),
            Cohesion(lost[n:], fraction[n:], shut_in, hungry[n:], (friendly < 0.5) & ~shut_in),
        )

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
        c, n = self.c, len(fights)
        places = np.array([fight.place for fight in fights])
        side = c.state.side[[fight.attackers[0] for fight in fights]]
        hour = ((c.minute - hours * MIN_PER_H) + c.world.start.hour * 60 + c.world.start.minute) / MIN_PER_H % H_PER_DAY
        dark = dark_share(hour, hours, c.combat_rates.attrition.dark_h_per_day)
        speed = [march.base_km_day(c.world.formations[fight.attackers[0]].mobility, c.values) for fight in fights]
        level = c.intelligence.surprise[[fight.defenders[0] for fight in fights]]
        sky_over = c.air.superiority[places] * np.where(side == ATTACKER, 1.0, -1.0) if c.air else np.zeros(n)
        return Situation(
            posture=np.array([fight.posture for fight in fights]), terrain=self._terrain[places],
            sky=c.place_sky()[places].astype(int), dark=np.full(n, dark),
            surprise=np.where(side == ATTACKER, level, 0.0), surprise_days=np.full(n, c.minute / MIN_PER_DAY), air=sky_over,
            laststand=np.array([fight.siege is not None for fight in fights]), flanks_open=np.zeros(n, bool),
            march_km_day=np.array(speed), z_advance=np.array([fight.z_advance for fight in fights]),
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
        self.reach_km = c.values["combat.support_km"]
        self.with_tanks = np.array([formation.echelon in ("corps", "army") for formation in c.world.formations])

    def of(self, groups: list[list[int]], places: list[int]) -> tuple[Floats, Floats]:
        """(fights,) each: tanks and guns in support of the attackers, who are given by fight, at the places of the fights."""
        strengths, where = self.c.state.strengths, self.c.state.place
        helpers, fight = flat([sorted({above for f in attackers for above in self.above[f]}) for attackers in groups])
        near = self.c.world.crow_km[where[helpers], np.array(places)[fight]] <= self.reach_km
        self.helpers, self.fight = helpers[near], fight[near]
        self.part = 1.0 / np.bincount(self.helpers, minlength=len(self.above))[self.helpers]
        tanks = strengths.tanks[self.helpers] * self.part * self.with_tanks[self.helpers]
        guns = strengths.guns[self.helpers] * self.part
        tanks_by_fight, guns_by_fight = (np.bincount(self.fight, arm, len(groups)).astype(float) for arm in (tanks, guns))
        return tanks_by_fight, guns_by_fight

    def tank_losses(self, tank_loss: Floats) -> tuple[Ints, Floats]:
        """Rows of those who lent tanks, and the share that the fights (`tank_loss` each) cost; guns stand out of reach."""
        rows = np.unique(self.helpers)
        where = np.searchsorted(rows, self.helpers)
        return rows, np.bincount(where, tank_loss[self.fight] * self.part, len(rows)) * self.with_tanks[rows]

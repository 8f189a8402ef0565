"""The first step of an impulse: fights of the moment gathered into the arrays that the rules resolve, for both sides at once.

Nothing is written here. What depends only on which formations fight where is kept from one impulse to the next, because
line-ups change a few times a day and an impulse is fought every few hours; the key of each is all that it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.arrays import Floats, Ints, some
from engine.processes.campaign import Campaign
from engine.processes.combat.fights import MOST_IMPULSES, Fight
from engine.processes.combat.forces import flat, force_of
from engine.processes.combat.positions import ATTACKER
from engine.processes.combat.support import Lent, Support, Supporters, supported
from engine.randomness import Stream
from engine.rules import attrition, breakpoints, power
from engine.rules.daylight import dark_share
from engine.rules.engagement import Cohesion, Side, Situation
from engine.units import H_PER_DAY, MIN_PER_DAY, MIN_PER_H

Groups = tuple[tuple[int, ...], ...]

MOST_KEPT = 64
"""Line-ups that are kept; those of a campaign's few fights recur, those before are forgotten."""


@dataclass(frozen=True)
class Lineup:
    """Which formations take part in which fight and on what ground; groups 0 to n - 1 are attackers, n to 2 n - 1 defenders."""

    rows: Ints
    """Formations that take part, attackers of all fights first."""
    group: Ints
    """Of each of `rows`."""
    foremost: Ints
    """First row of each group."""
    tank_hunters: Floats | None
    """Share of each of `rows` whose custom is close assault on tanks; None where there are none."""
    march_km_day: Floats
    """(fights,): pace of the foremost attacker."""
    surprise: Floats
    """(fights,): level of surprise with which the attack found the defenders."""
    sky_sign: Floats
    """(fights,): 1 where the attackers are the side that superiority is counted for, else -1."""
    places: Ints
    """(fights,)."""
    terrain: Ints
    """(fights,): code into `power.TERRAINS`."""
    front_km: Floats
    """(fights,): of the defence."""


class Gathered(NamedTuple):
    """The fights of one impulse as they stand before it is resolved."""

    fights: tuple[Fight, ...]
    lineup: Lineup
    part: Floats
    """Share (0-1) of each formation of the line-up that takes part."""
    lent: Lent
    force: power.Force
    """Both sides with their support; shape (2, fights), attackers first."""
    situation: Situation
    hours: float


class Gatherer:
    """Gathers the fights of one run."""

    def __init__(self, c: Campaign):
        self.c, self.supporters = c, Supporters(c)
        self._terrain = np.array([power.TERRAINS.index(power.COMBAT_TERRAIN[place.terrain]) for place in c.world.places])
        self._days: dict[tuple[Stream, int, int], float] = {}
        self._lineups: dict[tuple[Groups, tuple[int, ...]], Lineup] = {}
        self._supports: dict[tuple[object, ...], Support] = {}

    def gather(self, fights: Sequence[Fight], hours: float) -> Gathered:
        """Forces, ground, sky and darkness of fights in the `hours` that end now."""
        groups = (
            *((*fight.attackers, *fight.in_depth.attackers) for fight in fights),
            *((*fight.defenders, *fight.in_depth.defenders) for fight in fights),
        )
        lineup, support = self._lineup(groups, tuple(fight.place for fight in fights)), self._support(fights)
        part = self.c.state.forward_fraction(lineup.rows)
        for row, fight in enumerate(fights):
            if fight.containing:
                part[lineup.group == row] = fight.containing
        n = len(fights)
        force = force_of(self.c, lineup.rows, lineup.group, 2 * n, part)
        lent = self.supporters.lend(support, force, n)
        force = supported(self.c, force, lent, n)
        if self.c.state.crossings.any_begun:
            force.effectiveness[:n] *= self._over_water(fights)
        force = _both_sides(force, n)
        return Gathered(tuple(fights), lineup, part, lent, force, self._situation(fights, lineup, hours), hours)

    def sides(self, gathered: Gathered) -> Side:
        """Attackers and defenders with their draws and what holds them together; shape (2, fights)."""
        fights, lineup = gathered.fights, gathered.lineup
        shape, men = (2, len(fights)), self.c.state.strengths.men[lineup.rows]
        both = [fight.draws[side] for side in (0, 1) for fight in fights]
        days = [self._z_day(stream, fight) for stream in (Stream.DAY_ATTACKER, Stream.DAY_DEFENDER) for fight in fights]
        return Side(
            gathered.force,
            self._cohesion(gathered, men, np.array([min(each.break_fraction, 1e9) for each in both])),
            np.array([each.z for each in both]).reshape(shape),
            np.array(days).reshape(shape),
            _tank_hunters(lineup, men * gathered.part, len(both)).reshape(shape),
        )

    def _lineup(self, groups: Groups, places: tuple[int, ...]) -> Lineup:
        found = self._lineups.get((groups, places))
        if found is None:
            _forget(self._lineups)
            found = self._lineups[groups, places] = self._new_lineup(groups, places)
        return found

    def _new_lineup(self, groups: Groups, places: tuple[int, ...]) -> Lineup:
        c, n = self.c, len(groups) // 2
        rows, group = flat(groups)
        foremost, hunters = np.array([each[0] for each in groups], int), c.world.close_assault[rows]
        first = c.state.side[foremost[:n]] == ATTACKER
        pace = [c.world.own_rates.base_km_day(each[0]) for each in groups[:n]]
        surprise = np.where(first, c.intelligence.surprise[foremost[n:]], 0.0)
        sign = np.where(first, 1.0, -1.0)
        where = np.array(places)
        front_km = np.array([c.theatre.ground.frontage_km[place] for place in places])
        return Lineup(
            rows,
            group,
            foremost,
            hunters if some(hunters) else None,
            np.array(pace),
            surprise,
            sign,
            where,
            self._terrain[where],
            front_km,
        )

    def _support(self, fights: Sequence[Fight]) -> Support:
        attackers = tuple((*fight.attackers, *fight.in_depth.attackers) for fight in fights)
        places = tuple(fight.place for fight in fights)
        above_all = self.supporters.above
        asked = sorted({above for group in attackers for f in group for above in above_all[f]})
        key = (attackers, places, tuple(self.c.state.place[asked].tolist()))
        found = self._supports.get(key)
        if found is None:
            _forget(self._supports)
            found = self._supports[key] = self.supporters.within_reach(attackers, places)
        return found

    def _over_water(self, fights: Sequence[Fight]) -> Floats:
        """(fights,): multiple of the attackers' power: below 1 where all that lead came over a river without a bridge yet."""
        s, minute = self.c.state, self.c.minute
        in_boats = [
            all(s.crossings.is_in_boats(int(s.side[f]), int(s.link[f]), minute) for f in fight.attackers) for fight in fights
        ]
        return np.where(in_boats, self.c.rates.rivers.attacker_power_mult, 1.0)

    def _cohesion(self, gathered: Gathered, men: Floats, break_fraction: Floats) -> Cohesion:
        """Shape (2, fights); of formations that have so many `men` now. Only defenders can be encircled or outflanked."""
        s, n, lineup = self.c.state, len(gathered.fights), gathered.lineup
        rows, group = lineup.rows.tolist(), lineup.group.tolist()
        began = np.array([gathered.fights[g % n].began_men.get(f, 0.0) for f, g in zip(rows, group, strict=True)])
        lost = breakpoints.loss_so_far(began, men, gathered.part, lineup.group, groups=2 * n)
        hungry = np.bincount(lineup.group, s.food_days[lineup.rows] > 0, 2 * n) == 0
        first = lineup.foremost[n:]
        friendly = self.c.state.places.friendly_share()[s.side[first], s.place[first]]
        encircled, turned = np.zeros((2, n), bool), np.zeros((2, n), bool)
        encircled[1], turned[1] = breakpoints.is_encircled(friendly), breakpoints.is_outflanked(friendly)
        return Cohesion(lost.reshape(2, n), break_fraction.reshape(2, n), encircled, hungry.reshape(2, n), turned)

    def _z_day(self, stream: Stream, fight: Fight) -> float:
        """Standard normal of one side for this day of fighting at its place, drawn once a day."""
        occasion = fight.engagement * MOST_IMPULSES + (self.c.minute - fight.begun_minute) // MIN_PER_DAY
        address = (stream, fight.place, occasion)
        if address not in self._days:
            self._days[address] = self.c.dice.normal(stream, self.c.world.places[fight.place].id, occasion)
        return self._days[address]

    def _situation(self, fights: Sequence[Fight], lineup: Lineup, hours: float) -> Situation:
        c, places = self.c, lineup.places
        hour = (
            ((c.minute - hours * MIN_PER_H) + c.world.calendar.start.hour * 60 + c.world.calendar.start.minute)
            / MIN_PER_H
            % H_PER_DAY
        )
        return Situation(
            posture=np.array([fight.posture for fight in fights]),
            terrain=lineup.terrain,
            sky=c.today.over_places()[places].astype(int),
            dark=np.array(dark_share(hour, hours, c.rates.combat.attrition.dark_h_per_day)),
            surprise=lineup.surprise,
            surprise_days=np.array(c.minute / MIN_PER_DAY),
            air=c.state.sky.superiority[places] * lineup.sky_sign,
            laststand=np.array([fight.laststand for fight in fights]),
            march_km_day=lineup.march_km_day,
            z_advance=np.array([fight.z_advance for fight in fights]),
            front_km=lineup.front_km,
        )


def _both_sides(force: power.Force, n: int) -> power.Force:
    """Arrays of (2 n,), attackers first, as (2, n)."""
    parts = (force.men, force.tanks, force.guns, force.anti_tank_share, force.effectiveness)
    return power.Force(*(each.reshape(2, n) for each in parts))


def _tank_hunters(lineup: Lineup, men: Floats, groups: int) -> Floats:
    """(groups,): share of the men whose custom is close assault on tanks."""
    if lineup.tank_hunters is None:
        return np.zeros(groups)
    return attrition.hunting_share(men, lineup.tank_hunters, lineup.group, groups=groups)


def _forget(kept: dict[tuple[Groups, tuple[int, ...]], Lineup] | dict[tuple[object, ...], Support]) -> None:
    """Make room: line-ups of long ago do not come back."""
    if len(kept) >= MOST_KEPT:
        kept.clear()

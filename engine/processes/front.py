"""The front: positions under attack and garrisons shut in, and who stands before or around each.

A position is a place that fighting troops of the other side hold. Whoever reaches it waits until it is passed: its field
troops have yielded or its depth is covered, and its works are broken through. Works and troops that could not leave
are then sealed: a siege, masked by the least mobile of those who come, while all others go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import simpy
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.desertion import contact_tries
from engine.randomness import Stream
from engine.rules import advance, fortress, power
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, EventKind, PlaceId, Rule

DIVISION_MEN = 10_000.0
ATTACKER = 0
"""Row of the side whose attack the scenario's surprise belongs to."""


@dataclass(eq=False)
class Luck:
    """Standard normals of one side in one engagement, and its drawn break fraction."""

    engagement: float
    break_fraction: float
    men: dict[int, float] = field(default_factory=dict)
    """Formation to its men when it first took part: what each has lost since wears on the will of those who are there."""


@dataclass
class Position:
    """A place under attack."""

    place: int
    side: int
    """Of the attackers."""
    opened_minute: int
    breakthrough_min: int
    """Minutes of attack that its works stand, or a thin line."""
    depth_km: float
    z_advance: float
    passed: simpy.Event
    attackers: list[int] = field(default_factory=list)
    covered_km: float = 0.0
    attacked_minute: int | None = None
    """When the first attack was dared; those who believe themselves too weak wait for others."""
    dared: bool = False
    """Whether the present engagement has begun."""
    told_waiting: bool = False
    """Whether an event has said so."""
    paused_until_minute: int = 0
    engagement: int = 0
    """Occasion of the draws: how often this place was fought for before."""
    impulses: int = 0
    own: Luck | None = None
    theirs: Luck | None = None

    def attack(self, minute: int) -> None:
        """An engagement begins; the first one starts the clock of the works."""
        self.dared = True
        if self.attacked_minute is None:
            self.attacked_minute = minute

    def break_off(self, until_minute: int, engagement: int, z_advance: float) -> None:
        """The attackers pause; what comes then is a new engagement with new luck, which has to be dared again."""
        self.paused_until_minute, self.engagement, self.z_advance = until_minute, engagement, z_advance
        self.dared, self.own, self.theirs = False, None, None

    def is_broken_through(self, minute: int) -> bool:
        """Whether its works, or a thin line, have been under attack for long enough."""
        return self.attacked_minute is not None and minute >= self.attacked_minute + self.breakthrough_min


@dataclass
class Siege:
    """Troops shut in at a place that the enemy's front has passed."""

    place: int
    side: int
    """Of the besiegers."""
    begun_minute: int
    clearing_days: float
    over: simpy.Event
    masks: dict[int, float] = field(default_factory=dict)
    """Formation to the share of it that stays around the garrison."""
    cleared: float = 0.0
    envoy_minute: int | None = None


class Front:
    """All positions and sieges of a run, by place."""

    def __init__(self, c: Campaign):
        self.c = c
        self.positions: dict[int, Position] = {}
        self.sieges: dict[int, Siege] = {}
        self.fought: dict[int, int] = {}
        self.begun: simpy.Event = c.env.event()
        self.works = frozenset(fort.id for fort in c.world.spec.forts) if c.world.on(Rule.WORKS) else frozenset[str]()
        self.frontage = _frontage(c)
        self.room = advance.divisions_abreast(np.array(self.frontage), rates=c.combat_rates.advance).astype(float).tolist()
        """(places,): divisions that find room to attack each."""

    def defenders(self, place: int, attacker_side: int) -> list[int]:
        """Rows of the enemy's fighting formations that stand at a place, unsealed and willing."""
        return [f for f in self.enemies(place, attacker_side) if not (self.c.state.sealed[f] or self.c.state.leaving[f])]

    def garrison(self, place: int, attacker_side: int) -> list[int]:
        """Rows of the sealed troops at a place."""
        return [f for f in self.enemies(place, attacker_side) if self.c.state.sealed[f]]

    def resisting(self, place: int, attacker_side: int) -> list[int]:
        """Rows of the defenders who will fight: whoever obeys a cease-fire, or has no will, leaves the war now."""
        self._test_will(place, attacker_side)
        return self.defenders(place, attacker_side)

    def believed_odds(self, place: int, side: int, occasion: int, odds: float) -> float:
        """The odds against the defenders of a place as troops of a side take them who have not fought there yet."""
        seen = max(self.c.air.over(place, side), 0.0) if self.c.air else 0.0
        return self.c.intelligence.believed_odds(self.c.world.places[place].id, occasion, odds, seen)

    def overwhelm(self, place: int, side: int) -> None:
        """A place is seized from within: its willing defenders give way, or are shut in if they cannot."""
        for f in self.resisting(place, side):
            self._turn_out(f)
        self._besiege(place, side)

    def enemies(self, place: int, side: int) -> list[int]:
        """Rows of the fighting formations of the other side at a place, sealed or not."""
        s, side_of = self.c.state, self.c.world.side
        return [f for f in sorted(s.at[place]) if side_of[f] != side and s.fights[f]]

    def is_works(self, f: int) -> bool:
        """Whether a formation is the garrison of permanent works, which stays whatever happens."""
        return self.c.world.formations[f].id in self.works

    def stays(self, f: int) -> bool:
        """Whether a formation stays where it is when its place is lost: works, and troops without any means to leave."""
        return self.is_works(f) or self.c.world.formations[f].mobility == "fixed"

    def open(self, f: int, place: int) -> Position | None:
        """The position before formation `f` at `place`, opened now if it is the first there; None where nobody resists."""
        side = int(self.c.state.side[f])
        defenders = self.resisting(place, side)
        if not defenders:
            return None
        if place in self.positions and self.positions[place].side != side:  # its attackers hold the place, and go in
            self.pass_through(self.positions[place])
        if place not in self.positions:
            self.positions[place] = self._position(place, side, defenders)
            self.c.state.note(
                f, self.c.minute, EventKind.CONTACT, cause=PlaceId(self.c.world.places[place].id), **self._strength(defenders)
            )
            if not self.begun.triggered:
                self.begun.succeed()
        return self.positions[place]

    def _position(self, place: int, side: int, defenders: list[int]) -> Position:
        c, rates = self.c, self.c.rates.fortress
        s, name = c.state, c.world.places[place].id
        men = float(s.strengths.men[defenders].sum())
        field_troops = [f for f in defenders if not self.is_works(f)]
        thin = bool(fortress.is_thin(np.array(men), np.array(self.frontage[place]), rates=rates))
        hours = 0.0
        if thin or len(field_troops) < len(defenders):
            z = np.array(c.dice.normal(Stream.BREAKTHROUGH, name))
            alerted = np.array(side != ATTACKER or c.surprise_left(defenders[0]) <= 0.0)
            hours = float(fortress.breakthrough_h(np.array(men), np.array(self.frontage[place]), alerted, z, rates=rates))
        depth = 0.0
        if field_troops and not thin:
            posture = self.posture(field_troops)
            depth = float(advance.position_depth_km(np.array(posture), rates=c.combat_rates.advance))
        minutes, engagement = round(hours * MIN_PER_H), self.next_engagement(place)
        z_advance = self.z_advance(place, engagement)
        return Position(place, side, c.minute, minutes, depth, z_advance, c.env.event(), engagement=engagement)

    def next_engagement(self, place: int) -> int:
        """Count one more engagement at a place; how many there were before it."""
        self.fought[place] = self.fought.get(place, -1) + 1
        return self.fought[place]

    def z_advance(self, place: int, engagement: int) -> float:
        """Standard normal of the speed of advance in an engagement."""
        return self.c.dice.normal(Stream.ADVANCE, self.c.world.places[place].id, engagement)

    def posture(self, defenders: list[int]) -> int:
        """Code of the posture in which a place is defended now: that of the largest formation, works before all."""
        c, s = self.c, self.c.state
        if any(self.is_works(f) for f in defenders):
            return power.POSTURES.index("fortified")
        biggest = self.largest(defenders)
        days = (c.minute - int(s.posted_minute[biggest])) / MIN_PER_DAY
        return advance.posture_in_time(int(s.posture[biggest]), days, c.rates.readiness.prepare_days)

    def largest(self, rows: list[int]) -> int:
        """The formation with most men, whose commander decides; of equals the first."""
        return max(rows, key=lambda f: (self.c.state.strengths.men[f], -f))

    def _test_will(self, place: int, side: int) -> None:
        """Those who obey a cease-fire lay down arms; unreliable troops fight or break up."""
        c = self.c
        for f in self.defenders(place, side):
            if c.state.obeys[f]:
                c.state.leave_war(f, c.minute, Cause.CEASE_FIRE, prisoners=True)
            else:
                contact_tries(c, f)

    def _strength(self, rows: list[int]) -> dict[str, float]:
        force = self.c.state.strengths
        return {"enemy_men": float(force.men[rows].sum()), "enemy_guns": float(force.guns[rows].sum())}

    def engaged(self, position: Position) -> list[int]:
        """The attackers that find at least half the room they need on the front, in order of arrival; the others queue.

        Who obeys a cease-fire attacks no more."""
        men = self.c.state.strengths.men
        room = self.room[position.place]
        chosen: list[int] = []
        for f in position.attackers:
            if self.c.state.obeys[f]:
                continue
            needed = float(men[f]) / DIVISION_MEN
            if chosen and room < needed / 2.0:
                break
            chosen.append(f)
            room -= needed
        return chosen

    def pass_through(self, position: Position) -> None:
        """The position no longer stops anybody: what is left of its defenders leaves, is sealed, or was an outpost."""
        c, s = self.c, self.c.state
        del self.positions[position.place]
        for f in self.defenders(position.place, position.side):
            self._turn_out(f)
        first = position.attackers[0]
        hours = (c.minute - position.opened_minute) / MIN_PER_H
        s.note(
            first,
            c.minute,
            EventKind.PASSED,
            cause=PlaceId(c.world.places[position.place].id),
            hours=hours,
            covered_km=position.covered_km,
        )
        self._besiege(position.place, position.side)
        position.passed.succeed()

    def _turn_out(self, f: int) -> None:
        """Whoever can leave a place that is lost leaves it; works and all who cannot are shut in."""
        if self.stays(f) or not self.c.way_out(f):
            self.c.state.seal(f)
        else:
            self.c.state.give_way(f, self.c.minute, Cause.PASSED)
            self.c.alert(f)

    def _besiege(self, place: int, side: int) -> None:
        """Where somebody is shut in a siege begins; those of the side's own who were shut in there are free."""
        self.relieve(place, side)
        if self.garrison(place, side) and place not in self.sieges:
            self.sieges[place] = self._siege(place, side)
            if not self.begun.triggered:
                self.begun.succeed()

    def overrun(self, place: int) -> None:
        """Headquarters, services and airmen in a place that the enemy holds now: who can leaves it, the others are taken."""
        c, s = self.c, self.c.state
        for f in sorted(s.at[place]):
            formation = c.world.formations[f]
            if s.side[f] == s.holder[place] or formation.combat or not s.strengths.men[f] > 0.0:
                continue
            if formation.mobility != "fixed" and c.way_out(f):
                c.alert(f)
            else:
                s.leave_war(f, c.minute, Cause.OVERRUN, prisoners=True)

    def _siege(self, place: int, side: int) -> Siege:
        c = self.c
        men = float(c.state.strengths.men[self.garrison(place, side)].sum())
        z = np.array(c.dice.normal(Stream.CLEARING, c.world.places[place].id))
        zones = [fort.groups for fort in c.world.spec.forts if c.world.place_row[fort.place] == place]
        groups = np.array(max(zones, default=1))
        days = float(fortress.clearing_days(np.array(men), groups, np.array(True), np.array(False), z, rates=c.rates.fortress))
        c.state.close(place)
        return Siege(place, side, c.minute, days, c.env.event())

    def points(self, rows: list[int]) -> float:
        """Combat points of formations as they are now, without posture or ground."""
        return self.points_of(self.forces([rows]))

    def points_of(self, force: power.Force) -> float:
        """The same of a force that has been gathered."""
        return float(power.points(force, np.array(1.0), np.array(1.0), rates=self.c.combat_rates.power)[0])

    def forces(self, groups: list[list[int]]) -> power.Force:
        """Each group of formations as one force, arrays of (groups,); effectiveness weighted by men."""
        rows, group = flat(groups)
        return self.forces_of(rows, group, len(groups), self.c.state.at_head(rows))

    def forces_of(self, rows: NDArray[np.int64], group: NDArray[np.int64], n: int, part: Floats) -> power.Force:
        """The same for formations whose groups (0 to `n` - 1) are given one by one, with the `part` (0-1) of each."""
        s = self.c.state
        men = s.strengths.men[rows] * part
        ammo = power.ammunition_factor(np.minimum(s.ammo_bk[rows], 1.0), rates=self.c.combat_rates.power)
        worth = men * s.readiness[rows] * self.c.quality[rows] * ammo
        total, worthy = np.bincount(group, men, n), np.bincount(group, worth, n)
        tanks = np.bincount(group, s.strengths.tanks[rows] * part, n).astype(float)
        guns = np.bincount(group, s.strengths.guns[rows] * part, n).astype(float)
        share = np.full(n, self.c.rates.combat.attrition.anti_tank_share)
        return power.Force(total.astype(float), tanks, guns, share, worthy / np.maximum(total, 1e-9))

    def end_empty_siege(self, place: int, cause: Cause) -> None:
        """A place whose garrison has gone home is besieged no longer."""
        siege = self.sieges.get(place)
        if siege is not None and not self.garrison(place, siege.side):
            self.lift_siege(siege, cause)

    def relieve(self, place: int, side: int) -> None:
        """Troops of a side that are shut in at a place are so no longer: their own have come, or nobody is left before them."""
        s, siege = self.c.state, self.sieges.get(place)
        for f in self.garrison(place, 1 - side):
            s.note(
                f, self.c.minute, EventKind.RELIEVED, cause=PlaceId(self.c.world.places[place].id), men=float(s.strengths.men[f])
            )
            s.relieve(f)
            self.c.alert(f)
        if siege is not None and siege.side != side:
            self._end(siege)

    def muster(self) -> None:
        """Whoever has left the war stands before no place and masks none; a position without attackers is one no longer."""
        fights = self.c.state.fights
        for siege in self.sieges.values():
            siege.masks = {f: share for f, share in siege.masks.items() if fights[f]}
        for position in list(self.positions.values()):
            position.attackers = [f for f in position.attackers if fights[f]]
            if not position.attackers:
                del self.positions[position.place]
                position.passed.succeed()
                self.relieve(position.place, 1 - position.side)

    def lift_siege(self, siege: Siege, cause: Cause, *, killed_share: float = 0.0) -> None:
        """A garrison's end by storm, exhaustion, order or envoy; those who masked it march on."""
        c = self.c
        garrison = self.garrison(siege.place, siege.side)
        days = (c.minute - siege.begun_minute) / (24 * MIN_PER_H)
        for f in garrison:
            c.state.note(f, c.minute, EventKind.SIEGE_END, cause=cause, days=days, men=float(c.state.strengths.men[f]))
            c.state.leave_war(f, c.minute, cause, prisoners=True, killed_share=killed_share)
        self._end(siege)

    def _end(self, siege: Siege) -> None:
        del self.sieges[siege.place]
        self.c.state.reopen(siege.place)
        siege.over.succeed()


def flat(groups: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All rows of all groups in one array, and the number of the group of each."""
    rows = np.array([row for group in groups for row in group], int)
    return rows, np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def contact(c: Campaign, f: int, place: int) -> Process:
    """Stand before a defended place until it is passed and its defenders have answered; not for those who only follow."""
    while c.front is not None and c.state.fights[f] and c.state.holder[place] != c.state.side[f]:
        position = c.front.open(f, place)
        if position is None:
            return
        position.attackers.append(f)
        c.state.halt(f, c.minute, Cause.ENEMY)
        yield position.passed
        yield c.after(0, Rank.COMBAT, c.order[f])
        c.state.resume(f, c.minute, Cause.ENEMY)


def _frontage(c: Campaign) -> list[float]:
    """(places,): km of front of a defence there: the widest zone's, else the usual front of a division."""
    widest: dict[str, float] = {}
    for fort in c.world.spec.forts:
        widest[fort.place] = max(widest.get(fort.place, 0.0), fort.frontage_km)
    return [widest.get(place.id, c.rates.combat.advance.defence_front_km) for place in c.world.places]

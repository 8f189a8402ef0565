"""Combat: every impulse all engagements and sieges are resolved from one picture; between fights the process sleeps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.front import Front, Luck, Position, Siege, flat
from engine.randomness import Stream
from engine.rules import attrition, breakpoints, fortress, march, power
from engine.rules.daylight import dark_share
from engine.rules.engagement import Cohesion, Outcome, Side, Situation, resolve
from engine.strengths import Losses
from engine.units import H_PER_DAY, MIN_PER_DAY, MIN_PER_H

Floats = NDArray[np.float64]
MOST_IMPULSES = 10_000
"""Of one engagement; keeps the occasions of different engagements at one place apart."""
SIEGE_IMPULSES = 3
FORTIFIED = power.POSTURES.index("fortified")


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
    sealed: bool
    position: Position | None
    siege: Siege | None


def combat(c: Campaign) -> Process:
    """Impulse after impulse while anybody fights; sieges, which last for days, are resolved in every third."""
    front = c.front
    assert front is not None
    impulse, number = Impulse(c, front), 0
    while True:
        if not front.positions and not front.sieges:
            front.begun = c.env.event()
            yield front.begun
        hours = c.values["combat.impulse_h"]
        yield c.after(round(hours * MIN_PER_H), Rank.COMBAT)
        number += 1
        impulse.fight(hours)
        if number % SIEGE_IMPULSES == 0:
            impulse.storm(hours * SIEGE_IMPULSES)


class Impulse:
    """Gather, resolve, apply."""

    def __init__(self, c: Campaign, front: Front):
        self.c, self.front = c, front
        self.support = Support(c)
        self.days: dict[tuple[Stream, int, int], float] = {}
        words = [power.COMBAT_TERRAIN[place.terrain] for place in c.world.places]
        self.terrain = np.array([power.TERRAINS.index(word) for word in words])

    def fight(self, hours: float) -> None:
        """All engagements of the `hours` that end now; who obeys a cease-fire by now lays down arms first."""
        self._lay_down()
        fights = self._engagements()
        if fights:
            outcome = self._resolve(fights, hours)
            self._suffer(fights, outcome)
            for row, fight in enumerate(fights):
                assert fight.position is not None
                self._decide(fight, fight.position, outcome, row)
        self.c.state.strengths.repair(attrition.repaired_share(hours, rates=self.c.combat_rates.attrition))
        self._pass()

    def storm(self, hours: float) -> None:
        """All sieges of the `hours` that end now."""
        self._give_up()
        fights = self._sieges()
        if fights:
            self._suffer(fights, self._resolve(fights, hours))
            for row, fight in enumerate(fights):
                assert fight.siege is not None
                self._besiege(fight, fight.siege, row, hours)

    def _lay_down(self) -> None:
        """Defenders in contact who obey a cease-fire lay down arms."""
        c = self.c
        for position in list(self.front.positions.values()) if c.state.obeys.any() else ():
            for f in self.front.defenders(position.place, position.side):
                if c.state.obeys[f]:
                    c.state.leave_war(f, c.minute, "cease_fire", prisoners=True)

    def _give_up(self) -> None:
        """Garrisons that obey a cease-fire open their gates."""
        c = self.c
        for siege in list(self.front.sieges.values()) if c.state.obeys.any() else ():
            garrison = self.front.garrison(siege.place, siege.side)
            if all(c.state.obeys[f] for f in garrison):
                self.front.lift_siege(siege, "cease_fire")

    def _engagements(self) -> list[Fight]:
        fights = []
        for place in sorted(self.front.positions):
            position = self.front.positions[place]
            defenders = self.front.defenders(place, position.side)
            attackers = self.front.engaged(position)
            if defenders and attackers and self.c.minute >= position.paused_until_minute:
                self._draw(position, attackers, defenders)
                assert position.own is not None and position.theirs is not None
                posture = self.front.posture(defenders)
                fights.append(Fight(
                    place, attackers, defenders, position.own, position.theirs, posture, position.z_advance, False, position, None
                ))
        return fights

    def _sieges(self) -> list[Fight]:
        fights = []
        for place in sorted(self.front.sieges):
            siege = self.front.sieges[place]
            garrison = self.front.garrison(place, siege.side)
            if siege.masks and garrison:
                strength = float(self.c.state.strengths.men[garrison].sum())
                own, theirs = Luck(0.0, np.inf, np.inf), Luck(0.0, np.inf, strength)
                fights.append(Fight(place, siege.masks, garrison, own, theirs, FORTIFIED, 0.0, True, None, siege))
        return fights

    def _draw(self, position: Position, attackers: list[int], defenders: list[int]) -> None:
        """Luck of both sides at the beginning of an engagement: noise of losses and break fractions."""
        if position.own is not None:
            return
        name, dice, rates = self.c.world.places[position.place].id, self.c.dice, self.c.combat_rates.breaks
        men = self.c.state.strengths.men
        for whose, stream, fraction_stream, rows in (
            ("attacker", Stream.ENGAGEMENT_ATTACKER, Stream.BREAKPOINT_ATTACKER, attackers),
            ("defender", Stream.ENGAGEMENT_DEFENDER, Stream.BREAKPOINT_DEFENDER, defenders),
        ):
            z = dice.normal(stream, name, position.engagement)
            fraction = rates.break_fraction(whose, np.array(dice.normal(fraction_stream, name, position.engagement)))
            luck = Luck(z, float(fraction), float(men[rows].sum()))
            if whose == "attacker":
                position.own = luck
            else:
                position.theirs = luck

    def _resolve(self, fights: list[Fight], hours: float) -> Outcome:
        attackers = self._side(fights, [fight.attackers for fight in fights], [fight.own for fight in fights], own=True)
        defenders = self._side(fights, [fight.defenders for fight in fights], [fight.theirs for fight in fights], own=False)
        one, rates = np.ones(len(fights)), self.c.combat_rates.power
        self.points = [power.points(side.force, one, one, rates=rates) for side in (attackers, defenders)]
        return resolve(attackers, defenders, self._situation(fights, hours), hours=hours, rates=self.c.combat_rates)

    def _side(self, fights: list[Fight], groups: list[list[int]], luck: list[Luck], *, own: bool) -> Side:
        force = self.front.forces(groups)
        if own:
            more_tanks, more_guns = self.support.of(groups)
            force = replace(force, tanks=force.tanks + more_tanks, guns=force.guns + more_guns)
        rows, group = flat(groups)
        present = np.bincount(group, self.c.state.strengths.men[rows], len(groups))
        start = np.array([each.men_at_start for each in luck])
        lost = np.clip(np.where(np.isfinite(start), 1.0 - present / np.maximum(start, 1.0), 0.0), 0.0, 1.0)
        stream = Stream.DAY_ATTACKER if own else Stream.DAY_DEFENDER
        z_day = [self._z_day(stream, fight) for fight in fights]
        engagement = np.array([each.engagement for each in luck])
        return Side(force, self._cohesion(groups, lost, luck, own=own), engagement, np.array(z_day))

    def _cohesion(self, groups: list[list[int]], lost: Floats, luck: list[Luck], *, own: bool) -> Cohesion:
        n, (rows, group) = len(groups), flat(groups)
        hungry = np.bincount(group, self.c.state.food_days[rows] > 0, n) == 0
        fraction = np.array([min(each.break_fraction, 1e9) for each in luck])
        if own:
            return Cohesion(lost, fraction, np.zeros(n, bool), hungry, np.zeros(n, bool))
        first = np.array([each[0] for each in groups])
        friendly = self.c.friendly_share()[self.c.state.side[first], self.c.state.place[first]]
        shut_in = friendly == 0.0
        return Cohesion(lost, fraction, shut_in, hungry, (friendly < 0.5) & ~shut_in)

    def _z_day(self, stream: Stream, fight: Fight) -> float:
        """Standard normal of one side for this day of fighting at its place, drawn once a day."""
        begun = fight.position.opened_minute if fight.position else fight.siege.begun_minute if fight.siege else 0
        engagement = fight.position.engagement if fight.position else MOST_IMPULSES
        address = (stream, fight.place, engagement * MOST_IMPULSES + (self.c.minute - begun) // MIN_PER_DAY)
        if address not in self.days:
            self.days[address] = self.c.dice.normal(stream, self.c.world.places[fight.place].id, address[2])
        return self.days[address]

    def _situation(self, fights: list[Fight], hours: float) -> Situation:
        c, n = self.c, len(fights)
        places = np.array([fight.place for fight in fights])
        hour = ((c.minute - hours * MIN_PER_H) + c.world.start.hour * 60 + c.world.start.minute) / MIN_PER_H % H_PER_DAY
        dark = dark_share(hour, hours, c.combat_rates.attrition.dark_h_per_day)
        speed = np.array([march.base_km_day(c.world.formations[fight.attackers[0]].mobility, c.values) for fight in fights])
        level = c.world.spec.surprise.level if c.world.spec.surprise and c.world.on("surprise") else 0.0
        return Situation(
            posture=np.array([fight.posture for fight in fights]), terrain=self.terrain[places],
            sky=c.world.place_sky[c.world.calendar_day(c.minute)][places].astype(int), dark=np.full(n, dark),
            surprise=np.full(n, level), surprise_days=np.full(n, c.minute / MIN_PER_DAY), air=np.zeros(n),
            laststand=np.array([fight.sealed for fight in fights]), flanks_open=np.zeros(n, bool), march_km_day=speed,
            z_advance=np.array([fight.z_advance for fight in fights]),
        )

    def _suffer(self, fights: list[Fight], outcome: Outcome) -> None:
        """Take the losses off everybody who took part; fighting tires."""
        rates, strengths = self.c.combat_rates.attrition, self.c.state.strengths
        killed, written_off = (float(share) for share in attrition.irrecoverable(np.array(1.0), np.array(1.0), rates=rates))
        attackers, defenders = [fight.attackers for fight in fights], [fight.defenders for fight in fights]
        for groups, result in ((attackers, outcome.attacker), (defenders, outcome.defender)):
            rows, group = flat(groups)
            losses = Losses(result.men_loss[group], result.tank_loss[group], result.gun_loss[group], killed, written_off)
            strengths.lose(rows, losses)
            self.c.in_combat(rows)
        self.support.lose(outcome.attacker.tank_loss, written_off)

    def _decide(self, fight: Fight, position: Position, outcome: Outcome, row: int) -> None:
        """Who breaks off, who yields, how far the attack has come."""
        c, name = self.c, self.c.world.places[position.place].id
        occasion = position.engagement * MOST_IMPULSES + position.impulses
        position.impulses += 1
        position.covered_km += float(outcome.advance_km[row])
        if c.dice.uniform(Stream.BREAK_DEFENDER, name, occasion) < outcome.defender.break_probability[row]:
            self._yield(fight, float(outcome.power_ratio[row]))
        elif c.dice.uniform(Stream.BREAK_ATTACKER, name, occasion) < outcome.attacker.break_probability[row]:
            c.state.note(fight.attackers[0], c.minute, "breaks_off", cause=name, odds=float(outcome.power_ratio[row]))
            position.paused_until_minute = c.minute + round(c.values["readiness.reorganise_h"] * MIN_PER_H)
            self.front.fought[position.place] += 1
            position.engagement = self.front.fought[position.place]
            position.own = position.theirs = None

    def _yield(self, fight: Fight, odds: float) -> None:
        c, rates, strengths = self.c, self.c.combat_rates.breaks, self.c.state.strengths
        for f in fight.defenders:
            if self.front.is_works(f):
                continue
            name = c.world.formations[f].id
            limit = rates.break_fraction("dispersal", np.array(0.0))
            spent = strengths.men[f] < strengths.men_at_start[f] * (1.0 - float(limit))
            encircled = not c.way_out(f)
            u = np.array(c.dice.uniform(Stream.BREAK_RESULT, name))
            code = int(breakpoints.break_result(
                np.array(True), np.array(False), np.array(encircled), np.array(spent), np.array(False), u, rates=rates
            ))
            if code == breakpoints.Result.WITHDRAWS:
                c.state.give_way(f, c.minute, "broken", odds=odds)
                c.alert(f)
            else:
                surrenders = code == breakpoints.Result.SURRENDERS
                c.state.leave_war(f, c.minute, "encircled" if encircled else "spent", prisoners=surrenders)

    def _besiege(self, fight: Fight, siege: Siege, row: int, hours: float) -> None:
        """Storming goes on; a garrison whose stocks are gone gives up."""
        c = self.c
        besiegers, garrison = self.points[0][row], self.points[1][row]
        siege.cleared += float(fortress.cleared_share(np.array(siege.clearing_days), besiegers, garrison, hours, c.values))
        if siege.cleared >= 1.0:
            self.front.lift_siege(siege, "storm", killed_share=1.0 - c.values["combat.break_surrender_share"])
        elif all(c.state.food_days[f] <= 0 for f in fight.defenders):
            self.front.lift_siege(siege, "exhaustion")

    def _pass(self) -> None:
        for place in sorted(self.front.positions):
            position = self.front.positions[place]
            defenders = self.front.defenders(place, position.side)
            field_troops = [f for f in defenders if not self.front.is_works(f)]
            through = self.c.minute >= position.works_until_minute or not defenders
            if through and (not field_troops or position.covered_km >= position.depth_km):
                self.front.pass_through(position)


class Support:
    """Tanks and guns of corps, army and front troops, shared equally among the fights of those below them."""

    def __init__(self, c: Campaign):
        self.c = c
        rows = {formation.id: row for row, formation in enumerate(c.world.formations)}
        helpers = {f.id for f in c.world.formations if not f.combat and f.echelon in ("corps", "army", "front", "area_army")}
        chains = [c.world.parent_chain[formation.id][1:] for formation in c.world.formations]
        self.above = [[rows[above] for above in chain if above in helpers] for chain in chains]
        self.with_tanks = np.array([formation.echelon in ("corps", "army") for formation in c.world.formations])

    def of(self, groups: list[list[int]]) -> tuple[Floats, Floats]:
        """(fights,) each: tanks and guns in support of the attackers, who are given by fight."""
        strengths = self.c.state.strengths
        self.helpers, self.fight = flat([sorted({above for f in attackers for above in self.above[f]}) for attackers in groups])
        self.part = 1.0 / np.bincount(self.helpers, minlength=len(self.above))[self.helpers]
        tanks = strengths.tanks[self.helpers] * self.part * self.with_tanks[self.helpers]
        guns = strengths.guns[self.helpers] * self.part
        tanks_by_fight, guns_by_fight = (np.bincount(self.fight, arm, len(groups)).astype(float) for arm in (tanks, guns))
        return tanks_by_fight, guns_by_fight

    def lose(self, tank_loss: Floats, written_off_share: float) -> None:
        """Take each fight's share (fights,) of the tank losses off those who lent them; guns in support stand out of reach."""
        rows = np.unique(self.helpers)
        where = np.searchsorted(rows, self.helpers)
        tanks = np.bincount(where, tank_loss[self.fight] * self.part, len(rows)) * self.with_tanks[rows]
        nobody = np.zeros(len(rows))
        self.c.state.strengths.lose(rows, Losses(nobody, tanks, nobody, 1.0, written_off_share))

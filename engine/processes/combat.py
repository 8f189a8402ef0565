"""Combat: every impulse all engagements and sieges are resolved from one picture; between fights the process sleeps."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.front import Front, Luck, Position, Siege
from engine.processes.picture import MOST_IMPULSES, Fight, Picture
from engine.randomness import Stream
from engine.rules import advance, breakpoints, fortress, power
from engine.rules.engagement import Outcome, Side, odds, resolve_stacked
from engine.units import MIN_PER_H
from engine.vocabulary import Cause, EventKind, PlaceId

SIEGE_IMPULSES = 3
TOLD_TANKS = 3.0
FORTIFIED = power.POSTURES.index("fortified")


def combat(c: Campaign) -> Process:
    """Impulse after impulse while anybody fights; sieges, which last for days, are resolved in every third."""
    front = c.front
    assert front is not None
    impulse, number = Impulse(c, front), 0
    while True:
        if not front.positions and not front.sieges:
            front.begun = c.env.event()
            yield front.begun
        hours = c.rates.combat.engagement.impulse_h
        yield c.after(round(hours * MIN_PER_H), Rank.COMBAT)
        number += 1
        impulse.fight(hours)
        if number % SIEGE_IMPULSES == 0:
            impulse.storm(hours * SIEGE_IMPULSES)


class Impulse:
    """Gather, resolve, apply."""

    def __init__(self, c: Campaign, front: Front):
        self.c, self.front = c, front
        self.picture = Picture(c, front)
        self.prospect = Picture(c, front)
        """Of all fights that there may be, before those who wait for others are left out."""
        self.squad_tanks: dict[tuple[int, int], float] = {}
        """(place, formation) to the tanks lost to close assault that no event has told of yet."""

    def fight(self, hours: float) -> None:
        """All engagements of the `hours` that end now; who obeys a cease-fire by now lays down arms first."""
        self.front.muster()
        self._lay_down()
        fights = self._dared(self._engagements(), hours)
        if fights:
            for fight in fights:
                self._draw(fight)
            outcome = self._resolve(self.picture.sides(fights), fights, hours)
            self._suffer(outcome)
            for row, fight in enumerate(fights):
                self._tell_of_squads(fight, outcome, row)
                assert fight.position is not None
                self._decide(fight, fight.position, outcome, row)
        self._pass()

    def storm(self, hours: float) -> None:
        """All sieges of the `hours` that end now."""
        self._give_up()
        fights = self._sieges()
        if fights:
            sides, one = self.picture.sides(fights), np.ones(())
            besiegers, garrisons = power.points(sides.force, one, one, rates=self.c.combat_rates.power)
            self._suffer(self._resolve(sides, fights, hours))
            for row, fight in enumerate(fights):
                assert fight.siege is not None
                self._besiege(fight.siege, besiegers[row], garrisons[row], hours)
        self._starve()

    def _lay_down(self) -> None:
        """Defenders in contact who obey a cease-fire lay down arms."""
        c = self.c
        for position in list(self.front.positions.values()) if c.state.obeys.any() else ():
            for f in self.front.defenders(position.place, position.side):
                if c.state.obeys[f]:
                    c.state.leave_war(f, c.minute, Cause.CEASE_FIRE, prisoners=True)

    def _give_up(self) -> None:
        """Garrisons that obey a cease-fire open their gates."""
        c = self.c
        for siege in list(self.front.sieges.values()) if c.state.obeys.any() else ():
            garrison = self.front.garrison(siege.place, siege.side)
            if all(c.state.obeys[f] for f in garrison):
                self.front.lift_siege(siege, Cause.CEASE_FIRE)

    def _engagements(self) -> list[Fight]:
        fights = []
        for place in sorted(self.front.positions):
            position = self.front.positions[place]
            defenders = self.front.defenders(place, position.side)
            attackers = self.front.engaged(position)
            if defenders and attackers and self.c.minute >= position.paused_until_minute:
                posture = self.front.posture(defenders)
                fights.append(Fight(place, attackers, defenders, posture, position.z_advance, position))
        return fights

    def _sieges(self) -> list[Fight]:
        fights = []
        for place in sorted(self.front.sieges):
            siege = self.front.sieges[place]
            garrison = self.front.garrison(place, siege.side)
            if siege.masks and garrison:
                fights.append(Fight(place, [*siege.masks], garrison, FORTIFIED, siege=siege))
        return fights

    def _dared(self, fights: list[Fight], hours: float) -> list[Fight]:
        """The fights that take place: attackers who believe themselves too weak wait for others."""
        if all(fight.position and fight.position.dared for fight in fights):
            return fights
        forces, situation = self.prospect.forces(fights), self.prospect.situation(fights, hours)
        weighed = odds(forces, situation, rates=self.c.combat_rates).tolist()
        begun = self.c.minute - round(hours * MIN_PER_H)
        return [fight for fight, each in zip(fights, weighed, strict=True) if self._dares(fight, each, begun)]

    def _dares(self, fight: Fight, odds: float, begun: int) -> bool:
        """Whether an engagement goes on, or begins in the impulse that began at a minute."""
        c, position = self.c, fight.position
        assert position is not None
        if position.dared:
            return True
        believed = odds
        if position.attacked_minute is None:
            believed = self.front.believed_odds(position.place, position.side, position.engagement, odds)
        if c.intelligence.dares(believed):
            position.attack(max(position.opened_minute, begun))
            return True
        if not position.told_waiting:
            position.told_waiting = True
            place = PlaceId(c.world.places[position.place].id)
            c.state.note(fight.attackers[0], c.minute, EventKind.HOLDS_OFF, cause=place, odds=odds, believed_odds=believed)
        return False

    def _draw(self, fight: Fight) -> None:
        """Luck of both sides, drawn when an engagement begins and kept by its position; newcomers' men are noted."""
        position = fight.position
        assert position is not None
        if position.own is None or position.theirs is None:
            position.own = self._luck(position, "attacker", Stream.ENGAGEMENT_ATTACKER, Stream.BREAKPOINT_ATTACKER)
            position.theirs = self._luck(position, "defender", Stream.ENGAGEMENT_DEFENDER, Stream.BREAKPOINT_DEFENDER)
            position.theirs.break_fraction *= float(self.c.commanders.firmness[self.front.largest(fight.defenders)])
        for luck, rows in ((position.own, fight.attackers), (position.theirs, fight.defenders)):
            for f in rows:
                luck.men.setdefault(f, self.c.state.strengths.men.item(f))
        fight.own, fight.theirs = position.own, position.theirs

    def _luck(self, position: Position, whose: str, stream: Stream, fraction_stream: Stream) -> Luck:
        name, dice, rates = self.c.world.places[position.place].id, self.c.dice, self.c.combat_rates.breaks
        fraction = rates.break_fraction(whose, np.array(dice.normal(fraction_stream, name, position.engagement)))
        return Luck(dice.normal(stream, name, position.engagement), float(fraction))

    def _resolve(self, sides: Side, fights: list[Fight], hours: float) -> Outcome:
        return resolve_stacked(sides, self.picture.situation(fights, hours), hours=hours, rates=self.c.combat_rates)

    def _suffer(self, outcome: Outcome) -> None:
        """Take the losses off everybody who took part, off that share of him which is there; fighting tires."""
        picture = self.picture
        own, theirs, group = outcome.attacker, outcome.defender, picture.lineup.group
        men, tanks, guns, squads = (
            np.concatenate(both)[group] * picture.part
            for both in (
                (own.men_loss, theirs.men_loss),
                (own.tank_loss, theirs.tank_loss),
                (own.gun_loss, theirs.gun_loss),
                (own.squad_loss, theirs.squad_loss),
            )
        )
        self.c.lose(picture.lineup.rows, men, tanks, guns, squads)
        self.c.in_combat(picture.lineup.rows)
        lenders, lent = picture.support.tank_losses(own.tank_loss)
        nobody = np.zeros(len(lenders))
        self.c.lose(lenders, nobody, lent, nobody)

    def _tell_of_squads(self, fight: Fight, outcome: Outcome, row: int) -> None:
        """An event for every few tanks that close assault has put out at a place, told by the foremost of those who lost them."""
        for side, rows in ((outcome.attacker, fight.defenders), (outcome.defender, fight.attackers)):
            if side.squad_tanks[row] > 0.0:
                tanks = self.squad_tanks.pop((fight.place, rows[0]), 0.0) + float(side.squad_tanks[row])
                if tanks >= TOLD_TANKS:
                    deaths = tanks * self.c.combat_rates.attrition.close_assault_men_per_tank
                    place = PlaceId(self.c.world.places[fight.place].id)
                    self.c.state.note(rows[0], self.c.minute, EventKind.CLOSE_ASSAULT, cause=place, tanks=tanks, deaths=deaths)
                else:
                    self.squad_tanks[fight.place, rows[0]] = tanks

    def _decide(self, fight: Fight, position: Position, outcome: Outcome, row: int) -> None:
        """Who breaks off, who yields, how far the attack has come."""
        c, name = self.c, self.c.world.places[position.place].id
        occasion = position.engagement * MOST_IMPULSES + position.impulses
        position.impulses += 1
        position.covered_km += float(outcome.advance_km[row])
        for f in fight.defenders:
            c.alert(f)
        if c.dice.uniform(Stream.BREAK_DEFENDER, name, occasion) < outcome.defender.break_probability[row]:
            self._yield(fight, float(outcome.power_ratio[row]))
        elif c.dice.uniform(Stream.BREAK_ATTACKER, name, occasion) < outcome.attacker.break_probability[row]:
            c.state.note(
                fight.attackers[0], c.minute, EventKind.BREAKS_OFF, cause=PlaceId(name), odds=float(outcome.power_ratio[row])
            )
            again = self.front.next_engagement(position.place)
            pause_min = round(c.rates.readiness.reorganise_h * MIN_PER_H)
            position.break_off(c.minute + pause_min, again, self.front.z_advance(position.place, again))

    def _yield(self, fight: Fight, odds: float) -> None:
        """The defence breaks: works fight on, fixed troops are shut in where they are, all others leave or are lost."""
        c, rates, strengths = self.c, self.c.combat_rates.breaks, self.c.state.strengths
        for f in fight.defenders:
            if self.front.stays(f):
                if not self.front.is_works(f):
                    c.state.seal(f)
                continue
            name = c.world.formations[f].id
            limit = rates.break_fraction("dispersal", np.array(0.0))
            spent = strengths.men[f] < strengths.men_at_start[f] * (1.0 - float(limit))
            encircled = not c.way_out(f)
            u = np.array(c.dice.uniform(Stream.BREAK_RESULT, name))
            code = int(
                breakpoints.break_result(
                    np.array(True), np.array(False), np.array(encircled), np.array(spent), np.array(False), u, rates=rates
                )
            )
            if code == breakpoints.Result.WITHDRAWS:
                c.state.give_way(f, c.minute, Cause.BROKEN, odds=odds, firmness=float(c.commanders.firmness[f]))
                c.alert(f)
            else:
                surrenders = code == breakpoints.Result.SURRENDERS
                c.state.leave_war(f, c.minute, Cause.ENCIRCLED if encircled else Cause.SPENT, prisoners=surrenders)

    def _besiege(self, siege: Siege, besiegers: Floats, garrison: Floats, hours: float) -> None:
        """Storming goes on, with so many points on either side."""
        c = self.c
        siege.cleared += float(
            fortress.cleared_share(np.array(siege.clearing_days), besiegers, garrison, hours, rates=c.rates.fortress)
        )
        if siege.cleared >= 1.0:
            self.front.lift_siege(siege, Cause.STORM, killed_share=1.0 - c.rates.combat.breaks.surrender_share)

    def _starve(self) -> None:
        """Garrisons whose stocks are gone give up, masked or not."""
        for place in sorted(self.front.sieges):
            siege = self.front.sieges[place]
            if all(self.c.state.food_days[f] <= 0 for f in self.front.garrison(place, siege.side)):
                self.front.lift_siege(siege, Cause.EXHAUSTION)

    def _pass(self) -> None:
        for place in sorted(self.front.positions):
            position = self.front.positions[place]
            defenders = self.front.defenders(place, position.side)
            field_troops = [f for f in defenders if not self.front.is_works(f)]
            through = position.is_broken_through(self.c.minute) or not defenders
            covered, depth = np.array(position.covered_km), np.array(position.depth_km)
            if through and advance.is_passed(covered, depth, np.array(not field_troops)):
                self.front.pass_through(position)

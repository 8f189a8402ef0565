"""Combat: every impulse all fights are gathered, resolved at once and applied; between fights the process sleeps.

Each step hands a frozen value to the next: `assaults` and `storms` -> `Gatherer.gather` -> `resolve_stacked` -> the losses and
decisions that are applied here. Nobody's activation order decides a fight.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats, some
from engine.constants import REPORTED_TANKS, SIEGE_IMPULSES
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat import sieges
from engine.processes.combat.depth import Armies
from engine.processes.combat.fights import MOST_IMPULSES, Assault, Storm, assaults, storms
from engine.processes.combat.gather import Gathered, Gatherer
from engine.processes.combat.losses import lose
from engine.processes.combat.opposition import defenders, estimated_force_ratio, garrison, largest
from engine.processes.combat.positions import muster, pass_through, z_advance
from engine.processes.combat.record import write_down
from engine.randomness import Stream
from engine.rules import advance, attrition, breakpoints, fortress, power
from engine.rules.engagement import Outcome, odds, resolve_stacked
from engine.state.positions import EngagementDraws, Position
from engine.units import H_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, EventKind


def combat(c: Campaign) -> Process:
    """Impulse after impulse while a position or a siege exists.

    Waits for the end of the impulse (rank COMBAT: after all arrivals of the minute), or for a first position or siege.
    Writes `defers_attack`, `close_assault`, `breaks_off`, `retreat`, `surrender`, `disperse`, `penetrated`, `relieved` and
    `siege_end`."""
    impulse, number = Impulse(c), 0
    while True:
        if not c.state.positions.at and not c.state.sieges.at:
            yield c.clock.signal(Signal.FIGHTING)
        hours = c.rates.combat.engagement.impulse_h
        yield c.after(round(hours * MIN_PER_H), Rank.COMBAT)
        number += 1
        impulse.fight(hours)
        if number % SIEGE_IMPULSES == 0:
            impulse.storm(hours * SIEGE_IMPULSES)


class Impulse:
    """Gather, resolve, apply."""

    def __init__(self, c: Campaign):
        self.c, self.gatherer, self.armies = c, Gatherer(c), Armies(c)

    def fight(self, hours: float) -> None:
        """All assaults of the `hours` that end now; troops that obey a cease-fire by now lay down arms first."""
        c = self.c
        muster(c)
        lay_down(c)
        going, weighed = self._committed(assaults(c, self.armies), hours)
        committed = [begin(c, assault) for assault in going]
        if committed:
            gathered = self.gatherer.gather(committed, hours) if weighed is None else weighed._replace(fights=tuple(committed))
            outcome = self._resolve(gathered)
            suffer(c, gathered, outcome)
            for row, assault in enumerate(committed):
                self._report_teams(assault, outcome, row)
                decide(c, assault, outcome, row)
        pass_positions(c)

    def storm(self, hours: float) -> None:
        """All sieges of the `hours` that end now; garrisons that obey a cease-fire open their gates first."""
        c = self.c
        sieges.end_if_slipped(c)
        give_up(c)
        stormed = storms(c)
        if stormed:
            gathered = self.gatherer.gather(stormed, hours)
            suffer(c, gathered, self._resolve(gathered), besieged=True)
            one = np.ones(())
            points = power.points(gathered.force, one, one, rates=c.rates.combat.power)
            men = gathered.force.men.copy()
            for row, each in enumerate(stormed):
                clear(c, each, points[:, row], men[:, row], hours)
        starve(c)

    def _committed(self, candidates: Sequence[Assault], hours: float) -> tuple[Sequence[Assault], Gathered | None]:
        """The assaults that take place, and what has been gathered of them to weigh them, where it is of just these.

        Attackers that estimate themselves too weak wait for others."""
        if all(assault.committed for assault in candidates):
            return candidates, None
        gathered = self.gatherer.gather(candidates, hours)
        weighed = odds(gathered.force, gathered.situation, rates=self.c.rates.combat).tolist()
        begun = self.c.minute - round(hours * MIN_PER_H)
        going = [each for each, ratio in zip(candidates, weighed, strict=True) if commit(self.c, each, ratio, begun)]
        return going, gathered if len(going) == len(candidates) else None

    def _resolve(self, gathered: Gathered) -> Outcome:
        sides = self.gatherer.sides(gathered)
        return resolve_stacked(sides, gathered.situation, hours=gathered.hours, rates=self.c.rates.combat)

    def _report_teams(self, assault: Assault, outcome: Outcome, row: int) -> None:
        """An event for every few tanks that close assault has put out at a place, by the foremost of those that lost them."""
        for side, rows in ((outcome.attacker, assault.defenders), (outcome.defender, assault.attackers)):
            if side.team_tanks[row] > 0.0:
                lost, about = float(side.team_tanks[row]), (assault.place, rows[0])
                tanks = self.c.log.add_up(EventKind.CLOSE_ASSAULT, about, lost, REPORTED_TANKS)
                if tanks:
                    deaths = attrition.close_assault_deaths(tanks, rates=self.c.rates.combat.attrition)
                    place = self.c.place_id(assault.place)
                    self.c.state.note(rows[0], self.c.minute, EventKind.CLOSE_ASSAULT, cause=place, tanks=tanks, deaths=deaths)


def lay_down(c: Campaign) -> None:
    """Defenders in contact that obey a cease-fire surrender."""
    for position in list(c.state.positions.at.values()) if some(c.state.wills.obeys) else ():
        for f in defenders(c, position.place, position.side):
            if c.state.wills.obeys[f]:
                c.state.leave_war(f, c.minute, Cause.CEASE_FIRE, prisoners=True)


def give_up(c: Campaign) -> None:
    """Garrisons that obey a cease-fire open their gates."""
    for siege in list(c.state.sieges.at.values()) if some(c.state.wills.obeys) else ():
        if all(c.state.wills.obeys[f] for f in garrison(c, siege.place, siege.side)):
            sieges.end_by(c, siege, Cause.CEASE_FIRE)


def commit(c: Campaign, assault: Assault, ratio: float, begun: int) -> bool:
    """Commit the attackers of an assault from the impulse that began at a minute, or defer it; returns whether it goes on.

    The first time that an assault is deferred writes `defers_attack`.

    `ratio` is the true force ratio; before the first fight for a place the attackers know it by estimate."""
    position = c.state.positions.at[assault.place]
    if position.committed:
        return True
    estimate = ratio
    if position.attacked_minute is None:
        estimate = estimated_force_ratio(c, position.place, position.side, position.engagement, ratio)
    if c.intelligence.commits(estimate):
        position.commit(max(position.opened_minute, begun))
        return True
    if not position.reported_waiting:
        position.report_waiting()
        place = c.place_id(position.place)
        c.state.note(
            assault.attackers[0],
            c.minute,
            EventKind.DEFERS_ATTACK,
            cause=place,
            force_ratio=ratio,
            estimated_force_ratio=estimate,
        )
    return False


def begin(c: Campaign, assault: Assault) -> Assault:
    """A committed assault with the draws of both sides, made when its engagement begins, and the men that each began with."""
    position = c.state.positions.at[assault.place]
    draws = position.draws or position.begin(_draws(c, position, assault))
    position.take_part({f: c.state.strengths.men.item(f) for f in assault.taking_part})
    return assault.begun(draws, position.began_men)


def _draws(c: Campaign, position: Position, assault: Assault) -> tuple[EngagementDraws, EngagementDraws]:
    """Of the attackers and of the defenders; the custom of the largest defender and the steadiness of its commander count for
    all."""
    first = largest(c, [*assault.defenders])
    custom = bool(c.world.order_of_battle.no_surrender[first])
    own = _drawn(c, position, Stream.ENGAGEMENT_ATTACKER, Stream.BREAKPOINT_ATTACKER, attacking=True)
    theirs = _drawn(c, position, Stream.ENGAGEMENT_DEFENDER, Stream.BREAKPOINT_DEFENDER, attacking=False, no_surrender=custom)
    steadiness = float(c.commanders.steadiness[first])
    return own, theirs._replace(break_fraction=theirs.break_fraction * steadiness)


def _drawn(
    c: Campaign, position: Position, stream: Stream, fraction_stream: Stream, *, attacking: bool, no_surrender: bool = False
) -> EngagementDraws:
    name, rates = c.world.places[position.place].id, c.rates.combat.breaks
    z = np.array(c.dice.normal(fraction_stream, name, position.engagement))
    fraction = breakpoints.break_fraction(z, attacking=attacking, rates=rates, no_surrender=no_surrender)
    return EngagementDraws(c.dice.normal(stream, name, position.engagement), float(fraction))


def suffer(c: Campaign, gathered: Gathered, outcome: Outcome, *, besieged: bool = False) -> None:
    """Take the losses off the share of each formation that took part, and off those that lent tanks and crews; fighting tires,
    and guns fire, those that are lent as well.

    The wounded of defenders who are `besieged` cannot be brought away."""
    own, theirs, group, part = outcome.attacker, outcome.defender, gathered.lineup.group, gathered.part
    by_group = [[side.men_loss, side.tank_loss, side.gun_loss, side.team_loss] for side in (own, theirs)]
    men, tanks, guns, tank_hunters = np.concatenate(by_group, axis=1).take(group, axis=1) * part
    trapped = np.asarray((group >= len(gathered.fights)) * float(besieged), float)
    support = gathered.lent.support
    write_down(c, gathered, men, gathered.lent.crews * own.men_loss[support.fight], besieged=besieged)
    lose(c, gathered.lineup.rows, men, tanks, guns, tank_hunters, trapped)
    c.state.fight(gathered.lineup.rows, c.minute)
    fired_days = gathered.hours / H_PER_DAY
    c.state.fire(gathered.lineup.rows, part * fired_days)
    c.state.fire(support.helpers, gathered.lent.gun_part * fired_days)
    crews, lent_tanks = gathered.lent.losses(own.men_loss, own.tank_loss, c.state.strengths.men[support.helpers])
    lose(c, support.lenders, crews, lent_tanks, np.zeros(len(support.lenders)))


def decide(c: Campaign, assault: Assault, outcome: Outcome, row: int) -> None:
    """After an impulse: which side breaks, and how far the attack has come; wakes the defenders, whose plans may answer."""
    position, name = c.state.positions.at[assault.place], c.place_id(assault.place)
    occasion = position.engagement * MOST_IMPULSES + position.impulses
    position.advance(float(outcome.advance_km[row]))
    ratio = float(outcome.power_ratio[row])
    for f in assault.defenders:
        c.alert(f)
    if c.dice.uniform(Stream.BREAK_DEFENDER, name, occasion) < outcome.defender.break_probability[row]:
        for f in assault.defenders:
            break_defender(c, f, ratio)
    elif c.dice.uniform(Stream.BREAK_ATTACKER, name, occasion) < outcome.attacker.break_probability[row]:
        c.state.note(assault.attackers[0], c.minute, EventKind.BREAKS_OFF, cause=name, force_ratio=ratio)
        break_off(c, position, assault)


def break_off(c: Campaign, position: Position, assault: Assault) -> None:
    """An attack breaks off: formations that are fresh enough relieve the others and go on at once, else all reorganise."""
    again = c.state.positions.count_engagement(position.place)
    fresh = relief(c, position, assault)
    pause_min = 0 if fresh else round(c.rates.readiness.reorganise_h * MIN_PER_H)
    position.break_off(c.minute + pause_min, again, z_advance(c, position.place, again))
    position.relieve(fresh)


def relief(c: Campaign, position: Position, assault: Assault) -> list[int]:
    """Attackers in contact, in order of arrival, that have lost little and are enough for an attack of their own; else nobody."""
    strengths, fraction = c.state.strengths, position.draws[0].break_fraction if position.draws else np.inf
    contact = np.array(position.attackers, int)
    began = np.array([position.began_men.get(f, strengths.men.item(f)) for f in position.attackers])
    rested = breakpoints.is_rested(began, strengths.men[contact], np.array(fraction))
    men, theirs = strengths.men[contact][rested].sum(), strengths.men[[*assault.defenders]].sum()
    if rested.all() or not advance.is_an_attack(men, theirs, np.array(assault.posture), rates=c.rates.combat.advance):
        return []
    return [f for f, fresh in zip(position.attackers, rested.tolist(), strict=True) if fresh]


def break_defender(c: Campaign, f: int, ratio: float) -> None:
    """The defence breaks: works fight on, fixed troops are encircled where they are, all others retreat or are lost."""
    ground, rates, strengths = c.theatre.ground, c.rates.combat.breaks, c.state.strengths
    if ground.stays[f]:
        if not ground.is_works[f]:
            c.state.encircle(f)
        return
    spent = bool(breakpoints.is_spent(strengths.men[f], strengths.men_at_start[f], rates=rates))
    encircled = not c.state.way_out(f)
    u = np.array(c.dice.uniform(Stream.BREAK_RESULT, c.world.formations[f].id))
    code = int(
        breakpoints.break_result(
            np.array(True), np.array(False), np.array(encircled), np.array(spent), np.array(False), u, rates=rates
        )
    )
    if code == breakpoints.Result.WITHDRAWS:
        c.state.retreat(f, c.minute, Cause.BROKEN, force_ratio=ratio, steadiness=float(c.commanders.steadiness[f]))
        c.alert(f)
    else:
        surrenders = code == breakpoints.Result.SURRENDERS
        c.state.leave_war(f, c.minute, Cause.ENCIRCLED if encircled else Cause.SPENT, prisoners=surrenders)


def clear(c: Campaign, storm: Storm, points: Floats, men: Floats, hours: float) -> None:
    """Storming goes on, with so many points and men of besiegers and besieged before the losses; a garrison that is cleared
    falls."""
    siege, rates = c.state.sieges.at[storm.place], c.rates.fortress
    strength = fortress.storm_strength(men[0], men[1], rates=rates)
    days = np.array(siege.clearing_days)
    siege.storm(float(fortress.cleared_share(days, points[0], points[1], hours, rates=rates, strength=strength)))
    if c.theatre.ground.bars_wheels[storm.place] and sieges.is_way_open(c, siege):
        c.clock.ring(Signal.WAY_OPEN, storm.place)
    if siege.cleared >= 1.0:
        sieges.end_by(c, siege, Cause.STORM, killed_share=breakpoints.storm_killed_share(rates=c.rates.combat.breaks))


def starve(c: Campaign) -> None:
    """Garrisons whose stocks are gone give up, contained or not."""
    for place, siege in sorted(c.state.sieges.at.items()):
        if all(c.state.food_days[f] <= 0 for f in garrison(c, place, siege.side)):
            sieges.end_by(c, siege, Cause.EXHAUSTION)


def pass_positions(c: Campaign) -> None:
    """Pass the positions whose works are broken through and whose depth is covered, or that nobody defends any more."""
    for place, position in sorted(c.state.positions.at.items()):
        rows = defenders(c, place, position.side)
        if rows and not position.is_broken_through(c.minute):
            continue
        field_troops = any(not c.theatre.ground.is_works[f] for f in rows)
        covered, depth = np.array(position.covered_km), np.array(position.depth_km)
        if advance.is_penetrated(covered, depth, np.array(not field_troops)):
            pass_through(c, position)

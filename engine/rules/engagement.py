"""One impulse of every engagement at once: powers, losses, breaks and ground gained, from one picture.

The order of work: what is left of surprise -> power of both sides -> losses of men, tanks and guns -> probability that
each side breaks -> km pushed forward. A campaign, a table of odds and a comparison with real battles all call
`resolve`. Every array has the shape (..., n) or broadcasts to it. Theory: `docs/methods/combat.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

import numpy as np

from engine.arrays import Bools, Floats, Ints, some
from engine.rules import advance, attrition, breakout, breakpoints, power, support
from engine.rules.power import Force
from engine.rules.rate_group import RateGroup
from engine.units import H_PER_DAY


class Cohesion(NamedTuple):
    """What decides whether a side holds together."""

    loss_fraction: Floats
    """Share (0-1) of its men at the start of this engagement that is lost so far."""
    break_fraction: Floats
    """Its drawn break fraction (> 0), see `breakpoints.break_fraction`."""
    encircled: Bools
    out_of_supply: Bools
    turned: Bools
    """An enemy combat formation stands on the road behind; the power ratio is judged by `resolve` itself."""


class Side(NamedTuple):
    """Attackers or defenders of each engagement, with their luck as standard normals."""

    force: Force
    cohesion: Cohesion
    z_engagement: Floats
    z_day: Floats
    tank_hunters: Floats | float = 0.0
    """Share (0-1) of its men whose custom is close assault on tanks."""


class Situation(NamedTuple):
    """What both sides share."""

    posture: Ints
    """Of the defender, a code into `power.POSTURES`."""
    terrain: Ints
    """A code into `power.TERRAINS`."""
    sky: Ints
    dark: Floats
    """Share (0-1) of the impulse in darkness."""
    surprise: Floats
    """Level of the attacker's surprise when it was sprung, 0-3."""
    surprise_days: Floats
    """Days since."""
    air: Floats
    """-1 to 1, positive where the attacker rules the sky."""
    laststand: Bools
    """The defender is an encircled garrison that fights to the end."""
    march_km_day: Floats
    """Speed of the attackers' column if nobody stood in its way."""
    z_advance: Floats
    front_km: Floats | float = 0.0
    """Of the defence; 0 where nobody knows."""


@dataclass(frozen=True, slots=True)
class EngagementRates(RateGroup):
    """How often engagements are resolved, and from how far they are supported (`combat.*`)."""

    PREFIX: ClassVar[str] = "combat."

    impulse_h: float
    support_km: float
    depth_march_h: float
    """March on foot within which a formation that has the position ahead is in the fight; 0: those in contact alone."""


@dataclass(frozen=True, slots=True)
class CombatRates:
    """The groups of rates that an impulse needs."""

    engagement: EngagementRates
    power: power.PowerRates
    attrition: attrition.AttritionRates
    breaks: breakpoints.BreakRates
    advance: advance.AdvanceRates
    support: support.SupportRates
    breakout: breakout.BreakoutRates

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, float]) -> Self:
        """All groups from path to value; a KeyError names a path that is not there."""
        return cls(
            EngagementRates.from_parameters(parameters),
            power.PowerRates.from_parameters(parameters),
            attrition.AttritionRates.from_parameters(parameters),
            breakpoints.BreakRates.from_parameters(parameters),
            advance.AdvanceRates.from_parameters(parameters),
            support.SupportRates.from_parameters(parameters),
            breakout.BreakoutRates.from_parameters(parameters),
        )


class SideOutcome(NamedTuple):
    """Shares (0-1) of present men, running tanks and guns lost, and the probability that the side breaks."""

    men_loss: Floats
    """All of them, the tank-hunter teams too."""
    tank_loss: Floats
    gun_loss: Floats
    break_probability: Floats
    team_loss: Floats
    """Share of the men dead in close assault on tanks."""
    team_tanks: Floats
    """Tanks of the enemy that they put out."""

    def part(self, at: int) -> SideOutcome:
        """One side's, where both are the first axis of every array."""
        return SideOutcome(
            self.men_loss[at],
            self.tank_loss[at],
            self.gun_loss[at],
            self.break_probability[at],
            self.team_loss[at],
            self.team_tanks[at],
        )


class Armour(NamedTuple):
    """Share (0-1) of a side's running tanks that is lost, and the tanks put out by the teams beyond what other weapons would."""

    tanks: Floats
    by_teams: Floats


class Powers(NamedTuple):
    """Power of the attackers and of the defenders in points, and the level of surprise that is left."""

    own: Floats
    theirs: Floats
    surprise: Floats


class Outcome(NamedTuple):
    """What an impulse does to each engagement."""

    attacker: SideOutcome
    defender: SideOutcome
    power_ratio: Floats
    """Attackers' over defenders' power."""
    advance_km: Floats


def resolve(attacker: Side, defender: Side, situation: Situation, *, hours: float, rates: CombatRates) -> Outcome:
    """Loss fractions, break probabilities and km gained of every engagement in an impulse of `hours`; shape (..., n).

    Both sides lose at once, from the strengths before the impulse. Range: 1-24 h, regiment to army a side. Trust: losses
    within a factor of two in half of real fights, advance with ln sd 1.1; single fights are noise, sums are not.
    Source: those of its parts."""
    picture = _powers(attacker.force, defender.force, situation, rates.power)
    noises = tuple(attrition.noise(side.z_engagement, side.z_day, rates=rates.attrition) for side in (attacker, defender))
    own, theirs = _men_losses(attacker.force.men, defender.force.men, situation, picture, noises, hours, rates.attrition)
    armour = _armour_losses(attacker.force.tanks, own, _stoppers(defender.force), defender.tank_hunters, rates.attrition)
    their_armour = _armour_losses(defender.force.tanks, theirs, _stoppers(attacker.force), attacker.tank_hunters, rates.attrition)
    attack_ratio, defence_ratio = power.force_ratio(picture.own, picture.theirs), power.force_ratio(picture.theirs, picture.own)
    return Outcome(
        _side_outcome(attacker, own, armour.tanks, their_armour.by_teams, defence_ratio, hours, rates),
        _side_outcome(defender, theirs, their_armour.tanks, armour.by_teams, attack_ratio, hours, rates),
        attack_ratio,
        _advance_km(attacker.force.men, defender.force.men, situation, picture, hours, rates.advance),
    )


def resolve_stacked(sides: Side, situation: Situation, *, hours: float, rates: CombatRates) -> Outcome:
    """As `resolve`, bit for bit, for sides whose every array has the shape (2, n), attackers first.

    For a few engagements the number of calls is all that counts: what holds for both sides alike is computed in one."""
    attacker, defender = sides.force.part(0), sides.force.part(1)
    picture = _powers(attacker, defender, situation, rates.power)
    noises = tuple(attrition.noise(sides.z_engagement, sides.z_day, rates=rates.attrition))
    losses = np.array(_men_losses(attacker.men, defender.men, situation, picture, noises, hours, rates.attrition))
    stoppers, tank_hunters = _stoppers(sides.force)[::-1], np.asarray(sides.tank_hunters)[::-1]
    armour = _armour_losses(sides.force.tanks, losses, stoppers, tank_hunters, rates.attrition)
    powers = np.array([picture.own, picture.theirs])
    enemy_per_own = power.force_ratio(powers[::-1], powers)
    outcome = _side_outcome(sides, losses, armour.tanks, armour.by_teams[::-1], enemy_per_own, hours, rates)
    km = _advance_km(attacker.men, defender.men, situation, picture, hours, rates.advance)
    return Outcome(outcome.part(0), outcome.part(1), enemy_per_own[1], km)


def odds(forces: Force, situation: Situation, *, rates: CombatRates) -> Floats:
    """The attackers' power over the defenders' (>= 0) before a shot, the `power_ratio` of `resolve_stacked`; shape (n,).

    `forces` have the shape (2, n), attackers first. Source: the rules of power."""
    picture = _powers(forces.part(0), forces.part(1), situation, rates.power)
    return power.force_ratio(picture.own, picture.theirs)


def _powers(attacker: Force, defender: Force, situation: Situation, rates: power.PowerRates) -> Powers:
    surprise = power.surprise_left(situation.surprise, situation.surprise_days, rates=rates)
    own = power.attacker_power(attacker, situation.sky, surprise, situation.air, rates=rates)
    theirs = power.defender_power(defender, situation.posture, situation.terrain, situation.sky, situation.air, rates=rates)
    return Powers(own, theirs, surprise)


def _men_losses(
    attackers: Floats,
    defenders: Floats,
    situation: Situation,
    picture: Powers,
    noises: tuple[Floats, ...],
    hours: float,
    rates: attrition.AttritionRates,
) -> tuple[Floats, Floats]:
    of_attacker, of_defender = attrition.intensity(
        situation.posture, situation.terrain, picture.surprise, situation.dark, situation.laststand, rates=rates
    )
    own, theirs = picture.own, picture.theirs
    lost = attrition.attacker_loss(own, theirs, attackers, of_attacker * noises[0], hours=hours, rates=rates)
    they_lost = attrition.defender_loss(theirs, own, defenders, of_defender * noises[1], hours=hours, rates=rates)
    return (
        np.minimum(lost, attrition.most_inflicted(defenders, attackers, attacking=False, hours=hours, rates=rates)),
        np.minimum(they_lost, attrition.most_inflicted(attackers, defenders, attacking=True, hours=hours, rates=rates)),
    )


def _side_outcome(
    side: Side, fire_loss: Floats, tank_loss: Floats, team_tanks: Floats, enemy_per_own: Floats, hours: float, rates: CombatRates
) -> SideOutcome:
    team_loss = attrition.team_loss(team_tanks, side.force.men, rates=rates.attrition) if some(team_tanks) else team_tanks
    men_loss = np.minimum(fire_loss + team_loss, 1.0)
    held = side.cohesion
    # Half of the impulse's loss counts: then the hazard does not depend on how the day is cut into impulses.
    so_far = held.loss_fraction + (1.0 - np.asarray(held.loss_fraction)) * men_loss / 2.0
    multiplier = breakpoints.hazard_multiplier(held.encircled, held.out_of_supply, held.turned, enemy_per_own, rates=rates.breaks)
    return SideOutcome(
        men_loss,
        tank_loss,
        attrition.gun_loss(fire_loss, rates=rates.attrition),
        breakpoints.break_probability(so_far, held.break_fraction, multiplier, hours=hours, rates=rates.breaks),
        team_loss,
        team_tanks,
    )


def _stoppers(force: Force) -> Floats:
    """Guns and tanks that can stop tanks."""
    return np.asarray(force.guns) * force.anti_tank_share + force.tanks


def _armour_losses(
    tanks: Floats, men_loss: Floats, enemy_stoppers: Floats, enemy_hunters: Floats | float, rates: attrition.AttritionRates
) -> Armour:
    """What a side's tanks suffer from an enemy with such weapons while it loses so many men to fire."""
    exposure = attrition.armour_exposure(tanks, enemy_stoppers, enemy_hunters, rates=rates)
    loss = attrition.tank_loss(men_loss, exposure, rates=rates)
    if not np.any(enemy_hunters):
        return Armour(loss, np.zeros_like(loss))
    without = attrition.tank_loss(men_loss, attrition.armour_exposure(tanks, enemy_stoppers, rates=rates), rates=rates)
    return Armour(loss, np.asarray(tanks) * (loss - without))


def _advance_km(
    men: Floats, defenders: Floats, situation: Situation, picture: Powers, hours: float, rates: advance.AdvanceRates
) -> Floats:
    own, theirs, surprise = picture
    position = advance.size_factor(men, rates=rates) * advance.position_speed_km_day(
        situation.posture, situation.terrain, situation.sky, situation.laststand, rates=rates
    )
    position *= advance.density_factor(defenders, situation.front_km, rates=rates)
    position *= advance.push(men, defenders, situation.posture, rates=rates)
    opposed = advance.opposed_km_day(position, surprise, situation.z_advance, situation.march_km_day, rates=rates)
    km_day = np.where(theirs > 0.0, opposed, situation.march_km_day)
    return km_day * (own > 0.0) * (hours / H_PER_DAY)

"""One impulse of every engagement at once: powers, losses, breaks and ground gained, from one picture.

The order of work: what is left of surprise -> power of both sides -> losses of men, tanks and guns -> probability that
each side breaks -> km pushed forward. Whoever fights battles calls `resolve`: a campaign, a table of odds, a comparison
with real battles. Every array has the shape (..., n) or broadcasts to it. Theory: `docs/methods/combat.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.rules import advance, attrition, breakpoints, power
from engine.rules.power import Floats, Force, Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Cohesion:
    """What decides whether a side holds together."""

    loss_fraction: Floats
    """Share (0-1) of its men at the start of this engagement that is lost so far."""
    break_fraction: Floats
    """Its drawn break fraction (> 0), see `BreakRates.break_fraction`."""
    encircled: Bools
    out_of_supply: Bools
    turned: Bools
    """An enemy combat formation stands on the road behind; the power ratio is judged by `resolve` itself."""


@dataclass(frozen=True)
class Side:
    """Attackers or defenders of each engagement, with their luck as standard normals."""

    force: Force
    cohesion: Cohesion
    z_engagement: Floats
    z_day: Floats
    squads: Floats | float = 0.0
    """Share (0-1) of its men whose custom is close assault on tanks."""


@dataclass(frozen=True)
class Situation:
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
    """The defender is a sealed garrison that fights to the end."""
    flanks_open: Bools
    march_km_day: Floats
    """Speed of the attackers' column if nobody stood in its way."""
    z_advance: Floats


@dataclass(frozen=True)
class CombatRates:
    """The four families of scalars that an impulse needs."""

    power: power.PowerRates
    attrition: attrition.AttritionRates
    breaks: breakpoints.BreakRates
    advance: advance.AdvanceRates

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, float]) -> Self:
        """All four families from path to value; a missing path is a KeyError."""
        return cls(
            power.PowerRates.from_parameters(parameters),
            attrition.AttritionRates.from_parameters(parameters),
            breakpoints.BreakRates.from_parameters(parameters),
            advance.AdvanceRates.from_parameters(parameters),
        )


@dataclass(frozen=True)
class SideOutcome:
    """Shares (0-1) of present men, running tanks and guns lost, and the probability that the side breaks."""

    men_loss: Floats
    """All of them, the squads too."""
    tank_loss: Floats
    gun_loss: Floats
    break_probability: Floats
    squad_loss: Floats
    """Share of the men dead in close assault on tanks."""
    squad_tanks: Floats
    """Tanks of the enemy that they put out."""


@dataclass(frozen=True)
class Outcome:
    """What an impulse does to each engagement."""

    attacker: SideOutcome
    defender: SideOutcome
    power_ratio: Floats
    """Attackers' over defenders' power."""
    advance_km: Floats


def resolve(attacker: Side, defender: Side, situation: Situation, *, hours: float, rates: CombatRates) -> Outcome:
    """Loss fractions, break probabilities and km gained of every engagement in an impulse of `hours`; shape (..., n).

    Both sides lose at once, from the strengths before the impulse. Range: 1-24 h, regiment to army a side. Trust: losses
    within a factor of two in half of real fights, advance with ln sd 1.1; single fights are noise, sums are not."""
    surprise = power.surprise_left(situation.surprise, situation.surprise_days, rates=rates.power)
    own = power.attacker_power(attacker.force, situation.sky, surprise, situation.air, rates=rates.power)
    theirs = power.defender_power(
        defender.force, situation.posture, situation.terrain, situation.sky, situation.air, rates=rates.power
    )
    attack_ratio, defence_ratio = _ratio(own, theirs), _ratio(theirs, own)
    men_losses = _men_losses(attacker, defender, situation, (own, theirs, surprise), hours, rates.attrition)
    return Outcome(
        _side_outcome(attacker, defender, men_losses, defence_ratio, hours, rates),
        _side_outcome(defender, attacker, men_losses[::-1], attack_ratio, hours, rates),
        attack_ratio,
        _advance_km(attacker.force.men, situation, (own, theirs, surprise), hours, rates.advance),
    )


def _men_losses(
    attacker: Side, defender: Side, situation: Situation, picture: tuple[Floats, Floats, Floats], hours: float,
    rates: attrition.AttritionRates,
) -> tuple[Floats, Floats]:
    own, theirs, surprise = picture
    of_attacker, of_defender = attrition.intensity(
        situation.posture, situation.terrain, surprise, situation.dark, situation.laststand, rates=rates
    )
    of_attacker = of_attacker * attrition.noise(attacker.z_engagement, attacker.z_day, rates=rates)
    of_defender = of_defender * attrition.noise(defender.z_engagement, defender.z_day, rates=rates)
    return (
        attrition.attacker_loss(own, theirs, attacker.force.men, of_attacker, hours=hours, rates=rates),
        attrition.defender_loss(theirs, own, defender.force.men, of_defender, hours=hours, rates=rates),
    )


def _side_outcome(
    side: Side, enemy: Side, men_losses: tuple[Floats, ...], enemy_per_own: Floats, hours: float, rates: CombatRates
) -> SideOutcome:
    tanks_put_out, squad_loss = _close_assault(side, enemy, men_losses[1], rates.attrition)
    men_loss = np.minimum(men_losses[0] + squad_loss, 1.0)
    exposure = attrition.armour_exposure(side.force.tanks, _stoppers(enemy.force), enemy.squads, rates=rates.attrition)
    held = side.cohesion
    # Half of the impulse's loss counts: then the hazard does not depend on how the day is cut into impulses.
    so_far = held.loss_fraction + (1.0 - np.asarray(held.loss_fraction)) * men_loss / 2.0
    multiplier = breakpoints.hazard_multiplier(
        held.encircled, held.out_of_supply, held.turned, enemy_per_own, rates=rates.breaks
    )
    return SideOutcome(
        men_loss,
        attrition.tank_loss(men_losses[0], exposure, rates=rates.attrition),
        attrition.gun_loss(men_losses[0], rates=rates.attrition),
        breakpoints.break_probability(so_far, held.break_fraction, multiplier, hours=hours, rates=rates.breaks),
        squad_loss, tanks_put_out,
    )


def _stoppers(force: Force) -> Floats:
    """Guns and tanks that can stop tanks."""
    return np.asarray(force.guns) * force.anti_tank_share + force.tanks


def _close_assault(
    side: Side, enemy: Side, enemy_men_loss: Floats, rates: attrition.AttritionRates
) -> tuple[Floats, Floats]:
    """Tanks of the enemy that the squads of `side` put out beyond what others would, and the share of its men dead in it."""
    if not np.any(side.squads):
        return np.zeros_like(enemy_men_loss), np.zeros_like(enemy_men_loss)
    tanks, stoppers = enemy.force.tanks, _stoppers(side.force)
    loss = [
        attrition.tank_loss(enemy_men_loss, attrition.armour_exposure(tanks, stoppers, squads, rates=rates), rates=rates)
        for squads in (side.squads, 0.0)
    ]
    put_out = np.asarray(tanks) * (loss[0] - loss[1])
    return put_out, attrition.squad_loss(put_out, side.force.men, rates=rates)


def _advance_km(
    men: Floats, situation: Situation, picture: tuple[Floats, Floats, Floats], hours: float, rates: advance.AdvanceRates
) -> Floats:
    own, theirs, surprise = picture
    position = advance.size_factor(men, rates=rates) * advance.position_speed_km_day(
        situation.posture, situation.terrain, situation.sky, situation.laststand, rates=rates
    )
    opposed = advance.opposed_km_day(
        position, surprise, situation.flanks_open, situation.z_advance, situation.march_km_day, rates=rates
    )
    km_day = np.where(theirs > 0.0, opposed, situation.march_km_day)
    return km_day * (own > 0.0) * (hours / 24.0)


def _ratio(enemy_power: Floats, own_power: Floats) -> Floats:
    return enemy_power / np.maximum(own_power, attrition.NEGLIGIBLE)

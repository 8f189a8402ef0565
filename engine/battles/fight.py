"""One engagement fought out many times by the campaign's combat rules, impulse by impulse, each time with other draws.

The loop stands for what the campaign's process of combat does (`processes/combat`), without a map: both sides stay where they
are, nothing joins and nothing is resupplied. All engagements of a call run as arrays at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.rules.advance import position_depth_km
from engine.rules.breakpoints import break_fraction
from engine.rules.engagement import Cohesion, CombatRates, Outcome, Side, SideOutcome, Situation, resolve
from engine.rules.power import Force
from engine.units import H_PER_DAY

IMPULSES_A_DAY = 6
IMPULSE_H = H_PER_DAY / IMPULSES_A_DAY


@dataclass(frozen=True)
class Engagement:
    """Where engagements start; arrays of shape (n,) or scalars that broadcast.

    `posture`, `terrain` and `sky` are codes into `power.POSTURES`, `power.TERRAINS` and `march.SKIES`; `air` is the attacker's
    control of the sky from -1 to 1."""

    attacker: Force
    defender: Force
    posture: Ints
    terrain: Ints
    sky: Ints
    surprise: Floats
    """Level when the attack began, 0-3; it fades while they fight."""
    air: Floats
    encircled: Bools
    """The defender is a garrison with nowhere to go. It loses and holds as such, yet gives up this ground like any other."""
    march_km_day: Floats
    """Speed of the attackers' column if no defender stood in its way."""
    front_km: Floats | float = 0.0
    """Of the defence; 0 where nobody knows."""


@dataclass(frozen=True)
class FightSamples:
    """How each draw of each engagement went, shape (draws, n)."""

    days: Floats
    """Until a side withdrew, or the last day."""
    attacker_lost: Floats
    """Share (0-1) of the men at the start."""
    defender_lost: Floats
    advance_km: Floats
    attacker_gave_way: Bools
    defender_gave_way: Bools
    through: Bools
    """Attackers that did not withdraw covered the depth of the position."""
    open_end: Bools
    """Neither side had withdrawn by the last day, and nobody had got through where that ends a fight."""

    @property
    def attacker_won(self) -> Floats:
        """1 if the defender alone withdrew or its position was penetrated, 0 if the attacker alone did, 0.5 if nothing was
        decided."""
        alone = self.through | (self.defender_gave_way & ~self.attacker_gave_way)
        undecided = ~self.attacker_gave_way | self.defender_gave_way
        return np.where(alone, 1.0, np.where(undecided, 0.5, 0.0))


def fight(
    engagement: Engagement,
    *,
    days: int,
    draws: int,
    rates: CombatRates,
    rng: np.random.Generator,
    same_draws: bool = False,
    until_through: bool = False,
) -> FightSamples:
    """Every engagement, `draws` times, until a side withdraws and for `days` at most.

    With `until_through` a fight ends as well when the depth of the position is covered, as in a campaign.

    With `same_draws` all engagements share their random draws, so that they differ only by their strengths and ground. A
    constant share of each impulse is dark (the mean day of the base rates), flanks are safe, supply is at hand, and tanks that
    fall out are not repaired. `rng` is drawn from in a fixed order: the same generator gives the same samples."""
    shape = (
        draws,
        *np.broadcast_shapes(
            np.shape(engagement.attacker.men),
            np.shape(engagement.defender.men),
            np.shape(engagement.posture),
            np.shape(engagement.terrain),
            (1,),
        ),
    )
    random = _Draws(rng, (draws, 1) if same_draws else shape)
    sides = _sides(engagement, random, rates)
    broke, fought_days = np.zeros((2, *shape), bool), np.zeros(shape)
    km, depth_km = np.zeros(shape), position_depth_km(engagement.posture, engagement.defender.men, rates=rates.advance)
    on: Bools = np.ones(shape, bool)
    dark = np.asarray(rates.attrition.dark_h_per_day / H_PER_DAY)
    for impulse in range(days * IMPULSES_A_DAY):
        if impulse % IMPULSES_A_DAY == 0:
            sides = [side._replace(z_day=z) for side, z in zip(sides, random.normals(), strict=True)]
        now = _situation(engagement, (impulse + 0.5) / IMPULSES_A_DAY, dark, random.advance)
        outcome = resolve(sides[0], sides[1], now, hours=IMPULSE_H, rates=rates)
        sides, km = _after(engagement, sides, outcome, on), km + np.where(on, outcome.advance_km, 0.0)
        fought_days = fought_days + on / IMPULSES_A_DAY
        chance = np.stack([outcome.attacker.break_probability, outcome.defender.break_probability])
        broke = broke | (on & (random.uniforms() < chance))
        covered = km >= depth_km
        on = np.asarray(~(broke.any(axis=0) | (covered & until_through)))
        if not on.any():
            break
    lost = [side.cohesion.loss_fraction for side in sides]
    return FightSamples(fought_days, lost[0], lost[1], km, broke[0], broke[1], ~broke[0] & (km >= depth_km), on)


class _Draws:
    """The random draws of both sides: those made once a fight, and new ones of one shape (2, draws, n).

    Drawn once: the noise of the engagement, each side's breakpoint, and the noise of the advance."""

    def __init__(self, rng: np.random.Generator, shape: tuple[int, ...]):
        self._rng, self._both = rng, (2, *shape)
        self.engagement, self.break_fraction = self.mirrored(), self.normals()
        self.advance = self.mirrored()[0]

    def mirrored(self) -> Floats:
        """Normals of which the later draws are the earlier ones with the other sign: medians need fewer draws."""
        z = self.normals()
        half = z.shape[1] // 2
        z[:, half : 2 * half] = -z[:, :half]
        return z

    def normals(self) -> Floats:
        """Standard normals, shape (2, draws, n)."""
        return self._rng.standard_normal(self._both)

    def uniforms(self) -> Floats:
        """Uniforms on 0-1, shape (2, draws, n)."""
        return self._rng.random(self._both)


def _sides(engagement: Engagement, random: _Draws, rates: CombatRates) -> list[Side]:
    """Attackers and defenders as they start: no losses yet, and the breakpoint of each drawn."""
    none, zero = np.zeros((), bool), np.zeros_like(random.advance)
    return [
        Side(force, Cohesion(zero, _fraction(engagement, z, attacking, rates), none, none, none), noise, zero)
        for force, attacking, z, noise in zip(
            (engagement.attacker, engagement.defender),
            (True, False),
            random.break_fraction,
            random.engagement,
            strict=True,
        )
    ]


def _fraction(engagement: Engagement, z: Floats, attacking: bool, rates: CombatRates) -> Floats:
    """The break fraction of a side; garrisons with nowhere to go are those of troops who do not surrender."""
    return break_fraction(z, attacking=attacking, rates=rates.breaks, no_surrender=engagement.encircled & ~np.asarray(attacking))


def _situation(engagement: Engagement, day: float, dark: Floats, z_advance: Floats) -> Situation:
    """What both sides share in the impulse whose middle is `day` days after the attack; `dark` is the share of it in darkness."""
    e = engagement
    return Situation(
        e.posture,
        e.terrain,
        e.sky,
        dark,
        e.surprise,
        np.asarray(day),
        e.air,
        e.encircled,
        e.march_km_day,
        z_advance,
        e.front_km,
    )


def _after(engagement: Engagement, sides: list[Side], outcome: Outcome, on: Bools) -> list[Side]:
    """Both sides after an impulse; where it is no longer `on` nothing changes."""
    starts, losses = (engagement.attacker, engagement.defender), (outcome.attacker, outcome.defender)
    return [_one_after(side, start.men, loss, on) for side, start, loss in zip(sides, starts, losses, strict=True)]


def _one_after(side: Side, men_at_start: Floats, loss: SideOutcome, on: Bools) -> Side:
    """One side with what is left to it, and the share of its men at the start that it has lost by now."""
    men, tanks, guns = (1.0 - np.where(on, share, 0.0) for share in (loss.men_loss, loss.tank_loss, loss.gun_loss))
    old = side.force
    force = old._replace(men=old.men * men, tanks=old.tanks * tanks, guns=old.guns * guns)
    lost = np.where(np.asarray(men_at_start) > 0.0, 1.0 - force.men / np.maximum(men_at_start, 1e-9), 0.0)
    return side._replace(force=force, cohesion=side.cohesion._replace(loss_fraction=lost))

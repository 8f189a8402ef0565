"""Losses: what fire takes off formations, wherever it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.rules import attrition, landings
from engine.state.strengths import Losses
from engine.units import H_PER_DAY


def lose(
    c: Campaign,
    rows: Ints,
    men: Floats,
    tanks: Floats,
    guns: Floats,
    team_loss: Floats | float = 0.0,
    trapped: Floats | float = 0.0,
) -> None:
    """Take shares (0-1) of their men, tanks and guns off formations (each once); `team_loss` of the men died in close assault.

    The rules of attrition and the custom of each say how many of the men are dead, the others wounded (and `trapped` where
    that is 1), and how many of the tanks are written off, the others in repair. Writes no event."""
    if not rows.size:
        return
    rates = c.rates.combat.attrition
    dead = attrition.killed_share(men, team_loss, rates=rates, custom=c.world.order_of_battle.killed_share[rows])
    c.state.strengths.lose(rows, Losses(men, tanks, guns, dead, attrition.written_off_share(rates=rates), trapped))


def lose_ashore(c: Campaign, f: int, z: float, wave_share: float, defenders: Sequence[int]) -> float:
    """Take off a formation what its first wave, a share (0-1) of it, loses on the way to a defended shore; the men lost.

    Drawn by the standard normal `z`, and never more than so many `defenders` inflict in a day. Writes no event."""
    s, rows = c.state, np.array([f, *defenders], int)
    present = s.strengths.men[rows] * s.forward_fraction(rows)
    most = attrition.most_inflicted(
        present[1:].sum(), present[:1] * wave_share, attacking=False, hours=H_PER_DAY, rates=c.rates.combat.attrition
    )
    of_wave = np.minimum(landings.first_day_loss(np.array(z), rates=c.rates.landings), most)
    share, men = of_wave * wave_share * s.forward_fraction(rows[:1]), float(s.strengths.men[f])
    lose(c, rows[:1], share, share, share)
    return men - float(s.strengths.men[f])

"""Losses: what fire takes off formations, wherever it comes from."""

from __future__ import annotations

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.rules import attrition
from engine.state.strengths import Losses


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

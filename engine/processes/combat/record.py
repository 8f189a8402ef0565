"""What an impulse writes down: who takes part in which fight, in which capacity, and whom it costs how many men."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.fights import SIEGE, Taken
from engine.processes.campaign import Campaign
from engine.processes.combat.fights import Fight
from engine.processes.combat.gather import Gathered
from engine.vocabulary import FightPart


def write_down(c: Campaign, gathered: Gathered, men_loss: Floats, crews_loss: Floats, *, besieged: bool) -> None:
    """Keep an impulse before its losses are taken off.

    `men_loss` is the share (0-1) that each formation of the line-up loses, `crews_loss` the men of each helper and fight."""
    lineup, support, n = gathered.lineup, gathered.lent.support, len(gathered.fights)
    men = c.state.strengths.men[lineup.rows]
    capacity = [*(part for fight in gathered.fights for part in _attackers(fight, besieged=besieged))]
    capacity += [part for fight in gathered.fights for part in _defenders(fight, besieged=besieged)]
    c.log.impulses.append(
        Taken(
            c.minute,
            gathered.hours,
            tuple((fight.place, SIEGE if besieged else fight.engagement) for fight in gathered.fights),
            np.concatenate([lineup.group % n, support.fight]),
            np.concatenate([lineup.rows, support.helpers]),
            (*capacity, *[FightPart.SUPPORTS] * len(support.helpers)),
            np.concatenate([men * gathered.part, gathered.lent.crews]),
            np.concatenate([men * men_loss, crews_loss]),
        )
    )


def _attackers(fight: Fight, *, besieged: bool) -> list[FightPart]:
    first = FightPart.STORMS if besieged else FightPart.LEADS
    behind = len(fight.in_depth.attackers) - fight.queued
    return [first] * len(fight.attackers) + [FightPart.QUEUES] * fight.queued + [FightPart.IN_DEPTH] * behind


def _defenders(fight: Fight, *, besieged: bool) -> list[FightPart]:
    first = FightPart.BESIEGED if besieged else FightPart.DEFENDS
    return [first] * len(fight.defenders) + [FightPart.RESERVE] * len(fight.in_depth.defenders)

"""Formations gathered into forces: what several of them are worth together, as they are now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.rules import power


def flat(groups: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """All rows of all groups in one array, and the number of the group of each."""
    rows = np.array([row for group in groups for row in group], int)
    return rows, np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def force_of(c: Campaign, rows: Ints, group: Ints, n: int, part: Floats) -> power.Force:
    """Each of `n` groups of formations as one force, arrays of (n,).

    `rows`, `group` (0 to n - 1) and the `part` of each formation that is there (0-1) have one entry a formation;
    effectiveness is weighted by men."""
    s, present = c.state, c.state.strengths.present.take(rows, axis=1) * part
    effective = power.effective_men(
        present[0], s.readiness[rows], c.theatre.troops.quality[rows], s.ammo_bk[rows], rates=c.rates.combat.power
    )
    return power.gathered(present, present[2] * c.world.anti_tank_share[rows], effective, group, groups=n)


def points(c: Campaign, rows: list[int]) -> float:
    """Combat points of the parts of formations that are at their heads, without posture or ground."""
    all_rows = np.array(rows, int)
    return points_of(c, all_rows, c.state.forward_fraction(all_rows))


def points_of(c: Campaign, rows: Ints, part: Floats) -> float:
    """Combat points of these parts (0-1) of formations, without posture or ground."""
    force, one = force_of(c, rows, np.zeros(len(rows), int), 1, part), np.array(1.0)
    return float(power.points(force, one, one, rates=c.rates.combat.power)[0])

"""Men and machines of every formation: casualties and other losses by cause.

Nothing vanishes. For each formation

men at the start + joined = present + killed + wounded + sick + prisoners + dispersed
tanks at the start + joined = running + in repair + written off + captured
guns at the start + joined = present + lost + captured
aircraft at the start = present + lost + captured
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Floats, Ints
from engine.scenario.schema import Formation

ARMS = ("men", "tanks", "guns", "aircraft")


class Losses(NamedTuple):
    """What one interval of fighting costs: shares (0-1) per formation row given, and how they split."""

    men: Floats
    tanks: Floats
    guns: Floats
    killed_share: Floats | float
    """Of the men lost; the rest are wounded."""
    written_off_share: float
    """Of the tanks lost; the rest are in repair."""
    trapped: Floats | float = 0.0
    """1 where the wounded cannot be brought away, else 0: they share the fate of the place."""


class Strengths:
    """(formations,) arrays; each method keeps the sums above."""

    def __init__(self, formations: list[Formation]):
        here = [formation.arrives is None for formation in formations]
        self.men, self.tanks, self.guns, self.aircraft = (
            np.array([getattr(formation, arm) for formation in formations], float) * here for arm in ARMS
        )
        self.men_at_start, self.tanks_at_start = self.men.copy(), self.tanks.copy()
        self.guns_at_start, self.aircraft_at_start = self.guns.copy(), self.aircraft.copy()
        """What each began with: the later ones when they came; of those that have gone only what they lost here."""
        n = len(formations)
        self.men_joined, self.tanks_joined, self.guns_joined = (np.zeros(n) for _ in range(3))
        """Replacements that have come to each."""
        self.killed, self.wounded, self.prisoners, self.dispersed = (np.zeros(n) for _ in range(4))
        self.sick = np.zeros(n)
        """Gone by disease and accident."""
        self.trapped = np.zeros(n)
        """Of the wounded, those who lie in an invested place."""
        self.tanks_in_repair, self.tanks_written_off, self.tanks_captured = (np.zeros(n) for _ in range(3))
        self.guns_lost, self.guns_captured = (np.zeros(n) for _ in range(2))
        self.aircraft_lost, self.aircraft_captured = (np.zeros(n) for _ in range(2))
        self.tanks_fell_out, self.tanks_broke_down = (np.zeros(n) for _ in range(2))
        """Counted each time that a tank falls out, for any reason or on the march: a tank that was repaired may again."""

    def come(self, row: int, formation: Formation) -> None:
        """A formation that had nothing here comes into the theatre with all that it has."""
        for arm in ARMS:
            getattr(self, arm)[row] = getattr(self, f"{arm}_at_start")[row] = getattr(formation, arm)

    def go(self, row: int) -> float:
        """A formation leaves the theatre with all that is present. Returns the men."""
        men = float(self.men[row])
        for arm, count in [*((arm, getattr(self, arm)) for arm in ARMS), ("tanks", self.tanks_in_repair)]:
            getattr(self, f"{arm}_at_start")[row] -= count[row]
            count[row] = 0.0
        return men

    def lose(self, rows: Ints, losses: Losses) -> None:
        """Take the losses of a fight off the formations in `rows` (each once)."""
        men, tanks, guns = self.men[rows] * losses.men, self.tanks[rows] * losses.tanks, self.guns[rows] * losses.guns
        self.men[rows] -= men
        self.killed[rows] += men * losses.killed_share
        wounded = men * (1.0 - losses.killed_share)
        self.wounded[rows] += wounded
        self.trapped[rows] += wounded * losses.trapped
        self.tanks[rows] -= tanks
        self.tanks_fell_out[rows] += tanks
        self.tanks_written_off[rows] += tanks * losses.written_off_share
        self.tanks_in_repair[rows] += tanks * (1.0 - losses.written_off_share)
        self.guns[rows] -= guns
        self.guns_lost[rows] += guns

    def fall_sick(self, share: Floats) -> None:
        """A share (formations,) of the men of each is gone, by disease and accident."""
        men = self.men * share
        self.men -= men
        self.sick += men

    def break_down(self, row: int, share: float, written_off_share: float) -> float:
        """A share of the running tanks of one formation falls out on the march. Returns the tanks."""
        tanks = float(self.tanks[row]) * share
        self.tanks[row] -= tanks
        self.tanks_fell_out[row] += tanks
        self.tanks_broke_down[row] += tanks
        self.tanks_written_off[row] += tanks * written_off_share
        self.tanks_in_repair[row] += tanks * (1.0 - written_off_share)
        return tanks

    def repair(self, share: float) -> None:
        """Give back this share of the tanks in repair to everybody who is still there."""
        back = np.where(self.men > 0, self.tanks_in_repair * share, 0.0)
        self.tanks_in_repair -= back
        self.tanks += back

    def missing(self, rows: Ints) -> Floats:
        """(3, rows): men, tanks and guns that formations are short of what they began with; tanks in repair are not missing."""
        present = (self.men, self.tanks + self.tanks_in_repair, self.guns)
        start = (self.men_at_start, self.tanks_at_start, self.guns_at_start)
        return np.array([np.maximum(began[rows] - now[rows], 0.0) for began, now in zip(start, present, strict=True)])

    def join(self, row: int, men: float, tanks: float, guns: float) -> None:
        """Replacements come to one formation."""
        self.men[row] += men
        self.men_joined[row] += men
        self.tanks[row] += tanks
        self.tanks_joined[row] += tanks
        self.guns[row] += guns
        self.guns_joined[row] += guns

    def detach(self, row: int, to: int, share: float) -> None:
        """A share of what is present of one formation becomes another, which has nothing yet: also of what it began with."""
        for now, start in ((self.men, self.men_at_start), (self.tanks, self.tanks_at_start), (self.guns, self.guns_at_start)):
            part = float(now[row]) * share
            now[row] -= part
            start[row] -= part
            now[to], start[to] = part, part

    def merge(self, row: int, into: int) -> None:
        """All that one formation has, had and lost becomes another's."""
        for counted in vars(self).values():
            counted[into] += counted[row]
            counted[row] = 0.0

    def spend_aircraft(self, row: int, aircraft: float) -> None:
        """So many aircraft of one formation (at most what it has) do not come back."""
        aircraft = min(aircraft, float(self.aircraft[row]))
        self.aircraft[row] -= aircraft
        self.aircraft_lost[row] += aircraft

    def desert(self, row: int, share: float) -> None:
        """A share of the men of one formation slips away."""
        men = float(self.men[row]) * share
        self.men[row] -= men
        self.dispersed[row] += men

    def kill(self, row: int, share: float) -> float:
        """A share of the men of one formation is killed. Returns the men."""
        men = float(self.men[row]) * share
        self.men[row] -= men
        self.killed[row] += men
        return men

    def free(self, row: int) -> None:
        """The wounded of a formation can be brought away."""
        self.trapped[row] = 0.0

    def scatter(self, row: int) -> float:
        """A formation disperses: its men are gone, its machines are the enemy's. Returns the men."""
        men = float(self.men[row])
        self.dispersed[row] += men
        self._leave_machines(row)
        return men

    def surrender(self, row: int, killed_share: float = 0.0) -> float:
        """A formation lays down arms (or is overrun, `killed_share` of it dead), with its wounded where they are trapped.

        Returns the prisoners."""
        trapped = float(self.trapped[row])
        men = float(self.men[row]) + trapped
        self.wounded[row] -= trapped
        self.trapped[row] = 0.0
        self.killed[row] += men * killed_share
        self.prisoners[row] += men * (1.0 - killed_share)
        self._leave_machines(row)
        return men * (1.0 - killed_share)

    def surrender_part(self, row: int, share: float) -> float:
        """A share (0-1) of what is present of one formation is taken. Returns the prisoners."""
        men, tanks, guns = (float(count[row]) * share for count in (self.men, self.tanks, self.guns))
        self.men[row] -= men
        self.prisoners[row] += men
        self.tanks[row] -= tanks
        self.tanks_captured[row] += tanks
        self.guns[row] -= guns
        self.guns_captured[row] += guns
        return men

    def break_out(self, row: int, men_share: float, machines_share: float) -> float:
        """What comes out of an encirclement; the rest, the wounded with it, is taken. Returns the prisoners."""
        men, tanks, guns = float(self.men[row]) * men_share, float(self.tanks[row]), float(self.guns[row]) * machines_share
        trapped, left = float(self.trapped[row]), tanks * machines_share
        self.men[row] -= men
        self.wounded[row] -= trapped
        self.trapped[row] = 0.0
        self.prisoners[row] += men + trapped
        self.tanks[row] -= left
        self.tanks_captured[row] += left + self.tanks_in_repair[row]
        self.tanks_in_repair[row] = 0.0
        self.guns[row] -= guns
        self.guns_captured[row] += guns
        return men + trapped

    def _leave_machines(self, row: int) -> None:
        self.tanks_captured[row] += self.tanks[row] + self.tanks_in_repair[row]
        self.guns_captured[row] += self.guns[row]
        self.aircraft_captured[row] += self.aircraft[row]
        self.men[row] = self.tanks[row] = self.tanks_in_repair[row] = self.guns[row] = self.aircraft[row] = 0.0

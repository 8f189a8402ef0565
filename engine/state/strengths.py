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
COUNTS, HIT = 26, 10
"""What is counted of every formation; the first of it is what a fight changes."""


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
        self._counts = np.zeros((COUNTS, len(formations)))
        """(counts, formations); each also goes by its own name."""
        self.present = self._counts[:3]
        """(3, formations): men, running tanks and guns."""
        (
            self.men,
            self.tanks,
            self.guns,
            self.killed,
            self.wounded,
            self.trapped,  # of the wounded, those who lie in an invested place
            self.tanks_fell_out,  # each time, for any reason: a tank that was repaired may again
            self.tanks_written_off,
            self.tanks_in_repair,
            self.guns_lost,  # so far what a fight changes
            self.aircraft,
            self.men_at_start,  # what each began with: the later ones when they came; of the gone only what they lost here
            self.tanks_at_start,
            self.guns_at_start,
            self.aircraft_at_start,
            self.men_joined,  # replacements that have come
            self.tanks_joined,
            self.guns_joined,
            self.prisoners,
            self.dispersed,
            self.sick,  # gone by disease and accident
            self.tanks_captured,
            self.guns_captured,
            self.aircraft_lost,
            self.aircraft_captured,
            self.tanks_broke_down,  # each time, on the march
        ) = self._counts
        here = [formation.arrives is None for formation in formations]
        for arm in ARMS:
            getattr(self, arm)[:] = np.array([getattr(formation, arm) for formation in formations], float) * here
            getattr(self, f"{arm}_at_start")[:] = getattr(self, arm)

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
        men, tanks, guns = self.present.take(rows, axis=1) * np.array([losses.men, losses.tanks, losses.guns])
        killed, wounded = men * losses.killed_share, men * (1.0 - losses.killed_share)
        written_off, in_repair = tanks * losses.written_off_share, tanks * (1.0 - losses.written_off_share)
        self._counts[:HIT, rows] += np.array(
            [-men, -tanks, -guns, killed, wounded, wounded * losses.trapped, tanks, written_off, in_repair, guns]
        )

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
        back = self.tanks_in_repair * share * (self.men > 0.0)
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
        self._counts[:, into] += self._counts[:, row]
        self._counts[:, row] = 0.0

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

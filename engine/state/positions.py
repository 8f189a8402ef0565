"""Positions under attack: what is known of each, and the verbs that change it.

A record says what an engagement has come to so far; what happens in it is decided by `processes.combat`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class EngagementDraws(NamedTuple):
    """What is drawn once for one side of an engagement."""

    z: float
    """Standard normal of its fortune in the engagement."""
    break_fraction: float
    """Share (0-1) of its men whose loss breaks it; inf for a side that nothing breaks."""


CALM = EngagementDraws(0.0, np.inf)
"""Of a side that besieges or is besieged, or whose engagement has not begun."""


@dataclass(eq=False)
class Position:
    """A place that fighting troops hold and the other side stands before."""

    place: int
    side: int
    """Of the attackers."""
    opened_minute: int
    breakthrough_min: int
    """Minutes of attack that its works stand, or a thin line."""
    depth_km: float
    z_advance: float
    """Standard normal of the speed of advance in the present engagement."""
    engagement: int
    """Occasion of the draws: how often this place was fought for before."""
    attackers: list[int] = field(default_factory=list)
    """In order of arrival."""
    covered_km: float = 0.0
    attacked_minute: int | None = None
    """When the first attack was committed; attackers that believe themselves too weak wait for others."""
    committed: bool = False
    """Whether the present engagement has begun."""
    reported_waiting: bool = False
    """Whether an event has said that the attackers wait."""
    paused_until_minute: int = 0
    impulses: int = 0
    draws: tuple[EngagementDraws, EngagementDraws] | None = None
    """Of the attackers and of the defenders; None until the present engagement is fought for the first time."""
    began_men: dict[int, float] = field(default_factory=dict)
    """Formation to its men when it first took part in the present engagement: what each has lost since wears on the will
    of those that are there."""

    def join(self, formation: int) -> None:
        """One more formation stands before the position."""
        self.attackers.append(formation)

    def leave(self, formation: int) -> None:
        """An attacker turns away."""
        self.attackers = [f for f in self.attackers if f != formation]

    def keep_attackers(self, fights: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Drop the attackers that are out of the war; `fights` has the shape (formations,)."""
        self.attackers = [f for f in self.attackers if fights[f]]

    def commit(self, minute: int) -> None:
        """An engagement begins; the first one starts the clock of the works."""
        self.committed = True
        if self.attacked_minute is None:
            self.attacked_minute = minute

    def begin(self, draws: tuple[EngagementDraws, EngagementDraws]) -> tuple[EngagementDraws, EngagementDraws]:
        """The committed engagement is fought for the first time, with these draws, which are kept and come back."""
        self.draws = draws
        return draws

    def report_waiting(self) -> None:
        """An event has said that the attackers wait."""
        self.reported_waiting = True

    def take_part(self, men: dict[int, float]) -> None:
        """These formations fight, with so many men now; the count of each from its first time is kept."""
        self.began_men = men | self.began_men

    def advance(self, km: float) -> None:
        """An impulse is over, and the attack has come so much further."""
        self.impulses += 1
        self.covered_km += km

    def break_off(self, until_minute: int, engagement: int, z_advance: float) -> None:
        """The attackers pause; what comes then is a new engagement with new draws, which has to be committed again."""
        self.paused_until_minute, self.engagement, self.z_advance = until_minute, engagement, z_advance
        self.committed, self.draws, self.began_men = False, None, {}

    def relieve(self, fresh: list[int]) -> None:
        """These of the attackers go to the head of the line."""
        self.attackers = [*fresh, *(f for f in self.attackers if f not in fresh)]

    def is_broken_through(self, minute: int) -> bool:
        """Whether its works, or a thin line, have been under attack for long enough."""
        return self.attacked_minute is not None and minute >= self.attacked_minute + self.breakthrough_min


class Positions:
    """The positions of a run, at most one a place."""

    def __init__(self) -> None:
        self.at: dict[int, Position] = {}
        """Place to the position there."""
        self._fought: dict[int, int] = {}

    def open(self, position: Position) -> None:
        """A place comes under attack."""
        self.at[position.place] = position

    def close(self, place: int) -> None:
        """Nobody stands before a place any more, or it has been passed."""
        del self.at[place]

    def count_engagement(self, place: int) -> int:
        """Count one more engagement at a place; returns how many there were before it."""
        self._fought[place] = self._fought.get(place, -1) + 1
        return self._fought[place]

"""Sieges: garrisons and pockets at places that the enemy's front has passed, and the forces that contain them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(eq=False)
class Siege:
    """Troops invested at a place that the enemy's front has passed."""

    place: int
    side: int
    """Of the besiegers."""
    begun_minute: int
    clearing_days: float
    """Of storming, at the power that the rule of fortresses takes for enough."""
    containing: dict[int, float] = field(default_factory=dict)
    """Formation to the share (0-1) of it that stays around the garrison, in order of arrival."""
    cleared: float = 0.0
    """Share (0-1) of the storming that is done."""
    envoy_minute: int | None = None
    """When the besieger's envoy is received; None until one is sent."""
    envoys: int = 0
    """Envoys that the garrison did not believe."""

    def contain(self, formation: int, share: float) -> None:
        """A formation leaves so much more of itself around the garrison."""
        self.containing[formation] = self.containing.get(formation, 0.0) + share

    def release(self, formation: int) -> None:
        """A formation that stood before the works as a whole goes on."""
        self.containing.pop(formation, None)

    def keep_containing(self, fights: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Drop the containing forces that are out of the war; `fights` has the shape (formations,)."""
        self.containing = {f: share for f, share in self.containing.items() if fights[f]}

    def storm(self, share: float) -> None:
        """So much (0-1) of the storming has been done since it was last counted."""
        self.cleared += share

    def send_envoy(self, minute: int) -> None:
        """An envoy is on the way, and will be received at a minute."""
        self.envoy_minute = minute

    def refuse_envoy(self, minute: int) -> None:
        """The garrison does not believe an envoy; the next will be received at a minute."""
        self.envoys, self.envoy_minute = self.envoys + 1, minute


class Sieges:
    """The sieges of a run, at most one a place."""

    def __init__(self) -> None:
        self.at: dict[int, Siege] = {}
        """Place to the siege there."""
        self.way_out: dict[int, int] = {}
        """Formation that breaks out to the place that it goes to."""

    def begin(self, siege: Siege) -> None:
        """A garrison is invested."""
        self.at[siege.place] = siege

    def slip_away(self, formation: int, to: int) -> None:
        """A formation breaks out towards a place."""
        self.way_out[formation] = to

    def take_way_out(self, formation: int) -> int | None:
        """Where a formation breaks out to, asked once; None for one that does not."""
        return self.way_out.pop(formation, None)

    def end(self, place: int) -> None:
        """A garrison has fallen, or is relieved."""
        del self.at[place]

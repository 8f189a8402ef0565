"""Wills: whether formations still believe in their cause, and what they do with an order to cease fire."""

from __future__ import annotations

import numpy as np


class Wills:
    """Arrays have the shape (formations,)."""

    def __init__(self, formations: int):
        self.confidence = np.ones(formations)
        """Of unreliable troops: the chance (0-1) that they are still in the war."""
        self.met_enemy = np.zeros(formations, bool)
        """Unreliable troops that have met the enemy."""
        self.obeys = np.zeros(formations, bool)
        """Has received a cease-fire and obeys it: lays down arms when the enemy comes."""
        self.refuses = np.zeros(formations, bool)
        """Has received a cease-fire and fights on."""

    def meet(self, f: int) -> None:
        """The enemy stands before a formation for the first time."""
        self.met_enemy[f] = True

    def shake(self, f: int, confidence: float) -> float:
        """The confidence of a formation falls to this; returns what it was."""
        before = float(self.confidence[f])
        self.confidence[f] = confidence
        return before

    def obey(self, f: int) -> None:
        """A formation will lay down arms when the enemy comes."""
        self.obeys[f] = True

    def refuse(self, f: int) -> None:
        """A formation fights on, whatever it is told."""
        self.refuses[f] = True

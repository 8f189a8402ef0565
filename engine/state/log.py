"""The log of a run: what is written down, and what has been written down already."""

from __future__ import annotations

from collections.abc import Hashable

from engine.recorder import Recorder
from engine.vocabulary import EventKind


class Log(Recorder):
    """The recorder, with a memory for events that come once, or for so much of something."""

    def __init__(self) -> None:
        super().__init__()
        self._once: set[tuple[EventKind, Hashable]] = set()
        self._unreported: dict[tuple[EventKind, Hashable], float] = {}

    def mark_first(self, kind: EventKind, about: Hashable) -> bool:
        """Mark an event of a kind as written about something; returns whether it is the first: some are written once."""
        new = (kind, about) not in self._once
        self._once.add((kind, about))
        return new

    def add_up(self, kind: EventKind, about: Hashable, amount: float, least: float) -> float:
        """Add to what no event has reported yet; once that is `least` or more, it is returned and counted anew, else 0."""
        total = self._unreported.pop((kind, about), 0.0) + amount
        if total < least:
            self._unreported[kind, about] = total
            return 0.0
        return total

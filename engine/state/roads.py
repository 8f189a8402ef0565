"""Roads of a run: columns on them."""

from __future__ import annotations


class Roads:
    """Links by row, in the direction of the place that a column marches to."""

    def __init__(self) -> None:
        self._free_minutes: dict[tuple[int, int], list[int]] = {}

    def enter(self, link: int, place: int, minute: int, passage_min: int, lanes: int = 1) -> int:
        """A column that takes `passage_min` to pass takes the lane that is free first; returns the minutes until its head may
        enter.

        Negative or 0 where nobody is ahead. The head of a column never waits for its own tail."""
        free = self._free_minutes.setdefault((link, place), [0] * lanes)
        first = free.index(min(free))
        wait = free[first] - minute
        free[first] = minute + max(wait, 0) + passage_min
        return wait

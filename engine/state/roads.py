"""Roads of a run: columns on them."""

from __future__ import annotations


class Roads:
    """Links by row, in the direction of the place that a column marches to."""

    def __init__(self) -> None:
        self._free_minute: dict[tuple[int, int], int] = {}

    def enter(self, link: int, place: int, minute: int, passage_min: int) -> int:
        """A column that takes `passage_min` to pass gets in line for a link; returns the minutes until its head may enter.

        Negative or 0 where nobody is ahead. The head of a column never waits for its own tail."""
        wait = self._free_minute.get((link, place), 0) - minute
        self._free_minute[link, place] = minute + max(wait, 0) + passage_min
        return wait

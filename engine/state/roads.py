"""Roads of a run: columns on them, crossings that a side has made, bridges that are blown."""

from __future__ import annotations


class Roads:
    """Links by row, in the direction of the place that a column marches to where that matters."""

    def __init__(self) -> None:
        self._free_minute: dict[tuple[int, int], int] = {}
        self._crossed_minute: dict[tuple[int, int], int] = {}
        self.blown: set[int] = set()
        """Roads whose bridge is blown."""

    def enter(self, link: int, place: int, minute: int, passage_min: int) -> int:
        """A column that takes `passage_min` to pass gets in line for a link; returns the minutes until its head may enter.

        Negative or 0 where nobody is ahead. The head of a column never waits for its own tail."""
        wait = self._free_minute.get((link, place), 0) - minute
        self._free_minute[link, place] = minute + max(wait, 0) + passage_min
        return wait

    def crossing_minute(self, side: int, link: int) -> int | None:
        """The minute from which the troops of a side cross a river there; None where it has not been crossed yet.

        A column that comes later uses what its own side has built."""
        return self._crossed_minute.get((side, link))

    def build_crossing(self, side: int, link: int, minute: int) -> None:
        """The first of a side has begun to cross, and is over at a minute."""
        self._crossed_minute[side, link] = minute

    def blow(self, link: int) -> None:
        """The bridge of a road is gone."""
        self.blown.add(link)

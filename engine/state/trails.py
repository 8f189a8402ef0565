"""Trails of strung-out columns: when the head of each left which places, while its tail still comes through."""

from __future__ import annotations


class Trails:
    """By formation; only of those that march strung out."""

    def __init__(self) -> None:
        self._left: dict[int, dict[int, int]] = {}
        self._driven: dict[int, int] = {}

    def drive_out(self, f: int, place: int) -> None:
        """A formation is driven out of a place as a whole: its losses are those of the fight."""
        self._driven[f] = place

    def leave(self, f: int, place: int, minute: int) -> None:
        """The head of a column has left a place, from which it was not driven out."""
        if self._driven.pop(f, None) != place:
            self._left.setdefault(f, {})[place] = minute

    def left_minute(self, f: int, place: int) -> int | None:
        """When the head of a column left a place; None where it has not passed, or its tail has been cut off there."""
        return self._left.get(f, {}).get(place)

    def end_at(self, f: int, place: int) -> None:
        """The tail of a column has been cut off at a place: what was behind is its tail no longer."""
        left = self._left.get(f, {})
        cut = left.get(place, 0)
        self._left[f] = {other: minute for other, minute in left.items() if minute > cut}

"""Shores: formations that lie off a hostile place in their ships."""

from __future__ import annotations


class Shores:
    """By place; in order of arrival."""

    def __init__(self) -> None:
        self._offshore: dict[int, list[int]] = {}

    def offshore(self, place: int) -> list[int]:
        """The formations that lie off a place."""
        return self._offshore.get(place, [])

    def lie_off(self, place: int, f: int) -> None:
        """A formation comes before a place from the sea."""
        self._offshore.setdefault(place, []).append(f)

    def leave(self, place: int, f: int) -> None:
        """A formation lies off a place no longer: it is ashore, or out of the war."""
        self._offshore[place].remove(f)

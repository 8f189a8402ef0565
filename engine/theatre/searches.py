"""A search for the quickest ways from one place, which goes as far as somebody asks, and on from there when asked again.

Orders ask mostly for the next town. Plain Python that stops there is quicker than scipy's search of the whole map, whose call
alone costs as much, and whose import costs as much as reading a scenario."""

from __future__ import annotations

from heapq import heappop, heappush

Ways = list[dict[int, float]]
"""(places,): the neighbours of each, and the minutes to them over the quickest open link."""


class Search:
    """What is known of the quickest ways from a place. `before` has the row of the last place before each that is reached; of two
    ways that are equally quick that over the place which is reached first, and of such places that of the first row."""

    def __init__(self, ways: Ways, start: int):
        self.before: dict[int, int] = {}
        self._ways, self._reached = ways, set[int]()
        self._minutes, self._ahead = {start: 0.0}, [(0.0, start)]

    def reaches(self, place: int) -> bool:
        """Whether any way leads to a place; if so, `before` is final for it and for all places on the way."""
        while place not in self._reached and self._ahead:
            minutes, here = heappop(self._ahead)
            if here not in self._reached:
                self._reached.add(here)
                self._look_around(here, minutes)
        return place in self._reached

    def _look_around(self, here: int, minutes: float) -> None:
        for place, more in self._ways[here].items():
            there = minutes + more
            if there < self._minutes.get(place, float("inf")):
                self._minutes[place], self.before[place] = there, here
                heappush(self._ahead, (there, place))

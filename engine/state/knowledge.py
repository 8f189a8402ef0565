"""Knowledge: places that fell as their loss was seen, when each commander hears of it, and whose plan asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Loss:
    """A place that fell: when, how often before, and from how many links of the chain of command away each saw it."""

    minute: int
    occasion: int
    seen_by: dict[int, float]


class Knowledge:
    """By place, and by formation where it is the knowledge of one commander."""

    def __init__(self) -> None:
        self.losses: dict[int, Loss] = {}
        """Place to its latest fall."""
        self.falls: list[tuple[int, Loss]] = []
        """Every fall of a place, in order."""
        self._heard: dict[tuple[int, int, int], int] = {}
        self._watchers: dict[int, set[int]] = {}

    def lose(self, place: int, minute: int, seen_by: dict[int, float]) -> None:
        """A place falls; `seen_by`: formation to links of the chain of command between it and the sight."""
        before = self.losses.get(place)
        loss = self.losses[place] = Loss(minute, before.occasion + 1 if before else 0, seen_by)
        self.falls.append((place, loss))

    def heard_minute(self, f: int, place: int) -> int | None:
        """When a formation hears, or has heard, of the latest fall of a place; None where that is not settled yet."""
        return self._heard.get((f, place, self.losses[place].occasion))

    def hear(self, f: int, place: int, minute: int) -> int:
        """Settle when a formation hears of the latest fall of a place; returns that minute."""
        self._heard[f, place, self.losses[place].occasion] = minute
        return minute

    def watch(self, f: int, places: Iterable[int]) -> None:
        """The plan of a formation asks for these places: when one of them falls, it looks again."""
        for place in places:
            self._watchers.setdefault(place, set()).add(f)

    def watchers(self, place: int) -> list[int]:
        """The formations whose plan asks for a place, sorted."""
        return sorted(self._watchers.get(place, ()))

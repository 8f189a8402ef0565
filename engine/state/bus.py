"""What happened, published by the state and heard by the processes that subscribe.

The state knows what it has written, not what follows from it: that a place fell wakes a plan, frees a garrison and sends a
report up the chain, and each of these lives in a file of its own. A subscription is made once, when a run is put together,
in a stated order (`processes.run.subscribe`); within one happening the handlers are called in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from engine.vocabulary import Cause


class PlaceFell(NamedTuple):
    """A place has changed hands; `State.holder` already says to which side."""

    place: int


class Arrived(NamedTuple):
    """The head of a formation has come to the end of its link; published after `PlaceFell` if it took the place."""

    formation: int
    place: int
    link: int
    """The link that it has come over."""


class LeftWar(NamedTuple):
    """A formation has surrendered, dispersed or been eliminated at (or short of) a place."""

    formation: int
    place: int
    cause: Cause


class RanDry(NamedTuple):
    """A body has halted for fuel on its axis, whose offensive opened at a minute."""

    formation: int
    opening_minute: int


class CrossingBegun(NamedTuple):
    """Troops of a side begin to cross a river towards a place on its far bank."""

    place: int
    side: int


class PlanChanged(NamedTuple):
    """A formation has left what it was doing for a new plan that it has in hand."""

    formation: int


class Sampled(NamedTuple):
    """Every formation has been copied into the log."""

    minute: int


Happening = TypeVar("Happening", PlaceFell, Arrived, LeftWar, RanDry, CrossingBegun, PlanChanged, Sampled)


class Bus:
    """Handlers by the kind of happening, called at once and in the order in which they subscribed."""

    def __init__(self) -> None:
        self._handlers: dict[type, tuple[Callable[[Any], None], ...]] = {}

    def subscribe(self, happening: type[Happening], *handlers: Callable[[Happening], None]) -> None:
        """Add handlers of one kind of happening after those that have subscribed before."""
        self._handlers[happening] = (*self._handlers.get(happening, ()), *handlers)

    def publish(self, happening: PlaceFell | Arrived | LeftWar | RanDry | CrossingBegun | PlanChanged | Sampled) -> None:
        """Tell every subscriber now, before the caller goes on."""
        for handler in self._handlers.get(type(happening), ()):
            handler(happening)

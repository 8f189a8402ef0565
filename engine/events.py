"""The one shape of everything that happens in a run."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from engine.registry import Numbers
from engine.vocabulary import Cause, EventKind, Reason


class Event(NamedTuple):
    """What happened: when, to whom, where, why, with which numbers (in the order given)."""

    minute: int
    kind: EventKind
    side: str = ""
    formation: str = ""
    place: str = ""
    cause: Reason = Cause.NONE
    numbers: tuple[tuple[str, float], ...] = ()


def pairs(numbers: Numbers) -> tuple[tuple[str, float], ...]:
    """Name and value of each number, in the order given; one that is infinite (the km of a way that there is not) is left out."""
    return tuple([pair for pair in numbers.items() if isfinite(pair[1])])  # type: ignore[misc, arg-type]  # all are floats

"""The one shape of everything that happens in a run."""

from __future__ import annotations

from collections.abc import Mapping
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
    plain: Mapping[str, float] = numbers  # type: ignore[assignment]  # all are floats
    if all(map(isfinite, plain.values())):
        return tuple(plain.items())
    return tuple([pair for pair in plain.items() if isfinite(pair[1])])

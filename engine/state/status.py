"""Status: whether a formation is in play, and how it left; one column, read through views that nobody else can write to."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Bools
from engine.scenario.schema import Formation

Kind = TypeVar("Kind", np.bool_, np.int8)


class Status(IntEnum):
    """Of a formation; whatever is not IN_PLAY neither fights, marches, eats nor holds a place."""

    IN_PLAY = 0
    EMPTY = 1
    """Fighting troops without men: their men are counted elsewhere in the order of battle, for a time or for good."""
    SURRENDERED = 2
    DISPERSED = 3
    """Scattered, gone home or gone over to the enemy."""
    ABSENT = 4
    """Not in the theatre: it has yet to come, or has gone on to another."""


class Standing:
    """Arrays have the shape (formations,)."""

    def __init__(self, formations: Sequence[Formation]):
        self._status = np.array([_at_start(formation) for formation in formations], np.int8)
        self._in_play = self._status == Status.IN_PLAY
        self._fights = np.array([formation.combat for formation in formations], bool) & self._in_play
        self._left: set[int] = set()
        self.status = _read_only(self._status)
        """Codes of `Status`."""
        self.in_play = _read_only(self._in_play)
        self.fights: Bools = _read_only(self._fights)
        """Fighting troops in play."""

    def leave(self, f: int, how: Status) -> None:
        """A formation leaves play; what has left does not come back."""
        self._left.add(f)
        self._status[f], self._in_play[f], self._fights[f] = how, False, False

    def enter(self, f: int) -> None:
        """Fighting troops that were empty have men now."""
        self._status[f], self._in_play[f], self._fights[f] = Status.IN_PLAY, True, True

    def come(self, f: int, *, fights: bool) -> None:
        """A formation that was absent is in the theatre; fighting troops or not."""
        self._status[f], self._in_play[f], self._fights[f] = Status.IN_PLAY, True, fights

    def is_expected(self, f: int) -> bool:
        """Whether a formation has yet to come."""
        return bool(self._status[f] == Status.ABSENT) and f not in self._left

    def empty(self, f: int) -> None:
        """The men of a formation have joined another; they may come back."""
        self._status[f], self._in_play[f], self._fights[f] = Status.EMPTY, False, False

    def has_left(self, f: int) -> bool:
        """Whether a formation was in play and is so no longer."""
        return f in self._left


def _at_start(formation: Formation) -> Status:
    if formation.combat and formation.men <= 0:
        return Status.EMPTY
    return Status.IN_PLAY if formation.arrives is None else Status.ABSENT


def _read_only(array: NDArray[Kind]) -> NDArray[Kind]:
    """The same numbers through a view that raises ValueError when it is written to."""
    view = array.view()
    view.flags.writeable = False
    return view

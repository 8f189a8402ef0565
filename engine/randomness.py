"""Keyed random numbers: a draw is addressed, never taken from a shared sequence.

The key is (seed, replication); the address is (stream, entity, occasion). The same address always gives the same
number, whatever else was drawn before, so adding an idle formation or switching a rule off shifts nobody's dice.
The generator is Philox-4x64 used as a counter-based hash (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
SC 2011): the address is its counter.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from functools import lru_cache
from statistics import NormalDist

import numpy as np

_STANDARD_NORMAL = NormalDist()


class Stream(IntEnum):
    """The closed list of decisions that dice are thrown for; a number is never reused."""

    PACE_THEATRE = 1
    PACE_ARMY = 2
    PACE_LINK = 3
    START_DELAY = 4
    RIVER = 5
    ENGAGEMENT_ATTACKER = 6
    ENGAGEMENT_DEFENDER = 7
    DAY_ATTACKER = 8
    DAY_DEFENDER = 9
    ADVANCE = 10
    BREAKPOINT_ATTACKER = 11
    BREAKPOINT_DEFENDER = 12
    BREAK_ATTACKER = 13
    BREAK_DEFENDER = 14
    BREAK_RESULT = 15
    BREAKTHROUGH = 16
    CLEARING = 17
    RELIABILITY = 18
    RECEIPT = 19
    OBEDIENCE = 20
    EXECUTION = 21
    DEMOLITION = 23
    ENVOY = 24
    PARAMETER = 25
    MUTINY = 40


@lru_cache(maxsize=65536)
def entity_number(entity: str) -> int:
    """A stable 64-bit number of an id: the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(entity.encode(), digest_size=8).digest(), "little")


class Dice:
    """The draws of one run."""

    def __init__(self, seed: int, replication: int):
        key = np.random.SeedSequence(seed, spawn_key=(replication,)).generate_state(2, np.uint64)
        self._philox = np.random.Philox(key=key)
        self._state = self._philox.state

    def uniform(self, stream: Stream, entity: str, occasion: int = 0) -> float:
        """A number in the open interval (0, 1), uniform, belonging to this address alone."""
        self._state["state"]["counter"] = np.array([occasion, entity_number(entity), int(stream), 0], np.uint64)
        self._state["buffer_pos"] = 4
        self._state["has_uint32"] = 0
        self._philox.state = self._state
        return ((int(self._philox.random_raw()) >> 11) + 0.5) / 2.0**53

    def normal(self, stream: Stream, entity: str, occasion: int = 0) -> float:
        """A standard normal number of this address, by inversion."""
        return _STANDARD_NORMAL.inv_cdf(self.uniform(stream, entity, occasion))

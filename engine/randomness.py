"""Keyed random numbers: a draw is addressed, never taken from a shared sequence.

The key is (seed, replication); the address is (stream, entity, occasion). The same address always gives the same
number, whatever else was drawn before, so adding an idle formation or switching a rule off shifts nobody's dice.
The generator is Philox-4x64 used as a counter-based hash (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
SC 2011): the address is its counter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import lru_cache
from statistics import NormalDist
from typing import Any

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
    FUEL_RESERVE = 31
    STEADINESS = 32
    RELEASE = 33
    MUTINY = 40
    RAIL_DEMOLITION = 50
    LANDING = 60
    LANDING_LOSS = 61
    LANDING_PREPARED = 62
    COMMISSION = 63
    RIVER_ASSAULT = 64
    RIVER_LOSS = 65
    DECISION = 70
    REPORT = 71
    SKY = 72
    ESTIMATE = 73
    CONSUMPTION = 80
    ENVOY_BELIEVED = 81
    POLICY = 90


class Group(StrEnum):
    """What a draw stands for, as the variance of a date is split: every stream belongs to one group."""

    PARAMETERS = "parameters"
    ARMY = "army"
    LINK = "link"
    GARRISON = "garrison"
    DECISION = "decision"
    COMBAT = "combat"


GROUP_OF: dict[Stream, Group] = {
    **dict.fromkeys((Stream.PARAMETER,), Group.PARAMETERS),
    **dict.fromkeys((Stream.PACE_THEATRE, Stream.PACE_ARMY, Stream.START_DELAY, Stream.CONSUMPTION), Group.ARMY),
    **dict.fromkeys((Stream.PACE_LINK, Stream.RIVER, Stream.SKY, Stream.RAIL_DEMOLITION), Group.LINK),
    **dict.fromkeys((Stream.BREAKTHROUGH, Stream.CLEARING), Group.GARRISON),
    **dict.fromkeys(
        (
            Stream.RELIABILITY,
            Stream.RECEIPT,
            Stream.OBEDIENCE,
            Stream.EXECUTION,
            Stream.MUTINY,
            Stream.DEMOLITION,
            Stream.ENVOY,
            Stream.ENVOY_BELIEVED,
            Stream.FUEL_RESERVE,
            Stream.STEADINESS,
            Stream.RELEASE,
            Stream.LANDING_PREPARED,
            Stream.COMMISSION,
            Stream.DECISION,
            Stream.REPORT,
            Stream.ESTIMATE,
            Stream.POLICY,
        ),
        Group.DECISION,
    ),
    **dict.fromkeys(
        (
            Stream.ENGAGEMENT_ATTACKER,
            Stream.ENGAGEMENT_DEFENDER,
            Stream.DAY_ATTACKER,
            Stream.DAY_DEFENDER,
            Stream.ADVANCE,
            Stream.BREAKPOINT_ATTACKER,
            Stream.BREAKPOINT_DEFENDER,
            Stream.BREAK_ATTACKER,
            Stream.BREAK_DEFENDER,
            Stream.BREAK_RESULT,
            Stream.LANDING,
            Stream.LANDING_LOSS,
            Stream.RIVER_ASSAULT,
            Stream.RIVER_LOSS,
        ),
        Group.COMBAT,
    ),
}
"""The theatre's pace counts with the armies': both are pace that a whole army shares."""


@lru_cache(maxsize=65536)
def entity_number(entity: str) -> int:
    """A stable 64-bit number of an id: the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(entity.encode(), digest_size=8).digest(), "little")


class Dice:
    """The draws of one run; a group in `redrawn` takes its draws from another replication of the seed."""

    def __init__(self, seed: int, replication: int, redrawn: Mapping[Group, int] | None = None):
        self.seed, self.replication = seed, replication
        self.told: dict[str, dict[str, int]] = {"redrawn": {str(group): row for group, row in redrawn.items()}} if redrawn else {}
        """What the manifest of a run says of its draws beside seed and replication; nothing for a plain run."""
        keys = {number: key_of(seed, number) for number in {replication, *(redrawn or {}).values()}}
        self._key = [keys[replication]] * (max(Stream) + 1)
        for stream, group in GROUP_OF.items():
            self._key[stream] = keys[(redrawn or {}).get(group, replication)]
        self._philox: Any = np.random.Philox(key=keys[replication])
        self._state: dict[str, Any] = {**self._philox.state, "buffer": [0] * 4, "buffer_pos": 4}
        """Plain numbers, for they are read faster than items of arrays; position 4: nothing is left over from the draw before."""

    def uniform(self, stream: Stream, entity: str, occasion: int = 0) -> float:
        """A number in the open interval (0, 1), uniform, belonging to this address alone."""
        self._state["state"] = {"counter": (occasion, entity_number(entity), int(stream), 0), "key": self._key[stream]}
        self._philox.state = self._state
        return ((int(self._philox.random_raw()) >> 11) + 0.5) / 2.0**53

    def normal(self, stream: Stream, entity: str, occasion: int = 0) -> float:
        """A standard normal number of this address, by inversion."""
        return _STANDARD_NORMAL.inv_cdf(self.uniform(stream, entity, occasion))

    def of_minute(self, minute: int) -> Dice:
        """The draws for what happened at a minute, where they are asked for only after the run."""
        del minute
        return self


def key_of(seed: int, *numbers: int) -> tuple[int, int]:
    """The key of a replication of a seed, or of a future of a replication: two numbers of 64 bits."""
    first, second = np.random.SeedSequence(seed, spawn_key=numbers).generate_state(2, np.uint64).tolist()
    return first, second

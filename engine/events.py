"""The one shape of everything that happens in a run."""

from __future__ import annotations

from typing import NamedTuple

KINDS = (
    "start",
    "pass",
    "capture",
    "reach",
    "halt",
    "resume",
    "fuel_empty",
    "detachment",
    "closed_up",
    "crossing",
    "weather",
    "end",
    "contact",
    "holds_off",
    "breaks_off",
    "yield",
    "withdraw",
    "disperse",
    "surrender",
    "passed",
    "mask",
    "siege_end",
    "decision",
    "message",
    "order",
    "report",
    "airlift",
    "demolition",
    "landing",
    "airborne",
    "repulsed",
    "released",
    "link_up",
    "breakdown",
    "sorties",
    "air_attack",
    "railhead",
    "stocks",
    "close_assault",
    "culmination",
    "thirst",
    "desertion",
    "mutiny",
    "relieved",
    "replacements",
    "one_way_attack",
)


class Event(NamedTuple):
    """What happened: when, to whom, where, why, with which numbers (in the order given)."""

    minute: int
    kind: str
    side: str = ""
    formation: str = ""
    place: str = ""
    cause: str = ""
    numbers: tuple[tuple[str, float], ...] = ()

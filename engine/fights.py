"""The formations that take part in each fight: what an impulse leaves behind, and the rows of `fights.csv` that it is summed to.

An impulse is written down as the arrays that it was resolved from; they are summed only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.arrays import Floats, Ints
from engine.vocabulary import FightPart

SIEGE = -1
"""Number of the engagement of a siege."""


class Taken(NamedTuple):
    """One impulse: arrays with one entry for each formation and fight in which it takes part."""

    minute: int
    """Its end."""
    hours: float
    fights: Sequence[tuple[int, int]]
    """Row of the place and number of the engagement of each fight."""
    fight: Ints
    """Number of the fight, into `fights`."""
    formation: Ints
    part: Sequence[FightPart]
    men: Floats
    """Of the formation that take part, before the impulse."""
    lost: Floats
    """Of these, hit in the impulse."""


@dataclass
class Participation:
    """A formation in one capacity in one engagement or siege."""

    place: int
    engagement: int
    formation: int
    part: FightPart
    begun_minute: int
    ended_minute: int
    hours: float
    men: float
    """That take part, when it does so first."""
    lost: float


def participations(impulses: Iterable[Taken]) -> Iterator[Participation]:
    """Impulses summed by place, engagement, formation and capacity, in the order in which each first takes part."""
    found: dict[tuple[int, int, int, FightPart], Participation] = {}
    for each in impulses:
        rows = zip(each.fight.tolist(), each.formation.tolist(), each.part, each.men.tolist(), each.lost.tolist(), strict=True)
        for fight, formation, part, men, lost in rows:
            place, engagement = each.fights[fight]
            key = place, engagement, formation, part
            row = found.get(key)
            if row is None:
                begun = each.minute - round(each.hours * 60)
                row = found[key] = Participation(*key, begun, each.minute, 0.0, men, 0.0)
            row.ended_minute = each.minute
            row.hours += each.hours
            row.lost += lost
    yield from found.values()

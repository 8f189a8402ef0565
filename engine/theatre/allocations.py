"""Allocations: decisions that divide what sources issue between formations, from a day or a message on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.rules import issue
from engine.scenario.supply import Allocation, SupplySource
from engine.theatre.reserves import Reserves
from engine.theatre.world import World


@dataclass(frozen=True)
class Division:
    """An allocation by rows: when it comes into force, the rows of its sources and the shares (0-1) of each reserve."""

    day: float
    message: str | None
    """The message, or the order of its own, that has to be on its way or down first."""
    sources: list[int]
    shares: Floats
    """(reserves,), sum 1."""


def divisions_of(world: World, sources: Sequence[SupplySource], reserves: Reserves) -> list[Division]:
    """The allocations of a scenario by day, then as they are written."""
    divisions = [_division(world, each, sources, reserves) for each in world.spec.allocations]
    return sorted(divisions, key=lambda division: division.day)


def _division(world: World, each: Allocation, sources: Sequence[SupplySource], reserves: Reserves) -> Division:
    side = world.formations[world.formation_row[next(iter(each.shares))]].side
    rows = [
        s
        for s, source in enumerate(sources)
        if source.id in each.sources
        or ((source.place, source.side) == (each.place, side) and _serves_all(world, each, source, reserves))
    ]
    weights = np.zeros(len(reserves.names))
    for formation, weight in each.shares.items():
        weights[reserves.of([formation])] += weight
    day = 0.0 if each.day is None else each.day
    return Division(day, order_of(each) if each.sender else each.message, rows, issue.divided(weights))


def order_of(each: Allocation) -> str:
    """What an allocation that is issued is known by among the messages of a run; no message has such an id."""
    return f"allocation:{each.id}"


def _serves_all(world: World, each: Allocation, source: SupplySource, reserves: Reserves) -> bool:
    """Whether a source serves all formations that have a share: one that serves some, or nobody but lorries, stays theirs."""
    rows = [world.formation_row[formation] for formation, weight in each.shares.items() if weight > 0.0]
    return bool(reserves.stages[0].may_draw[reserves.of(source.serves), rows].all())
